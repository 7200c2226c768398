"""Typed memories for an engine of asyncio: the same classes as `cortex_cloud.memory`, and calls that are awaited.

from cortex_cloud import memory
from cortex_cloud.aio import memory as memories

id = await memories.put(engine, memory.Memory(content=memory.InsightContent(...), summary="..."))
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..memory import Memory, MemoryPage
from ..memory._memory import checked, checked_engine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..records import OrderBy
    from . import CloudEngine

__all__ = ["get", "put", "query"]


async def put(engine: CloudEngine, memory: Memory) -> str:
    """Saves a memory and returns its id, as `CloudEngine.put_memory` does.

    Raises `InvalidArgumentError` also for what is no `Memory` or no engine of `cortex_cloud.aio` (`argument.type`) and
    for a content of no class of `cortex_cloud.memory` (`argument.memory`).
    """
    return await _checked(engine).put_memory(checked(memory))


async def get(engine: CloudEngine, id: str) -> Memory | None:
    """A memory; `None` for one that does not exist or is deleted. As `CloudEngine.get_memory`."""
    found = await _checked(engine).get_memory(id)
    return None if found is None else Memory.from_dict(found)


async def query(
    engine: CloudEngine,
    filter: dict[str, Any] | None = None,
    *,
    order_by: Sequence[OrderBy] = (),
    limit: int = 1000,
    page: str | None = None,
) -> MemoryPage:
    """Memories, a page at a time, as `CloudEngine.query_memories` gives them."""
    found = await _checked(engine).query_memories(filter, order_by=order_by, limit=limit, page=page)
    return MemoryPage([Memory.from_dict(one) for one in found.bodies], found.next_page)


def _checked(engine: CloudEngine) -> CloudEngine:
    from . import CloudEngine

    return checked_engine(engine, CloudEngine, "cortex_cloud.memory is for the others")
