"""What the owner of the database did stays named: no start and no later write signs it as the portal's own."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from governance.kernel.clock import clock, messages
from governance.kernel.models.chain import ChainNote, GuardRecord
from governance.kernel.models.notices import Notice
from governance.kernel.upkeep import guards, privileges, proof, signed_records, watch
from governance.kernel.upkeep.chain import chain_record
from governance.kernel.upkeep.checks import run
from governance.models import ApiKey, User
from governance.people.actions import access
from tests.factories.base import make_district, user_with

pytestmark = pytest.mark.django_db
EVIL = "CREATE FUNCTION zz_evil() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'"
AGAIN = "DELETE FROM django_migrations WHERE app = 'auth' AND name = '0012_alter_user_first_name_max_length'"
OURS = ("disputes", "0004_committee_guards")
OFF, ON = (f"SET LOCAL session_replication_role = {role}" for role in ("replica", "origin"))
STRANGER = "was written past the portal, by the database role"


def found(name):
    return [sentence for _, sentence in run([name])]


def as_owner(*statements):
    """Statements of another program with the password of the tables' owner: every trigger on, no token."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('portal.token'), session_user")
        token, role = cursor.fetchone()
        cursor.execute("SELECT set_config('portal.token', '', false)")
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("SELECT set_config('portal.token', %s, false)", [token])
    return role


