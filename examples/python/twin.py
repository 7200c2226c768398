"""The ten things of docs/twins.md in Python: `python twin.py FOLDER`, with a server in CORTEX_SERVER and a key of it in
CORTEX_KEY.
"""

import json
import os
import queue
import sys
from pathlib import Path

from cortex_cloud import (
    ClosedError,
    CloudEngine,
    CloudEvent,
    ConflictSide,
    HttpClientConfig,
    InvalidArgumentError,
    MergeStrategy,
    OrderBy,
    RecordDelete,
    RecordPut,
    RecordsChangedEvent,
)

folder = Path(sys.argv[1])
server, key = os.environ["CORTEX_SERVER"], os.environ["CORTEX_KEY"]

# 1. Open a file that syncs with a server
http = HttpClientConfig(server)
laptop = CloudEngine(folder / "laptop.db", http=http)
laptop.login_api_key(key)
phone = CloudEngine(folder / "phone.db", http=http, strategy=MergeStrategy.MANUAL)
phone.login_api_key(key)

# 2. Save a record and read it
laptop.put("notes", "n1", {"title": "First light", "stars": 3})
note = laptop.get("notes", "n1")
assert note is not None
print(f"{note['title']}, {note['stars']} stars")

# 3. Find records
laptop.put("notes", "n2", {"title": "Second light", "stars": 5})
order = [OrderBy("stars", descending=True)]
for body in laptop.query("notes", {"stars": {"gte": 3}}, order_by=order).bodies:
    print(f"found {body['title']}")

# 4. Change several records as one
changed = laptop.apply(
    [
        RecordPut("notes", "n3", {"title": "Third light", "stars": 1}),
        RecordDelete("notes", "n2"),
    ]
)
print(f"{changed} changed")

# 5. Hear of changes
told: queue.Queue[str] = queue.Queue()


def listener(event: CloudEvent) -> None:
    """Called on a thread of the engine's."""
    if isinstance(event, RecordsChangedEvent):
        told.put(f"{event.table}/{','.join(event.ids)}")


with laptop.subscribe(listener):
    laptop.put("drafts", "d1", {"title": "A draft", "stars": 0})
    print(f"heard of {told.get()}")

# 6. Sync, and see how it went
report = laptop.sync()
print(f"{report.pushed} sent")
print(f"{phone.sync().pulled} received")

# 7. Ask why a record is not synced
laptop.put("notes", "n1", {"title": "First light", "stars": 4})
print(laptop.explain("notes", "n1").reason)
print(f"{laptop.get_status().pending} waiting")

# 8. Settle a conflict that waits for somebody
phone.put("notes", "n1", {"title": "First light", "stars": 5})
laptop.sync()
phone.sync()
for conflict in phone.conflicts(open_only=True):
    print(f"{conflict.table}/{conflict.id} waits")
    phone.resolve_conflict_with(conflict.table, conflict.id, {"title": "First light", "stars": 9})
phone.sync()
laptop.sync()
print(json.dumps(laptop.get("notes", "n1"), separators=(",", ":")))

# 9. Bring a side of a conflict back
newest, *_ = phone.conflicts()
phone.restore(newest.conflict_id, ConflictSide.LOCAL)
print(json.dumps(phone.get("notes", "n1"), separators=(",", ":")))

# 10. Meet an error, and close
try:
    laptop.put("", "n1", {})
except InvalidArgumentError as error:
    print(error.code)
phone.close()
laptop.close()
try:
    laptop.get("notes", "n1")
except ClosedError as error:
    print(error.code)
