"""Micro-projects before the joint conference, and withdrawn (domain.md §2.1, §2.8).  Amounts are yuan."""

from governance.conferences.actions import agenda
from governance.kernel.clock import clock
from governance.kernel.steps.errors import Refused
from governance.models import AgendaItem
from projects.micro_projects.models.projects import Support
from projects.micro_projects.workflow.steps import PROJECT


# ------------------------------------------------------------ conference
@PROJECT.step("list")
def list_for_conference(project, *, actor, conference, summary="", urgent_reason="", note=""):
    """Put the project on the agenda of a conference; after the agenda is fixed only with a reason.

    Refuses conference_elsewhere, and whatever `governance.agenda_item.list` refuses.
    """
    if not project.area.is_within(conference.area):
        raise Refused("这次会议不负责本项目所在区域，请另选", "conference_elsewhere", field="conference")
    item = agenda.list_item(
        AgendaItem(),
        actor=actor,
        conference=conference,
        title=project.title,
        area=project.area,
        proposer=project.area.street.name if project.area.street_id else project.area.name,
        source_type=project._meta.label_lower,
        source_id=project.pk,
        source_url=project.get_absolute_url(),
        summary=summary or summary_text(project),
        urgent_reason=urgent_reason,
        requested_amount=project.fiscal_amount,
        fund_request=project.fund_amount or None,
        own_share=project.own_share or None,
    )
    project.agenda_item = item
    return {"facts": [["会议", str(conference)]], "conference": conference.pk, "item": item.pk}


def summary_text(project):
    """The summary for the members where the office wrote none."""
    money = f"预算 {project.total_amount:,.2f} 元，申请财政 {project.fiscal_amount:,.2f} 元"
    if project.fund_amount:
        money += f"，申请社区基金 {project.fund_amount:,.2f} 元"
    return f"{project.content[:200]}。{money}，受益 {project.household_count} 户。"


@PROJECT.step("unlist")
def unlist(project, *, actor, note=""):
    """The item was taken off the agenda; the project waits for another."""
    project.agenda_item = None


@PROJECT.step("approve")
def approve(project, *, actor, amount, support_class, conditions="", note=""):
    """The joint conference supports the project, with an amount of fiscal money and a class of support.

    amount -- yuan; at most what was asked for, and more than 0 where the class pays from the treasury

    Refuses amount_above_request, amount_missing, support_class_missing.
    Event data {"amount", "fund_amount", "support_class", "community", "project", "number"}.
    """
    if support_class not in Support.values:
        raise Refused("请选择支持类别", "support_class_missing", field="support_class")
    if amount is None or amount < 0 or (amount == 0 and support_class in (Support.FULL, Support.MATCH, Support.AWARD)):
        raise Refused("请填写大于 0 的批准金额", "amount_missing", field="amount")
    if amount > project.fiscal_amount:
        over = amount - project.fiscal_amount
        raise Refused(
            f"批准金额 {amount:,.2f} 元超过申请财政 {project.fiscal_amount:,.2f} 元，请减少 {over:,.2f} 元",
            "amount_above_request",
            field="amount",
        )
    project.approved_amount, project.support_class = amount, support_class
    project.conditions, project.approved_on = conditions, clock.today()
    community = project.area.community
    return {
        "amount": str(amount),
        "fund_amount": str(project.fund_amount),
        "support_class": support_class,
        "community": community.code if community else "",
        "project": project.title,
        "number": project.number,
        "facts": [
            ["支持类别", Support(support_class).label],
            ["批准财政", f"{amount:,.2f} 元"],
            *([["条件", conditions]] if conditions else []),
        ],
    }


@PROJECT.step("defer")
def defer(project, *, actor, note=""):
    """The conference defers the project; it may be listed for a later one."""
    project.agenda_item = None


@PROJECT.step("decline")
def decline(project, *, actor, note=""):
    """The conference does not support the project; it ends."""


@PROJECT.step("refer")
def refer(project, *, actor, note="", unit=""):
    """The conference gives the matter to a department, which has its own action item; as a project it ends."""
    return {"facts": [["承办单位", unit or "—"]]}


@PROJECT.step("withdraw")
def withdraw(project, *, actor, note):
    """The applicant takes the project back before a contract; it becomes read-only.

    Event data {"was", "fund_amount", "number"}: what an approved project had set aside is free again.
    """
    return {"was": project.status, "fund_amount": str(project.fund_amount), "number": project.number}
