"""The demo district's grants: the fund shares of its approved projects, some of them waiting for somebody."""

from datetime import date, timedelta

from django.apps import apps

from funds.foundations.demo import read_posts
from governance.kernel.clock import clock

from . import actions as grants
from .models import Grant
from .workflow import COMMITTED


def finish(world):
    """The fund shares of the demo's approved projects, once these are there."""
    read_posts(world)
    projects = apps.get_model("projects", "MicroProject").objects
    approved = projects.approved().filter(fund_amount__gt=0).select_related("area__community").order_by("id")
    for number, project in enumerate(approved):
        share_of(world, project, number)


def share_of(world, project, number):
    """Committed on the day of the decision; most older ones are overseen and paid, some wait for one or the other."""
    began = max(project.approved_on, date(2025, 6, 3))
    with clock.travel(began):
        grant = grants.commit_project(
            project_id=project.pk,
            area=project.area.community,
            title=project.title,
            number=project.number,
            amount=project.fund_amount,
        )
    Grant.objects.filter(pk=grant.pk).update(is_demo=True)
    if grant.status != COMMITTED or began > world.day(14) or number % 4 == 1:
        return
    overseer = world.users["supervisor"] if grant.fund.name.startswith("野鸭冲") else world.users["auditor"]
    with clock.travel(began + timedelta(5)):
        grant = grants.oversee(grant, actor=overseer, agrees=True, opinion="程序完整，公示无异议，同意拨付")
    if began > world.day(45) or number % 4 == 3:
        return
    finance = world.users["finance"] if grant.area.street.name == "月塘街道" else world.users["finance2"]
    paid_on = began + timedelta(21)
    with clock.travel(paid_on):
        grants.pay(
            grant, actor=finance, payee="项目实施单位（演示）", voucher_no=f"演示付{paid_on:%y%m%d}", paid_on=paid_on
        )
