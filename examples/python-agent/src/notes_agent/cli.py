"""The command line. Exit codes: 0 done, 1 failed with one sentence on stderr, 2 wrong usage, 3 not all is synced (it
stays queued), 128 + n ended by signal n.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from cortex_cloud import CloudError, ConflictEntry, ConflictSide, MergeStrategy, SyncStatus
from cortex_cloud.aio import CloudEngine

from . import log
from .agent import Agent
from .log import say
from .pool import Pool
from .settings import DEFAULT_FILE, Settings, SettingsError, read_settings
from .signals import cancelling
from .store import MEMORIES, Store, open_engine
from .watcher import Watcher

DONE: Final = 0
FAILED: Final = 1
NOT_SYNCED: Final = 3


def main(words: Sequence[str] | None = None) -> int:
    """Reads the command line and does it."""
    given = _parser().parse_args(words)
    try:
        settings = read_settings(
            os.environ,
            file=given.file,
            strategy=given.strategy,
            sync_seconds=given.sync_interval,
        )
        log.set_up(given.log, () if settings.key is None else (settings.key,))
        return asyncio.run(_run_until_signalled(given, settings))
    except (CloudError, SettingsError) as error:
        print(f"notes-agent: {error}", file=sys.stderr)
    except OSError as error:
        print(f"notes-agent: {error.filename}: {error.strerror}", file=sys.stderr)
    return FAILED


async def _run_until_signalled(given: argparse.Namespace, settings: Settings) -> int:
    task = asyncio.create_task(_command(given, settings))
    with cancelling(task) as heard:
        try:
            return await task
        except asyncio.CancelledError:
            if heard.number is None:
                raise
            say(logging.INFO, "ended by a signal", signal=heard.number)
            return 128 + heard.number


async def _command(given: argparse.Namespace, settings: Settings) -> int:
    async with await open_engine(settings) as engine:
        store = Store(engine)
        if given.command == "run":
            return await _run(given, settings, engine, store)
        if given.command == "recall":
            return await _recall(given, store)
        if given.command == "status":
            return await _status(given, engine, store)
        if given.command == "sync":
            return await _sync(given, engine, store)
        return await _conflicts(given, engine)


async def _run(
    given: argparse.Namespace, settings: Settings, engine: CloudEngine, store: Store
) -> int:
    # What is entered last is left first: the watcher, then the tools, then (in `_command`) the engine.
    async with AsyncExitStack() as stack:
        pool = await stack.enter_async_context(
            Pool(threads=given.jobs, processes=given.workers, seconds=given.step_timeout)
        )
        await stack.enter_async_context(Watcher(engine, store))
        if settings.http is not None:
            # In the background, and only while there is a network.
            await engine.start()
        agent = Agent(store, pool, given.folder, jobs=given.jobs)
        report = await agent.look()
        while given.watch:
            await asyncio.sleep(given.interval)
            try:
                report = await agent.look()
            except CloudError as error:
                if not error.retryable:
                    raise
                # Another process writes for long, or the disk is full. What was done is known the next time.
                say(logging.WARNING, "look failed", code=error.code)
        body = {**asdict(report), "overview": await store.overview()}
        text = "{done} steps done, {known} known, {failed} failed; {notes} notes".format(**body)
        _show(given, body, [text])
        if settings.http is not None:
            # A last try. Without a network it ends by itself, and what waits goes up the next time.
            await _sync_within(engine, given.sync_timeout)
    return FAILED if report.failed or report.unreadable else DONE


async def _recall(given: argparse.Namespace, store: Store) -> int:
    found = await store.recall(given.words, given.limit)
    lines = [f"{one.note}  {one.summary or ''}" for one in found]
    _show(given, [asdict(one) for one in found], lines)
    return DONE


async def _status(given: argparse.Namespace, engine: CloudEngine, store: Store) -> int:
    status = await engine.get_status()
    body: dict[str, Any] = {
        "device_id": status.device_id,
        "space": status.space,
        "auth": status.auth.value,
        "last_sync_at": status.last_sync_at,
        "pending": status.pending,
        "failed": status.failed,
        "conflicted": status.conflicted,
        "last_error": None if status.last_error is None else status.last_error.code,
        "summaries": await engine.count(MEMORIES),
        "overview": await store.refresh_overview(),
    }
    _show(given, body, [f"{name}: {value}" for name, value in body.items()])
    return DONE


async def _sync(given: argparse.Namespace, engine: CloudEngine, store: Store) -> int:
    body = await _sync_within(engine, given.sync_timeout)
    await store.refresh_overview()
    text = "{status}: {pushed} sent, {pulled} received".format(**body)
    _show(given, body, [text] if body["error"] is None else [text, body["error"]])
    return DONE if body["status"] == SyncStatus.SUCCESS.value else NOT_SYNCED


async def _sync_within(engine: CloudEngine, seconds: float) -> dict[str, Any]:
    """Syncs. A time limit cancels the call, and ends once it has ended; what did not go up stays queued."""
    try:
        report = await asyncio.wait_for(engine.sync(), seconds)
    except asyncio.TimeoutError:
        error = f"no answer within {seconds:g} s; everything stays queued"
        return {"status": "timeout", "pushed": 0, "pulled": 0, "conflicts": 0, "error": error}
    return {
        "status": report.status.value,
        "pushed": report.pushed,
        "pulled": report.pulled,
        "conflicts": report.conflicts_resolved + report.conflicts_waiting,
        "error": None if report.error is None else str(report.error),
    }


async def _conflicts(given: argparse.Namespace, engine: CloudEngine) -> int:
    if given.keep is not None:
        number, side = given.keep
        # As a new version of its record, whoever won: an open conflict is settled by it.
        await engine.restore(number, side)
    found = [_conflict(one) for one in await engine.conflicts(open_only=given.open)]
    lines = [
        "{conflict_id}  {table}/{id}  {winner} stands by {strategy}".format(**one) for one in found
    ]
    _show(given, found, lines)
    return DONE


def _conflict(one: ConflictEntry) -> dict[str, Any]:
    return {
        "conflict_id": one.conflict_id,
        "table": one.table,
        "id": one.id,
        "strategy": one.strategy.value,
        "winner": None if one.winner is None else one.winner.value,
        # Both, so that the loser can be read.
        "local": one.local.body,
        "remote": one.remote.body,
    }


def _show(given: argparse.Namespace, body: object, lines: Sequence[str]) -> None:
    if given.json:
        print(json.dumps(body, ensure_ascii=False), flush=True)
        return
    for line in lines:
        print(line, flush=True)


class _Keep(argparse.Action):
    """`--keep NUMBER SIDE`."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: Any,
        _option: str | None = None,
    ) -> None:
        try:
            number, side = values
            setattr(namespace, self.dest, (int(number), ConflictSide(side)))
        except ValueError:
            parser.error("--keep takes a conflict's number, and local or remote")


