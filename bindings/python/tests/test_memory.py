"""Typed memories."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cortex_cloud import CloudEngine, InvalidArgumentError, aio, memory
from cortex_cloud.aio import memory as memories

SCHEMA = json.loads(
    (Path(__file__).parents[3] / "core/src/memory/memory.schema.json").read_text(encoding="utf-8")
)


def _value(node: dict[str, Any]) -> Any:
    """A value that a part of the schema allows."""
    if "$ref" in node:
        of = SCHEMA["$defs"][node["$ref"].rsplit("/", 1)[1]]
        if "oneOf" in of:
            return of["oneOf"][-1]["const"]
        return {name: _value(one) for name, one in of["properties"].items()}
    kind = node.get("type", "string")
    kind = kind if isinstance(kind, str) else kind[0]
    if node.get("format") == "date-time":
        return "2026-01-02T03:04:05Z"
    if node.get("format") == "uuid":
        return "01890a5d-ac96-774b-bcce-b302099a8057"
    items = node.get("items", {})
    return {
        "string": "text",
        "boolean": True,
        "integer": 3,
        "number": 0.5,
        "object": {"a": 1},
        "array": [_value(items)] if items else [],
    }[kind]


@pytest.mark.parametrize("of", list(memory.MemoryType))
def test_a_memory_of_every_type_comes_back_equal(
    engine: CloudEngine, of: memory.MemoryType
) -> None:
    content_class = memory.types.CONTENTS[of]
    one = next(each for each in SCHEMA["$defs"]["MemoryType"]["oneOf"] if each["const"] == of.value)
    content = _value({"$ref": "#/$defs/" + one["x-content"]})
    put = memory.Memory(
        content=content_class.from_dict(content), summary="What it says", tags=["a"]
    )
    assert put.memory_type is of
    id = memory.put(engine, put)
    found = memory.get(engine, id)
    assert found is not None
    assert found.content == put.content
    assert (found.id, found.summary, found.tags) == (id, "What it says", ["a"])
    assert found.content_hash
    assert found.transaction_time
    assert found.to_dict() == engine.get_memory(id)
    assert (of.category.value, of.half_life_days) == (
        one["x-category"],
        one.get("x-half-life-days"),
    )


def test_what_a_newer_version_wrote_is_kept(engine: CloudEngine) -> None:
    content = memory.CoreContent.from_dict(_value({"$ref": "#/$defs/CoreContent"}))
    content.extra["also"] = True
    put = memory.Memory(content=content, summary="s")
    put.extra["later"] = {"a": 1}
    found = memory.get(engine, memory.put(engine, put))
    assert found is not None
    assert isinstance(found.content, memory.CoreContent)
    assert (found.extra, found.content.extra) == ({"later": {"a": 1}}, {"also": True})


def test_pages_of_memories(engine: CloudEngine) -> None:
    content = memory.CoreContent.from_dict(_value({"$ref": "#/$defs/CoreContent"}))
    for number in range(3):
        memory.put(engine, memory.Memory(content=content, summary=f"s{number}"))
    page = memory.query(engine, limit=2)
    rest = memory.query(engine, limit=2, page=page.next_page)
    found = page.memories + rest.memories
    assert len(page.memories) == 2
    # By id, which is to say by the millisecond.
    assert [one.id for one in found] == sorted(one.id or "" for one in found)
    assert sorted(one.summary for one in found) == ["s0", "s1", "s2"]
    assert rest.next_page is None
    assert memory.get(engine, "01890a5d-ac96-774b-bcce-b302099a8057") is None


def test_a_memory_that_will_not_do_is_refused(engine: CloudEngine) -> None:
    content = memory.CoreContent.from_dict(_value({"$ref": "#/$defs/CoreContent"}))
    with pytest.raises(InvalidArgumentError) as raised:
        memory.put(engine, memory.Memory(content=content, summary="s", confidence=2.0))
    assert raised.value.details["field"] == "confidence"
    no_memory: list[tuple[Any, str]] = [
        ({"summary": "s", "content": {}}, "argument.type"),
        (None, "argument.type"),
        (memory.Memory(content=None, summary="s"), "argument.memory"),  # type: ignore[arg-type]
        (memory.Memory(content={"a": 1}, summary="s"), "argument.memory"),  # type: ignore[arg-type]
    ]
    for given, code in no_memory:
        with pytest.raises(InvalidArgumentError, match="memory") as raised:
            memory.put(engine, given)
        assert (raised.value.code, raised.value.details["argument"]) == (code, "memory")


def _other_type(one: dict[str, Any]) -> None:
    one["memory_type"] = one["content"]["type"] = "dream"


def _other_types(one: dict[str, Any]) -> None:
    one["memory_type"] = "dream"


def _other_importance(one: dict[str, Any]) -> None:
    one["importance"] = "cosmic"


def _no_summary(one: dict[str, Any]) -> None:
    del one["summary"]


def _no_content(one: dict[str, Any]) -> None:
    del one["content"]


def _less_in_the_content(one: dict[str, Any]) -> None:
    one["content"]["data"].popitem()


def _more_beside_the_content(one: dict[str, Any]) -> None:
    one["content"]["version"] = 2


def _content_of_another_shape(one: dict[str, Any]) -> None:
    one["content"] = ["text"]


def _less_in_a_link(one: dict[str, Any]) -> None:
    one["linked_files"] = [{"later": 1}]


@pytest.mark.parametrize(
    "change",
    [
        _other_type,
        _other_types,
        _other_importance,
        _no_summary,
        _no_content,
        _less_in_the_content,
        _more_beside_the_content,
        _content_of_another_shape,
        _less_in_a_link,
    ],
)
def test_what_this_version_cannot_read_does_not_lose_the_page(
    engine: CloudEngine, change: Callable[[dict[str, Any]], None]
) -> None:
    content = memory.CoreContent.from_dict(_value({"$ref": "#/$defs/CoreContent"}))
    ids = [
        memory.put(engine, memory.Memory(content=content, summary=f"s{number}", tags=["a"]))
        for number in range(3)
    ]
    # As another device's newer version writes it: this one's put_memory would refuse it.
    newer = engine.get_memory(ids[1])
    assert newer is not None
    change(newer)
    engine.put("memories", ids[1], newer)
    found = {one.id: one for one in memory.query(engine).memories}
    assert set(found) == set(ids)
    unknown = found[ids[1]]
    assert memory.get(engine, ids[1]) == unknown
    assert isinstance(unknown.content, memory.UnknownContent)
    assert unknown.content.members == newer
    assert unknown.to_dict() == newer
    assert unknown.memory_type is None
    assert (unknown.summary, unknown.tags) == (newer.get("summary", ""), ["a"])
    assert unknown.importance is memory.Importance.NORMAL
    assert found[ids[0]].content == found[ids[2]].content == content


def test_those_who_keep_none_never_meet_them() -> None:
    program = "import sys, cortex_cloud; print('cortex_cloud.memory' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert run.stdout == "False\n"


def test_memories_of_asyncio_come_back_as_they_were(tmp_path: Path) -> None:
    async def main() -> None:
        async with aio.CloudEngine.open(tmp_path / "store.db") as engine:
            insight = memory.InsightContent(observation="Deep input is slow", evidence=[])
            id = await memories.put(engine, memory.Memory(content=insight, summary="slow"))
            found = await memories.get(engine, id)
            assert found is not None and found.content == insight
            page = await memories.query(engine, {"summary": "slow"}, limit=1)
            assert [one.content for one in page.memories] == [insight]
            assert await memories.get(engine, "none") is None

    asyncio.run(main())


def test_memories_are_for_one_kind_of_engine(engine: CloudEngine, tmp_path: Path) -> None:
    async def main() -> None:
        of_asyncio: Any
        async with aio.CloudEngine.open(tmp_path / "other.db") as of_asyncio:
            content = memory.InsightContent(observation="o", evidence=[])
            for call in (
                lambda: memory.put(of_asyncio, memory.Memory(content=content, summary="s")),
                lambda: memory.get(of_asyncio, "m"),
                lambda: memory.query(of_asyncio),
            ):
                with pytest.raises(
                    InvalidArgumentError, match=r"cortex_cloud\.aio\.memory"
                ) as refused:
                    call()
                assert refused.value.code == "argument.type"
            wrong: Any = engine
            with pytest.raises(InvalidArgumentError, match="engine must be"):
                await memories.get(wrong, "m")
            with pytest.raises(InvalidArgumentError, match="memory must be"):
                await memories.put(of_asyncio, wrong)
            assert await of_asyncio.count("memories") == 0

    asyncio.run(main())
