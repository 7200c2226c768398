"""What happens around the engine: fork, the interpreter's end, Ctrl-C, threads, defects."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Program
from cortex_cloud import ClosedError, CloudEngine, CloudError, InternalError

OPEN = """
import signal, sys, threading, time
# Whoever runs the tests in the background has it ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
from cortex_cloud import *
engine = CloudEngine(sys.argv[1], http=HttpClientConfig(sys.argv[2]) if len(sys.argv) > 2 else None)
"""


def test_a_forked_child_is_told_and_does_not_hang(program: Program) -> None:
    run = program(
        OPEN
        + """
import os
engine.subscribe(lambda event: None)
subscription = engine.subscribe(lambda event: None)
engine.put("notes", "n1", {})
child = os.fork()
if child == 0:
    for call in (lambda: engine.put("notes", "n2", {}), engine.sync, engine.start, subscription.cancel):
        try:
            call()
            os._exit(1)
        except ClosedError as error:
            if error.code != "closed.forked" or "forkserver" not in error.message:
                os._exit(2)
    engine.close()  # harmless
    del engine
    sys.exit(0)  # through atexit
_, status = os.waitpid(child, 0)
print(os.waitstatus_to_exitcode(status), engine.count("notes"))
"""
    )
    assert (run.stdout, run.stderr, run.returncode) == ("0 1\n", "", 0)


def test_a_forked_child_may_open_other_files_only(program: Program) -> None:
    run = program(
        OPEN
        + """
import asyncio, os
from pathlib import Path
from cortex_cloud import aio
path = Path(sys.argv[1])
link, linked = path.with_name("link.db"), path.with_name("linked.db")
link.symlink_to(path)
linked.hardlink_to(path)
closed = path.with_name("closed.db")
CloudEngine(closed).close()
engine.put("notes", "n1", {})
def child():
    for same in (path, link, linked, os.path.relpath(path)):
        try:
            CloudEngine(same)
            return 1
        except InvalidArgumentError as error:
            told = (error.code, error.details["argument"], "forkserver" in error.message)
            if told != ("argument.path", "path", True):
                return 2
    # What was closed before is not inherited.
    for own in (closed, path.with_name("child.db")):
        with CloudEngine(own) as other:
            other.put("notes", "n1", {"a": 1})
            if other.get("notes", "n1") != {"a": 1}:
                return 3
    grandchild = os.fork()
    if grandchild == 0:
        try:
            CloudEngine(path)
        except InvalidArgumentError:
            os._exit(0)
        os._exit(1)
    return 4 * os.waitstatus_to_exitcode(os.waitpid(grandchild, 0)[1])
forked = os.fork()
if forked == 0:
    os._exit(child())
print(os.waitstatus_to_exitcode(os.waitpid(forked, 0)[1]))
engine.put("notes", "n2", {})
engine.close()
with CloudEngine(path) as again:
    print(again.count("notes"))
"""
    )
    assert (run.stdout, run.stderr, run.returncode) == ("0\n2\n", "", 0)


def test_a_forked_child_of_asyncio_is_told_and_does_not_hang(program: Program) -> None:
    run = program(
        """
import asyncio, os, sys
from cortex_cloud import ClosedError
from cortex_cloud.aio import CloudEngine
async def opened():
    engine = await CloudEngine.open(sys.argv[1])
    await engine.put("notes", "n1", {})
    return engine
engine = asyncio.run(opened())
async def child():
    try:
        await engine.get("notes", "n1")
        return 1
    except ClosedError as error:
        if error.code != "closed.forked":
            return 2
    async with CloudEngine.open(sys.argv[1] + "-child") as own, own.events() as events:
        await own.put("notes", "n1", {"a": 1})
        await anext(events)
        return 0 if await own.get("notes", "n1") == {"a": 1} else 3
forked = os.fork()
if forked == 0:
    os._exit(asyncio.run(child()))
print(os.waitstatus_to_exitcode(os.waitpid(forked, 0)[1]))
async def parent():
    async with engine:
        print(await engine.get("notes", "n1"))
asyncio.run(parent())
"""
    )
    assert (run.stdout, run.stderr, run.returncode) == ("0\n{}\n", "", 0)


def test_an_engine_that_is_opened_while_the_interpreter_ends_is_closed(program: Program) -> None:
    run = program(
        """
import atexit, sys, threading, time
from cortex_cloud import CloudEngine, _lifetime
begun, closed, kept = threading.Event(), [], []
class Slow(CloudEngine):
    def close(self):
        closed.append(True)
        super().close()
real = _lifetime.remember
def late(engine):
    # As if another thread had run between the engine's opening and its being remembered.
    begun.set()
    time.sleep(0.3)
    # Kept: the thread's own reference ends with its call, and what is collected needs no closing.
    kept.append(engine)
    real(engine)
