"""Children of the launcher: watched, restarted, stopped with all they started."""

import os
import signal
import subprocess
import sys
import time

import pytest

from portal import signs
from portal.children import CannotStart, Child, Supervisor
from portal.provide import ROOT, listen, locked, only_launcher

WAITS = "import time; time.sleep(60)"
STARTS_ANOTHER = (
    "import subprocess, sys, time;"
    "print(subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']).pid, flush=True);"
    "time.sleep(60)"
)


def until(condition, seconds=10):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def is_alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().split()[2] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture
def supervisor():
    supervisor = Supervisor()
    yield supervisor
    supervisor.stop()


def child(tmp_path, code):
    return Child("the child", [sys.executable, "-c", code], tmp_path / "child.log")


def test_a_killed_child_starts_again(supervisor, tmp_path):
    watched = supervisor.start(child(tmp_path, WAITS))
    first = watched.process.pid
    os.kill(first, signal.SIGKILL)
    until(lambda: not watched.is_running())
    until(lambda: supervisor.look() or watched.process.pid != first)
    assert watched.is_running()


def test_the_pause_grows_with_each_crash(supervisor, tmp_path):
    watched = supervisor.start(child(tmp_path, "raise SystemExit(3)"))
    until(lambda: not watched.is_running())
    now = time.monotonic()
    supervisor.plan_restart(watched, now)
    first = watched.again_at - now
    supervisor.plan_restart(watched, now)
    assert watched.again_at - now == 2 * first


def test_what_a_crashed_child_started_is_cleared_away(supervisor, tmp_path):
    watched = supervisor.start(child(tmp_path, STARTS_ANOTHER))
    until(lambda: watched.log.read_text().endswith("\n"))
    another = int(watched.log.read_text())
    os.kill(watched.process.pid, signal.SIGKILL)
    until(lambda: not watched.is_running())
    supervisor.look()
    until(lambda: not is_alive(another))


def test_a_child_that_ends_at_once_is_reported_with_its_log(tmp_path):
    watched = child(tmp_path, "print('the reason'); raise SystemExit(3)")
    watched.launch()
    until(lambda: not watched.is_running())
    with pytest.raises(CannotStart, match=r"status 3(.|\n)*the reason"):
        watched.wait_until_it_answers()


def test_what_a_child_writes_is_private(tmp_path):
    watched = child(tmp_path, "open('file', 'w').close(); print('done')")
    watched.cwd, watched.log = tmp_path, tmp_path / "log" / "child.log"
    watched.log.parent.mkdir()
    watched.log.touch(0o644)  # of an earlier version
    watched.launch()
    watched.see_it_end()
    assert watched.log.read_text() == "done\n"
    assert [place.stat().st_mode & 0o777 for place in (watched.log, tmp_path / "file")] == [0o600, 0o600]


def test_a_second_launcher_is_refused(tmp_path):
    with only_launcher(tmp_path), pytest.raises(CannotStart, match="already runs"), only_launcher(tmp_path):
        pass


def test_the_lock_lasts_as_long_as_a_child(tmp_path):
    lock = locked(tmp_path / "lock")
    watched = Child("the child", [sys.executable, "-c", WAITS], tmp_path / "child.log", lock=lock)
    watched.launch()
    lock.close()
    assert locked(tmp_path / "lock") is None
    watched.ask_to_stop()
    watched.see_it_end()
    assert locked(tmp_path / "lock") is not None


def test_a_taken_port_is_named_and_stays_taken_while_the_portal_starts(monkeypatch):
    monkeypatch.setattr("portal.provide.PORT_PATIENCE", 0)
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotStart, match=f"port {port}"):
            listen("127.0.0.1", port)


SIGNS = """
import os, sys, time
from portal import signs
os.environ["VAR"] = sys.argv[1]
while True:
    signs.show("child")
    time.sleep(0.05)
"""


def test_a_child_without_a_sign_of_life_is_replaced(tmp_path, monkeypatch):
    monkeypatch.setattr(signs, "EVERY", 0.1)
    monkeypatch.setattr(signs, "LATE", 2)
    supervisor = Supervisor(tmp_path)
    watched = child(tmp_path, SIGNS)
    watched.command.append(tmp_path)
    watched.cwd = ROOT
    try:
        supervisor.start(watched)
        first = watched.process.pid
        until(lambda: [pid for _, pid, _ in signs.signs(tmp_path)] == [first])
        for _ in range(2 * signs.MISSES):
            supervisor.look()
        assert watched.process.pid == first
        os.kill(first, signal.SIGSTOP)
        until(lambda: supervisor.look() or watched.process.pid != first, seconds=30)
        until(lambda: [pid for _, pid, _ in signs.signs(tmp_path)] == [watched.process.pid])
    finally:
        supervisor.stop()


def test_a_child_that_stands_still_before_its_first_sign_is_named_and_replaced(tmp_path, monkeypatch):
    for name, seconds in (("EVERY", 0.05), ("LATE", 0.5), ("START_WITHIN", 2)):
        monkeypatch.setattr(signs, name, seconds)
    supervisor = Supervisor(tmp_path)
    watched = child(tmp_path, WAITS)
    watched.program, watched.env = "child", os.environ | {"VAR": str(tmp_path)}
    try:
        supervisor.start(watched)
        first = watched.process.pid
        for _ in range(2 * signs.MISSES):
            supervisor.look()
        assert signs.signs(tmp_path) == [("child", first, 0)]  # it may still be loading
        until(lambda: signs.signs(tmp_path)[0][2] > signs.LATE)  # /readyz names it
        until(lambda: supervisor.look() or watched.process.pid != first)
        assert [pid for _, pid, _ in signs.signs(tmp_path)] == [watched.process.pid]
    finally:
        supervisor.stop()


def test_a_worker_of_the_web_server_is_expected_before_it_has_loaded_the_portal(tmp_path):
    loads = "import runpy, sys\nrunpy.run_module('portal.web_server', run_name='__mp_main__')\nsys.stdin.read()"
    command, given = [sys.executable, "-c", loads], os.environ | {"VAR": str(tmp_path)}
    with subprocess.Popen(command, cwd=ROOT, env=given, stdin=subprocess.PIPE) as process:
        until(lambda: signs.signs(tmp_path) == [("web", process.pid, 0)], seconds=30)
        process.stdin.close()


POOL = """
import sys
from celery.signals import worker_process_init
import portal.celery
worker_process_init.send(None)
sys.stdin.read()
"""


def test_a_process_that_does_tasks_shows_signs_of_life(tmp_path):
    command, given = [sys.executable, "-c", POOL], os.environ | {"VAR": str(tmp_path)}
    with subprocess.Popen(command, cwd=ROOT, env=given, stdin=subprocess.PIPE) as process:
        until(lambda: [(name, pid) for name, pid, _ in signs.signs(tmp_path)] == [("pool", process.pid)], seconds=30)
        process.stdin.close()


def test_a_process_of_somebody_else_is_left_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(signs, "EVERY", 0)
    monkeypatch.setattr(signs, "LATE", -1)
    (tmp_path / signs.FOLDER).mkdir()
    (tmp_path / signs.FOLDER / f"stranger-{os.getpid()}").touch()
    supervisor = Supervisor(tmp_path)
    for _ in range(2 * signs.MISSES):
        supervisor.look()
    assert supervisor.watch.hung() == [("stranger", os.getpid())]
