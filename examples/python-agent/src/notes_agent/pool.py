"""Where the tools run: never on the loop's thread, which they would block.

Threads will do for small notes; since they share one interpreter, processes are faster for large ones. Processes are
started by `spawn`, never by `fork`: a forked one would inherit the engine's file without its locks and threads. A worker
never gets the engine. It is sent text and sends back what it found, and this process writes it down.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import threading
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Final

from . import tools
from .tools import Found, Tool

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


class ToolError(Exception):
    """A tool that failed or took too long; the message says what happened."""


def _begin_worker() -> None:
    # Ctrl-C goes to every process of the terminal's group, and a service manager's SIGTERM, too. The agent hears it and
    # ends the workers in order.
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    _mask("SIG_UNBLOCK")
    # Killed, it cannot: a worker would wait for its next call for ever.
    threading.Thread(target=_end_with_the_agent, name="notes-parent", daemon=True).start()


def _end_with_the_agent() -> None:
    if (agent := multiprocessing.parent_process()) is not None:
        agent.join()
        os._exit(1)


def _mask(how: str) -> None:
    # Windows has neither masks nor these signals for a group.
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(getattr(signal, how), _SIGNALS)


def _ready() -> None:
    """Asked of every worker at once, so that all are there before they are needed."""


class Pool:
    """An async context manager that runs tools, on `threads` threads or in `processes` processes."""

    def __init__(self, *, threads: int = 4, processes: int = 0, seconds: float = 60) -> None:
        """`seconds` is the longest a step may take."""
        self._seconds = seconds
        self._size = processes or threads
        self._executor: Executor
        if processes:
            self._executor = ProcessPoolExecutor(
                max_workers=processes,
                mp_context=multiprocessing.get_context("spawn"),
                initializer=_begin_worker,
            )
        else:
            self._executor = ThreadPoolExecutor(threads, thread_name_prefix="notes-tool")

    async def run(self, tool: Tool, text: str) -> Found:
        """Uses a tool. Cancelling the task ends the waiting; a call that runs already comes to its end unheard.

        Raises `ToolError`.
        """
        loop = asyncio.get_running_loop()
        call = loop.run_in_executor(self._executor, tools.use, tool.name, text)
        try:
            return await asyncio.wait_for(call, self._seconds)
        except asyncio.TimeoutError:
            raise ToolError(f"it took longer than {self._seconds} s") from None
        except BrokenProcessPool:
            # Killed from outside, for its memory perhaps. No other worker of the pool will answer any more.
            raise ToolError("its worker process was ended from outside") from None
        except Exception as error:
            # Its words may quote the note.
            raise ToolError(f"it raised {type(error).__name__}") from error

    def _start(self) -> None:
        # A new process inherits what its thread has blocked: a signal waits until the worker has begun, and does not end
        # it with a traceback while it imports.
        _mask("SIG_BLOCK")
        try:
            starting = [self._executor.submit(_ready) for _ in range(self._size)]
        finally:
            _mask("SIG_UNBLOCK")
        for started in starting:
            started.result()

    async def __aenter__(self) -> Pool:
        # Processes are started on the thread that asks for them, which must not be the loop's.
        await asyncio.to_thread(self._start)
        return self

    async def __aexit__(self, *_raised: object) -> None:
        # It waits for what runs; on a thread, or the loop would wait, too.
        await asyncio.to_thread(self._executor.shutdown, wait=True, cancel_futures=True)
