"""Events: in order, on one thread, the engine free to be called, nothing after the end."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from cortex_cloud import CloudEngine, CloudEvent, Origin, RecordsChangedEvent


def _until(condition: Any, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it has not come"
        time.sleep(0.005)


def test_events_come_in_order_with_what_they_say(engine: CloudEngine) -> None:
    heard: list[CloudEvent] = []
    engine.subscribe(heard.append)
    for number in range(5):
        engine.put(f"t{number}", "n1", {})
    _until(lambda: len(heard) >= 5)
    assert heard == [
        RecordsChangedEvent(f"t{number}", ("n1",), Origin.LOCAL) for number in range(5)
    ]


def test_a_listener_may_call_the_engine(engine: CloudEngine) -> None:
    found: list[Any] = []
    threads: set[int] = set()

    def listener(event: CloudEvent) -> None:
        threads.add(threading.get_ident())
        if isinstance(event, RecordsChangedEvent) and event.table == "notes":
            # Several, where changes were joined while this listener was busy.
            for id in event.ids:
                found.append(engine.get("notes", id))
                engine.put("seen", id, {})

    engine.subscribe(listener)
    engine.put("notes", "n1", {"a": 1})
    engine.put("notes", "n2", {"a": 2})
    _until(lambda: len(found) == 2 and engine.count("seen") == 2)
    assert found == [{"a": 1}, {"a": 2}]
    assert threads and threading.get_ident() not in threads


def test_a_slow_listener_holds_up_no_call(engine: CloudEngine) -> None:
    heard: list[CloudEvent] = []
    go_on = threading.Event()

    def listener(event: CloudEvent) -> None:
        go_on.wait(30)
        heard.append(event)

    engine.subscribe(listener)
    # All of these return while the first event is still being heard.
    for n in range(1000):
        engine.put(f"t{n % 2}", f"r{n}", {"n": n})
    assert not heard
    assert engine.get("t1", "r999") == {"n": 999}
    go_on.set()
    _until(lambda: len(heard) > 1)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_listener_that_raises_is_counted_and_told_to_python(
    engine: CloudEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Any] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda what: told.append(repr(what.exc_value)))
    heard: list[CloudEvent] = []

    def listener(event: CloudEvent) -> None:
        heard.append(event)
        raise ValueError("no")

    engine.subscribe(listener)
    engine.put("a", "n1", {})
    engine.put("b", "n1", {})
    _until(lambda: engine.get_status().failed_listeners == 2)
    assert len(heard) == 2
    assert told == ["ValueError('no')"] * 2


def test_nothing_comes_after_cancel_and_close(engine: CloudEngine) -> None:
    heard: list[CloudEvent] = []

    def slow(event: CloudEvent) -> None:
        time.sleep(0.02)
        heard.append(event)

    subscription = engine.subscribe(slow)
    for number in range(20):
        engine.put(f"t{number}", "n1", {})
    subscription.cancel()
    subscription.cancel()
    before = len(heard)
    engine.subscribe(slow)
    for number in range(20):
        engine.put(f"t{number}", "n1", {"more": True})
    engine.close()
    after = len(heard)
    time.sleep(0.2)
    assert before < 20
    assert len(heard) == after < 40


def test_close_from_a_listener_does_not_hang(tmp_path: Path) -> None:
    engine = CloudEngine(tmp_path / "store.db")
    closed = threading.Event()

    def listener(_event: CloudEvent) -> None:
        engine.close()
        closed.set()

    engine.subscribe(listener)
    engine.put("notes", "n1", {})
    assert closed.wait(10)


def test_a_subscription_is_a_context_manager(engine: CloudEngine) -> None:
    heard: list[CloudEvent] = []
    with engine.subscribe(heard.append):
        engine.put("notes", "n1", {})
        _until(lambda: heard)
    engine.put("notes", "n2", {})
    time.sleep(0.1)
    assert len(heard) == 1
