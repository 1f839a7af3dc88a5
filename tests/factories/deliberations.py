"""Deliberations in any state, made through their own steps; the clock travels with them.

council = held_deliberation(user, compound)          # 30 of 36 members, 24 yes
"""

import itertools
from datetime import date, time

import pytest

from governance.deliberations import bodies
from governance.deliberations.actions import deliberations, objections
from governance.kernel.clock import clock, rules
from governance.kernel.models.events import Event
from governance.kernel.steps.errors import BusinessError
from governance.models import Area, Ballot, Deliberation, Objection
from tests.worlds import remembered

from .base import user_with
from .papers import photo
from .rolls import keep_roll

NOTICE, DAY = date(2026, 3, 2), date(2026, 3, 10)
_number = itertools.count(1)


@remembered
def called(actor, area, roll=36, units=None, **data):
    """A council called about a micro-project, announced a week before.

    roll  -- how many the filed roll makes entitled, unless one is in force; 0 files none
    units -- the flats of an owners' roll instead, as `rolls.flat` gives them
    """
    rules.load_rules()
    given = {
        "title": f"{title_of(data)}{next(_number)}",
        "area": area,
        "body": "council",
        "matter": "project",
        "method": "meeting",
        "notice_on": NOTICE,
        "held_on": DAY,
        "held_time": time(19, 30),
        "place": "党群服务站",
        "owners_matters": "none",
        "elects": "nobody",
        **data,
    }
    if roll:
        keep_roll(given["body"], area, roll, on=given["held_on"], units=units)
    if given["body"] in bodies.COMMUNITY and given["held_on"].year >= 2026:
        given = {"party_studied_on": given["notice_on"], "party_study": [photo("党组织会议记录.png")], **given}
    with clock.travel(given["notice_on"]):
        return deliberations.call(Deliberation(), actor=actor, **given)


def title_of(data):
    """A title that names what the body may decide."""
    if data.get("matter") == "business_use":
        return "1-101 住宅改为早餐店"
    is_committees = (data.get("body"), data.get("matter")) == ("owners_committee", "general")
    return "业委会值班安排" if is_committees else "增设楼道照明"


def totals(present=30, yes=24, no_votes=4, abstain=2, **more):
    return {
        **more,
        "present": present,
        "tallies": [{"no": 1, "yes": yes, "no_votes": no_votes, "abstain": abstain}],
        "tally": [photo()],
    }


def with_papers(body, counts):
    """What a record needs beside its numbers, where it does not say so itself: a list its sheet, owners' totals that
    nobody came by an agent."""
    if "ballots" in counts:
        return {"sign_in": [photo("签到表.png")], **counts}
    return {"agent_heads": 0, **counts} if body in bodies.OWNERS else counts


def recorded(row, actor, **counts):
    """The step `hold`, with these papers."""
    return deliberations.hold(row, actor=actor, **with_papers(row.body, counts))


@remembered
def held(actor, area, counts=None, **data):
    row = called(actor, area, **data)
    with clock.travel(row.held_on):
        return recorded(row, actor, **(counts or totals()))


@remembered
def counted(actor, area, counts=None, **data):
    row = held(actor, area, counts, **data)
    with clock.travel(row.held_on):
        return deliberations.count(row, actor=actor)


@remembered
def publicised(actor, area, counts=None, **data):
    row = looked_at(counted(actor, area, counts, **data))
    with clock.travel(row.held_on):
        return deliberations.publicise(row, actor=actor, publicity_place="公示栏")


def looked_at(row, today=False):
    """Where somebody has to look at its matter before it takes effect, the joint office did: on its day, or today."""
    if not row.awaits_matter_check:
        return row
    reviewer = user_with("district_office", Area.objects.get(level="district"))
    note = "逐项核对，不涉及须由业主共同决定的重大事项"
    with clock.travel(clock.today() if today else row.held_on):
        return deliberations.check_matter_chosen(row, actor=reviewer, note=note)


@remembered
def final(actor, area, counts=None, **data):
    """Through the whole publicity: `passed` follows from the counts."""
    row = publicised(actor, area, counts, **data)
    with clock.travel(date(2026, 4, 30)):
        return deliberations.finalise(row, actor=actor)


def verified(row, place):
    """What was entered late, verified by the street, who had no part in it."""
    return deliberations.verify_late(row, actor=user_with("street_admin", place.street), note="已核对原件，情况属实")


def overturned(row, actor):
    """A result in force that an objection of its publicity, entered late, sets aside; the street reviews it."""
    row = Deliberation.objects.get(pk=row.pk)
    row = objections.challenge(
        row, actor=actor, raised_by="302 室", text="未公开三家报价", raised_on=row.publicised_on,
        evidence_photos=[photo()], vouched_by="王芳，居民小组长",
    )  # fmt: skip
    reviewer = user_with("street_admin", row.area.street)
    return objections.overturn(row, actor=reviewer, papers=[photo("复核意见.png")], note="异议成立")


def refuses(code, do):
    """The step is refused with this code and writes nothing; the roll that a factory files for it is no matter."""
    before = written()
    with pytest.raises(BusinessError) as refusal:
        do()
    assert refusal.value.code == code, refusal.value.message
    assert before == written()
    return refusal.value.message


def written():
    counts = [model.objects.count() for model in (Deliberation, Ballot, Objection)]
    return [*counts, Event.objects.exclude(object_type="governance.roll").count()]
