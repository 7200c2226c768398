"""Where the package differs from `udl/contract.json`: names, argument order, what may be left out, defaults, types and
docstrings. The differences that are meant are listed here, each once and for a reason.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from enum import Enum
from pathlib import Path
from typing import Any

import cortex_cloud
from cortex_cloud import aio
from cortex_cloud.errors import BY_VARIANT
from wording import in_python, one_line

Contract = dict[str, Any]

# Dictionaries whose fields are keyword arguments in Python.
FLAT = ("Config", "Query", "ConflictFilter", "QueuedMutation")
# What a Python program writes as something simpler.
OTHER_FORM = {
    "CloudListener": "a function",
    "LogSink": "a function",
    "ErrorInfo": "the attributes of CloudError",
}
# Enums with fields: the names of their classes.
VARIANTS = {"CloudEvent": "{}Event", "QuotaCheck": "Quota{}", "RecordChange": "Record{}"}
TYPES = {
    "i64": "int",
    "boolean": "bool",
    "string": "str",
    "Json": "dict[str, Any]",
    "StorePath": "str | os.PathLike[str]",
    "Details": "Mapping[str, str]",
    "CloudListener": "Callable[[CloudEvent], object]",
    "LogSink": "Callable[[LogEntry], object]",
}
# A sequence that is read once may be any iterable; one that is returned is a list.
ITERABLES = ("RecordBody", "RecordChange")
# Python's docstrings of these say more than the contract's.
OWN_WORDS = ("CloudEngine", "CloudEngine.constructor", "TokenStore", "CloudError")


def drift(contract: Contract) -> list[str]:
    """Every difference, in words."""
    sides = {one["name"]: one for one in contract["dictionaries"]}
    found = list(_objects(contract, sides))
    found += _missing_or_extra(contract)
    for dictionary in contract["dictionaries"]:
        if dictionary["name"] not in (*FLAT, *OTHER_FORM):
            found += _dictionary(dictionary)
    for one in contract["enums"]:
        found += _payload(one) if one["name"] in VARIANTS else _enum(one)
    error = next(one for one in contract["errors"] if one["name"] == "CloudError")
    found += _errors(error, sides["ErrorInfo"])
    return found


def _missing_or_extra(contract: Contract) -> Iterator[str]:
    expected = {one["name"] for one in contract["objects"]} | {"TokenStore", "CloudError"}
    expected |= {one["name"] for one in contract["dictionaries"]} - {*FLAT, *OTHER_FORM}
    for one in contract["enums"]:
        expected.add(one["name"])
        if one["name"] in VARIANTS:
            expected |= {VARIANTS[one["name"]].format(each["name"]) for each in one["variants"]}
    expected |= {of.__name__ for of in BY_VARIANT.values()}
    for name in sorted(expected ^ (set(cortex_cloud.__all__) - {"__version__"})):
        yield f"{name} is in one of contract and cortex_cloud.__all__ only"


def _objects(contract: Contract, sides: Mapping[str, Contract]) -> Iterator[str]:
    for one in (*contract["objects"], *contract["callbacks"]):
        name = one["name"]
        if name in OTHER_FORM:
            continue
        there = getattr(cortex_cloud, name, None)
        if there is None:
            continue
        methods = {method["name"]: method for method in one["methods"]}
        public = {each for each, _ in inspect.getmembers(there, callable) if each[0] != "_"}
        for each in sorted(methods.keys() ^ public):
            yield f"{name}.{each} is in one of contract and package only"
        for each in sorted(methods.keys() & public):
            yield from _method(name, methods[each], getattr(there, each), sides)
        for each in one.get("constructors", []):
            if name == "CloudEngine":
                yield from _method(name, {**each, "name": "constructor"}, there.__init__, sides)
        if name not in OWN_WORDS:
            yield from _docs(name, one["doc"], there.__doc__)
    yield from _aio(next(one for one in contract["objects"] if one["name"] == "CloudEngine"), sides)


def _aio(engine: Contract, sides: Mapping[str, Contract]) -> Iterator[str]:
    for method in engine["methods"]:
        name = method["name"]
        there = getattr(aio.CloudEngine, name, None)
        if there is None or not inspect.iscoroutinefunction(there):
            yield f"aio.CloudEngine.{name} is missing or no coroutine function"
        elif name not in ("close", "subscribe"):
            rest = [one for one in method["arguments"] if one["name"] != "cancel"]
            yield from _method("aio.CloudEngine", {**method, "arguments": rest}, there, sides)
    setting = next(one for one in engine["constructors"])
    for one in _method(
        "aio.CloudEngine", {**setting, "name": "constructor"}, aio.CloudEngine.open, sides
    ):
        yield one.replace("constructor", "open")


def _method(of: str, method: Contract, there: Any, sides: Mapping[str, Contract]) -> Iterator[str]:
    name = f"{of}.{method['name']}"
    expected = [
        each
        for one in method["arguments"]
        for each in (sides[one["type"]]["fields"] if one["type"] in FLAT else [one])
    ]
    signature = inspect.signature(there)
    given = [one for one in signature.parameters.values() if one.name != "self"]
    names = [one["name"] for one in expected], [one.name for one in given]
    if names[0] != names[1]:
        yield f"{name} takes {names[1]} and not {names[0]}"
        return
    for one, parameter in zip(expected, given, strict=True):
        where = f"{name}({one['name']})"
        yield from _default(where, one, parameter.default, parameter.empty)
        if of in ("CloudEngine", "aio.CloudEngine", "TokenStore"):
            yield from _type(where, one["type"], str(parameter.annotation), one)
    if of in ("CloudEngine", "aio.CloudEngine", "TokenStore") and method["name"] != "constructor":
        yield from _type(name, method["returns"] or "void", str(signature.return_annotation), {})
    if f"{of.removeprefix('aio.')}.{method['name']}" not in OWN_WORDS:
        yield from _docs(name, method["doc"], there.__doc__)


def _default(where: str, one: Contract, given: Any, nothing: Any) -> Iterator[str]:
    if one["optional"] != (given is not nothing):
        yield f"{where} may be left out on one side only"
    elif one["optional"]:
        expected = one.get("default")
        if isinstance(given, Enum):
            given = _pascal(given.value)
        # An empty list or record: what cannot be changed, or None.
        if expected in ([], {}):
            expected, given = None, given or None
        if expected != given or isinstance(expected, bool) != isinstance(given, bool):
            yield f"{where} is {given!r} by default and not {expected!r}"


def _type(where: str, contract: str, given: str, argument: Contract) -> Iterator[str]:
    expected = _annotation(contract, is_returned=not argument)
    # A mutable default is None in Python.
    may_be_none = argument.get("default") == {} and given == f"{expected} | None"
    if given != expected and not may_be_none:
        yield f"{where} is of type {given} and not {expected}"


def _annotation(of: str, *, is_returned: bool) -> str:
    if of.endswith("?"):
        return f"{_annotation(of[:-1], is_returned=is_returned)} | None"
    if item := re.fullmatch(r"sequence<(.*)>", of):
        kind = "list" if is_returned else "Iterable" if item[1] in ITERABLES else "Sequence"
        return f"{kind}[{_annotation(item[1], is_returned=is_returned)}]"
    if item := re.fullmatch(r"record<string, ?(.*)>", of):
        return f"Mapping[str, {_annotation(item[1], is_returned=is_returned)}]"
    return "None" if of == "void" else TYPES.get(of, of)


def _dictionary(one: Contract) -> Iterator[str]:
    name = one["name"]
    there = getattr(cortex_cloud, name, None)
    if there is None:
        return
    yield from _docs(name, one["doc"], there.__doc__)
    yield from _fields(name, one["fields"], there)


def _fields(name: str, expected: list[Contract], there: Any) -> Iterator[str]:
    given = fields(there)
    names = [one["name"] for one in expected], [one.name for one in given]
    if names[0] != names[1]:
        yield f"{name} has {names[1]} and not {names[0]}"
        return
    documented = _attribute_docs(there)
    for one, own in zip(expected, given, strict=True):
        where = f"{name}.{own.name}"
        contract_type = one["type"]
        # The fields of a result are not to be changed: sequences.
        expected_type = _annotation(contract_type, is_returned=False).replace(
            "Iterable", "Sequence"
        )
        if str(own.type) != expected_type:
            yield f"{where} is of type {own.type} and not {expected_type}"
        yield from _default(where, one, own.default, MISSING)
        if one.get("doc"):
            yield from _docs(where, one["doc"], documented.get(own.name))


def _enum(one: Contract) -> Iterator[str]:
    name = one["name"]
    there = getattr(cortex_cloud, name, None)
    if there is None:
        return
    yield from _docs(name, one["doc"], there.__doc__)
    names = [each["name"] for each in one["variants"]], [_pascal(each.value) for each in there]
    if names[0] != names[1]:
        yield f"{name} has {names[1]} and not {names[0]}"
        return
    documented = _attribute_docs(there)
    for each, member in zip(one["variants"], there, strict=True):
        if member.name != member.value.upper():
            yield f"{name}.{member.name} has another name than its value"
        yield from _docs(f"{name}.{member.name}", each["doc"], documented.get(member.name))


def _payload(one: Contract) -> Iterator[str]:
    base = getattr(cortex_cloud, one["name"], None)
    if base is None:
        return
    yield from _docs(one["name"], one["doc"], base.__doc__)
    for variant in one["variants"]:
        name = VARIANTS[one["name"]].format(variant["name"])
        there = getattr(cortex_cloud, name, None)
        if there is None:
            continue
        if not issubclass(there, base):
            yield f"{name} is no {one['name']}"
        yield from _docs(name, variant["doc"], there.__doc__)
        yield from _fields(name, variant.get("fields", []), there)


def _errors(error: Contract, info: Contract) -> Iterator[str]:
    names = [one["name"] for one in error["variants"]], list(BY_VARIANT)
    if names[0] != names[1]:
        yield f"BY_VARIANT has {names[1]} and not {names[0]}"
        return
    for variant in error["variants"]:
        there = BY_VARIANT[variant["name"]]
        if there.__name__ != f"{variant['name']}Error" or not issubclass(
            there, cortex_cloud.CloudError
        ):
            yield f"{there.__name__} is not the class of {variant['name']}"
        yield from _docs(there.__name__, variant["doc"], there.__doc__)
    documented = _attribute_docs(cortex_cloud.CloudError)
    annotations = inspect.get_annotations(cortex_cloud.CloudError)
    expected = {one["name"]: _annotation(one["type"], is_returned=False) for one in info["fields"]}
    if annotations != expected:
        yield f"CloudError has {annotations} and not {expected}"
    for one in info["fields"]:
        yield from _docs(f"CloudError.{one['name']}", one["doc"], documented.get(one["name"]))


def _docs(where: str, contract: str, given: str | None) -> Iterator[str]:
    expected, there = one_line(in_python(contract)), one_line(given)
    if there != expected:
        yield f"{where} says {there!r} and not {expected!r}"


def _attribute_docs(of: type) -> dict[str, str]:
    """The docstrings below a class's fields, which only its source has."""
    tree = ast.parse(Path(inspect.getfile(of)).read_text(encoding="utf-8"))
    found: dict[str, str] = {}
    for one in ast.walk(tree):
        if isinstance(one, ast.ClassDef) and one.name == of.__name__:
            for before, after in zip(one.body, one.body[1:], strict=False):
                target: ast.expr | None = None
                if isinstance(before, ast.AnnAssign):
                    target = before.target
                elif isinstance(before, ast.Assign):
                    target = before.targets[0]
                text = after.value if isinstance(after, ast.Expr) else None
                if isinstance(target, ast.Name) and isinstance(text, ast.Constant):
                    found[target.id] = inspect.cleandoc(str(text.value))
    return found


def _pascal(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))
