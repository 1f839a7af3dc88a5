"""The two numbers of those entitled: the stated one, and what the roll of the day said.  The greater one judges.

All who stand on the roll keep their vote: a smaller number, whatever its reason, does not take it from them.  A
greater one means more people who must agree.  Heads and m² are each judged on their own.

Source: 民法典 278(2); 居委会组织法 (2025) 27–29; 村委会组织法 (2025) 26, 30; domain.md §2.7.
"""

from governance.kernel.clock import rules
from governance.kernel.figures.formats import bracketed
from governance.rolls.electorate import entitled_by, known_beside
from governance.rolls.kinds import BY_BODY, BY_BUILDING, OF_DELEGATES, OF_MEMBERS, OF_NUMBERS, Kind
from governance.rolls.sizes import registered_households, too_few_for_register

from .grounds import COMMITTEE_ROLL, OWNERS_ROLL, by_base
from .majorities import AREA_UNIT, Base, format_number

REFILE = "名册在召开前确有变化的，先登记备案新名册（须在召开当日有效），再更正记录计票"


ELECTED = {  # whose members were elected, and who of them are counted
    Kind.OWNERS_COMMITTEE: "选举产生并已备案的全体委员",
    **dict.fromkeys(OF_DELEGATES, "依法产生的全体组成人员"),
}


class Based:
    """Of how many a Deliberation is, and how many were there."""

    def attendance(self):
        return {"heads": self.present, "area": self.present_area}

    def stated(self):
        """Those entitled as they were stated."""
        return {"heads": self.entitled, "area": self.entitled_area}

    def bases(self):
        """{"heads": Base, "area": Base} of those entitled, the second where area counts."""
        found = {"heads": Base(self.entitled, self.roll_heads)}
        if self.entitled_area is not None:
            found["area"] = Base(self.entitled_area, self.roll_area)
        return found

    @property
    def judged_on(self):
        """How many heads the result is judged on; None before the meeting."""
        return None if self.entitled is None else self.bases()["heads"].whole

    @property
    def base_note(self):
        """Both numbers of those entitled where they differ, see `bases`."""
        return base_note(self)

    @property
    def roll_shortfall(self):
        """Which motions only the stated number would carry, and what is to be done."""
        return roll_shortfall(self, list(self.motions.all())) if self.present is not None else ""


def needs_roll(body):
    """Whether no result of this body stands without a roll, see `whole_of`."""
    return bool(whole_of(body))


def whole_of(body):
    """Of whom all are counted in a body that needs its filed roll, as words; "" of bodies that need none.

    The law counts all owners and all exclusive area, and has their roll published before they vote; of owners with an
    interest all of the building, who stand on the same roll.  Of a body of elected members it counts all who were
    elected: an owners' committee is filed with its members, and only the list of a delegates' meeting tells whether
    four fifths of it are delegates.  A meeting of everybody is as large as the register says, and what a council or a
    Party meeting settles binds nobody else: no text asks them for a filed roll.
    Source: 民法典 278(2), 279; 最高法建筑物区分所有权解释 (2020) 11; 湖南省物业管理条例 14, 18, 20; 物业管理条例 16(1);
    居委会组织法 (2025) 28, 29; 村委会组织法 (2025) 29, 30.
    """
    kind = BY_BODY.get(body)
    if kind == Kind.OWNERS:
        return "该住宅所在楼栋的全体业主" if body in BY_BUILDING else "全体业主和全部专有面积"
    return ELECTED.get(kind, "")


def by_roll(deliberation):
    """The texts by which a body needs its filed roll."""
    kind, base = BY_BODY.get(deliberation.body), by_base(deliberation)
    if kind == Kind.OWNERS:
        return base if deliberation.body in BY_BUILDING else f"{base}、{OWNERS_ROLL}"
    if kind == Kind.OWNERS_COMMITTEE:
        return f"{COMMITTEE_ROLL}、{base}"
    share = rules.find("delegates_of_residents" if kind == Kind.DELEGATES else "delegates_of_villagers",
                       deliberation.held_on)  # fmt: skip
    return f"{share.basis}、{base}" if share and share.basis != base else base


