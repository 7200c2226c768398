"""The tools, and the names of notes."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from notes_agent import notes, tools
from notes_agent.notes import UnreadableNoteError


def test_words_are_counted_and_kept_without_case() -> None:
    found = tools.count_words("The parser\nthe PARSER is slow")
    assert (found.lines, found.words) == (2, 6)
    assert found.terms == ["is", "parser", "slow", "the"]


def test_boxes_are_tasks() -> None:
    found = tools.find_tasks("- [ ] water the plants\n  * [x] call Ada\n- no box\n- [] neither\n")
    assert (found.open, found.done) == (["water the plants"], ["call Ada"])


def test_a_summary_has_the_sentences_with_the_frequent_words() -> None:
    text = "# Parser\n\nTea is nice. The parser is slow. Parser tests show the slow parser. Bye.\n"
    assert tools.summarise(text).sentences == [
        "The parser is slow.",
        "Parser tests show the slow parser.",
    ]
    assert tools.summarise("# Only a title\n- [ ] and a box\n").sentences == []


def test_what_is_found_in_the_largest_note_fits_into_a_record() -> None:
    lines = (f"- [ ] {'w' * 37}{at:06} {'x' * 900}" for at in range(notes.MAX_BYTES // 950))
    text = "\n".join(lines) + "\n" + " ".join(f"w{at}" for at in range(50_000))
    for tool in tools.TOOLS.values():
        assert len(repr(tools.use(tool.name, text))) < 1 << 20


def test_hidden_files_and_other_kinds_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / ".git").mkdir()
    for name in ("z.md", "b/a.txt", ".git/no.md", ".no.md", "no.png"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    found = [notes.name_of(tmp_path, one) for one in notes.scan(tmp_path)]
    assert sorted(found) == ["b/a.txt", "z.md"]


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        notes.scan(tmp_path / "missing")


def test_a_name_is_the_same_however_its_accents_are_written(tmp_path: Path) -> None:
    composed, apart = tmp_path / "caf\u00e9.md", tmp_path / "cafe\u0301.md"
    assert notes.name_of(tmp_path, composed) == notes.name_of(tmp_path, apart)


@pytest.mark.skipif(sys.platform != "linux", reason="file names of any bytes")
def test_odd_bytes_in_a_name_or_a_note_are_no_obstacle(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/\xff.md"
    with open(path, "wb") as file:
        file.write(b"caf\xe9 \xed\xa0\x80")
    (found,) = notes.scan(tmp_path)
    note = notes.read(tmp_path, found)
    assert note.name == "\\xff.md"
    (note.name + note.text).encode("utf-8")  # no surrogates


def test_what_is_too_large_is_no_note(tmp_path: Path) -> None:
    (tmp_path / "large.txt").write_bytes(b"x" * (notes.MAX_BYTES + 1))
    with pytest.raises(UnreadableNoteError, match=str(notes.MAX_BYTES)):
        notes.read(tmp_path, tmp_path / "large.txt")
