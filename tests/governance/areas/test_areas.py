"""The tree grows, is renamed, merged, split and closed; codes stay, nothing is deleted, everything is found again."""

import random
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from governance.areas.actions import areas as actions
from governance.kernel.clock import clock, rules
from governance.kernel.figures.metrics import METRICS, Period
from governance.kernel.models.events import Event
from governance.kernel.models.figures import Tally
from governance.kernel.steps.errors import BusinessError
from governance.models import Appointment, Area, AreaName, Compound, Organisation
from governance.roles import LEVELS
from tests.factories.base import appoint, make_area, make_district, user_with
from tests.factories.late import proven

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return make_district()


@pytest.fixture
def office(place):
    return user_with("district_office", place.district)


def new(parent, actor, name, **data):
    return actions.create(Area(), actor=actor, parent=parent, name=name, **data)


# ------------------------------------------------------------ growing
def test_codes_and_paths_follow_the_scheme(place):
    secretary = user_with("community_secretary", place.community)
    compound = new(place.community, secretary, "幸福里", build_year=1994, is_old=True, patch_leader_seats=2)
    building = new(compound, secretary, "1栋", household_count=72)
    unit = new(building, secretary, "1单元")
    home = new(unit, secretary, "302室", segment="302")
    assert compound.code == "430202001012-X002"
    assert home.code == "430202001012-X002-B001-01-0302"
    assert home.path == f"{place.community.path}X002/B001/01/0302/"
    assert home.compound_id == compound.pk
    assert home.depth == 6
    assert Compound.objects.get(area=compound).build_year == 1994
    assert compound.post_seats.get(role="patch_leader").expected == 2
    assert Event.objects.filter(kind="governance.area.create", object_id=home.pk, actor=secretary).count() == 1


def test_a_number_is_never_used_twice(place, office):
    first = new(place.community, office, "甲苑")
    actions.close(first, actor=office, note="拆除")
    second = new(place.community, office, "乙苑")
    assert (first.code[-4:], second.code[-4:]) == ("X002", "X003")


@pytest.mark.parametrize(
    ("_case", "parent", "data", "code"),
    [
        ("below a street", "street", {"name": "新社区"}, "wrong_level"),
        ("below the district", "district", {"name": "新街道"}, "wrong_level"),
        ("same name", "community", {"name": "荷馨苑"}, "name_taken"),
        ("foreign", "other_community", {"name": "新苑"}, "not_allowed"),
        ("number too long", "building", {"name": "x", "segment": "123"}, "wrong_segment"),
    ],
)
def test_refused_creations_write_nothing(place, _case, parent, data, code):
    secretary = user_with("community_secretary", place.community)
    before = Area.objects.count()
    with pytest.raises(BusinessError) as refusal:
        actions.create(Area(), actor=secretary, parent=getattr(place, parent), **data)
    assert refusal.value.code == code
    assert Area.objects.count() == before
    assert not Event.objects.exists()


