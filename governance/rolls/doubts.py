"""Which heads of a roll are doubtful: a name alone joins nothing, nor does one buyer declared for several.

A member who stands on a roll twice, with whatever duties, would vote twice.

**Source:** 民法典 278; 最高法建筑物区分所有权解释 (2020) 1(2), 9 (the units of one buyer count one, however many);
of members: what the rule of the quorum of each body rests on.
"""

import re
from collections import defaultdict

from governance.kernel.clock import rules
from governance.kernel.figures.formats import bracketed
from governance.kernel.upkeep import masks

from .heads import building_of, name_key, unit_key
from .kinds import BY_BODY, Holding
from .models import RollOwner
from .sheets import BUILDING_LAW, ONE_HEAD
from .sizes import size_doubts

NAMED = 5  # of each doubt, those with the most units


def doubts(roll):
    """What the names of a roll say against its heads, one sentence a kind of doubt; of numbers see `sizes`.

    Names are masked, since the timeline keeps the sentences; the first unit of each leads to its rows.
    """
    if not roll.lists_units:
        return [*size_doubts(roll), *(listed_twice(roll) if roll.lists_members else [])]
    rows = RollOwner.objects.filter(unit__roll=roll, order=0).select_related("unit").defer("id_number")
    of_name, of_buyer, undelivered = defaultdict(list), defaultdict(list), []
    for owner in rows.order_by("unit"):
        if owner.unit.holding != Holding.OWNER:
            undelivered.append(owner)
            continue
        of_name[name_key(owner.name)].append(owner)
        if owner.unit.buyer:
            of_buyer[owner.unit.buyer].append(owner)
    namesakes = [(same[0].masked_name, same) for same in of_name.values() if may_be_one(same)]
    buyers = [(masks.name(buyer), same) for buyer, same in of_buyer.items() if may_be_several(same)]
    return [
        *said("同名业主登记在几个专有部分而未合并", namesakes, "确为一人的，在各行填写证件号码或者相同的买受人"),
        *said(
            "同一买受人名下登记的业主姓名或者证件号码不一致，姓名不同的分别计票",
            buyers,
            "确为一人的，各行填写同一证件号码；不是一人的，去掉买受人",
        ),
        *said(
            "已售未交付的填写了姓名，计票归建设单位",
            [(owner.masked_name, [owner]) for owner in undelivered],
            "已经交付的，改为已交付",
        ),
        *alike(roll.units.values_list("code", flat=True)),
    ]


def listed_twice(roll):
    """The sentence about members of one name, whatever their duties; [] where there are none."""
    of_name = defaultdict(list)
    for member in roll.members.order_by("no"):
        of_name[name_key(member.name)].append(member)
    found = [same for same in of_name.values() if len(same) > 1]
    if not found:
        return []
    named = "；".join(
        f"{same[0].masked_name}（第 {'、'.join(str(one.no) for one in same)} 行）" for same in found[:NAMED]
    )
    rest = f"等 {len(found):,} 例" if len(found) > NAMED else ""
    body = next(body for body, kind in BY_BODY.items() if kind == roll.kind)
    words = (
        f"名册成员的姓名重复：{named}{rest}。一人只列一行、计一票，兼任的在一行的职务中写明；确为同名的不同人，写明理由"
    )
    return [f"{words}{bracketed(rules.get(f'quorum_{body}', roll.valid_from or roll.as_of).basis)}"]


def alike(codes):
    """The sentence about codes that may name one building, or one flat, in two ways; [] where none do.

    A3 beside 3 may be the same building, 3-101 beside 3-1-101 the same flat.
    """
    buildings, flats = defaultdict(set), defaultdict(set)
    for code in codes:
        building, parts = building_of(code), unit_key(code).split("-")
        if number := re.search(r"[0-9]+", building.rpartition("期")[2]):
            buildings[int(number[0])].add(building)
        if len(parts) > 1:
            flats[parts[0], parts[-1]].add(code)
    pairs = [sorted(names, key=len) for number, names in buildings.items() if len(names) > 1 and is_one(number, names)]
    pairs += [sorted(same, key=len) for same in flats.values() if len({code.count("-") for code in same}) > 1]
    if not pairs:
        return []
    named = "；".join(" 与 ".join(pair[:NAMED]) for pair in pairs[:NAMED])
    rest = f"等 {len(pairs):,} 例" if len(pairs) > NAMED else ""
    words = f"户号的写法相近，可能是同一楼栋或者同一户：{named}{rest}。确为同一的，按一种写法更正后重新导入"
    return [f"{words}{bracketed(BUILDING_LAW)}"]


def is_one(number, names):
    """Whether buildings of one number may be the same: one is called by the number alone, or two differ by zeros."""
    plain = {re.sub(r"(?<![0-9])0+(?=[0-9])", "", name) for name in names}
    return str(number) in plain or len(plain) < len(names)


def may_be_one(same):
    """Whether rows of one name count as several heads, and not all of these are told apart by identity numbers."""
    numbers = {owner.unit.head: "" for owner in same}
    for owner in same:
        numbers[owner.unit.head] = owner.id_index or numbers[owner.unit.head]
    return len(numbers) > 1 and "" in numbers.values()


def may_be_several(same):
    """Whether the rows of one declared buyer name several owners, by name or by identity number."""
    numbers = {owner.id_index for owner in same} - {""}
    return len({name_key(owner.name) for owner in same}) > 1 or len(numbers) > 1


def said(doubt, found, advice):
    """The sentence of one kind of doubt, as a list; nothing where there is none.

    found -- [(masked name, its rows)]
    """
    if not found:
        return []
    most = sorted(found, key=lambda one: -len(one[1]))
    named = "、".join(f"{name}（{len(same):,} 套，{same[0].unit.code} 起）" for name, same in most[:NAMED])
    rest = f"等 {len(found):,} 例" if len(found) > NAMED else ""
    return [f"{doubt}：{named}{rest}。同一买受人合计一人，{advice}{bracketed(ONE_HEAD)}"]
