"""Withdrawn projects, and what the database refuses."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from governance.kernel.clock import clock
from projects.micro_projects.actions import application as micro_projects
from projects.micro_projects.actions import decisions
from projects.models import BudgetLine, MicroProject, Payment
from tests.projects.micro_projects.cases import refused, reviewed, submitted

pytestmark = pytest.mark.django_db


def test_withdrawn_is_read_only(place):
    project = decisions.withdraw(submitted(place), actor=place.branch, note="居民改变主意")
    refused("wrong_state", micro_projects.save, project, actor=place.branch, title="改名")
    refused("wrong_state", decisions.withdraw, project, actor=place.branch, note="x")
    with pytest.raises(IntegrityError, match="只能查看"), transaction.atomic():
        MicroProject.objects.filter(pk=project.pk).update(title="改名")


def test_nothing_is_deleted(place):
    project = submitted(place)
    with pytest.raises(IntegrityError, match="不能删除"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM projects_microproject WHERE id = %s", [project.pk])
    with pytest.raises(IntegrityError, match="只能查看"), transaction.atomic():
        project.versions.all().update(no=9)


def test_the_database_guards_the_budget_of_a_submitted_project(place):
    project = submitted(place)
    with pytest.raises(IntegrityError, match="不能直接修改"), transaction.atomic():
        BudgetLine.objects.filter(project=project).update(unit_price=1)
    MicroProject.objects.filter(pk=project.pk).update(total_amount=1, fiscal_amount=1)
    with pytest.raises(IntegrityError, match="不一致"), transaction.atomic():
        check_now()
    MicroProject.objects.filter(pk=project.pk).update(total_amount=9550, fiscal_amount=7000)


def test_no_more_is_paid_than_was_approved(place):
    project = reviewed(place)
    MicroProject.objects.filter(pk=project.pk).update(
        status="approved", approved_amount=5000, approved_on=clock.today(), support_class="full"
    )
    paid = {"project": project, "status": "paid", "paid_on": clock.today()}
    Payment.objects.create(amount=5000, **paid)
    check_now()
    more = Payment.objects.create(amount=Decimal("0.01"), **paid)
    with pytest.raises(IntegrityError, match="超过批准金额"), transaction.atomic():
        check_now()
    more.delete()
    project.refresh_from_db()
    refused("already_paid", decisions.withdraw, project, actor=place.branch, note="x")


def check_now():
    """Run the deferred triggers as a commit would."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
