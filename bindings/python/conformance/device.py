"""Performs the steps of the behaviour suite on engines of this language. It knows no scenario and no error code."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cortex_cloud import CancelToken, CloudEngine, CloudError, LogLevel, Subscription
from values import arguments, read, written

Outcome = dict[str, Any]


class Tokens:
    """Credentials in memory, with methods that fail when they are told to."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.failing: set[str] = set()

    def _check(self, method: str) -> None:
        if method in self.failing:
            raise RuntimeError(f"{method} fails as it was told to")

    def load(self, name: str) -> str | None:
        self._check("load")
        return self.kept.get(name)

    def save(self, name: str, secret: str) -> None:
        self._check("save")
        self.kept[name] = secret

    def delete(self, name: str) -> None:
        self._check("delete")
        self.kept.pop(name, None)


@dataclass
class Begun:
    """A call on a thread of its own."""

    cancel: CancelToken
    thread: threading.Thread
    outcome: Outcome = field(default_factory=dict)


class Device:
    """What the names of a scenario stand for."""

    def __init__(self) -> None:
        self.engines: dict[str, CloudEngine] = {}
        self.lists: dict[str, list[Any]] = {}
        self.subscriptions: dict[str, Subscription] = {}
        self.tokens: dict[str, Tokens] = {}
        self.calls: dict[str, Begun] = {}

    def perform(self, step: dict[str, Any]) -> Outcome:
        """What came of a step."""
        return _outcome(lambda: getattr(self, f"do_{step['op']}")(step))

    def do_open(self, step: dict[str, Any]) -> None:
        settings = arguments(CloudEngine.__init__, {"config": step.get("config")})
        if "token_store" in step:
            settings["token_store"] = self._store(step["token_store"])
        self.engines[step["device"]] = CloudEngine(**settings)

    def do_call(self, step: dict[str, Any]) -> Any:
        method = getattr(self.engines[step["device"]], step["method"])
        return method(**arguments(method, step.get("args", {})))

    def do_begin(self, step: dict[str, Any]) -> None:
        method = getattr(self.engines[step["device"]], step["method"])
        given = arguments(method, step.get("args", {}))
        cancel = CancelToken()

        def call() -> None:
            begun.outcome = _outcome(lambda: method(**given, cancel=cancel))

        begun = Begun(cancel, threading.Thread(target=call, daemon=True))
        self.calls[step["as"]] = begun
        begun.thread.start()

    def do_cancel(self, step: dict[str, Any]) -> bool:
        cancel = self.calls[step["call"]].cancel
        cancel.cancel()
        return cancel.is_cancelled()

    def do_finish(self, step: dict[str, Any]) -> Any:
        begun = self.calls.pop(step["call"])
        begun.thread.join()
        return _Known(begun.outcome)

    def do_subscribe(self, step: dict[str, Any]) -> None:
        listener = self._keeper(step)
        self.subscriptions[step["as"]] = self.engines[step["device"]].subscribe(listener)

    def do_unsubscribe(self, step: dict[str, Any]) -> None:
        self.subscriptions[step["as"]].cancel()

    def do_events(self, step: dict[str, Any]) -> list[Any]:
        return list(self.lists[step["as"]])

    def do_set_log_sink(self, step: dict[str, Any]) -> None:
        level = read(LogLevel, step["level"])
        self.engines[step["device"]].set_log_sink(self._keeper(step), level)

    do_log = do_events

    def do_tokens(self, step: dict[str, Any]) -> list[dict[str, str]]:
        kept = self._store(step["token_store"]).kept
        return [{"name": name, "secret": secret} for name, secret in kept.items()]

    def do_token_store(self, step: dict[str, Any]) -> None:
        self._store(step["token_store"]).failing = set(step["failing"])

    def do_reset(self, _step: dict[str, Any] | None = None) -> None:
        engines = list(self.engines.values())
        self.__init__()  # type: ignore[misc]
        for engine in engines:
            engine.close()

    def _store(self, name: str) -> Tokens:
        return self.tokens.setdefault(name, Tokens())

    def _keeper(self, step: dict[str, Any]) -> Callable[[Any], None]:
        kept = self.lists.setdefault(step["as"], [])

        def keep(one: Any) -> None:
            kept.append(one)
            if step.get("throwing"):
                raise RuntimeError("this listener fails as it was told to")

        return keep


@dataclass
class _Known:
    """An outcome that is known already."""

    outcome: Outcome


def _outcome(work: Callable[[], Any]) -> Outcome:
    try:
        value = work()
    except CloudError as error:
        return {"throws": written(error)}
    except Exception:  # noqa: BLE001 - whatever it is, the harness tells
        return {"broken": traceback.format_exc()}
    return value.outcome if isinstance(value, _Known) else {"returns": written(value)}
