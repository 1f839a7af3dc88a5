"""The parties of a case: checked, sealed, replaced, and shown in full for a reason."""

from django.core.exceptions import ValidationError

from disputes.cases.grounds import GROUNDS
from disputes.cases.models.parties import Party
from disputes.cases.workflow import CASE
from governance.kernel.clock import clock, rules
from governance.kernel.models.sealed import give_keys
from governance.kernel.steps import validators
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.faults import Faults
from governance.kernel.upkeep import masks
from governance.kernel.upkeep.crypto import blind_index
from governance.kernel.upkeep.disclosure import reason_given

PHONES, EVERYTHING = "当事人姓名、电话", "当事人证件号、电话、住址"
SEALED = {"id_number": masks.id_number, "phone": masks.phone, "address": masks.address}


def check_parties(rows, known=()):
    """The rows of a form as values of Party, in order.

    rows  -- dicts with the columns of the party form
    known -- the parties the case has: a sealed value that comes back as its
             own mask stays what it was

    Raises Refused: too_few_parties, same_person_both_sides, party_twice,
    minor_without_representative, earning_age_unknown, too_young_to_earn, masked_value, or the code of the validator
    (id_check_digit …), each naming the row.  Source: domain.md §2.2.
    """
    faults, parties = Faults(), []
    for number, row in enumerate(rows, 1):
        with faults.noted():
            parties.append(party_of(number, row, known))
    with faults.noted():
        if len({row["side"] for row in rows}) < 2:
            raise GROUNDS.refused(
                "调解至少要有申请人和被申请人两方当事人，请补充另一方", "too_few_parties", field="parties"
            )
    seen = {}
    for party in parties:
        with faults.noted():
            check_once(party, *seen.setdefault(identity(party) or party["no"], (party["no"], party["side"])))
    faults.refuse()
    return parties


def check_once(party, first, side):
    """A person stands in one row only; `first` and `side` are of the row that names the person first.

    Refuses same_person_both_sides, party_twice.
    """
    number = party["no"]
    if first == number:
        return
    if side != party["side"]:
        raise GROUNDS.refused(
            f"第 {first} 行和第 {number} 行是同一人，同一人不能既是申请人又是被申请人",
            "same_person_both_sides",
            field="parties",
        )
    raise Refused(f"第 {first} 行和第 {number} 行是同一人，请删去一行", "party_twice", field="parties")


def party_of(number, row, known):
    """The values of one row; `known` are the parties that the case has."""
    party = {
        "no": number,
        "side": row["side"],
        "kind": row.get("kind") or Party.Kind.PERSON,
        "name": validators.text(row["name"], 60),
        "people_count": row.get("people_count") or 1,
        "representative": validators.text(row.get("representative") or "", 40),
        "representative_relation": validators.text(row.get("representative_relation") or "", 20),
        "consent": row.get("consent") or Party.Consent.UNKNOWN,
    }
    is_person = party["kind"] == Party.Kind.PERSON
    rule = {"id_number": validators.id_number if is_person else validators.uscc, "phone": validators.phone}
    for name, mask in SEALED.items():
        raw = (row.get(name) or "").strip()
        if raw == masks.UNREADABLE:
            raise Refused(f"第 {number} 行：有内容无法解密，请填写完整内容", "unreadable", field="parties")
        if "*" in raw or any(hides(before, name, raw, mask) for before in known):
            party[name] = unmask(number, party, name, raw, mask, known)
        else:
            party[name] = clean_value(number, rule.get(name), raw)
    party["id_index"], party["phone_index"] = blind_index(party["id_number"]), blind_index(party["phone"])
    party["is_earning"] = is_person and bool(row.get("is_earning"))
    party["is_minor"] = is_person and lacks_capacity(number, row, party)
    if party["is_minor"] and not (party["representative"] and party["representative_relation"]):
        of_age = rules.get("adult_age")
        raise GROUNDS.refused(
            f"第 {number} 行：当事人未满 {of_age.value} 周岁，须填写法定代理人和代理关系",
            "minor_without_representative",
            by=of_age.basis,
            field="parties",
        )
    return party


