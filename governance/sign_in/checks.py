"""What is watched of signing in, and what the system page says of it: accounts that are locked now."""

from axes.models import AccessAttempt
from django.conf import settings

from governance.kernel.clock import clock
from governance.kernel.models.limits import Limit
from governance.kernel.upkeep import conditions, living

from .attempts import DEVICE

living.watch_also(AccessAttempt)


@conditions.condition("locked_accounts", "被锁定的账号", conditions.WORK, gauge="portal_accounts_locked")
def locked_accounts():
    """Names that are locked at some address, and known devices that are, after wrong passwords."""
    most, since = settings.AXES_FAILURE_LIMIT, clock.now() - settings.AXES_COOLOFF_TIME
    attempts = AccessAttempt.objects.filter(failures_since_start__gte=most, attempt_time__gt=since)
    names = attempts.order_by().values("username").distinct()[: conditions.MOST].count()
    devices = Limit.objects.locked(DEVICE, most)[: conditions.MOST].count()
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    advice = f"密码连续输错所致，{minutes} 分钟后自动解除；不是本人所为的，请审计管理员查看登录失败记录"
    return conditions.by_measure(names + devices, f"账号 {names} 个、常用设备 {devices} 台", advice)
