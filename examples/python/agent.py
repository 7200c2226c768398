"""An agent that keeps its memories: it remembers, recalls, and syncs with its other places."""

from __future__ import annotations

import argparse
import os
import sys

from cortex_cloud import CloudEngine, CloudError, HttpClientConfig, OrderBy, memory


def remember(engine: CloudEngine, text: str, tags: list[str]) -> None:
    """Keeps what was learnt."""
    content = memory.InsightContent(observation=text, evidence=[])
    id = memory.put(engine, memory.Memory(content=content, summary=text, tags=tags))
    print(f"remembered as {id}")


def recall(engine: CloudEngine, tag: str | None) -> None:
    """Shows what is known, the newest first."""
    filter = {"memory_type": "insight", "archived": False}
    if tag is not None:
        filter["tags"] = {"contains": tag}
    page = memory.query(engine, filter, order_by=[OrderBy("transaction_time", descending=True)])
    for one in page.memories:
        print(f"{one.transaction_time}  {one.summary}  {' '.join(one.tags)}")


def sync(engine: CloudEngine) -> None:
    """Moves what changed, both ways, and says how it went."""
    if key := os.environ.get("CORTEX_KEY"):
        engine.login_api_key(key)
    report = engine.sync()
    print(f"{report.status.name.capitalize()}: {report.pushed} sent, {report.pulled} received")
    if report.error is not None:
        print(report.error.message)


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--file", default="agent.db")
    commands = parser.add_subparsers(dest="command", required=True)
    remembering = commands.add_parser("remember")
    remembering.add_argument("text")
    remembering.add_argument("--tag", action="append", default=[])
    commands.add_parser("recall").add_argument("--tag")
    commands.add_parser("sync")
    given = parser.parse_args()

    url = os.environ.get("CORTEX_URL")
    http = None if url is None else HttpClientConfig(url)
    try:
        with CloudEngine(given.file, http=http) as engine:
            if given.command == "remember":
                remember(engine, given.text, given.tag)
            elif given.command == "recall":
                recall(engine, given.tag)
            else:
                sync(engine)
    except CloudError as error:
        sys.exit(error.message)


if __name__ == "__main__":
    main()
