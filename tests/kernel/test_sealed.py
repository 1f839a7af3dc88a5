"""Sealed values belong to one table, column and row: elsewhere they do not open, and nothing is lost."""

import pytest
from django.core.exceptions import FieldError
from django.db import connection

from governance.kernel.clock import rules
from governance.kernel.models.pages import Draft
from governance.kernel.models.sealed import SealedRow
from governance.kernel.steps import drafts
from governance.kernel.upkeep import crypto, masks
from governance.kernel.upkeep.checks import run
from governance.models import Person
from governance.people.actions import posts as people
from tests.factories import projects as make_project
from tests.factories.base import make_district, user_with

pytestmark = pytest.mark.django_db
ID, PHONE = "430202198001011234", "19900001234"


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else None


@pytest.fixture
def two():
    rules.load_rules()
    place = make_district()
    holder = user_with("community_secretary", place.community)
    rich = people.save_person(Person(), actor=holder, name="王小邻", id_number=ID, area=place.building)
    thief = people.save_person(Person(), actor=holder, name="李有心", phone=PHONE, area=place.building)
    return rich, thief, holder


def test_a_value_copied_into_another_row_and_column_does_not_open(two, client):
    rich, thief, holder = two
    sql(
        "UPDATE governance_person SET phone = (SELECT id_number FROM governance_person WHERE id = %s)"
        " WHERE id IN (%s, %s)",
        *(rich.pk, rich.pk, thief.pk),
    )
    thief = Person.objects.get(pk=thief.pk)
    assert thief.phone == Person.objects.get(pk=rich.pk).phone == masks.UNREADABLE
    assert Person.objects.get(pk=rich.pk).id_number == ID
    client.force_login(holder)
    answer = client.post(f"{thief.get_absolute_url()}reveal/", {"reason": "电话核实情况"}).content.decode()
    assert "无法解密" in answer
    assert ID not in answer
    named = [sentence for _, sentence in run(["sealed"])]
    assert {sentence.split(":")[0] for sentence in named} == {f"governance_person {row.pk}" for row in (rich, thief)}
    assert len(named) == 2
    assert all("phone does not open" in sentence for sentence in named)


def test_a_value_that_does_not_open_is_kept_when_its_row_is_saved(two):
    rich, thief, _ = two
    sql(
        "UPDATE governance_person SET phone = (SELECT id_number FROM governance_person WHERE id = %s) WHERE id = %s",
        *(rich.pk, thief.pk),
    )
    before = sql("SELECT phone FROM governance_person WHERE id = %s", thief.pk)
    row = Person.objects.get(pk=thief.pk)
    row.note = "改一改"
    row.save()
    assert sql("SELECT phone FROM governance_person WHERE id = %s", thief.pk) == before


def test_masks_of_a_demand_stay_when_its_reporter_does_not_open():
    rules.load_rules()
    place = make_district()
    holder = user_with("community_secretary", place.community)
    row = make_project.make_demand(
        holder, place.compound, make_project.make_category(place.district), reporter_phone=PHONE
    )
    sql("UPDATE projects_demand SET reporter_phone = overlay(reporter_phone placing 'AAAA' from 20)")
    row = type(row).objects.get(pk=row.pk)
    before = row.phone_index, row.phone_masked
    row.save()
    assert (row.phone_index, row.phone_masked) == before
    assert before[0]


def test_the_words_for_it_are_no_value():
    field = Person._meta.get_field("phone")
    person = Person(name="王小邻", phone="无法解密")
    with pytest.raises(Exception, match="不是内容"):
        field.clean(person.phone, person)
    assert masks.phone("无法解密") == masks.id_number("无法解密") == masks.name("无法解密") == "无法解密"


def test_sealed_columns_are_written_by_saving_a_row_that_has_a_key(two):
    with pytest.raises(FieldError, match="saving its row"):
        Person.objects.update(phone=PHONE)
    with pytest.raises(RuntimeError, match="no key yet"):
        Person.objects.bulk_create([Person(name="王小邻", phone=PHONE, area=two[0].area)])
    for model in {row._meta.model for row in (Person(), Draft())}:
        fields = [field for field in model._meta.concrete_fields if isinstance(field, crypto.EncryptedTextField)]
        assert all(issubclass(model, SealedRow) or field.row != ("pk",) for field in fields)


def test_a_new_row_costs_one_question_for_its_key(two, django_assert_num_queries):
    with django_assert_num_queries(2):
        Person.objects.create(name="王小邻", phone=PHONE, area=two[0].area)
    with django_assert_num_queries(1):  # nothing to seal
        Person.objects.create(name="王小邻", area=two[0].area)


def test_a_draft_put_under_another_persons_name_is_none(two):
    rich, _, holder = two
    other = user_with(None, rich.area)
    Draft.objects.create(user=holder, path="/people/new/", title="登记", is_new=True, data='{"name": ["王"]}')
    assert drafts.find(holder, "/people/new/").values == {"name": ["王"]}
    Draft.objects.update(user=other)
    assert drafts.find(other, "/people/new/") is None
    assert drafts.unsent(other) == []


def test_a_turned_key_seals_the_row_anew(two, settings):
    rich, _, _ = two
    settings.FIELD_KEY = "new"
    before = sql("SELECT id_number FROM governance_person WHERE id = %s", rich.pk)[0][0]
    Person.objects.get(pk=rich.pk).save()
    after = sql("SELECT id_number FROM governance_person WHERE id = %s", rich.pk)[0][0]
    assert before[:8] != after[:8]
    assert Person.objects.get(pk=rich.pk).id_number == ID
