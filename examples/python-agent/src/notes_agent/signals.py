"""SIGINT and SIGTERM: the first one cancels the work, which then ends in order; a second one ends the process at once, and
even then nothing is lost that was remembered.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Iterator
from typing import Any, Final

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


class Heard:
    """Which signal came."""

    number: int | None = None


@contextlib.contextmanager
def cancelling(task: asyncio.Task[Any]) -> Iterator[Heard]:
    """While it lasts, a signal cancels the task. To be entered on the main thread, in the task's loop.

    Without it SIGTERM would end the process where it stands, and before Python 3.11 Ctrl-C would raise
    `KeyboardInterrupt` out of the loop, wherever that is.
    """
    loop = asyncio.get_running_loop()
    heard = Heard()
    before = {number: signal.getsignal(number) for number in _SIGNALS}

    def hear(number: int) -> None:
        heard.number = number
        for one in _SIGNALS:
            _forget(loop, one)
            signal.signal(one, signal.SIG_DFL)
        task.cancel()

    for number in _SIGNALS:
        _listen(loop, number, hear)
    try:
        yield heard
    finally:
        for number, handler in before.items():
            _forget(loop, number)
            signal.signal(number, handler)


def _listen(loop: asyncio.AbstractEventLoop, number: int, hear: Any) -> None:
    try:
        loop.add_signal_handler(number, hear, number)
    except NotImplementedError:
        # Windows' loops have no such call.
        signal.signal(number, lambda *_: loop.call_soon_threadsafe(hear, number))


def _forget(loop: asyncio.AbstractEventLoop, number: int) -> None:
    with contextlib.suppress(NotImplementedError):
        loop.remove_signal_handler(number)
