"""The logs of the auditing administrator: read, filter, export; nothing here changes anything."""

from axes.models import AccessFailureLog, AccessLog
from django.urls import reverse

from governance.kernel.models.events import Event
from governance.kernel.pages.lists import ListPage

from .rights import READ_LOGS
from .tables import FailureFilter, FailureTable, LogFilter, LogTable, SignInFilter, SignInTable

SECTIONS = (("操作日志", "logs"), ("登录记录", "signins"), ("登录失败", "failures"))


class LogPage(ListPage):
    permission = READ_LOGS

    def tab_links(self):
        addresses = [(label, reverse(f"governance:{name}")) for label, name in SECTIONS]
        return [(label, url, None, url == self.request.path) for label, url in addresses]


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
