"""Several agents: on two devices that meet at the server, and in two processes on one file."""

from __future__ import annotations

import contextlib
import signal
import sqlite3
from pathlib import Path
from typing import Any

from conftest import Program, Server, end, lines_until, write_notes
from cortex_cloud import CloudEngine


def _tables(agent: Program) -> dict[str, Any]:
    with CloudEngine(agent.file) as engine:
        return {
            table: {one.id: one.body for one in engine.query_records(table).records}
            for table in ("facts", "terms", "tasks", "memories")
        }


def _devices(tmp_path: Path, server: Server) -> tuple[Program, Program]:
    return (
        Program(tmp_path / "laptop.db", server.environment),
        Program(tmp_path / "desk.db", server.environment),
    )


def _sync_until_nothing_moves(*agents: Program) -> None:
    for _ in range(10):
        reports = [agent.ask("sync") for agent in agents]
        if not any(report["pushed"] or report["pulled"] for report in reports):
            return
    raise AssertionError("they go on syncing")


def test_two_devices_end_equal_and_the_loser_can_be_read(tmp_path: Path, server: Server) -> None:
    laptop, desk = _devices(tmp_path, server)
    write_notes(tmp_path / "a", 6, seed=1)
    write_notes(tmp_path / "b", 6, seed=2)
    # Two notes of one name that say different things; one that is the same on both; the others are one device's own.
    for number in range(4):
        (tmp_path / f"b/000{number}.md").rename(tmp_path / f"b/1{number}.md")
    same = (tmp_path / "a/0004.md").read_bytes()
    (tmp_path / "b/0004.md").write_bytes(same)

    laptop.ask("run", tmp_path / "a")
    desk.environment = {}  # offline
    desk.ask("run", tmp_path / "b")
    desk.environment = server.environment
    _sync_until_nothing_moves(laptop, desk)

    assert _tables(laptop) == _tables(desk)
    assert len(_tables(laptop)["facts"]) == 10
    assert (
        laptop.ask("status")["overview"]["notes"] == desk.ask("status")["overview"]["notes"] == 10
    )

    conflicts = [one for one in desk.ask("conflicts") if one["table"] == "facts"]
    # What both had found in the equal note was equal: no conflict.
    assert [one["local"]["note"] for one in conflicts] == ["0005.md"]
    (conflict,) = conflicts
    # It was written later, so it stands, and the laptop's can be read.
    assert conflict["winner"] == "local"
    shown = _tables(desk)["facts"][conflict["id"]]
    assert shown == conflict["local"] != conflict["remote"]

    # And brought back, everywhere.
    desk.ask("conflicts", "--keep", str(conflict["conflict_id"]), "remote")
    _sync_until_nothing_moves(desk, laptop)
    for agent in (laptop, desk):
        assert _tables(agent)["facts"][conflict["id"]] == conflict["remote"]


def test_under_manual_a_conflict_waits_for_somebody(tmp_path: Path, server: Server) -> None:
    laptop, desk = _devices(tmp_path, server)
    write_notes(tmp_path / "a", 1, seed=1)
    write_notes(tmp_path / "b", 1, seed=2)
    laptop.ask("run", tmp_path / "a")
    desk.environment = {}
    desk.ask("run", tmp_path / "b")
    desk.environment = server.environment
    desk.ask("sync", "--strategy", "manual")

    waiting = desk.ask("conflicts", "--open")
    assert waiting
    assert all(one["winner"] is None for one in waiting)
    assert desk.ask("status")["conflicted"] == len(waiting)
    for one in waiting:
        desk.ask("conflicts", "--keep", str(one["conflict_id"]), "remote")
    assert desk.ask("conflicts", "--open") == []
    _sync_until_nothing_moves(desk, laptop)
    assert _tables(laptop) == _tables(desk)


