"""The portal runs as a role that owns no table; the record is out of its reach."""

import uuid
from io import StringIO

import pytest
from axes.models import AccessLog
from django.core.checks import Tags, run_checks
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction

from governance.kernel.clock import clock, rules
from governance.kernel.models.chain import ChainBlock
from governance.kernel.models.events import Event
from governance.kernel.steps.events import deliver_events
from governance.kernel.upkeep import privileges, proof, retention
from governance.kernel.upkeep.chain import chain_record
from governance.kernel.upkeep.checks import run
from projects.models import Demand
from tests.factories import projects as make_project
from tests.factories.base import make_district, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    rules.load_rules()
    return make_district()


@pytest.fixture
def plain_role(place):
    """The rest of the test works as a role that has the rights of a running portal."""
    role = f"plain_{uuid.uuid4().hex[:8]}"
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE ROLE "{role}"')
        privileges.grant_rights(role)
        cursor.execute(f'SET ROLE "{role}"')
        yield role
        cursor.execute("RESET ROLE")


def test_pages_steps_and_the_work_of_the_clock_run_as_the_plain_role(place, client, plain_role):
    secretary = user_with("community_secretary", place.community)
    client.force_login(secretary)
    row = make_project.make_demand(secretary, place.compound, make_project.make_category(place.district))
    assert client.get("/projects/demands/").status_code == 200
    assert row.title in client.get(row.get_absolute_url()).content.decode()
    answer = client.post(f"{row.get_absolute_url()}accept/", {})
    assert answer.status_code == 302, answer.content.decode()
    assert Demand.objects.get(pk=row.pk).status != row.status
    old = AccessLog.objects.create(username="a", user_agent="b")
    chain_record()
    with clock.travel(clock.add_months(clock.today(), 24)):
        assert retention.prune()["sign_ins"] >= 1
    assert not AccessLog.objects.filter(pk=old.pk).exists()
    deliver_events()
    assert chain_record() >= 0
    assert Event.objects.filter(kind="projects.demand.accept").exists()
    assert run(["roles", "guards"]) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE governance_event SET actor_name = 'x'",
        "DELETE FROM governance_event",
        "TRUNCATE governance_notice",
        "ALTER TABLE governance_event DISABLE TRIGGER ALL",
        "SET session_replication_role = replica",
        "UPDATE governance_chainblock SET digest = 'x'",
        "DELETE FROM funds_line",
        "UPDATE axes_accesslog SET ip_address = '10.0.0.1'",
        "DELETE FROM django_migrations",
        "DROP TRIGGER event_append_only ON governance_event",
        "CREATE TABLE mine (id int)",
    ],
)
def test_what_the_record_rests_on_is_refused_to_it(plain_role, statement):
    refusal = pytest.raises(ProgrammingError, match=r"permission denied|must be owner")
    with refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_rights_beyond_these_are_named(plain_role):
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute(f'GRANT UPDATE ON governance_event TO "{plain_role}"')
        cursor.execute(f'GRANT TRUNCATE ON governance_notice TO "{plain_role}"')
        cursor.execute(f'SET ROLE "{plain_role}"')
    assert privileges.faults() == [
        f"the role {plain_role} runs the portal and may change the table {table}"
        for table in ("governance_event", "governance_notice")
    ]


def test_one_role_for_everything_works_and_is_told(place, settings):
    assert run(["roles"]) == []
    settings.DEMO = False
    (warning,) = [
        found for found in run_checks(tags=[Tags.database], databases=["default"]) if found.id == "governance.W001"
    ]
    assert "MIGRATE_DATABASE_URL" in warning.msg
    assert "请另设" in warning.msg
    settings.RUNNING_ROLE = "portal_web"
    assert privileges.warnings() == []


@pytest.mark.parametrize("nothing", ["", "....", "！！！！！", "\u200b" * 4, "1234"])
def test_a_break_is_signed_only_with_words(place, nothing):
    chain_record()
    before = ChainBlock.objects.count()
    with pytest.raises(CommandError, match="请用文字写明中断的原因"):
        call_command("break_record", nothing, stdout=StringIO())
    assert ChainBlock.objects.count() == before


def test_verify_tells_of_signed_breaks(place):
    chain_record()
    call_command("break_record", "磁盘更换，外部文件遗失", stdout=StringIO())
    out = StringIO()
    call_command("verify", "record", stdout=out)
    assert "is a break" in out.getvalue()
    assert "磁盘更换，外部文件遗失" in out.getvalue()
    assert proof.faults() == []
