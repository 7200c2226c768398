"""`python conformance --device`: a device of a mixed run, driven over stdin and stdout."""

from __future__ import annotations

import json
import sys

from device import Device


def main() -> None:
    """Performs steps until stdin closes."""
    # A listener that fails as it was told to is nothing to report here.
    sys.unraisablehook = lambda _: None
    device = Device()
    for line in sys.stdin:
        print(json.dumps(device.perform(json.loads(line))), flush=True)
    device.do_reset()


if sys.argv[1:] != ["--device"]:
    sys.exit("usage: python conformance --device; the scenarios run under pytest")
main()
