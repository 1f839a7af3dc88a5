"""`verify` names a post and an account that no step gave: a row put in by somebody with the database's keys."""

import pytest
from django.db import connection

from governance.demo_world import invented_id_number
from governance.kernel.clock import clock, rules
from governance.models import Appointment, Person, User
from governance.people.actions import accounts, founding
from governance.people.actions import posts as people
from governance.people.checks import given_by_events
from tests.factories.base import make_district, person, tell_given, user_with

COPY = 'INSERT INTO "{table}" ({columns}) SELECT {values} FROM "{table}" WHERE id = %s RETURNING id'


@pytest.fixture
def place(db):
    rules.load_rules()
    place = make_district()
    place.office = user_with("district_office", place.district)
    place.sysadmin = user_with("sys_admin", place.district)
    tell_given()
    return place


def put_in(row, **changed):
    """Copy a row by SQL, past the portal, with some columns changed; returns the new id."""
    columns = [field.column for field in row._meta.concrete_fields if not field.primary_key]
    values = ["%s" if column in changed else f'"{column}"' for column in columns]
    names = ", ".join(f'"{column}"' for column in columns)
    sql = COPY.format(table=row._meta.db_table, columns=names, values=", ".join(values))
    with connection.cursor() as cursor:
        cursor.execute(sql, [*(changed[column] for column in columns if column in changed), row.pk])
        return cursor.fetchone()[0]


def test_what_steps_give_is_known(place):
    given = {"name": "张小新", "phone": "19900004001", "id_number": invented_id_number(960_001)}
    people.appoint(
        Appointment(),
        actor=place.office,
        area=place.compound,
        role="branch_secretary",
        starts_on=clock.today(),
        **given,
    )
    accounts.open_account(User(), actor=place.sysadmin, username="new.one", area=place.street, **given)
    assert given_by_events() == []


def test_the_first_administrators_are_known(db):
    rules.load_rules()
    place = make_district()
    who = [
        {
            "username": f"first.{n}",
            "name": name,
            "phone": f"1990000410{n}",
            "id_number": invented_id_number(960_010 + n),
        }
        for n, name in enumerate(("钱小系", "钱小安"))
    ]
    roles = ("sys_admin", "sec_admin")
    founding.found_administrators(place.district, [one | {"role": role} for one, role in zip(who, roles, strict=True)])
    assert given_by_events() == []
    assert Person.objects.count() == 2


def test_a_row_put_in_is_named(place):
    post = Appointment.objects.get(person=place.office.person)
    stranger = person(place.community)
    new_post = put_in(post, person_id=stranger.pk)
    new_account = put_in(place.office, person_id=stranger.pk, username="put.in")
    assert given_by_events() == [f"post {new_post}: no event gave it", f"account {new_account}: no event gave it"]
