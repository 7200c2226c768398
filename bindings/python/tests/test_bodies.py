"""Bodies: what is put comes back equal, or is refused with its path."""

from __future__ import annotations

import enum
import math
from datetime import datetime, timezone
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from cortex_cloud import (
    CloudEngine,
    InvalidArgumentError,
    OrderBy,
    RecordBody,
    RecordDelete,
    RecordPut,
    Replicate,
    TablePolicy,
)


class Stars(enum.IntEnum):
    THREE = 3


EQUAL: list[dict[str, Any]] = [
    {},
    {"": ""},
    {"a": None, "b": True, "c": False, "d": 0, "e": -1, "f": 1.5, "g": "text"},
    {"n": 2**53 - 1, "m": -(2**53 - 1)},
    {"n": 1e18, "m": 1e300, "o": 5e-324, "p": -0.0, "q": 1.0, "r": 0.1 + 0.2},
    {"deep": [[[{"a": []}]], {}]},
    {"text": 'quotes " \\ / \b\f\n\r\t \x00 \x1f \x7f é 漢 😀   '},
    {"é": 1, "😀": 2, "\u0000": 3},
    {"stars": Stars.THREE},
]


@pytest.mark.parametrize("body", EQUAL)
def test_a_body_comes_back_equal(engine: CloudEngine, body: dict[str, Any]) -> None:
    assert engine.put("notes", "n1", body)
    assert engine.get("notes", "n1") == body
    # And what came back can be put again, without being a change.
    assert not engine.put("notes", "n1", engine.get("notes", "n1") or {})


def test_numbers_keep_their_kind(engine: CloudEngine) -> None:
    engine.put("notes", "n1", {"big": 1e18, "flag": True, "one": 1})
    found = engine.get("notes", "n1")
    assert found is not None
    assert [type(found[name]) for name in ("big", "flag", "one")] == [float, bool, int]


def _cyclic() -> dict[str, Any]:
    body: dict[str, Any] = {}
    body["self"] = body
    return body


def _deep(levels: int) -> dict[str, Any]:
    body: dict[str, Any] = {}
    for _ in range(levels - 1):
        body = {"a": body}
    return body


class Custom:
    pass


REFUSED: list[tuple[Any, str]] = [
    ({"a": [1, 2, 3, {"b": math.nan}]}, "$.a[3].b"),
    ({"a": math.inf}, "$.a"),
    ({"a": -math.inf}, "$.a"),
    ({"a": 2**53}, "$.a"),
    ({"a": -(2**53)}, "$.a"),
    ({"a": 10**400}, "$.a"),
    ({"a": b"bytes"}, "$.a"),
    ({"a": bytearray()}, "$.a"),
    ({"a": {1, 2}}, "$.a"),
    ({"a": (1, 2)}, "$.a"),
    ({"a": {"b": {1: "x"}}}, "$.a.b"),
    ({1: "x"}, "$"),
    ({None: "x"}, "$"),
    ({"a": "\ud800"}, "$.a"),
    ({"\udfff": 1}, "$"),
    ({"a": Custom()}, "$.a"),
    ({"a": datetime.now(tz=timezone.utc)}, "$.a"),
    ({"a": 1j}, "$.a"),
    ([], "$"),
    (None, "$"),
    ("{}", "$"),
    (b"{}", "$"),
]


@pytest.mark.parametrize(("body", "path"), REFUSED)
def test_what_cannot_be_kept_is_refused_by_its_path(
    engine: CloudEngine, body: Any, path: str
) -> None:
    with pytest.raises(InvalidArgumentError) as raised:
        engine.put("notes", "n1", body)
    assert raised.value.code == "argument.body"
    assert raised.value.details == {"argument": "body", "field": path}
    assert path in raised.value.message
    assert not raised.value.retryable
    assert engine.get("notes", "n1") is None


def test_a_body_that_holds_itself_is_refused(engine: CloudEngine) -> None:
    with pytest.raises(InvalidArgumentError, match="holds itself"):
        engine.put("notes", "n1", _cyclic())


def test_128_levels_are_kept_and_129_refused(engine: CloudEngine) -> None:
    assert engine.put("notes", "n1", _deep(128))
    assert engine.get("notes", "n1") == _deep(128)
    with pytest.raises(InvalidArgumentError, match="128 levels"):
        engine.put("notes", "n1", _deep(129))
    with pytest.raises(InvalidArgumentError, match="128 levels"):
        engine.put("notes", "n1", _deep(100_000))


