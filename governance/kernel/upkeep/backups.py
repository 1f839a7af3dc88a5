"""Backup and restore: the whole database and every stored file in one folder, proven by checksums.

    database.dump   pg_dump's custom format, taken from one snapshot
    uploads/        the files as they are under UPLOAD_ROOT
    manifest.json   when, row counts of that snapshot, migrations, a fingerprint of every file, and a signature

The keys of sealed personal data (FIELD_KEY, SECRET_KEY) are not in it; the
manifest only names the key, so that a restore with another one is refused.  The
signature is made with a key of the same secret: whoever changes a file and its fingerprint cannot sign them.
"""

import hashlib
import hmac
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction

from governance.kernel.clock import clock
from governance.kernel.models.files import Attachment, stored_paths
from governance.kernel.models.jobs import Job
from governance.kernel.papers.stored_files import HELD, PROBES

from . import chain, checks, guards, privileges, server, watch
from .crypto import derive, key_id, secrets
from .statistics import analyze

DUMP, UPLOADS, MANIFEST = "database.dump", "uploads", "manifest.json"
FORMAT = 2
PASSING = (f"{HELD}/", f"{PROBES}/")  # files of forms never sent, and those of /readyz
LOCK_PATIENCE = "10s"  # for programs that still use the tables
NO_DATABASE = "数据库没有应答，请确认它在运行、DATABASE_URL 写得对"
EMPTY_SCHEMA = "DROP SCHEMA public CASCADE; CREATE SCHEMA public;"


class BackupError(Exception):
    """Backup or restore cannot go on; the text says why, and nothing was overwritten."""


# ------------------------------------------------------------ out
def save(folder):
    """Write a backup into an empty or new folder; returns its manifest.

    "missing" names the files that rows speak of and that are not there.  What
    was begun is taken away again when the backup fails.
    """
    folder = Path(folder)
    was_there = folder.exists()
    if was_there and (not folder.is_dir() or any(folder.iterdir())):
        raise BackupError(f"{folder} 已有内容，请换一个空目录")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        return write(folder)
    except BaseException as problem:
        for place in folder.iterdir():
            shutil.rmtree(place) if place.is_dir() else place.unlink()
        if not was_there:
            folder.rmdir()
        if isinstance(problem, OperationalError | InterfaceError):
            raise BackupError(NO_DATABASE) from problem
        raise


