"""The judge of `bench.kills` names whatever is lost, doubled or there although it was refused."""

import os
import random
import signal
import subprocess
import sys

import pytest

from bench.load import DONE, OPEN, REFUSED, Ledger, Sent
from bench.reckoning import faults, newest, numbers
from bench.victims import Victim, are_gone, is_complete, kill, until
from governance.kernel.clock import rules
from governance.kernel.models.figures import Serial
from portal import signs
from projects.demands.actions import demands
from projects.models import Demand
from tests.factories.base import make_district, user_with
from tests.factories.projects import make_category, make_demand, picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def register():
    rules.load_rules()
    place = make_district()
    user, category = user_with("community_secretary", place.community), make_category(place.district)

    def register(mark, **data):
        return make_demand(user, place.compound, category, content=f"{mark} 楼道灯不亮", **data)

    register.user, register.ledger, register.before = user, Ledger(), newest()
    return register


def told(register, mark, outcome=DONE, status=201, row=None, **more):
    answer = {"id": row.pk, "number": row.number} if row else {}
    register.ledger.note(Sent("demand", mark, outcome=outcome, status=status, answer=answer, **more))


def found(register):
    return list(faults(register.ledger, register.before))


def test_what_is_as_it_was_answered_is_no_fault(register):
    told(register, "K-1-", row=register("K-1-", attachments=[picture()]), files=1)
    told(register, "K-2-", REFUSED, 422)
    assert found(register) == []


def test_what_was_lost_is_named(register):
    told(register, "K-1-")
    told(register, "K-2-", row=register("K-2-"), files=1)
    assert found(register) == [
        "demand K-1- was answered 201 and is there 0 times",
        "demand K-2- has 0 of 1 files",
        "1 rows of projects.demand are new, 2 were answered with success",
    ]


def test_what_was_doubled_or_refused_and_is_there_is_named(register):
    told(register, "K-1-", row=register("K-1-"))
    register("K-1-")
    register("K-2-")
    told(register, "K-2-", REFUSED, 422)
    assert found(register) == [
        "demand K-1- was answered 201 and is there 2 times",
        "demand K-2- was answered 422 and is there 1 times",
        "3 rows of projects.demand are new, 1 were answered with success",
    ]


def test_what_got_no_answer_is_named(register):
    told(register, "K-1-", OPEN, 0, tries=9)
    assert found(register) == ["demand K-1- : no answer, sent 9 times"]


def test_steps_are_counted_by_their_events(register):
    row = register("K-1-")
    told(register, "K-1-", row=row)
    for step, outcome in (("accept", DONE), ("invalidate", REFUSED)):
        register.ledger.note(Sent("step", row.pk, step, outcome=outcome))
    assert found(register) == [f"demand {row.pk}: accept was answered with success 1 times and happened 0 times"]
    demands.accept(row, actor=register.user)
    assert found(register) == []


def test_a_demand_sent_to_mediation_without_its_case_is_named(register):
    row = register("K-1-")
    told(register, "K-1-", row=row)
    demands.accept(row, actor=register.user)
    demands.to_mediation(Demand.objects.get(pk=row.pk), actor=register.user, note="邻里纠纷")
    register.ledger.note(Sent("step", row.pk, "accept", outcome=DONE))
    register.ledger.note(Sent("step", row.pk, "to_mediation", outcome=DONE))
    assert found(register) == [f"demand {row.pk}: 0 cases of mediation instead of 1"]


def test_a_gap_in_a_series_is_named(register):
    register("K-1-")
    assert list(numbers()) == []
    Serial.objects.update(last=2)
    (sentence,) = numbers()
    assert sentence.endswith("1 numbers up to 1, 2 were given out")


PARENT = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'input()  # the victim'], stdin=sys.stdin)"


def test_a_process_is_found_below_its_launcher_and_seen_to_end():
    victim = Victim("the victim", "# the victim", "# the victim")
    with subprocess.Popen([sys.executable, "-c", PARENT], stdin=subprocess.PIPE) as launched:
        until(lambda: victim.found(os.getpid()), 10, "it did not start")
        (pid,) = victim.found(os.getpid())
        assert not are_gone([pid])
        assert kill(victim, os.getpid(), random.Random(1)) == [pid]
        until(lambda: are_gone([pid]) and not victim.found(os.getpid()), 10, "it did not end")
        launched.send_signal(signal.SIGTERM)


def test_a_portal_is_complete_when_every_program_shows_signs_of_life(tmp_path):
    folder = signs.folder(tmp_path)
    folder.mkdir()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        for name in ("web", "worker", "pool", "beat"):
            (folder / f"{name}-{os.getpid()}").touch()
        (folder / f"web-{other.pid}").touch()
        assert not is_complete(tmp_path)
        (folder / f"pool-{other.pid}").touch()
        assert is_complete(tmp_path)
        other.kill()
    assert not is_complete(tmp_path)
