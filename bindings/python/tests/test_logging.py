"""The engine's log: to a sink, to `logging`, never into a deadlock."""

from __future__ import annotations

import logging
import time
from pathlib import Path
from typing import Any

import pytest
from cortex_cloud import CloudEngine, HttpClientConfig, LogEntry, LogLevel, RetryPolicy

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
