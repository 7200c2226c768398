"""One agent on one file: what it remembers, and how it goes on after anything that ends it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from conftest import Program, end, left_of, lines_until, write_notes
from cortex_cloud import CloudEngine

STEPS = 3


def _steps(lines: list[Any]) -> list[tuple[str, str]]:
    return [(one["note"], one["tool"]) for one in lines if one["event"] == "done"]


def test_it_remembers_what_it_found(agent: Program, notes: Path) -> None:
    report = agent.ask("run", notes)
    assert (report["notes"], report["done"], report["known"], report["failed"]) == (10, 30, 0, 0)
    assert report["overview"]["notes"] == report["overview"]["open_tasks"] == 10

    (found,) = agent.ask("recall", "NOTE", "3")
    assert found["note"] == "0003.md"
    assert found["open_tasks"] == ["read note 3"]
    assert found["summary"] in (notes / "0003.md").read_text(encoding="utf-8")
    assert agent.ask("recall", "no-such-word") == []

    with CloudEngine(agent.file) as engine:
        for body in engine.query_memories().bodies:
            assert body["linked_files"][0]["file_path"] == body["content"]["data"]["evidence"][0]
    status = agent.ask("status")
    # Facts, terms, tasks and a summary of each; what was seen stays here.
    assert (status["summaries"], status["pending"], status["space"]) == (10, 40, None)


def test_what_was_done_is_not_done_again(agent: Program, notes: Path) -> None:
    agent.ask("run", notes)
    again = agent.ask("run", notes)
    assert (again["done"], again["known"]) == (0, 30)
    # A change, and the way back: each is a state of its own.
    first = (notes / "0000.md").read_text(encoding="utf-8")
    for text in ("Only one sentence.\n", first):
        (notes / "0000.md").write_text(text, encoding="utf-8")
        report = agent.ask("run", notes)
        assert (report["done"], report["known"]) == (STEPS, 27)
        (found,) = agent.ask("recall", *text.split()[-2:-1])[:1]
        assert found["summary"] in text
    # A note that says nothing any more has no summary.
    (notes / "0000.md").write_text("# 0\n", encoding="utf-8")
    agent.ask("run", notes)
    assert agent.ask("status")["summaries"] == 9


def test_killed_between_two_steps_it_goes_on_where_it_was(agent: Program, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    write_notes(folder, 150)
    acknowledged: set[tuple[str, str]] = set()
    for kill in range(3):
        process = agent.start("run", folder, "--jobs", "2")
        try:
            lines: list[Any] = []
            while len(_steps(lines)) < 40:
                lines += lines_until(process, "done")
            process.kill()
            assert process.stderr is not None
            # What it had still said. The last line may have been cut off.
            *whole, _ = process.stderr.read().split("\n")
            lines += map(json.loads, whole)
        finally:
            end(process)
        assert process.returncode == -signal.SIGKILL
        done = _steps(lines)
        assert not acknowledged & set(done), f"done again after kill {kill}"
        acknowledged |= set(done)
    assert len(acknowledged) >= 120
    report = agent.ask("run", folder)
    # A step that was written and not yet told of is known, too: one for each tool and note in hand at most.
    assert len(acknowledged) <= report["known"] <= len(acknowledged) + 3 * STEPS * 2
    assert report["done"] + report["known"] == 150 * STEPS
    assert report["overview"]["notes"] == report["overview"]["open_tasks"] == 150
    assert agent.ask("status")["summaries"] == 150


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("workers", [0, 2])
def test_a_signal_ends_it_in_order(
    agent: Program, tmp_path: Path, number: signal.Signals, workers: int
) -> None:
    folder = tmp_path / "many"
    write_notes(folder, 300)
    process = agent.start("run", folder, "--workers", str(workers))
    try:
        lines = lines_until(process, "done")
        began = time.monotonic()
        # As a terminal does it: to every process of the group.
        os.killpg(process.pid, number)
        stdout, stderr = process.communicate(timeout=20)
        took = time.monotonic() - began
    finally:
        end(process)
    assert process.returncode == 128 + number
    lines += [json.loads(line) for line in stderr.splitlines()]  # a traceback would be no JSON
    assert lines[-1]["event"] == "ended by a signal"
    assert (stdout, took < 10) == ("", True)
    assert left_of(process.pid) == []  # no worker either

    report = agent.ask("run", folder)
    assert report["known"] >= len(_steps(lines)) > 0
    assert report["done"] > 0, "it was not ended in the middle"
    assert report["known"] + report["done"] == 300 * STEPS


def test_a_signal_ends_it_while_it_waits_for_a_server(agent: Program, notes: Path) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=64) as silent:
        agent.environment = {
            "CORTEX_URL": f"http://127.0.0.1:{silent.getsockname()[1]}",
            "CORTEX_KEY": "ck_waiting",
        }
        process = agent.start("run", notes, "--sync-timeout", "60")
        try:
            lines_until(process, "looked")
            time.sleep(0.3)
            began = time.monotonic()
            process.terminate()
            stdout, _ = process.communicate(timeout=20)
        finally:
            end(process)
    assert process.returncode == 128 + signal.SIGTERM
    assert time.monotonic() - began < 5
    assert "30 steps done" in stdout


SLOW_TO_END = """
import asyncio
from notes_agent.signals import cancelling

