"""How blocking calls are made from a loop: on threads of the engine's own, never the loop's shared pool, which a few
calls that wait for the network would starve.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import TypeVar

from .._native import CancelToken

T = TypeVar("T")
_Job = Callable[[], None]


def _settle(future: asyncio.Future[T], value: T | None, raised: BaseException | None) -> None:
    # The task that waited may have been cancelled.
    if future.done():
        return
    if raised is not None:
        future.set_exception(raised)
    else:
        future.set_result(value)  # type: ignore[arg-type]


def _run(loop: asyncio.AbstractEventLoop, future: asyncio.Future[T], call: Callable[[], T]) -> None:
    value, raised = None, None
    try:
        value = call()
    except BaseException as error:  # noqa: BLE001 - it belongs to the task, whatever it is
        raised = error
    # The loop may have been closed meanwhile, and then nobody waits.
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(_settle, future, value, raised)


class Calls:
    """The threads of one engine: one for the short calls, in order, and one for each long call. All are daemons: the
    engine is closed when the interpreter ends, which ends their calls.
    """

    def __init__(self) -> None:
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._has_ended = False

    def begin(self, call: Callable[[], T]) -> asyncio.Future[T]:
        """Queues a call that does not wait for the network. Cancelling the future drops a call that has not begun; one
        that runs completes.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        # Of beginning and being cancelled, what comes first counts.
        begun: Future[None] = Future()
        future.add_done_callback(lambda _: begun.cancel())

        def job() -> None:
            if begun.set_running_or_notify_cancel():
                _run(loop, future, call)

        if self._has_ended:
            # It will only say that the engine is closed.
            _start(job)
        else:
            self._queue().put(job)
        return future

    async def short(self, call: Callable[[], T]) -> T:
        """A call that does not wait for the network. Cancelling the task does not wait for it."""
        return await self.begin(call)

    async def long(self, call: Callable[[CancelToken], T]) -> T:
        """A call that may wait for the network. Cancelling the task cancels it, and ends once it has ended."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        cancel = CancelToken()
        _start(lambda: _run(loop, future, lambda: call(cancel)))
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            cancel.cancel()
            await _ended(future)
            raise

    def end(self) -> None:
        """Lets the thread of the short calls go once they are done."""
        if not self._has_ended:
            self._has_ended = True
            self._jobs.put(None)

    def _queue(self) -> SimpleQueue[_Job | None]:
        """The jobs of the thread of the short calls, which runs."""
        if self._thread is None or not self._thread.is_alive():
            # In a forked child the thread is gone, and what waits is the parent's to do.
            self._jobs = SimpleQueue()
            jobs = self._jobs
            self._thread = _start(lambda: _work(jobs))
        return self._jobs


def _start(work: _Job) -> threading.Thread:
    thread = threading.Thread(target=work, name="cortex-aio", daemon=True)
    thread.start()
    return thread


def _work(jobs: SimpleQueue[_Job | None]) -> None:
    while (job := jobs.get()) is not None:
        job()


async def _ended(future: asyncio.Future[T]) -> None:
    """Waits for a cancelled call, however often the task is cancelled meanwhile."""
    while not future.done():
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.wait([future])
    # What came of it does not matter any more; unread, asyncio would complain of it.
    future.exception()
