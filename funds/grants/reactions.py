"""What grants do later because of what happened to micro-projects, and whom they tell."""

from decimal import Decimal

from django.apps import apps
from django.contrib.auth import get_user_model

from funds.roles import OVERSEE
from governance.kernel.clock import messages
from governance.kernel.figures.formats import yuan as money
from governance.kernel.steps import halts
from governance.kernel.steps.events import on

from . import actions as grants
from .models import Grant
from .workflow import GRANT, REFUSED, SETTLE, VOTE


@on(
    "governance.deliberation.object",
    "governance.deliberation.review_base",
    "governance.deliberation.retract",
    "governance.deliberation.uphold",
    "governance.deliberation.overturn",
    now=True,
)
def clocks_follow_the_basis(deliberation, event):
    """Nobody is late with the share of a project whose basis is under review or set aside."""
    settle_clocks(Grant.objects.filter(project__deliberation=deliberation.pk), event)


@on("projects.micro_project.rebase", now=True)
def clocks_follow_the_project(project, event):
    """A project on a new basis goes on, and its share with it."""
    settle_clocks(Grant.objects.filter(project=project.pk), event)


@on("funds.community_fund.suspend", "funds.community_fund.rectify", now=True)
def clocks_follow_the_fund(fund, event):
    """Nobody is late with a vote that the fund may not take while its faults are mended."""
    settle_clocks(Grant.objects.filter(fund=fund), event)


def settle_clocks(grants, event):
    halts.settle(GRANT, *grants.select_related("fund"), actor=event.actor)


@on("projects.micro_project.approve")
def request_share(event):
    """Ask the fund's committee for the approved project's share.  Running twice asks once."""
    amount = Decimal(event.data.get("fund_amount") or 0)
    if amount <= 0:
        return
    areas = apps.get_model("governance", "Area").objects
    code = event.data.get("community")
    grants.request_project(
        project_id=event.object_id,
        area=areas.get(code=code) if code else event.area,
        title=event.data.get("project", ""),
        number=event.data.get("number", ""),
        amount=amount,
    )


@on("projects.micro_project.withdraw", "projects.micro_project.terminate", "projects.micro_project.drop")
def release_share(event):
    """A project that ends early frees its share.  Running twice releases once."""
    grants.release_project(event.object_id, event.data.get("note", ""))


@on("funds.grant.request", "funds.grant.submit")
def tell_fund(event):
    """Managers and supervisors learn that the conference asks their fund; a fund that is missing is said too."""
    grant = Grant.objects.select_related("fund__balance", "area").get(pk=event.object_id)
    if grant.fund is None:
        waits = "该社区没有运行中的社区基金，启用后请办理“提交管委会”。"
    else:
        waits = f"{grant.fund}可统筹余额 {money(grant.fund.balance.available)} 元；先由监督员出具意见，再由管委会表决。"
    users = get_user_model().objects
    for permission in (VOTE, OVERSEE):
        messages.notify(
            users.holding(permission, grant.area).select_related("person"),
            key=f"grant_request:{event.pk}",
            title=f"联席会议提出基金申请：{grant.title}",
            body=f"申请 {money(grant.amount)} 元。{waits}",
            url=grant.get_absolute_url(),
        )


@on("funds.grant.confirm_vote")
def tell_office(event):
    """The conference's office learns that the committee refused: the money must come from elsewhere."""
    if event.data.get("to") != REFUSED:
        return
    grant = Grant.objects.select_related("fund", "area").get(pk=event.object_id)
    messages.notify(
        get_user_model().objects.holding(SETTLE, grant.area).select_related("person"),
        key=f"grant_refused:{event.pk}",
        title=f"基金管委会未通过：{grant.title}",
        body=f"{grant.fund}未同意承担 {money(grant.amount)} 元，请另行落实资金，或重新提请联席会议。",
        url=grant.get_absolute_url(),
        level="warn",
    )