async def work():
    try:
        print("working", flush=True)
        await asyncio.sleep(60)
    finally:
        print("ending", flush=True)
        await asyncio.sleep(60)

async def main():
    task = asyncio.create_task(work())
    with cancelling(task):
        await task

asyncio.run(main())
"""


@pytest.mark.parametrize("second", [signal.SIGINT, signal.SIGTERM])
def test_a_second_signal_waits_for_nothing(agent: Program, second: signal.Signals) -> None:
    command = [sys.executable, "-c", SLOW_TO_END]
    with subprocess.Popen(
        command, env=agent._environment(), stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "working\n"
        process.terminate()
        assert process.stdout.readline() == "ending\n"
        process.send_signal(second)
        try:
            assert process.wait(10) == -second
        finally:
            process.kill()


def test_without_a_network_it_works_and_says_so(agent: Program, notes: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    agent.environment = {"CORTEX_URL": f"http://127.0.0.1:{port}", "CORTEX_KEY": "ck_nobody"}
    assert agent.ask("run", notes, "--sync-timeout", "2")["done"] == 30
    report = agent.ask("sync", code=3)
    assert report["status"] == "offline"
    assert "offline.connection" in report["error"]
    assert agent.ask("status")["pending"] == 40


def test_a_server_that_never_answers_is_given_up_on(agent: Program, notes: Path) -> None:
    agent.ask("run", notes)
    with socket.create_server(("127.0.0.1", 0), backlog=64) as silent:
        agent.environment = {
            "CORTEX_URL": f"http://127.0.0.1:{silent.getsockname()[1]}",
            "CORTEX_KEY": "ck_waiting",
        }
        began = time.monotonic()
        report = agent.ask("sync", "--sync-timeout", "0.5", code=3)
        assert time.monotonic() - began < 10
    assert (report["status"], agent.ask("status")["pending"]) == ("timeout", 40)


def test_unreadable_notes_are_told_of_and_do_not_stop_it(agent: Program, notes: Path) -> None:
    (notes / "large.md").write_bytes(b"x" * 600_000)
    run = agent.run("run", notes, "--json")
    assert (run.returncode, json.loads(run.stdout)["unreadable"]) == (1, 1)
    assert json.loads(run.stdout)["done"] == 30
    assert json.loads(run.stderr)["note"] == "large.md"


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["run", "missing"], 1, "missing: No such file or directory"),
        (["conflicts", "--keep", "7", "local"], 1, "no conflict 7"),
        (["conflicts", "--keep", "seven", "local"], 2, "a conflict's number"),
    ],
)
def test_what_goes_wrong_is_said_in_a_sentence(
    agent: Program, tmp_path: Path, words: list[str], code: int, says: str
) -> None:
    run = subprocess.run(
        agent.command(*words),
        cwd=tmp_path,
        env=agent._environment(),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (run.returncode, says in run.stderr, "Traceback" in run.stderr) == (code, True, False)


def test_a_file_that_is_no_store_is_not_touched(agent: Program, notes: Path) -> None:
    agent.file.write_bytes(b"not a store" * 500)
    run = agent.run("run", notes)
    assert run.returncode == 1
    assert "Traceback" not in run.stderr
    assert agent.file.read_bytes() == b"not a store" * 500
