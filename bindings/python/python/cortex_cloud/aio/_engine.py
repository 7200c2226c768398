"""The engine for asyncio."""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from typing import Any

from .._native import Subscription
from ..conflicts import ConflictEntry, ConflictSide
from ..engine import CloudEngine as Blocking
from ..events import CloudEvent, LogEntry, LogLevel
from ..mutations import FailedMutation, MutationKind, WaitingMutation
from ..quota import Quota, QuotaCheck
from ..records import CloudRecord, OrderBy, Page, RecordBody, RecordChange, RecordPage, TableInfo
from ..settings import ClientLimits, Durability, HttpClientConfig, MergeStrategy, TablePolicy
from ..status import AuthState, Explanation, StatusReport, SyncReport, VerifyReport
from ..tokens import TokenStore
from ._calls import Calls
from ._events import EventStream


class CloudEngine:
    """A local-first store that syncs, for asyncio: `cortex_cloud.CloudEngine` with every call awaited.

    Cancelling a task that waits for `sync`, `push`, `pull`, `verify`, `go_online` or `put_many`
    cancels the call; what it did stays done, what it did not do stays queued. `close`, `stop` and
    `set_table_policy` complete, and the task ends after them. Any other call completes if it runs
    already, and is not made if it has not begun.
    """

    def __init__(self, engine: Blocking) -> None:
        """Wraps an engine that is open. `CloudEngine.open` opens one."""
        self._engine = engine
        self._calls = Calls()
        self._streams: weakref.WeakSet[EventStream] = weakref.WeakSet()

    @staticmethod
    def open(
        path: str | os.PathLike[str],
        *,
        http: HttpClientConfig | None = None,
        strategy: MergeStrategy = MergeStrategy.LAST_WRITE_WINS,
        tables: Mapping[str, TablePolicy] | None = None,
        embedding_fields: Sequence[str] = (),
        durability: Durability = Durability.NORMAL,
        max_body_bytes: int = 1048576,
        max_file_bytes: int | None = None,
        busy_timeout_ms: int = 50,
        batch_items: int = 100,
        sync_interval_ms: int = 300000,
        limits: ClientLimits | None = None,
        retention_days: int = 90,
        token_store: TokenStore | None = None,
    ) -> Opening:
        """Opens the file, or makes it: `await CloudEngine.open(…)`, or `async with CloudEngine.open(…) as engine`. The
        settings are those of `cortex_cloud.CloudEngine`.
        """
        return Opening(
            lambda: Blocking(
                path,
                http=http,
                strategy=strategy,
                tables=tables,
                embedding_fields=embedding_fields,
                durability=durability,
                max_body_bytes=max_body_bytes,
                max_file_bytes=max_file_bytes,
                busy_timeout_ms=busy_timeout_ms,
                batch_items=batch_items,
                sync_interval_ms=sync_interval_ms,
                limits=limits,
                retention_days=retention_days,
                token_store=token_store,
            )
        )

    async def close(self) -> None:
        """Ends every running call and the background syncer, waits for a listener that is running, and
        closes the file. Harmless when called again. Once it has returned no listener is called any
        more.
        """
        try:
            await self._calls.long(lambda _: self._engine.close())
        finally:
            # Also when the task is cancelled: the call has closed the engine all the same.
            self._calls.end()
            for stream in list(self._streams):
                stream.end()

    async def __aenter__(self) -> CloudEngine:
        return self

    async def __aexit__(self, *_raised: object) -> None:
        await self.close()

    def events(self) -> EventStream:
        """Every event from now on, as an async iterator and an async context manager that ends it."""
        stream = EventStream(self._engine, self._calls)
        self._streams.add(stream)
        return stream

    async def subscribe(self, listener: Callable[[CloudEvent], object]) -> Subscription:
        """Calls the listener for every event from now on, in order, on the engine's dispatcher thread
        and not in the loop. `events` gives them to the loop.

        Raises `InternalError` when no thread can be started.
        """
        return await self._calls.short(lambda: self._engine.subscribe(listener))

    async def put(self, table: str, id: str, body: dict[str, Any]) -> bool:
        """Saves a record's body, replacing what was there. Returns whether that changed anything: a
        body equal to the present one is no mutation.

        `table` has 1 to 128 bytes, `id` 1 to 512, both without control characters. `body` is a dict
        of at most `max_body_bytes`; it is kept in its canonical form (RFC 8785). Integers beyond
        2^53-1, duplicate keys and lone surrogates are refused.

        Raises `InvalidArgumentError` with the path of what is wrong; `BusyError`; `StorageError`.
        In each case nothing was changed.
        """
        return await self._calls.short(lambda: self._engine.put(table, id, body))

    async def put_many(self, table: str, rows: Iterable[RecordBody]) -> int:
        """Saves many records of one table, each as `put` would. Returns how many changed. For
        imports.

        Every row is checked before the first is written. They are written in order, in transactions
        of 500.

        Raises `InvalidArgumentError` with the number of the row, and nothing was changed;
        `CancelledError`, `BusyError` and `StorageError`, after which the rows of finished
        transactions are saved and the rest is not.
        """
        return await self._calls.long(lambda cancel: self._engine.put_many(table, rows, cancel))

    async def get(self, table: str, id: str) -> dict[str, Any] | None:
        """The body of a record; `None` for one that does not exist or is deleted.

        Raises `InvalidArgumentError` for a table or id that will not do; `StorageError`.
        """
        return await self._calls.short(lambda: self._engine.get(table, id))

    async def get_record(self, table: str, id: str) -> CloudRecord | None:
        """A record with its metadata, deleted ones included; `None` for one that never existed, or
        that only the server has because the table is local here.

        Raises as `get`.
        """
        return await self._calls.short(lambda: self._engine.get_record(table, id))

    async def delete(self, table: str, id: str) -> bool:
        """Deletes a record. Returns whether there was one. The delete is a mutation like any other
        and reaches the other devices with the next sync.

        Raises as `put`.
        """
        return await self._calls.short(lambda: self._engine.delete(table, id))

    async def query(
        self,
        table: str,
        filter: dict[str, Any] | None = None,
        *,
        order_by: Sequence[OrderBy] = (),
        limit: int = 1000,
        page: str | None = None,
    ) -> Page:
        """Bodies of a table's records, a page at a time. Deleted ones are left out.

        Raises `InvalidArgumentError` for a table, filter, order, limit or page token that will not
        do, of a filter with the place of what is wrong; `StorageError`.
        """
        return await self._calls.short(
            lambda: self._engine.query(table, filter, order_by=order_by, limit=limit, page=page)
        )

    async def query_records(
        self,
        table: str,
        filter: dict[str, Any] | None = None,
        *,
        order_by: Sequence[OrderBy] = (),
        limit: int = 1000,
        page: str | None = None,
    ) -> RecordPage:
        """A table's records with their metadata, a page at a time. Deleted ones are left out.

        Raises as `query`.
        """
        return await self._calls.short(
            lambda: self._engine.query_records(
                table, filter, order_by=order_by, limit=limit, page=page
            )
        )

    async def count(self, table: str, filter: dict[str, Any] | None = None) -> int:
        """How many records of a table match a filter; without one, how many it has. Deleted ones
        are left out.

        Raises as `query`.
        """
        return await self._calls.short(lambda: self._engine.count(table, filter))

    async def apply(self, changes: Iterable[RecordChange]) -> int:
        """Makes all changes or none: at most 1 000 of them and 1 MiB. Returns how many records
        changed.

        They are one unit from then on: other devices see all of them or none, but for the records
        they have changed themselves, and the server takes all or none. Of several changes to one
        record the last counts.

        Raises `InvalidArgumentError` with the number of the change; `BusyError`; `StorageError`. In
        each case nothing was changed.
        """
        return await self._calls.short(lambda: self._engine.apply(changes))

    async def tables(self) -> list[TableInfo]:
        """The tables that have records or a policy, by name. Counts every record of the file.

        Raises `StorageError`.
        """
        return await self._calls.short(self._engine.tables)

    async def set_table_policy(self, table: str, policy: TablePolicy) -> None:
        """Sets what holds for a table from now on, in this file. From local to cloud, its records
        are queued; from cloud to local, nothing goes up or comes down any more and both copies stay
        as they are. Indexes are made and dropped at once.

        Raises `InvalidArgumentError` for a table or a path that will not do; `BusyError` when
        another writer does not let go within 10 s, and then nothing was changed; `StorageError`.
        """
        # It may wait for another writer for 10 s, and other calls need not.
        await self._calls.long(lambda _: self._engine.set_table_policy(table, policy))

    async def put_memory(self, memory: dict[str, Any]) -> str:
        """Saves a memory and returns its id, which is also its record's in the table `memories`. A
        memory of that id is replaced.

        `memory` is a dict as the memory schema describes it. What may be left out is filled in: a
        new id, the present time, constant defaults. `content_hash` is always computed. What the
        schema does not know is kept.

        Raises `InvalidArgumentError` (`argument.memory`) with the path of what is wrong and what
        would be right; otherwise as `put`. In each case nothing was changed.
        """
        return await self._calls.short(lambda: self._engine.put_memory(memory))

    async def get_memory(self, id: str) -> dict[str, Any] | None:
        """A memory; `None` for one that does not exist or is deleted. The case of the id does not
        count. Reading changes nothing, `access_count` and `last_accessed` included.

        Raises as `get`.
        """
        return await self._calls.short(lambda: self._engine.get_memory(id))

    async def query_memories(
        self,
        filter: dict[str, Any] | None = None,
        *,
        order_by: Sequence[OrderBy] = (),
        limit: int = 1000,
        page: str | None = None,
    ) -> Page:
        """Memories, a page at a time; without another order the oldest first.

        Raises as `query`.
        """
        return await self._calls.short(
            lambda: self._engine.query_memories(filter, order_by=order_by, limit=limit, page=page)
        )

    async def sync(self) -> SyncReport:
        """Sends local mutations, receives remote ones and settles conflicts.

        A missing network, refused credentials or a full space is reported, not raised. Waits for a
        sync that is running already.

        Raises `CancelledError`, `BusyError`, `StorageError`, `StoreUnusableError`.
        """
        return await self._calls.long(lambda cancel: self._engine.sync(cancel))

    async def push(self) -> SyncReport:
        """Only sends local mutations.

        Raises as `sync`.
        """
        return await self._calls.long(lambda cancel: self._engine.push(cancel))

    async def pull(self) -> SyncReport:
        """Only receives remote mutations.

        Raises as `sync`.
        """
        return await self._calls.long(lambda cancel: self._engine.pull(cancel))

    async def start(self) -> None:
        """Syncs in the background from now on: every `sync_interval_ms` give or take a tenth, and
        10 ms after a local write (1 s at most while writes keep coming). Harmless when it runs
        already.

        Raises `InternalError` when no thread can be started.
        """
        await self._calls.short(self._engine.start)

    async def stop(self) -> None:
        """Ends the background syncer and waits for it. A sync that is running is cancelled; nothing
        is lost.
        """
        # It waits for a sync that is running, and other calls need not.
        await self._calls.long(lambda _: self._engine.stop())

    async def go_offline(self) -> None:
        """Stops using the network until `go_online`, even where there is one. A sync that is
        running ends at its next request.
        """
        await self._calls.short(self._engine.go_offline)

    async def go_online(self) -> SyncReport:
        """Uses the network again, and syncs at once what has waited.

        Raises as `sync`.
        """
        return await self._calls.long(lambda cancel: self._engine.go_online(cancel))

    async def queue_mutation(
        self,
        table: str,
        id: str,
        kind: MutationKind,
        timestamp: int,
        payload: dict[str, Any] | None = None,
    ) -> bool:
        """Saves or deletes a record as `put` and `delete` do, and keeps the time the host gives for
        display. It goes up with the next sync, offline or not. Returns whether that changed
        anything.

        Raises `InvalidArgumentError` for a put without a payload or a delete with one, and as
        `put`. Nothing was changed then.
        """
        return await self._calls.short(
            lambda: self._engine.queue_mutation(table, id, kind, timestamp, payload)
        )

    async def queued_mutations(
        self,
        *,
        after: int | None = None,
        limit: int = 1000,
    ) -> list[WaitingMutation]:
        """What waits to be synced, in the order it was made: at most `limit` mutations (1 to 10
        000) that come `after` a place in the queue. Refused and held ones are listed with the rest.

        Raises `InvalidArgumentError` for a limit out of range; `StorageError`.
        """
        return await self._calls.short(
            lambda: self._engine.queued_mutations(after=after, limit=limit)
        )

    async def get_status(self) -> StatusReport:
        """The engine's state at one moment. Never waits for the network.

        Raises `StorageError`.
        """
        return await self._calls.short(self._engine.get_status)

    async def explain(self, table: str, id: str) -> Explanation:
        """Whether a record is synced and, if not, why.

        Raises `InvalidArgumentError` for a table or id that will not do; `StorageError`.
        """
        return await self._calls.short(lambda: self._engine.explain(table, id))

    async def verify(self) -> VerifyReport:
        """Syncs, compares everything with the server by digests, and mends what differs without
        wiping anything.

        Raises as `sync`.
        """
        return await self._calls.long(lambda cancel: self._engine.verify(cancel))

    async def conflicts(
        self,
        *,
        open_only: bool = False,
        table: str | None = None,
        id: str | None = None,
        conflict_id: int | None = None,
        since: int | None = None,
        until: int | None = None,
        limit: int = 1000,
    ) -> list[ConflictEntry]:
        """The conflicts a filter asks for, newest first, settled ones included unless it says
        otherwise.

        Raises `InvalidArgumentError` for an id without a table or a limit out of range;
        `StorageError`.
        """
        return await self._calls.short(
            lambda: self._engine.conflicts(
                open_only=open_only,
                table=table,
                id=id,
                conflict_id=conflict_id,
                since=since,
                until=until,
                limit=limit,
            )
        )

    async def resolve_conflict(self, table: str, id: str, strategy: MergeStrategy) -> None:
        """Settles the open conflict of one record by a strategy. The outcome goes up with the next
        sync.

        Raises `InvalidArgumentError` for `Manual`, which settles nothing; `ConflictError` when the
        record has no open conflict; `BusyError`; `StorageError`.
        """
        await self._calls.short(lambda: self._engine.resolve_conflict(table, id, strategy))

    async def resolve_conflict_with(self, table: str, id: str, body: dict[str, Any]) -> None:
        """Settles the open conflict of one record by a body that takes the place of both sides.

        Raises `InvalidArgumentError` for a body that will not do; `ConflictError` when the record
        has no open conflict; `BusyError`; `StorageError`.
        """
        await self._calls.short(lambda: self._engine.resolve_conflict_with(table, id, body))

    async def restore(self, conflict_id: int, side: ConflictSide) -> bool:
        """Brings one side of a conflict back as a new version of its record: a delete, if that side
        was one. Returns whether that changed anything.

        Raises `InvalidArgumentError` for a conflict that is not in this file's log; `BusyError`;
        `StorageError`.
        """
        return await self._calls.short(lambda: self._engine.restore(conflict_id, side))

    async def failed_mutations(self) -> list[FailedMutation]:
        """Everything the server refused and nobody has changed, retried or discarded since, the
        oldest first.

        Raises `StorageError`.
        """
        return await self._calls.short(self._engine.failed_mutations)

    async def retry_failed(self, table: str | None = None, id: str | None = None) -> int:
        """Puts refused work back on the queue: one record and what goes up together with it, a
        table's, or all. It goes up with the next sync. Returns how many records that are.

        Raises `InvalidArgumentError` for an id without a table; `ConflictError` when the record
        named is not refused; `BusyError`; `StorageError`.
        """
        return await self._calls.short(lambda: self._engine.retry_failed(table, id))

    async def discard_failed(self, table: str | None = None, id: str | None = None) -> int:
        """Gives refused work up: one record and what goes up together with it, a table's, or all.
        Each record takes back the last state the server had; what is given up goes to the conflict
        log, where `restore` finds it. Returns how many records that are.

        Raises as `retry_failed`.
        """
        return await self._calls.short(lambda: self._engine.discard_failed(table, id))

    async def login_api_key(self, key: str) -> None:
        """Signs in with an API key. It is kept in the token store and shown to the configured
        server only; whether the server takes it shows with the next sync.

        Raises `InvalidArgumentError` for text that cannot be a key, or without a server;
        `InternalError` when the token store fails.
        """
        await self._calls.short(lambda: self._engine.login_api_key(key))

    async def logout(self) -> None:
        """Forgets the credentials. Local work goes on and stays queued.

        Raises `InvalidArgumentError` without a server; `InternalError` when the token store fails.
        """
        await self._calls.short(self._engine.logout)

    async def auth_state(self) -> AuthState:
        """How far the sign-in has come. Never waits for the network."""
        return await self._calls.short(self._engine.auth_state)

    async def quota(self) -> Quota | None:
        """What the space uses of what it may, by the server's last word; `None` before the first
        sync. Read from the file: no network.

        Raises `StorageError`.
        """
        return await self._calls.short(self._engine.quota)

    async def check_quota(self) -> QuotaCheck:
        """Whether what waits to be sent fits into the space, by the server's last word, this
        engine's own limits and the queue. Read from the file: no network.

        Raises `StorageError`.
        """
        return await self._calls.short(self._engine.check_quota)

    async def set_log_sink(self, sink: Callable[[LogEntry], object], level: LogLevel) -> None:
        """Tells the sink what this engine writes down of its work, up to `level`, in order.
        Takes the place of the sink before, which hears its last entries first.

        No entry holds a body or a credential. A sink may call the engine; what it causes there is
        not told to it. One that raises is counted with the failed listeners. While it lags by more
        than 10 000 entries the next ones are left out, and it is told how many.

        Raises `InternalError` when no thread can be started.
        """
        await self._calls.short(lambda: self._engine.set_log_sink(sink, level))

    async def clear_log_sink(self) -> None:
        """Ends the log's sink; it hears what was written down until now first. Harmless when there
        is none.
        """
        await self._calls.short(self._engine.clear_log_sink)


class Opening:
    """A file that is being opened: to be awaited, or entered by `async with`."""

    def __init__(self, make: Callable[[], Blocking]) -> None:
        self._make = make
        self._engine: CloudEngine | None = None

    async def _open(self) -> CloudEngine:
        opened = await Calls().long(lambda _: self._make())
        self._engine = CloudEngine(opened)
        return self._engine

    def __await__(self) -> Generator[Any, None, CloudEngine]:
        return self._open().__await__()

    async def __aenter__(self) -> CloudEngine:
        return await self._open()

    async def __aexit__(self, *_raised: object) -> None:
        if self._engine is not None:
            await self._engine.close()