def write(folder):
    """Write database, files and manifest into a folder; returns the manifest."""
    counts, migrations = dump(folder / DUMP)
    named = named_files()  # after the snapshot: what it names is there before it
    copied = copy_uploads(Path(settings.UPLOAD_ROOT), folder / UPLOADS)
    manifest = {
        "format": FORMAT,
        "made_at": clock.local_moment(clock.now()).isoformat(timespec="seconds"),
        "key": key_id(derive(secrets()[0], "field")),
        "rows": counts,
        "migrations": migrations,
        "files": {DUMP: fingerprint(folder / DUMP)} | {f"{UPLOADS}/{path}": of for path, of in copied.items()},
        "missing": sorted(named - set(copied)),
    }
    manifest["signature"] = signature(manifest, secrets()[0])
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True)
    with open(os.open(folder / MANIFEST, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as target:
        target.write(text)
    return manifest


def named_files():
    """The paths of all files that rows name."""
    jobs = Job.objects.values_list("source", "result")
    return {*stored_paths(Attachment.objects), *(path for pair in jobs for path in pair if path)}


def signature(manifest, secret):
    """The keyed fingerprint of everything else in a manifest."""
    rest = {name: value for name, value in manifest.items() if name != "signature"}
    text = json.dumps(rest, ensure_ascii=False, sort_keys=True).encode()
    return hmac.new(derive(secret, "manifest"), text, hashlib.sha256).hexdigest()


def is_signed(manifest):
    """Whether one of our secrets made the signature."""
    given = str(manifest.get("signature", ""))
    return any(hmac.compare_digest(given, signature(manifest, secret)) for secret in secrets())


def dump(path):
    """pg_dump of one snapshot, and the rows counted in the same snapshot: (counts, migrations)."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        what = ["--format=custom", "--no-owner", "--no-privileges", f"--exclude-schema={watch.SCHEMA}"]
        run("pg_dump", *what, f"--snapshot={snapshot}", f"--file={path}")
        path.chmod(0o600)
        return row_counts(cursor), applied(cursor)


def row_counts(cursor):
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
    counts = {}
    for (table,) in cursor.fetchall():
        cursor.execute(f'SELECT count(*) FROM public."{table}"')
        counts[table] = cursor.fetchone()[0]
    return counts


def applied(cursor):
    cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
    return [f"{app}.{name}" for app, name in cursor.fetchall()]


def stored(root):
    """Every file below a folder by its path, passing ones left out."""
    if not root.is_dir():
        return {}
    found = {place.relative_to(root).as_posix(): place for place in sorted(root.rglob("*")) if is_plain(place)}
    return {path: place for path, place in found.items() if not path.startswith(PASSING)}


def is_plain(place):
    """Whether this is a file of its own: a link would bring in what lies elsewhere."""
    return place.is_file() and not place.is_symlink()


def copy_uploads(source, target):
    """Copy all files; returns {path: fingerprint of the copy}."""
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = {}
    for path, place in stored(source).items():
        copy = target / path
        copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copyfile(place, copy)
        copy.chmod(0o600)
        made[path] = fingerprint(copy)
    return made


def digest(place):
    with open(place, "rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def fingerprint(place):
    return {"sha256": digest(place), "size": place.stat().st_size}


# ------------------------------------------------------------ in
def check(folder):
    """The manifest of a backup, signed by us, whose every file is there unchanged.

    Raises BackupError naming those that are not.
    """
    folder = Path(folder)
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        files = manifest["files"]
        known = manifest["format"] == FORMAT and DUMP in files
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise BackupError(f"{folder} 不是备份目录，或清单 {MANIFEST} 已损坏") from problem
    if not known:
        raise BackupError(f"{folder} 的备份格式不是本版本能读的")
    if manifest.get("key") not in {key_id(derive(secret, "field")) for secret in secrets()}:
        raise BackupError("备份中的个人信息由另一把密钥封存，请设置当时的 FIELD_KEY（或 SECRET_KEY）再恢复")
    if not is_signed(manifest):
        raise BackupError(f"清单 {MANIFEST} 的签名不对：它在备份之后被改过，没有恢复")
    wrong = [path for path, of in files.items() if not is_same(folder / path, of)]
    if wrong:
        more = f"等 {len(wrong)} 个文件" if len(wrong) > 10 else ""
        raise BackupError(f"与清单不符，没有恢复：{'、'.join(sorted(wrong)[:10])}{more}")
    return manifest


def is_same(place, of):
    return place.is_file() and place.stat().st_size == of["size"] and digest(place) == of["sha256"]


def load(folder, *, force=False):
    """Put a checked backup in the place of database and files; returns its manifest.

    Without `force` only into an empty registry and an empty file folder; always
    with the key the backup was sealed and signed with.  The database changes in
    one transaction; files that were there are set aside, never deleted.
    A signed break in the chain tells who restored which backup; "accepted" is what is not as it was signed.
    """
    folder, root = Path(folder), Path(settings.UPLOAD_ROOT)
    manifest = check(folder)
    if not force:
        if holds_data():
            raise BackupError("数据库中已有数据，没有恢复；确要覆盖请加 --force")
        if stored(root):
            raise BackupError(f"{root} 中已有文件，没有恢复；确要替换请加 --force")
    replace_database(folder / DUMP)
    privileges.settle()
    aside = replace_uploads(folder / UPLOADS, root)
    analyze()
    with connection.cursor() as cursor:
        counts = row_counts(cursor)
    wrong = sorted(table for table, n in manifest["rows"].items() if counts.get(table) != n)
    wrong += [path for path, of in manifest["files"].items() if path != DUMP and not is_same(put(root, path), of)]
    if wrong:
        raise BackupError(f"恢复后与清单不符：{'、'.join(wrong[:10])}")
    return manifest | {"aside": str(aside or ""), "accepted": take_over(folder, manifest)}


def take_over(folder, manifest):
    """Sign what was put in, and return sentences about all that is not as it was signed, which the signatures keep.

    Guards that differ are signed as accepted; rows that differ are kept in the break, and `verify` goes on naming them.
    """
    with server.own_path():
        differences, rows = guards.restored_differences(), checks.restored_rows()
        lacking = [f"{path} was missing when the backup was made" for path in manifest["missing"]]
        guards.keep(accepted=differences)
        told = {"accepted": [*rows, *lacking]} if rows or lacking else {}
        chain.add_break("restore", backup=manifest["made_at"], manifest=digest(folder / MANIFEST), **told)
    return [*differences, *rows, *lacking]


def put(root, path):
    return root / path.removeprefix(f"{UPLOADS}/")


def holds_data():
    """Whether anybody has worked in this database: it has accounts or events."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in {"governance_user", "governance_event", "governance_area"} & tables:
            cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{table}")')
            if cursor.fetchone()[0]:
                return True
    return False


def replace_database(path):
    """Everything in the schema gives way to the dump, in one transaction."""
    connection.close()
    with tempfile.TemporaryDirectory(prefix="portal-restore-") as work:
        script, parts = Path(work, "restore.sql"), Path(work, "parts")
        run("pg_restore", "--list", f"--file={parts}", path, connect=False)
        ours = [part for part in parts.read_text().splitlines() if " EVENT TRIGGER " not in part]  # the server's own
        parts.write_text("\n".join(ours))
        what = ["--no-owner", "--no-privileges", "--exit-on-error", f"--use-list={parts}"]
        run("pg_restore", *what, f"--file={script}", path, connect=False)
        quiet = ["--no-psqlrc", "--quiet", "--output=/dev/null", "--set=ON_ERROR_STOP=1", "--single-transaction"]
        run("psql", *quiet, f"--command={EMPTY_SCHEMA}", f"--file={script}")


def replace_uploads(source, root):
    """Copy the files into place; what was there is renamed.  Returns the folder set aside, or None."""
    aside = None
    if stored(root):
        aside = root.with_name(f"{root.name}.before-{clock.local_moment(clock.now()):%Y%m%dT%H%M%S}")
        root.rename(aside)
    copy_uploads(source, root)
    return aside


# ------------------------------------------------------------ PostgreSQL's programs
def program(name):
    found = shutil.which(name, path=settings.PG_PROGRAMS or None)
    if not found:
        raise BackupError(f"找不到程序 {name}，请安装 PostgreSQL 客户端，或在 PG_PROGRAMS 中写明它所在的目录")
    return found


def run(name, *arguments, connect=True):
    """Run one program on our database.  Raises BackupError with its own words."""
    database = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    given = {name: str(database[key]) for name, key in names.items() if database.get(key)} if connect else {}
    given |= {"PGOPTIONS": f"-c lock_timeout={LOCK_PATIENCE}", "PGCONNECT_TIMEOUT": "10"}
    done = subprocess.run(
        [program(name), *map(str, arguments)], env=os.environ | given, capture_output=True, text=True, errors="replace"
    )
    if done.returncode:
        raise BackupError(f"{name} 没有完成：{done.stderr.strip()[-1500:]}")
