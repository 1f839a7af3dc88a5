"""What the portal says of its processes, its queue, its disks and its self-checks: read with all other conditions."""

from django.conf import settings
from django.db import connection

from governance.kernel.clock import clock, rules
from governance.kernel.models.events import Delivery
from governance.kernel.models.files import size_text
from governance.kernel.upkeep import conditions
from governance.kernel.upkeep.conditions import DATA, FAULT, NOTICE, OK, PROCESSES, Reading, condition
from portal import health, signs

ELSEWHERE = "本机没有它的活动标志：如果它在别的机器上运行，请在那里查看；否则请启动它"
SELF_CHECKS = {  # those of /readyz that have no reading of their own: what each looked at
    "database": "数据库应答、识别汉字",
    "migrations": "数据库变更",
    "rules": "规则表",
    "writing": "数据库可以写入",
    "files": "附件目录可以写入",
    "stored_files": "附件文件",
    "queue": "后续处理及时执行",
}


def program(name):
    """Register the reading of one kind of process."""

    def read():
        ages = [age for found, _, age in signs.signs(settings.VAR) if found == name]
        if not ages:
            return Reading(NOTICE, "没有活动标志", ELSEWHERE, 0)
        late = sum(age > health.HUNG_AFTER for age in ages)
        value = f"{len(ages)} 个进程，最近活动 {conditions.in_words(min(ages))}前"
        if late:
            return Reading(
                FAULT, f"{value}，{late} 个没有反应", "启动程序会自动替换；反复出现请查看日志", len(ages) - late
            )
        return Reading(OK, value, number=len(ages))

    read.__doc__ = f"Processes of the {name} program on this machine that show signs of life."
    condition(name, health.NAMES[name], PROCESSES, gauge=f"portal_{name}_processes")(read)


for each in health.NAMES:
    program(each)


@condition("heartbeat", "定时任务心跳", PROCESSES)
def heartbeat():
    """Clock and worker are at work together."""
    last = health.last_heartbeat()
    value = f"{conditions.in_words((clock.now() - last).total_seconds())}前" if last else "没有心跳"
    try:
        health.check_heartbeat()
    except health.NotReady as reason:
        return Reading(FAULT, value, str(reason))
    return Reading(OK, value)


@condition("queue_length", "队列长度", PROCESSES, gauge="portal_queue_tasks")
def queue_length():
    """Tasks in the broker's queue."""
    _, words = conditions.counted(Delivery.objects.due())
    try:
        waiting = health.waiting_jobs()
    except health.NotReady as reason:
        return Reading(FAULT, f"待执行后续处理 {words}", f"{reason}：请检查 Redis/Valkey 和 REDIS_URL；数据不会丢失")
    return Reading(OK, f"队列中 {waiting} 项任务，待执行后续处理 {words}", number=waiting)


@condition("version", "版本", PROCESSES)
def version():
    """The portal's version and that of its database."""
    server = connection.cursor().connection.info.server_version // 10000
    return Reading(OK, f"{settings.VERSION}（PostgreSQL {server}）")


@condition("free_space", "磁盘剩余空间", DATA, gauge="portal_disk_free_bytes")
def free_space():
    """Bytes free on the fullest of the disks to which the portal writes."""
    place, free = min(health.places(), key=lambda found: found[1])
    value = f"{size_text(free)}（{place}）"
    advice = "请清理或加大磁盘；写满后任何办理都不能保存"
    if free < health.LEAST_FREE:
        return Reading(FAULT, value, advice, free)
    is_short = free < rules.value("free_space_least") * health.MEGABYTE
    return Reading(NOTICE if is_short else OK, value, advice if is_short else "", free)


@condition("ready", "系统自检", DATA, gauge="portal_self_checks_failed")
def self_checks():
    """Checks of /readyz that fail and have no figure of their own."""
    found = {name: reason for name, reason in health.findings().items() if name in SELF_CHECKS}
    if not found:
        return Reading(OK, f"{len(SELF_CHECKS)} 项通过", number=0)
    names = "、".join(SELF_CHECKS[name] for name in found)
    return Reading(FAULT, f"{len(found)} 项不通过：{names}", "；".join(found.values()), len(found))
