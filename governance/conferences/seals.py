"""Sealed minutes: one canonical text of a sitting's whole record, hashed onto the previous seal of its area.

`differences` recomputes the seal and names what was changed in an issued
conference.  A seal is a plain hash: who can write the whole database could hash
everything anew.  What shows that is the event of the issue, which holds the
seal and lies in the keyed chain of the record (kernel/upkeep/chain.py, which
also says what that does not prove).
"""

import hashlib
import json
from datetime import UTC, date, datetime, time
from decimal import Decimal

from .workflow.sittings import DISTRIBUTED

# fmt: off
CONFERENCE = (
    "id", "area_id", "year", "no", "title", "held_on", "held_time", "place", "chair_id", "recorder_id",
    "guests", "requirements", "distribution", "minutes", "minutes_no", "held_at", "signed_at", "issued_at",
)
MEMBER = ("id", "unit_id", "person_id", "is_chair", "order", "signed_in_at", "is_excused", "entered_by_id")
ITEM = (
    "id", "no", "title", "area_id", "proposer", "source_type", "source_id", "source_url", "summary",
    "requested_amount", "fund_request", "own_share", "is_urgent", "urgent_reason", "urgent_approved_by_id",
    "by_consensus", "decision", "support_class", "amount", "conditions", "owner_unit_id", "due_on", "supersedes_id",
    "decided_at", "status",
)
VOTE = ("id", "member_id", "choice", "opinion", "voted_at", "entered_by_id")
INTEREST = ("id", "member_id", "reason", "declared_at", "entered_by_id")


def record_of(conference):
    """Everything the seal covers, as plain values."""
    items = conference.items.prefetch_related("votes", "interests").order_by("id")
    return {
        "conference": values(conference, CONFERENCE),
        "members": [values(member, MEMBER) for member in conference.members.order_by("id")],
        "items": [
            {
                **values(item, ITEM),
                "votes": [values(vote, VOTE) for vote in sorted(item.votes.all(), key=lambda row: row.pk)],
                "interests": [
                    values(interest, INTEREST) for interest in sorted(item.interests.all(), key=lambda row: row.pk)
                ],
            }
            for item in items
        ],
    }


def values(row, names):
    return {name: as_plain_value(getattr(row, name)) for name in names}


def as_plain_value(value):
    """One spelling for each value, whatever type the database driver returns."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return f"{value:.2f}" if isinstance(value, Decimal) else value


def canonical(record):
    """The record as JSON text that is the same for the same values."""
    return json.dumps(record, ensure_ascii=False, sort_keys=True, indent=0)


def seal_of(text, previous):
    """sha256 of the previous seal and the text, in hex."""
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


def seal_conference(conference, previous):
    """Set the three sealed fields of a conference that is about to be saved as issued."""
    conference.previous_seal = previous
    conference.sealed_text = canonical(record_of(conference))
    conference.seal = seal_of(conference.sealed_text, previous)


def differences(conference):
    """Sentences: what differs between the seal and the database."""
    name = f"conference {conference.pk} ({conference.title})"
    found = []
    if seal_of(conference.sealed_text, conference.previous_seal) != conference.seal:
        found.append(f"{name}: the sealed text does not match its seal")
    if found:
        return found  # a text that is not the sealed one proves nothing about the rows
    if conference.status not in DISTRIBUTED:
        found.append(f"{name}: sealed, but its status is {conference.status}")
    sealed = json.loads(conference.sealed_text)
    return found + [f"{name}: {words}" for words in compare_records(sealed, record_of(conference))]


def compare_records(sealed, now):
    """Where two records differ, row by row."""
    yield from compare_fields("conference", sealed["conference"], now["conference"])
    yield from compare_rows("member", sealed["members"], now["members"])
    yield from compare_rows("agenda item", sealed["items"], now["items"])
    kept = {row["id"]: row for row in now["items"]}
    for item in sealed["items"]:
        if item["id"] in kept:
            for part, word in (("votes", "vote"), ("interests", "interest")):
                yield from compare_rows(f"agenda item {item['id']} {word}", item[part], kept[item["id"]][part])


def compare_rows(word, sealed, now):
    before, after = ({row["id"]: row for row in rows} for rows in (sealed, now))
    for pk in before.keys() - after.keys():
        yield f"{word} {pk} is gone"
    for pk in after.keys() - before.keys():
        yield f"{word} {pk} was added after the seal"
    for pk in sorted(before.keys() & after.keys()):
        yield from compare_fields(f"{word} {pk}", before[pk], after[pk])


def compare_fields(word, before, after):
    for field in sorted(before):
        if field not in ("votes", "interests") and before[field] != after.get(field):
            yield f"{word} {field} was sealed as {before[field]!r}, is now {after.get(field)!r}"


def find_broken(conferences):
    """Sentences: what is wrong with a chain of sealed conferences, which come ordered by area and time of issue."""
    found, last = [], {}
    for conference in conferences:
        expected = last.get(conference.area_id, "")
        if conference.previous_seal != expected:
            found.append(f"conference {conference.pk} ({conference.title}): does not follow the seal before it")
        last[conference.area_id] = conference.seal
        found += differences(conference)
    return found
