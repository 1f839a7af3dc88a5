"""Posts, bodies, committees, funds and rolls stand at the levels where they belong, whichever way they come in."""

import json

import pytest
from django.db import IntegrityError, connection, transaction

from governance import roles
from governance.areas.levels import DECLARED
from governance.areas.models import Level
from governance.kernel.clock import clock, rules
from governance.kernel.models.events import Event
from governance.kernel.papers.sheets import Ask
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.saving import as_refusal
from governance.kernel.upkeep import checks
from governance.models import Appointment, Organisation, Person
from governance.organisations.actions import organisations
from governance.people import roster
from governance.people.workflow.posts import POSTS
from tests.factories.base import make_area, make_district, person, user_with

pytestmark = pytest.mark.django_db
APPOINT, GRANT = "/governance/appointments/new/", "/governance/appointments/new/grant/"
API = "/api/v1/governance/appointments/"


@pytest.fixture
def place():
    rules.load_rules()
    place = make_district()
    place.stair_unit = make_area(place.building)
    place.household = make_area(place.stair_unit)
    place.office = user_with("district_office", place.district, "office")
    place.secadmin = user_with("sec_admin", place.district, "secadmin")
    place.target = user_with(None, place.community, "target", name="陈小新")
    return place


def state():
    return Appointment.objects.count(), Person.objects.count(), Event.objects.count()


def everywhere(names):
    """(role, level, whether the role is declared to be held there)."""
    return [(role, level, level in roles.LEVELS[role]) for role in names for level in map(str, Level)]


def try_each(names, post, words_of):
    """Post each role at each level, each on a clean slate: taken where it fits, else refused with nothing written."""
    tried = set()
    for role, level, fits in everywhere(names):
        point, before = transaction.savepoint(), state()
        answer = post(role, level)
        assert (answer.status_code < 400) == fits, (role, level, answer.status_code)
        if not fits:
            assert answer.status_code == 422
            assert POSTS.sentence(role) in words_of(answer)
            assert state() == before
        tried.add(fits)
        transaction.savepoint_rollback(point)
    assert tried == {True, False}


def test_every_role_names_its_levels_from_the_top_down():
    order = [str(level) for level in Level]
    for role, levels in roles.LEVELS.items():
        assert levels, role
        assert list(levels) == sorted(levels, key=order.index), role


def test_the_page_grants_each_role_at_its_levels_only(place, client):
    client.force_login(place.secadmin)
    given = {"username": "target", "chosen_by": "appointed", "starts_on": clock.today().isoformat()}

    def post(role, level):
        return client.post(GRANT, {**given, "role": role, "area": getattr(place, level).code})

    try_each(roles.APPOINTABLE["governance.rights"], post, lambda answer: answer.content.decode())


def test_page_and_api_appoint_each_role_of_the_registry_at_its_levels_only(place, client):
    client.force_login(place.office)
    given = {"name": "王小测", "phone": "19900007001", "chosen_by": "elected", "starts_on": clock.today().isoformat()}

    def by_page(role, level):
        return client.post(APPOINT, {**given, "role": role, "area": getattr(place, level).code})

    def by_api(role, level):
        row = {**given, "role": role, "area": getattr(place, level).code}
        return client.post(API, row, content_type="application/json")

    try_each(roles.REGISTRY, by_page, lambda answer: answer.content.decode())
    try_each(roles.REGISTRY, by_api, lambda answer: answer.json()["title"])


def test_the_roster_names_every_row_at_a_wrong_level(place):
    tried = [
        (word, level, level in roles.LEVELS[roster.ROLE_WORDS[word]]) for word in roster.ROLE_WORDS for level in Level
    ]
    rows = [
        {"_row": n, "area": getattr(place, level), "role": word, "name": "李小册", "phone": f"1990000{n:04}"}
        for n, (word, level, _) in enumerate(tried)
    ]
    refused = [found for found in roster.check_rows(rows, place.office) if not isinstance(found, Ask)]
    found = {row: words for row, column, words in refused if column == "area"}
    assert set(found) == {n for n, (_, _, fits) in enumerate(tried) if not fits}
    assert found[0] == "“片长”岗位只设在小区，请改选区域"


def test_the_database_refuses_each_role_elsewhere_with_the_same_sentence(place):
    for role, level, fits in everywhere(roles.LABELS):
        who = person(place.community)
        if fits:
            Appointment.objects.create(person=who, role=role, area=getattr(place, level))
            continue
        with pytest.raises(IntegrityError) as refusal, transaction.atomic():
            Appointment.objects.create(person=who, role=role, area=getattr(place, level))
        assert as_refusal(refusal.value).message == POSTS.sentence(role)
    post = Appointment.objects.get(person__area=place.community, role="street_admin")
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.filter(pk=post.pk).update(area=place.district)


def test_each_declaration_is_what_its_trigger_has():
    assert len(DECLARED) == 5
    for declared in DECLARED:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT tgargs FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
                " WHERE p.proname = 'guard_level' AND t.tgrelid = %s::regclass AND t.tgenabled = 'O'",
                [declared.model._meta.db_table],
            )
            column, argument, _ = bytes(cursor.fetchone()[0]).decode().split("\0")
        found, wanted = json.loads(argument), json.loads(declared.argument())
        assert column == declared.column
        assert {value: set(told) for value, told in found.items()} == {
            value: set(told) for value, told in wanted.items()
        }


def test_verify_names_a_post_that_came_past_the_trigger(place):
    assert not checks.run(["levels"])
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        post = Appointment.objects.create(person=person(place.district), role="branch_secretary", area=place.district)
        cursor.execute("SET session_replication_role = origin")
    words = f"governance.appointment {post.pk}: branch_secretary at 430202, which is a district"
    assert checks.run(["levels"]) == [("levels", words)]


def test_an_area_never_changes_its_level(place):
    with pytest.raises(IntegrityError, match="区域层级不能更改"), transaction.atomic():
        type(place.compound).objects.filter(pk=place.compound.pk).update(level="street")


def test_a_body_at_a_wrong_level_is_refused(place):
    secretary = user_with("district_office", place.district)
    before = Organisation.objects.count(), Event.objects.count()
    for kind, area in (("owners_committee", place.community), ("unit", place.compound), ("branch", place.district)):
        with pytest.raises(Refused) as refusal:
            organisations.propose(
                Organisation(),
                actor=secretary,
                kind=kind,
                name="测试",
                area=area,
                branch_kind="single" * (kind == "branch"),
            )
        assert refusal.value.code == "wrong_level"
        with pytest.raises(IntegrityError, match="请改选区域"), transaction.atomic():
            Organisation.objects.create(kind=kind, name="测试", area=area, branch_kind="single")
    assert (Organisation.objects.count(), Event.objects.count()) == before


def test_forms_offer_only_fitting_places(place, client):
    client.force_login(place.office)
    page = client.get(APPOINT).content.decode()
    assert f'value="{place.compound.code}"' in page
    assert f'value="{place.street.code}"' not in page
    assert f'value="{place.district.code}"' not in page
    assert "小区党支部书记（小区或楼栋）" in page
