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

# The contract speaks of JSON objects, which Python has as dicts.
PHRASES = [
    ("is a JSON object of", "is a dict of"),
    ("The body of a record in canonical form; none", "The body of a record; none"),
    ("is a JSON object as the memory schema", "is a dict as the memory schema"),
    ("Its body in canonical form; none", "Its body; none"),
    ("Saves a record's body: a JSON object.", "Saves a record's body."),
    ("A JSON object", "A dict"),
    ("The state that waits, in canonical form; none", "The state that waits; none"),
    ("In canonical form.", "Each a dict."),
    ("In canonical form; none", "A dict; none"),
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
