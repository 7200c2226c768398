"""The log: one JSON object a line, on stderr. It names notes and numbers, never what a note says, and no secret."""

from __future__ import annotations

import json
import logging
import sys
from datetime import datetime, timezone
from typing import Any, Final

from .settings import Secret

LOG: Final = logging.getLogger("notes_agent")


class _Lines(logging.Formatter):
    """One line of JSON for each record, with the secrets taken out of the whole of it: also of a traceback."""

    def __init__(self, secrets: tuple[Secret, ...]) -> None:
        super().__init__()
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        at = datetime.fromtimestamp(record.created, timezone.utc)
        line: dict[str, Any] = {
            "at": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        text = json.dumps(line, ensure_ascii=False, default=str)
        for secret in self._secrets:
            text = text.replace(secret.reveal(), "[secret]")
        return text


def set_up(level: str, secrets: tuple[Secret, ...]) -> None:
    """Sends the agent's log and the engine's to stderr. Before an engine is opened: it asks for the level once."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Lines(secrets))
    for name in (LOG.name, "cortex_cloud"):
        logger = logging.getLogger(name)
        logger.setLevel(level.upper())
        logger.handlers = [handler]
        logger.propagate = False


def say(level: int, event: str, **fields: object) -> None:
    """Writes an event with its fields."""
    LOG.log(level, event, extra={"fields": fields})
