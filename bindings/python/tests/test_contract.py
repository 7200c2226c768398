"""The package is the contract's, and a contract that strays is found."""

from __future__ import annotations

import copy
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cortex_cloud
import pytest
from cortex_cloud import aio
from drift import Contract, drift

ROOT = Path(__file__).parents[3]
PACKAGE = Path(__file__).parents[1]


@pytest.fixture
def contract() -> Contract:
    text = (ROOT / "udl/contract.json").read_text(encoding="utf-8")
    read: Contract = json.loads(text)
    return read


def test_the_package_is_as_the_contract_says(contract: Contract) -> None:
    assert drift(contract) == []


def _engine(contract: Contract) -> Any:
    return next(one for one in contract["objects"] if one["name"] == "CloudEngine")


def _method(contract: Contract, name: str) -> Any:
    return next(one for one in _engine(contract)["methods"] if one["name"] == name)


def _dictionary(contract: Contract, name: str) -> Any:
    return next(one for one in contract["dictionaries"] if one["name"] == name)


def _rename(contract: Contract) -> None:
    _method(contract, "put")["name"] = "save"


def _retype(contract: Contract) -> None:
    _method(contract, "count")["returns"] = "string"


def _retype_argument(contract: Contract) -> None:
    _method(contract, "restore")["arguments"][0]["type"] = "string"


def _swap_arguments(contract: Contract) -> None:
    _method(contract, "get")["arguments"].reverse()


def _drop_error(contract: Contract) -> None:
    del contract["errors"][[one["name"] for one in contract["errors"]].index("CloudError")][
        "variants"
    ][3]


def _add_method(contract: Contract) -> None:
    _engine(contract)["methods"].append({**_method(contract, "stop"), "name": "pause"})


def _other_default(contract: Contract) -> None:
    fields = _dictionary(contract, "Config")["fields"]
    next(one for one in fields if one["name"] == "busy_timeout_ms")["default"] = 51


def _other_docs(contract: Contract) -> None:
    _method(contract, "sync")["doc"] += " And more."


def _retype_field(contract: Contract) -> None:
    _dictionary(contract, "CloudRecord")["fields"][0]["type"] = "i64"


def _drop_variant(contract: Contract) -> None:
    next(one for one in contract["enums"] if one["name"] == "CloudEvent")["variants"].pop()


@pytest.mark.parametrize(
    ("change", "names"),
    [
        (_rename, "save"),
        (_retype, "count"),
        (_retype_argument, "restore"),
        (_swap_arguments, "CloudEngine.get "),
        (_drop_error, "BY_VARIANT"),
        (_add_method, "pause"),
        (_other_default, "busy_timeout_ms"),
        (_other_docs, "sync"),
        (_retype_field, "CloudRecord.table"),
        (_drop_variant, "RepairedEvent"),
    ],
)
def test_a_contract_that_strays_is_found(
    contract: Contract, change: Callable[[Contract], None], names: str
) -> None:
    strayed = copy.deepcopy(contract)
    change(strayed)
    assert any(names in one for one in drift(strayed))


@pytest.mark.parametrize("name", ["set_log_sink", "clear_log_sink", "sync"])
def test_a_call_that_asyncio_lacks_is_found(
    contract: Contract, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.delattr(aio.CloudEngine, name)
    assert f"aio.CloudEngine.{name} is missing or no coroutine function" in drift(contract)


def test_the_versions_are_one() -> None:
    cargo = (ROOT / "Cargo.toml").read_text(encoding="utf-8")
    found = re.search(r'^version = "(.*)"', cargo, re.MULTILINE)
    assert found is not None
    assert cortex_cloud.__version__ == found[1]


def test_every_phrase_that_python_says_differently_is_in_the_contract() -> None:
    from wording import PHRASES

    docs = (ROOT / "udl/src/cortex_cloud.udl").read_text(encoding="utf-8")
    text = " ".join(re.sub(r"^\s*///", "", docs, flags=re.MULTILINE).split())
    assert [contract for contract, _ in PHRASES if contract not in text] == []


def test_the_stub_of_the_native_module_is_complete() -> None:
    stub = PACKAGE / "python/cortex_cloud/_native.pyi"
    assert "__getattr__" not in stub.read_text(encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "mypy.stubtest",
        "cortex_cloud._native",
        "--ignore-disjoint-bases",
    ]
    run = subprocess.run(command, cwd=PACKAGE / "python", capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr


def test_a_stub_that_strays_is_found(tmp_path: Path) -> None:
    copy_of = tmp_path / "cortex_cloud"
    copy_of.mkdir()
    for file in (PACKAGE / "python/cortex_cloud").rglob("*"):
        if file.suffix in (".py", ".pyi", ".so", ".typed"):
            to = copy_of / file.relative_to(PACKAGE / "python/cortex_cloud")
            to.parent.mkdir(exist_ok=True, parents=True)
            to.write_bytes(file.read_bytes())
    stub = copy_of / "_native.pyi"
    text = stub.read_text(encoding="utf-8")
    stub.write_text(text.replace("def logout(", "def log_out("), encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "mypy.stubtest",
        "cortex_cloud._native",
        "--ignore-disjoint-bases",
    ]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert run.returncode != 0
    assert "log_out" in run.stdout
