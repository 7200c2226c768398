"""How an engine is set up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum


class MergeStrategy(Enum):
    """How a conflict of one record is settled."""

    LAST_WRITE_WINS = "last_write_wins"
    """The greatest `(hlc, device_id, hash)` stands. The final state does not depend on who syncs
    first.
    """

    LOCAL_WINS = "local_wins"
    """This device's state stands and is pushed again. Who syncs first decides which device that is.
    """

    REMOTE_WINS = "remote_wins"
    """The server's state stands. Who syncs first decides which one that is."""

    MANUAL = "manual"
    """The local state stays visible and unsent until `resolve_conflict`; everything else goes on
    syncing.
    """


class Replicate(Enum):
    """Whether a table's records leave this file."""

    CLOUD = "cloud"
    """They sync with the space."""

    LOCAL = "local"
    """They never leave this file."""


class Durability(Enum):
    """What a local write survives once the call has returned."""

    NORMAL = "normal"
    """The process being killed at any instant. A power loss may take the last moments, never the
    file.
    """

    FULL = "full"
    """Power loss too; each write waits for the disk."""


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often a failed request is sent again, and how patiently."""

    max_tries: int = 3
    """Tries in all, the first included; 1 or more."""

    backoff_base_ms: int = 1000
    """Upper bound of the first wait, in milliseconds; doubles with every try. 0 or more."""

    backoff_max_ms: int = 30000
    """Upper bound of any wait, in milliseconds; 0 or more."""


@dataclass(frozen=True, slots=True)
class HttpClientConfig:
    """How requests are made."""

    base_url: str
    """`https://host[:port][/prefix]`; `http://` only to loopback unless `allow_insecure_http`."""

    timeout_ms: int = 30000
    """Time for one request and its answer, in milliseconds; 1 or more."""

    retry: RetryPolicy | None = None
    """Tries and waits; `None` is 3 tries in all with waits of 1 to 30 s."""

    allow_insecure_http: bool = False
    """Lets credentials travel over plain HTTP to other machines. Anyone on the way can read them.
    """

    extra_root_pem: str | None = None
    """Certificate authorities to trust besides the system's, one or several as PEM: a team's own.
    """

    max_answer_bytes: int = 67108864
    """Decoded bytes of one answer at most; 1 or more."""


@dataclass(frozen=True, slots=True)
class ClientLimits:
    """Limits of this engine's own, beside the server's; the smaller one counts. `None` is no limit."""

    max_records: int | None = None
    """Live records of the space at most, 0 or more. What would make more stays queued; local
    writes, pulls and deletes go on.
    """

    max_bytes: int | None = None
    """Bytes of the space's canonical bodies at most, likewise."""

    min_sync_interval_ms: int | None = None
    """Milliseconds from a completed sync to the next one at least, 0 or more. A sync sooner than
    that reports Throttled and makes no request; the background syncer waits.
    """


@dataclass(frozen=True, slots=True)
class TablePolicy:
    """What holds for one table in this file. Tables without a policy replicate and follow the
    engine's strategy.
    """

    replicate: Replicate = Replicate.CLOUD
    """Whether its records leave this file."""

    merge: MergeStrategy | None = None
    """How its conflicts are settled; `None` follows `strategy`."""

    indexed: Sequence[str] = ()
    """Paths with an index of their own, written as in a filter; at most 16."""
