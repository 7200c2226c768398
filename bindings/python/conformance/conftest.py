"""The harness of a session, and one test for each of its scenarios."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import pytest
from harness import Harness

_harness: Harness | None = None


def pytest_configure() -> None:
    global _harness
    if "CORTEX_CONFORMANCE_HARNESS" in os.environ:
        _harness = Harness()


def pytest_unconfigure() -> None:
    if _harness is not None:
        _harness.end()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "scenario" in metafunc.fixturenames:
        assert _harness is not None, (
            "CORTEX_CONFORMANCE_HARNESS names no harness; run cargo xtask test"
        )
        metafunc.parametrize("scenario", _harness.ask({"do": "scenarios"})["scenarios"])


@pytest.fixture(scope="session")
def harness(pytestconfig: pytest.Config) -> Iterator[Harness]:
    assert _harness is not None
    sys.unraisablehook = lambda _: None
    yield _harness
    if not pytestconfig.getoption("keyword") and "CORTEX_CONFORMANCE_ALTER" not in os.environ:
        print(_harness.ask({"do": "report"})["report"])
