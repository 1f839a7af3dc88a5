"""The rows of a sign-in list are held against the filed roll: only who stands on it votes, once (domain.md §2.7).

An owner or a co-owner votes for a unit, anybody else as an agent with papers; the
members of other bodies come themselves, so that each row names a person of the roll.
Source: 民法典 278; 湖南省物业管理条例 16, 20; 最高法建筑物区分所有权解释 (2020) 9.
"""

from collections import defaultdict

from governance.deliberations import bodies
from governance.deliberations.grounds import AGENTS, HEADS, by_majority, by_quorum
from governance.rolls.electorate import serving, units_of
from governance.rolls.heads import name_key, unit_key

DEVELOPER = "developer"  # the head of all units the developer has not sold or not handed over


def place_on_roll(deliberation, found, ballots, by_area, faults):
    """The rows with what the roll says of each; as they are where no roll lists units or members.

    found   -- the Electorate of the day, or None
    ballots -- rows {voter, name, choice, …} of the form, the pasted list or the API; `line` where they are of a sheet
    faults  -- ListFaults: not_on_roll, name_not_on_roll, member_unnamed, namesake, voter_missing, list_twice
    """
    rows = [row | {"line": row.get("line") or number} for number, row in enumerate(ballots or (), 1)]
    if found is not None and found.roll.lists_units:
        known = units_of(found.roll)
        rows = [placed_unit(row, known, found, by_quorum(deliberation), faults) for row in rows]
    elif found is not None and found.roll.lists_members:
        known = Members(serving(found.roll, deliberation.held_on))
        rows = [placed_member(row, known, found, by_quorum(deliberation), faults) for row in rows]
    else:
        rows = [with_head(deliberation, row, by_area, faults) for row in rows]
    rows = [row for row in rows if row is not None]
    note_twice(deliberation, rows, faults)
    return rows


def with_head(deliberation, row, by_area, faults):
    """The row of a list for which there is no roll of units or members: its head as the list says."""
    voter, name = row.get("voter") or "", row.get("name") or ""
    if by_area:
        voter = unit_key(voter)
    elif deliberation.unit == "人":
        name = name or voter
        voter = voter if voter.startswith(name) else f"{name} {voter}"[:40]
    if not voter:
        faults.add(row, "voter_missing", "请写明是哪一户、哪一位")
        return None
    head = DEVELOPER if row.get("is_unsold") else row.get("owner") or voter
    return row | {"voter": voter, "name": name, "head": head}


# ------------------------------------------------------------ units
def placed_unit(row, known, found, basis, faults):
    """The row of an exclusive unit: area, head and holding are the roll's, whatever the list says."""
    unit = known.get(unit_key(row.get("voter") or ""))
    if unit is None:
        said = row.get("voter") or "没有户号的一行"
        faults.add(row, "not_on_roll", f"{said}不在{found.label}上，请核对", by=basis)
        return None
    return row | {
        "voter": unit.code,
        "name": owner_named(row, unit, faults),
        "exclusive_area": unit.area,
        "owner": "" if unit.is_developers or unit.head == unit.code else f"与 {unit.head} 合计"[:40],
        "is_unsold": unit.is_developers,
        "head": unit.head,
    }


def owner_named(row, unit, faults):
    """The owner for whom the row votes: the one it names, all of the unit where it names nobody or the agent.

    The developer's units have no owner on the roll to compare with.
    """
    name, agent = (row.get("name") or "").strip(), row.get("by_proxy") or ""
    if not name or unit.is_developers or not unit.owners:
        return name or unit.owners[:40]
    if unit.is_owned_by(name):
        return name
    if not agent:
        sentence = (
            f"{unit.code}的业主和共有人中没有“{name}”，请核对；由他人代为投票的，在受托人一列写明，"
            "并备齐书面委托书和双方身份证件"
        )
    elif name_key(name) == name_key(agent):
        return unit.owners[:40]
    else:
        sentence = f"{unit.code}的业主和共有人中没有委托人“{name}”，请核对"
    faults.add(row, "name_not_on_roll", sentence, by=AGENTS)
    return name


