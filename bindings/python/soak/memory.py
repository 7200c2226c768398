"""An hour of an app, compressed: two devices write, sync and hear events, and now and then do something wrong. Prints the
private memory of this process as it goes; `cargo xtask soak --only memory` judges it.

    python soak/memory.py FOLDER OPERATIONS, with a server in CORTEX_SERVER and a key of it in CORTEX_KEY
"""

from __future__ import annotations

import gc
import json
import os
import re
import sys
from pathlib import Path

from cortex_cloud import (
    CloudEngine,
    CloudEvent,
    HttpClientConfig,
    InvalidArgumentError,
    RecordBody,
    Replicate,
    TablePolicy,
)

# Records there are at most: what grows then is a leak.
RECORDS = 500
SAMPLES = 60
# More than SQLite's caches take: 64 MB to write with, 16 MB to read with.
FILLING, BYTES = 9_000, 8_000


def private_bytes() -> int:
    gc.collect()
    found = re.search(r"RssAnon:\s+(\d+)", Path("/proc/self/status").read_text(encoding="ascii"))
    assert found is not None
    return int(found[1]) * 1024


def fill(device: CloudEngine) -> None:
    """The file grows by what a store keeps of its syncs, and so would the caches, until they have come to their size."""
    text = "x" * BYTES
    for at in range(0, FILLING, 100):
        device.put_many("filling", [RecordBody(f"f{at + n}", {"text": text}) for n in range(100)])
    page: str | None = None
    while True:
        page = device.query("filling", limit=100, page=page).next_page
        if page is None:
            return


def wrong(device: CloudEngine, at: int) -> None:
    try:
        device.put("notes", "", {"at": at})
    except InvalidArgumentError as error:
        if error.code == "argument.id":
            return
        raise
    raise AssertionError("an empty id was taken")


def main() -> None:
    folder, operations = Path(sys.argv[1]), int(sys.argv[2])
    heard = 0

    def listener(_: CloudEvent) -> None:
        nonlocal heard
        heard += 1

    tables = {"filling": TablePolicy(Replicate.LOCAL)}
    devices = []
    for name in ("a.db", "b.db"):
        device = CloudEngine(
            folder / name, http=HttpClientConfig(os.environ["CORTEX_SERVER"]), tables=tables
        )
        device.login_api_key(os.environ["CORTEX_KEY"])
        device.subscribe(listener)
        devices.append(device)

    for device in devices:
        fill(device)
    for at in range(1, operations + 1):
        device = devices[at % 2]
        one = f"n{at * 7919 % RECORDS}"
        if at % 10 == 0:
            device.delete("notes", one)
        else:
            title = "A note that is written again and again"
            device.put("notes", one, {"at": at, "title": title, "tags": ["a", "b", str(at % 7)]})
        if at % 25 == 0:
            device.query("notes", {"at": {"gte": at - 100}}, limit=20)
        if at % 40 == 0:
            device.put_many("drafts", [RecordBody(one, {"at": at})])
        if at % 50 == 0:
            wrong(device, at)
        if at % 100 == 0:
            for every in devices:
                every.sync()
        if at % -(-operations // SAMPLES) == 0:
            print(json.dumps({"at": at, "bytes": private_bytes()}), flush=True)
    for device in devices:
        device.close()
    assert heard > operations / 100, f"only {heard} events were heard"


main()