@pytest.fixture
def watched():
    """The database writes down its commands, and that was signed for."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(watch.PUT_IN)
    guards.keep()
    assert found("definitions") == []


def migrate():
    call_command("migrate", verbosity=0, interactive=False)


def release_before(app, name):
    """The database as a release before this migration of ours left and signed it."""
    call_command("migrate", app, "0003_case_tallies", verbosity=0)
    guards.keep()
    assert found("definitions") == []
    assert f"{app}.{name}" not in guards.migrations()


# ------------------------------------------------------------ guards
def test_a_migration_that_runs_again_signs_nothing(watched):
    signed = GuardRecord.objects.latest("pk").pk
    as_owner(EVIL, AGAIN)
    told = " ".join(found("definitions"))
    assert "the migration auth.0012_alter_user_first_name_max_length is no longer listed" in told
    migrate()
    assert GuardRecord.objects.latest("pk").pk == signed
    told = found("definitions")
    assert "function zz_evil() is new" in told
    assert any("gave the command CREATE FUNCTION" in sentence and "zz_evil" in sentence for sentence in told)
    assert any("auth.0012_alter_user_first_name_max_length was applied again" in sentence for sentence in told)


def test_a_migration_of_our_own_that_runs_again_signs_nothing():
    as_owner(EVIL)
    call_command("migrate", OURS[0], "0003_case_tallies", verbosity=0)
    signed = GuardRecord.objects.latest("pk").pk
    migrate()
    assert GuardRecord.objects.latest("pk").pk == signed
    assert "function zz_evil() is new" in found("definitions")


def test_a_release_with_migrations_of_its_own_is_signed(watched):
    release_before(*OURS)
    signed = GuardRecord.objects.latest("pk").pk
    migrate()
    assert GuardRecord.objects.latest("pk").pk != signed
    assert found("definitions") == []
    assert signed_records.acceptances() == []


@pytest.mark.parametrize(
    "statement", [EVIL, f"{EVIL}; DROP FUNCTION zz_evil()", AGAIN, f"{OFF}; DELETE FROM governance_guardrecord; {ON}"]
)
def test_a_release_signs_nothing_that_differed_before_it(watched, statement):
    release_before(*OURS)
    as_owner(statement)
    signed = list(GuardRecord.objects.values_list("pk"))
    before = {sentence for sentence in found("definitions") if "no longer listed" not in sentence}
    migrate()
    assert list(GuardRecord.objects.values_list("pk")) == signed
    assert before <= set(found("definitions")) != set()


def test_what_was_accepted_stays_visible_with_who_signed(watched):
    as_owner(EVIL)
    out = StringIO()
    call_command("sign_guards", stdout=out)
    assert "accepted: function zz_evil() is new" in out.getvalue()
    assert "gave the command CREATE FUNCTION" in out.getvalue()
    assert found("definitions") == []
    out = StringIO()
    call_command("verify", "definitions", stdout=out)
    assert "accepted: function zz_evil() is new" in out.getvalue()
    assert any(
        "gave the command CREATE FUNCTION" in sentence and "@" in sentence for sentence in signed_records.acceptances()
    )


def test_a_trigger_that_was_off_while_nothing_was_written_down_is_named(watched):
    """Event triggers off, then the trigger of a table, a row changed, and all put back as it was."""
    user = user_with("community_secretary", make_district().community)
    chain_record()
    with transaction.atomic():  # a transaction of its own
        as_owner(
            "SET CONSTRAINTS ALL IMMEDIATE",
            *(f"ALTER EVENT TRIGGER {name} DISABLE" for name in watch.TRIGGERS),
            "ALTER TABLE governance_user DISABLE TRIGGER notes_change",
            f"UPDATE governance_user SET password = 'x' WHERE id = {user.pk}",
            "ALTER TABLE governance_user ENABLE TRIGGER notes_change",
            *(f"ALTER EVENT TRIGGER {name} ENABLE" for name in watch.TRIGGERS),
        )
    User.objects.filter(pk=user.pk).update(last_login=clock.now())
    chain_record()
    assert found("definitions") == [
        *(f"state of event trigger {name} was changed" for name in watch.TRIGGERS),
        "state of trigger notes_change on governance_user was changed",
    ]
    assert found("rows") == [f"governance_user {user.pk} was changed past the portal before the portal wrote it again"]


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("GRANT SELECT ON governance_person TO PUBLIC", "access of PUBLIC to table governance_person"),
        ("GRANT UPDATE ON governance_user TO passer_by", "access of passer_by to table governance_user"),
        (
            "GRANT SELECT (phone) ON governance_person TO PUBLIC",
            "access of PUBLIC to column phone of governance_person",
        ),
        ("GRANT USAGE ON governance_event_id_seq TO PUBLIC", "access of PUBLIC to table governance_event_id_seq"),
        ("GRANT CREATE ON SCHEMA public TO passer_by", "access of passer_by to schema public"),
        ("GRANT EXECUTE ON FUNCTION note_change() TO passer_by", "access of passer_by to function note_change()"),
        (
            "DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO passer_by', current_database()); END $$",
            "access of passer_by to the database",
        ),
    ],
)
def test_rights_given_to_others_are_named(statement, named):
    """Past every start, which gives the running role its rights anew and leaves others' as they are."""
    as_owner("CREATE ROLE passer_by")
    guards.keep()
    as_owner(statement)
    privileges.grant_rights()
    told = found("definitions")
    assert {f"{named} is new"} <= set(told) <= {f"{named} is new", f"{named.replace('passer_by', 'PUBLIC')} is gone"}
    call_command("sign_guards", stdout=StringIO())
    assert found("definitions") == []


def test_rights_taken_away_and_those_for_tables_to_come_are_named():
    as_owner(
        "REVOKE ALL ON FUNCTION note_change() FROM PUBLIC", "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC"
    )
    role = connection.connection.info.user
    told = found("definitions")
    later = f"later access of PUBLIC to what {role} will make, kind r"
    assert {f"{later} is new", "access of PUBLIC to function note_change() is gone"} <= set(told)
    assert f"{later} is new" in guards.restored_differences()


# ------------------------------------------------------------ rows
@pytest.fixture
def leader():
    user = user_with("community_secretary", make_district().community)
    chain_record()
    assert found("rows") == []
    return user


