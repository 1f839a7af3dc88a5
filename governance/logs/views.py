"""The logs of the auditing administrator: read, filter, export; nothing here changes anything."""

from axes.models import AccessFailureLog, AccessLog

from governance.kernel.models.events import Event
from governance.kernel.pages.lists import ListPage

from .tables import FailureFilter, FailureTable, LogFilter, LogTable, SignInFilter, SignInTable

BASE = "/governance/logs/"
SECTIONS = (("操作日志", BASE), ("登录记录", f"{BASE}signins/"), ("登录失败", f"{BASE}failures/"))


class LogPage(ListPage):
    permission = "governance.logs"

    def tab_links(self):
        return [(label, url, None, url == self.request.path) for label, url in SECTIONS]


class LogList(LogPage):
    model, filterset, table, title = Event, LogFilter, LogTable, "操作日志"
    subtitle = "谁、何时、对哪个对象做了什么；不含业务内容，不能修改或删除"


class SignInList(LogPage):
    model, filterset, table, title = AccessLog, SignInFilter, SignInTable, "登录记录"

    def rows(self):
        return AccessLog.objects.all()


class FailureList(LogPage):
    model, filterset, table, title = AccessFailureLog, FailureFilter, FailureTable, "登录失败"
    subtitle = "连续五次失败锁定三十分钟"

    def rows(self):
        return AccessFailureLog.objects.all()
