"""The programs of docs/python-agent.md run as they stand."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import search_path

PAGE = Path(__file__).parents[3] / "docs" / "python-agent.md"
PROGRAMS = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
WRITES = {
    "agent.db": "{'colour': 'blue'}\n",
    "steps.db": "[True, True]\n[False, False]\n",
    "memories.db": "Deep input is slow\n",
    "synced.db": "facts sky\nSyncStatus.OFFLINE\n",
    "notebook.db": "",
}


@pytest.mark.parametrize(("file", "says"), WRITES.items())
def test_it_runs(tmp_path: Path, file: str, says: str) -> None:
    (source,) = [program for program in PROGRAMS if f'"{file}"' in program]
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    runner = (
        "import asyncio, inspect, sys\n"
        f"code = compile(sys.stdin.read(), 'page', 'exec', flags={flags})\n"
        "def cell():\n"
        "    made = eval(code, globals())\n"
        "    return made\n"
        "async def notebook():\n"
        # A cell of a notebook is run again and again.
        "    await cell()\n"
        "    await cell()\n"
        "    await engine.close()\n"
        "if code.co_flags & inspect.CO_COROUTINE:\n"
        "    asyncio.run(notebook())\n"
        "else:\n"
        "    cell()\n"
    )
    # A server that nobody can reach stands for the page's.
    closed = source.replace("https://sync.example.com", "http://127.0.0.1:9")
    run = subprocess.run(
        [sys.executable, "-c", runner],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": search_path()},
        input=closed.replace("ck_…", "ck_page"),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, says, "")
    assert (tmp_path / file).exists()


def test_no_program_is_left_out() -> None:
    assert len(PROGRAMS) == len(WRITES)
