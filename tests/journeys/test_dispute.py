"""A dispute from its registration to the agreement, through the API."""

import json
from datetime import date

from governance.kernel.clock import clock, rules
from governance.kernel.clock.ladders import remind
from governance.kernel.models.events import Event
from tests.clients import Program
from tests.factories.disputes import make_room, registration
from tests.journeys.desk import TUESDAY, waits_for


def test_a_dispute_is_registered_mediated_and_agreed_through_the_api(db):
    with clock.travel(TUESDAY):
        rules.load_rules()
        room = make_room()
        clerk, head, mediator = Program(room.secretary), Program(room.head), Program(room.mediator)
        case = clerk.make("disputes/cases", **registration(room, area=room.place.compound.code))
        pk = case["id"]
        assert (case["status"], case["number"]) == ("registered", "")
        assert "张晓明" not in json.dumps(head.get(f"disputes/cases/{pk}/"), ensure_ascii=False)
        ((task, title),) = waits_for(room.head)
        assert (task, case["title"] in title) == ("受理审查", False)  # a queue names no case's matter
        assert head.take("disputes/cases", pk, "accept")["number"] == "（2026）野鸭冲人调字第001号"
        head.take(
            "disputes/cases",
            pk,
            "assign",
            lead=room.lead.pk,
            is_conflict_free=True,
            has_consent=True,
            rights_told_on=TUESDAY,
        )
        assert mediator.inbox()[0] == ("指派您调解一起纠纷", f"/disputes/cases/{pk}/")
        held = {"held_on": TUESDAY, "place": "社区调解室", "form": "face_to_face", "text": "双方各自陈述"}
        mediator.take("disputes/cases", pk, "mediate", **held, result="open", is_signed=True)
    with clock.travel(date(2026, 4, 14)):
        remind()
        assert mediator.inbox()[0] == ("还有 3 天到期：调解办结", f"/disputes/cases/{pk}/")
        before = Event.objects.count()
        paid = mediator.refused("disputes/cases", pk, "agree", **settlement(), fee="50.00")
        assert paid["errors"].keys() == {"fee"}
        assert Event.objects.count() == before
        assert mediator.take("disputes/cases", pk, "agree", **settlement())["status"] == "agreed"
        assert not waits_for(room.mediator)
    assert mediator.history("disputes/cases", pk) == ["register", "accept", "assign", "mediate", "agree"]


def settlement():
    """What both sides agreed on in the mediation room."""
    term = {"text": "修复屋面防水层", "obligor": "李桂兰", "mode": "act", "due_on": "2026-05-01"}
    return {
        "form": "oral",
        "made_on": "2026-04-14",
        "facts": "防水层老化，双方各担一半",
        "terms": [term],
        "oral_record": "双方当场口头达成",
    }
