"""`manage.py verify` names every row that the owner of the database changed, removed or put in past the portal."""

import re
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from governance.deliberations.actions import objections
from governance.kernel.clock import clock, messages
from governance.kernel.models.chain import ChainBlock, ChainNote
from governance.kernel.models.notices import Notice
from governance.kernel.models.outside import Channel, Dispatch
from governance.kernel.models.pages import SavedView, Submission
from governance.kernel.models.rules import WorkDay
from governance.kernel.upkeep import jobs, living, proof, writers
from governance.kernel.upkeep.chain import chain_record
from governance.kernel.upkeep.checks import run
from governance.models import Area, Budget, User
from projects.models import Visit
from tests.factories import deliberations, disputes, rolls, visits
from tests.factories.base import make_area, make_district, user_with
from tests.factories.funds import FundCase, donate, promise
from tests.factories.papers import photo
from tests.factories.town import make_town, make_town_fund, submitted

pytestmark = pytest.mark.django_db
# What somebody did as the owner of the database; each was unseen before rows were vouched for.
DONE = {
    "a result other than its count": "UPDATE governance_deliberation SET passed = NOT passed, is_quorate = false",
    "a motion's votes": "UPDATE governance_motion SET yes = yes - 1, passed = NOT passed",
    "a ballot": "UPDATE governance_ballot SET choice = 'no'",
    "a mandate": "DELETE FROM governance_mandate",
    "open objections": "DELETE FROM governance_objection",
    "a rule beyond its bound": "UPDATE governance_rule SET value = '1' WHERE code = 'deliberation_publish'",
    "a post without an event": "INSERT INTO governance_appointment SELECT (jsonb_populate_record(a, jsonb_build_object("
    "'id', 999999, 'role', 'district_leader'))).* FROM governance_appointment a LIMIT 1",
    "the leader's password": "UPDATE governance_user SET password = password || 'x'",
    "an account stopped": "UPDATE governance_user SET status = 'stopped'",
    "units of a roll": "DELETE FROM governance_rollunit",
    "totals of a roll": "UPDATE governance_roll SET head_count = head_count - 1",
    "a day of the calendar": "UPDATE governance_workday SET is_workday = NOT is_workday",
    "a budget": "UPDATE governance_budget SET amount = amount + 100000",
    "a deadline": "UPDATE governance_deadline SET due_on = due_on + 90",
    "visits": "DELETE FROM projects_visit",
    "the words of an agreement": "UPDATE disputes_agreement SET facts = facts || '另'",
    "a donor": "UPDATE funds_donation SET amount = amount * 2",
    "a payee": "UPDATE funds_grant SET payee = '另一单位'",
    "a job for somebody else": "INSERT INTO governance_job SELECT (jsonb_populate_record(j, jsonb_build_object("
    "'id', 999999, 'state', 'queued', 'finished_at', null))).* FROM governance_job j LIMIT 1",
    "a message's address": "UPDATE governance_notice SET url = '/people/'",
    "a message's words": "UPDATE governance_notice SET title = '请把款项转到新账户'",
    "messages": "DELETE FROM governance_notice",
    "reactions that never run": "UPDATE governance_delivery SET done_at = now()",
    "reactions": "DELETE FROM governance_delivery",
    "what leaves by an outside channel": "DELETE FROM governance_dispatch",
    "a channel put off": "UPDATE governance_channel SET next_try_at = now() + interval '1 year'",
    "a kept answer": "UPDATE governance_submission SET body = '/people/'",
    "a view in another's account": "UPDATE governance_savedview SET user_id = (SELECT max(id) FROM governance_user)",
    "an attachment removed": "DELETE FROM governance_attachment",
    "an attachment swapped with its hash": "UPDATE governance_attachment SET sha256 = repeat('0', 64)",
}


def found():
    return [sentence for _, sentence in run(["rows"])]


@pytest.fixture
def world():
    """Something of everything that officials write, vouched for by the chain."""
    town = make_town()
    place = town.place
    owners = rolls.make_owners_roll(town.compound, rolls.ordinary_flats(4))
    case: FundCase = make_town_fund(town)
    donate(case)
    promise(case, "1000.00")
    submitted(town)
    disputes.agreed(disputes.room_of(place))
    visits.make_visit(town.secretary, area=town.compound)
    row = deliberations.publicised(town.secretary, make_area(place.community, "清水苑"))
    with clock.travel(deliberations.DAY + timedelta(1)):
        objections.challenge(row, actor=town.secretary, raised_by="302 室", text="未公开三家报价")
    agent = {"agent": "李四", "has_letter": True, "has_agent_id": True, "has_owner_id": True}
    votes = [{"voter": "1-101", "choice": "yes", "by_proxy": "李四"}, {"voter": "1-102", "choice": "no"}]
    deliberations.held(
        town.secretary, town.compound, {"ballots": votes, "mandates": [agent], "mandate": [photo()]}, roll=0,
        body="owners_ordinary", matter="common_income", title="公共收益支出安排", owners_matters="",
        held_on=deliberations.DAY + timedelta(14),
    )  # fmt: skip
    WorkDay.objects.create(date=clock.today(), is_workday=True)
    passing_things(town)
    chain_record()
    assert found() == []
    assert owners.units.count() == 4
    return town