def list_needs_paper(body):
    """Whether a sign-in list stands only with the sheet or the ballots that it was typed from.

    Owners' votes are kept for three years.  A meeting of everybody has no names on its roll against which a list could
    be held; members of a council, a committee or a delegates' meeting are on it by name.
    Source: 湖南省物业管理条例 16; the rest is the district's own.
    """
    return BY_BODY.get(body) not in OF_MEMBERS


def known_heads(deliberation):
    """(how many there are, who says so) where more cannot have been there; None where nothing is known.

    The roll of the day, else the register's households; owners of other buildings are added to those of a building.
    """
    row = deliberation
    if row.body in BY_BUILDING:
        return None
    if row.roll_id is not None:
        return row.roll_heads, row.roll.label
    is_counted = BY_BODY.get(row.body) in OF_NUMBERS and row.unit == "户"
    households = registered_households(row.area) if is_counted else None
    return (households, "台账") if households else None


def below_known(deliberation):
    """Why a number stated without a roll carries nothing: the rolls voided, before and after or the register say more.

    "" where none does.

    A roll that was voided frees no number: the right one is filed first, and may begin on an earlier day.
    """
    row, kind = deliberation, BY_BODY.get(deliberation.body)
    if row.roll_id is not None or row.entitled is None or kind is None:
        return ""
    for roll in known_beside(kind, row.area, row.held_on):
        found = entitled_by(roll, row.body, row.held_on, by=row.count_by, building=row.building)
        heads = max(found.heads, roll.head_count or 0) if roll.lists_members else found.heads
        if row.entitled < heads:
            return (
                f"召开当日没有有效的名册，所填应到 {words_of(row, row.entitled, None)}少于"
                f"{roll.state_today.label}的{roll.label}所载 {words_of(row, heads, None)}，不能认定结果。"
                f"请先将召开当日有效的名册登记备案，再登记结果"
            )
    if why := too_few_for_register(kind, row.area, row.entitled):
        return (
            f"召开当日没有有效的名册，所填应到 {words_of(row, row.entitled, None)}与{why}不符，不能认定结果。"
            "请先将召开当日有效的名册登记备案，再登记结果"
        )
    return ""


def base_note(deliberation):
    """Both numbers where they differ, or that there is only the stated one; "" where the roll's number was used."""
    if deliberation.entitled is None:
        return ""
    stated = words_of(deliberation, deliberation.entitled, deliberation.entitled_area)
    if deliberation.roll_id is None:
        return f"没有在召开当日有效的名册可以核对，结果只按所填应到 {stated}计算"
    bases = deliberation.bases()
    if not any(base.differs for base in bases.values()):
        return ""
    rolled = words_of(deliberation, deliberation.roll_heads, bases["area"].rolled if "area" in bases else None)
    apart = "人数、面积分别以较多的为准" if "area" in bases else "以较多的为准"
    return f"按所填应到 {stated}；按名册 {rolled}；{apart}{bracketed(by_base(deliberation))}"


def words_of(deliberation, heads, area):
    """453 户、41,000.00 ㎡."""
    words = f"{format_number(heads)} {deliberation.unit}"
    return words if area is None else f"{words}、{format_number(area)} {AREA_UNIT}"


def roll_shortfall(deliberation, motions):
    """Which motions only the stated number would carry, and what is to be done; "" where none."""
    quorum = deliberation.quorum()
    named = [
        f"第 {motion.no} 项"
        for motion in motions
        if carried_as_stated_only([*quorum, *motion.conditions(deliberation)])
    ]
    if not named:
        return ""
    outcome, _ = deliberation.outcome_words
    is_unanimous = deliberation.threshold().is_unanimous
    short = "按所填应到全体同意，按名册没有全体同意" if is_unanimous else "按所填应到达到规定比例，按名册没有达到"
    return f"{'、'.join(named)}只{short}，不能认定{outcome}。{REFILE}{bracketed(by_base(deliberation))}"


def carried_as_stated_only(conditions):
    """Whether all conditions hold by the stated number, and not all of them by the one that judges."""
    is_carried = bool(conditions) and all(one.is_met_as_stated for one in conditions)
    return is_carried and not all(one.is_met for one in conditions)