# ------------------------------------------------------------ members
class Members:
    """Those who serve on the day, by their number on the roll and by name."""

    def __init__(self, members):
        self.by_number, self.by_name = {}, defaultdict(list)
        for member in members:
            self.by_number[str(member.no)] = member
            self.by_name[name_key(member.name)].append(member)


def placed_member(row, known, found, basis, faults):
    """The row of a member, who is known by name; a number or seat beside it must be the same person's."""
    seat, name = (row.get("voter") or "").strip(), (row.get("name") or "").strip()
    if not name and seat in known.by_number:
        faults.add(row, "member_unnamed", f"只写了 {seat} 号，请按{found.label}写明姓名，由成员本人出席", by=basis)
        return None
    if not name or name_key(seat) == name_key(name):
        seat, name = "", name or seat
    named = known.by_name.get(name_key(name), [])
    fits = [member for member in named if not seat or seat in (str(member.no), member.duty)]
    if not named:
        faults.add(
            row, "not_on_roll", f"{name or '没有姓名的一行'}不在{found.label}上，须由成员本人出席，请核对", by=basis
        )
    elif not fits:
        faults.add(row, "name_not_on_roll", f"名册上的“{seat}”不是{name}，须由成员本人出席，请核对", by=basis)
    elif len(fits) > 1:
        faults.add(row, "namesake", f"名册上有 {len(fits)} 位{name}，请在席位一列写明名册序号")
    else:
        number = str(fits[0].no)
        return row | {"voter": number, "name": fits[0].name, "head": number}
    return None


# ------------------------------------------------------------ the list as a whole
def note_twice(deliberation, rows, faults):
    """One unit, one household, one member: one vote."""
    if deliberation.body in bodies.OWNERS:
        once, basis = "一个专有部分只登记一行、投一票", HEADS
    else:
        who = "同一户" if deliberation.unit == "户" else "同一人"
        once, basis = f"{who}只登记一行、投一票", by_quorum(deliberation)
    seen = {}
    for row in rows:
        first = seen.setdefault(row["voter"], row["line"])
        if first != row["line"]:
            faults.add(row, "list_twice", f"与第 {first} 行重复：{once}", by=basis)


def note_votes(deliberation, rows, by_area, motions, faults):
    """What one row or one head cannot say: an area left out, present and absent, the flats of one owner against
    each other."""
    heads = defaultdict(list)
    for row in rows:
        if by_area and not row.get("exclusive_area"):
            faults.add(row, "area_missing", "业主表决须填写专有面积", by=by_majority(deliberation))
        further = {row.get(f"choice_{no}") for no in range(2, motions + 1)}
        if row["choice"] != "absent" and "absent" in further:
            who = row.get("name") or row["voter"]
            faults.add(row, "choice_mixed", f"{who}已参加前一项表决，不能在后面的事项上登记为未到")
        heads[row["head"]].append(row)
    for same in heads.values():
        units = len({row["voter"] for row in same})
        if units == 1:
            continue  # one unit in several rows is refused as such, see `note_twice`
        answers = [answers_of(row, motions) for row in same]
        other = next((row for row, answer in zip(same, answers, strict=True) if answer != answers[0]), None)
        if other is not None:
            who = "建设单位未售、未交付部分" if same[0].get("is_unsold") else f"与第 {same[0]['line']} 行同一买受人"
            sentence = f"{who}名下 {units} 套合计一人，表决须一致，请核对"
            faults.add(other, "owner_votes_differ", sentence)


def answers_of(row, motions):
    """The answers of a row to all motions; a missing one on a further motion is an abstention."""
    if row["choice"] == "absent":
        return ["absent"] * motions
    return [row["choice"], *(row.get(f"choice_{no}") or "abstain" for no in range(2, motions + 1))]