def clean_value(number, rule, raw):
    if not raw or rule is None:
        return raw
    try:
        return rule(raw)
    except ValidationError as error:
        raise Refused(f"第 {number} 行：{error.messages[0]}", error.code, field="parties") from None


def unmask(number, party, name, raw, mask, known):
    """The value behind a mask that came back unchanged."""
    for before in known:
        if before.name == party["name"] and mask(getattr(before, name)) == raw:
            return getattr(before, name)
    if "*" not in raw:  # an address: its mask ends at the building
        words = f"第 {number} 行：“{raw}”是隐去门牌后的地址，姓名改过，请把地址填写完整"
        raise Refused(words, "masked_value", field="parties")
    raise Refused(f"第 {number} 行：带 * 的内容已脱敏，请填写完整内容或保持原样", "masked_value", field="parties")


def hides(before, name, raw, mask):
    """Whether this text is what people see of a longer value of a party that the case has."""
    value = getattr(before, name)
    return bool(raw) and value != raw and mask(value) == raw


def lacks_capacity(number, row, party):
    """Whether a party needs a legal representative: not yet of age, and not living on own wages from sixteen on.

    Refuses earning_age_unknown, too_young_to_earn.  Source: 民法典 17–20, 18(2).
    """
    born = validators.birth_date(party["id_number"]) if len(party["id_number"]) == 18 else None
    is_minor = is_younger(born, rules.value("adult_age")) if born else bool(row.get("is_minor"))
    if not (is_minor and party["is_earning"]):
        return is_minor or bool(row.get("is_minor"))
    rule = rules.get("earning_age")
    if born is None:
        raise GROUNDS.refused(
            f"第 {number} 行：未成年而以自己的劳动收入为主要生活来源的，须填写身份证号核对年龄",
            "earning_age_unknown",
            by=rule.basis,
            field="parties",
        )
    if is_younger(born, int(rule.value)):
        raise GROUNDS.refused(
            f"第 {number} 行：当事人未满 {rule.value} 周岁，不能视为完全民事行为能力人，须有法定代理人",
            "too_young_to_earn",
            by=rule.basis,
            field="parties",
        )
    return False


def is_younger(born, age):
    return clock.add_months(born, 12 * age) > clock.today()


def identity(party):
    """The key by which a person or organisation is recognised; "" when too little is known."""
    if party["id_index"]:
        return party["id_index"]
    return f"{party['name']}{party['phone_index']}" if party["phone_index"] else ""


def label_of(parties):
    """The masked names of Party objects, for the case's own row: "陈** 等 8 人、某物业公司"."""
    shown = {}
    for party in parties:
        shown.setdefault(party.side, []).append(party)
    sides = [shown.get(side, []) for side in Party.Side.values]
    words = [f"{many[0].masked_name}{'等' if len(many) > 1 else ''}" for many in sides if many]
    return "、".join(words)[:60]


def replace_parties(case, parties):
    """Replace the case's current parties; the old rows stay, no longer current."""
    case.parties.filter(is_current=True).update(is_current=False)
    Party.objects.bulk_create(give_keys(Party(case=case, **party) for party in parties))


def find_name(title, parties):
    """The party's name a text contains, for titles everybody in the office may search."""
    return next(
        (party["name"] for party in parties if len(party["name"]) > 1 and masks.mentions(title, party["name"])), ""
    )


@CASE.step("reveal")
def reveal(case, *, actor, reason, note="", only_phones=False):
    """Show the parties in full, and record the reader and the reason.

    only_phones -- no more than names and telephones are shown, to call them

    Raises reason_missing.  Event `disputes.mediation_case.reveal` keeps the
    reason and never the data.  Source: domain.md §7.
    """
    return {"note": reason_given(reason), "facts": [["查看内容", PHONES if only_phones else EVERYTHING]]}
