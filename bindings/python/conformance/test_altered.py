"""A runner that passes whatever is expected would be worthless: with one expectation altered, every scenario fails."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from harness import Harness


def _run(names: list[str], **environment: str) -> str:
    tests = [f"test_scenarios.py::test_scenario[{name}]" for name in names]
    # `-p no:cacheprovider`: this is a run within a run.
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "-k",
        "test_scenario",
        *tests,
    ]
    environment = {**os.environ, **environment}
    folder = Path(__file__).parent
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True
    ).stdout


def _counts(output: str) -> tuple[int, int]:
    found = {word: int(number) for number, word in re.findall(r"(\d+) (passed|failed)", output)}
    return found.get("passed", 0), found.get("failed", 0)


def test_an_altered_expectation_fails_every_scenario_where_it_was_altered(harness: Harness) -> None:
    what = harness.ask({"do": "to_alter"})
    names: list[str] = what["scenarios"]
    seeds: list[int] = what["seeds"]
    output = _run(names)
    assert _counts(output) == (len(names), 0), output
    assert seeds
    for seed in seeds:
        output = _run(names, CORTEX_CONFORMANCE_ALTER=str(seed))
        assert _counts(output) == (0, len(names)), output
        # What was printed of each.
        parts = re.split(r"_{2,} test_scenario\[(\w+)\] _{2,}", output)
        said = dict(zip(parts[1::2], parts[2::2], strict=True))
        for name in names:
            place = harness.ask({"do": "altered", "scenario": name, "seed": seed})["where"]
            assert place.split("]")[0] + "]" in said[name], (
                f"{name} failed elsewhere than at {place}: {output}"
            )
