"""What the tests share: engines on files of their own, a server that never answers, programs of their own."""

from __future__ import annotations

import socket
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cortex_cloud import CloudEngine, HttpClientConfig


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[CloudEngine]:
    with CloudEngine(tmp_path / "store.db") as opened:
        yield opened


@pytest.fixture
def silent_server() -> Iterator[str]:
    """Takes connections and says nothing: a call waits until it is cancelled."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


@pytest.fixture
def waiting(tmp_path: Path, silent_server: str) -> Iterator[CloudEngine]:
    """An engine whose sync waits for that server."""
    with CloudEngine(tmp_path / "waiting.db", http=HttpClientConfig(silent_server)) as opened:
        opened.login_api_key("ck_test")
        opened.put("notes", "n1", {"text": "unsent"})
        yield opened


Program = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """Runs a program of its own, which must end by itself."""

    def run(source: str, *args: str, seconds: float = 30) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", textwrap.dedent(source), str(tmp_path / "own.db"), *args]
        return subprocess.run(command, capture_output=True, text=True, timeout=seconds)

    return run