WRONG_TYPES: list[tuple[str, tuple[Any, ...], str]] = [
    ("put", (1, "n1", {}), "table"),
    ("put", ("notes", b"n1", {}), "id"),
    ("put", ("notes", "\ud800", {}), "id"),
    ("get", (None, "n1"), "table"),
    ("get", ("notes", None), "id"),
    ("delete", ("notes", 1), "id"),
    ("put_many", ("notes", [("n1", {})]), "rows[0]"),
    ("put_many", ("notes", 1), "rows"),
    ("put_many", ("notes", "rows"), "rows"),
    ("put_many", ("notes", [], "cancel"), "cancel"),
    ("apply", ([RecordDelete("notes", "n1"), {}],), "changes[1]"),
    ("apply", ([RecordDelete("notes", 1)],), "changes[0].id"),  # type: ignore[arg-type]
    ("apply", (None,), "changes"),
    ("sync", (True,), "cancel"),
    ("restore", (True, None), "conflict_id"),
    ("restore", (2**53, None), "conflict_id"),
    ("restore", (1.0, None), "conflict_id"),
    ("restore", (1, "local"), "side"),
    ("resolve_conflict", ("notes", "n1", "manual"), "strategy"),
    ("queue_mutation", ("notes", "n1", "Delete", 1), "kind"),
    ("set_table_policy", ("notes", {}), "policy"),
    ("retry_failed", (1,), "table"),
    ("login_api_key", (b"key",), "key"),
    ("get_memory", (1,), "id"),
    ("subscribe", (None,), "listener"),
    ("set_log_sink", (print, "info"), "level"),
    ("set_log_sink", (1, None), "sink"),
]


@pytest.mark.parametrize(("method", "args", "argument"), WRONG_TYPES)
def test_an_argument_of_another_type_is_refused_by_its_name(
    engine: CloudEngine, method: str, args: tuple[Any, ...], argument: str
) -> None:
    with pytest.raises(InvalidArgumentError) as raised:
        getattr(engine, method)(*args)
    assert raised.value.code == "argument.type"
    assert raised.value.details["argument"] == argument
    assert argument in raised.value.message


def test_keyword_arguments_are_checked_alike(engine: CloudEngine) -> None:
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"limit": "10"}, "limit"),
        ({"limit": True}, "limit"),
        ({"page": 1}, "page"),
        ({"order_by": "title"}, "order_by"),
        ({"order_by": ["title"]}, "order_by[0]"),
        ({"order_by": [OrderBy("title", descending=1)]}, "order_by[0].descending"),  # type: ignore[arg-type]
    ]
    for keywords, argument in wrong:
        with pytest.raises(InvalidArgumentError) as raised:
            engine.query("notes", **keywords)
        assert raised.value.details["argument"] == argument


@pytest.mark.parametrize(
    ("keywords", "argument"),
    [
        ({"http": "https://example.com"}, "http"),
        ({"strategy": "manual"}, "strategy"),
        ({"tables": {"notes": {}}}, 'tables["notes"]'),
        ({"tables": []}, "tables"),
        ({"embedding_fields": "vector"}, "embedding_fields"),
        ({"embedding_fields": [1]}, "embedding_fields[0]"),
        ({"durability": None}, "durability"),
        ({"max_body_bytes": "1"}, "max_body_bytes"),
        ({"busy_timeout_ms": 1.5}, "busy_timeout_ms"),
        ({"limits": 1}, "limits"),
        ({"token_store": {}}, "token_store"),
    ],
)
def test_a_setting_of_another_type_is_refused_by_its_name(
    tmp_path: Any, keywords: dict[str, Any], argument: str
) -> None:
    with pytest.raises(InvalidArgumentError) as raised:
        CloudEngine(tmp_path / "none.db", **keywords)
    assert raised.value.details["argument"] == argument
    assert not (tmp_path / "none.db").exists()


def test_paths_are_text_or_path_like() -> None:
    for path in (1, None, b"store.db"):
        with pytest.raises(InvalidArgumentError) as raised:
            CloudEngine(path)  # type: ignore[arg-type]
        assert raised.value.details["argument"] == "path"


def test_a_missing_argument_is_pythons_own_error(engine: CloudEngine) -> None:
    with pytest.raises(TypeError, match="body"):
        engine.put("notes", "n1")  # type: ignore[call-arg]


def test_rows_and_changes_name_the_row(engine: CloudEngine) -> None:
    with pytest.raises(InvalidArgumentError) as raised:
        engine.put_many("notes", [RecordBody("a", {}), RecordBody("b", {"x": [b""]})])
    assert raised.value.details == {"argument": "rows[1].body", "field": "$.x[0]"}
    with pytest.raises(InvalidArgumentError) as raised:
        engine.apply([RecordPut("notes", "a", {"x": math.nan})])
    assert raised.value.details == {"argument": "changes[0].body", "field": "$.x"}
    assert engine.count("notes") == 0


def test_a_filter_and_a_memory_are_refused_as_such(engine: CloudEngine) -> None:
    with pytest.raises(InvalidArgumentError) as raised:
        engine.count("notes", {"a": {"in": (1, 2)}})
    assert (raised.value.code, raised.value.details["field"]) == ("argument.filter", "$.a.in")
    with pytest.raises(InvalidArgumentError) as raised:
        engine.put_memory({"content": b""})
    assert (raised.value.code, raised.value.details["field"]) == ("argument.memory", "$.content")


def test_any_mapping_of_policies_will_do(tmp_path: Path) -> None:
    policies = MappingProxyType({"drafts": TablePolicy(replicate=Replicate.LOCAL)})
    with CloudEngine(tmp_path / "store.db", tables=policies) as engine:
        assert [(one.name, one.policy.replicate) for one in engine.tables()] == [
            ("drafts", Replicate.LOCAL)
        ]
    wrong: Any = [("drafts", TablePolicy())]
    with pytest.raises(InvalidArgumentError, match="tables") as raised:
        CloudEngine(tmp_path / "store.db", tables=wrong)
    assert raised.value.code == "argument.type"
