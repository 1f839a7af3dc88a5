"""Steps: who wins a race, who is refused and told why, and that a refusal writes nothing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction

from governance.kernel.clock import clock
from governance.kernel.models.events import Event
from governance.kernel.steps.errors import BusinessError, Invalid, NotAllowed, WrongState
from governance.kernel.steps.saving import lock, save_valid
from governance.models import Appointment
from governance.people.actions import posts as people
from governance.people.workflow.posts import POST
from projects.models import DemandCategory
from tests.factories.base import appoint, make_district, person, user_with
from tests.factories.projects import make_category
from tests.kernel.threads import in_thread


@pytest.fixture
def district(db):
    return make_district()


def end_of(post, actor):
    try:
        people.end(post, actor=actor, note="调离本小区")
    except BusinessError as refusal:
        return refusal.code
    return "ok"


@pytest.mark.django_db(transaction=True)
def test_of_four_at_once_one_wins_and_the_others_name_the_winner():
    place = make_district()
    post = appoint("neighbour_head", place.building)
    actors = [user_with("community_secretary", place.community) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(in_thread(lambda actor: end_of(post, actor)), actors))
    assert sorted(answers) == ["ok", "wrong_state", "wrong_state", "wrong_state"]
    assert Event.objects.filter(kind="governance.appointment.end").count() == 1
    with pytest.raises(WrongState, match=r"已于.*办理“办理离任”"):
        people.end(post, actor=actors[0], note="再次办理")


def test_a_stranger_is_refused_and_nothing_is_written(district):
    post = appoint("neighbour_head", district.building)
    stranger = user_with("community_secretary", district.other_community)
    with pytest.raises(NotAllowed) as refusal:
        people.end(post, actor=stranger, note="不归我管")
    assert refusal.value.status == 403
    post.refresh_from_db()
    assert post.status == "active"
    assert not Event.objects.exists()


def test_a_row_cannot_be_moved_out_of_ones_area(district):
    secretary = user_with("community_secretary", district.community)
    with pytest.raises(NotAllowed):
        people.appoint(
            Appointment(), actor=secretary, area=district.other_compound, role="group_leader", name="李小明", phone=""
        )
    assert not Appointment.objects.filter(role="group_leader").exists()
    assert not Event.objects.exists()


def test_an_older_version_is_refused(district):
    post = appoint("neighbour_head", district.building)
    secretary = user_with("community_secretary", district.community)
    seen = post.version
    people.amend(post, actor=secretary, block="1 单元", version=seen)
    with pytest.raises(WrongState) as refusal:
        people.amend(post, actor=secretary, block="2 单元", version=seen)
    assert refusal.value.code == "changed_meanwhile"
    post.refresh_from_db()
    assert post.block == "1 单元"


def test_a_refused_rule_takes_back_what_the_body_did(district):
    """A term that is over is refused after a new person was registered: the person is gone as well."""
    secretary = user_with("community_secretary", district.community)
    from datetime import date

    with pytest.raises(BusinessError) as refusal:
        people.appoint(
            Appointment(),
            actor=secretary,
            area=district.building,
            role="neighbour_head",
            name="周无期",
            starts_on=date(2020, 1, 1),
            ends_on=date(2021, 1, 1),
        )
    assert refusal.value.code == "term_over"
    from governance.models import Person

    assert not Person.objects.filter(name="周无期").exists()


# ------------------------------------------------------------ constraints
def test_the_database_refuses_in_the_words_of_the_model(district):
    """Check, unique and exclusion constraints, each told by the sentence that stands beside it."""
    today = clock.today()
    post = appoint("neighbour_head", district.building)
    category = make_category(district.district)
    again = {"area": category.area, "code": category.code, "name": "又一类", "valid_from": category.valid_from}
    cases = [
        (Appointment(person=post.person, role=post.role, area=post.area), "此人已在该区域担任这一岗位"),
        (DemandCategory(**again), "这一类别在这段时间内已有版本，请换一个代码或日期"),
        (
            DemandCategory(**again | {"code": "other", "valid_from": today, "valid_until": today - timedelta(1)}),
            "停用日期不能早于启用日期",
        ),
    ]
    for row, sentence in cases:
        with pytest.raises(Invalid) as refusal, transaction.atomic():
            save_valid(row)
        assert (refusal.value.message, refusal.value.errors) == (sentence, {"_all": [sentence]})
        assert row.pk is None or not type(row).objects.filter(pk=row.pk).exists()


def test_a_relation_to_nothing_is_refused_before_it_is_saved(district):
    row = Appointment(person=person(district.compound), role="neighbour_head", area_id=10**9)
    with pytest.raises(Invalid) as refusal:
        save_valid(row)
    assert list(refusal.value.errors) == ["area"]


def test_a_changed_relation_is_looked_up_and_an_unchanged_one_is_not(district, django_assert_num_queries):
    row = lock(appoint("neighbour_head", district.building))
    assert row.person.name
    assert row.area.name
    with django_assert_num_queries(2):  # the names of its places, by which it is found, and the UPDATE
        save_valid(row)
    row.area_id = 10**9
    with pytest.raises(Invalid), django_assert_num_queries(1):  # the look-up
        save_valid(row)


def test_rights_are_checked_in_the_present_area_of_the_row(district):
    """What the page had at hand of the place counts only while the row still lies there."""
    seen = Appointment.objects.select_related("area").get(pk=appoint("neighbour_head", district.building).pk)
    Appointment.objects.filter(pk=seen.pk).update(area=district.other_compound)
    with pytest.raises(NotAllowed), transaction.atomic():
        POST.take("end", seen, actor=user_with("community_secretary", district.community), note="搬离")
    assert not Event.objects.exists()


# ------------------------------------------------------------ who is nearest
def test_the_nearest_post_is_asked_as_the_directory_knows_it(district):
    user_with("street_admin", district.street)
    user_with("district_office", district.district)
    places = [district.district, district.street, district.community, district.compound, district.building]
    for step in range(3):
        role, area = ("community_staff", district.community) if step else ("branch_secretary", district.compound)
        users = type(user_with(role, area)).objects
        if step == 2:
            user_with("community_secretary", district.community)
        directory = users.directory()
        for permission in ("projects.answer", "projects.route", "projects.review", "disputes.accept"):
            for path in (place.path for place in places):
                found = directory.holding(permission, path, nearest=True)
                assert list(users.nearest(permission, path)) == found[:1]
                assert list(users.desk(permission, path)) == [one for one in [directory.desk(permission, path)] if one]
                assert asked_at(users, "nearest", permission, path) == found[:1]
                assert asked_at(users, "desk", permission, path) == list(users.desk(permission, path))
                able = users.able(permission, path).values_list("pk", flat=True)
                assert sorted(asked_at(users, "able", permission, path)) == sorted(able)


def asked_at(users, *asked):
    """The keys that a part of a statement gives."""
    part = users.asked_at(*asked)
    with connection.cursor() as cursor:
        cursor.execute(part.sql, part.params)
        return [key for (key,) in cursor.fetchall()]


def test_nobody_is_asked_at_a_place_for_what_no_role_may_do(district):
    users = type(user_with("street_admin", district.street)).objects
    assert asked_at(users, "desk", "governance.no_such_right", district.compound.path) == [None]


def test_an_action_of_no_declared_step_is_refused_with_what_to_add():
    with pytest.raises(ImproperlyConfigured, match=r'no step .promote.: add Step\("promote", .* in workflow\.py'):
        POST.step("promote")
