"""What an engine tells its listeners and its log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from .conflicts import Winner
from .status import CloudStatus


class Origin(Enum):
    """Whose change it was."""

    LOCAL = "local"
    """A call on this file: of this engine, or of another process that has the file open."""

    REMOTE = "remote"
    """A sync."""


class SyncPhase(Enum):
    """Which part of a sync progress is about."""

    PUSH = "push"
    """Sending local mutations."""

    PULL = "pull"
    """Receiving remote ones."""


@dataclass(frozen=True, slots=True)
class CloudEvent:
    """Something a host may want to know."""


@dataclass(frozen=True, slots=True)
class StatusChangedEvent(CloudEvent):
    """The status is another one now."""

    status: CloudStatus


@dataclass(frozen=True, slots=True)
class RecordsChangedEvent(CloudEvent):
    """Records of a table have another state now, or are gone; `ids` names each once, `origin` whose
    change it was.
    """

    table: str
    ids: Sequence[str]
    origin: Origin


@dataclass(frozen=True, slots=True)
class ConflictEvent(CloudEvent):
    """A conflict was found, and settled unless there is no `winner`: then it waits for
    `resolve_conflict`.
    """

    conflict_id: int
    table: str
    id: str
    winner: Winner | None


@dataclass(frozen=True, slots=True)
class QuotaWarningEvent(CloudEvent):
    """The space has become nearly full (80 %) or gone over its limit, or something has not fitted:
    `used` of `limit` `records` or `bytes` are in use. Told once, not with every sync.
    """

    resource: str
    used: int
    limit: int


@dataclass(frozen=True, slots=True)
class ProgressEvent(CloudEvent):
    """A sync has come further: `done` records so far, of `total` as far as it is known."""

    phase: SyncPhase
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class AuthNeededEvent(CloudEvent):
    """The server does not accept the credentials; local work goes on. `reason` is one sentence for
    people.
    """

    reason: str


@dataclass(frozen=True, slots=True)
class MutationRefusedEvent(CloudEvent):
    """The server refused a mutation for good, with its code and sentence; it waits in quarantine."""

    table: str
    id: str
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class RowParkedEvent(CloudEvent):
    """A row of the server cannot be read by this version. It is kept, and everything else goes on."""

    table: str
    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class SentApartEvent(CloudEvent):
    """So many records of an `apply` went up one by one, because it has grown past what one batch
    may hold: readers elsewhere may see part of it.
    """

    records: int


@dataclass(frozen=True, slots=True)
class RepairedEvent(CloudEvent):
    """The digests differed and so many records were set right."""

    records: int


class LogLevel(Enum):
    """How much a log entry matters."""

    ERROR = "error"
    """A defect, caught."""

    WARN = "warn"
    """Something went wrong and was mended, or will be tried again."""

    INFO = "info"
    """What the engine did."""

    DEBUG = "debug"
    """How it did it."""

    TRACE = "trace"
    """Every step."""


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One entry of the log. It never holds a body or a credential."""

    at: int
    """When, by the engine's clock, Unix milliseconds."""

    level: LogLevel
    """How much it matters."""

    target: str
    """The part of the library it comes from: `cortex_cloud::engine::network`."""

    message: str
    """One sentence for people."""

    fields: Mapping[str, str]
    """Names and values."""
