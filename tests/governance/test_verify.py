"""`manage.py verify` names what was changed in the database, even past the triggers."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from governance.apps import let_the_portal_run
from governance.kernel.clock import rules
from governance.kernel.models.rules import Rule
from governance.kernel.upkeep.checks import expected_triggers, run
from governance.models import AgendaItem, Budget, ConferenceMember, JointConference, Vote
from tests.factories import conferences as made
from tests.factories import deliberations as talks
from tests.factories import disputes
from tests.factories.base import make_area, make_district, tell_given, user_with
from tests.factories.town import make_town, submitted

pytestmark = pytest.mark.django_db
TABLES = ("jointconference", "agendaitem", "vote", "conferencemember", "interest", "deliberation", "motion")


@pytest.fixture
def sealed():
    _, room, item = made.make_sealed_sitting()
    return room.conference, item


@pytest.fixture
def past_the_triggers():
    """Somebody with the keys of the database switches its guards off."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = origin")


def test_all_is_well(sealed):
    out = StringIO()
    tell_given()
    call_command("verify", stdout=out)
    assert "all is well" in out.getvalue()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            lambda c, i: AgendaItem.objects.filter(pk=i.pk).update(amount=1),
            "amount was sealed as '32000.00', is now '1.00'",
        ),
        (lambda c, i: Vote.objects.filter(item=i).first().delete(), "is gone"),
        (lambda c, i: Vote.objects.filter(item=i).update(choice="no"), "choice was sealed as 'yes'"),
        (lambda c, i: ConferenceMember.objects.filter(conference=c).update(signed_in_at=None), "signed_in_at"),
        (lambda c, i: JointConference.objects.filter(pk=c.pk).update(minutes="改"), "minutes was sealed as"),
        (lambda c, i: JointConference.objects.filter(pk=c.pk).update(sealed_text="{}"), "does not match its seal"),
        (lambda c, i: JointConference.objects.filter(pk=c.pk).update(seal="0" * 64), "was issued with seal"),
        (lambda c, i: JointConference.objects.filter(pk=c.pk).update(status="held"), "sealed, but its status is held"),
        (
            lambda c, i: AgendaItem.objects.create(conference=c, no=9, title="补", area=i.area, proposer="补"),
            "was added",
        ),
    ],
)
def test_every_changed_row_of_a_sealed_sitting_is_named(sealed, past_the_triggers, change, words):
    change(*sealed)
    found = [sentence for _, sentence in run(["seals"])]
    assert any(words in sentence for sentence in found), found
    out = StringIO()
    with pytest.raises(CommandError) as refusal:
        call_command("verify", "seals", stdout=out)
    assert refusal.value.returncode == 1
    assert f"conference {sealed[0].pk}" in out.getvalue()


def test_a_result_that_is_not_counted_is_named(past_the_triggers):
    place = make_district()
    row = talks.counted(user_with("community_secretary", place.community), place.compound)
    assert run(["deliberations"]) == []
    row.motions.update(yes=1, no_votes=29, abstain=0)
    assert len(run(["deliberations"])) == 1


def test_an_overdrawn_budget_is_named(sealed):
    Budget.objects.update(amount="100.00")
    assert "granted 32000.00 of 100.00" in run(["budgets"])[0][1]


def test_missing_guards_are_named():
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE governance_vote DISABLE TRIGGER vote_stays_sealed")
    assert [sentence for _, sentence in run(["guards"])] == [
        "trigger vote_stays_sealed on governance_vote is missing or switched off"
    ]


