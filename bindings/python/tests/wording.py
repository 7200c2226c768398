"""What the contract's docstrings say in Python's words: exceptions by their classes, bodies as dicts."""

from __future__ import annotations

import json
import re
from pathlib import Path

VARIANTS = [
    "InvalidArgument",
    "Closed",
    "Cancelled",
    "Busy",
    "Storage",
    "StoreUnusable",
    "Offline",
    "Tls",
    "Unauthenticated",
    "Forbidden",
    "Conflict",
    "Quota",
    "Throttled",
    "VersionMismatch",
    "Protocol",
    "Internal",
]

# The contract speaks of JSON objects, which Python has as dicts. The reference goes by the same file.
PHRASES: list[tuple[str, str]] = json.loads(
    Path(__file__).with_name("phrases.json").read_text(encoding="utf-8")
)

SPOKEN = {"Throws": "Raises", "Throwing": "Raising", "throws": "raises", "throw": "raise"}


def in_python(docs: str) -> str:
    """A docstring of the contract as Python's should be, each paragraph on one line."""
    paragraphs = [" ".join(paragraph.split()) for paragraph in docs.strip().split("\n\n")]
    return "\n\n".join(map(_paragraph, paragraphs))


def _paragraph(text: str) -> str:
    for contract, python in PHRASES:
        text = text.replace(contract, python)
    speaks_of_errors = re.search(r"\b(Throws|throws?)\b", text)
    text = re.sub(r"\b(Throws|Throwing|throws|throw)\b", lambda word: SPOKEN[word[0]], text)
    if speaks_of_errors:
        text = re.sub(rf"`({'|'.join(VARIANTS)})`", r"`\1Error`", text)
    return text


def one_line(docs: str | None) -> str:
    """A docstring of Python with its lines joined, to compare it."""
    return "\n\n".join(
        " ".join(paragraph.split()) for paragraph in (docs or "").strip().split("\n\n")
    )
