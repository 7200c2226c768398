"""The engine's log in `logging`, below the logger `cortex_cloud`.

A record must never be handled while the engine waits for it: a handler may hold a lock that the caller of `close` holds,
too. So the engine only puts its entries into a queue, and a thread of this module hands them to `logging`.

What is asked of an engine is the level in force when it is opened: set the logger's level before.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from queue import SimpleQueue
from typing import Final

from ._native import Engine
from .errors import CloudError
from .events import LogEntry, LogLevel

_ROOT: Final = logging.getLogger("cortex_cloud")
# A program that has set up no logging hears nothing.
_ROOT.addHandler(logging.NullHandler())

_LEVELS: Final = {
    LogLevel.ERROR: logging.ERROR,
    LogLevel.WARN: logging.WARNING,
    LogLevel.INFO: logging.INFO,
    LogLevel.DEBUG: logging.DEBUG,
    LogLevel.TRACE: 5,
}

# At exit the last entries are waited for, unless a handler hangs.
_PATIENCE_S: Final = 1.0

# Entries that may wait for a handler that lags; what comes then is left out and counted.
_MOST: Final = 10_000

# What `relativeCreated` counts from, as near as can be told from outside.
_NOW: Final = logging.makeLogRecord({})
_START_MS: Final = _NOW.created * 1000 - _NOW.relativeCreated


class _Drain:
    """The queue and its thread. A forked child has no threads: it starts with an empty one."""

    def __init__(self) -> None:
        self.entries: SimpleQueue[LogEntry | threading.Event] = SimpleQueue()
        self.thread: threading.Thread | None = None
        self.lock = threading.Lock()
        self.left_out = 0

    def start(self) -> None:
        with self.lock:
            if self.thread is None:
                self.thread = threading.Thread(target=self.run, name="cortex-logging", daemon=True)
                self.thread.start()

    def put(self, entry: LogEntry) -> None:
        """Queues an entry, on an engine's thread."""
        with self.lock:
            if self.entries.qsize() >= _MOST:
                self.left_out += 1
                return
            if self.left_out:
                self.entries.put(_left_out(self.left_out))
                self.left_out = 0
            self.entries.put(entry)

    def run(self) -> None:
        while True:
            entry = self.entries.get()
            if isinstance(entry, threading.Event):
                self.tell()
                entry.set()
            else:
                _handle(entry)
                if self.entries.empty():
                    self.tell()

    def tell(self) -> None:
        """Says how many entries were left out, if no later one has said so."""
        with self.lock:
            count, self.left_out = self.left_out, 0
        if count:
            _handle(_left_out(count))

    def flush(self) -> None:
        if self.thread is not None:
            done = threading.Event()
            self.entries.put(done)
            done.wait(_PATIENCE_S)


_drain = _Drain()


def forward(engine: Engine) -> None:
    """Lets `logging` hear what an engine writes down, up to the level in force now."""
    level = _level()
    if level is None:
        return
    _drain.start()
    # An engine that was closed in between has nothing more to say.
    try:
        engine.set_log_sink(_drain.put, level)
    except CloudError as error:
        if error.code != "closed":
            raise


def _level() -> LogLevel | None:
    wanted = _ROOT.getEffectiveLevel()
    return next((level for level, number in reversed(_LEVELS.items()) if number >= wanted), None)


def _left_out(count: int) -> LogEntry:
    return LogEntry(
        at=time.time_ns() // 1_000_000,
        level=LogLevel.WARN,
        target="cortex_cloud::logs",
        message=f"{count} entries of the log were left out: its handlers lag",
        fields={},
    )


def _handle(entry: LogEntry) -> None:
    logger = logging.getLogger(entry.target.replace("::", "."))
    level = _LEVELS[entry.level]
    if not logger.isEnabledFor(level):
        return
    fields = "".join(f" {name}={value}" for name, value in entry.fields.items())
    record = logger.makeRecord(logger.name, level, "", 0, entry.message + fields, (), None)
    record.created = entry.at / 1000
    record.msecs = float(entry.at % 1000)
    record.relativeCreated = entry.at - _START_MS
    try:
        logger.handle(record)
    except Exception:  # noqa: BLE001 - a filter of the host must not end the thread
        if logging.lastResort is not None:
            logging.lastResort.handleError(record)


def flush() -> None:
    """Hands what has come until now to `logging`."""
    _drain.flush()


def _after_fork() -> None:
    global _drain
    _drain = _Drain()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
