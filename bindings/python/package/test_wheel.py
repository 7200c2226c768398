"""What is in the wheel, and that it runs where nothing else is installed, on every CPython found."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from cortex_cloud import _native

README = Path(__file__).parents[1] / "README.md"
EXAMPLE = Path(__file__).parents[3] / "examples/python/agent.py"
# All network work is the engine's.
NETWORK = {
    "asyncore",
    "ftplib",
    "http",
    "httpx",
    "aiohttp",
    "requests",
    "socket",
    "socketserver",
    "ssl",
    "urllib",
}
NETWORK |= {"urllib3", "websockets", "xmlrpc", "telnetlib", "smtplib", "selectors"}
EXPLAIN_OVER = 8 << 20


@pytest.fixture(scope="session")
def wheel() -> Path:
    assert "CORTEX_WHEEL" in os.environ, "CORTEX_WHEEL names no wheel; run cargo xtask test"
    return Path(os.environ["CORTEX_WHEEL"])


def _imports(source: str) -> set[str]:
    """The first words of every module a file imports, however it does it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
        elif isinstance(node, ast.Call) and "import" in ast.unparse(node.func):
            found |= {
                str(one.value).split(".")[0] for one in node.args if isinstance(one, ast.Constant)
            }
    return found


def test_the_host_layer_imports_nothing_of_the_network(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        sources = [name for name in archive.namelist() if name.endswith((".py", ".pyi"))]
        assert len(sources) > 10
        found = {name: _imports(archive.read(name).decode()) & NETWORK for name in sources}
    assert {name: modules for name, modules in found.items() if modules} == {}


@pytest.mark.parametrize(
    "source",
    [
        "import socket",
        "from urllib.request import urlopen",
        "import a, http.client",
        "__import__('ssl')",
    ],
)
def test_an_import_of_the_network_would_be_found(source: str) -> None:
    assert _imports(source) & NETWORK


def test_the_wheel_is_complete_and_depends_on_nothing(wheel: Path) -> None:
    assert re.fullmatch(r"cortex_cloud-[\d.]+-cp310-abi3-\w+\.whl", wheel.name), wheel.name
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        metadata = next(archive.read(name).decode() for name in names if name.endswith("METADATA"))
    assert "cortex_cloud/py.typed" in names
    assert "cortex_cloud/_native.pyi" in names
    assert not [name for name in names if "/tests/" in name or "/conformance/" in name]
    assert "Requires-Dist" not in metadata
    assert "Requires-Python: >=3.10" in metadata


def test_nothing_in_the_wheel_fails_on_demand(wheel: Path) -> None:
    hook = b"CORTEX_TEST_PANIC"
    with zipfile.ZipFile(wheel) as archive:
        native = max(archive.infolist(), key=lambda one: one.file_size)
        shipped = archive.read(native)
    # The module of the tests, which is installed beside this one, has it: so it would be found.
    assert hook in Path(str(_native.__file__)).read_bytes()
    assert hook not in shipped


def test_its_size_is_told(wheel: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with zipfile.ZipFile(wheel) as archive:
        native = max(archive.infolist(), key=lambda one: one.file_size)
    with capsys.disabled():
        print(
            f"\n{wheel.name}: {wheel.stat().st_size / 1e6:.1f} MB; {native.filename}: {native.file_size / 1e6:.1f} MB"
        )
    readme = README.read_text(encoding="utf-8")
    assert wheel.stat().st_size <= EXPLAIN_OVER or "why it is so large" in readme


def _quickstarts() -> list[str]:
    return re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)


def _pythons() -> list[str]:
    """Every CPython from 3.10 on that this machine has, as `CORTEX_PYTHONS` lists them; this one at least."""
    found: list[str] = json.loads(os.environ.get("CORTEX_PYTHONS", "[]"))
    return found or [sys.executable]


@pytest.fixture(scope="module", params=_pythons())
def clean(
    request: pytest.FixtureRequest, wheel: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    folder = tmp_path_factory.mktemp("clean")
    subprocess.run([request.param, "-m", "venv", folder / "venv"], check=True)
    python = folder / "venv/bin/python"
    command: list[str | Path] = [
        python,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-index",
        "--disable-pip-version-check",
        wheel,
    ]
    subprocess.run(command, check=True)
    return python


def test_the_readme_runs_in_a_clean_place(clean: Path, tmp_path: Path) -> None:
    assert len(_quickstarts()) == 2
    for source in _quickstarts():
        command: list[str | Path] = [clean, "-I", "-W", "error", "-c", source]
        run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
        assert (run.returncode, run.stderr) == (0, "")
        assert run.stdout


def test_the_versions_are_one(clean: Path) -> None:
    ask = "import cortex_cloud, importlib.metadata as m; print(cortex_cloud.__version__, m.version('cortex-cloud'))"
    run = subprocess.run([clean, "-I", "-c", ask], capture_output=True, text=True, check=True)
    assert run.stdout.split() == [_native.__version__] * 2


def test_the_example_remembers(clean: Path, tmp_path: Path) -> None:
    def say(*words: str) -> str:
        command: list[str | Path] = [clean, "-I", EXAMPLE, "--file", tmp_path / "agent.db", *words]
        run = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert run.returncode == 0, run.stderr
        return run.stdout

    say("remember", "The parser is slow on deep input", "--tag", "parser")
    say("remember", "Tea is better than coffee")
    assert "parser is slow" in say("recall", "--tag", "parser")
    assert "Tea" not in say("recall", "--tag", "parser")
    assert "Offline" in say("sync")


# The standard library's own way in has had two names, and neither is public.
SUB_INTERPRETERS = """
import importlib, sys
for name in "_interpreters", "_xxsubinterpreters":
    try:
        sub = importlib.import_module(name)
        break
    except ImportError:
        continue
run = getattr(sub, "exec", None) or sub.run_string
code = (
    "try:\\n    import cortex_cloud\\n"
    "except ImportError as error:\\n    print(error, flush=True)"
)
def create():
    if sys.argv[3] == "its own GIL":
        return sub.create()
    try:
        return sub.create("legacy")
    except TypeError:
        return sub.create(isolated=False)
def three():
    for _ in range(3):
        one = create()
        run(one, code)
        sub.destroy(one)
if sys.argv[2] == "before":
    three()
from cortex_cloud import CloudEngine
engine = CloudEngine(sys.argv[1])
if sys.argv[2] == "after":
    three()
engine.put("notes", "n1", {"n": 1})
print(engine.get("notes", "n1"))
engine.close()
"""


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("kind", ["its own GIL", "the same GIL"])
def test_sub_interpreters_are_refused_and_the_main_one_goes_on(
    clean: Path, tmp_path: Path, when: str, kind: str
) -> None:
    path = tmp_path / "own.db"
    command: list[str | Path] = [clean, "-I", "-c", SUB_INTERPRETERS, path, when, kind]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stderr
    *refused, last = run.stdout.splitlines()
    # From 3.12 on CPython itself refuses one with a GIL of its own, and the module is never asked.
    python = "module cortex_cloud._native does not support loading in subinterpreters"
    assert len(refused) == 3
    for line in refused:
        assert "main interpreter only" in line or (kind == "its own GIL" and line == python), line
    assert last == "{'n': 1}"
