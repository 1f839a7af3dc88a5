"""How the portal is: one reading for each thing that somebody who looks after it must know.

    @condition("failed_jobs", "没有做完的任务", WORK, gauge="portal_failed_jobs")
    def failed_jobs():
        "Jobs that broke off within the days of the rule."
        return Reading(NOTICE, "3 项", "请查看后台日志", number=3)

The system page, /readyz, /metrics and `manage.py verify` all read through `readings`.
What is a matter of degree is a dated rule (`backup_age_most` …), so that the district decides it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog
from django.db import DatabaseError, InterfaceError, connection

from governance.kernel.clock import clock, messages, office_hours, rules
from governance.kernel.models.chain import ChainNote, ChainPending
from governance.kernel.models.events import Delivery, Event
from governance.kernel.models.files import size_text
from governance.kernel.models.jobs import Job
from governance.kernel.models.notices import Pace
from governance.kernel.models.upkeep import Task
from governance.kernel.steps.errors import BusinessError, error_words

from . import jobs, outside, runs, sequences

OK, NOTICE, FAULT = "ok", "notice", "fault"
PROCESSES, DATA, WORK = "程序与队列", "数据与备份", "办理与账号"  # in the order of the page
MOST = 1000  # rows counted: beyond it "1000 and more" says enough

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Reading:
    """What was found: the state, in words, what to do about it, and the number for /metrics (None: unknown)."""

    state: str
    value: str
    advice: str = ""
    number: float | None = None


@dataclass(frozen=True)
class Condition:
    """One thing to know; `gauge` is its name in /metrics, of which the function's docstring is the help."""

    name: str
    label: str
    group: str
    gauge: str
    read: Callable

    @property
    def help(self):
        return " ".join(self.read.__doc__.split())

    def reading(self):
        """The reading; a missing rule or a table that cannot be read is one, too."""
        try:
            return self.read()
        except BusinessError as refusal:
            return Reading(NOTICE, "无法判断", refusal.message)
        except (DatabaseError, InterfaceError, OSError) as error:
            log.warning("condition_unknown", condition=self.name, error=error_words(error))
            return Reading(FAULT, "读不出来", "数据库或磁盘没有应答，请查看 /readyz 和日志")


CONDITIONS = {}


def condition(name, label, group, *, gauge=""):
    """Register fn() -> Reading."""

    def register(fn):
        CONDITIONS[name] = Condition(name, label, group, gauge, fn)
        return fn

    return register


def readings(group=None):
    """[(Condition, Reading)] of all, or of one group."""
    return [(each, each.reading()) for each in CONDITIONS.values() if group in (None, each.group)]


def by_measure(number, value, advice):
    """Nothing to find is well, anything is a notice."""
    return Reading(NOTICE if number else OK, value, advice if number else "", number)


def counted(rows):
    """How many rows there are, up to MOST: (number, in words)."""
    number = rows.order_by()[:MOST].count()
    return number, f"{number} 项{'以上' if number == MOST else ''}"


# ------------------------------------------------------------ work that stands still
@condition("failed_jobs", "没有做完的任务", WORK, gauge="portal_failed_jobs")
def failed_jobs():
    """Imports and exports that broke off within the days of the rule failed_jobs_shown."""
    days = rules.value("failed_jobs_shown")
    number, words = counted(Job.objects.broken_off(clock.now() - timedelta(days=days)))
    return by_measure(
        number,
        f"近 {days} 天 {words}",
        "导入或导出反复中断：请按任务编号查看后台日志 job_failed，排除原因后请发起人重新提交",
    )


@condition("foreign_jobs", "不是平台登记的任务", WORK, gauge="portal_jobs_foreign")
def foreign_jobs():
    """Jobs, among the newest, that somebody put in or changed past the portal; they are not done."""
    found = [f"J{job.pk}" for job in jobs.foreign(MOST)]
    return by_measure(
        len(found),
        f"{len(found)} 项 {'、'.join(found[:5])}".strip(),
        "平台没有执行：有人直接改动了数据库，请运行 manage.py verify，并查明是谁所为",
    )


@condition("stuck_deliveries", "反复失败的后续处理", WORK, gauge="portal_deliveries_stuck")
def stuck_deliveries():
    """Reactions to events that failed ten times or more and are still tried."""
    number, words = counted(Delivery.objects.stuck())
    return by_measure(number, words, "请查看后台日志中的错误，升级或修复后系统会自动重试")


def waited(notice_at, pace):
    """Seconds a message has waited for leaving: since it was written, or since working time began where it keeps it."""
    since = notice_at
    if pace != Pace.AT_ONCE:
        begin, _ = office_hours.hours()
        opened = clock.midnight(clock.today()) + timedelta(hours=begin.hour, minutes=begin.minute)
        since = max(since, opened)
    return max(0, int((clock.now() - since).total_seconds()))


def waiting_reading(oldest, advice):
    """The reading of the message that has waited longest, (written at, pace) or None."""
    if oldest is None:
        return Reading(OK, "没有积压", number=0)
    minutes, seconds = rules.value("message_wait_most"), waited(*oldest)
    value = f"最早一条已等待 {in_words(seconds)}"
    return Reading(NOTICE, value, advice, seconds) if seconds > minutes * 60 else Reading(OK, value, number=seconds)


