"""A sequence that stops new rows is named by `verify` and on the system page; a refusal names no inner name."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from governance.kernel.clock import rules
from governance.kernel.models.chain import ChainNote
from governance.kernel.models.pages import SavedView
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.saving import NO_NUMBER, as_refusal, save_valid
from governance.kernel.upkeep import conditions, sequences
from governance.kernel.upkeep.checks import run
from governance.sign_in.views import door
from portal import health
from projects.models import Visit
from tests.factories.base import make_district, user_with
from tests.factories.visits import make_visit

pytestmark = pytest.mark.django_db
DEMANDS = "projects_demand_id_seq"


def ask(question, values=()):
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return cursor.fetchone()


def set_to(sequence, number, is_called=True):
    """As anybody who may use it does; what is set after a restart is rolled back with the test."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER SEQUENCE {sequence} RESTART")
    ask("SELECT setval(%s, %s, %s)", [sequence, number, is_called])


def off():
    return [sentence for _, sentence in run(["definitions"])]


def reading():
    return conditions.CONDITIONS["numbers"].reading()


@pytest.mark.parametrize(
    ("number", "is_called", "words"),
    [
        (2**63 - 1, False, "near its end"),
        (2**62 + 2**61 + 2**60 + 2**59, True, "near its end"),
        (2**60, True, "far beyond the greatest key 0"),
    ],
)
def test_a_sequence_set_high_is_named(number, is_called, words):
    assert (off(), reading().state) == ([], conditions.OK)
    set_to(DEMANDS, number, is_called)
    (sentence,) = off()
    assert sentence.startswith(f"the sequence public.{DEMANDS} stands at {number}, {words}")
    assert (reading().state, reading().number) == (conditions.NOTICE, 1)
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("verify", stdout=out)
    assert "1 张表的编号异常" in out.getvalue()


def test_numbers_of_rows_that_were_cleared_away_are_used_up_honestly():
    """Notes are taken out each minute: their numbers run far ahead of the greatest key."""
    ChainNote.objects.all().delete()
    set_to("governance_chainnote_id_seq", sequences.FAR_EMPTY)
    assert (off(), reading().state) == ([], conditions.OK)


def test_a_sequence_far_beyond_the_newest_key_is_named():
    """Where rows stand, they say how far it can have come."""
    rules.load_rules()
    (last,) = ask("SELECT max(id) FROM governance_rule")
    set_to("governance_rule_id_seq", last + sequences.FAR)
    assert (off(), reading().state) == ([], conditions.OK)
    set_to("governance_rule_id_seq", last + sequences.FAR + 1)
    assert off()[0].endswith(f"far beyond the greatest key {last}")
    assert (reading().state, reading().number) == (conditions.NOTICE, 1)


def test_a_sequence_that_gives_the_last_number_once_more_is_named():
    rules.load_rules()
    (last,) = ask("SELECT max(id) FROM governance_rule")
    set_to("governance_rule_id_seq", last, is_called=False)
    assert "stands at" in off()[0]
    set_to("governance_rule_id_seq", last)
    assert off() == []


def test_the_page_asks_two_questions(django_assert_num_queries):
    with django_assert_num_queries(2):
        reading()


def test_a_number_given_twice_is_refused_without_a_name_of_the_database():
    user = user_with("district_leader", make_district().district)
    view = SavedView.objects.create(user=user, path="/visits/", name="我的", query="tab=open")
    set_to("governance_savedview_id_seq", view.pk, is_called=False)
    with pytest.raises(Refused) as refusal, transaction.atomic():
        save_valid(SavedView(user=user, path="/visits/", name="另一个", query="tab=all"))
    assert (refusal.value.message, refusal.value.code) == (NO_NUMBER, "no_number")
    assert SavedView.objects.get() == view


def test_a_constraint_that_has_no_words_is_not_named():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE passing (id int CONSTRAINT some_inner_name CHECK (id > 1))")
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        ask("INSERT INTO passing VALUES (1)")
    message = as_refusal(broken.value).message
    assert "some_inner_name" not in message
    assert "没有保存" in message


LAST = 2**63 - 1


@pytest.mark.parametrize(
    "sequence", ["projects_visit_id_seq", "governance_event_id_seq", "governance_chainnote_id_seq"]
)
def test_a_step_is_refused_in_words_where_a_sequence_has_given_out_its_last_number(sequence):
    """Of the row itself, of its event, of the note for the chain."""
    place = make_district()
    secretary = user_with("community_secretary", place.community)
    rules.load_rules()
    set_to(sequence, LAST)
    with pytest.raises(Refused) as refusal, transaction.atomic():
        make_visit(secretary, area=place.compound)
    assert (refusal.value.message, refusal.value.code) == (NO_NUMBER, "no_number")
    assert not Visit.objects.exists()


def test_a_used_up_sequence_is_named_everywhere():
    assert health.look(health.CHECKS).get("sequences") is None
    set_to(DEMANDS, LAST)
    assert "projects_demand" in health.look(health.CHECKS)["sequences"]
    assert off() == [f"the sequence public.{DEMANDS} has given out its last number {LAST}: new rows get no number"]


@pytest.mark.parametrize(("method", "unsaved"), [("get", False), ("post", True)])
def test_a_page_without_a_form_says_that_there_is_no_number(client, monkeypatch, method, unsaved):
    """Such as the note of a sign-in, or what is kept of a request."""

    def used_up(*args, **kwargs):
        ask(f"SELECT nextval('{DEMANDS}')")

    set_to(DEMANDS, LAST)
    client.raise_request_exception = False
    monkeypatch.setattr(door.Login, "dispatch", used_up)
    with transaction.atomic():
        answer = getattr(client, method)("/login/")
        transaction.set_rollback(True)
    assert answer.status_code == 503
    page = answer.content.decode()
    assert "系统的记录编号已用完" in page
    assert ("内容没有保存" in page) is unsaved
