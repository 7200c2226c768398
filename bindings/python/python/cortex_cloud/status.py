"""What syncs did, and where everything stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from .errors import CloudError
from .quota import Quota


class SyncStatus(Enum):
    """How a sync ended."""

    SUCCESS = "success"
    """Everything that could move has moved."""

    PARTIAL = "partial"
    """Some of it: the connection broke in the middle, or the space is full. The rest stays queued.
    """

    OFFLINE = "offline"
    """There is no server to talk to. Everything stays queued."""

    THROTTLED = "throttled"
    """It is too soon: the server asked to wait, or this engine's own limit says so. Everything
    stays queued.
    """

    AUTH_NEEDED = "auth_needed"
    """The credentials are missing or no longer good. Everything stays queued."""

    REFUSED = "refused"
    """The server will not have it: the role may not write, mutations went to quarantine, or the two
    do not fit.
    """


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync did. Reported, not raised: that there is no network is nothing exceptional."""

    status: SyncStatus
    """How it ended."""

    pushed: int
    """Records the server accepted."""

    pulled: int
    """Remote versions received, this device's own echoes left out."""

    conflicts_resolved: int
    """Conflicts found and settled by a strategy."""

    conflicts_waiting: int
    """Conflicts waiting for `resolve_conflict`, from this sync or earlier."""

    refused: int
    """Mutations the server refused for good; they are in quarantine."""

    over_quota: int
    """Mutations that did not fit into the space; they stay queued."""

    resent: int
    """Batches that were taken up again after a lost answer or a crash."""

    parked: int
    """Rows of the server this version cannot read. They wait for one that can."""

    shown_early: int
    """How often a catch-up of more than 50 000 rows was shown before its end. What readers see then
    is between two states of the server.
    """

    apart: int
    """Records that went up apart from their `apply`, which has grown past what one batch may hold.
    """

    repaired: int
    """Records set right because digests differed."""

    reconciled: int
    """Records settled anew because the server was restored from a backup, or this device was away
    for too long.
    """

    digests_equal: bool
    """Whether the digests were compared at the end, and were equal: then this file and the server
    hold the same but for unsynced work.
    """

    bytes_sent: int
    """Request bytes on the wire, compressed, heads not counted."""

    bytes_received: int
    """Answer bytes on the wire, compressed, heads not counted."""

    duration_ms: int
    """Milliseconds from start to end."""

    error: CloudError | None
    """Why it is not a success."""


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What `verify` found."""

    is_equal: bool
    """Whether this file and the server are known to hold the same now, unsynced work aside."""

    records: int
    """Records both hold."""

    repaired: int
    """Records that were set right."""

    digest: str
    """The digest of what both hold: 32 hexadecimal digits."""

    sync: SyncReport
    """The sync it was part of."""


class CloudStatus(Enum):
    """What the engine is doing."""

    DISCONNECTED = "disconnected"
    """No server is configured, or none has been reached yet."""

    CONNECTED = "connected"
    """The last exchange with the server went well."""

    SYNCING = "syncing"
    """A sync is running."""

    OFFLINE = "offline"
    """The server cannot be reached, or `go_offline` holds."""

    ERROR = "error"
    """The server answers and something is wrong that waiting does not cure; see the last error."""


class AuthState(Enum):
    """How far the sign-in has come."""

    UNAUTHENTICATED = "unauthenticated"
    """No credentials, or the server no longer takes them."""

    AUTHENTICATING = "authenticating"
    """A sign-in is under way."""

    AUTHENTICATED = "authenticated"
    """There are credentials the server has not refused."""

    OFFLINE = "offline"
    """There are credentials and no server to show them to."""


@dataclass(frozen=True, slots=True)
class StatusReport:
    """The engine's state at one moment."""

    status: CloudStatus
    """What it is doing."""

    auth: AuthState
    """How far the sign-in has come."""

    device_id: str
    """This file's identity among the devices of its space."""

    space: str | None
    """The space this file belongs to since its first handshake."""

    last_sync_at: int | None
    """When the last sync ended in success, Unix milliseconds. For display: nothing depends on it.
    """

    pending: int
    """Records waiting to be sent."""

    failed: int
    """Records the server refused."""

    conflicted: int
    """Records waiting for `resolve_conflict`; they are among the pending or the failed, too."""

    oldest_pending_ms: int | None
    """How long the oldest waiting mutation has waited, in milliseconds."""

    quota: Quota | None
    """What the space uses of what it may, by the server's last word."""

    cursor_seq: str
    """The server's seq up to which this file has everything, as a decimal string."""

    digest: str
    """The digest of what this file and the server have in common: 32 hexadecimal digits."""

    staged: int
    """Rows of a long pull that are here and not shown yet."""

    parked: int
    """Rows of the server that this version cannot read; they wait for one that can."""

    sent_apart: int
    """Records that ever went up apart from their `apply`, because it had grown past what one batch
    may hold.
    """

    last_error: CloudError | None
    """Why the last sync was no success."""

    failed_listeners: int
    """How often a listener or the log's sink failed."""


class RecordState(Enum):
    """Where a record stands."""

    ABSENT = "absent"
    """There is no such record here."""

    SYNCED = "synced"
    """The server has this very state."""

    PENDING = "pending"
    """It goes up with the next sync."""

    IN_FLIGHT = "in_flight"
    """It is on its way, or may be: the outcome is not known yet."""

    HELD = "held"
    """It waits for `resolve_conflict`."""

    REFUSED = "refused"
    """The server refused it."""

    PARKED = "parked"
    """The server has a version of it that this engine cannot read. What is here stays and is not
    sent.
    """

    LOCAL_ONLY = "local_only"
    """Its table never leaves this file."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a record is or is not synced."""

    state: RecordState
    """Where it stands."""

    reason: str
    """One sentence for people."""

    attempts: int
    """How often it was sent without success."""

    since: int | None
    """Since when it waits, Unix milliseconds."""

    conflict_id: int | None
    """The conflict it waits for."""
