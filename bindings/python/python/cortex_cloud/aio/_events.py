"""Events as an async iterator."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING

from ..events import CloudEvent, RecordsChangedEvent

if TYPE_CHECKING:
    from .._native import Subscription
    from ..engine import CloudEngine
    from ._calls import Calls


class EventStream:
    """Events from the moment it is made, in order, until `cancel` or the engine's `close`. Nothing is dropped: while its
    reader lags, changes of one table are joined.
    """

    def __init__(self, engine: CloudEngine, calls: Calls) -> None:
        self._calls = calls
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[CloudEvent] = deque()
        self._moved = asyncio.Event()
        self._ended = False
        self._subscription: Subscription = engine.subscribe(self._hear)

    def _hear(self, event: CloudEvent) -> None:
        # On the engine's thread. A loop that is closed has no readers.
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._add, event)

    def _add(self, event: CloudEvent) -> None:
        if self._ended:
            return
        last = self._waiting[-1] if self._waiting else None
        if (
            isinstance(event, RecordsChangedEvent)
            and isinstance(last, RecordsChangedEvent)
            and (event.table, event.origin) == (last.table, last.origin)
        ):
            self._waiting[-1] = replace(event, ids=tuple(dict.fromkeys((*last.ids, *event.ids))))
        else:
            self._waiting.append(event)
        self._moved.set()

    def __aiter__(self) -> EventStream:
        return self

    async def __anext__(self) -> CloudEvent:
        while not self._waiting:
            if self._ended:
                raise StopAsyncIteration
            self._moved.clear()
            await self._moved.wait()
        return self._waiting.popleft()

    def end(self) -> None:
        """Gives the reader what has come, and then the end."""
        self._ended = True
        self._moved.set()

    async def cancel(self) -> None:
        """Ends the subscription; nothing more is given. Calling it twice is harmless."""
        self._waiting.clear()
        self.end()
        await self._calls.long(lambda _: self._subscription.cancel())

    async def __aenter__(self) -> EventStream:
        return self

    async def __aexit__(self, *_raised: object) -> None:
        await self.cancel()
