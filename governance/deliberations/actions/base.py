"""The base of a result: who is entitled comes from the filed roll; another number stands only with reason and paper.

A smaller number than the roll's stands beside it and changes no result, see `bases`.
Source: 民法典 278(2); 湖南省物业管理条例 14; 居委会组织法 (2025) 27–29; 村委会组织法 (2025) 26, 30; domain.md §2.7.
"""

from governance.deliberations.attachments import DEVIATION
from governance.deliberations.bases import below_known, by_roll, whole_of, words_of
from governance.deliberations.grounds import BUILDING, GROUNDS, by_base
from governance.kernel.figures.formats import with_basis
from governance.kernel.papers import files
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.grounds import DISTRICT
from governance.rolls.kinds import BY_BODY, BY_BUILDING


def settle_base(deliberation, found, by_area, typed, *, papers, recorded):
    """Set heads and m² of those entitled, what the roll says of them, and what the result repeats of it.

    found  -- the Electorate of the day, or None
    typed  -- {"entitled", "entitled_area"} of the form; None: as the roll says
    papers -- files of kind `deviation` given with this step
    recorded -- {"heads", "area"} that were recorded before: where a correction changes them, the paper is a new one

    Refuses roll_missing, entitled_missing, base_below_known, base_differs_from_roll, deviation_paper_missing.
    """
    keep_roll_base(deliberation, found)
    known = {"entitled": found.heads, "entitled_area": found.area} if found else {}
    names = ("entitled", "entitled_area") if by_area else ("entitled",)
    for name in names:
        setattr(deliberation, name, typed[name] if typed[name] is not None else known.get(name))
    if not by_area:
        deliberation.entitled_area = None
    if found is None:
        refuse_without_roll(deliberation, names)
        if words := below_known(deliberation):
            raise GROUNDS.refused(words, "base_below_known", by=by_base(deliberation), field="entitled")
    differs = found is None or any(getattr(deliberation, name) != known[name] for name in names)
    if differs:
        changes = recorded["heads"] is not None and recorded != deliberation.stated()
        check_deviation(deliberation, found, papers, is_changed=changes)
    else:
        deliberation.deviation_reason = ""
    deliberation.roll_text = describe_base(deliberation, found, differs)[:400]


def keep_roll_base(deliberation, found):
    """Keep the roll of the day and what it says, so that the result shows it whatever becomes of the roll."""
    deliberation.roll = found.roll if found else None
    deliberation.roll_heads, deliberation.roll_area = (found.heads, found.area) if found else (None, None)


def refuse_without_roll(deliberation, names):
    """Refuse a meeting for which no roll is filed: of owners and of elected members in any case (roll_missing).

    Others state how many are entitled (entitled_missing), never from the sign-in list, and why no roll says so.
    """
    roll = BY_BODY.get(deliberation.body)
    what = f"没有在召开当日有效的{roll.label if roll is not None else '应到人员名册'}"
    if whole := whole_of(deliberation.body):
        words = f"{what}，不能认定表决结果：应到须为{whole}。请先将召开当日有效的名册登记备案，再登记结果"
        raise GROUNDS.refused(words, "roll_missing", by=by_roll(deliberation), field="entitled")
    if not deliberation.deviation_reason:
        raise GROUNDS.refused(
            f"{what}，请先登记备案；确需按其他资料计算的，填写应到，写明原因并附材料",
            "roll_missing",
            by=DISTRICT,
            field="deviation_reason",
        )
    if any(getattr(deliberation, name) is None for name in names):
        raise Refused(f"{what}，须填写应到，不能由签到名单推算", "entitled_missing", field="entitled")


def check_deviation(deliberation, found, papers, is_changed):
    """Refuse a base that no roll carries, unless a reason and a paper are given.

    is_changed -- the paper that was given for the number recorded before proves nothing of another one
    """
    if not deliberation.deviation_reason:
        raise GROUNDS.refused(
            f"应到须为全体：{found.label}；现填 {stated_words(deliberation)}。确有出入的，写明原因并附材料；"
            "少于名册的，结果仍按名册计算",
            "base_differs_from_roll",
            by=by_base(deliberation),
            field="entitled",
        )
    is_proven = papers or (not is_changed and files.attachments_of(deliberation, DEVIATION).exists())
    if not is_proven:
        raise GROUNDS.refused("应到与名册不一致，须附证明材料", "deviation_paper_missing", field=DEVIATION.name)


def stated_words(deliberation):
    """460 户、38,412.50 ㎡."""
    return words_of(deliberation, deliberation.entitled or 0, deliberation.entitled_area)


def describe_base(deliberation, found, differs):
    """The sentence that the result repeats: the roll with its date, and a deviation with its reason."""
    if deliberation.body in BY_BUILDING:
        return describe_building(deliberation, found, differs)
    if not differs:
        return f"应到按{found.label}"
    against = f"与{found.label}不一致" if found else "没有在召开当日有效的名册"
    return f"应到 {stated_words(deliberation)}，{against}，原因：{deliberation.deviation_reason}"


def describe_building(deliberation, found, differs):
    """The same of a building: whoever was added from outside it is told apart, with why they are affected."""
    words = f"应到按{found.label}，本栋业主均为有利害关系的业主"
    added = (deliberation.entitled or 0) - found.heads
    if differs and added > 0:
        words = f"{words}；另有本栋以外的业主 {added:,} 户，理由：{deliberation.deviation_reason}"
    elif differs:
        words = f"{words}；所填 {stated_words(deliberation)}与此不一致，原因：{deliberation.deviation_reason}"
    return with_basis(words, BUILDING)
