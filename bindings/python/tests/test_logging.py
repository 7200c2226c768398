"""The engine's log: to a sink, to `logging`, never into a deadlock."""

from __future__ import annotations

import logging
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from cortex_cloud import CloudEngine, HttpClientConfig, LogEntry, LogLevel, RetryPolicy, logs

# Nobody listens on the discard port: a sync has something to write down.
UNREACHABLE = HttpClientConfig("http://127.0.0.1:9", retry=RetryPolicy(max_tries=1))


def _until(condition: Any) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline, "it has not come"
        time.sleep(0.005)


def test_records_reach_logging(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="cortex_cloud")
    with CloudEngine(tmp_path / "store.db", http=UNREACHABLE) as engine:
        engine.login_api_key("ck_test")
        engine.sync()
        _until(lambda: caplog.records)
    assert all(record.name.startswith("cortex_cloud.") for record in caplog.records)
    assert all(record.levelno >= logging.DEBUG for record in caplog.records)


def test_a_record_has_the_time_of_its_entry(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="cortex_cloud")
    before = logging.makeLogRecord({})
    logs._handle(_entry("one", at=int(before.created * 1000) - 60_000))
    (record,) = caplog.records
    assert record.created == pytest.approx(before.created - 60, abs=0.01)
    assert record.msecs == pytest.approx(record.created * 1000 % 1000, abs=0.01)
    assert record.relativeCreated == pytest.approx(before.relativeCreated - 60_000, abs=10)


@pytest.mark.parametrize("more_come", [True, False])
def test_what_a_lagging_handler_makes_be_left_out_is_counted(
    monkeypatch: pytest.MonkeyPatch, more_come: bool
) -> None:
    monkeypatch.setattr(logs, "_MOST", 10)
    entered, release = threading.Event(), threading.Event()
    heard: list[str] = []

    class Slow(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            entered.set()
            release.wait(10)
            heard.append(record.getMessage())

    logger = logging.getLogger("cortex_cloud")
    handler = Slow()
    logger.addHandler(handler)
    drain = logs._Drain()
    try:
        drain.start()
        drain.put(_entry("0"))
        assert entered.wait(10)
        for number in range(1, 16):
            drain.put(_entry(str(number)))
        release.set()
        if more_come:
            _until(lambda: len(heard) >= 2)
            drain.put(_entry("last"))
        drain.flush()
    finally:
        logger.removeHandler(handler)
    told = [one for one in heard if "left out" in one]
    assert told == ["5 entries of the log were left out: its handlers lag"]
    rest = [one for one in heard if one not in told]
    assert rest == [str(number) for number in range(11)] + ["last"] * more_come
    assert heard.index(told[0]) == 11


def _entry(message: str, at: int = 0) -> LogEntry:
    return LogEntry(at, LogLevel.WARN, "cortex_cloud::engine", message, {})


def test_a_handler_that_closes_the_engine_does_not_hang(tmp_path: Path) -> None:
    logger = logging.getLogger("cortex_cloud")
    engine = CloudEngine.__new__(CloudEngine)
    done: list[str] = []

    class Closing(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            # Under the handler's lock, which the engine's own records need, too.
            engine.put("log", "n1", {"message": record.getMessage()})
            engine.close()
            done.append(record.getMessage())

    handler = Closing()
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    try:
        engine.__init__(tmp_path / "store.db", http=UNREACHABLE)  # type: ignore[misc]
        engine.login_api_key("ck_test")
        engine.sync()
        _until(lambda: done)
        with handler.lock:  # type: ignore[union-attr]
            engine.close()
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before)


def test_a_sink_takes_the_place_of_logging(tmp_path: Path) -> None:
    entries: list[LogEntry] = []
    engine = CloudEngine(tmp_path / "store.db", http=UNREACHABLE)
    engine.login_api_key("ck_test")
    engine.set_log_sink(entries.append, LogLevel.TRACE)
    engine.sync()
    _until(lambda: entries)
    assert all(entry.target.startswith("cortex_cloud") for entry in entries)
    assert abs(entries[0].at - time.time() * 1000) < 60_000
    engine.clear_log_sink()
    count = len(entries)
    engine.sync()
    time.sleep(0.1)
    assert len(entries) == count
    engine.close()
