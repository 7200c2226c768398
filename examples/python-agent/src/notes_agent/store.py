"""What the agent remembers, and in which tables.

| table      | one for                 | leaves this file |
|------------|-------------------------|------------------|
| `facts`    | each note               | yes              |
| `terms`    | each note, to search by | yes              |
| `tasks`    | each note               | yes              |
| `memories` | each note's summary     | yes              |
| `seen`     | each note and tool      | no               |
| `overview` | this file               | no               |

A step is a tool's use on one state of a note. It is done when `seen` says so, and that row is written in the transaction of
what was found. All ids follow from the note's name, so a step that is done twice writes the same records again. What has
been seen is this device's own business; were it synced, two devices whose notes differ would wait for each other for ever.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from typing import Any, Final

from cortex_cloud import RecordDelete, RecordPut, Replicate, TablePolicy
from cortex_cloud.aio import CloudEngine
from cortex_cloud.memory import InsightContent, LinkedFile, Memory

from .notes import Note, stable_id
from .settings import Settings
from .tools import Found, Summary, Tasks, Tool, Words, fold

FACTS: Final = "facts"
TERMS: Final = "terms"
TASKS: Final = "tasks"
MEMORIES: Final = "memories"
SEEN: Final = "seen"
OVERVIEW: Final = "overview"

_LOCAL: Final = TablePolicy(replicate=Replicate.LOCAL)
# A page is turned into dicts while the interpreter is held, and the loop waits for that: small ones.
_PAGE: Final = 100
# Another process may be writing. Waiting for it costs the loop nothing; it is done on the engine's thread.
_BUSY_MS: Final = 5_000


async def open_engine(settings: Settings) -> CloudEngine:
    """Opens the file with this agent's tables, and signs in if there is a key. Closes it again when that fails."""
    engine = await CloudEngine.open(
        settings.file,
        http=settings.http,
        strategy=settings.strategy,
        tables={SEEN: _LOCAL, OVERVIEW: _LOCAL},
        busy_timeout_ms=_BUSY_MS,
        sync_interval_ms=max(1, round(settings.sync_seconds * 1000)),
    )
    try:
        if settings.http is not None and settings.key is not None:
            await engine.login_api_key(settings.key.reveal())
    except BaseException:
        await engine.close()
        raise
    return engine


@dataclass(frozen=True, slots=True)
class Recalled:
    """What is known of a note."""

    note: str
    summary: str | None
    words: int
    open_tasks: list[str]


class Store:
    """The agent's records in an engine."""

    def __init__(self, engine: CloudEngine) -> None:
        self._engine = engine

    async def is_done(self, tool: Tool, note: Note) -> bool:
        """Whether this device has used the tool on this state of the note."""
        seen = await self._engine.get(SEEN, stable_id("seen", tool.name, note.name))
        return bool(seen == _seen(tool, note))

    async def keep(self, tool: Tool, note: Note, found: Found) -> None:
        """Remembers what a tool found. Once it has returned the step is done, whatever becomes of the process."""
        puts = [RecordPut(SEEN, stable_id("seen", tool.name, note.name), _seen(tool, note))]
        about = {"note": note.name, "digest": note.digest}
        if isinstance(found, Words):
            puts.append(
                RecordPut(FACTS, note.id, {**about, "lines": found.lines, "words": found.words})
            )
            puts.append(RecordPut(TERMS, note.id, {"note": note.name, "terms": found.terms}))
        elif isinstance(found, Tasks):
            puts.append(RecordPut(TASKS, note.id, {**about, **asdict(found)}))
        else:
            # `apply` knows nothing of memories, so this is a write of its own. Killed after it, the step is done
            # again, over the same memory.
            await self._keep_summary(note, found)
        await self._engine.apply(puts)

    async def _keep_summary(self, note: Note, found: Summary) -> None:
        if not found.sentences:
            await self._engine.apply([RecordDelete(MEMORIES, note.id)])
            return
        known = await self._engine.get_memory(note.id)
        content = InsightContent(observation=" ".join(found.sentences), evidence=[note.name])
        if known is not None and Memory.from_dict(known).content == content:
            # Written anew it would have a new time, which is a change to every other device.
            return
        memory = Memory(
            id=note.id,
            content=content,
            summary=found.sentences[0],
            linked_files=[LinkedFile(file_path=note.name, content_hash=note.digest)],
            tags=["note"],
            namespace="agent://notes-agent/",
            source_agent="notes-agent",
        )
        await self._engine.put_memory(memory.to_dict())

    async def recall(self, words: list[str], limit: int) -> list[Recalled]:
        """What is known of the notes that have all of the words."""
        filter = {"and": [{"terms": {"contains": fold(word)}} for word in words]}
        found: list[Recalled] = []
        async for body in self._all(TERMS, filter):
            found.append(await self._recall_note(body["note"]))
            if len(found) == limit:
                break
        return found

    async def _recall_note(self, name: str) -> Recalled:
        id = stable_id("note", name)
        facts = await self._engine.get(FACTS, id) or {}
        tasks = await self._engine.get(TASKS, id) or {}
        known = await self._engine.get_memory(id)
        # A newer version's memory may be one that this version cannot read; its summary can be.
        summary = None if known is None else Memory.from_dict(known).summary
        return Recalled(name, summary, facts.get("words", 0), list(tasks.get("open", ())))

    async def refresh_overview(self) -> dict[str, Any]:
        """Works out how much is known, by all devices and processes, and keeps it. Equal to what is kept already, it is
        no change and nobody is told.
        """
        notes = words = tasks = 0
        async for facts in self._all(FACTS, None):
            notes += 1
            words += facts["words"]
        async for body in self._all(TASKS, None):
            tasks += len(body["open"])
        overview = {"notes": notes, "words": words, "open_tasks": tasks}
        await self._engine.put(OVERVIEW, "all", overview)
        return overview

    async def overview(self) -> dict[str, Any]:
        """What was last worked out."""
        known = await self._engine.get(OVERVIEW, "all")
        return {"notes": 0, "words": 0, "open_tasks": 0} if known is None else known

    async def _all(
        self, table: str, filter: dict[str, Any] | None
    ) -> AsyncIterator[dict[str, Any]]:
        page = None
        while True:
            found = await self._engine.query(table, filter, limit=_PAGE, page=page)
            for body in found.bodies:
                yield body
            if (page := found.next_page) is None:
                return


def _seen(tool: Tool, note: Note) -> dict[str, Any]:
    return {
        "tool": tool.name,
        "version": tool.version,
        "note": note.name,
        "digest": note.digest,
    }