@condition("unsent_mail", "待发邮件", WORK, gauge="portal_mail_oldest_unsent_seconds")
def unsent_mail():
    """Seconds that the oldest mail which may leave now has waited."""
    oldest = messages.may_leave().order_by("id").values_list("created_at", "pace").first()
    return waiting_reading(
        oldest, "邮件发不出去：请核对 EMAIL_URL、邮件服务器和后台日志 mail_failed；消息仍在站内，不会丢失"
    )


@condition("unsent_outside", "待发外部渠道消息", WORK, gauge="portal_outside_oldest_unsent_seconds")
def unsent_outside():
    """Seconds that the oldest message for an outside channel which may leave now has waited."""
    names = outside.channels()
    if not names:
        return Reading(OK, "没有配置外部渠道", number=0)
    firsts = [
        outside.pending(name).order_by("id").values_list("notice__created_at", "notice__pace").first() for name in names
    ]
    return waiting_reading(
        min(filter(None, firsts), default=None),
        "外部渠道发不出去：请核对 NOTIFY_URLS 和后台日志 outside_failed；消息仍在站内，不会丢失",
    )


# ------------------------------------------------------------ data
def age_reading(task, rule, advice):
    """How old the last good run is; the number is its moment, as Prometheus counts time, 0 for never."""
    hours, last = rules.value(rule), runs.last_good(task)
    if last is None:
        return Reading(NOTICE, "还没有记录", advice, 0)
    age = clock.now() - last
    value = f"{clock.zh_moment(last)}（{in_words(age.total_seconds())}前）"
    is_late = age > timedelta(hours=hours)
    return Reading(NOTICE if is_late else OK, value, advice if is_late else "", last.timestamp())


@condition("backup", "最近一次成功备份", DATA, gauge="portal_backup_last_success_timestamp_seconds")
def backup_age():
    """When the last complete backup ended, 0 for never."""
    return age_reading(
        Task.BACKUP, "backup_age_most", "请运行 manage.py backup 目录，并设为每天定时执行；备份应存放在另一台机器上"
    )


@condition("verify", "最近一次核验无误", DATA, gauge="portal_verify_last_success_timestamp_seconds")
def verify_age():
    """When all invariants last held, 0 for never."""
    return age_reading(
        Task.VERIFY, "verify_age_most", "请运行 manage.py verify 并逐条处理它列出的问题；定时器每天凌晨自动核验一次"
    )


@condition("last_verify", "最近一次核验的结果", DATA)
def last_verify():
    """How the newest check of all invariants ended."""
    run = runs.last_whole(Task.VERIFY)
    if run is None:
        return Reading(OK, "还没有记录")
    state = OK if run.is_good else FAULT
    return Reading(state, run.outcome, "" if run.is_good else "请运行 manage.py verify，查看并处理列出的全部问题")


def held_up(oldest, rule, advice):
    """The reading of what has waited since a moment, None for nothing: a fault after the minutes of the rule."""
    if oldest is None:
        return Reading(OK, "没有积压", number=0)
    most, waited_for = timedelta(minutes=rules.value(rule)), max(timedelta(), clock.now() - oldest)
    seconds = waited_for.total_seconds()
    value = f"最早一条已等待 {in_words(seconds)}"
    return Reading(FAULT, value, advice, seconds) if waited_for > most else Reading(OK, value, number=seconds)


@condition("unchained", "待封存的办理记录", DATA, gauge="portal_record_oldest_unchained_seconds")
def unchained():
    """Seconds that the oldest note of a written row has waited for its block of the chain."""
    notes = ChainPending.objects.values("noted_at").union(ChainNote.objects.values("noted_at"))
    return held_up(
        notes.order_by("noted_at").values_list("noted_at", flat=True).first(),
        "record_wait_most",
        "办理记录没有按时封存：请查看后台日志、CHAIN_FILE 所在的磁盘，以及数据库中是否有会话占着锁不放（pg_locks）；"
        "封存之前，这些记录被删改是查不出来的",
    )


@condition("feed_held", "事件接口", DATA, gauge="portal_feed_oldest_held_seconds")
def feed_held():
    """Seconds since the oldest event that those who follow the events are not given yet."""
    held = Event.objects.unsettled().order_by("pk").values_list("created_at", flat=True).first()
    return held_up(
        held,
        "feed_wait_most",
        "订阅事件的系统收不到新事件：有数据库会话一直没有结束，请用 pg_locks（advisory）查出是哪个会话，确认后结束它",
    )


@condition("database_size", "数据库大小", DATA, gauge="portal_database_size_bytes")
def database_size():
    """Bytes of the database with its indexes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        (size,) = cursor.fetchone()
    return Reading(OK, size_text(size), number=size)


@condition("numbers", "新记录的编号", DATA, gauge="portal_sequences_off")
def numbers_left():
    """Sequences of the database near their end or far beyond the greatest key: new rows get no number before long."""
    number = len(sequences.high(sequences.standing()))
    return by_measure(
        number,
        f"{number} 张表的编号异常" if number else "充足",
        "这些表很快不能新增记录：有人改动了数据库的编号序列，请运行 manage.py verify 查看是哪些表，并查明是谁所为",
    )


# ------------------------------------------------------------ words
def in_words(seconds):
    """A duration by its largest unit: 40 秒, 5 分钟, 26 小时, 3 天."""
    for size, unit, least in ((86400, "天", 2), (3600, "小时", 1), (60, "分钟", 1)):
        if seconds >= size * least:
            return f"{int(seconds // size)} {unit}"
    return f"{int(seconds)} 秒"
