"""What a reader of events has not heard yet, by the rules that the engine has for its own listeners."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Final

from ..events import (
    AuthNeededEvent,
    CloudEvent,
    Origin,
    ProgressEvent,
    QuotaWarningEvent,
    RecordsChangedEvent,
    StatusChangedEvent,
)

# Events that may wait before joining goes past neighbours.
_LAGS_FROM: Final = 256


_Subject = tuple[Hashable, ...]


class _Changes:
    """Changed records of one table, each once and in order."""

    __slots__ = ("ids", "origin", "table")

    def __init__(self, event: RecordsChangedEvent) -> None:
        self.table = event.table
        self.origin: Origin = event.origin
        self.ids: dict[str, None] = {}
        self.add(event)

    def add(self, event: RecordsChangedEvent) -> None:
        self.ids.update(dict.fromkeys(event.ids))

    def event(self) -> RecordsChangedEvent:
        return RecordsChangedEvent(self.table, tuple(self.ids), self.origin)


class Waiting:
    """Events in the order of their delivery; adding and taking one costs the same however many wait."""

    def __init__(self) -> None:
        # By growing numbers.
        self._entries: OrderedDict[int, CloudEvent | _Changes] = OrderedDict()
        self._last = 0
        # The number of the last entry on each subject.
        self._latest: dict[_Subject | None, int] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, event: CloudEvent) -> None:
        """Adds an event, joins it to one that waits, or lets it take the place of one."""
        lags = len(self) >= _LAGS_FROM
        subject = _subject(event)
        number = self._latest.get(subject)
        if isinstance(event, RecordsChangedEvent):
            entry = None if number is None else self._entries[number]
            if isinstance(entry, _Changes) and (lags or number == self._last):
                entry.add(event)
                return
        elif lags and number is not None:
            del self._entries[number]
        self._last += 1
        self._entries[self._last] = (
            _Changes(event) if isinstance(event, RecordsChangedEvent) else event
        )
        if subject is not None:
            self._latest[subject] = self._last

    def take(self) -> CloudEvent | None:
        """The next event; `None` when none waits."""
        if not self._entries:
            return None
        number, entry = self._entries.popitem(last=False)
        event = entry.event() if isinstance(entry, _Changes) else entry
        subject = _subject(event)
        if self._latest.get(subject) == number:
            del self._latest[subject]
        return event


def _subject(event: CloudEvent) -> _Subject | None:
    """What a later event may be joined to it for, or take its place for; `None` if neither may be."""
    if isinstance(event, RecordsChangedEvent):
        return "changes", event.table, event.origin
    if isinstance(event, StatusChangedEvent):
        return ("status",)
    if isinstance(event, AuthNeededEvent):
        return ("sign-in",)
    if isinstance(event, ProgressEvent):
        return "progress", event.phase
    if isinstance(event, QuotaWarningEvent):
        return "quota", event.resource
    return None
