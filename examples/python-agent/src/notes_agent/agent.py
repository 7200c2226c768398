"""The agent: looks over the notes, and does what has not been done yet."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from . import notes, tools
from .log import say
from .notes import Note, UnreadableNoteError
from .pool import Pool, ToolError
from .store import Store
from .tasks import all_of
from .tools import Tool


@dataclass(slots=True)
class Report:
    """What came of looking over the notes."""

    notes: int = 0
    """Notes that were read."""

    unreadable: int = 0
    """Notes that could not be read."""

    done: int = 0
    """Steps that were done now."""

    known: int = 0
    """Steps that had been done before."""

    failed: int = 0
    """Steps whose tool failed. They are tried again the next time."""


class Agent:
    """Looks over a folder."""

    def __init__(self, store: Store, pool: Pool, folder: Path, *, jobs: int) -> None:
        """`jobs` is how many notes are in hand at once; a note's tools run at the same time."""
        self._store = store
        self._pool = pool
        self._folder = folder
        self._jobs = jobs

    async def look(self) -> Report:
        """Looks over all notes once. Killed or cancelled at any moment, it goes on where it was the next time.

        Raises `OSError` when the folder cannot be read, and `CloudError` when the store cannot be written.
        """
        report = Report()
        paths = iter(await asyncio.to_thread(notes.scan, self._folder))
        await all_of(self._work(paths, report) for _ in range(self._jobs))
        await self._store.refresh_overview()
        say(logging.INFO, "looked", notes=report.notes, done=report.done, failed=report.failed)
        return report

    async def _work(self, paths: Iterator[Path], report: Report) -> None:
        # The iterator is shared: whoever is free takes the next note.
        for path in paths:
            try:
                note = await asyncio.to_thread(notes.read, self._folder, path)
            except UnreadableNoteError as error:
                report.unreadable += 1
                name = notes.name_of(self._folder, path)
                say(logging.WARNING, "unreadable", note=name, reason=str(error))
                continue
            report.notes += 1
            await all_of(self._step(tool, note, report) for tool in tools.TOOLS.values())

    async def _step(self, tool: Tool, note: Note, report: Report) -> None:
        if await self._store.is_done(tool, note):
            report.known += 1
            return
        began = time.monotonic()
        say(logging.DEBUG, "begun", tool=tool.name, note=note.name)
        try:
            found = await self._pool.run(tool, note.text)
        except ToolError as error:
            report.failed += 1
            say(logging.WARNING, "failed", tool=tool.name, note=note.name, reason=str(error))
            return
        await self._store.keep(tool, note, found)
        report.done += 1
        ms = round((time.monotonic() - began) * 1000)
        say(logging.INFO, "done", tool=tool.name, note=note.name, digest=note.digest[:12], ms=ms)