def passing_things(town):
    """What the portal acts on and clears away in time."""
    reader = town.secretary
    jobs.start("export", title="名册", owner=reader)
    messages.notify([reader], key="a", title="请办理", url="/work/")
    Channel.objects.create(name="chat")
    Dispatch.objects.create(notice=Notice.objects.first(), channel="chat")
    Submission.objects.create(user=reader, key="a", path="/visits/", status=302, body="/visits/1/")
    SavedView.objects.create(user=reader, path="/visits/", name="我的", query="tab=open")


@pytest.fixture
def as_owner():
    """Runs statements with the guards switched off, as nobody the portal knows."""
    with connection.cursor() as cursor:

        def do(statement):
            cursor.execute("SET session_replication_role = replica")
            cursor.execute(statement)
            done = cursor.rowcount
            cursor.execute("SET session_replication_role = origin")
            return done

        yield do


def test_whatever_the_owner_did_is_named_with_its_row(world, as_owner):
    unseen = {}
    for what, statement in DONE.items():
        table = statement.split("FROM ")[1].split()[0] if statement.startswith("DELETE") else statement.split()[1]
        table = statement.split()[2] if statement.startswith("INSERT") else table
        with transaction.atomic():
            assert as_owner(statement), what
            named = [sentence for sentence in found() if sentence.startswith(f"{table} ")]
            if not named:
                unseen[what] = found()
            transaction.set_rollback(True)
    assert unseen == {}


def test_every_table_with_a_row_is_watched(world, as_owner):
    """One row is removed from each table in turn: no table of the portal is left out."""
    for table, model in living.tables().items():
        row = model._base_manager.order_by("pk").values_list("pk", flat=True).first()
        if row is None:
            continue
        with transaction.atomic():
            as_owner(f"DELETE FROM {table} WHERE {model._meta.pk.column} = '{row}'")
            assert f"{table} {row} was removed past the portal" in found()
            transaction.set_rollback(True)


def test_what_waits_for_its_block_is_not_off(world):
    User.objects.update(must_change_password=True)
    Visit.objects.all().delete()
    assert found() == []
    chain_record()
    assert found() == []


def test_a_write_with_the_guards_on_but_past_the_portal_keeps_who_wrote(world):
    budget = Budget.objects.first()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('portal.token'), session_user")
        token, role = cursor.fetchone()
        cursor.execute("SELECT set_config('portal.token', 'a guess', false)")
        Budget.objects.filter(pk=budget.pk).update(amount="1.00")
        cursor.execute("SELECT set_config('portal.token', %s, false)", [token])
    chain_record()
    assert found() == [
        f"governance_budget {budget.pk} was written past the portal, by the database role {role}",
    ]


def test_a_note_copied_for_another_row_proves_nothing():
    make_district()
    first, second = Area.objects.order_by("pk")[:2]
    ChainNote.objects.all().delete()
    first.save()
    note = ChainNote.objects.get()
    assert writers.is_portals(note)
    for name, other in {"row": str(second.pk), "xact": note.xact + 1, "process": "1", "writer": "portal_owner"}.items():
        copy = ChainNote.objects.get()
        setattr(copy, name, other)
        assert not writers.is_portals(copy)


def test_codes_in_a_block_are_signed(world):
    """The newest codes are the chain's: a block whose content was changed vouches for nothing."""
    block = ChainBlock.objects.order_by("-number").first()
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        ChainBlock.objects.filter(pk=block.pk).update(content=block.content.replace('"living"', '"livinG"'))
        cursor.execute("SET session_replication_role = origin")
    assert any("was put in past the portal" in sentence for sentence in found())
    assert any("was changed" in sentence for sentence in proof.faults())


def test_a_changed_row_is_told_from_those_that_only_lost_their_block(world, as_owner):
    """A flood hides nothing: what is off with few rows comes first, and of many every key is named."""
    block, budget = ChainBlock.objects.order_by("-number").first(), Budget.objects.first()
    as_owner(f"UPDATE governance_chainblock SET digest = repeat('0', 64) WHERE number = {block.number}")
    as_owner("UPDATE governance_budget SET amount = amount + 1")
    told = found()
    assert told[0] == f"governance_budget {budget.pk} was put in past the portal"
    assert all(living.DOUBTFUL in sentence or "more rows like these: " in sentence for sentence in told[1:])
    assert len(told) > proof.MOST
    assert proof.faults()[0] == f"block {block.number} of the record was changed: its content is not what was signed"


def test_a_column_added_later_leaves_old_codes_valid(world):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE projects_visit ADD COLUMN later text DEFAULT 'x'")
    assert found() == []


def test_a_step_asks_the_database_no_more(django_assert_num_queries):
    place = make_district()
    user = user_with("community_secretary", place.community)
    with django_assert_num_queries(1):
        User.objects.filter(pk=user.pk).update(must_change_password=False)
    assert ChainNote.objects.filter(table="governance_user", row=str(user.pk)).exists()


def test_verify_reads_each_table_once(world):
    """However many rows: the database takes the digests itself, and gives out nothing else of the rows."""
    with CaptureQueriesContext(connection) as asked:
        assert found() == []
    for table in living.tables():
        read = [each["sql"] for each in asked if re.search(rf'FROM "?{table}"? t?\b', each["sql"])]
        assert len(read) == 1, read
        assert "sha256" in read[0]
