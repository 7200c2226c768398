"""Tasks that live and end together. Python 3.11 has `asyncio.TaskGroup` for it; this agent runs on 3.10, too."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable
from typing import Any


async def all_of(work: Iterable[Coroutine[Any, Any, None]]) -> None:
    """Waits for all. When one fails, or this task is cancelled, the others are cancelled and waited for: none is left
    running behind the caller's back, with an engine that is closed then.
    """
    tasks = [asyncio.create_task(one) for one in work]
    try:
        await asyncio.gather(*tasks)
    finally:
        await end(tasks)


async def end(tasks: Iterable[asyncio.Task[None]]) -> None:
    """Cancels tasks and waits until each has ended, whatever it ends with."""
    ending = list(tasks)
    for task in ending:
        task.cancel()
    await asyncio.gather(*ending, return_exceptions=True)
