"""The demo district's grants: the fund shares of its approved projects, some of them waiting for somebody."""

from datetime import date, timedelta

from django.apps import apps

from funds.demo_papers import stand_in
from funds.foundations.demo import read_posts
from governance.kernel.clock import clock

from . import actions as grants
from .models import Grant
from .workflow import REQUESTED


def finish(world):
    """The fund shares of the demo's approved projects, once these are there."""
    read_posts(world)
    projects = apps.get_model("projects", "MicroProject").objects
    approved = projects.approved().filter(fund_amount__gt=0).select_related("area__community").order_by("id")
    for number, project in enumerate(approved):
        share_of(world, project, number)


def share_of(world, project, number):
    """Asked for on the day of the decision; most are voted on, overseen and paid, some wait for somebody."""
    began = max(project.approved_on, date(2025, 6, 3))
    with clock.travel(began):
        grant = grants.request_project(
            project_id=project.pk,
            area=project.area.community,
            title=project.title,
            number=project.number,
            amount=project.fund_amount,
        )
    Grant.objects.filter(pk=grant.pk).update(is_demo=True)
    if grant.status != REQUESTED or began > world.day(14):
        return
    in_west = grant.area.street.name == "月塘街道"
    overseer = world.users["supervisor"] if grant.fund.name.startswith("野鸭冲") else world.users["auditor"]
    with clock.travel(began + timedelta(2)):
        grant = grants.opine(grant, actor=overseer, agrees=True, opinion="申请资料齐全，用途符合基金宗旨，同意提交表决")
    if number % 8 == 5:
        return
    with clock.travel(began + timedelta(4)):
        grant = vote_on(grant, number, world.users["fund" if in_west else "fund2"], world.users["office"])
    if number % 4 == 1:
        return
    with clock.travel(began + timedelta(5)):
        grant = grants.oversee(grant, actor=overseer, agrees=True, opinion="程序完整，公示无异议，同意拨付")
    if began > world.day(45) or number % 4 == 3:
        return
    finance = world.users["finance" if in_west else "finance2"]
    paid_on = began + timedelta(21)
    with clock.travel(paid_on):
        number = f"演示付{paid_on:%y%m%d}"
        voucher = stand_in("付款凭据", f"{number}：{grant.title}，{grant.amount} 元。", finance)
        grants.pay(
            grant, actor=finance, payee="项目实施单位（演示）", voucher_no=number, paid_on=paid_on, papers=[voucher]
        )


def vote_on(grant, number, manager, office):
    """The committee meets: all agree, now and then one is away, against, or related to the project and leaves."""
    members = list(grant.fund.committee_on(clock.today()))
    odd = {
        0: ("yes", ""),
        1: ("absent", ""),
        2: ("no", "建议分两年实施"),
        3: ("recused", "本人为申报小区业主委员会成员"),
    }
    choices = [odd[number % 4] if place == number % len(members) else ("yes", "") for place in range(len(members))]
    rows = [
        {"member": member, "choice": choice, "reason": reason}
        for member, (choice, reason) in zip(members, choices, strict=True)
    ]
    notified_on = clock.today() - timedelta(3)
    told, held = clock.zh_date(notified_on), clock.zh_date(clock.today())
    text = f"{grant.fund}管委会于{told}通知全体成员，{held}就“{grant.title}”申请资助一事开会表决。"
    minutes = [stand_in("管委会会议记录", text, manager)]
    grant = grants.vote(
        grant, actor=manager, notified_on=notified_on, voted_on=clock.today(), votes=rows, papers=minutes
    )
    return grants.confirm_vote(grant, actor=office)
