"""Worker processes, done right and done wrong."""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Program, end, left_of, lines_until, search_path
from cortex_cloud import CloudEngine

from notes_agent.pool import Pool, ToolError
from notes_agent.settings import Secret
from notes_agent.tools import TOOLS

LOADED = "sorted(__import__('sys').modules)"


def test_spawned_workers_find_what_threads_find(tmp_path: Path, notes: Path) -> None:
    threads, processes = Program(tmp_path / "threads.db"), Program(tmp_path / "processes.db")
    assert threads.ask("run", notes)["done"] == 30
    assert processes.ask("run", notes, "--workers", "2")["done"] == 30
    found = [one.ask("recall", "note", "--limit", "100") for one in (threads, processes)]
    assert found[0] == found[1]
    assert len(found[0]) == 10


def test_workers_are_processes_of_their_own_that_never_load_the_engine() -> None:
    async def main() -> None:
        async with Pool(processes=1) as pool:
            loop = asyncio.get_running_loop()
            pid = await loop.run_in_executor(pool._executor, os.getpid)
            assert pid != os.getpid()
            # Nothing of this module, which would load the engine.
            loaded = await loop.run_in_executor(pool._executor, eval, LOADED)
            assert "notes_agent.tools" in loaded
            assert not [name for name in loaded if name.startswith("cortex_cloud._native")]

    asyncio.run(main())


def test_a_worker_that_is_killed_is_a_failed_step() -> None:
    async def main() -> None:
        async with Pool(processes=1) as pool:
            loop = asyncio.get_running_loop()
            pid = await loop.run_in_executor(pool._executor, os.getpid)
            os.kill(pid, signal.SIGKILL)
            with pytest.raises(ToolError, match="ended from outside"):
                for _ in range(1_000):
                    await pool.run(TOOLS["words"], "one two")
                    await asyncio.sleep(0.01)

    asyncio.run(main())


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_workers_end_with_an_agent_that_is_killed(agent: Program, notes: Path) -> None:
    process = agent.start("run", notes, "--watch", "--workers", "2")
    try:
        lines_until(process, "looked")
        assert len(left_of(process.pid, 0)) >= 3
        process.kill()
        assert left_of(process.pid) == []
    finally:
        end(process)


def test_neither_an_engine_nor_a_secret_is_sent_to_a_worker(tmp_path: Path) -> None:
    with CloudEngine(tmp_path / "a.db") as engine, pytest.raises(TypeError, match="pickle"):
        pickle.dumps(engine)
    with pytest.raises(TypeError, match="secret"):
        pickle.dumps(Secret("x"))


WRONG = """
import asyncio, multiprocessing, sys
from concurrent.futures import ProcessPoolExecutor
from cortex_cloud import CloudError
from cortex_cloud.aio import CloudEngine

def inherited(_):
    try:
        asyncio.run(ENGINE.get("notes", "n1"))
    except CloudError as error:
        return error.code, "forkserver" in error.message

async def _again():
    async with CloudEngine.open(sys.argv[1]):
        pass

def again(_):
    try:
        asyncio.run(_again())
    except CloudError as error:
        return error.code, "forkserver" in error.message

async def main():
    global ENGINE
    async with CloudEngine.open(sys.argv[1]) as ENGINE:
        await ENGINE.put("notes", "n1", {"a": 1})
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("fork")) as pool:
            loop = asyncio.get_running_loop()
            print(await loop.run_in_executor(pool, inherited, 0))
            print(await loop.run_in_executor(pool, again, 0))
        print(await ENGINE.get("notes", "n1"))

asyncio.run(main())
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_forked_worker_is_told_what_is_wrong_and_does_not_hang(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", WRONG, str(tmp_path / "a.db")],
        env={**os.environ, "PYTHONPATH": search_path()},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.stdout.splitlines() == [
        "('closed.forked', True)",
        "('argument.path', True)",
        "{'a': 1}",
    ], run.stderr
