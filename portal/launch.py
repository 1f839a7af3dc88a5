"""The launcher behind script/server and script/test.

It starts the embedded servers and the portal's programs as its own children,
keeps them alive, and leaves nothing running when it ends, however it ends.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from portal import configuration
from portal.children import CannotStart, Child, Supervisor, dies_with_parent
from portal.embedded import Postgres
from portal.prepared import lay_out
from portal.provide import (
    EVERYWHERE,
    ROOT,
    demo_settings,
    find_chromium,
    install_front_end,
    listen,
    only_launcher,
    report,
    start_databases,
    write_private,
)
from portal.web import Web

MADE_BY_US = (
    "alive",
    "cluster",
    "environment",
    "secret_key",
    "log",
    "metrics",
    "record",
    "static",
    "uploads",
    "valkey",
)
DEMO_PASSWORD = "hetang-demo"
DEMO_ACCOUNTS = (
    "leader office office2 street street2 street3 streetleader secretary secretary2 branch mediator"
    " committee petition peace dept fund supervisor finance auditor sysadmin secadmin auditadmin"
)


class Interrupted(Exception):
    """Ctrl-C, SIGTERM or a closed terminal: stop everything."""


def stop_on_signals():
    """Turn the signals that mean "stop" into one exception; nohup's ignored SIGHUP stays ignored."""

    def interrupt(number, frame):
        raise Interrupted

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, interrupt)


def ignore_signals():
    """Ignore further signals while everything is stopped."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def programs(var, listener, environment, lock):
    """The portal's own three programs; none of them learns who owns the tables."""
    environment = {name: value for name, value in environment.items() if name != "MIGRATE_DATABASE_URL"}
    shared = {"env": environment, "cwd": ROOT, "lock": lock}
    celery = [sys.executable, "-m", "celery", "-A", "portal"]
    quiet = ["--loglevel", "WARNING"]
    worker = [*celery, "worker", "--concurrency", 2, "--without-gossip", "--without-mingle", *quiet]
    beat = [*celery, "beat", "--scheduler", "portal.celery:Clock", "--pidfile=", *quiet]
    return [
        Web(listener, log=var / "log/web.log", **shared),
        Child("The Celery worker", worker, var / "log/worker.log", program="worker", **shared),
        Child("Celery beat", beat, var / "log/beat.log", program="beat", **shared),
    ]


def reset(var):
    """Remove what earlier starts made in `var`, after a yes."""
    report(f"This removes the portal's data in {var}: database, uploads, logs.")
    try:
        answer = input("Type yes to remove them: ")
    except EOFError:
        answer = ""
    if answer.strip().lower() not in ("yes", "y"):
        raise CannotStart("Nothing was removed.")
    if not os.environ.get("DATABASE_URL"):
        Postgres(var).remove()
    for name in MADE_BY_US:
        path = var / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def check_environment(demo):
    """Refuse what the environment says wrongly, before anything is started."""
    given = os.environ | ({"PORTAL_DEMO": "1"} if demo else {})
    missing = [] if demo else [name for name in ("SECRET_KEY", "ALLOWED_HOSTS") if not given.get(name)]
    found = [f"{name} must be set without the demo. / 不用演示环境时须设置 {name}。" for name in missing]
    found += configuration.faults(given) + configuration.faults_of_production(given)
    if found:
        raise CannotStart("\n".join(found))


def serve(options):
    """script/server: run everything until a signal to stop."""
    began = time.monotonic()
    var = Path(os.environ.get("VAR") or ROOT / "var").resolve()
    host = os.environ.get("HOST") or "127.0.0.1"
    check_environment(options.demo)
    port = int(os.environ.get("PORT") or 8000)
    with only_launcher(var) as lock:
        if options.reset:
            reset(var)
        listener = listen(host, port)
        supervisor = Supervisor(var)
        try:
            report("Starting the databases …")
            named = start_databases(supervisor, var, lock)
            install_front_end()
            named |= demo_settings(var, host) if options.demo else {}
            environment = os.environ | named | {"VAR": str(var), "PROMETHEUS_MULTIPROC_DIR": str(var / "metrics")}
            write_private(var / "environment", "".join(f"{name}={value}\n" for name, value in named.items()))
            for name in ("metrics", "alive"):  # what processes of an earlier start left
                shutil.rmtree(var / name, ignore_errors=True)
                (var / name).mkdir(mode=0o700)
            if run([sys.executable, "-m", "portal.ready"], environment):
                raise CannotStart("The portal did not start: the reason is above.")
            report("Starting web server, worker and clock …")
            children = programs(var, listener, environment, lock)
            for child in children:
                supervisor.start(child)
            for child in children:
                child.wait_until_it_answers()
            announce(host, port, options.demo, time.monotonic() - began, var)
            while True:
                supervisor.look()
                time.sleep(0.25)
        finally:
            ignore_signals()
            if supervisor.children:
                report("Stopping …")
            supervisor.stop()
            (var / "environment").unlink(missing_ok=True)


