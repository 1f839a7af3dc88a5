"""Who speaks for a unit at one sitting: whoever two people agreed on for its standing unit."""

from governance.conferences.grounds import GROUNDS
from governance.conferences.models.units import ConferenceUnit
from governance.organisations.models import Organisation


def refuse_other_speakers(conference, rows):
    """The rows, each with who speaks for its unit and whether it convenes, as two people agreed for the standing unit.

    Who speaks for a unit votes for it, so no single hand changes it for one sitting.  For a unit that is added it
    is free who speaks, for it has no list of units behind it; such a unit does not convene.
    Refuses speaker_unconfirmed.
    """
    standing = list(ConferenceUnit.objects.active().filter(area=conference.area_id))
    own, known = {unit.unit_id for unit in standing}, {}  # unit -> [(person, is_chair)], the standing row last
    for seat in (*conference.members.all(), *standing):
        known.setdefault(seat.unit_id, []).append((seat.person_id, seat.is_chair))
    wrong, found = [], []
    for row in rows:
        unit = int(row["unit"])
        given = known.get(unit, [(None, False)])
        person, is_chair = given[-1]
        if "person" in row:
            person = int(row["person"]) if row["person"] else None
        is_chair = bool(row.get("is_chair", is_chair))
        is_new = (person, is_chair) not in given
        if is_new and (unit in own or is_chair):
            wrong.append(unit)
        found.append({"unit": unit, "person": person, "is_chair": is_chair})
    if wrong:
        names = "、".join(Organisation.objects.filter(pk__in=wrong).values_list("name", flat=True))
        words = (
            f"{names}的代表或者召集人与成员单位登记不同；变更须在成员单位列表办理“提请变更代表、召集人”，"
            "由另一人同意后再调整；增列的单位不担任召集人"
        )
        raise GROUNDS.refused(words, "speaker_unconfirmed", field="members")
    return found
