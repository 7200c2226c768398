"""Values of the contract as plain JSON, and back, by the types the package declares."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

import cortex_cloud
from cortex_cloud import CloudError, CloudEvent, QuotaCheck, RecordChange
from cortex_cloud.errors import BY_VARIANT

# Enums with fields: how their classes are named after the variants.
_NAMED = {CloudEvent: ("", "Event"), QuotaCheck: ("Quota", ""), RecordChange: ("Record", "")}
_VARIANTS = {of: variant for variant, of in BY_VARIANT.items()}


def read(of: Any, value: Any) -> Any:
    """A value of the contract as the package takes it."""
    if value is None or of is Any:
        return value
    if get_origin(of) in (Union, types.UnionType):
        one = next(one for one in get_args(of) if one is not type(None))
        return read(one, value)
    if of in _NAMED:
        before, after = _NAMED[of]
        variant = getattr(cortex_cloud, f"{before}{value['type']}{after}")
        return _object(variant, {name: of for name, of in value.items() if name != "type"})
    if is_dataclass(of):
        return _object(of, value)
    if isinstance(of, type) and issubclass(of, Enum):
        return next(member for member in of if _pascal(member.value) == value)
    items = get_args(of)
    if isinstance(value, list) and items:
        return [read(items[0], one) for one in value]
    if isinstance(value, dict) and items:
        return {name: read(items[1], one) for name, one in value.items()}
    return value


def arguments(function: Any, given: Mapping[str, Any]) -> dict[str, Any]:
    """The contract's arguments as keywords. What the function does not know by name is a dictionary of the contract whose
    fields are its keywords.
    """
    hints = get_type_hints(function)
    flat: dict[str, Any] = {}
    for name, value in given.items():
        if name in hints:
            flat[name] = value
        else:
            flat.update(value or {})
    return {name: read(hints.get(name, Any), value) for name, value in flat.items()}


def written(value: Any) -> Any:
    """What the package gave, as the contract has it."""
    if isinstance(value, CloudError):
        info = ("code", "message", "retryable", "retry_after_ms", "details")
        return {
            "type": _VARIANTS[type(value)],
            "info": {name: written(getattr(value, name)) for name in info},
        }
    if isinstance(value, Enum):
        return _pascal(value.value)
    if is_dataclass(value):
        members = {one.name: written(getattr(value, one.name)) for one in fields(value)}
        for base, (before, after) in _NAMED.items():
            if isinstance(value, base):
                name = type(value).__name__
                members["type"] = name.removeprefix(before).removesuffix(after)
        return members
    if isinstance(value, (list, tuple)):
        return [written(one) for one in value]
    return value


def _object(of: Any, given: Mapping[str, Any]) -> Any:
    hints = get_type_hints(of)
    return of(**{name: read(hints[name], value) for name, value in given.items()})


def _pascal(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))