def run(command, environment):
    """Run a program of ours to its end.  Returns its status."""
    return subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        preexec_fn=dies_with_parent(signal.SIGTERM),
    ).returncode


def announce(host, port, demo, seconds, var):
    shown = "localhost" if host in EVERYWHERE else f"[{host}]" if ":" in host else host
    report(f"Started in {seconds:.0f} s.  Logs: {var / 'log'}.  Ctrl-C stops everything.")
    accounts = f"  Demo accounts, password {DEMO_PASSWORD}: {DEMO_ACCOUNTS}" if demo else ""
    report(f"Ready: http://{shown}:{port}/{accounts}")


@contextmanager
def throwaway_folder():
    """A folder for one run of the tests, gone afterwards even when we are killed."""
    folder = Path(tempfile.mkdtemp(prefix="portal-test-", dir="/tmp" if os.geteuid() == 0 else None))
    folder.chmod(0o711)  # PostgreSQL may run as another user
    # The janitor waits for the end of its input, which comes when we end in whatever way.
    script = 'read -r nothing; while [ -e "$0" ]; do rm -rf "$0" 2>/dev/null; sleep 0.2; done'
    janitor = subprocess.Popen(["sh", "-c", script, folder], stdin=subprocess.PIPE, start_new_session=True)
    try:
        yield folder
    finally:
        janitor.stdin.close()
        janitor.wait()


def selects_tests(arguments):
    """Whether pytest's arguments choose some of the tests."""
    chosen = {"-k", "-m", "--lf", "--ff", "--last-failed", "-n"}
    return any(argument in chosen or Path(argument.split("::")[0]).exists() for argument in arguments)


def test(arguments):
    """script/test: pytest on servers and data of its own.  Returns pytest's status."""
    install_front_end(tests=True)
    chromium = find_chromium()
    with throwaway_folder() as var:
        supervisor = Supervisor()
        try:
            if not os.environ.get("DATABASE_URL"):
                lay_out(var)
            named = start_databases(supervisor, var, None, throwaway=True)
            chosen = [] if selects_tests(arguments) else ["-n", "2", "--dist", "worksteal"]
            if "DATABASE_URL" in named:
                named["TEST_DB_TEMPLATE"] = Postgres.database
                chosen.append("--reuse-db")  # it need not be dropped: the whole server is thrown away
            named |= demo_settings(var, "testserver")
            named |= {"VAR": str(var), "CHROMIUM": chromium or ""}
            return follow([sys.executable, "-m", "pytest", *chosen, *arguments], os.environ | named)
        finally:
            ignore_signals()
            supervisor.stop()


def follow(command, environment):
    """Run pytest in our terminal.  When interrupted it gets a moment to write its summary."""
    process = subprocess.Popen(command, cwd=ROOT, env=environment, preexec_fn=dies_with_parent(signal.SIGTERM))
    try:
        return process.wait()
    except Interrupted:
        ignore_signals()
        try:
            process.wait(3)
        except subprocess.TimeoutExpired:
            process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
        return 130


def main():
    stop_on_signals()
    if sys.argv[1] == "test":
        command, argument = test, sys.argv[2:]
    else:
        parser = argparse.ArgumentParser(prog="script/server", description="Start the whole portal.")
        parser.add_argument("--no-demo", dest="demo", action="store_false", help="an empty registry")
        parser.add_argument("--reset", action="store_true", help="ask, then remove the data and start again")
        command, argument = serve, parser.parse_args(sys.argv[2:])
    try:
        return command(argument)
    except CannotStart as problem:
        print(problem, file=sys.stderr)
        return 1
    except Interrupted:
        return 0


if __name__ == "__main__":
    sys.exit(main())