def _parser() -> argparse.ArgumentParser:
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--file", default=DEFAULT_FILE, help="where it remembers (%(default)s)")
    shared.add_argument("--json", action="store_true", help="print JSON")
    levels = ["debug", "info", "warning", "error"]
    shared.add_argument("--log", default="warning", choices=levels, help="what goes to stderr")
    strategies = [one.value for one in MergeStrategy]
    shared.add_argument(
        "--strategy",
        default=MergeStrategy.LAST_WRITE_WINS.value,
        choices=strategies,
        help="how a conflict with another device is settled",
    )
    shared.add_argument(
        "--sync-interval", type=float, default=60, help="seconds between two background syncs"
    )
    shared.add_argument(
        "--sync-timeout", type=float, default=30, help="the most seconds a sync is waited for"
    )

    parser = argparse.ArgumentParser(prog="notes-agent", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)

    run = commands.add_parser("run", parents=[shared], help="look over the notes")
    run.add_argument("folder", type=Path)
    run.add_argument("--watch", action="store_true", help="go on until a signal")
    run.add_argument("--interval", type=float, default=5, help="seconds between two looks")
    run.add_argument("--jobs", type=int, default=4, help="notes in hand at once")
    run.add_argument("--workers", type=int, default=0, help="processes for the tools; 0: threads")
    run.add_argument(
        "--step-timeout", type=float, default=60, help="the most seconds a step may take"
    )

    recall = commands.add_parser("recall", parents=[shared], help="what is known of some words")
    recall.add_argument("words", nargs="+")
    recall.add_argument("--limit", type=int, default=20)

    commands.add_parser("status", parents=[shared], help="what is known, and what waits")
    commands.add_parser("sync", parents=[shared], help="sync now")

    conflicts = commands.add_parser("conflicts", parents=[shared], help="list and settle conflicts")
    conflicts.add_argument("--open", action="store_true", help="only those that wait")
    conflicts.add_argument(
        "--keep", nargs=2, action=_Keep, metavar=("NUMBER", "SIDE"), help="let this side stand"
    )
    return parser
