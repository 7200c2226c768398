"""The engine for asyncio."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest
from cortex_cloud import ClosedError, HttpClientConfig, InvalidArgumentError, RecordsChangedEvent
from cortex_cloud.aio import CloudEngine


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
