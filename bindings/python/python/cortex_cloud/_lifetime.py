"""What must happen when the interpreter ends, or forks.

A thread inside the engine that comes back after the interpreter has ended would abort the process. So at exit every
engine is closed, which ends its calls and its threads, and the calls are waited for.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import time
import weakref
from typing import TYPE_CHECKING, Final

from . import _native, logs

if TYPE_CHECKING:
    from .engine import CloudEngine

# Calls come back as soon as their engine is closed; this is for a machine that is very busy.
_PATIENCE_S: Final = 5.0

_open: weakref.WeakSet[CloudEngine] = weakref.WeakSet()


def remember(engine: CloudEngine) -> None:
    """Closes the engine when the interpreter ends."""
    _open.add(engine)


def _end() -> None:
    _native.begin_exit()
    for engine in list(_open):
        # Nobody is left to hear of it, and the other engines must be closed, too.
        with contextlib.suppress(Exception):
            engine.close()
    deadline = time.monotonic() + _PATIENCE_S
    while _native.running_calls() and time.monotonic() < deadline:
        time.sleep(0.001)
    # The last of what they wrote down.
    logs.flush()


atexit.register(_end)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_native.after_fork)
