"""The signed records of what guards the tables: each is bound to its number and vouches for every one before it.

A record's content, which is signed, is canonical JSON: what `guards.keep` found, "number" (of its row), "made_at" and
"past", {number of an earlier record: its fingerprint}.  So a record that was removed, changed or put in before the
newest is named, and what somebody accepted once cannot vanish.  That the newest itself is gone the chain tells: each
block names it (`chain.newest_guards`).  Records of before have neither number nor past; the first new one takes them
into its own.
"""

import hashlib
import json

from django.db import connection

from governance.kernel.clock import clock
from governance.kernel.models.chain import ChainBlock, GuardRecord

from . import chain, proof
from .crypto import derive, key_id, secrets

NEVER = "it was never written down what guards the tables, or the record of it is gone"
OTHER = "the record of the guards was changed: its content is not what was signed"
NUMBER = """
SELECT setval(own.name, greatest(nextval(own.name), (SELECT max(id) + 1 FROM {table})))
FROM pg_get_serial_sequence('{table}', 'id') AS own(name)
"""  # beyond every row that somebody put in


def keys():
    """{name: key} of every secret in force, the signing one first."""
    return {key_id(key): key for key in (derive(secret, "guards") for secret in secrets())}


def fingerprint(record):
    """What later records keep of one: its row, whoever signed it."""
    row = f"{record.made_at.isoformat()} {record.key} {record.digest} {record.content}"
    return hashlib.sha256(row.encode()).hexdigest()[:16]


def add(content):
    """As the owner: sign one more record over those that are there; returns it."""
    name, key = next(iter(keys().items()))
    with connection.cursor() as cursor:
        cursor.execute(NUMBER.format(table=GuardRecord._meta.db_table))
        (number,) = cursor.fetchone()
    now, past = clock.now(), {str(each.pk): fingerprint(each) for each in all_records()}
    content = content | {"number": number, "past": past, "made_at": now.isoformat(timespec="seconds")}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return GuardRecord.objects.create(pk=number, made_at=now, key=name, content=text, digest=chain.signature(key, text))


def all_records():
    return GuardRecord.objects.order_by("pk")


def newest():
    """(the content of the newest record, what is wrong with it): one of the two is None."""
    record = all_records().last()
    return read(record) if record else (None, NEVER)


def read(record):
    """(the content of a record, what is wrong with it): one of the two is None."""
    known = keys()
    if record.key not in known:
        return None, f"no key {record.key} among FIELD_KEY and SECRET_KEY proves the record of the guards"
    if chain.signature(known[record.key], record.content) != record.digest:
        return None, OTHER
    content = {"migrations": {}, "loose": {}, "removals": 0} | json.loads(record.content)
    if content.get("number", record.pk) != record.pk:
        return None, OTHER
    return content, None


# ------------------------------------------------------------ what is off
def faults():
    """Sentences: records that are gone, changed or put in since the newest was signed; a newest that is gone."""
    records = list(all_records())
    content, fault = newest()
    if fault:
        return [fault, *cut_off(records)]
    return [*compare(content, records[:-1]), *cut_off(records)]


def compare(content, before):
    """Sentences: how the records before the newest are not those that it vouches for."""
    if "past" not in content:  # of before: nobody vouches for its elders
        return [words(each, "the newest does not know it") for each in before if is_bound(each)]
    past, there = content["past"], {str(each.pk): each for each in before}
    return [
        *(f"the record {number} of the guards is gone" for number in sorted(past.keys() - there.keys(), key=int)),
        *(words(each, "it was put in") for number, each in there.items() if number not in past),
        *(
            words(each, "it was changed")
            for number, each in there.items()
            if number in past and past[number] != fingerprint(each)
        ),
    ]


def words(record, what):
    return f"the record {record.pk} of the guards is not what was signed: {what}"


def is_bound(record):
    return (read(record)[0] or {}).get("number") == record.pk


def cut_off(records):
    """A sentence where the newest record that the chain tells of is gone, and no later one vouches for that."""
    told = told_by_the_chain()
    last = [records[-1].pk, records[-1].digest] if records else [0, ""]
    if not told or last[0] > told[0] or last == told:
        return []
    return [f"the record {told[0]} of the guards, the newest that the chain of the record tells of, is not there"]


def told_by_the_chain():
    """[number, digest] of the record that the newest block names; [] where it names none, or is itself not sound."""
    head = ChainBlock.objects.order_by("-number").first()
    content, fault = proof.read_content(head, chain.keys()) if head else ({}, "")
    return [] if fault else content.get("guards", [])


# ------------------------------------------------------------ what somebody signed for
def acceptances():
    """Sentences about differences that somebody signed for with `sign_guards`: who, when, and each of them.

    A record that no key in force proves any more is vouched for by a later one.
    """
    past, told = (newest()[0] or {}).get("past", {}), []
    for record in all_records():
        content, _ = read(record)
        if content is None and past.get(str(record.pk)) == fingerprint(record):
            content = json.loads(record.content)
        if content and "accepted" in content:
            at = content.get("made_at") or record.made_at.isoformat(timespec="seconds")
            told += [f"signed at {at} by {content['by']}, accepted: {sentence}" for sentence in content["accepted"]]
    return told
