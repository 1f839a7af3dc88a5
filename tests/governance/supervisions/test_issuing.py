"""A supervision is issued: who may, what is refused, and what two leaders at once get."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, close_old_connections, connection, transaction

from governance.kernel.clock import clock, pauses, reminders, rules
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
from governance.supervisions.workflow import DEADLINE
from tests.factories.base import appoint
from tests.factories.supervisions import (
    DUE,
    TODAY,
    WORDS,
    address,
    api,
    begin,
    fresh,
    furnish,
    urged,
    written,
)


# ------------------------------------------------------------ issuing
def test_a_leader_urges_what_is_late(place):
    deadline = acts.urge(place.late, actor=place.leader, requirement=WORDS)
    row = fresh(deadline.supervision)
    assert (row.number, row.level, row.status, row.requirement) == ("荷督〔2026〕1号", "district", "issued", WORDS)
    assert (row.was_due_on, row.days_late, row.reply_due_on) == (date(2026, 11, 10), 10, date(2026, 11, 25))
    assert fresh(place.late).followed_n == 1
    told = Event.objects.get(object_type="governance.appointment", kind="governance.deadline.urge")
    assert (told.object_id, told.label, told.actor) == (place.row.pk, "区级督办", place.leader)
    assert told.data["note"] == WORDS
    answer = Deadline.objects.open().get(object_type="governance.supervision")
    assert (answer.task, answer.due_on, answer.desk) == ("答复督办", row.reply_due_on, place.community)
    assert answer in Deadline.objects.waiting_for(place.secretary)


def test_a_missing_rule_is_named_on_the_page_and_is_no_server_error(place, client):
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


def test_those_who_must_act_and_their_superiors_are_notified_once(place, settings):
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
        pauses.stop(type(place.row), {place.row.pk: "复核异议"})
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
        due = reminders.Due("demand_accept", "governance.urge", "签批", assignee=lambda row: place.leader)
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
        assert fresh(place.late).followed_n == 1


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