@pytest.mark.parametrize("in_blocks", [True, False])
def test_a_password_changed_in_the_database_stays_named_after_the_sign_in(leader, in_blocks):
    """Whether the minute's block lies between the two writes or not."""
    role = as_owner(f"UPDATE governance_user SET password = 'x' WHERE id = {leader.pk}")
    named = [f"governance_user {leader.pk} {STRANGER} {role}"]
    assert found("rows") == named  # before any block
    if in_blocks:
        chain_record()
    User.objects.filter(pk=leader.pk).update(last_login=clock.now())
    assert found("rows") == named  # a write of the portal that waits hides nothing
    for _ in range(2):
        chain_record()
        assert found("rows") == named
        User.objects.get(pk=leader.pk).save()


def test_what_the_portal_wrote_first_hides_no_stranger(leader):
    User.objects.filter(pk=leader.pk).update(last_login=clock.now())
    as_owner(f"UPDATE governance_user SET password = 'x' WHERE id = {leader.pk}")
    chain_record()
    assert len(found("rows")) == 1


def test_a_key_put_in_stays_named_after_its_first_use(leader):
    key, _ = access.make_key(leader, actor=leader, name="接口")
    chain_record()
    assert found("rows") == []
    digest = access.digest("guess")
    as_owner(
        "INSERT INTO governance_apikey (user_id, name, digest, hint, resources, may_write, created_at, expires_at)"
        f" SELECT user_id, name, '{digest}', hint, resources, true, created_at, expires_at FROM governance_apikey"
    )
    forged = access.key_account("guess")
    assert forged.pk != key.pk
    chain_record()
    assert [sentence.split(" was")[0] for sentence in found("rows")] == [f"governance_apikey {forged.pk}"]


def test_a_row_removed_by_the_portal_stays_named(leader):
    _, _ = access.make_key(leader, actor=leader, name="接口")
    as_owner("UPDATE governance_apikey SET may_write = NOT may_write")
    key = ApiKey.objects.get()
    named = f"governance_apikey {key.pk} {STRANGER}"
    access.end_key(key, actor=leader)
    chain_record()
    assert [sentence.startswith(named) for sentence in found("rows")] == [True]


def test_a_forged_message_stays_named_once_it_was_read(leader):
    messages.notify([leader], key="a", title="请办理", url="/work/")
    other = '{"id": 999, "number": 999, "key": "b", "title": "请转账"}'
    as_owner(
        f"INSERT INTO governance_notice SELECT (jsonb_populate_record(n, '{other}')).* FROM governance_notice n LIMIT 1"
    )
    Notice.objects.filter(pk=999).update(read_at=clock.now())
    chain_record()
    assert [sentence.startswith(f"governance_notice 999 {STRANGER}") for sentence in found("rows")] == [True]


def test_a_signed_acknowledgement_ends_the_naming_and_is_told(leader):
    as_owner(f"UPDATE governance_user SET email = 'a@example.org' WHERE id = {leader.pk}")
    with pytest.raises(CommandError, match="没有认可任何一行"):
        call_command("acknowledge_rows", "按公安通报更正邮箱", "governance_user:0", stdout=StringIO())
    assert len(found("rows")) == 1
    out = StringIO()
    call_command("acknowledge_rows", "按公安通报更正邮箱", f"governance_user:{leader.pk}", stdout=out)
    assert f"acknowledged: governance_user {leader.pk}" in out.getvalue()
    assert found("rows") == []
    assert found("record") == []
    (told,) = proof.acknowledgements()
    assert "按公安通报更正邮箱" in told
    assert f"governance_user {leader.pk}" in told
    as_owner(f"UPDATE governance_user SET email = 'b@example.org' WHERE id = {leader.pk}")
    chain_record()
    assert len(found("rows")) == 1  # what came after is not acknowledged


def test_nothing_is_acknowledged_where_nothing_is_named(leader):
    with pytest.raises(CommandError, match="无须认可"):
        call_command("acknowledge_rows", "例行检查", stdout=StringIO())
    assert not ChainNote.objects.exists()