def test_devices_with_different_notes_do_not_take_turns_for_ever(
    tmp_path: Path, server: Server
) -> None:
    laptop, desk = _devices(tmp_path, server)
    write_notes(tmp_path / "a", 1, seed=1)
    write_notes(tmp_path / "b", 1, seed=2)
    laptop.ask("run", tmp_path / "a")
    desk.ask("run", tmp_path / "b")
    _sync_until_nothing_moves(laptop, desk)
    for agent, folder in ((laptop, "a"), (desk, "b")):
        assert agent.ask("run", tmp_path / folder)["done"] == 0
        assert agent.ask("status")["pending"] == 0


def test_what_another_device_has_found_is_not_written_again(tmp_path: Path, server: Server) -> None:
    laptop, desk = _devices(tmp_path, server)
    write_notes(tmp_path / "a", 3)
    laptop.ask("run", tmp_path / "a")
    _sync_until_nothing_moves(laptop, desk)
    desk.environment = {}
    assert desk.ask("run", tmp_path / "a")["done"] == 9
    # What it found is what was there.
    assert desk.ask("status")["pending"] == 0


def test_it_reacts_to_what_another_device_found(tmp_path: Path, server: Server) -> None:
    laptop, desk = _devices(tmp_path, server)
    write_notes(tmp_path / "a", 3)
    write_notes(tmp_path / "b", 4, seed=2)
    for number in range(4):
        (tmp_path / f"b/000{number}.md").rename(tmp_path / f"b/1{number}.md")
    watching = laptop.start("run", tmp_path / "a", "--watch", "--sync-interval", "0.5")
    try:
        lines_until(watching, "overview", notes=3)
        desk.ask("run", tmp_path / "b")
        lines = lines_until(watching, "overview", notes=7)
        assert any(one.get("origin") == "remote" for one in lines)
        watching.terminate()
        watching.communicate(timeout=20)
    finally:
        end(watching)
    assert watching.returncode == 128 + signal.SIGTERM


def test_two_processes_share_one_file(agent: Program, tmp_path: Path) -> None:
    write_notes(tmp_path / "a", 60)
    write_notes(tmp_path / "b", 60, seed=2)
    for number in range(60):
        (tmp_path / f"b/{number:04}.md").rename(tmp_path / f"b/b{number:04}.md")
    watching = agent.start("run", tmp_path / "a", "--watch", "--interval", "0.2")
    try:
        # Both write at the same time, and neither gives up.
        lines_until(watching, "done")
        assert agent.ask("run", tmp_path / "b")["done"] == 180
        lines = lines_until(watching, "overview", notes=120)
        assert not [one for one in lines if one["level"] in ("warning", "error")]
        # A note that comes while it watches.
        write_notes(tmp_path / "a", 61)
        lines_until(watching, "overview", notes=121)
        watching.send_signal(signal.SIGINT)
        watching.communicate(timeout=20)
    finally:
        end(watching)
    assert watching.returncode == 128 + signal.SIGINT
    assert agent.ask("run", tmp_path / "a")["done"] == 0


def test_two_processes_that_do_the_same_at_once_end_with_one_result(
    agent: Program, tmp_path: Path
) -> None:
    write_notes(tmp_path / "a", 150)
    both = [agent.start("run", tmp_path / "a") for _ in range(2)]
    try:
        for process in both:
            # They take turns to write, and neither gives up.
            _, log = process.communicate(timeout=60)
            assert process.returncode == 0, log[-500:]
    finally:
        for process in both:
            end(process)
    report = agent.ask("run", tmp_path / "a")
    assert (report["done"], report["known"], report["overview"]["notes"]) == (0, 450, 150)
    assert agent.ask("status")["summaries"] == 150


def test_it_goes_on_after_another_process_has_held_the_file(agent: Program, notes: Path) -> None:
    watching = agent.start("run", notes, "--watch", "--interval", "0.2")
    try:
        lines_until(watching, "looked")
        with contextlib.closing(sqlite3.connect(agent.file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            write_notes(notes, 11)
            # Longer than an engine waits for its turn.
            (*_, failed) = lines_until(watching, "look failed")
            other.execute("ROLLBACK")
        assert failed["code"] == "busy.writer"
        lines_until(watching, "overview", notes=11)
        watching.terminate()
        watching.communicate(timeout=20)
    finally:
        end(watching)
    assert agent.ask("run", notes)["known"] == 33
