"""What another program does as the running role to figures, locks, sequences and the watch is refused or told."""

from io import StringIO

import pytest
from axes.models import AccessAttempt
from django.core.management import call_command
from django.db import DatabaseError, ProgrammingError, connection, transaction

from governance.kernel.clock import rules
from governance.kernel.models.chain import ChainNote
from governance.kernel.models.figures import Tally
from governance.kernel.models.limits import Limit
from governance.kernel.upkeep import guards, limits, living, privileges, watch
from governance.kernel.upkeep.chain import chain_record
from governance.kernel.upkeep.standing import NUMBERS, SET_BACK
from governance.models import User
from tests.factories.base import appoint, make_district, user_with

from .test_laundered import STRANGER, as_owner, found

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    rules.load_rules()
    place = make_district()
    place.user = user_with("community_secretary", place.community)
    return place


@pytest.fixture
def plain_role(place):
    """A function: these statements as a role that has the rights of a running portal, each in a savepoint."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("CREATE ROLE plain_role")
        privileges.grant_rights("plain_role")

    def run(*statements):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE plain_role")
            for statement in statements:
                cursor.execute(statement)
            cursor.execute("RESET ROLE")

    return run


def chained():
    chain_record()
    assert found("rows") == []


# ------------------------------------------------------------ figures
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE governance_tally SET n = n + 100",
        "DELETE FROM governance_tally",
        "INSERT INTO governance_tally (kind, area_id, month, state, n)"
        " SELECT 'case', id, now(), 'x', 9 FROM governance_area",
        "TRUNCATE governance_tally",
        "CREATE TEMP TABLE mine (LIKE governance_appointment);"
        " CREATE TRIGGER t AFTER INSERT ON mine REFERENCING NEW TABLE AS new_rows"
        " FOR EACH STATEMENT EXECUTE FUNCTION public.tally_appointment()",
    ],
)
def test_the_running_role_cannot_write_what_boards_read(place, plain_role, statement):
    before = list(Tally.objects.order_by("pk").values_list("pk", "n"))
    assert before
    with pytest.raises(ProgrammingError, match="permission denied"):
        plain_role(statement)
    assert list(Tally.objects.order_by("pk").values_list("pk", "n")) == before


def test_tallies_are_still_counted_for_the_running_role(place, plain_role):
    post = appoint("group_leader", place.compound)
    cells = Tally.objects.filter(kind="appointment", state="group_leader")
    assert sum(cells.values_list("n", flat=True)) == 1
    plain_role(f"UPDATE governance_appointment SET status = 'ended', ended_on = '2026-01-01' WHERE id = {post.pk}")
    assert sum(cells.values_list("n", flat=True)) == 0


def test_every_function_in_the_owners_name_is_closed_to_others():
    with connection.cursor() as cursor:
        for question in (privileges.COUNTING, privileges.OPEN_TO_ALL):
            cursor.execute(question)
            assert cursor.fetchall() == []
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef ORDER BY proname"
        )
        assert {"tally_appointment", "tally_case", "tally_demand", "tell_removal"} <= {
            name for (name,) in cursor.fetchall()
        }


def test_a_function_that_counts_later_is_made_the_owners_own():
    body = "BEGIN INSERT INTO governance_tally SELECT * FROM gone; RETURN NULL; END"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE FUNCTION tally_anything() RETURNS trigger LANGUAGE plpgsql AS '{body}'")
        privileges.settle()
        cursor.execute(
            "SELECT prosecdef, has_function_privilege('public', oid, 'EXECUTE'), proconfig FROM pg_proc"
            " WHERE proname = 'tally_anything'"
        )
        assert cursor.fetchone() == (True, False, [f"search_path={privileges.PATH}"])


# ------------------------------------------------------------ locks after wrong passwords
def test_a_lock_lifted_past_the_portal_is_told(place):
    limits.count("device", "nonce", seconds=600)
    tried = AccessAttempt.objects.create(username="street", ip_address="198.51.100.7", failures_since_start=5)
    limit = Limit.objects.get()
    chained()
    role = as_owner("DELETE FROM axes_accessattempt", "DELETE FROM governance_limit")
    named = {f"axes_accessattempt {tried.pk} {STRANGER} {role}", f"governance_limit {limit.pk} {STRANGER} {role}"}
    for _ in range(2):
        assert set(found("rows")) == named
        chain_record()


def test_a_lock_that_the_portal_counts_and_ends_is_told_by_nobody(place):
    for _ in range(3):
        limits.count("device", "nonce", seconds=600)
    tried = AccessAttempt.objects.create(username="street", failures_since_start=1)
    chained()
    AccessAttempt.objects.filter(pk=tried.pk).update(failures_since_start=2)
    limits.count("device", "nonce", seconds=600)
    chained()
    tried.delete()
    limits.forget("device", "nonce")
    chained()


# ------------------------------------------------------------ sequences
def write(user, *addresses):
    for address in addresses:
        User.objects.filter(pk=user.pk).update(email=address)


def set_notes(number):
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('governance_chainnote_id_seq', %s)", [number])


@pytest.mark.parametrize("in_block", [True, False])
def test_a_sequence_of_notes_that_was_set_back_makes_no_row_a_suspect(place, in_block):
    write(place.user, "a@example.org")
    chained()
    newest = 1_000_000_000
    set_notes(newest)
    write(place.user, "b@example.org")
    set_notes(newest - 1000)
    write(place.user, "c@example.org", "b@example.org", "e@example.org")
    assert list(ChainNote.objects.order_by("pk").values_list("pk", flat=True)) == [
        *range(newest - 999, newest - 996),
        newest + 1,
    ]
    if in_block:
        chain_record()
    assert found("rows") == [f"{living.NOTES} {NUMBERS} {SET_BACK}"]
    set_notes(newest + 2)
    write(place.user, "d@example.org")
    chain_record()
    assert found("rows") == [f"{living.NOTES} {NUMBERS} {SET_BACK}"]
    call_command("acknowledge_rows", "公安通报的入侵", f"{living.NOTES}:{NUMBERS}", stdout=StringIO())
    assert found("rows") == []


def test_what_was_written_without_a_note_is_found_in_any_order(place):
    write(place.user, "a@example.org")
    chained()
    write(place.user, "b@example.org")
    as_owner(
        "SET LOCAL session_replication_role = replica",
        f"UPDATE governance_user SET email = 'x@example.org' WHERE id = {place.user.pk}",
        "SET LOCAL session_replication_role = origin",
    )
    write(place.user, "c@example.org")
    chain_record()
    assert found("rows") == [
        f"governance_user {place.user.pk} was changed past the portal before the portal wrote it again"
    ]


# ------------------------------------------------------------ the watch
@pytest.fixture
def watched(place):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(watch.PUT_IN)
    guards.keep()
    chain_record()
    assert found("definitions") == []


def test_nobody_but_the_owner_tells_of_removals(watched, plain_role):
    with pytest.raises(ProgrammingError, match="permission denied"):
        plain_role(f"SELECT {watch.SCHEMA}.note_removal('governance_chainnote', 1)")
    for arguments in ("'governance_user', 1", "'governance_chainnote', 0", "NULL, 1", "'governance_chainnote', NULL"):
        with pytest.raises(DatabaseError, match="no removal of notes"), transaction.atomic():
            as_owner(f"SELECT {watch.SCHEMA}.note_removal({arguments})")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {watch.REMOVAL} WHERE number > 1")
        assert cursor.fetchone() == (0,)


def test_the_running_role_removes_no_note_untold(watched, plain_role, place):
    write(place.user, "a@example.org")
    plain_role("SELECT set_config('portal.token', '', true)", "DELETE FROM governance_chainnote")
    assert any("removed or changed" in sentence for sentence in found("definitions"))


def test_a_watch_that_everybody_writes_is_named(watched):
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT EXECUTE ON FUNCTION {watch.TELLER} TO PUBLIC")
    told = found("definitions")
    assert watch.OF_BEFORE in told
    assert "access of PUBLIC to function portal_watch.note_removal(text,bigint) is new" in told


def test_a_grant_that_was_taken_back_and_a_table_below_one_of_ours_are_written_down(watched):
    as_owner(
        "GRANT SELECT ON governance_person TO PUBLIC",
        "REVOKE SELECT ON governance_person FROM PUBLIC",
        "CREATE TEMP TABLE below () INHERITS (public.governance_person)",
        "CREATE FUNCTION pg_temp.quiet() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        "CREATE TEMP TABLE own (id int)",
    )
    told = [sentence for sentence in found("definitions") if "gave the command" in sentence]
    given = [sentence.split("gave the command ")[1].split(" at ")[0] for sentence in told]
    assert given == ["GRANT", "REVOKE", "CREATE TABLE", "CREATE FUNCTION"]
    assert "GRANT SELECT ON governance_person TO PUBLIC" in told[0]


def test_a_start_that_finds_the_rights_in_place_writes_nothing_down(watched, plain_role):
    with connection.cursor() as cursor:
        privileges.grant_rights("plain_role")
        before = watch.last_command()
        privileges.grant_rights("plain_role")
        assert watch.last_command() == before
        cursor.execute("GRANT TRIGGER ON governance_user TO plain_role")
        privileges.grant_rights("plain_role")
        assert watch.last_command() > before + 1
        cursor.execute("SELECT has_table_privilege('plain_role', 'governance_user', 'TRIGGER')")
        assert cursor.fetchone() == (False,)


# ------------------------------------------------------------ shadows
SHADOWS = """
CREATE SCHEMA shadow;
CREATE FUNCTION shadow.sha256(bytea) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$ SELECT '\\x00'::bytea $$;
CREATE FUNCTION shadow.encode(bytea, text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT 'same' $$;
CREATE FUNCTION shadow.joined(text[], text[]) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$ SELECT '{x}'::text[] $$;
CREATE OPERATOR shadow.|| (LEFTARG = text[], RIGHTARG = text[], FUNCTION = shadow.joined);
CREATE FUNCTION shadow.atleast(numeric, numeric) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT true $$;
CREATE OPERATOR shadow.>= (LEFTARG = numeric, RIGHTARG = numeric, FUNCTION = shadow.atleast);
CREATE OPERATOR shadow.> (LEFTARG = numeric, RIGHTARG = numeric, FUNCTION = shadow.atleast);
"""
ASKED = """
SELECT row_digest('{"a": 1}'), bigrams('渗水渗'), share_met(1, 3, '{"num": 1, "den": 2, "op": ">="}')
"""


def test_no_function_of_ours_takes_what_another_schema_calls_the_same():
    with connection.cursor() as cursor:
        cursor.execute(ASKED)
        before = cursor.fetchone()
        cursor.execute(SHADOWS)
        cursor.execute("SET LOCAL search_path = shadow, pg_catalog, public")
        cursor.execute("SELECT encode(sha256('a'), 'hex'), ARRAY['a'] || ARRAY['b'], 1::numeric >= 2")
        assert cursor.fetchone() == ("same", ["x"], True)  # whoever asks in that session is deceived
        cursor.execute(ASKED)
        assert cursor.fetchone() == before
        cursor.execute("SET LOCAL search_path = public")


def test_what_is_searched_still_finds_its_index():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN SELECT 1 FROM funds_donation WHERE bigrams(search_text) @> bigrams('渗水')")
        assert "donation_bigrams" in "\n".join(line for (line,) in cursor.fetchall())


# ------------------------------------------------------------ somebody else's locks
def test_a_lock_held_by_another_session_stops_no_block(watched):
    """The numbers of the watch are given under a lock of its tables, which nobody else may take."""
    assert "pg_advisory" not in watch.PUT_IN
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege('public', %s, 'INSERT, UPDATE, DELETE, TRUNCATE')", [watch.REMOVAL])
        assert cursor.fetchone() == (False,)
