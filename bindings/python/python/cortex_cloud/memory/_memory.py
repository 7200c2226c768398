"""A memory, and the calls that put and get one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .types import CONTENTS, AnyContent, MemoryFields, MemoryType

if TYPE_CHECKING:
    from ..engine import CloudEngine
    from ..records import OrderBy


@dataclass(kw_only=True)
class Memory(MemoryFields):
    """Something worth remembering: what it says, how sure it is, since when it holds, and what it is
    linked to. What is None until `put_memory` fills it in may be left out.
    """

    content: AnyContent
    """What it says; its class says of what type the memory is."""

    @property
    def memory_type(self) -> MemoryType:
        """What kind of memory it is."""
        return self.content.memory_type

    def to_dict(self) -> dict[str, Any]:
        """The dict that `put_memory` takes."""
        members = super().to_dict()
        members["memory_type"] = self.memory_type.value
        members["content"] = {"type": self.memory_type.value, "data": self.content.to_dict()}
        return members

    @classmethod
    def from_dict(cls, members: Mapping[str, Any]) -> Memory:
        """Reads a dict as `get_memory` gives it."""
        rest = {name: value for name, value in members.items() if name != "memory_type"}
        return super().from_dict(rest)

    @classmethod
    def _read(cls, name: str, value: Any) -> Any:
        if name != "content":
            return super()._read(name, value)
        return CONTENTS[MemoryType(value["type"])].from_dict(value["data"])


@dataclass(frozen=True)
class MemoryPage:
    """A page of memories."""

    memories: list[Memory]
    """The memories."""

    next_page: str | None
    """Ask for the next page with it; none after the last."""


def put(engine: CloudEngine, memory: Memory) -> str:
    """Saves a memory and returns its id, as `CloudEngine.put_memory` does."""
    return engine.put_memory(memory.to_dict())


def get(engine: CloudEngine, id: str) -> Memory | None:
    """A memory; none for one that does not exist or is deleted. As `CloudEngine.get_memory`."""
    found = engine.get_memory(id)
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
    found = engine.query_memories(filter, order_by=order_by, limit=limit, page=page)
    return MemoryPage([Memory.from_dict(one) for one in found.bodies], found.next_page)
