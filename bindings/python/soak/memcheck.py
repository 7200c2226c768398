"""Runs a program under valgrind and reports what goes wrong in one library of it: reads and writes of memory that is not its
own, values that were never set, memory that nothing points to any more. What an interpreter does by itself is not ours.

    python soak/memcheck.py LIBRARY PROGRAM [ARGUMENT ...]
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

OPTIONS = [
    "--tool=memcheck",
    "--leak-check=full",
    "--show-leak-kinds=definite",
    "--num-callers=30",
    # Interpreters write code while they run.
    "--smc-check=all-non-file",
    "--child-silent-after-fork=yes",
    "--xml=yes",
]
# Where an interpreter's own allocations end, a stack may go through ours: frames this near to the top are what did it.
NEAR = 12
# What napi-rs keeps of the addon's classes for as long as the addon is loaded: a few bytes for each, once.
REGISTRATION = "napi_register_module_v1"


def stack(error: ET.Element) -> list[tuple[str, str]]:
    """Object and function of every frame of the first stack."""
    first = error.find("stack")
    frames = [] if first is None else first.findall("frame")
    return [(frame.findtext("obj", ""), frame.findtext("fn", "?")) for frame in frames]


def problems(report: Path, library: str) -> list[str]:
    """What is ours of what valgrind wrote down."""
    found = []
    for error in ET.parse(report).getroot().findall("error"):
        frames = stack(error)
        kind = error.findtext("kind", "?")
        if kind.startswith("Leak") and any(name == REGISTRATION for _, name in frames):
            continue
        if any(Path(obj).name == library for obj, _ in frames[:NEAR]):
            what = error.findtext("what") or error.findtext("xwhat/text") or "?"
            calls = "\n".join(f"    {name} ({Path(obj).name})" for obj, name in frames)
            found.append(f"{kind}: {what}\n{calls}")
    return found


def main() -> int:
    library, *command = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.xml")
        run = subprocess.run(["valgrind", *OPTIONS, f"--xml-file={report}", *command], check=False)
        if run.returncode != 0:
            print(f"the program itself ended with {run.returncode}", file=sys.stderr)
            return 1
        found = problems(report, library)
        others = len(ET.parse(report).getroot().findall("error")) - len(found)
    print(f"{library}: {len(found)} problems; {others} of others", flush=True)
    print("\n".join(found), file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
