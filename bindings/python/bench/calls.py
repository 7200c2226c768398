"""What a call costs, against the standard library's `sqlite3` doing the same SQL on a table of the same shape.

Both sides keep bodies as JSON text in SQLite (WAL, synchronous=NORMAL, one transaction a write) and hand out dicts.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cortex_cloud import CloudEngine, RecordBody

BODY: dict[str, Any] = {
    "title": "First light",
    "stars": 3,
    "done": False,
    "score": 0.75,
    "tags": ["alpha", "beta", "gamma"],
    "text": "x" * 290,
}
ROUNDS = 7


@dataclass
class Row:
    """One line of the table."""

    name: str
    ours_ns: float
    sqlite_ns: float | None


def body(number: int) -> dict[str, Any]:
    """A body of 400 bytes that is like no other."""
    return {**BODY, "n": number}


def measure(call: Callable[[int], object], times: int) -> Callable[[], float]:
    """The nanoseconds of a call, over so many in a row."""
    numbers = iter(range(10**9))

    def once() -> float:
        began = time.perf_counter_ns()
        for number in [next(numbers) for _ in range(times)]:
            call(number)
        return (time.perf_counter_ns() - began) / times

    return once


def in_turn(
    ours: Callable[[], float], theirs: Callable[[], float] | None
) -> tuple[float, float | None]:
    """The medians of both, measured in turn: a machine that is busy is so for both."""
    pairs = [(ours(), theirs() if theirs else 0.0) for _ in range(ROUNDS)]
    first = statistics.median(pair[0] for pair in pairs)
    return first, statistics.median(pair[1] for pair in pairs) if theirs else None


def plain(path: Path) -> sqlite3.Connection:
    """A table of the records' shape, without what syncing needs."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=NORMAL")
    db.execute(
        "CREATE TABLE records (table_name TEXT, id TEXT, body TEXT, deleted INTEGER DEFAULT 0,"
        " PRIMARY KEY (table_name, id)) WITHOUT ROWID"
    )
    return db


def events(engine: CloudEngine, count: int) -> float:
    """Nanoseconds from a listener's call to its next one while events wait."""
    heard: list[int] = []
    done = threading.Event()

    def listener(_event: object) -> None:
        heard.append(time.perf_counter_ns())
        if len(heard) == count:
            done.set()

    blocked = threading.Event()
    first = engine.subscribe(lambda _: blocked.wait())
    subscription = engine.subscribe(listener)
    # Of different tables in turn, or they would be joined.
    for number in range(count):
        engine.put(f"e{number % 2}", f"n{number}", {})
    blocked.set()
    done.wait(60)
    first.cancel()
    subscription.cancel()
    return (heard[-1] - heard[0]) / (count - 1)


def run(folder: Path, *, quick: bool) -> list[Row]:
    """Every row."""
    times = 200 if quick else 2_000
    rows = 1_000 if quick else 10_000
    db = plain(folder / "plain.db")
    select = "SELECT body FROM records WHERE table_name = ? AND id = ? AND deleted = 0"
    insert = "INSERT OR REPLACE INTO records (table_name, id, body) VALUES (?, ?, ?)"
    page = "SELECT body FROM records WHERE table_name = ? AND deleted = 0 ORDER BY id LIMIT ?"

    def get(table: str, id: str) -> Any:
        found = db.execute(select, (table, id)).fetchone()
        return None if found is None else json.loads(found[0])

    with CloudEngine(folder / "ours.db") as engine:
        many = [RecordBody(f"r{number:06}", body(number)) for number in range(rows)]
        engine.put_many("rows", many)
        with db:
            db.executemany(insert, [("rows", one.id, json.dumps(one.body)) for one in many])
        engine.put("notes", "n1", BODY)
        db.execute(insert, ("notes", "n1", json.dumps(BODY)))

        def everything(_: int) -> None:
            assert len(engine.query("rows", limit=rows).bodies) == rows

        def everything_plain(_: int) -> None:
            found = [json.loads(text) for (text,) in db.execute(page, ("rows", rows))]
            assert len(found) == rows

        pairs: list[tuple[str, Callable[[int], object], Callable[[int], object], int]] = [
            (
                "get of nothing, the cheapest call",
                lambda _: engine.get("notes", "none"),
                lambda _: get("notes", "none"),
                times,
            ),
            (
                "get, 400 bytes",
                lambda _: engine.get("notes", "n1"),
                lambda _: get("notes", "n1"),
                times,
            ),
            (
                "put, 400 bytes",
                lambda at: engine.put("puts", f"p{at}", body(at)),
                lambda at: db.execute(insert, ("puts", f"p{at}", json.dumps(body(at)))),
                times // 4,
            ),
            (f"query, {rows} rows", everything, everything_plain, 1),
        ]
        table = [
            Row(name, *in_turn(measure(ours, count), measure(theirs, count)))
            for name, ours, theirs, count in pairs
        ]
        table.append(
            Row("event callback", statistics.median(events(engine, times) for _ in range(3)), None)
        )
    db.close()
    return table


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        table = run(Path(folder), quick=given.quick)
    if given.json:
        print(json.dumps({"python": [vars(row) for row in table]}))
        return
    version = ".".join(map(str, sys.version_info[:3]))
    print(
        f"Python {version}, sqlite3 {sqlite3.sqlite_version}; {len(json.dumps(BODY))} bytes a body"
    )
    print(f"{'':36} {'ns':>12} {'sqlite3, ns':>12} {'ratio':>6}")
    for row in table:
        theirs = (
            ""
            if row.sqlite_ns is None
            else f"{row.sqlite_ns:12.0f} {row.ours_ns / row.sqlite_ns:6.2f}"
        )
        print(f"{row.name:36} {row.ours_ns:12.0f} {theirs}")


if __name__ == "__main__":
    main()
