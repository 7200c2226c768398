"""The program that holds the scenarios, the server and the proxy."""

from __future__ import annotations

import json
import os
import subprocess
from typing import Any


class Harness:
    """One harness for all scenarios."""

    def __init__(self) -> None:
        program = os.environ["CORTEX_CONFORMANCE_HARNESS"]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen([program, "python"], stdin=pipe, stdout=pipe, text=True)

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """Its answer to a request."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        assert "error" not in answer, answer["error"]
        return answer

    def end(self) -> None:
        """Ends it, and its server."""
        self._process.communicate()
