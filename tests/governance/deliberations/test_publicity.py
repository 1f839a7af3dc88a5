"""The publicity of a result: its days, and the objections that stop it."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from governance.deliberations.actions import deliberations as acts
from governance.deliberations.actions import objections
from governance.deliberations.demo_papers import attach_marked_paper
from governance.kernel.clock import clock
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.files import Attachment
from governance.kernel.models.rules import Rule
from governance.kernel.papers.file_kinds import KINDS
from governance.models import Deliberation
from tests.factories import deliberations as made
from tests.factories.deliberations import refuses
from tests.factories.late import VOUCHER


def at(day, hour):
    return datetime.combine(day, time(hour))


pytestmark = pytest.mark.django_db


def test_publicity_is_seven_days_and_then_the_clock_finalises(place, secretary):
    """The office has the first working day after the end to enter what was handed in on the last day."""
    row = made.publicised(secretary, place.compound)
    assert row.publicity_until == made.DAY + timedelta(7)
    assert row.effective_on == row.publicity_until + timedelta(1)
    with clock.travel(row.publicity_until):
        message = refuses("publicity_running", lambda: acts.finalise(row, actor=secretary))
        assert "3月18日（期满后第一个工作日）" in message
        assert acts.finalise_due() == 0
    with clock.travel(at(row.effective_on, 17)):
        assert acts.finalise_due() == 0
    with clock.travel(at(row.effective_on, 18)):
        assert acts.finalise_due() == 1
        assert acts.finalise_due() == 0
    row.refresh_from_db()
    assert row.status == "final"


def test_an_objection_stops_the_clock_by_the_days_until_the_answer(place, secretary):
    row = made.publicised(secretary, place.compound)
    until = row.publicity_until
    with clock.travel(made.DAY + timedelta(3)):
        row = objections.challenge(row, actor=secretary, raised_by="302 室", text="位置不妥，影响采光")
        assert row.status == "challenged"
        assert Deadline.objects.open().get().rule == "deliberation_objection"
    with clock.travel(made.DAY + timedelta(12)):
        assert acts.finalise_due() == 0
        one = row.objections.get()
        row = objections.answer(row, actor=secretary, objection=one.pk, answer="已移至东侧，异议人同意")
    assert (row.status, row.publicity_until) == ("publicised", until + timedelta(9))
    assert Deadline.objects.open().get().due_on == row.effective_on > row.publicity_until


def test_two_objections_stop_the_clock_once(place, secretary):
    row = made.publicised(secretary, place.compound)
    until = row.publicity_until
    with clock.travel(made.DAY + timedelta(2)):
        row = objections.challenge(row, actor=secretary, raised_by="甲", text="一")
    with clock.travel(made.DAY + timedelta(4)):
        row = objections.challenge(row, actor=secretary, raised_by="乙", text="二")
    first, second = row.objections.all()
    with clock.travel(made.DAY + timedelta(5)):
        row = objections.answer(row, actor=secretary, objection=first, answer="一答")
        assert row.status == "challenged"
        row = objections.answer(row, actor=secretary, objection=second, answer="二答")
    assert (row.status, row.publicity_until) == ("publicised", until + timedelta(3))


def test_late_and_foreign_objections_are_refused(place, secretary):
    row, other = made.publicised(secretary, place.compound), made.publicised(secretary, place.compound)
    with clock.travel(row.publicity_until + timedelta(1)):
        refuses("objection_too_late", lambda: objections.challenge(row, actor=secretary, raised_by="甲", text="晚了"))
    with clock.travel(made.DAY + timedelta(1)):
        objections.challenge(other, actor=secretary, raised_by="甲", text="有异议")
        row = objections.challenge(row, actor=secretary, raised_by="甲", text="有异议")
        foreign = other.objections.get()
        refuses("objection_unknown", lambda: objections.answer(row, actor=secretary, objection=foreign, answer="?"))


def test_publicity_of_the_past_is_a_fact_but_its_days_are_kept(place, secretary):
    row = made.counted(secretary, place.compound)
    with clock.travel(made.DAY + timedelta(5)):
        refuses(
            "publicised_before_held",
            lambda: acts.publicise(row, actor=secretary, publicised_on=made.DAY - timedelta(1), publicity_place="栏"),
        )
        row = acts.publicise(
            row,
            actor=secretary,
            publicised_on=made.DAY + timedelta(1),
            publicity_place="栏",
            photos=[made.photo()],
            vouched_by=VOUCHER,
        )
    assert row.publicity_until == made.DAY + timedelta(8)
    posted = Attachment.objects.of(row).get(kind="publicity_photos")
    assert KINDS["governance.deliberation", posted.kind].words == "公示照片"
    assert not Attachment.objects.of(row).filter(kind="photos").exists()
    with pytest.raises(IntegrityError, match="公示的地点和日期不能修改"), transaction.atomic():
        Deliberation.objects.filter(pk=row.pk).update(publicised_on=made.DAY - timedelta(1))


def test_a_body_with_a_rule_of_its_own_hangs_as_long_as_that_says(place, secretary):
    """Residents' and villagers' decisions hang at least 15 days, whatever the district's custom is."""
    row, other = (made.counted(secretary, place.compound) for _ in range(2))
    Rule.objects.create(
        code=f"publish_{row.body}",
        label="公示",
        kind="minimum",
        value="15",
        unit="d",
        basis="居委会组织法第三十四条",
        valid_from=date(2026, 1, 1),
    )
    with clock.travel(made.DAY):
        row = acts.publicise(row, actor=secretary, publicity_place="栏")
        assert row.publicity_until == made.DAY + timedelta(15)
        short = {"publicity_until": made.DAY + timedelta(14), "publicity_place": "栏"}
        message = refuses("publicity_too_short", lambda: acts.publicise(other, actor=secretary, **short))
    assert "居委会组织法第三十四条" in message


def test_the_paper_of_a_demo_row_is_marked(place, secretary):
    row = made.counted(secretary, place.compound)
    kept = [attach_marked_paper(row, secretary), attach_marked_paper(row, secretary)]
    assert all(one.caption.startswith("演示材料") and one.name == "演示材料.jpg" for one in kept)
    assert kept[0].path != kept[1].path
