"""What is said of every package, in whatever language: its bill of materials and its licences."""

from __future__ import annotations

import json
import os
import subprocess
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

ROOT = Path(__file__).parents[2]
BILL, THIRD_PARTIES = "sbom.cdx.json", "THIRD-PARTY-LICENSES.txt"
Read = Callable[[str], bytes]


def _folder() -> Path:
    assert "CORTEX_PACKAGES" in os.environ, (
        "CORTEX_PACKAGES names no folder; run cargo xtask test --only packages"
    )
    return Path(os.environ["CORTEX_PACKAGES"])


def _of_zip(path: Path, inside: str) -> Read:
    def read(name: str) -> bytes:
        with zipfile.ZipFile(path) as archive:
            found = [
                one for one in archive.namelist() if inside in one and one.endswith(f"/{name}")
            ]
            assert len(found) == 1, f"{path.name} has {found} for {name}"
            return archive.read(found[0])

    return read


def _of_tarball(path: Path) -> Read:
    def read(name: str) -> bytes:
        with tarfile.open(path) as archive:
            file = archive.extractfile(f"package/{name}")
            assert file is not None
            return file.read()

    return read


# Package URL without version, and what its crate links at least.
PACKAGES = {
    "wheel": ("pkg:pypi/cortex-cloud", {"pyo3", "rusqlite", "rustls", "sqlite", "rust-std"}),
    "platform": ("pkg:npm/cortex-cloud-linux-x64-gnu", {"napi", "rusqlite", "rustls", "sqlite"}),
    "wrapper": (
        "pkg:npm/cortex-cloud",
        {"cortex-cloud-linux-x64-gnu", "cortex-cloud-darwin-arm64"},
    ),
    "swift": (
        "pkg:swift/github.com/cortex-cloud/cortex-cloud",
        {"uniffi", "rusqlite", "rustls", "sqlite"},
    ),
}


def _one(pattern: str) -> Path:
    found = list(_folder().glob(pattern))
    assert len(found) == 1, f"{pattern}: {found}"
    return found[0]


def _reader(kind: str) -> Read:
    if kind == "wheel":
        return _of_zip(_one("*.whl"), ".dist-info/")
    if kind == "swift":
        return _of_zip(_one("*.zip"), "cortex-cloud-swift/")
    return _of_tarball(
        _one("cortex-cloud-linux-*.tgz" if kind == "platform" else "cortex-cloud-[0-9]*.tgz")
    )


@pytest.fixture(params=sorted(PACKAGES))
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def bill(kind: str) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(_reader(kind)(BILL))
    return parsed


def _complaint(text: str) -> object:
    return JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)


def test_the_bill_is_as_cyclonedx_has_it(kind: str) -> None:
    assert _complaint(_reader(kind)(BILL).decode()) is None


def test_a_bill_that_is_not_is_found(bill: dict[str, Any]) -> None:
    bill["components"][0]["licences"] = []
    assert _complaint(json.dumps(bill)) is not None


def test_the_bill_names_what_is_linked_and_every_reference_is_there(
    kind: str, bill: dict[str, Any]
) -> None:
    url, least = PACKAGES[kind]
    own = bill["metadata"]["component"]
    assert own["purl"] == f"{url}@{own['version']}"
    components = {one["bom-ref"]: one for one in bill["components"]}
    assert len(components) == len(bill["components"])
    assert least <= {one["name"] for one in components.values()}
    described = {one["ref"]: set(one["dependsOn"]) for one in bill["dependencies"]}
    assert set(described) == {own["bom-ref"], *components}
    assert set().union(*described.values()) <= set(components)
    reached, todo = set(), [own["bom-ref"]]
    while todo:
        one = todo.pop()
        if one not in reached:
            reached.add(one)
            todo += described[one]
    assert reached == set(described), "something in the bill is needed by nothing"
    assert all(one["licenses"] for one in components.values())


def test_what_comes_from_the_registry_has_the_hash_of_the_lock_file(bill: dict[str, Any]) -> None:
    lock = (ROOT / "Cargo.lock").read_text(encoding="utf-8")
    crates = [one for one in bill["components"] if one["purl"].startswith("pkg:cargo/")]
    own = {"cortex-cloud"}
    for one in crates:
        if one["name"] in own:
            continue
        (hashed,) = one["hashes"]
        entry = f'name = "{one["name"]}"\nversion = "{one["version"]}"\n'
        assert entry in lock
        assert f'checksum = "{hashed["content"]}"' in lock.split(entry)[1].split("[[package]]")[0]


def test_nothing_of_what_only_builds_is_in_the_bill(bill: dict[str, Any]) -> None:
    names = {one["name"] for one in bill["components"]}
    assert not names & {
        "cc",
        "serde_derive",
        "napi-derive",
        "pyo3-build-config",
        "uniffi_bindgen",
        "proptest",
    }


def test_the_licences_are_there(kind: str, bill: dict[str, Any]) -> None:
    read = _reader(kind)
    for name in ("LICENSE-APACHE", "LICENSE-MIT"):
        assert read(name) == (ROOT / name).read_bytes()
    if kind == "wrapper":
        return
    text = read(THIRD_PARTIES).decode()
    for one in bill["components"]:
        if one["name"] != "cortex-cloud":
            assert f"\n{one['name']} {one['version']}: {one['licenses'][0]['expression']}\n" in text
            assert f"\n{one['name']} {one['version']} (" in text, f"no text of {one['name']}"
    assert "Permission is hereby granted" in text


def test_they_load_as_the_release_tries_it() -> None:
    script = ROOT / ".github/load_packages.sh"
    run = subprocess.run([script, _folder()], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert run.stdout.splitlines()[-1] == f"the packages of {_folder()} load"


def test_the_sums_are_of_all_packages() -> None:
    lines = (_folder() / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    packages = {path.name for path in _folder().iterdir() if path.is_file()} - {"SHA256SUMS"}
    assert {line.split("  ")[1] for line in lines} == packages
    assert len(packages) == len(PACKAGES)


WORKFLOW = ROOT / ".github/workflows/release.yml"


def _valid(path: Path) -> bool:
    check = ["check-jsonschema", "--builtin-schema", "vendor.github-workflows", str(path)]
    programs = Path(os.environ["VIRTUAL_ENV"]) / "bin"
    return (
        subprocess.run(
            [programs / check[0], *check[1:]], capture_output=True, check=False
        ).returncode
        == 0
    )


def test_the_release_is_a_workflow(tmp_path: Path) -> None:
    assert _valid(WORKFLOW)
    broken = tmp_path / "release.yml"
    broken.write_text(
        WORKFLOW.read_text(encoding="utf-8").replace("runs-on:", "run-on:", 1), encoding="utf-8"
    )
    assert not _valid(broken)


def test_every_job_of_the_release_says_how_long_it_may_take() -> None:
    jobs = WORKFLOW.read_text(encoding="utf-8").split("\njobs:\n")[1]
    assert jobs.count("    runs-on:") == jobs.count("    timeout-minutes:") == 4
