"""Every scenario of `tests/conformance/scenarios`, unchanged, as the harness gives them."""

from __future__ import annotations

import pytest
from device import Device
from harness import Harness


# Failing listeners are part of some scenarios.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_scenario(harness: Harness, scenario: str) -> None:
    device = Device()
    reply = harness.ask({"do": "begin", "scenario": scenario})
    while "step" in reply:
        reply = harness.ask({"do": "outcome", **device.perform(reply["step"])})
    assert reply["end"]["passed"], reply["end"].get("why")
