"""What must answer before the portal starts: the database as migrations need it, the queue, the folder VAR.

Each fault is one sentence in Chinese and English with the variable's name.
"""

import os
import tempfile

import psycopg2
from django.conf import settings
from kombu import Connection
from kombu.exceptions import OperationalError

from portal.configuration import Fault, faults_of_production, secrets_of

PATIENCE = 5  # seconds


def faults():
    """Every fault as a sentence: first of what is written, then of what does not answer."""
    asked = {"VAR": folder, "DATABASE_URL": database, "REDIS_URL": queue}
    if os.environ.get("MIGRATE_DATABASE_URL"):
        asked["MIGRATE_DATABASE_URL"] = migrating_database
    found = faults_of_production(os.environ)
    for name, ask in asked.items():
        try:
            ask()
        except Fault as fault:
            found.append(fault.sentence(name))
    return found


def folder():
    """VAR takes a file."""
    try:
        settings.VAR.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=settings.VAR):
            pass
    except OSError as error:
        raise Fault(
            f"所指的目录 {settings.VAR} 不能写入（{error.strerror}）",
            f"names the folder {settings.VAR}, which cannot be written ({error.strerror})",
        ) from None


def database():
    ask_database(os.environ["DATABASE_URL"], creates=not os.environ.get("MIGRATE_DATABASE_URL"))


def migrating_database():
    ask_database(os.environ["MIGRATE_DATABASE_URL"], creates=True)


def ask_database(url, *, creates):
    """The database answers, knows Chinese letters and, where it is to be migrated, lets us create tables."""
    try:
        line = psycopg2.connect(url.replace(url.split("://")[0], "postgresql", 1), connect_timeout=PATIENCE)
    except psycopg2.Error as error:
        words = " ".join(str(error).split())
        for secret in secrets_of(url):
            words = words.replace(secret, "***")
        raise Fault(f"所指的数据库连不上（{words}）", f"names a database that gives no answer ({words})") from None
    try:
        with line.cursor() as cursor:
            cursor.execute(
                "SELECT pg_encoding_to_char(encoding), datctype FROM pg_database WHERE datname = current_database()"
            )
            encoding, ctype = cursor.fetchone()
            cursor.execute("SELECT has_schema_privilege('public', 'CREATE')")
            may_create = cursor.fetchone()[0]
            knows_chinese = encoding == "UTF8" and is_letter(cursor)
    finally:
        line.close()
    if not knows_chinese:
        raise Fault(
            f"所指的数据库不识别汉字（编码 {encoding}，LC_CTYPE {ctype}）：请按 UTF8、C.UTF-8 重建",
            f"names a database that knows no Chinese letters (encoding {encoding}, LC_CTYPE {ctype}): "
            "create it again with ENCODING 'UTF8' LC_CTYPE 'C.UTF-8'",
        )
    if creates and not may_create:
        raise Fault("所用的数据库角色无权建表", "names a role that may not create tables in the database")


def is_letter(cursor):
    """Whether the database takes a Chinese sign for a letter, as the search by trigrams must."""
    cursor.execute("SELECT '渗' ~ '^[[:alpha:]]$'")
    return cursor.fetchone()[0]


def queue():
    options = {"socket_connect_timeout": PATIENCE, "socket_timeout": PATIENCE}
    try:
        with Connection(settings.CELERY_BROKER_URL, connect_timeout=PATIENCE, transport_options=options) as line:
            line.ensure_connection(max_retries=1, interval_start=0, timeout=PATIENCE)
    except (OperationalError, OSError) as error:
        words = " ".join(str(error).split())
        for secret in secrets_of(settings.REDIS_URL):
            words = words.replace(secret, "***")
        raise Fault(f"所指的消息队列连不上（{words}）", f"names a queue that gives no answer ({words})") from None
