"""Where the caller's word makes the smaller majority enough, another person looks at the matter (domain.md §2.7)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from governance.deliberations import registers
from governance.deliberations.actions import deliberations as acts
from governance.deliberations.papers.posting import way_to_object
from governance.deliberations.standing import unfit_to_apply
from governance.deliberations.workflow import DELIBERATION
from governance.kernel.clock import clock
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.notices import Notice
from governance.kernel.steps.events import deliver_events
from governance.models import Deliberation
from tests.factories import deliberations as made
from tests.factories.base import user_with
from tests.factories.deliberations import photo, refuses
from tests.factories.intruder import refused
from tests.factories.late import VOUCHER

pytestmark = pytest.mark.django_db
DAY = made.NOTICE + timedelta(20)
GENERAL = {"body": "owners_ordinary", "matter": "general", "title": "在楼顶再起一层", "held_on": DAY}
HOW = "查看通知和方案，只更新门厅张贴栏，不动共有部分用途"
CALLED_FOR = [  # (level, fields, whether another person looks)
    ("compound", GENERAL, True),
    ("compound", {"body": "owners_ordinary", "matter": "project", "held_on": DAY}, True),
    ("compound", {"body": "owners_ordinary", "matter": "money", "held_on": DAY}, True),
    ("compound", {"body": "owners_committee", "matter": "general"}, True),
    ("community", {"body": "residents_delegates", "matter": "community_affairs", "held_on": DAY}, True),
    ("community", {"body": "residents_delegates", "matter": "money", "held_on": DAY}, True),
    ("compound", {"body": "council", "matter": "general"}, False),  # what is only consulted binds nobody
    ("compound", {"body": "party_meeting", "matter": "general"}, False),
    ("compound", {"body": "owners_ordinary", "matter": "common_income", "held_on": DAY}, True),
    ("compound", {"body": "owners_committee", "matter": "emergency_repair", "title": "抢修楼顶渗漏"}, True),
    ("compound", {"body": "owners_major", "matter": "common_parts", "title": "架空层出租", "held_on": DAY}, False),
]


@pytest.fixture
def street(place):
    return user_with("street_admin", place.street)


@pytest.fixture
def office(place):
    return user_with("district_office", place.district)


@pytest.fixture
def row(place, secretary):
    """Owners called about what the words of no list tell."""
    return made.called(secretary, place.compound, **GENERAL)


def held(row, actor):
    """Held, counted and posted on its day, nobody having looked at the matter."""
    with clock.travel(row.held_on):
        row = acts.count(made.recorded(row, actor, **whole()), actor=actor)
        return acts.publicise(row, actor=actor, publicity_place="公示栏")


def whole():
    """Totals in which all owners come and agree."""
    area = Decimal(3600)
    tally = {"no": 1, "yes": 36, "no_votes": 0, "abstain": 0, "yes_area": area, "no_area": 0, "abstain_area": 0}
    return {"present": 36, "present_area": area, "tallies": [tally], "tally": [photo()]}


def look(row, actor, on=None):
    with clock.travel(on or row.held_on):
        return acts.check_matter_chosen(row, actor=actor, note=HOW)


@pytest.mark.parametrize(("level", "given", "is_looked_at"), CALLED_FOR)
def test_whoever_decides_by_the_callers_own_word_is_looked_at(place, secretary, level, given, is_looked_at):
    row = made.called(secretary, getattr(place, level), **given)
    assert (row.must_check_matter, row.awaits_matter_check) == (is_looked_at, is_looked_at)


def test_a_result_takes_effect_only_after_another_person_looked(row, secretary, street):
    row = held(row, secretary)
    assert (row.status, row.effective_on) == ("unverified", None)
    due = Deadline.objects.open().get()
    assert (due.rule, due.permission) == ("late_entry_check", "governance.review_objection")
    late = row.publicity_until + timedelta(10)
    with clock.travel(late):
        assert acts.finalise_due() == 0
        refuses("wrong_state", lambda: acts.finalise(row, actor=secretary))
        assert "事项类别由街道或联席办核实并公示期满生效后才能申报" in unfit_to_apply(row.motions.get())
    row = look(row, street, late)
    assert (row.status, row.matter_checked_by) == ("publicised", street)
    assert row.effective_on == clock.add_workdays(late, 1)
    with clock.travel(late):
        refuses("publicity_running", lambda: acts.finalise(row, actor=secretary))
    with clock.travel(row.effective_on):
        assert acts.finalise(row, actor=secretary).status == "final"


def test_looked_at_before_the_meeting_it_hangs_as_any_other(row, secretary, street):
    row = look(row, street, row.notice_on)
    assert row.status == "called"
    row = held(row, secretary)
    assert row.status == "publicised"
    assert row.effective_on > row.publicity_until


def test_a_changed_notice_is_looked_at_anew(row, secretary, street):
    row = look(row, street, row.notice_on)
    with clock.travel(row.notice_on):
        row = acts.edit(row, actor=secretary, motions=["一楼架空的地方给居民活动用"], place="广场")
    assert row.awaits_matter_check
    assert row.matter_checked_by is None
    deliver_events()
    assert Notice.objects.filter(recipient=street, title="请核对事项类别").count() == 2


@pytest.mark.parametrize("step", ["call", "edit", "hold", "correct", "count", "publicise"])
def test_nobody_with_a_hand_in_it_looks(place, secretary, street, office, step):
    hands = dict.fromkeys(("call", "edit", "hold", "correct", "count", "publicise"), secretary) | {step: street}
    row = made.called(hands["call"], place.compound, **GENERAL)
    with clock.travel(row.notice_on):
        row = acts.edit(row, actor=hands["edit"], place="广场")
    with clock.travel(row.held_on):
        row = made.recorded(row, hands["hold"], **whole())
        row = acts.correct(row, actor=hands["correct"], correction_reason="计票单漏记一户", **whole(), agent_heads=0)
        row = acts.count(row, actor=hands["count"])
        row = acts.publicise(row, actor=hands["publicise"], publicity_place="公示栏")
        refuses("own_matter", lambda: acts.check_matter_chosen(row, actor=street, note=HOW))
        assert acts.check_matter_chosen(row, actor=office, note=HOW).status == "publicised"


def test_it_is_looked_at_once_and_only_where_it_must(place, row, secretary, street, office):
    row = look(row, street, row.notice_on)
    refuses("matter_stands", lambda: look(row, office, row.notice_on))
    council = made.called(secretary, place.compound)
    refuses("matter_stands", lambda: look(council, street, council.notice_on))


def test_what_was_entered_late_too_waits_for_both(row, secretary, street, office):
    with clock.travel(row.held_on + timedelta(9)):
        row = made.recorded(row, secretary, vouched_by=VOUCHER, **whole())
        row = acts.publicise(acts.count(row, actor=secretary), actor=secretary, publicity_place="公示栏")
        assert row.awaited == "补录的事实和事项类别"
        row = acts.verify_late(row, actor=street, note="已核对原件")
        assert (row.status, row.awaited) == ("unverified", "事项类别")
        refuses("late_entry_stands", lambda: acts.verify_late(row, actor=office, note="已核对原件"))
        assert acts.check_matter_chosen(row, actor=office, note=HOW).status == "publicised"


def test_the_database_lets_none_take_effect_unseen(row, secretary, street):
    row = held(row, secretary)
    table = "UPDATE governance_deliberation SET"
    for values in ({"status": "publicised"}, {"must_check_matter": False, "status": "publicised"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Deliberation.objects.filter(pk=row.pk).update(**values)
    own = {"matter_checked_on": row.held_on, "matter_checked_by": secretary}
    with pytest.raises(IntegrityError, match="deliberation_matter_checked_by_another"), transaction.atomic():
        Deliberation.objects.filter(pk=row.pk).update(**own)
    looked = f"matter_checked_on = '{row.held_on}', matter_checked_by_id = {street.pk}"
    refused("须有办理记录", f"{table} {looked} WHERE id = {row.pk}")
    ahead = f"matter_checked_on = '{clock.today() + timedelta(400)}', matter_checked_by_id = {street.pk}"
    refused("按核对当日登记", f"{table} {ahead} WHERE id = {row.pk}")
    row.refresh_from_db()
    assert (row.status, row.matter_checked_on) == ("unverified", None)


def test_nor_is_one_called_that_nobody_must_look_at(row):
    other = """'{"id": 999999, "must_check_matter": false}'"""
    copy = f"SELECT (jsonb_populate_record(d, {other})).* FROM governance_deliberation d"
    refused("由其他人核对", f"INSERT INTO governance_deliberation {copy}")


def test_page_and_papers_say_what_it_waits_for_and_who_looked(client, row, secretary, street):
    row = held(row, secretary)
    with clock.travel(row.held_on):
        assert "可以在" in way_to_object(row)  # objections are taken meanwhile
    for user, is_offered in ((secretary, False), (street, True)):
        client.force_login(user)
        page = client.get(row.get_absolute_url()).content.decode()
        assert "待街道或联席办核对，核对后才能生效" in page
        assert "事项类别待核实，结果待定" in page
        assert registers.qualified(row, "通过") == "通过（事项类别待核实，结果待定）"
        assert (row.url("check_matter") in page) is is_offered
    with clock.travel(row.held_on):
        answer = client.post(row.url("check_matter"), {"note": HOW, "version": row.version})
    assert answer.status_code == 302
    page = client.get(row.get_absolute_url()).content.decode()
    assert f"经{street.name}核对" in page
    assert row.url("check_matter") not in page


def test_the_list_has_a_tab_of_what_waits_for_a_look(client, place, row, secretary, street):
    other = made.called(secretary, place.compound)  # of a council: nobody looks
    client.force_login(street)
    address = "/governance/deliberations/?tab=look"
    page = client.get(address).content.decode()
    assert row.get_absolute_url() in page
    assert other.get_absolute_url() not in page
    look(row, street, row.notice_on)
    assert row.get_absolute_url() not in client.get(address).content.decode()


def test_the_step_needs_words(client, row, street):
    client.force_login(street)
    refused_ = client.post(row.url("check_matter"), {"note": " ", "version": row.version})
    assert refused_.status_code == 422
    row.refresh_from_db()
    assert row.awaits_matter_check
    assert "check_matter" in DELIBERATION.steps