def test_every_trigger_of_the_database_is_expected_by_a_concept():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal")
        there = set(cursor.fetchall())
    assert there == {(table, name) for table, names in expected_triggers().items() for name in names}


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        (
            "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
            "function refuse_change() was changed",
        ),
        (
            "CREATE OR REPLACE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
            "function note_change() was changed",
        ),
        (
            "ALTER TABLE governance_roll DROP CONSTRAINT roll_one_version_a_day",
            "constraint roll_one_version_a_day on governance_roll is gone",
        ),
        ("CREATE ROLE intruder SUPERUSER", "role intruder with high rights is new"),
        (
            "CREATE FUNCTION quiet() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';"
            "CREATE TRIGGER quiet BEFORE DELETE ON governance_vote FOR EACH ROW EXECUTE FUNCTION quiet()",
            "trigger quiet on governance_vote is new",
        ),
        ("ALTER TABLE governance_vote DISABLE TRIGGER ALL", "checks of keys on governance_vote is new"),
        ("DROP TRIGGER notes_change ON governance_user", "trigger notes_change on governance_user is gone"),
        (
            "CREATE RULE quiet AS ON DELETE TO governance_vote DO INSTEAD NOTHING",
            "rule quiet on governance_vote is new",
        ),
        (
            "ALTER TABLE governance_user ALTER status SET DEFAULT 'active'",
            "column status of governance_user was changed",
        ),
        ("ALTER TABLE governance_vote ALTER choice DROP NOT NULL", "column choice of governance_vote was changed"),
        ("ALTER TABLE governance_budget ALTER amount TYPE numeric(30, 9)", "column amount of governance_budget was"),
        ("ALTER TABLE governance_ballot SET UNLOGGED", "table governance_ballot was changed"),
        ("CREATE PUBLICATION leak FOR ALL TABLES", "publication leak is new"),
        ("CREATE EXTENSION pageinspect", "extension pageinspect is new"),
        ("CREATE SCHEMA evil", "schema evil is new"),
        ("CREATE VIEW seen AS SELECT password FROM governance_user", "table seen is new"),
        ("ALTER SEQUENCE governance_event_id_seq INCREMENT 3", "sequence governance_event_id_seq was changed"),
        ("CREATE ROLE quiet LOGIN", "role quiet is new"),
        (
            "CREATE OR REPLACE FUNCTION pg_catalog.sha256(bytea) RETURNS bytea LANGUAGE sql IMMUTABLE AS 'SELECT $1'",
            "functions of the server was changed",
        ),
    ],
)
def test_a_guard_other_than_the_migrations_made_is_named(statement, words):
    assert run(["definitions"]) == []
    with connection.cursor() as cursor:
        cursor.execute(statement)
    found = [sentence for _, sentence in run(["definitions"])]
    assert any(words in sentence for sentence in found), found


def test_a_tally_moved_from_one_community_to_another_is_named():
    """District and street still add up: each cell is counted anew."""
    town = make_town()
    disputes.agreed(disputes.room_of(town.place))
    submitted(town)
    place = town.place
    other = make_area(place.street, "邻社区")
    assert run(["tallies", "figures"]) == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT kind) FROM governance_tally")
        assert cursor.fetchone()[0] >= 6
        cursor.execute(
            "UPDATE governance_tally SET area_id = %s WHERE area_id = %s AND kind = 'appointment'",
            [other.pk, place.community.pk],
        )
        cursor.execute("UPDATE governance_tally SET n = n + 1 WHERE area_id = %s", [place.community.pk])
    found = [sentence for _, sentence in run(["tallies"])]
    assert any(f"（{place.community.code}）" in sentence and "0 by tally, 1 by rows" in sentence for sentence in found)
    assert any(f"tally appointment of 邻社区（{other.code}） in 2000-01" in sentence for sentence in found), found
    assert any("tally case of" in sentence for sentence in found), found


def test_a_sequence_that_would_give_out_a_number_again_is_named():
    rules.load_rules()
    assert run(["definitions"]) == []
    with connection.cursor() as cursor:
        cursor.execute("ALTER SEQUENCE governance_rule_id_seq RESTART WITH 1")
    (sentence,) = [sentence for _, sentence in run(["definitions"])]
    assert "sequence public.governance_rule_id_seq stands at 1, below the key" in sentence


def test_migrating_nothing_writes_no_guards_down_anew():
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE governance_roll DROP CONSTRAINT roll_one_version_a_day")
    let_the_portal_run(plan=[])
    assert len(run(["definitions"])) == 1


def test_a_change_made_on_purpose_is_shown_and_signed():
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE keeper SUPERUSER")
    out = StringIO()
    call_command("sign_guards", stdout=out)
    assert "role keeper with high rights is new" in out.getvalue()
    assert run(["definitions"]) == []


def test_a_rule_other_than_law_catalogue_or_signature_is_named(past_the_triggers):
    rules.load_rules()
    assert run(["rule values"]) == []
    bounded = Rule.objects.get(code="mediators_committee_min")
    Rule.objects.filter(pk=bounded.pk).update(value="1")
    slipped = Rule.objects.exclude(pk=bounded.pk).first()
    Rule.objects.filter(pk=slipped.pk).update(proposed_by=1, confirmed_by=2)
    found = " ".join(sentence for _, sentence in run(["rule values"]))
    assert f"rule {bounded.pk} ({bounded.code} from {bounded.valid_from}): its value 1 is beyond the bound" in found
    assert f"value is '1', the catalogue says '{bounded.value}'" in found
    assert "no event tells that account 2 confirmed it" in found
