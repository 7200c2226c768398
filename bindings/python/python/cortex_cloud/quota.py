"""What a space uses of what it may."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Usage:
    """One resource of a space."""

    used: int
    """In use now."""

    limit: int | None
    """At most; `None` is no limit."""


@dataclass(frozen=True, slots=True)
class Quota:
    """What a space uses of what it may."""

    records: Usage
    """Live records."""

    bytes: Usage
    """Bytes of their canonical bodies."""

    min_sync_interval_ms: int | None
    """Milliseconds from a device's completed sync to its next one at least; `None` is no limit."""


@dataclass(frozen=True, slots=True)
class QuotaCheck:
    """Whether what waits fits into the space."""


@dataclass(frozen=True, slots=True)
class QuotaAllowed(QuotaCheck):
    """Everything fits, with room to spare; or there is no limit."""


@dataclass(frozen=True, slots=True)
class QuotaWarning(QuotaCheck):
    """Everything fits, and `usage_percent` (80 to 100) of the fuller resource are then in use."""

    usage_percent: int


@dataclass(frozen=True, slots=True)
class QuotaExceeded(QuotaCheck):
    """Not everything fits: of `resource` (`records` or `bytes`) `used` are in use now and `limit`
    is the most; `reason` is one sentence for people. What does not fit stays queued; local work,
    pulls and deletes go on.
    """

    resource: str
    used: int
    limit: int
    reason: str
