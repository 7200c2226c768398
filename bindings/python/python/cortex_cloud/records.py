"""Records, changes and pages of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .settings import TablePolicy


@dataclass(frozen=True, slots=True)
class RecordBody:
    """A record's id and body, for `put_many`."""

    id: str
    """Its id within the table."""

    body: dict[str, Any]
    """A dict."""


@dataclass(frozen=True, slots=True)
class CloudRecord:
    """A record with what the store knows of it."""

    table: str
    """Its table."""

    id: str
    """Its id within the table."""

    body: dict[str, Any] | None
    """Its body; `None` for a deleted record."""

    content_hash: str | None
    """BLAKE3 of the body without its embedding members, 64 hexadecimal digits; `None` for a deleted
    record.
    """

    hlc: str
    """The stamp of this state, as a decimal string."""

    device_id: str
    """The device that wrote it."""

    updated_at: int
    """When it was written by that device's clock, Unix milliseconds."""

    deleted: bool
    """Whether it is deleted."""

    base_seq: str
    """The server's number for the last state both sides had, as a decimal string; `0` for none."""

    synced: bool
    """Whether this state is the one the server has."""

    missing: Sequence[str]
    """Members named by `embedding_fields` that went with an earlier body of the record: to be
    computed anew.
    """


@dataclass(frozen=True, slots=True)
class RecordChange:
    """One change of an `apply`."""


@dataclass(frozen=True, slots=True)
class RecordPut(RecordChange):
    """Saves a record's body."""

    table: str
    id: str
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class RecordDelete(RecordChange):
    """Deletes a record; none is no error."""

    table: str
    id: str


@dataclass(frozen=True, slots=True)
class OrderBy:
    """One path of an order. Ascending: missing, null, false, true, numbers, strings by their bytes,
    then arrays and objects by the bytes of their canonical text. Descending is the exact reverse.
    """

    path: str
    """A path of the body as in a filter, or `$id`, or `$updated_at`."""

    descending: bool = False
    """The greatest first."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of bodies."""

    bodies: Sequence[dict[str, Any]]
    """Each a dict."""

    next_page: str | None
    """Ask for the next page with it; `None` after the last. Opaque, and of use to the same query
    only. Writes between two pages shift nothing: a record that is not changed meanwhile is given
    exactly once.
    """


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A page of records."""

    records: Sequence[CloudRecord]
    """The records with their metadata."""

    next_page: str | None
    """As `Page.next_page`."""


@dataclass(frozen=True, slots=True)
class TableInfo:
    """A table of this file."""

    name: str
    """Its name."""

    policy: TablePolicy
    """What holds for it in this file."""

    records: int
    """Its records, deleted ones left out."""

    pending: int
    """Those of its records that wait to be sent, held and refused ones and deletes included."""
