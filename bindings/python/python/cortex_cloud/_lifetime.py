"""What must happen when the interpreter ends, or forks.

A thread inside the engine that comes back after the interpreter has ended would abort the process. So at exit every
engine is closed, which ends its calls and its threads, and the calls are waited for.

A forked child inherits SQLite's list of the files this process has open, but not the locks on them. If it opened one of
these files again, SQLite would believe that it holds locks it does not, and writes could be lost. So it may not.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import time
import weakref
from typing import TYPE_CHECKING, Final

from . import _native, logs
from .errors import InvalidArgumentError

if TYPE_CHECKING:
    from .engine import CloudEngine

# Calls come back as soon as their engine is closed; this is for a machine that is very busy.
_PATIENCE_S: Final = 5.0

_open: weakref.WeakSet[CloudEngine] = weakref.WeakSet()


class File:
    """A file that an engine of this process has open. An engine that is collected lets go of it."""

    __slots__ = ("__weakref__", "real_path")

    def __init__(self, path: str) -> None:
        self.real_path = path


_files: weakref.WeakSet[File] = weakref.WeakSet()
# What was open when this process was forked off, or one it comes from: for as long as it lives.
_inherited: set[str] = set()


def open_file(path: object) -> File:
    """Notes that a file is about to be opened. Raises `InvalidArgumentError` for one that was open when this process
    was forked off.
    """
    file = File(_real_path(path))
    if any(_is_same(file.real_path, one) for one in _inherited):
        raise InvalidArgumentError(
            f"path {path} was open when this process was forked off, and opening it here could lose writes: start"
            " processes by `spawn` or `forkserver`, or open the file only after the fork",
            "argument.path",
            details={"argument": "path"},
        )
    _files.add(file)
    return file


def closed_file(file: File) -> None:
    """Notes that a file is closed."""
    _files.discard(file)


def _real_path(path: object) -> str:
    # What is no path the engine refuses, by name.
    if not isinstance(path, str):
        return ""
    try:
        return os.path.realpath(path)
    except (OSError, ValueError):
        return path


def _is_same(one: str, other: str) -> bool:
    if one == other:
        return True
    # By another name, as of a hard link.
    try:
        return os.path.samefile(one, other)
    except (OSError, ValueError):
        return False


def remember(engine: CloudEngine) -> None:
    """Closes the engine when the interpreter ends."""
    _open.add(engine)


def _end() -> None:
    _native.begin_exit()
    deadline = time.monotonic() + _PATIENCE_S
    while True:
        for engine in list(_open):
            _open.discard(engine)
            # Nobody is left to hear of it, and the other engines must be closed, too.
            with contextlib.suppress(Exception):
                engine.close()
        # One that is being opened meanwhile has its file noted first, and is remembered later.
        is_over = not (_open or _files or _native.running_calls())
        if is_over or time.monotonic() >= deadline:
            break
        time.sleep(0.001)
    # The last of what they wrote down.
    logs.flush()


def _after_fork() -> None:
    _native.after_fork()
    _inherited.update(file.real_path for file in _files)
    _files.clear()


atexit.register(_end)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
