"""The agent's tools. Each is a pure function of a note's text, so it may be run again, on a thread or in another process."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

_WORD: Final = re.compile(r"\w+")
_BOX: Final = re.compile(r"^\s*[-*+] \[(?P<mark>[ xX])\] (?P<text>.+)$")
_SENTENCE_END: Final = re.compile(r"(?<=[.!?])\s+")
# So that what is found always fits into one record.
_MOST_TERMS: Final = 2_000
_LONGEST_TERM: Final = 40
_MOST_TASKS: Final = 500
_LONGEST_TASK: Final = 300
_SENTENCES: Final = 2
_LONGEST_SENTENCE: Final = 400


@dataclass(frozen=True, slots=True)
class Words:
    """How much a note says, and in which words."""

    lines: int
    words: int
    terms: list[str]
    """Its words, each once and in order; the most frequent ones if there are very many."""


@dataclass(frozen=True, slots=True)
class Tasks:
    """The boxes of a note: `- [ ] water the plants`."""

    open: list[str]
    done: list[str]


@dataclass(frozen=True, slots=True)
class Summary:
    """The sentences that say most of what a note says, in its order; none for a note without sentences."""

    sentences: list[str]


Found = Words | Tasks | Summary


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool under its name and version. A new version does every step again."""

    name: str
    version: int
    use: Callable[[str], Found]


def fold(word: str) -> str:
    """A word as it is kept and looked for: without case, composed."""
    return unicodedata.normalize("NFC", word.casefold())


def count_words(text: str) -> Words:
    """Counts."""
    found = [fold(word) for word in _WORD.findall(text)]
    frequent = Counter(word for word in found if len(word) <= _LONGEST_TERM)
    terms = sorted(word for word, _ in frequent.most_common(_MOST_TERMS))
    return Words(len(text.splitlines()), len(found), terms)


def find_tasks(text: str) -> Tasks:
    """Collects the boxes, ticked and not."""
    tasks = Tasks([], [])
    for line in text.splitlines():
        if (box := _BOX.match(line)) is not None:
            kind = tasks.open if box["mark"] == " " else tasks.done
            if len(kind) < _MOST_TASKS:
                kind.append(box["text"].strip()[:_LONGEST_TASK])
    return tasks


def summarise(text: str) -> Summary:
    """Picks the sentences whose words are the note's most frequent ones."""
    prose = [line for line in text.splitlines() if line.strip() and not _is_markup(line)]
    sentences = [one.strip() for one in _SENTENCE_END.split(" ".join(prose)) if one.strip()]
    weights = Counter(fold(word) for word in _WORD.findall(" ".join(prose)) if len(word) > 3)

    def weight(sentence: str) -> float:
        words = [fold(word) for word in _WORD.findall(sentence)]
        return sum(weights[word] for word in words) / (len(words) or 1)

    best = sorted(range(len(sentences)), key=lambda at: (-weight(sentences[at]), at))[:_SENTENCES]
    return Summary([sentences[at][:_LONGEST_SENTENCE] for at in sorted(best)])


def _is_markup(line: str) -> bool:
    return line.lstrip().startswith(("#", "```", "|", "<")) or _BOX.match(line) is not None


TOOLS: Final[Mapping[str, Tool]] = {
    tool.name: tool
    for tool in (
        Tool("words", 1, count_words),
        Tool("tasks", 1, find_tasks),
        Tool("summary", 1, summarise),
    )
}


def use(name: str, text: str) -> Found:
    """Uses a tool by its name: what a worker process is asked for, since a name can always be sent to one."""
    return TOOLS[name].use(text)
