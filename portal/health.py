"""Is the portal alive, is it ready: for supervisors and monitors, without login."""

import ipaddress
import shutil
import threading
import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError

from governance.kernel.clock import clock, rules
from governance.kernel.models.events import Delivery, Heartbeat
from governance.kernel.papers import files, stored_files
from governance.kernel.upkeep import conditions, sequences, server
from portal import signs
from portal.celery import app
from portal.failure import is_disk_full

MEGABYTE = 1024 * 1024
LEAST_FREE = 200 * MEGABYTE
MOST_LOOKED_AT = 20_000  # attachments, whose files are looked for at each call
HUNG_AFTER = signs.LATE
QUEUE_PATIENCE = timedelta(minutes=3)
FRESH = 2  # seconds for which an answer of /readyz stands
STATES = (conditions.OK, conditions.NOTICE, conditions.FAULT)  # by their weight
NAMES = {
    "web": "网站进程",
    "worker": "后台进程（Celery worker）",
    "pool": "后台任务进程（Celery worker 的子进程）",
    "beat": "定时器（Celery beat）",
}
HEARTBEAT_PATIENCE = timedelta(minutes=2)  # beat writes its heartbeat every 30 seconds
BROKER_PATIENCE = 1  # seconds


class Kept:
    """The answer of a function, asked anew after some seconds only: anybody may ask, and to look costs the disk."""

    def __init__(self, look):
        self.look, self.lock, self.at, self.answer = look, threading.Lock(), None, None

    def __call__(self):
        with self.lock:
            if self.at is None or time.monotonic() - self.at >= FRESH:
                self.answer = self.look()
                self.at = time.monotonic()
            return self.answer


class NotReady(Exception):
    """A check failed; the text is the reason."""


def check_database():
    """The database answers and knows Chinese letters: without trigrams every search reads whole tables."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT cardinality(show_trgm('渗水渗水'))")
        if not cursor.fetchone()[0]:
            raise NotReady("数据库的 LC_CTYPE 不识别汉字，检索将极慢：请用 C.UTF-8 或 zh_CN.UTF-8 重建数据库")


def check_settings():
    """What is set for server, database and role leaves triggers and foreign keys in force."""
    if found := server.wrong_settings():
        named = "、".join(f"{name} 现为“{now}”，应为“{right}”" for name, now, right in found)
        raise NotReady(f"数据库的设置使记录失去保护：{named}。请改回，并运行 manage.py verify")


def check_migrations():
    """No migration is waiting.  Once true it stays true for this process, which runs this code."""
    if check_migrations.passed:
        return
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        raise NotReady(f"尚有 {len(waiting)} 项数据库变更未执行：请运行 manage.py migrate")
    check_migrations.passed = True


check_migrations.passed = False


def check_writing():
    """The database takes a row, which it cannot on a full disk or as a copy that only reads."""
    Heartbeat.objects.update_or_create(name="probe", defaults={"at": clock.now()})


def check_sequences():
    """Every table can take new rows: none of their sequences has given out its last number."""
    if used_up := [each.table for each in sequences.standing() if each.is_used_up]:
        raise NotReady(
            f"新记录的编号已用完（{'、'.join(used_up[:5])}）：请运行 manage.py verify，查明是谁改动了编号序列"
        )


def check_files():
    """The folder of the attachments takes a file."""
    stored_files.remove(stored_files.store(b"probe", "txt", folder=stored_files.PROBES))


def check_stored_files():
    """Every attachment has its bytes; on a large installation the newest are looked at, `verify` reads them all."""
    if lost := files.missing(MOST_LOOKED_AT):
        named = "、".join(path for _, path in lost[:3])
        raise NotReady(
            f"有 {len(lost)} 个附件的文件不在磁盘上，或与登记不符（{named}…）：请从备份恢复，并运行 manage.py verify"
        )


def places():
    """[(folder, bytes free on its disk)] of wherever the portal writes."""
    found = []
    for place in sorted({settings.VAR, Path(settings.UPLOAD_ROOT), Path(settings.LOG_ROOT)}):
        while not place.exists():
            place = place.parent
        found.append((place, shutil.disk_usage(place).free))
    return found


def check_space():
    """There is some space left wherever the portal writes."""
    for place, free in places():
        if free < LEAST_FREE:
            raise NotReady(f"{place} 所在磁盘只剩 {free // MEGABYTE} MB，请清理或加大磁盘")


def check_rules():
    """The rules that come with the portal are in the table."""
    if codes := rules.missing():
        raise NotReady(f"规则表缺少 {len(codes)} 条规则，期限和提醒无法计算：请运行 manage.py load_rules")


def check_programs():
    """Every process that shows signs of life (portal/signs.py) does so still."""
    late = [
        f"{NAMES.get(name, name)}（进程 {pid}）" for name, pid, age in signs.signs(settings.VAR) if age > HUNG_AFTER
    ]
    if late:
        raise NotReady(f"没有反应的程序：{'、'.join(late)}")


def check_queue():
    """The table of reactions is being emptied: beat has it swept each minute."""
    due = Delivery.objects.due(clock.now() - QUEUE_PATIENCE).filter(attempts=0)
    if waiting := due.count():
        raise NotReady(f"有 {waiting} 项后续处理超过 {QUEUE_PATIENCE.seconds // 60} 分钟没有执行：后台进程没有在工作")


def in_order(name):
    """A check that fails where a condition of that name is a fault."""

    def check():
        condition = conditions.CONDITIONS[name]
        reading = condition.reading()
        if reading.state == conditions.FAULT:
            raise NotReady(f"{condition.label}：{reading.value}。{reading.advice}")

    return check


def waiting_jobs():
    """How many jobs are in the broker's queue.  Raises NotReady when the broker gives no answer."""
    patience = {"socket_timeout": BROKER_PATIENCE}
    try:
        with app.connection_for_write(connect_timeout=BROKER_PATIENCE, transport_options=patience) as line:
            line.ensure_connection(max_retries=1, interval_start=0, timeout=BROKER_PATIENCE)
            try:
                return line.default_channel.queue_declare(app.conf.task_default_queue, passive=True).message_count
            except line.channel_errors:  # an empty queue is none
                return 0
    except (OperationalError, OSError) as error:
        raise NotReady("消息队列（Redis/Valkey）无应答") from error


