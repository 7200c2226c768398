"""What a call costs, against the standard library's `sqlite3` doing the same SQL.

Both sides have the engine's first tables and indexes and the same pragmas, take and give dicts, and write a record with
its hash and its row of the queue in one transaction, as `benches/src/baseline.rs` does. What the engine has added since is
for the engine to pay.
"""

from __future__ import annotations

import argparse
import hashlib
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
SCHEMA = Path(__file__).parents[3] / "core/src/store/schema.sql"
DEVICE = "0123456789abcdef0123456789abcdef"
GET = "SELECT body FROM records WHERE table_name = ? AND id = ?"
PUT = """INSERT INTO records (table_name, id, body, content_hash, hlc, device_id, version) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (table_name, id) DO UPDATE SET body = excluded.body, content_hash = excluded.content_hash,
        hlc = excluded.hlc, device_id = excluded.device_id, version = excluded.version"""
LOG = """INSERT INTO sync_log (local_seq, txn, table_name, memory_id, operation, timestamp, hlc, device_id, content_hash)
    VALUES (?, ?, ?, ?, 'create', ?, ?, ?, ?)"""
PAGE = "SELECT body FROM records WHERE table_name = ? ORDER BY id LIMIT ?"
# Beyond 256 that wait, changes of several tables are joined.
WAITING = 200


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


class Plain:
    """What any careful program would do by hand."""

    def __init__(self, path: Path) -> None:
        self.db = sqlite3.connect(path, isolation_level=None)
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute("PRAGMA synchronous=NORMAL")
        self.db.execute("PRAGMA temp_store=MEMORY")
        self.db.execute("PRAGMA cache_size=-64000")
        self.db.executescript(SCHEMA.read_text(encoding="utf-8"))
        self.version = 0

    def get(self, table: str, id: str) -> Any:
        found = self.db.execute(GET, (table, id)).fetchone()
        return None if found is None else json.loads(found[0])

    def put(self, table: str, rows: list[tuple[str, dict[str, Any]]]) -> None:
        self.db.execute("BEGIN IMMEDIATE")
        for id, body in rows:
            self.version += 1
            text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
            hash = hashlib.blake2b(text.encode(), digest_size=32).digest()
            now = time.time_ns() // 1_000_000
            hlc, version = now << 16, self.version
            self.db.execute(PUT, (table, id, text, hash, hlc, DEVICE, version))
            self.db.execute(LOG, (version, version, table, id, now, hlc, DEVICE, hash))
        self.db.execute("COMMIT")

    def query(self, table: str, limit: int) -> list[Any]:
        return [json.loads(text) for (text,) in self.db.execute(PAGE, (table, limit))]


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
        engine.put(f"e{number % 2}", f"n{number}", {"at": time.perf_counter_ns()})
    blocked.set()
    if not done.wait(60):
        raise TimeoutError(f"only {len(heard)} of {count} events came")
    first.cancel()
    subscription.cancel()
    return (heard[-1] - heard[0]) / (count - 1)


def run(folder: Path, *, quick: bool) -> list[Row]:
    """Every row."""
    times = 200 if quick else 2_000
    rows = 1_000 if quick else 10_000
    plain = Plain(folder / "plain.db")
    with CloudEngine(folder / "ours.db") as engine:
        many = [RecordBody(f"r{number:06}", body(number)) for number in range(rows)]
        engine.put_many("rows", many)
        plain.put("rows", [(one.id, one.body) for one in many])
        engine.put("notes", "n1", BODY)
        plain.put("notes", [("n1", BODY)])

        def everything(_: int) -> None:
            assert len(engine.query("rows", limit=rows).bodies) == rows

        def everything_plain(_: int) -> None:
            assert len(plain.query("rows", rows)) == rows

        pairs: list[tuple[str, Callable[[int], object], Callable[[int], object], int]] = [
            (
                "get of nothing, the cheapest call",
                lambda _: engine.get("notes", "none"),
                lambda _: plain.get("notes", "none"),
                times,
            ),
            (
                "get, 400 bytes",
                lambda _: engine.get("notes", "n1"),
                lambda _: plain.get("notes", "n1"),
                times,
            ),
            (
                "put, 400 bytes",
                lambda at: engine.put("puts", f"p{at}", body(at)),
                lambda at: plain.put("puts", [(f"p{at}", body(at))]),
                times // 4,
            ),
            (f"query, {rows} rows", everything, everything_plain, 1),
        ]
        table = [
            Row(name, *in_turn(measure(ours, count), measure(theirs, count)))
            for name, ours, theirs, count in pairs
        ]
        table.append(
            Row(
                "event callback",
                statistics.median(events(engine, WAITING) for _ in range(ROUNDS)),
                None,
            )
        )
    plain.db.close()
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
