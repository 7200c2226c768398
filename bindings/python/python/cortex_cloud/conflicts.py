"""The log of conflicts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from .settings import MergeStrategy


class ConflictSide(Enum):
    """One of the two states of a conflict."""

    LOCAL = "local"
    """This file's."""

    REMOTE = "remote"
    """The server's."""


class ConflictCause(Enum):
    """How the two sides of a conflict came about."""

    BOTH_CHANGED = "both_changed"
    """Both changed the record since their last common state."""

    SERVER_RESTORED = "server_restored"
    """The server was restored from a backup, and what it has now does not follow from what it had.
    """

    DISCARDED = "discarded"
    """The user gave up a state the server had refused."""


class Winner(Enum):
    """How a conflict ended."""

    LOCAL = "local"
    """This file's state stood."""

    REMOTE = "remote"
    """The server's state stood."""

    MERGED = "merged"
    """A body the user wrote instead of both."""


class ResolvedBy(Enum):
    """Who settled a conflict."""

    AUTO = "auto"
    """The strategy, without asking."""

    USER = "user"
    """The user, by `resolve_conflict`, `restore` or an edit that made both sides equal."""


@dataclass(frozen=True, slots=True)
class ConflictState:
    """A state as the conflict log keeps it."""

    body: dict[str, Any] | None
    """A dict; `None` when this side had deleted the record."""

    hlc: str
    """The stamp, as a decimal string. Empty when the server had no such record."""

    device_id: str
    """The device that wrote it. Empty when the server had no such record."""


@dataclass(frozen=True, slots=True)
class ConflictEntry:
    """One conflict. The loser's body stays readable here and can be brought back with `restore`."""

    conflict_id: int
    """Number in this file's log."""

    table: str
    """The record's table."""

    id: str
    """The record's id."""

    local: ConflictState
    """This file's side."""

    remote: ConflictState
    """The server's side."""

    cause: ConflictCause
    """How the two sides came about."""

    unit: int | None
    """The number of the `apply` the local side was written by, as this file counts them; `None` for a
    write of its own.
    """

    strategy: MergeStrategy
    """The rule that applied."""

    winner: Winner | None
    """`None` while the conflict is open."""

    resolved_by: ResolvedBy | None
    """`None` while the conflict is open."""

    detected_at: int
    """Unix milliseconds."""

    resolved_at: int | None
    """Unix milliseconds; `None` while the conflict is open."""