_lifetime.remember = late
threading.Thread(target=lambda: Slow(sys.argv[1]).get("notes", "n1"), daemon=True).start()
begun.wait(10)
atexit.unregister(_lifetime._end)
atexit.register(lambda: (_lifetime._end(), print(closed, len(_lifetime._files))))
"""
    )
    assert (run.stdout, run.returncode) == ("[True] 0\n", 0), run.stderr
    assert "Fatal" not in run.stderr


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_a_child_that_is_no_fork_shares_the_file(tmp_path: Path, method: str) -> None:
    source = tmp_path / "children.py"
    source.write_text(
        f"""
import multiprocessing, sys
from cortex_cloud import CloudEngine

def work(n):
    with CloudEngine(sys.argv[1], busy_timeout_ms=10_000) as engine:
        engine.put("notes", f"n{{n}}", {{"n": n}})
    return n

if __name__ == "__main__":
    with CloudEngine(sys.argv[1], busy_timeout_ms=10_000) as engine:
        engine.put("notes", "parent", {{}})
        with multiprocessing.get_context("{method}").Pool(2) as pool:
            print(sum(pool.map(work, range(8))), engine.count("notes"))
""",
        encoding="utf-8",
    )
    command = [sys.executable, str(source), str(tmp_path / "own.db")]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (run.stdout, run.returncode) == ("28 9\n", 0), run.stderr


def test_a_child_of_multiprocessing_is_told(program: Program) -> None:
    run = program(
        OPEN
        + """
import multiprocessing
def work(_):
    try:
        return engine.get("notes", "n1")
    except ClosedError as error:
        return error
with multiprocessing.get_context("fork").Pool(2) as pool:
    print([error.code for error in pool.map(work, range(4))])
"""
    )
    assert run.stdout == f"{['closed.forked'] * 4}\n", run.stderr
    assert run.returncode == 0


@pytest.mark.parametrize("ending", ["", "sys.exit(0)", "raise SystemExit(0)", "del engine"])
def test_the_interpreter_ends_while_a_sync_runs(
    program: Program, silent_server: str, ending: str
) -> None:
    for _ in range(5):
        run = program(
            OPEN
            + f"""
engine.login_api_key("ck_test")
engine.put("notes", "n1", {{}})
engine.subscribe(lambda event: engine.count("notes"))
def sync():
    try:
        engine.sync()
    except CloudError:
        pass
for _ in range(3):
    threading.Thread(target=sync, daemon=True).start()
threading.Thread(target=lambda: [engine.get("notes", "n1") for _ in iter(int, 1)], daemon=True).start()
time.sleep(0.1)
{ending}
""",
            silent_server,
        )
        # A thread that is ended by the engine's closing may say so; nothing else may be said.
        assert run.returncode == 0, run.stderr
        assert "Fatal" not in run.stderr


def test_the_background_syncer_does_not_keep_the_interpreter_alive(
    program: Program, silent_server: str
) -> None:
    run = program(
        OPEN + "engine.login_api_key('ck_test')\nengine.start()\ntime.sleep(0.1)\n", silent_server
    )
    assert (run.returncode, run.stderr) == (0, "")


LONG = {
    "sync": "engine.sync()",
    "push": "engine.push()",
    "pull": "engine.pull()",
    "verify": "engine.verify()",
    "go_online": "engine.go_online()",
}


@pytest.mark.parametrize("call", LONG.values(), ids=LONG.keys())
def test_ctrl_c_ends_a_long_call(tmp_path: Path, silent_server: str, call: str) -> None:
    source = (
        OPEN
        + f"""
engine.login_api_key("ck_test")
engine.put("notes", "n1", {{}})
print("ready", flush=True)
try:
    {call}
except KeyboardInterrupt:
    print("interrupted", engine.get_status().pending)
"""
    )
    assert _interrupted(source, str(tmp_path / "own.db"), silent_server) == "interrupted 1\n"


def test_ctrl_c_ends_an_import(tmp_path: Path) -> None:
    source = (
        OPEN
        + """
rows = [RecordBody(f"n{n}", {"n": n}) for n in range(300_000)]
print("ready", flush=True)
try:
    engine.put_many("notes", rows)
except KeyboardInterrupt:
    count = engine.count("notes")
    print("interrupted", count < len(rows) and count % 500 == 0)
"""
    )
    assert _interrupted(source, str(tmp_path / "own.db")) == "interrupted True\n"


def _interrupted(source: str, *args: str) -> str:
    """What a program prints that is interrupted 0.3 s after it is ready; it must do so within 2 s and end well."""
    command = [sys.executable, "-c", textwrap.dedent(source), *args]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "ready\n"
        time.sleep(0.3)
        interrupted = time.monotonic()
        running.send_signal(signal.SIGINT)
        said = running.stdout.readline()
        assert time.monotonic() - interrupted < 2
    assert running.returncode == 0
    return said


def test_a_second_ctrl_c_waits_for_nothing(tmp_path: Path) -> None:
    source = """
