"""The same objection of the same person is registered once while it waits, also by three at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from governance.deliberations.actions import objections
from governance.deliberations.objections import Objection
from governance.kernel.clock import clock, rules
from governance.kernel.models.events import Event
from governance.kernel.steps.errors import BusinessError
from governance.models import Deliberation
from tests.factories import deliberations as made
from tests.factories.base import make_district, user_with
from tests.factories.deliberations import refuses
from tests.kernel.threads import in_thread

SAME = {"raised_by": "302 室", "text": "未公开三家报价"}


def raised(row, actor, **given):
    """The state after the step, or the code of the refusal."""
    try:
        return objections.challenge(row, actor=actor, **{**SAME, **given}).status
    except BusinessError as refusal:
        return refusal.code


@pytest.mark.django_db
def test_the_same_words_wait_once(place, secretary):
    row = made.publicised(secretary, place.compound)
    with clock.travel(made.DAY + timedelta(1)):
        assert raised(row, secretary) == "challenged"
        words = refuses("objection_twice", lambda: objections.challenge(row, actor=secretary, **SAME))
        assert "302 室的这条异议已于3月11日登记" in words
        assert raised(row, secretary, raised_by="501 室") == "challenged"
        assert raised(row, secretary, text="位置不妥") == "challenged"
        first = row.objections.get(**SAME)
        row = objections.answer(Deliberation.objects.get(pk=row.pk), actor=secretary, objection=first, answer="已公开")
        assert raised(row, secretary) == "challenged"  # not content with the answer: a new one
    assert row.objections.filter(**SAME).count() == 2
    assert row.objections.count() == 4


@pytest.mark.django_db
def test_the_database_keeps_it_once(place, secretary):
    row = made.publicised(secretary, place.compound)
    with clock.travel(made.DAY + timedelta(1)):
        objections.challenge(row, actor=secretary, **SAME)
    with pytest.raises(IntegrityError, match="objection_once_while_open"), transaction.atomic():
        Objection.objects.create(deliberation=row, raised_on=made.DAY, **SAME)


@pytest.mark.django_db(transaction=True)
def test_of_three_at_once_one_is_registered():
    rules.load_rules()
    place = make_district()
    people = [user_with("community_secretary", place.community) for _ in range(3)]
    row = made.publicised(people[0], place.compound)
    with clock.travel(made.DAY + timedelta(1)), ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(in_thread(lambda actor: raised(row, actor)), people))
    assert sorted(answers) == ["challenged", "objection_twice", "objection_twice"]
    assert Objection.objects.count() == 1
    assert Event.objects.filter(kind="governance.deliberation.object").count() == 1
