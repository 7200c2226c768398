"""What the agent is told by its environment: the file, the server, and the key, which is never shown."""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn

from cortex_cloud import HttpClientConfig, MergeStrategy

DEFAULT_FILE: Final = "notes-agent.db"


class SettingsError(Exception):
    """A setting that will not do; the message names it."""


class Secret:
    """A text that shows itself only when asked by name: not in a log, a traceback's locals or a `repr`."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(…)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not sent to other processes")


@dataclass(frozen=True, slots=True)
class Settings:
    """How an engine is opened."""

    file: Path
    http: HttpClientConfig | None
    key: Secret | None
    strategy: MergeStrategy
    sync_seconds: float


def read_settings(
    environment: MutableMapping[str, str], *, file: str, strategy: str, sync_seconds: float
) -> Settings:
    """Reads `CORTEX_URL` and `CORTEX_KEY_FILE` or `CORTEX_KEY`. The key is taken out of the environment: the workers and
    whatever else this process starts have no use for it.

    Raises `SettingsError`.
    """
    url = environment.get("CORTEX_URL")
    return Settings(
        file=Path(file),
        http=None if not url else HttpClientConfig(url),
        key=_read_key(environment),
        strategy=MergeStrategy(strategy),
        sync_seconds=sync_seconds,
    )


def _read_key(environment: MutableMapping[str, str]) -> Secret | None:
    given = environment.pop("CORTEX_KEY", "")
    path = environment.get("CORTEX_KEY_FILE")
    if path:
        try:
            given = Path(path).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(
                f"CORTEX_KEY_FILE {path} cannot be read: {type(error).__name__}"
            ) from None
    return Secret(given.strip()) if given.strip() else None