import os, signal, sys, time
from cortex_cloud import CloudEngine, HttpClientConfig

signal.signal(signal.SIGINT, signal.default_int_handler)

class Stuck:
    asked = 0
    def load(self, name):
        self.asked += 1
        if self.asked > 1:
            print("stuck", flush=True)
            time.sleep(60)
        return "ck_test"
    def save(self, name, secret): ...
    def delete(self, name): ...

engine = CloudEngine(sys.argv[1], http=HttpClientConfig("http://127.0.0.1:9"), token_store=Stuck())
engine.auth_state()
try:
    engine.sync()
except KeyboardInterrupt:
    print("interrupted", flush=True)
os._exit(0)
"""
    command = [sys.executable, "-c", source, str(tmp_path / "own.db")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "stuck\n"
        running.send_signal(signal.SIGINT)
        time.sleep(0.5)
        assert running.poll() is None, "the first one waits for the call"
        running.send_signal(signal.SIGINT)
        assert running.stdout.readline() == "interrupted\n"
    assert running.returncode == 0


def test_many_threads_use_one_engine(engine: CloudEngine) -> None:
    failed: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for at in range(50):
                engine.put(f"t{number}", f"r{at}", {"n": at})
                assert engine.get(f"t{number}", f"r{at}") == {"n": at}
                engine.query(f"t{number}", {"n": {"gte": 0}})
        except BaseException as error:  # noqa: BLE001
            failed.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    retryable = [one for one in failed if getattr(one, "retryable", False)]
    assert failed == retryable
    assert sum(table.records for table in engine.tables()) >= 400 - 50 * len(retryable)


def test_others_run_while_a_call_waits(waiting: CloudEngine) -> None:
    def sync() -> None:
        with pytest.raises(CloudError):
            waiting.sync()

    thread = threading.Thread(target=sync, daemon=True)
    thread.start()
    began = time.monotonic()
    for _ in range(100):
        waiting.get("notes", "n1")
    assert time.monotonic() - began < 1
    waiting.close()
    thread.join(5)
    assert not thread.is_alive()


def test_after_close_every_call_says_so(engine: CloudEngine) -> None:
    engine.close()
    engine.close()
    calls: list[Callable[[], object]] = [
        lambda: engine.put("notes", "n1", {}),
        lambda: engine.get("notes", "n1"),
        lambda: engine.query("notes"),
        lambda: engine.subscribe(print),
        engine.sync,
        engine.get_status,
        engine.tables,
    ]
    for call in calls:
        with pytest.raises(ClosedError) as raised:
            call()
        assert raised.value.code == "closed"


def test_an_engine_that_is_not_closed_is_closed_when_it_is_collected(tmp_path: Path) -> None:
    for _ in range(20):
        engine = CloudEngine(tmp_path / "store.db")
        engine.subscribe(lambda event: time.sleep(0.001))
        engine.put("notes", "n1", {"at": time.time()})
        del engine
    with CloudEngine(tmp_path / "store.db") as engine:
        assert engine.count("notes") == 1


@pytest.mark.skipif(sys.platform != "linux", reason="counts by /proc")
def test_a_hundred_engines_leave_no_thread_and_no_handle(tmp_path: Path) -> None:
    def held() -> tuple[int, int]:
        return len(os.listdir("/proc/self/task")), len(os.listdir("/proc/self/fd"))

    CloudEngine(tmp_path / "first.db").close()
    before = held()
    for number in range(100):
        engine = CloudEngine(tmp_path / f"{number}.db")
        engine.subscribe(lambda event: None)
        engine.put("notes", "n1", {})
        if number % 2 == 0:
            engine.close()
        del engine
    for _ in range(1_000):
        after = held()
        if after[0] <= before[0] and after[1] <= before[1] + 4:
            break
        time.sleep(0.01)
    assert after[0] <= before[0], "threads"
    assert after[1] <= before[1] + 4, "handles"


def test_a_defect_is_an_error_like_any_other(engine: CloudEngine) -> None:
    engine.put("notes", "n1", {})
    os.environ["CORTEX_TEST_PANIC"] = "1"
    try:
        with pytest.raises(InternalError) as raised:
            engine.get("notes", "n1")
        with pytest.raises(InternalError):
            engine.sync()
    finally:
        del os.environ["CORTEX_TEST_PANIC"]
    assert raised.value.code == "internal.panic"
    assert engine.get("notes", "n1") == {}
