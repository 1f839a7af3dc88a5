"""The folder of stored files: the one place that writes, opens and removes what a path kept in the database names.

A path is believed only in the shape that `store` gives it, so that whatever stands in a column, nothing outside the
folder is touched, and no link is followed.  Who opens a file compares its bytes with the fingerprint of its row.
"""

import hashlib
import os
import re
import stat
import uuid
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import structlog
from django.conf import settings

from governance.kernel.clock import clock
from governance.kernel.steps.errors import BusinessError

JOBS, HELD = "jobs", "held"  # folders of workbooks for and from jobs, and of files whose form has not come back yet
PROBES = "probes"  # of the files with which /readyz tries whether the disk takes one
SHAPE = rf"^([0-9]{{4}}/[0-9]{{2}}|{JOBS}|{HELD}|{PROBES})/[0-9a-f]{{32}}\.[a-z0-9]{{1,8}}$"
FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK  # the open of a pipe would wait for somebody who writes

log = structlog.get_logger(__name__)


class FileMissing(BusinessError):
    """The row is there, its bytes are not: an operator must restore them."""

    status, code, title = 503, "file_missing", "这个文件暂时打不开"


class NotAsKept(BusinessError):
    """The row names no file that the portal stored, or other bytes than it stored."""

    status, code, title = 404, "file_not_as_kept", "文件与登记不符"

    def __init__(self):
        super().__init__("文件与登记不符，没有打开，请告知系统管理员核验")


def root():
    return Path(settings.UPLOAD_ROOT)


def has_shape(path):
    """Whether `store` may have given this path."""
    return re.fullmatch(SHAPE, path) is not None


def store(data, extension, folder=""):
    """Write bytes under a new random name, durably; returns the path below UPLOAD_ROOT."""
    path = f"{folder or f'{clock.today():%Y/%m}'}/{uuid.uuid4().hex}.{extension}"
    if not has_shape(path):
        raise ValueError(f"nothing would open {path} again")
    place = root() / path
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        target.write(data)
        target.flush()
        os.fsync(target.fileno())
    return path


@contextmanager
def folder_of(path):
    """(handle of the folder in which a stored file lies, its name there).

    Raises NotAsKept for a path of another shape or through a link, FileNotFoundError without the folder.
    """
    if not has_shape(path):
        log.error("not_a_stored_path", path=path)
        raise NotAsKept
    *folders, name = path.split("/")
    with ExitStack() as opened:
        handle = os.open(root(), os.O_RDONLY | os.O_DIRECTORY)
        opened.callback(os.close, handle)
        for folder in folders:
            try:
                handle = os.open(folder, FOLDER, dir_fd=handle)
            except NotADirectoryError:
                log.error("stored_through_a_link", path=path)
                raise NotAsKept from None
            opened.callback(os.close, handle)
        yield handle, name


def open_stored(path, sha256=None):
    """A stored file for reading.  Raises FileMissing; NotAsKept where it is none of ours.

    sha256 -- as the row has it; the bytes are compared before one of them is given out
    """
    try:
        with folder_of(path) as (folder, name):
            if not stat.S_ISREG(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode):
                log.error("no_stored_file", path=path)
                raise NotAsKept
            source = os.fdopen(os.open(name, FILE, dir_fd=folder), "rb")
    except FileNotFoundError:
        raise FileMissing("文件暂时找不到，请联系系统管理员从备份恢复") from None
    if sha256 is not None and hashlib.file_digest(source, "sha256").hexdigest() != sha256:
        source.close()
        log.error("stored_bytes_differ", path=path)
        raise NotAsKept
    source.seek(0)
    return source


def fingerprint(path):
    """The sha256 of a stored file's bytes.  Raises as `open_stored` does."""
    with open_stored(path) as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def sizes(paths):
    """{path: bytes} of those of these paths under which a file of ours lies."""
    top, real, found = root(), {}, {}
    for path in filter(has_shape, paths):
        folder = path.rpartition("/")[0]
        if folder not in real:
            real[folder] = (top / folder).resolve() == top.resolve() / folder
        with suppress(FileNotFoundError):
            if real[folder] and stat.S_ISREG((looked_at := (top / path).lstat()).st_mode):
                found[path] = looked_at.st_size
    return found


def remove(path):
    """Delete a stored file that no row names; no error when it is gone already.  Raises NotAsKept."""
    with suppress(FileNotFoundError), folder_of(path) as (folder, name):
        os.unlink(name, dir_fd=folder)


def written_before(moment):
    """The paths of all files in the folder that were written before a moment (seconds), links among them."""
    found = []
    for folder, _, names in os.walk(root()):
        places = [Path(folder, name) for name in names]
        found += [place.relative_to(root()).as_posix() for place in places if place.lstat().st_mtime < moment]
    return sorted(found)
