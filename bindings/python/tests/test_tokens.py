"""A Python object as the place for credentials."""

from __future__ import annotations

from pathlib import Path

import pytest
from cortex_cloud import AuthState, CloudEngine, HttpClientConfig, InternalError


class Tokens:
    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.engine: CloudEngine | None = None

    def load(self, name: str) -> str | None:
        return self.kept.get(name)

    def save(self, name: str, secret: str) -> None:
        if self.engine is not None:
            self.engine.count("notes")
        self.kept[name] = secret

    def delete(self, name: str) -> None:
        self.kept.pop(name, None)


class Broken(Tokens):
    def save(self, name: str, secret: str) -> None:
        raise OSError(f"locked; {secret} was not kept")


def test_a_key_is_kept_where_the_host_says(tmp_path: Path) -> None:
    tokens = Tokens()
    http = HttpClientConfig("http://127.0.0.1:9")
    with CloudEngine(tmp_path / "a.db", http=http, token_store=tokens) as engine:
        tokens.engine = engine
        assert engine.auth_state() is AuthState.UNAUTHENTICATED
        engine.login_api_key("ck_secret")
        assert list(tokens.kept.values()) == ["ck_secret"]
        assert engine.auth_state() is not AuthState.UNAUTHENTICATED
        engine.logout()
        assert tokens.kept == {}


def test_a_store_that_raises_is_an_error_without_the_secret(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    http = HttpClientConfig("http://127.0.0.1:9")
    with (
        CloudEngine(tmp_path / "a.db", http=http, token_store=Broken()) as engine,
        pytest.raises(InternalError) as raised,
    ):
        engine.login_api_key("ck_secret")
    assert raised.value.code == "internal.token_store"
    assert "OSError" in raised.value.message
    assert "ck_secret" not in str(raised.value)
    assert capfd.readouterr().err == ""
