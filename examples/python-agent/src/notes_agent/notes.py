"""The notes: text files below a folder, each with a name that means the same on every device."""

from __future__ import annotations

import hashlib
import os
import unicodedata
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SUFFIXES: Final = frozenset({".md", ".rst", ".txt"})
# What is larger is no note, and what the tools make of it might not fit into a record.
MAX_BYTES: Final = 512 * 1024

# The names of this agent's ids: changing it makes every step a new one.
_NAMESPACE: Final = uuid.UUID("6a9d6a5e-2f0f-4c7b-9a56-1f3b2f1f7c11")


class UnreadableNoteError(Exception):
    """A note that cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Note:
    """A note as it was when it was read."""

    name: str
    """Its path below the folder, with slashes."""

    text: str
    """What it says."""

    digest: str
    """SHA-256 of its bytes: whether this is the text that was seen before."""

    @property
    def id(self) -> str:
        """The id of the records about it: the same on every device, however long the name is."""
        return stable_id("note", self.name)


def stable_id(*words: str) -> str:
    """An id that follows from what it stands for. Doing a thing again writes the same record again."""
    return str(uuid.uuid5(_NAMESPACE, "\0".join(words)))


def scan(folder: Path) -> list[Path]:
    """The notes below a folder, in order. Hidden files and folders are left alone, links to folders not followed.

    Raises `OSError` when the folder itself cannot be read.
    """
    os.listdir(folder)  # `os.walk` says nothing of a folder that is not there
    found: list[Path] = []
    for base, folders, files in os.walk(folder):
        folders[:] = sorted(one for one in folders if not one.startswith("."))
        found += (
            Path(base, one)
            for one in sorted(files)
            if not one.startswith(".") and Path(one).suffix.lower() in SUFFIXES
        )
    return found


def read(folder: Path, path: Path) -> Note:
    """Reads a note. Blocks: call it on a thread.

    Raises `UnreadableNoteError`.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UnreadableNoteError(error.strerror or "it cannot be read") from error
    if len(data) > MAX_BYTES:
        raise UnreadableNoteError(f"it has more than {MAX_BYTES} bytes")
    # Bytes that are no UTF-8 become U+FFFD: the engine takes no lone surrogates, which `surrogateescape` would make.
    text = data.decode("utf-8", "replace")
    return Note(name_of(folder, path), text, hashlib.sha256(data).hexdigest())


def name_of(folder: Path, path: Path) -> str:
    """A note's name: with slashes everywhere, composed as Linux and Windows write it and macOS need not, and without the
    lone surrogates that stand for a file name's odd bytes.
    """
    name = path.relative_to(folder).as_posix()
    if any("\ud800" <= letter <= "\udfff" for letter in name):
        name = os.fsencode(name).decode("utf-8", "backslashreplace")
    return unicodedata.normalize("NFC", name)
