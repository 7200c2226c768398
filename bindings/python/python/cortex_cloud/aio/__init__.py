"""The engine for asyncio. The calls are those of `cortex_cloud.CloudEngine`, on threads of the engine's own.

    async with CloudEngine.open("notes.db") as engine:
        await engine.put("notes", "n1", {"title": "First light"})
        async with engine.events() as events:
            async for event in events:
                ...

Cancelling a task cancels the call it waits for.
"""

from ._engine import CloudEngine, Opening
from ._events import EventStream

__all__ = ["CloudEngine", "EventStream", "Opening"]
