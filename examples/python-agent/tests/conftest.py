"""What the tests share: the agent as a program, the real server, folders of notes."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

SOURCES = Path(__file__).parents[1] / "src"


def search_path() -> str:
    """Where a program of its own finds the agent, whatever folder it runs in."""
    given = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    return os.pathsep.join([str(SOURCES), *(os.path.abspath(one) for one in given if one)])


@dataclass
class Program:
    """The agent as a program of its own, on one file."""

    file: Path
    environment: dict[str, str] = field(default_factory=dict)

    def command(self, *words: str | Path) -> list[str]:
        name, *rest = map(str, words)
        return [sys.executable, "-m", "notes_agent", name, "--file", str(self.file), *rest]

    def _environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if "CORTEX" not in name}
        return {**inherited, "PYTHONPATH": search_path(), **self.environment}

    def run(self, *words: str | Path, seconds: float = 60) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*words),
            env=self._environment(),
            capture_output=True,
            text=True,
            timeout=seconds,
        )

    def ask(self, *words: str | Path, code: int = 0) -> Any:
        """What it prints as JSON, ending with a code."""
        run = self.run(*words, "--json")
        assert run.returncode == code, run.stderr
        return json.loads(run.stdout)

    def start(self, *words: str | Path) -> subprocess.Popen[str]:
        """Begins it in a process group of its own, as a terminal would, with its log in stderr."""
        return subprocess.Popen(
            self.command(*words, "--log", "debug"),
            env=self._environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )


def lines_until(
    process: subprocess.Popen[str], event: str, *, seconds: float = 60, **wanted: object
) -> list[Any]:
    """The lines of a program's log up to the one that is waited for. One that does not come ends the program."""
    assert process.stderr is not None
    lines: list[Any] = []
    patience = threading.Timer(seconds, lambda: os.killpg(process.pid, signal.SIGKILL))
    patience.start()
    try:
        for text in process.stderr:
            lines.append(json.loads(text))
            if lines[-1]["event"] == event and wanted.items() <= lines[-1].items():
                return lines
    finally:
        patience.cancel()
    raise AssertionError(f"it ended without {event} {wanted}: {lines[-5:]}")


def end(process: subprocess.Popen[str]) -> None:
    """Ends a program, and what it started, that a failed test left behind."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def left_of(group: int, seconds: float = 5) -> list[str]:
    """What still runs of a process group once it has had the time to end. Linux only; elsewhere nothing is found."""
    deadline = time.monotonic() + seconds
    while (left := _running(group)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return left


def _running(group: int) -> list[str]:
    found: list[str] = []
    for process in Path("/proc").glob("[0-9]*"):
        # It may end at any moment.
        with contextlib.suppress(OSError, IndexError):
            words = (process / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            if int(words[2]) == group and words[0] != "Z":
                command = (process / "cmdline").read_text(encoding="utf-8")
                found.append(command.replace("\0", " "))
    return found


@pytest.fixture
def agent(tmp_path: Path) -> Program:
    return Program(tmp_path / "agent.db")


_SUBJECTS = [
    "the parser",
    "the lexer",
    "a careful reader",
    "the old report",
    "our garden",
    "the server",
]
_VERBS = ["explains", "needs", "breaks", "mends", "remembers", "outlives"]


def write_notes(folder: Path, count: int, *, seed: int = 1, sentences: int = 12) -> None:
    """Notes that say something, each another thing."""
    folder.mkdir(exist_ok=True)
    some = random.Random(seed)
    for number in range(count):
        prose = " ".join(
            f"{some.choice(_SUBJECTS).capitalize()} {some.choice(_VERBS)} {some.choice(_SUBJECTS)}."
            for _ in range(sentences)
        )
        text = f"# Note {number}\n\n{prose}\n\n- [ ] read note {number}\n- [x] write it\n"
        (folder / f"{number:04}.md").write_text(text, encoding="utf-8")


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    folder = tmp_path / "notes"
    write_notes(folder, 10)
    return folder


@dataclass
class Server:
    """A running server with one space."""

    url: str
    key: str

    @property
    def environment(self) -> dict[str, str]:
        return {"CORTEX_URL": self.url, "CORTEX_KEY": self.key}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    program = os.environ.get("CORTEX_SERVER_BIN")
    assert program, (
        "CORTEX_SERVER_BIN names no server: set it to target/debug/cortex-server of the checkout,"
        " which `cargo build -p cortex-server` makes"
    )
    data = str(tmp_path / "server")
    common = ["--data", data]
    subprocess.run([program, "space", "create", "notes", *common], check=True, capture_output=True)
    made = subprocess.run(
        [program, "key", "create", "--space", "notes", "--role", "editor", "--json", *common],
        check=True,
        capture_output=True,
        text=True,
    )
    command = [program, "serve", "--listen", "127.0.0.1:0", "--log", "error", *common]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as serving:
        assert serving.stdout is not None
        words = serving.stdout.readline().split()
        assert words[:2] == ["listening", "on"], words
        try:
            yield Server(words[2], json.loads(made.stdout)["key"])
        finally:
            serving.terminate()
