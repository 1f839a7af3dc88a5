"""A concept without a template, a process or people of its own is usable: its page says what its model knows."""

from datetime import date

import pytest
from django.test import RequestFactory

from governance.kernel.clock import reminders, rules
from governance.kernel.clock.reminders import Due
from governance.kernel.pages.details import DetailPage
from governance.kernel.pages.facts import HIDDEN_ROW, fact_groups, is_shown
from governance.kernel.pages.showing import open_deadlines, people_in_charge, process_of
from governance.kernel.steps.states import State, States
from governance.models import Organisation, Person, User
from governance.organisations.workflow import EDIT, ORGANISATION
from projects.models import Demand
from tests.factories.base import make_district, person, user_with

NOTE = "每月第一个周六活动\n风雨无阻"
WAITS = Due("", EDIT, "批准运行")
STATES = States(
    State("proposed", "筹建", "wait", stage=0, groups=("open",), waits_for=WAITS),
    State("active", "运行中", "ok", stage=1, groups=("open",)),
    stages=("登记", "运行"),
)


class PlainPage(DetailPage):
    """The page of an organisation as a concept without a template would have it."""

    model, workflow = Organisation, ORGANISATION


@pytest.fixture
def place(db):
    rules.load_rules()
    place = make_district()
    place.secretary = user_with("community_secretary", place.community)
    place.leader = person(place.community, "周大山")
    place.team = Organisation.objects.create(
        kind="volunteer_team",
        name="荷馨苑志愿队",
        area=place.compound,
        leader=place.leader,
        member_count=12,
        founded_on=date(2024, 5, 1),
        note=NOTE,
        created_by=place.secretary,
    )
    return place


def html(place, user):
    request = RequestFactory().get(f"/governance/organisations/{place.team.pk}/")
    request.user = user
    return PlainPage.as_view()(request, pk=place.team.pk).content.decode()


def facts(row, user, **options):
    return {
        str(fact["label"]): fact["value"]
        for group in fact_groups(row, user, **options)
        for fact in [*group["facts"], *group["texts"]]
    }


def test_a_page_without_a_template_shows_the_fields_of_its_row(place):
    page = html(place, place.secretary)
    for words in ("基本情况", "类别", "志愿者队伍", "成员数", "12", "2024年5月1日", "每月第一个周六活动<br>风雨无阻"):
        assert words in page, words
    assert f'<a href="{place.compound.get_absolute_url()}">荷馨苑</a>' in page
    assert f'<a href="{place.leader.get_absolute_url()}">周大山</a>' in page


def test_what_is_technical_or_in_the_head_is_left_out(place):
    found = facts(place.team, place.secretary)
    assert found["任期至"] == "—"
    assert found["登记人"] == place.secretary.name
    assert "状态" not in found
    assert "演示数据" not in found
    assert not [label for label in found if label.isascii()], found


def test_sealed_columns_are_shown_only_where_the_page_names_them():
    phone = Demand._meta.get_field("reporter_phone")
    assert not is_shown(phone)
    assert is_shown(phone, unsealed=("reporter_phone",))
    assert not is_shown(Person._meta.get_field("id_number"), unsealed=("phone",))


def test_a_related_row_that_the_user_may_not_see_is_not_named(place):
    elsewhere = user_with("community_secretary", place.other_community)
    found = facts(place.team, elsewhere)
    assert found["负责人"] == found["所在区域"] == HIDDEN_ROW


def test_process_and_people_come_from_the_states(place, monkeypatch):
    monkeypatch.setattr(Organisation._meta.get_field("status"), "states", STATES, raising=False)
    assert [(step["label"], step["state"]) for step in process_of(place.team)] == [("登记", "now"), ("运行", "")]
    assert people_in_charge(place.team, []) == []
    reminders.begin(place.team, WAITS)
    [handler] = people_in_charge(place.team, open_deadlines(place.team))
    assert handler["name"] == place.secretary.name
    assert "经办" in html(place, place.secretary)
    place.team.status = "active"
    assert people_in_charge(place.team, open_deadlines(place.team)) == []


def test_a_deadline_with_a_name_is_handled_by_that_account(place, monkeypatch):
    monkeypatch.setattr(Organisation._meta.get_field("status"), "states", STATES, raising=False)
    colleague = user_with("community_staff", place.community)
    reminders.begin(place.team, Due("", EDIT, "批准运行", assignee=lambda row: colleague))
    [handler] = people_in_charge(place.team, open_deadlines(place.team))
    assert handler["name"] == User.objects.get(pk=colleague.pk).name
