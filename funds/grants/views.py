"""Pages of grants."""

from funds.books.views import BookedDetail
from funds.roles import VIEW
from governance.kernel.pages.lists import ListPage
from governance.kernel.pages.steps import StepPage

from . import voting
from .models import Grant
from .tables import GrantFilter, GrantTable
from .workflow import GRANT


class GrantList(ListPage):
    permission = VIEW
    model, filterset, table = Grant, GrantFilter, GrantTable
    title = "申请与拨付"
    tabs = (
        ("", "在办", "open"),
        ("asked", "待表决", "asked"),
        ("declined", "未通过", "declined"),
        ("reserved", "已承诺", "reserved"),
        ("paid", "已拨付", "paid", False),
        ("all", "全部"),
    )


class GrantDetail(BookedDetail):
    model, template, workflow = Grant, "funds/grants/grant.html", GRANT
    select_related = (
        "fund__balance",
        "area",
        "project",
        "overseen_by__person",
        "advised_by__person",
        "voted_by__person",
        "vote_confirmed_by__person",
    )

    def more_context(self, obj):
        return super().more_context(obj) | {
            "votes": obj.votes.select_related("member").order_by("member_id"),
            "conditions": obj.vote_conditions(),
            "roll_call": obj.roll_call(),
            "waiting": voting.waiting(obj),
            "project_url": obj.project.get_absolute_url() if self.request.user.has("projects.view") else "",
        }


class GrantStep(StepPage):
    model, workflow = Grant, GRANT
    select_related = ("fund__balance", "area")
