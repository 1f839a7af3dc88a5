"""Rolls in any state, made through their own steps by a preparer and filed by another person.

make_owners_roll(compound)                              # ten flats of 100 ㎡, ten heads, in force from FILED
make_owners_roll(compound, flats=[flat("1-101"), flat("1-102", owner="张三", buyer="张三")])
make_delegates(community)                               # 5 of the committee, 25 delegates
make_residents(community, households=800, adults=1700)
make_members(compound, "council", 15)                   # "party", "owners_committee" alike
"""

import io
from datetime import date
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from governance.kernel.clock import clock, rules
from governance.kernel.models.events import Event
from governance.kernel.models.rules import Rule
from governance.kernel.papers import uploads
from governance.kernel.papers.cells import write_xlsx
from governance.models import Roll
from governance.rolls.actions import rolls, rows
from governance.rolls.electorate import find_roll
from governance.rolls.kinds import BY_BODY, BY_HOUSEHOLDS, LEVELS, OF_NUMBERS, OF_UNITS
from governance.rolls.sheets import SHEETS
from tests.worlds import remembered

from .base import user_with
from .papers import photo

FILED = date(2026, 1, 10)
LONG_AGO = date(2024, 1, 10)


def flat(code, area="100.00", owner="", **more):
    """One line of an owners' roll: co_owners [names], buyer, holding (unsold, undelivered), id_number."""
    is_unsold = more.get("holding") == "unsold"
    owner = owner or ("" if is_unsold else f"业主{code}")
    return {"code": code, "exclusive_area": Decimal(area), "owner": owner, **more}


def ordinary_flats(number, area="100.00"):
    """So many flats of so many owners: 1-101, 1-102 …"""
    return [flat(f"1-{n}", area) for n in range(101, 101 + number)]


@remembered
def prepared(area, kind, actor=None, *, as_of=None, day=FILED, **data):
    """A draft; `actor` is the community's secretary unless given."""
    if not Rule.objects.exists():
        rules.load_rules()
    actor = actor or user_with("community_secretary", area.community or area)
    given = {"area": area, "kind": kind, "as_of": as_of or day, "source": "不动产登记簿", **data}
    with clock.travel(day):
        return rolls.create(Roll(), actor=actor, **given)


@remembered
def filed(roll, actor=None, *, day=FILED, **data):
    """A draft submitted by who made it and filed on a day by the street's administrator, or by `actor`."""
    actor = actor or user_with("street_admin", roll.area.street)
    with clock.travel(day):
        said = {"change_reason": "按登记簿核对后更正", "heads_reason": "已逐户核对", "papers": [photo("依据.png")]}
        roll = rolls.submit(roll, actor=roll.created_by, **said)
        given = {
            "filed_on": day,
            "papers": [photo("备案回执.png")],
            "change_checked": True,
            "heads_checked": True,
            **data,
        }
        return rolls.file(roll, actor=actor, **given)


def voided(roll, actor, note="录入错误，作废"):
    """A version that another person voids than `actor`, who asks for it where it was filed."""
    asked = Roll.objects.get(pk=roll.pk)
    if asked.filed_on:
        asked = rolls.ask_void(asked, actor=actor, note=note)
    return rolls.void(asked, actor=user_with("street_admin", roll.area.street), note=note)


def uploaded(kind, lines, name="名册.xlsx"):
    """A workbook as the form's field gives it, from lists of cells below the heads of the sheet."""
    target = io.BytesIO()
    write_xlsx(target, [[column.header for column in SHEETS[kind].columns], *lines])
    return [uploads.check(SimpleUploadedFile(name, target.getvalue(), content_type=uploads.EXCEL))]


def with_rows(roll, lines):
    """A draft whose rows are imported from a workbook; lines are lists of cells."""
    return rows.import_rows(roll, actor=roll.created_by, file=uploaded(roll.kind, lines))


def cells(unit):
    """The line of a workbook that says what a dict of `flat` says."""
    words = {"unsold": "未售", "undelivered": "已售未交付"}
    return [
        unit["code"],
        str(unit["exclusive_area"]),
        unit.get("owner") or "",
        "、".join(unit.get("co_owners") or ()),
        unit.get("buyer") or "",
        words.get(unit.get("holding"), ""),
        unit.get("id_number") or "",
    ]


@remembered
def make_owners_roll(area, flats=None, *, day=FILED, **data):
    """A filed owners' roll of a compound; ten flats of 100 ㎡ unless given."""
    chosen = flats if flats is not None else ordinary_flats(10)
    draft = with_rows(prepared(area, "owners", day=day), [cells(unit) for unit in chosen])
    return filed(draft, day=day, **data)


@remembered
def make_residents(area, households=800, adults=1700, *, kind="residents", day=FILED):
    """The filed numbers of a community (kind "villagers": of a village)."""
    draft = prepared(area, kind, day=day, source="公安户籍、社区台账")
    draft = rows.set_numbers(draft, actor=draft.created_by, households=households, adults=adults)
    return filed(draft, day=day)


@remembered
def make_members(area, kind, number=15, *, day=FILED, members=None):
    """A filed roll of members: "council", "party", "owners_committee"."""
    draft = prepared(area, kind, day=day, source="选举结果")
    given = members or [{"name": f"成员{chinese(n)}", "duty": f"席位{n}"} for n in range(1, number + 1)]
    return filed(rows.set_members(draft, actor=draft.created_by, members=given), day=day)


@remembered
def make_delegates(area, delegates=25, committee=5, *, kind="delegates", day=FILED, women=10):
    """A filed roll of a delegates' meeting (kind "villager_delegates": of a village, with so many women)."""
    members = [{"name": f"委员{chinese(n)}", "seat": "committee", "duty": f"委员{n}"} for n in range(1, committee + 1)]
    members += [
        {"name": f"代表{chinese(n)}", "seat": "delegate", "duty": f"代表{n}", "is_woman": n <= women}
        for n in range(1, delegates + 1)
    ]
    return make_members(area, kind, members=members, day=day)


def chinese(number):
    """A number in Chinese digits, for names."""
    return "".join("零一二三四五六七八九"[int(digit)] for digit in str(number))


@remembered
@transaction.atomic
def keep_roll(body, area, number, *, on=FILED, units=None):
    """A filed roll that makes so many entitled in a body, unless one is in force on a day; cheap, without its steps.

    units -- dicts of `flat` for an owners' roll
    """
    kind = BY_BODY.get(body)
    if kind is None or find_roll(kind, area, on) is not None:
        return
    rules.load_rules()
    place = area if area.level in LEVELS[kind] else area.community
    roll = Roll(area=place, kind=kind, as_of=LONG_AGO, source="不动产登记簿")
    if kind in OF_NUMBERS:
        by_households = body in BY_HOUSEHOLDS
        roll.households, roll.adults = (number, number * 2) if by_households else (number, number)
    roll.save()
    if kind in OF_UNITS:
        rows.set_units(roll, units or ordinary_flats(number))
    elif kind not in OF_NUMBERS:
        rows.write_members(roll, [{"name": f"席位{n}", "duty": f"{n} 号"} for n in range(1, number + 1)])
    roll.status, roll.filed_on, roll.valid_from = "filed", LONG_AGO, LONG_AGO
    roll.save()
    told = {"object_type": "governance.roll", "object_id": roll.pk, "area": place}
    Event.objects.create(kind="governance.roll.create", label="编制名册", **told)