def check_broker():
    """The broker takes jobs."""
    waiting_jobs()


def last_heartbeat():
    return Heartbeat.objects.filter(name="beat").values_list("at", flat=True).first()


def check_heartbeat():
    """Clock and worker are at work: the worker wrote the heartbeat that the clock scheduled.

    Jobs nobody fetches point to the worker, an empty queue to the clock.
    """
    last = last_heartbeat()
    if last is not None and abs(clock.now() - last) <= HEARTBEAT_PATIENCE:  # one of tomorrow was not written by us
        return
    try:
        waiting = waiting_jobs()
    except NotReady:
        raise NotReady("超过两分钟没有心跳，因为消息队列无应答") from None
    if waiting:
        raise NotReady(f"后台进程（Celery worker）超过两分钟没有取走任务，队列中有 {waiting} 项")
    raise NotReady("定时器（Celery beat）超过两分钟没有派出任务")


CHECKS = {
    "database": check_database,
    "settings": check_settings,
    "migrations": check_migrations,
    "rules": check_rules,
    "writing": check_writing,
    "sequences": check_sequences,
    "files": check_files,
    "space": check_space,
    "stored_files": check_stored_files,
    "programs": check_programs,
    "broker": check_broker,
    "heartbeat": check_heartbeat,
    "queue": check_queue,
}
CONDITIONS = {name: in_order(name) for name in ("unchained", "feed_held")}  # the system page reads these by itself


@require_safe
def alive(request):
    """This process answers with its version; it queries nothing else."""
    return HttpResponse("ok", content_type="text/plain", headers={"X-Portal-Version": settings.VERSION})


def look(checks):
    reasons = {}
    for name, check in checks.items():
        try:
            check()
        except NotReady as reason:
            reasons[name] = str(reason)
        except (DatabaseError, OSError) as error:
            reasons[name] = words_of(error)
    return reasons


findings = Kept(lambda: look(CHECKS))  # {check: what is wrong}
faults = Kept(lambda: look(CONDITIONS))
conditions_now = Kept(lambda: {condition.name: (condition, reading) for condition, reading in conditions.readings()})


@require_safe
def ready(request):
    """The portal can do its work; 503 with the reasons otherwise.

    "notices" tells callers who may read the figures what needs somebody's attention
    and keeps nobody from working: a stale backup, jobs that broke off, accounts that are locked.
    """
    reasons = findings() | faults()
    answer = {"ready": not reasons, "checks": {name: reasons.get(name, "ok") for name in (*CHECKS, *CONDITIONS)}}
    if may_read_figures(request):
        answer["notices"] = notices()
    return JsonResponse(
        answer,
        status=503 if reasons else 200,
        json_dumps_params={"ensure_ascii": False},
    )


def notices():
    """{condition: what is not well and what to do} of all that is neither well nor told by the checks."""
    return {
        name: f"{condition.label}：{reading.value}。{reading.advice}"
        for name, (condition, reading) in conditions_now().items()
        if reading.state != conditions.OK and name not in {*CHECKS, *CONDITIONS, "ready"}
    }


def words_of(error):
    """What an error of the database or of a disk means for whoever looks after the portal."""
    if is_disk_full(error):
        return "磁盘已满，写不进去：请清理或加大磁盘"
    if isinstance(error, OSError):
        return f"目录写不进去：{error.strerror or type(error).__name__}"
    return "数据库无应答，或尚未建表"


def may_read_figures(request):
    """Callers on this machine, and callers with the token."""
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if constant_time_compare(given, settings.METRICS_TOKEN):
            return True
    address = request.META.get("REMOTE_ADDR") or "127.0.0.1"  # empty behind a unix socket
    forwarded = "X-Forwarded-For" in request.headers
    return not forwarded and ipaddress.ip_address(address).is_loopback
