"""A memory, and the calls that put and get one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final, TypeVar

from ..errors import InvalidArgumentError
from .types import CONTENTS, AnyContent, MemoryFields, MemoryType

if TYPE_CHECKING:
    from ..engine import CloudEngine
    from ..records import OrderBy

Engine = TypeVar("Engine")

# What reading a dict of another shape raises.
_UNREADABLE: Final = (AttributeError, KeyError, TypeError, ValueError)


@dataclass(kw_only=True)
class UnknownContent:
    """What a memory says that this version cannot read: a newer one wrote it on another device, with a type or a value
    that is not known here, or without a field that is needed here.
    """

    members: dict[str, Any]
    """The whole memory as the engine gave it."""

    def to_dict(self) -> dict[str, Any]:
        """The whole memory as the engine gave it."""
        return dict(self.members)


@dataclass(kw_only=True)
class Memory(MemoryFields):
    """Something worth remembering: what it says, how sure it is, since when it holds, and what it is
    linked to. What is None until `put_memory` fills it in may be left out.
    """

    content: AnyContent | UnknownContent
    """What it says; its class says of what type the memory is. With an `UnknownContent` the other fields hold what could
    be read, and defaults for the rest.
    """

    @property
    def memory_type(self) -> MemoryType | None:
        """What kind of memory it is; None for an `UnknownContent`, whose members name it."""
        return None if isinstance(self.content, UnknownContent) else self.content.memory_type

    def to_dict(self) -> dict[str, Any]:
        """The dict that `put_memory` takes. With an `UnknownContent` it is the dict as it came, whatever the other
        fields were set to since.
        """
        if isinstance(self.content, UnknownContent):
            return self.content.to_dict()
        members = super().to_dict()
        members["memory_type"] = self.content.memory_type.value
        members["content"] = {
            "type": self.content.memory_type.value,
            "data": self.content.to_dict(),
        }
        return members

    @classmethod
    def from_dict(cls, members: Mapping[str, Any]) -> Memory:
        """Reads a dict as `get_memory` gives it. What this version cannot read is kept as an `UnknownContent`."""
        rest = {name: value for name, value in members.items() if name != "memory_type"}
        try:
            if members.get("memory_type", rest["content"]["type"]) != rest["content"]["type"]:
                raise ValueError("a memory of two types")
            return super().from_dict(rest)
        except _UNREADABLE:
            unknown = UnknownContent(members=dict(members))
            return cls(content=unknown, **{"summary": "", **cls._readable(rest)})

    @classmethod
    def _readable(cls, members: Mapping[str, Any]) -> dict[str, Any]:
        """Of the fields beside the content, those that this version can read."""
        given: dict[str, Any] = {}
        for one in fields(cls):
            if one.name in members and one.name not in ("content", "extra"):
                try:
                    given[one.name] = cls._read(one.name, members[one.name])
                except _UNREADABLE:
                    continue
        return given

    @classmethod
    def _read(cls, name: str, value: Any) -> Any:
        if name != "content":
            return super()._read(name, value)
        if set(value) != {"type", "data"}:
            raise ValueError("a content is a type and data")
        return CONTENTS[MemoryType(value["type"])].from_dict(value["data"])


@dataclass(frozen=True)
class MemoryPage:
    """A page of memories."""

    memories: list[Memory]
    """The memories."""

    next_page: str | None
    """Ask for the next page with it; `None` after the last."""


def checked(memory: Memory) -> dict[str, Any]:
    """The dict of a memory. Raises `InvalidArgumentError` for what is none."""
    if not isinstance(memory, Memory):
        raise _wrong_type("memory", "a Memory", memory)
    if not isinstance(memory.content, (*CONTENTS.values(), UnknownContent)):
        raise InvalidArgumentError(
            "the memory was refused: content: an object of a content class is needed, not "
            + type(memory.content).__name__,
            "argument.memory",
            details={"argument": "memory", "field": "content"},
        )
    return memory.to_dict()


def _wrong_type(argument: str, wanted: str, given: object) -> InvalidArgumentError:
    return InvalidArgumentError(
        f"{argument} must be {wanted}, not {type(given).__module__}.{type(given).__name__}",
        "argument.type",
        details={"argument": argument},
    )


def checked_engine(engine: Engine, of: type[Engine], hint: str) -> Engine:
    """The engine, if it is of this class. One of the other kind has calls of the same names, and would save nothing, or
    something that nobody waits for.
    """
    if not isinstance(engine, of):
        raise _wrong_type("engine", f"a {of.__module__}.{of.__name__} ({hint})", engine)
    return engine


def _checked(engine: CloudEngine) -> CloudEngine:
    from ..engine import CloudEngine

    return checked_engine(engine, CloudEngine, "cortex_cloud.aio.memory is for those of asyncio")


def put(engine: CloudEngine, memory: Memory) -> str:
    """Saves a memory and returns its id, as `CloudEngine.put_memory` does.

    Raises `InvalidArgumentError` also for what is no `Memory` or no `CloudEngine` (`argument.type`) and for a content of
    no class of this module (`argument.memory`).
    """
    return _checked(engine).put_memory(checked(memory))


def get(engine: CloudEngine, id: str) -> Memory | None:
    """A memory; `None` for one that does not exist or is deleted. As `CloudEngine.get_memory`."""
    found = _checked(engine).get_memory(id)
    return None if found is None else Memory.from_dict(found)


def query(
    engine: CloudEngine,
    filter: dict[str, Any] | None = None,
    *,
    order_by: Sequence[OrderBy] = (),
    limit: int = 1000,
    page: str | None = None,
) -> MemoryPage:
    """Memories, a page at a time, as `CloudEngine.query_memories` gives them."""
    found = _checked(engine).query_memories(filter, order_by=order_by, limit=limit, page=page)
    return MemoryPage([Memory.from_dict(one) for one in found.bodies], found.next_page)
