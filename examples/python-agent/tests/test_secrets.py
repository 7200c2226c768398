"""The key: where it must not be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Program, Server, write_notes

from notes_agent import log
from notes_agent.settings import Secret, SettingsError, read_settings


def test_the_key_is_shown_nowhere(tmp_path: Path, server: Server) -> None:
    laptop = Program(tmp_path / "laptop.db", server.environment)
    desk = Program(tmp_path / "desk.db")
    write_notes(tmp_path / "a", 3)
    keyfile = tmp_path / "key"
    keyfile.write_text(server.key + "\n", encoding="utf-8")
    desk.environment = {"CORTEX_URL": server.url, "CORTEX_KEY_FILE": str(keyfile)}
    for agent in (laptop, desk):
        run = agent.run("run", tmp_path / "a", "--log", "debug", "--workers", "1")
        assert run.returncode == 0, run.stderr
        synced = agent.run("sync", "--log", "debug")
        assert synced.returncode == 0, synced.stderr
        assert agent.ask("status")["pending"] == 0
        assert server.key not in run.stdout + run.stderr + synced.stdout + synced.stderr
    wrong = Program(tmp_path / "wrong.db", {**server.environment, "CORTEX_KEY": server.key + "x"})
    run = wrong.run("sync", "--log", "debug")
    assert run.returncode == 3
    assert "unauthenticated" in run.stdout
    assert server.key not in run.stdout + run.stderr
    for file in [one for one in tmp_path.iterdir() if ".db" in one.name]:
        assert server.key.encode() not in file.read_bytes(), file


def test_a_secret_in_an_error_is_taken_out_of_the_log(capsys: pytest.CaptureFixture[str]) -> None:
    secret = Secret("ck_very_secret")
    log.set_up("info", (secret,))
    try:
        raise RuntimeError(f"refused: {secret.reveal()}")
    except RuntimeError:
        log.LOG.exception("failed with %s", secret.reveal(), extra={"fields": {"key": secret}})
    line = capsys.readouterr().err
    assert "ck_very_secret" not in line + repr(secret) + str(secret)
    assert json.loads(line)["event"] == "failed with [secret]"
    assert "RuntimeError: refused: [secret]" in json.loads(line)["exception"]


def test_the_key_is_taken_out_of_the_environment(tmp_path: Path) -> None:
    environment = {"CORTEX_KEY": "ck_1", "CORTEX_URL": "https://sync.example.com"}
    settings = read_settings(environment, file="a.db", strategy="manual", sync_seconds=1)
    assert environment == {"CORTEX_URL": "https://sync.example.com"}
    assert settings.key is not None
    assert (settings.key.reveal(), "ck_1" in repr(settings)) == ("ck_1", False)
    with pytest.raises(SettingsError, match="cannot be read"):
        missing = {"CORTEX_KEY_FILE": str(tmp_path / "missing")}
        read_settings(missing, file="a.db", strategy="manual", sync_seconds=1)
