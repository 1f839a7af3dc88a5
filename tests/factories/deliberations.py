"""Deliberations in any state, made through their own steps; the clock travels with them.

council = held_deliberation(user, compound)          # 30 of 36 members, 24 yes
"""

import itertools
from datetime import date, time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from governance.deliberations.actions import deliberations
from governance.kernel.clock import clock, rules
from governance.kernel.models.events import Event
from governance.kernel.steps.errors import BusinessError
from governance.models import Ballot, Deliberation, Objection

NOTICE, DAY = date(2026, 3, 2), date(2026, 3, 10)
_number = itertools.count(1)
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde"
    b"\x00\x00\x00\x0cIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\r\xefF\xb8\x00\x00\x00\x00IEND\xaeB`\x82"
)


def photo(name="计票单.png"):
    return SimpleUploadedFile(name, PNG, content_type="image/png")


def called(actor, area, **data):
    """A council called about a micro-project, announced a week before."""
    rules.load_rules()
    given = {
        "title": f"增设楼道照明{next(_number)}",
        "area": area,
        "body": "council",
        "matter": "project",
        "method": "meeting",
        "notice_on": NOTICE,
        "held_on": DAY,
        "held_time": time(19, 30),
        "place": "党群服务站",
        **data,
    }
    with clock.travel(given["notice_on"]):
        return deliberations.call(Deliberation(), actor=actor, **given)


def totals(entitled=36, present=30, yes=24, no_votes=4, abstain=2):
    return {
        "entitled": entitled,
        "present": present,
        "tallies": [{"no": 1, "yes": yes, "no_votes": no_votes, "abstain": abstain}],
        "tally": [photo()],
    }


def held(actor, area, counts=None, **data):
    row = called(actor, area, **data)
    with clock.travel(row.held_on):
        return deliberations.hold(row, actor=actor, **(counts or totals()))


def counted(actor, area, counts=None, **data):
    row = held(actor, area, counts, **data)
    with clock.travel(row.held_on):
        return deliberations.count(row, actor=actor)


def publicised(actor, area, counts=None, **data):
    row = counted(actor, area, counts, **data)
    with clock.travel(row.held_on):
        return deliberations.publicise(row, actor=actor, publicity_place="公示栏")


def final(actor, area, counts=None, **data):
    """Through the whole publicity: `passed` follows from the counts."""
    row = publicised(actor, area, counts, **data)
    with clock.travel(date(2026, 4, 30)):
        return deliberations.finalise(row, actor=actor)


def refuses(code, do):
    """The step is refused with this code and writes nothing."""
    before = (Event.objects.count(), Deliberation.objects.count(), Ballot.objects.count(), Objection.objects.count())
    with pytest.raises(BusinessError) as refusal:
        do()
    assert refusal.value.code == code, refusal.value.message
    after = (Event.objects.count(), Deliberation.objects.count(), Ballot.objects.count(), Objection.objects.count())
    assert before == after
    return refusal.value.message
