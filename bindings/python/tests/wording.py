"""What the contract's docstrings say in Python's words: exceptions by their classes, bodies as dicts."""

from __future__ import annotations

import re

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

# The contract speaks of JSON text, which Python has as dicts.
PHRASES = [
    ("is the text of a JSON object of", "is a dict of"),
    ("The body of a record as canonical JSON text; none", "The body of a record; none"),
    ("is the text of a JSON object as the memory schema", "is a dict as the memory schema"),
    ("A memory as JSON text; none", "A memory; none"),
    ("Memories as JSON texts, a page", "Memories, a page"),
    ("Its body as canonical JSON text; none", "Its body; none"),
    ("Saves a record's body: the text of a JSON object.", "Saves a record's body."),
    ("The text of a JSON object", "A dict"),
    ("The state that waits, as canonical JSON text; none", "The state that waits; none"),
    ("Canonical JSON texts.", "Each a dict."),
    ("Canonical JSON text; none", "A dict; none"),
    ("A JSON object: only", "A dict: only"),
    ("This file cannot be used: not a store", "The file cannot be used: not a store"),
    ("`Config.", "`"),
]

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
