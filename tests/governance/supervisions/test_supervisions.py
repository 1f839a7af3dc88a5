"""Overdue work: why it is late, who urges it, who answers, and that it ends with the work."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, close_old_connections, connection, transaction
from django.test import Client

from governance.kernel.clock import clock, reminders, rules
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Event
from governance.kernel.models.figures import Serial
from governance.kernel.models.notices import Notice
from governance.kernel.models.outside import Dispatch
from governance.kernel.steps.errors import BusinessError, NotAllowed, Refused, WrongState
from governance.kernel.steps.events import deliver_events
from governance.kernel.upkeep.checks import run
from governance.models import Supervision
from governance.supervisions import actions as acts
from governance.supervisions.workflow import DEADLINE, SUPERVISION
from tests.factories.base import appoint
from tests.factories.supervisions import (
    BEGAN,
    DONE,
    DUE,
    TODAY,
    WHY,
    WORDS,
    address,
    api,
    begin,
    fresh,
    furnish,
    urged,
    written,
)


@pytest.fixture
def place(db):
    with clock.travel(TODAY):
        yield furnish()


# ------------------------------------------------------------ issuing
def test_a_leader_urges_what_is_late(place):
    deadline = acts.urge(place.late, actor=place.leader, requirement=WORDS)
    row = fresh(deadline.supervision)
    assert (row.number, row.level, row.status, row.requirement) == ("荷督〔2026〕1号", "district", "issued", WORDS)
    assert (row.was_due_on, row.days_late, row.reply_due_on) == (date(2026, 11, 10), 10, date(2026, 11, 25))
    assert fresh(place.late).urged_n == 1
    told = Event.objects.get(object_type="governance.appointment", kind="governance.deadline.urge")
    assert (told.object_id, told.label, told.actor) == (place.row.pk, "区级督办", place.leader)
    assert told.data["note"] == WORDS
    answer = Deadline.objects.open().get(object_type="governance.supervision")
    assert (answer.task, answer.due_on, answer.desk) == ("答复督办", row.reply_due_on, place.community)
    assert answer in Deadline.objects.waiting_for(place.secretary)


def test_a_rule_nobody_has_set_is_said_on_a_page_and_is_no_fault(place, client):
    rules.Rule.objects.filter(code="supervision_reply").delete()
    rules.forget()
    client.force_login(place.leader)
    answer = client.get(f"/governance/deadlines/{place.late.pk}/urge/")
    assert answer.status_code == 422
    assert "规则表中没有在2026年11月20日施行的规则“supervision_reply”" in answer.content.decode()


def test_a_street_urges_within_itself_and_numbers_go_on(place):
    urged(place)
    second = begin(appoint("neighbour_head", place.building))
    row = acts.urge(second, actor=place.street_admin, requirement=WORDS).supervision
    assert (row.number, row.level) == ("荷督〔2026〕2号", "street")
    assert Event.objects.filter(kind="governance.deadline.urge").first().label == "街道督办"


def test_who_must_act_and_those_above_are_told_once(place, settings):
    settings.NOTIFY_URLS = ["json://127.0.0.1:9/"]
    row = urged(place)
    deliver_events()
    deliver_events()
    notices = Notice.objects.filter(key__startswith=f"supervision:{row.pk}:")
    assert sorted(notices.values_list("recipient__person__name", flat=True)) == sorted(["莫辉", "小莫", "邓健"])
    one = notices.get(recipient=place.secretary)
    assert one.title == "区级督办：受理需求，请于11月25日前答复"
    assert (one.url, one.number, one.level) == (row.get_absolute_url(), row.number, "danger")
    assert place.row.person.name not in one.title  # the title may leave the house
    assert Dispatch.objects.filter(notice__in=notices).count() == 3


def refusals():
    def not_late(place):
        return place.leader, begin(appoint("patch_leader", place.compound), day=TODAY)

    def closed(place):
        reminders.close(place.row)
        return place.leader, place.late

    def stopped(place):
        reminders.stop(place.row)
        return place.leader, place.late

    def without_a_day(place):
        return place.leader, begin(appoint("patch_leader", place.compound), reminders.Due("", DUE.permission, "办理"))

    def second(place):
        urged(place)
        return place.office, place.late

    def the_answer(place):
        row = urged(place)
        Deadline.objects.filter(object_type="governance.supervision").update(due_on=TODAY - timedelta(1))
        return place.leader, Deadline.objects.get(object_type="governance.supervision", object_id=row.pk)

    def own_desk(place):
        due = reminders.Due("demand_accept", "projects.review", "街道审核")
        return place.street_admin, begin(appoint("patch_leader", place.compound), due)

    def by_name(place):
        due = reminders.Due("demand_accept", "projects.route", "签批", assignee=lambda row: place.leader)
        return place.leader, begin(appoint("patch_leader", place.compound), due)

    def of_the_district(place):
        due = reminders.Due("demand_accept", "projects.list", "列入议程")
        return place.chief, begin(appoint("patch_leader", place.compound), due)

    def elsewhere(place):
        return place.neighbour, place.late

    def no_leader(place):
        return place.secretary, place.late

    def auditor(place):
        return place.auditor, place.late

    return [
        (not_late, Refused, "not_overdue", "尚未逾期"),
        (closed, WrongState, "closed", "已于11月20日 09:00办结"),
        (stopped, Refused, "not_overdue", "暂停计时"),
        (without_a_day, Refused, "not_overdue", "没有规定期限"),
        (second, WrongState, "urged_already", "谭晓勇已于11月20日 09:00发出督办单荷督〔2026〕1号"),
        (the_answer, NotAllowed, "a_reply", "不再另发督办单"),
        (own_desk, NotAllowed, "own_desk", "不能督办自己"),
        (by_name, NotAllowed, "own_desk", "不能督办自己"),
        (of_the_district, NotAllowed, "desk_above", "请由上级督办"),
        (elsewhere, NotAllowed, "not_allowed", "不管辖"),
        (no_leader, NotAllowed, "not_allowed", "不办理此项"),
        (auditor, NotAllowed, "not_allowed", "不办理此项"),
    ]


@pytest.mark.parametrize(("case", "error", "code", "words"), refusals(), ids=lambda one: getattr(one, "__name__", ""))
def test_a_refusal_writes_nothing(place, case, error, code, words):
    actor, deadline = case(place)
    before = written()
    verdict = DEADLINE.verdict("urge", fresh(deadline), actor)
    assert words in verdict.reason  # the button says so beforehand
    with pytest.raises(error) as refusal:
        acts.urge(deadline, actor=actor, requirement=WORDS)
    assert refusal.value.code == code
    assert words in refusal.value.message
    assert written() == before


@pytest.mark.parametrize("words", ["", "   ", "长" * 501])
def test_without_fitting_words_nothing_is_issued(place, client, words):
    client.force_login(place.leader)
    before = written()
    answer = client.post(address(place.late), {"requirement": words})
    assert answer.status_code == 422
    answer = client.post(api(place.late), {"requirement": words}, content_type="application/json")
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["requirement"])
    assert written() == before


def test_the_database_itself_keeps_one_open_and_the_words_are_chinese(place):
    row = urged(place)
    twin = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.name != "id"}
    with pytest.raises(IntegrityError, match="supervision_open_once"), transaction.atomic():
        Supervision.objects.create(**{**twin, "no": 9})
    constraint = next(one for one in Supervision._meta.constraints if one.name == "supervision_open_once")
    assert "不必重复督办" in constraint.violation_error_message


@pytest.mark.django_db(transaction=True)
def test_of_two_leaders_at_once_one_wins_and_the_other_hears_who_and_when():
    with clock.travel(TODAY):
        place = furnish()
        answers = at_once(
            [
                lambda user=user: acts.urge(place.late, actor=user, requirement=WORDS)
                for user in (place.leader, place.office)
            ]
        )
        errors = [error for error in answers if error]
        assert [type(error) for error in errors] == [WrongState]
        assert errors[0].code == "urged_already"
        assert Supervision.objects.get().issued_by.name in errors[0].message
        assert "11月20日 09:00" in errors[0].message
        assert Serial.objects.get(series="supervision:2026").last == 1
        assert fresh(place.late).urged_n == 1


@pytest.mark.django_db(transaction=True)
def test_urging_and_finishing_at_once_leaves_nothing_open():
    with clock.travel(TODAY):
        place = furnish()

        def finish():
            with transaction.atomic():
                reminders.close(place.row)

        errors = at_once([lambda: acts.urge(place.late, actor=place.leader, requirement=WORDS), finish])
        assert all(error is None or error.code == "closed" for error in errors), errors
        assert not Supervision.objects.open().exists()
        assert not Deadline.objects.open().exists()
        assert run(["supervisions"]) == []


def at_once(calls):
    barrier, errors = Barrier(len(calls)), [None] * len(calls)

    def work(number, call):
        close_old_connections()
        barrier.wait()
        try:
            call()
        except BusinessError as error:
            errors[number] = error
        finally:
            connection.close()

    threads = [Thread(target=work, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


# ------------------------------------------------------------ answering
def test_answered_and_accepted(place):
    row = acts.answer(urged(place), actor=place.secretary, **DONE)
    assert (row.status, row.answered_by, row.promised_on) == ("answered", place.secretary, DONE["promised_on"])
    waiting = Deadline.objects.open().get(object_type="governance.supervision")
    assert (waiting.task, waiting.assignee) == ("审核督办答复", place.leader)
    row = acts.accept(row, actor=place.leader)
    assert row.status == "closed"
    assert not Deadline.objects.open().filter(object_type="governance.supervision").exists()
    assert fresh(place.late).closed_at is None  # the work itself goes on
    deliver_events()
    assert Notice.objects.filter(recipient=place.leader, title="督办已答复：受理需求").count() == 1
    assert Notice.objects.filter(recipient=place.secretary, title="督办答复已认可：受理需求").count() == 1
    assert bool(DEADLINE.verdict("urge", fresh(place.late), place.leader))  # once more, should it go on


def test_sent_back_the_answer_is_due_anew(place):
    row = acts.answer(urged(place), actor=place.secretary, **DONE)
    with clock.travel(date(2026, 11, 23)):
        row = acts.send_back(row, actor=place.leader, note="没有写明完成时间")
    assert (row.status, row.reply_due_on) == ("issued", date(2026, 11, 26))
    waiting = Deadline.objects.open().get(object_type="governance.supervision")
    assert (waiting.task, waiting.due_on) == ("答复督办", date(2026, 11, 26))
    acts.answer(row, actor=place.colleague, **DONE)
    assert Event.objects.filter(kind="governance.supervision.answer").count() == 2


def test_withdrawn_it_counts_no_more_but_keeps_its_number(place):
    row = acts.withdraw(urged(place), actor=place.leader, note="已另行交办")
    assert (row.status, fresh(place.late).urged_n) == ("withdrawn", 0)
    assert urged(place, place.office).number == "荷督〔2026〕2号"
    assert run(["supervisions"]) == []


@pytest.mark.parametrize(
    ("step", "who", "code"),
    [
        ("answer", "leader", "not_addressed"),
        ("answer", "street_admin", "not_addressed"),
        ("answer", "branch", "not_addressed"),
        ("accept", "office", "not_the_issuer"),
        ("accept", "secretary", "not_allowed"),
        ("send_back", "chief", "not_the_issuer"),
        ("withdraw", "office", "not_the_issuer"),
        ("withdraw", "secretary", "not_allowed"),
        ("close", "leader", "not_allowed"),
    ],
)
def test_each_step_has_its_hands(place, step, who, code):
    row, given = urged(place), {"answer": DONE}.get(step, {"note": "理由"})
    if step in ("accept", "send_back"):
        row = acts.answer(row, actor=place.secretary, **DONE)
    before = written()
    with pytest.raises(NotAllowed) as refusal:
        SUPERVISION.actions[step](row, actor=getattr(place, who), **given)
    assert refusal.value.code == code
    assert written() == before


def test_a_promise_lies_ahead_and_a_second_answer_comes_too_late(place):
    row = urged(place)
    before = written()
    with pytest.raises(Refused, match="不能早于今天"):
        acts.answer(row, actor=place.secretary, answer="已办", promised_on=TODAY - timedelta(1))
    assert written() == before
    acts.answer(row, actor=place.secretary, **DONE)
    before = written()
    with pytest.raises(WrongState, match="莫辉"):
        acts.answer(row, actor=place.colleague, **DONE)
    assert written() == before


# ------------------------------------------------------------ the end of the work
@pytest.mark.parametrize("is_answered", [False, True])
def test_done_work_closes_its_supervision(place, is_answered):
    row = urged(place)
    if is_answered:
        acts.answer(row, actor=place.secretary, **DONE)
    with transaction.atomic():
        reminders.close(place.row)
    row.refresh_from_db()
    assert (row.status, row.closed_at is not None) == ("closed", True)
    assert not Deadline.objects.open().exists()
    last = Event.objects.get(kind="governance.supervision.close")
    assert (last.actor, last.data["note"]) == (None, "督办的事项已办结，自动销号")
    assert run(["supervisions"]) == []


def test_a_step_that_is_taken_back_closes_nothing(place):
    row = urged(place)

    def half_done():
        with transaction.atomic():
            reminders.close(place.row)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half_done()
    assert fresh(row).status == "issued"
    assert Deadline.objects.open().count() == 2


class Flow:
    """A workflow whose every state asks for the same, or for something else."""

    def __init__(self, due):
        self.deadlines = {"next": due}


def test_while_the_same_duty_goes_on_late_its_supervision_stays(place):
    row = urged(place)
    late = reminders.Due("demand_accept", "projects.route", "受理需求", due=lambda one: place.late.due_on)
    reminders.move(Flow(late), place.row, "next")
    row.refresh_from_db()
    assert row.status == "issued"
    assert row.deadline_id != place.late.pk
    assert (row.deadline.closed_at, row.deadline.urged_n) == (None, 1)
    assert Deadline.objects.open().filter(object_type="governance.supervision").count() == 1
    acts.answer(row, actor=place.secretary, **DONE)
    assert run(["supervisions"]) == []


@pytest.mark.parametrize(
    "due",
    [
        reminders.Due("demand_accept", "projects.route", "受理需求", due=lambda one: TODAY + timedelta(9)),
        reminders.Due("demand_accept", "projects.answer", "答复需求", due=lambda one: TODAY - timedelta(9)),
    ],
    ids=["more time", "another duty"],
)
def test_with_more_time_or_another_duty_it_is_closed(place, due):
    row = urged(place)
    reminders.move(Flow(due), place.row, "next")
    assert fresh(row).status == "closed"
    assert Deadline.objects.open().get(object_type="governance.appointment").urged_n == 0


# ------------------------------------------------------------ why it is late
def test_who_must_act_says_why_and_the_timeline_keeps_every_word(place):
    acts.explain(place.late, actor=place.secretary, **WHY)
    acts.explain(place.late, actor=place.colleague, late_kind="others", late_reason="等待住建局会商")
    late = fresh(place.late)
    assert (late.late_kind, late.late_reason) == ("others", "等待住建局会商")
    notes = Event.objects.filter(object_type="governance.appointment", object_id=place.row.pk, label="说明逾期原因")
    assert [event.data["note"] for event in notes] == ["等待住建局会商", "产权证明尚未补齐"]


@pytest.mark.parametrize("who", ["leader", "office", "street_admin", "neighbour", "branch", "auditor"])
def test_nobody_else_says_why(place, client, who):
    user = getattr(place, who)
    before = written()
    with pytest.raises(NotAllowed):
        acts.explain(place.late, actor=user, **WHY)
    client.force_login(user)
    assert client.post(address(place.late, "explain"), WHY).status_code in (404, 422)
    assert client.post(api(place.late, "explain"), WHY, content_type="application/json").status_code in (403, 404)
    assert written() == before


def test_in_time_there_is_nothing_to_explain(place):
    early = begin(appoint("patch_leader", place.compound), day=TODAY)
    with pytest.raises(Refused, match="尚未逾期"):
        acts.explain(early, actor=place.secretary, **WHY)


def climb(day):
    with clock.travel(day):
        reminders.remind()
    return dict(Notice.objects.filter(key__startswith="deadline:").order_by("id").values_list("recipient_id", "url"))


def test_from_the_third_day_the_ladder_asks_for_the_reason(place):
    Deadline.objects.update(next_rung_on=date(2026, 11, 9), rung=None)
    urls = climb(date(2026, 11, 11))
    assert urls[place.secretary.pk] == place.row.get_absolute_url()
    urls = climb(date(2026, 11, 13))
    notice = Notice.objects.filter(recipient=place.secretary).first()
    assert notice.title == "逾期 3 天，请说明原因：受理需求"
    assert urls[place.secretary.pk] == address(place.late, "explain")
    assert urls[place.street_admin.pk] == place.row.get_absolute_url()  # who only supervises is not asked
    acts.explain(fresh(place.late), actor=place.secretary, **WHY)
    assert climb(date(2026, 11, 17))[place.secretary.pk] == place.row.get_absolute_url()


def asked_on_the_work_page(user, day):
    client = Client()  # a session of that day: an older one has been idle too long
    with clock.travel(day):
        client.force_login(user)
        return "说明原因" in client.get("/").content.decode()


def test_the_work_page_asks_when_the_ladder_does(place):
    assert not asked_on_the_work_page(place.secretary, date(2026, 11, 12))
    assert asked_on_the_work_page(place.secretary, date(2026, 11, 13))


def test_a_statutory_period_asks_on_the_first_day(place):
    rule = rules.get("demand_accept", BEGAN)
    type(rule).objects.filter(pk=rule.pk).update(is_statutory=True)
    rules.forget()
    Deadline.objects.update(next_rung_on=date(2026, 11, 9), rung=None)
    assert climb(date(2026, 11, 11))[place.secretary.pk] == address(place.late, "explain")
    assert asked_on_the_work_page(place.secretary, date(2026, 11, 11))
