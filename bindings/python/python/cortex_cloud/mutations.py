"""What waits to be synced, and what the server refused."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from .status import RecordState


class MutationKind(Enum):
    """What a local mutation did."""

    CREATE = "create"
    """The record did not exist."""

    UPDATE = "update"
    """Another body."""

    DELETE = "delete"
    """A tombstone."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the server refused a mutation."""

    code: str
    """The server's code: `bad_request`, `batch_too_large`, `malformed`, `too_large`."""

    reason: str
    """The server's sentence."""


@dataclass(frozen=True, slots=True)
class WaitingMutation:
    """A mutation that waits to be synced."""

    seq: int
    """Its place in the queue; ask for what comes after it."""

    table: str
    """The record's table."""

    id: str
    """The record's id."""

    kind: MutationKind
    """What it did."""

    timestamp: int
    """When it was made, Unix milliseconds; as the host said, for one of `queue_mutation`."""

    state: RecordState
    """`Pending`, `InFlight`, `Held` or `Refused`."""

    attempts: int
    """How often it was sent without success."""

    refusal: Refusal | None
    """Why the server refused it, if it did."""


@dataclass(frozen=True, slots=True)
class FailedMutation:
    """A record the server refused."""

    table: str
    """The record's table."""

    id: str
    """The record's id."""

    kind: MutationKind
    """What the newest mutation did."""

    body: dict[str, Any] | None
    """The state that waits; `None` for a delete."""

    code: str
    """The server's code: `bad_request`, `batch_too_large`, `malformed`, `too_large`; `unit_refused` for a record that
    is only refused because another of its `apply` is.
    """

    reason: str
    """The server's sentence."""

    attempts: int
    """How often it was sent."""

    timestamp: int
    """When the mutation was made, Unix milliseconds."""

    unit: int | None
    """The number of its `apply`, as this file counts them; records of one are retried and discarded
    together. `None` for a write of its own.
    """
