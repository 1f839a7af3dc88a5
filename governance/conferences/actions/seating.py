"""Which units are called to one sitting."""

from governance.conferences.grounds import GROUNDS
from governance.conferences.models.sittings import ConferenceMember
from governance.conferences.workflow.sittings import CONFERENCE, STANDING, standing_units, too_few_standing
from governance.kernel.clock import rules
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.faults import Faults
from governance.kernel.steps.saving import require_words
from governance.organisations.models import Organisation

from .speakers import refuse_other_speakers


@CONFERENCE.step("seat")
def seat(conference, *, actor, members, note=""):
    """Set the units called to this sitting: rows {unit, person, is_chair}; what a row leaves out is as it stands.

    They are the base of quorum and majority: most of the area's standing units are among them, one is left out and
    another is added only with a reason, which the event keeps.
    Refuses members_missing, unit_twice, standing_units_too_few, units_left_out, units_added,
    and what `refuse_other_speakers` refuses.
    """
    if not members:
        raise Refused("至少要有一个成员单位", "members_missing", field="members")
    faults = Faults()
    left, added = note_units(conference, members, note, faults)
    with faults.noted():
        members = refuse_other_speakers(conference, members)
    faults.refuse()
    conference.members.all().delete()
    ConferenceMember.objects.bulk_create(
        ConferenceMember(
            conference=conference,
            unit_id=int(row["unit"]),
            person_id=int(row["person"]) if row.get("person") else None,
            is_chair=bool(row.get("is_chair")),
            order=order,
        )
        for order, row in enumerate(members)
    )
    told = [["未列入的成员单位", left], ["增列的单位", added]]
    facts = [[label, "、".join(names)] for label, names in told if names]
    return {"facts": [["成员单位", f"{len(members)} 个"], *facts]}


def note_units(conference, members, note, faults):
    """Note what is wrong with the units called; ([names of those left out], [names of those added])."""
    units = [int(row["unit"]) for row in members]
    with faults.noted():
        if len(set(units)) < len(units):
            raise Refused("同一单位只登记一行", "unit_twice", field="members")
    with faults.noted():
        if reason := too_few_standing(conference, set(units)):
            by = rules.get(STANDING, conference.held_on).basis
            raise GROUNDS.refused(reason, "standing_units_too_few", by=by, field="members")
    standing = dict(standing_units(conference))
    left = [name for pk, name in standing.items() if pk not in units]
    added = list(Organisation.objects.filter(pk__in=set(units) - standing.keys()).values_list("name", flat=True))
    with faults.noted():
        if left:
            words = f"{'、'.join(left)}是联席会议成员单位，未列入本次会议的须写明理由；应到按列入的单位计算"
            require_words(note, GROUNDS.said(words, "units_left_out"), "units_left_out")
    with faults.noted():
        if added:
            words = f"{'、'.join(added)}不是联席会议成员单位，增列的须写明理由；应到按列入的单位计算"
            require_words(note, GROUNDS.said(words, "units_added"), "units_added")
    return left, added
