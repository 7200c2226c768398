"""The engine for asyncio."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest
from cortex_cloud import (
    ClosedError,
    CloudEvent,
    CloudStatus,
    ConflictEvent,
    HttpClientConfig,
    InvalidArgumentError,
    Origin,
    ProgressEvent,
    RecordChange,
    RecordPut,
    RecordsChangedEvent,
    StatusChangedEvent,
    Subscription,
    SyncPhase,
    TablePolicy,
)
from cortex_cloud import CloudEngine as BlockingEngine
from cortex_cloud.aio import CloudEngine
from cortex_cloud.aio._waiting import Waiting


def _run(main: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(main, 120))


def test_calls_are_awaited(tmp_path: Path) -> None:
    async def main() -> None:
        async with CloudEngine.open(tmp_path / "a.db") as engine:
            assert await engine.put("notes", "n1", {"a": 1})
            assert await engine.get("notes", "n1") == {"a": 1}
            assert (await engine.query("notes", {"a": 1})).bodies == [{"a": 1}]
            with pytest.raises(InvalidArgumentError):
                await engine.put("notes", "n1", {"a": b""})
        with pytest.raises(ClosedError):
            await engine.get("notes", "n1")
        opened = await CloudEngine.open(tmp_path / "a.db")
        assert await opened.count("notes") == 1
        await opened.close()
        await opened.close()

    _run(main())


def test_cancelling_a_task_cancels_the_call(tmp_path: Path, silent_server: str) -> None:
    async def main() -> None:
        async with CloudEngine.open(
            tmp_path / "a.db", http=HttpClientConfig(silent_server)
        ) as engine:
            await engine.login_api_key("ck_test")
            await engine.put("notes", "n1", {})
            task = asyncio.create_task(engine.sync())
            await asyncio.sleep(0.3)
            began = time.monotonic()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert time.monotonic() - began < 2
            # It has really ended: another one may begin at once, and is ended by a time limit.
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(engine.sync(), 0.3)

    _run(main())


def test_long_calls_starve_nobody(tmp_path: Path, silent_server: str) -> None:
    async def main() -> None:
        engines = [
            await CloudEngine.open(tmp_path / f"{at}.db", http=HttpClientConfig(silent_server))
            for at in range(8)
        ]
        for engine in engines:
            await engine.login_api_key("ck_test")
            await engine.put("notes", "n1", {})
        tasks = [asyncio.create_task(engine.sync()) for engine in engines]
        await asyncio.sleep(0.2)
        began = time.monotonic()
        for engine in engines:
            assert await engine.get("notes", "n1") == {}
        assert await asyncio.to_thread(lambda: True)
        assert time.monotonic() - began < 2
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for engine in engines:
            await engine.close()

    _run(main())


def test_events_are_an_async_iterator(tmp_path: Path) -> None:
    async def main() -> None:
        async with CloudEngine.open(tmp_path / "a.db") as engine:
            async with engine.events() as events:
                for number in range(3):
                    await engine.put(f"t{number}", "n1", {})
                heard = [await anext(events) for _ in range(3)]
            assert [one.table for one in heard if isinstance(one, RecordsChangedEvent)] == [
                "t0",
                "t1",
                "t2",
            ]
            with pytest.raises(StopAsyncIteration):
                await anext(events)
            last = engine.events()
            waiting = asyncio.create_task(anext(last))
            await asyncio.sleep(0.05)
        with pytest.raises(StopAsyncIteration):
            await waiting

    _run(main())


def test_changes_are_joined_while_the_reader_lags(tmp_path: Path) -> None:
    async def main() -> None:
        async with CloudEngine.open(tmp_path / "a.db") as engine, engine.events() as events:
            for number in range(100):
                await engine.put("notes", f"n{number}", {})
            await asyncio.sleep(0.2)
            ids: list[str] = []
            count = 0
            while len(ids) < 100:
                event = await anext(events)
                assert isinstance(event, RecordsChangedEvent)
                ids += event.ids
                count += 1
            assert ids == [f"n{number}" for number in range(100)]
            assert count < 100

    _run(main())


def test_a_cancelled_call_is_dropped_while_it_waits_and_completes_once_it_runs(
    tmp_path: Path,
) -> None:
    entered, release = threading.Event(), threading.Event()

    def changes() -> Iterator[RecordChange]:
        entered.set()
        release.wait(10)
        yield RecordPut("notes", "running", {})

    async def main() -> None:
        async with CloudEngine.open(tmp_path / "a.db") as engine:
            running = asyncio.create_task(engine.apply(changes()))
            await asyncio.to_thread(entered.wait, 10)
            waiting = asyncio.create_task(engine.put("notes", "waiting", {}))
            other = asyncio.create_task(engine.put("notes", "other", {}))
            await asyncio.sleep(0)
            for task in (running, waiting):
                task.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await task
            release.set()
            assert await other
            assert await engine.get("notes", "running") == {}
            assert await engine.get("notes", "waiting") is None

    _run(main())


def test_close_ends_the_readers_though_its_task_is_cancelled(tmp_path: Path) -> None:
    entered, release = threading.Event(), threading.Event()

    def listener(_event: CloudEvent) -> None:
        entered.set()
        release.wait(10)

    async def main() -> None:
        engine = await CloudEngine.open(tmp_path / "a.db")
        events = engine.events()
        await engine.subscribe(listener)
        await engine.put("notes", "n1", {})
        await asyncio.to_thread(entered.wait, 10)
        # It waits for the listener.
        closing = asyncio.create_task(engine.close())
        await asyncio.sleep(0.05)
        closing.cancel()
        await asyncio.sleep(0.05)
        release.set()
        with pytest.raises(asyncio.CancelledError):
            await closing
        assert [type(event) async for event in events] == [RecordsChangedEvent]
        with pytest.raises(ClosedError):
            await engine.get("notes", "n1")
        deadline = time.monotonic() + 10
        while any(thread.name == "cortex-aio" for thread in threading.enumerate()):
            assert time.monotonic() < deadline, "a thread is left"
            await asyncio.sleep(0.005)

    _run(main())


def test_calls_that_may_wait_hold_up_no_others(tmp_path: Path) -> None:
    release = threading.Event()

    class Busy(BlockingEngine):
        def set_table_policy(self, table: str, policy: TablePolicy) -> None:
            release.wait(10)
            super().set_table_policy(table, policy)

        def stop(self) -> None:
            release.wait(10)

    async def main() -> None:
        async with CloudEngine(Busy(tmp_path / "a.db")) as engine:
            tasks = [
                asyncio.create_task(engine.set_table_policy("notes", TablePolicy())),
                asyncio.create_task(engine.stop()),
            ]
            await asyncio.sleep(0.05)
            began = time.monotonic()
            assert await engine.put("notes", "n1", {})
            assert time.monotonic() - began < 5
            assert not any(task.done() for task in tasks)
            release.set()
            await asyncio.gather(*tasks)

    _run(main())


def test_a_stream_subscribes_off_the_loop_and_before_later_calls(tmp_path: Path) -> None:
    threads: list[threading.Thread] = []

    class Watched(BlockingEngine):
        def subscribe(self, listener: Callable[[CloudEvent], object]) -> Subscription:
            threads.append(threading.current_thread())
            return super().subscribe(listener)

    async def main() -> None:
        async with CloudEngine(Watched(tmp_path / "a.db")) as engine:
            events = engine.events()
            await engine.put("notes", "n1", {})
            assert isinstance(await anext(events), RecordsChangedEvent)
            await events.cancel()
        assert threads and threading.current_thread() not in threads
        # Nobody reads the first: asyncio must not complain of it.
        engine.events()
        with pytest.raises(ClosedError):
            await anext(engine.events())

    _run(main())


def test_a_reader_that_lags_hears_everything_in_order() -> None:
    waiting = Waiting()
    for number in range(20_000):
        waiting.add(RecordsChangedEvent("notes", (f"n{number}", "n0"), Origin.LOCAL))
    waiting.add(StatusChangedEvent(CloudStatus.SYNCING))
    waiting.add(RecordsChangedEvent("notes", ("n1",), Origin.LOCAL))
    waiting.add(StatusChangedEvent(CloudStatus.CONNECTED))
    heard = _taken(waiting)
    assert heard == [
        RecordsChangedEvent("notes", tuple(f"n{number}" for number in range(20_000)), Origin.LOCAL),
        StatusChangedEvent(CloudStatus.SYNCING),
        RecordsChangedEvent("notes", ("n1",), Origin.LOCAL),
        StatusChangedEvent(CloudStatus.CONNECTED),
    ]


def test_a_reader_that_lags_far_is_told_the_latest_status_and_every_conflict() -> None:
    waiting = Waiting()
    conflicts = [ConflictEvent(number, "notes", "n1", None) for number in range(300)]
    for conflict in conflicts:
        waiting.add(conflict)
    for number in range(1_000):
        waiting.add(RecordsChangedEvent(f"t{number % 2}", (f"n{number % 10}",), Origin.REMOTE))
        waiting.add(StatusChangedEvent(CloudStatus.SYNCING))
        waiting.add(ProgressEvent(SyncPhase.PULL, number, 1_000))
        waiting.add(ProgressEvent(SyncPhase.PUSH, number, 1_000))
    waiting.add(StatusChangedEvent(CloudStatus.CONNECTED))
    assert _taken(waiting) == [
        *conflicts,
        RecordsChangedEvent("t0", ("n0", "n2", "n4", "n6", "n8"), Origin.REMOTE),
        RecordsChangedEvent("t1", ("n1", "n3", "n5", "n7", "n9"), Origin.REMOTE),
        ProgressEvent(SyncPhase.PULL, 999, 1_000),
        ProgressEvent(SyncPhase.PUSH, 999, 1_000),
        StatusChangedEvent(CloudStatus.CONNECTED),
    ]
    # What was taken is neither joined to nor replaced.
    again = [StatusChangedEvent(CloudStatus.SYNCING), RecordsChangedEvent("t0", (), Origin.REMOTE)]
    for event in again:
        waiting.add(event)
    assert _taken(waiting) == again


def _taken(waiting: Waiting) -> list[CloudEvent]:
    return list(iter(waiting.take, None))
