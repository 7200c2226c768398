"""The engine: one local file, and everything a host does with it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import TracebackType
from typing import Any

from . import _lifetime, logs
from ._native import CancelToken, Engine, Subscription
from .conflicts import ConflictEntry, ConflictSide
from .events import CloudEvent, LogEntry, LogLevel
from .mutations import FailedMutation, MutationKind, WaitingMutation
from .quota import Quota, QuotaCheck
from .records import CloudRecord, OrderBy, Page, RecordBody, RecordChange, RecordPage, TableInfo
from .settings import ClientLimits, Durability, HttpClientConfig, MergeStrategy, TablePolicy
from .status import AuthState, Explanation, StatusReport, SyncReport, VerifyReport
from .tokens import TokenStore


class CloudEngine:
    """A local-first store that syncs. One object is usable from any thread.

    Store calls never wait for the network, and for another writer `busy_timeout_ms` at most before a
    retryable `BusyError`. Calls that talk to the server block the thread they are made on and take a
    `CancelToken`; Ctrl-C cancels them. After `close` every call raises `ClosedError`. Every call may
    raise `InternalError`, which is a defect of the library.

    Bodies are dicts of what JSON has. What is put comes back equal or is refused: no tuple, set, bytes,
    NaN, int beyond 2^53-1, key that is no str, or lone surrogate. An `IntEnum` is its number.

    In a process forked off since the file was opened every call raises `ClosedError` (`closed.forked`),
    and the file cannot be opened again there: start processes by `spawn` or `forkserver`, or open the
    file only after the fork.
    """

    # By their names' order the file is let go of after the engine, which closes it when it is collected.
    __slots__ = ("__weakref__", "_native", "_opened_file")

    def __init__(
        self,
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
    ) -> None:
        """Opens the file, or makes it.

        `token_store` is where credentials are kept; in memory until the process ends, if there is
        none. The settings:

        - `path`: The SQLite file; made if it does not exist, in a folder that does.
        - `http`: The server; `None` keeps the engine local, and network calls report Offline.
        - `strategy`: How conflicts are settled where the table's policy does not say.
        - `tables`: Policies to set when the file opens, by table.
        - `embedding_fields`: Top-level members that are kept beside a body: stored and returned
          with it, never hashed or sent.
        - `durability`: What a local write survives.
        - `max_body_bytes`: Canonical bytes of one body at most; 1 or more.
        - `max_file_bytes`: Bytes the file may have at most, what SQLite keeps beside it not
          counted; `None` leaves the end to the disk. 0 or more. A write that needs more raises
          `StorageError` (`storage.full`) and changes nothing.
        - `busy_timeout_ms`: How long a store call waits for another writer before it raises
          `BusyError`, in milliseconds; 0 or more.
        - `batch_items`: Records in the first batch of a sync; 1 or more. It doubles while batches
          take under half a second and halves when refused.
        - `sync_interval_ms`: Time between two syncs of the background syncer, in milliseconds,
          give or take a tenth; 1 or more.
        - `limits`: Limits of this engine's own.
        - `retention_days`: How long synced rows of the queue and settled conflicts are kept, in
          days; 1 or more.

        Raises `InvalidArgumentError` for a setting that will not do, with its name, and for a file
        that was open when this process was forked off (`argument.path`); `StoreUnusableError` for a
        file that is no store of a known version (it is not touched); `StorageError` when it cannot
        be written; `TlsError` for plain HTTP to another machine; `BusyError` when another writer
        does not let go.
        """
        given = os.fspath(path) if isinstance(path, os.PathLike) else path
        policies = {} if tables is None else tables
        config = {
            "path": given,
            "http": http,
            "strategy": strategy,
            "embedding_fields": embedding_fields,
            "durability": durability,
            "max_body_bytes": max_body_bytes,
            "max_file_bytes": max_file_bytes,
            "busy_timeout_ms": busy_timeout_ms,
            "batch_items": batch_items,
            "sync_interval_ms": sync_interval_ms,
            "limits": limits,
            "retention_days": retention_days,
            # What is no mapping the engine refuses, by name.
            "tables": dict(policies) if isinstance(policies, Mapping) else policies,
        }
        self._opened_file = _lifetime.open_file(given)
        try:
            self._native = Engine(config, token_store)
        except BaseException:
            _lifetime.closed_file(self._opened_file)
            raise
        _lifetime.remember(self)
        logs.forward(self._native)

    def close(self) -> None:
        """Ends every running call and the background syncer, waits for a listener that is running
        (unless called from it), and closes the file. Harmless when called again. Once it has returned
        no listener is called any more.
        """
        self._native.close()
        _lifetime.closed_file(self._opened_file)

    def __enter__(self) -> CloudEngine:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        raised: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def put(self, table: str, id: str, body: dict[str, Any]) -> bool:
        """Saves a record's body, replacing what was there. Returns whether that changed anything: a
        body equal to the present one is no mutation.

        `table` has 1 to 128 bytes, `id` 1 to 512, both without control characters. `body` is a dict
        of at most `max_body_bytes`; it is kept in its canonical form (RFC 8785). Integers beyond
        2^53-1, duplicate keys and lone surrogates are refused.

        Raises `InvalidArgumentError` with the path of what is wrong; `BusyError`; `StorageError`.
        In each case nothing was changed.
        """
        return self._native.put(table, id, body)

    def put_many(
        self,
        table: str,
        rows: Iterable[RecordBody],
        cancel: CancelToken | None = None,
    ) -> int:
        """Saves many records of one table, each as `put` would. Returns how many changed. For
        imports.

        Every row is checked before the first is written. They are written in order, in transactions
        of 500.

        Raises `InvalidArgumentError` with the number of the row, and nothing was changed;
        `CancelledError`, `BusyError` and `StorageError`, after which the rows of finished
        transactions are saved and the rest is not.
        """
        return self._native.put_many(table, rows, cancel)

    def get(self, table: str, id: str) -> dict[str, Any] | None:
        """The body of a record; `None` for one that does not exist or is deleted.

        Raises `InvalidArgumentError` for a table or id that will not do; `StorageError`.
        """
        return self._native.get(table, id)

    def get_record(self, table: str, id: str) -> CloudRecord | None:
        """A record with its metadata, deleted ones included; `None` for one that never existed, or
        that only the server has because the table is local here.

        Raises as `get`.
        """
        return self._native.get_record(table, id)

    def delete(self, table: str, id: str) -> bool:
        """Deletes a record. Returns whether there was one. The delete is a mutation like any other
        and reaches the other devices with the next sync.

        Raises as `put`.
        """
        return self._native.delete(table, id)

    def query(
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
        return self._native.query(table, filter, order_by, limit, page)

    def query_records(
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
        return self._native.query_records(table, filter, order_by, limit, page)

    def count(self, table: str, filter: dict[str, Any] | None = None) -> int:
        """How many records of a table match a filter; without one, how many it has. Deleted ones
        are left out.

        Raises as `query`.
        """
        return self._native.count(table, filter)

    def apply(self, changes: Iterable[RecordChange]) -> int:
        """Makes all changes or none: at most 1 000 of them and 1 MiB. Returns how many records
        changed.

        They are one unit from then on: other devices see all of them or none, but for the records
        they have changed themselves, and the server takes all or none. Of several changes to one
        record the last counts.

        Raises `InvalidArgumentError` with the number of the change; `BusyError`; `StorageError`. In
        each case nothing was changed.
        """
        return self._native.apply(changes)

    def tables(self) -> list[TableInfo]:
        """The tables that have records or a policy, by name. Counts every record of the file.

        Raises `StorageError`.
        """
        return self._native.tables()

    def set_table_policy(self, table: str, policy: TablePolicy) -> None:
        """Sets what holds for a table from now on, in this file. From local to cloud, its records
        are queued; from cloud to local, nothing goes up or comes down any more and both copies stay
        as they are. Indexes are made and dropped at once.

        Raises `InvalidArgumentError` for a table or a path that will not do; `BusyError` when
        another writer does not let go within 10 s, and then nothing was changed; `StorageError`.
        """
        self._native.set_table_policy(table, policy)

    def put_memory(self, memory: dict[str, Any]) -> str:
        """Saves a memory and returns its id, which is also its record's in the table `memories`. A
        memory of that id is replaced.

        `memory` is a dict as the memory schema describes it. What may be left out is filled in: a
        new id, the present time, constant defaults. `content_hash` is always computed. What the
        schema does not know is kept.

        Raises `InvalidArgumentError` (`argument.memory`) with the path of what is wrong and what
        would be right; otherwise as `put`. In each case nothing was changed.
        """
        return self._native.put_memory(memory)

    def get_memory(self, id: str) -> dict[str, Any] | None:
        """A memory; `None` for one that does not exist or is deleted. The case of the id does not
        count. Reading changes nothing, `access_count` and `last_accessed` included.

        Raises as `get`.
        """
        return self._native.get_memory(id)

    def query_memories(
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
        return self._native.query_memories(filter, order_by, limit, page)

    def sync(self, cancel: CancelToken | None = None) -> SyncReport:
        """Sends local mutations, receives remote ones and settles conflicts.

        A missing network, refused credentials or a full space is reported, not raised. Waits for a
        sync that is running already.

        Raises `CancelledError`, `BusyError`, `StorageError`, `StoreUnusableError`.
        """
        return self._native.sync(cancel)

    def push(self, cancel: CancelToken | None = None) -> SyncReport:
        """Only sends local mutations.

        Raises as `sync`.
        """
        return self._native.push(cancel)

    def pull(self, cancel: CancelToken | None = None) -> SyncReport:
        """Only receives remote mutations.

        Raises as `sync`.
        """
        return self._native.pull(cancel)

    def start(self) -> None:
        """Syncs in the background from now on: every `sync_interval_ms` give or take a tenth, and
        10 ms after a local write (1 s at most while writes keep coming). Harmless when it runs
        already.

        Raises `InternalError` when no thread can be started.
        """
        self._native.start()

    def stop(self) -> None:
        """Ends the background syncer and waits for it. A sync that is running is cancelled; nothing
        is lost.
        """
        self._native.stop()

    def go_offline(self) -> None:
        """Stops using the network until `go_online`, even where there is one. A sync that is
        running ends at its next request.
        """
        self._native.go_offline()

    def go_online(self, cancel: CancelToken | None = None) -> SyncReport:
        """Uses the network again, and syncs at once what has waited.

        Raises as `sync`.
        """
        return self._native.go_online(cancel)

    def queue_mutation(
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
        return self._native.queue_mutation(table, id, kind, timestamp, payload)

    def queued_mutations(
        self,
        *,
        after: int | None = None,
        limit: int = 1000,
    ) -> list[WaitingMutation]:
        """What waits to be synced, in the order it was made: at most `limit` mutations (1 to 10
        000) that come `after` a place in the queue. Refused and held ones are listed with the rest.

        Raises `InvalidArgumentError` for a limit out of range; `StorageError`.
        """
        return self._native.queued_mutations(after, limit)

    def get_status(self) -> StatusReport:
        """The engine's state at one moment. Never waits for the network.

        Raises `StorageError`.
        """
        return self._native.get_status()

    def explain(self, table: str, id: str) -> Explanation:
        """Whether a record is synced and, if not, why.

        Raises `InvalidArgumentError` for a table or id that will not do; `StorageError`.
        """
        return self._native.explain(table, id)

    def verify(self, cancel: CancelToken | None = None) -> VerifyReport:
        """Syncs, compares everything with the server by digests, and mends what differs without
        wiping anything.

        Raises as `sync`.
        """
        return self._native.verify(cancel)

    def conflicts(
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
        return self._native.conflicts(open_only, table, id, conflict_id, since, until, limit)

    def resolve_conflict(self, table: str, id: str, strategy: MergeStrategy) -> None:
        """Settles the open conflict of one record by a strategy. The outcome goes up with the next
        sync.

        Raises `InvalidArgumentError` for `Manual`, which settles nothing; `ConflictError` when the
        record has no open conflict; `BusyError`; `StorageError`.
        """
        self._native.resolve_conflict(table, id, strategy)

    def resolve_conflict_with(self, table: str, id: str, body: dict[str, Any]) -> None:
        """Settles the open conflict of one record by a body that takes the place of both sides.

        Raises `InvalidArgumentError` for a body that will not do; `ConflictError` when the record
        has no open conflict; `BusyError`; `StorageError`.
        """
        self._native.resolve_conflict_with(table, id, body)

    def restore(self, conflict_id: int, side: ConflictSide) -> bool:
        """Brings one side of a conflict back as a new version of its record: a delete, if that side
        was one. Returns whether that changed anything.

        Raises `InvalidArgumentError` for a conflict that is not in this file's log; `BusyError`;
        `StorageError`.
        """
        return self._native.restore(conflict_id, side)

    def failed_mutations(self) -> list[FailedMutation]:
        """Everything the server refused and nobody has changed, retried or discarded since, the
        oldest first.

        Raises `StorageError`.
        """
        return self._native.failed_mutations()

    def retry_failed(self, table: str | None = None, id: str | None = None) -> int:
        """Puts refused work back on the queue: one record and what goes up together with it, a
        table's, or all. It goes up with the next sync. Returns how many records that are.

        Raises `InvalidArgumentError` for an id without a table; `ConflictError` when the record
        named is not refused; `BusyError`; `StorageError`.
        """
        return self._native.retry_failed(table, id)

    def discard_failed(self, table: str | None = None, id: str | None = None) -> int:
        """Gives refused work up: one record and what goes up together with it, a table's, or all.
        Each record takes back the last state the server had; what is given up goes to the conflict
        log, where `restore` finds it. Returns how many records that are.

        Raises as `retry_failed`.
        """
        return self._native.discard_failed(table, id)

    def login_api_key(self, key: str) -> None:
        """Signs in with an API key. It is kept in the token store and shown to the configured
        server only; whether the server takes it shows with the next sync.

        Raises `InvalidArgumentError` for text that cannot be a key, or without a server;
        `InternalError` when the token store fails.
        """
        self._native.login_api_key(key)

    def logout(self) -> None:
        """Forgets the credentials. Local work goes on and stays queued.

        Raises `InvalidArgumentError` without a server; `InternalError` when the token store fails.
        """
        self._native.logout()

    def auth_state(self) -> AuthState:
        """How far the sign-in has come. Never waits for the network."""
        return self._native.auth_state()

    def quota(self) -> Quota | None:
        """What the space uses of what it may, by the server's last word; `None` before the first
        sync. Read from the file: no network.

        Raises `StorageError`.
        """
        return self._native.quota()

    def check_quota(self) -> QuotaCheck:
        """Whether what waits to be sent fits into the space, by the server's last word, this
        engine's own limits and the queue. Read from the file: no network.

        Raises `StorageError`.
        """
        return self._native.check_quota()

    def subscribe(self, listener: Callable[[CloudEvent], object]) -> Subscription:
        """Calls the listener for every event from now on, in order and under no lock: it may call
        the engine back. Changes that other processes make to the file are told within a second. One
        that raises is counted (`StatusReport.failed_listeners`) and called again for the next event.

        Raises `InternalError` when no thread can be started.
        """
        return self._native.subscribe(listener)

    def set_log_sink(self, sink: Callable[[LogEntry], object], level: LogLevel) -> None:
        """Tells the sink what this engine writes down of its work, up to `level`, in order.
        Takes the place of the sink before, which hears its last entries first.

        No entry holds a body or a credential. A sink may call the engine; what it causes there is
        not told to it. One that raises is counted with the failed listeners. While it lags by more
        than 10 000 entries the next ones are left out, and it is told how many.

        Raises `InternalError` when no thread can be started.
        """
        self._native.set_log_sink(sink, level)

    def clear_log_sink(self) -> None:
        """Ends the log's sink; it hears what was written down until now first. Harmless when there
        is none.
        """
        self._native.clear_log_sink()
