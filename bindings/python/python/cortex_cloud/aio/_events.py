"""Events as an async iterator."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from typing import TYPE_CHECKING

from ._waiting import Waiting

if TYPE_CHECKING:
    from .._native import Subscription
    from ..engine import CloudEngine
    from ..events import CloudEvent
    from ._calls import Calls


class EventStream:
    """Events from the moment it is made, in order, until `cancel` or the engine's `close`. While its reader lags, changes
    of one table that follow one another are joined; when more than 256 events wait, also across other events, and of what
    only tells the present (the status, the progress, a quota warning, a missing sign-in) the latest is kept. Nothing else
    is dropped.

    It subscribes in the background, before the calls that are made after it and have no thread of their own: enter it
    (`async with`) to be sure that it hears a sync. Entering it and reading raise `ClosedError` when the engine was closed
    before, and `InternalError` when no thread can be started.
    """

    def __init__(self, engine: CloudEngine, calls: Calls) -> None:
        self._calls = calls
        self._loop = asyncio.get_running_loop()
        # The engine's thread adds and the loop takes.
        self._lock = threading.Lock()
        self._waiting = Waiting()
        self._moved = asyncio.Event()
        self._ended = False
        # Not here: it reads the file, and the loop must not wait for that.
        self._subscribing = calls.begin(lambda: engine.subscribe(self._hear))
        self._subscribing.add_done_callback(_heard_of)

    def _hear(self, event: CloudEvent) -> None:
        # On the engine's thread.
        with self._lock:
            if self._ended:
                return
            is_first = not self._waiting
            self._waiting.add(event)
        if is_first:
            # A loop that is closed has no readers.
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._moved.set)

    def _next(self) -> CloudEvent | None:
        with self._lock:
            return self._waiting.take()

    def __aiter__(self) -> EventStream:
        return self

    async def __anext__(self) -> CloudEvent:
        if not self._ended:
            await asyncio.shield(self._subscribing)
        while (event := self._next()) is None:
            if self._ended:
                raise StopAsyncIteration
            self._moved.clear()
            await self._moved.wait()
        return event

    def end(self) -> None:
        """Gives the reader what has come, and then the end."""
        with self._lock:
            self._ended = True
        self._moved.set()

    async def cancel(self) -> None:
        """Ends the subscription; nothing more is given. Calling it twice is harmless."""
        with self._lock:
            self._waiting = Waiting()
        self.end()
        await asyncio.wait([self._subscribing])
        if not self._subscribing.cancelled() and self._subscribing.exception() is None:
            subscription = self._subscribing.result()
            await self._calls.long(lambda _: subscription.cancel())

    async def __aenter__(self) -> EventStream:
        await asyncio.shield(self._subscribing)
        return self

    async def __aexit__(self, *_raised: object) -> None:
        await self.cancel()


def _heard_of(subscribing: asyncio.Future[Subscription]) -> None:
    """Whoever enters or reads the stream is told; if nobody does, asyncio need not complain of it."""
    if not subscribing.cancelled():
        subscribing.exception()
