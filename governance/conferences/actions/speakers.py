"""Who speaks for a unit at one sitting: whoever two people agreed on for its standing unit."""

from governance.conferences.grounds import GROUNDS
from governance.conferences.models.units import ConferenceUnit
from governance.organisations.models import Organisation


def refuse_other_speakers(conference, rows):
    """The rows, each with who speaks for its unit and whether it convenes, as two people agreed for the standing unit.

    Who speaks for a unit votes for it, so no single hand changes it for one sitting; an added unit convenes none.
    Refuses speaker_unconfirmed.
    """
    known = {}  # unit -> [(person, is_chair)], the standing row last
    for seats in (conference.members.all(), ConferenceUnit.objects.active().filter(area=conference.area_id)):
        for seat in seats:
            known.setdefault(seat.unit_id, []).append((seat.person_id, seat.is_chair))
    wrong, found = [], []
    for row in rows:
        unit, given = int(row["unit"]), known.get(int(row["unit"]))
        person, is_chair = given[-1] if given else (None, False)
        if "person" in row:
            person = int(row["person"]) if row["person"] else None
        is_chair = bool(row.get("is_chair", is_chair))
        if is_chair if given is None else (person, is_chair) not in given:
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
