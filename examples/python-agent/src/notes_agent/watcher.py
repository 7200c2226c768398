"""Reacts to what happens to the file: to this process's own changes, other processes' and other devices'."""

from __future__ import annotations

import asyncio
import logging
from contextlib import AsyncExitStack
from typing import Final

from cortex_cloud import (
    AuthNeededEvent,
    CloudError,
    CloudEvent,
    ConflictEvent,
    MutationRefusedEvent,
    QuotaWarningEvent,
    RecordsChangedEvent,
    RepairedEvent,
    RowParkedEvent,
    StatusChangedEvent,
)
from cortex_cloud.aio import CloudEngine, EventStream

from .log import say
from .store import FACTS, TASKS, Store
from .tasks import end

# Changes come in bunches; the overview is worked out once they pause.
_QUIET_S: Final = 0.2
# How long to wait after a failure.
_PATIENCE_S: Final = 1.0


class Watcher:
    """An async context manager. While it lasts, the overview follows every change, and the log tells what matters."""

    def __init__(self, engine: CloudEngine, store: Store) -> None:
        self._engine = engine
        self._store = store
        self._stale = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Watcher:
        # Entered before anything else happens, so that nothing is missed.
        events = await self._stack.enter_async_context(self._engine.events())
        self._tasks = [
            asyncio.create_task(self._listen(events)),
            asyncio.create_task(self._refresh()),
        ]
        return self

    async def __aexit__(self, *_raised: object) -> None:
        await end(self._tasks)
        # Left alone, a subscription would go on until the engine is closed.
        await self._stack.aclose()

    async def _listen(self, events: EventStream) -> None:
        async for event in events:
            self._hear(event)

    def _hear(self, event: CloudEvent) -> None:
        if isinstance(event, RecordsChangedEvent):
            if event.table in (FACTS, TASKS):
                # The event says that they changed; what they are now is read when it is needed.
                self._stale.set()
            say(
                logging.DEBUG,
                "changed",
                table=event.table,
                records=len(event.ids),
                origin=event.origin.value,
            )
        elif isinstance(event, ConflictEvent):
            winner = "nobody yet" if event.winner is None else event.winner.value
            say(
                logging.WARNING,
                "conflict",
                conflict_id=event.conflict_id,
                table=event.table,
                id=event.id,
                winner=winner,
            )
        elif isinstance(event, StatusChangedEvent):
            say(logging.INFO, "status", status=event.status.value)
        elif isinstance(event, AuthNeededEvent):
            say(logging.WARNING, "sign-in needed", reason=event.reason)
        elif isinstance(event, MutationRefusedEvent):
            say(
                logging.WARNING,
                "refused",
                table=event.table,
                id=event.id,
                code=event.code,
                reason=event.reason,
            )
        elif isinstance(event, QuotaWarningEvent):
            say(
                logging.WARNING,
                "space nearly full",
                resource=event.resource,
                used=event.used,
                limit=event.limit,
            )
        elif isinstance(event, RowParkedEvent):
            say(logging.WARNING, "parked", table=event.table, id=event.id, reason=event.reason)
        elif isinstance(event, RepairedEvent):
            say(logging.WARNING, "repaired", records=event.records)

    async def _refresh(self) -> None:
        while True:
            await self._stale.wait()
            await asyncio.sleep(_QUIET_S)
            # Cleared first: what changes while it is worked out asks for another round.
            self._stale.clear()
            try:
                overview = await self._store.refresh_overview()
            except CloudError as error:
                # A full disk, perhaps. Unsaid, the overview would be an old one for ever.
                say(logging.WARNING, "overview failed", code=error.code)
                await asyncio.sleep(_PATIENCE_S)
                self._stale.set()
            else:
                say(logging.INFO, "overview", **overview)
