"""The base of a result: who is entitled comes from the filed roll; another number stands only with reason and paper.

Source: 民法典 278(2); 居委会组织法 (2025) 27–29; 村委会组织法 (2025) 26, 30; domain.md §2.7.
"""

from governance.deliberations import majorities
from governance.deliberations.attachments import DEVIATION
from governance.deliberations.grounds import GROUNDS, by_quorum
from governance.kernel.papers import files
from governance.rolls.kinds import BY_BODY


def settle_base(deliberation, found, by_area, typed, listed, *, papers, recorded):
    """Set heads and m² of those entitled, and what the result says of them.

    found  -- the Electorate of the day, or None
    typed  -- {"entitled", "entitled_area"} of the form; None: as the roll says
    listed -- the same of the sign-in list, for a meeting without a roll; {} without a list
    papers -- files of kind `deviation` given with this step
    recorded -- {"heads", "area"} that were recorded before: where a correction changes them, the paper is a new one

    Refuses base_differs_from_roll, deviation_paper_missing.
    """
    known = {"entitled": found.heads, "entitled_area": found.area} if found else {}
    names = ("entitled", "entitled_area") if by_area else ("entitled",)
    for name in names:
        given = typed[name] if typed[name] is not None else known.get(name)
        setattr(deliberation, name, given if given is not None else listed.get(name))
    if not by_area:
        deliberation.entitled_area = None
    deliberation.roll = found.roll if found else None
    differs = found is None or any(getattr(deliberation, name) != known.get(name) for name in names)
    if differs:
        changes = recorded["heads"] is not None and recorded != deliberation.electorate()
        check_deviation(deliberation, found, by_area, papers, is_changed=changes)
    else:
        deliberation.deviation_reason = ""
    deliberation.roll_text = describe_base(deliberation, found, differs)[:400]


def refuse_without_roll(deliberation, found):
    """Refuse a meeting for which no roll is filed, unless a reason says on what the count rests (roll_missing)."""
    if found is not None or deliberation.deviation_reason:
        return
    roll = BY_BODY.get(deliberation.body)
    raise GROUNDS.refused(
        f"没有在召开当日有效的{roll.label if roll is not None else '应到人员名册'}，请先登记备案；"
        f"确需按其他资料计算的，写明原因并附材料",
        "roll_missing",
        by=by_quorum(deliberation),
        field="deviation_reason",
    )


def check_deviation(deliberation, found, by_area, papers, is_changed):
    """Refuse a base that no roll carries, unless a reason and a paper are given.

    is_changed -- the paper that was given for the number recorded before proves nothing of another one
    """
    if not deliberation.deviation_reason:
        raise GROUNDS.refused(
            f"应到须为全体：{found.label}；现填 {base_words(deliberation, by_area)}。确有出入的，写明原因并附材料",
            "base_differs_from_roll",
            by=by_quorum(deliberation),
            field="entitled",
        )
    is_proven = papers or (not is_changed and files.attachments_of(deliberation, DEVIATION).exists())
    if not is_proven:
        raise GROUNDS.refused(
            "应到与名册不一致，须附证明材料",
            "deviation_paper_missing",
            by=by_quorum(deliberation),
            field=DEVIATION.name,
        )


def base_words(deliberation, by_area):
    """460 户、38,412.50 ㎡."""
    words = f"{deliberation.entitled or 0:,} {deliberation.unit}"
    return f"{words}、{majorities.format_number(deliberation.entitled_area)} ㎡" if by_area else words


def describe_base(deliberation, found, differs):
    """The sentence that the result repeats: the roll with its date, and a deviation with its reason."""
    by_area = deliberation.entitled_area is not None
    if not differs:
        return f"应到按{found.label}"
    against = f"与{found.label}不一致" if found else "没有在召开当日有效的名册"
    return f"应到 {base_words(deliberation, by_area)}，{against}，原因：{deliberation.deviation_reason}"