# ------------------------------------------------------------ what the database itself refuses
def test_the_database_refuses_deletion_and_new_codes(place):
    for sql in (
        f"DELETE FROM governance_area WHERE id = {place.building.pk}",
        f"UPDATE governance_area SET code = 'x' WHERE id = {place.building.pk}",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    with pytest.raises(IntegrityError, match="须以上级代码"), transaction.atomic():
        make_area(place.street, "外来社区", code="430203001099")


# ------------------------------------------------------------ names
def test_a_renaming_keeps_the_old_name(place, office):
    rules.load_rules()
    with clock.travel(date(2026, 11, 20)):
        area = actions.rename(
            place.community, actor=office, name="新塘社区", renamed_on=date(2026, 11, 1), note="民政批复", **proven()
        )
        again = actions.rename(area, actor=office, name="月塘社区", renamed_on=date(2026, 11, 10), **proven())
    assert [(one.name, one.valid_until) for one in AreaName.objects.filter(area=area).order_by("id")] == [
        ("野鸭冲社区", date(2026, 10, 31)),
        ("新塘社区", date(2026, 11, 9)),
    ]
    assert "野鸭冲社区" in again.aliases
    assert "野鸭冲" in again.search_text


@pytest.mark.parametrize(
    ("_case", "data", "code"),
    [
        ("tomorrow", {"name": "新名", "renamed_on": date(2026, 11, 21)}, "renamed_in_future"),
        ("before it began", {"name": "新名", "renamed_on": date(2019, 1, 1)}, "renamed_too_early"),
        ("same name", {"name": "荷馨苑"}, "same_name"),
        ("a sibling's name", {"name": "桃花苑"}, "name_taken"),
    ],
)
def test_refused_renamings_write_nothing(place, office, _case, data, code):
    make_area(place.community, "桃花苑")
    Area.objects.filter(pk=place.compound.pk).update(official_name="荷馨苑")
    with clock.travel(date(2026, 11, 20)), pytest.raises(BusinessError) as refusal:
        actions.rename(place.compound, actor=office, **data)
    assert refusal.value.code == code
    place.compound.refresh_from_db()
    assert place.compound.name == "荷馨苑"
    assert not AreaName.objects.exists()
    assert not Event.objects.exists()


def test_a_community_is_not_renamed_by_itself(place):
    secretary = user_with("community_secretary", place.community)
    with pytest.raises(BusinessError) as refusal:
        actions.rename(place.community, actor=secretary, name="新名")
    assert refusal.value.code == "by_office"
    assert actions.rename(place.compound, actor=secretary, name="新名").name == "新名"


# ------------------------------------------------------------ merging
def test_what_a_merged_community_had_is_found_below_its_successor(place, office):
    head = appoint("neighbour_head", place.building)
    branch = Organisation.objects.create(
        kind="branch", branch_kind="single", name="荷馨苑党支部", area=place.compound, status="active"
    )
    direct = appoint("community_secretary", place.community)
    successor = user_with("community_secretary", place.other_community)
    assert not Area.objects.visible_to(successor).filter(pk=place.compound.pk).exists()

    merged = actions.merge(place.community, actor=office, into=place.other_community, note="区划调整")

    assert merged.status == "ended"
    assert merged.succeeded_by_id == place.other_community.pk
    assert merged.valid_until == clock.today() - timedelta(1)
    place.compound.refresh_from_db()
    place.building.refresh_from_db()
    assert place.compound.parent_id == place.other_community.pk
    assert place.compound.code == "430202001012-X001"  # codes never change
    assert place.building.path.startswith(place.compound.path)
    assert place.building.depth == place.compound.depth + 1
    assert place.building.community_id == place.other_community.pk
    assert place.building.street_id == place.other_street.pk
    for row in (head, direct):
        assert Appointment.objects.visible_to(successor).filter(pk=row.pk).exists()
    assert Organisation.objects.visible_to(successor).filter(pk=branch.pk).exists()
    below = Period(Area.objects.get(pk=place.other_community.pk))
    assert METRICS["neighbour_heads"].numerator(below) == 1 == METRICS["neighbour_heads"].counted(below)
    assert METRICS["branches"].split(below, "community") == {place.other_community.pk: 1}
    assert Event.objects.filter(kind="governance.area.receive", object_id=place.other_community.pk).exists()
    assert not Area.objects.current().filter(pk=merged.pk).exists()


def test_two_compounds_of_the_same_number_live_side_by_side_after_a_merge(place, office):
    actions.merge(place.community, actor=office, into=place.other_community)
    paths = list(Area.objects.values_list("path", flat=True))
    assert len(set(paths)) == len(paths)
    later = new(place.other_community, office, "新苑")
    assert later.code == "430202002002-X002"


def test_a_merged_street_brings_its_communities(place, office):
    actions.merge(place.street, actor=office, into=place.other_street)
    for one in (place.community, place.compound, place.building):
        one.refresh_from_db()
        assert one.street_id == place.other_street.pk
        assert one.path.startswith(place.other_street.path)
    assert place.community.depth == 2
    assert place.building.depth == 4


def test_chains_of_mergers_hold(place, office):
    third = make_area(place.other_street, "第三社区", segment="009")
    actions.merge(place.community, actor=office, into=place.other_community)
    actions.merge(Area.objects.get(pk=place.other_community.pk), actor=office, into=third)
    for pk in (place.compound.pk, place.other_compound.pk):
        assert Area.objects.get(pk=pk).community_id == third.pk
    gone = Area.objects.get(pk=place.community.pk)
    assert gone.path.startswith(Area.objects.get(pk=third.pk).path)


@pytest.mark.parametrize(
    ("_case", "area", "into", "data", "code"),
    [
        ("itself", "community", "community", {}, "merge_self"),
        ("another level", "community", "other_compound", {}, "wrong_level"),
        ("tomorrow", "community", "other_community", {"merged_on": date(2999, 1, 1)}, "day_in_future"),
        ("the district", "district", "street", {}, "root"),
    ],
)
def test_refused_mergers_write_nothing(place, office, _case, area, into, data, code):
    with pytest.raises(BusinessError) as refusal:
        actions.merge(getattr(place, area), actor=office, into=getattr(place, into), **data)
    assert refusal.value.code == code
    assert Area.objects.filter(status="ended").count() == 0
    assert not Event.objects.exists()


def test_a_street_cannot_merge_into_a_foreign_one(place):
    street = user_with("street_admin", place.street)
    with pytest.raises(BusinessError) as refusal:
        actions.merge(place.community, actor=street, into=place.other_community)
    assert refusal.value.code == "not_allowed"


# ------------------------------------------------------------ splitting and closing
def test_a_split_takes_the_chosen_compounds_along(place, office):
    appoint("neighbour_head", place.building)
    stays = make_area(place.community, "留苑")
    area = actions.split(
        place.community, actor=office, name="新塘社区", code="430202001099", children=[place.compound], note="批复"
    )
    fresh = Area.objects.get(code="430202001099")
    place.building.refresh_from_db()
    assert area.status == "current"
    assert fresh.kind == place.community.kind
    assert place.building.community_id == fresh.pk
    assert place.building.path.startswith(fresh.path)
    stays.refresh_from_db()
    assert stays.parent_id == area.pk
    assert METRICS["neighbour_heads"].split(Period(place.district), "community") == {fresh.pk: 1}


@pytest.mark.parametrize(
    ("_case", "data", "code"),
    [
        ("no children", {"children": []}, "no_children"),
        ("foreign child", {"children": "other_compound"}, "foreign_child"),
        ("foreign code", {"code": "430202009001"}, "wrong_code"),
        ("short code", {"code": "43020200"}, "wrong_code"),
        ("used code", {"code": "430202001012"}, "code_taken"),
        ("used name", {"name": "野鸭冲社区"}, "name_taken"),
    ],
)
def test_refused_splits_write_nothing(place, office, _case, data, code):
    data = {"name": "新塘社区", "code": "430202001099", "children": "compound", **data}
    if isinstance(data["children"], str):
        data["children"] = [getattr(place, data["children"])]
    before = Area.objects.count()
    with pytest.raises(BusinessError) as refusal:
        actions.split(place.community, actor=office, **data)
    assert refusal.value.code == code
    assert Area.objects.count() == before
    assert not Event.objects.exists()


def test_a_place_in_use_is_not_closed(place, office):
    with pytest.raises(BusinessError, match="下级"):
        actions.close(place.compound, actor=office, note="拆除")
    appoint("neighbour_head", place.building)
    with pytest.raises(BusinessError, match="在任岗位"):
        actions.close(place.building, actor=office, note="拆除")
    assert not Event.objects.exists()


# ------------------------------------------------------------ tallies
def test_tallies_equal_the_rows_after_anything(place, office):
    rng = random.Random(7)
    homes = [place.compound, place.other_compound, place.building, place.community]
    roles = ("patch_leader", "group_leader", "neighbour_head", "volunteer_lead")
    for _ in range(40):
        role = rng.choice(roles)
        appoint(role, rng.choice([home for home in homes if home.level in LEVELS[role]]))
    rows = list(Appointment.objects.filter(role__in=roles).order_by("id"))
    for post in rng.sample(rows, 12):
        Appointment.objects.filter(pk=post.pk).update(status="ended", ended_on=clock.today())
    Appointment.objects.filter(pk__in=[post.pk for post in rng.sample(rows, 8)]).update(area=place.other_compound)
    Appointment.objects.filter(pk=rows[0].pk).delete()
    equal(place)
    actions.merge(place.community, actor=office, into=place.other_community)
    equal(place)
    Appointment.objects.filter(status="active", role="neighbour_head").update(status="ended", ended_on=clock.today())
    equal(place)
    assert not Tally.objects.filter(kind="appointment", state="neighbour_head", n__lt=0).exists()


def equal(place):
    for area in Area.objects.current().filter(level__in=("district", "street", "community", "compound")):
        period = Period(area)
        for code in ("patch_leaders", "group_leaders", "neighbour_heads", "branches"):
            metric = METRICS[code]
            assert metric.numerator(period) == metric.counted(period), (area, code)
