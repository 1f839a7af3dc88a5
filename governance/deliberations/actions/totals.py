"""The totals of a paper tally: how many took part and how they voted, instead of a sign-in list."""

from governance.deliberations import bodies
from governance.deliberations.attachments import SIGN_IN, TALLY
from governance.deliberations.bases import list_needs_paper
from governance.deliberations.grounds import AGENTS, GROUNDS, by_majority
from governance.deliberations.tallying import VOTES
from governance.kernel.papers import files
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.grounds import DISTRICT


def refuse_totals(typed, tallies):
    """A list says by itself how many were there and how they voted.  Refuses list_and_totals."""
    given = {"present": typed["present"], "present_area": typed["present_area"], "tallies": tallies or None}
    name = next((name for name, value in given.items() if value is not None), None)
    if name is not None:
        raise Refused(
            "签到名单和计票合计只能登记一种：人数和票数由名单计算，请清空合计；只按纸质计票单登记的，请清空名单",
            "list_and_totals",
            field=name,
        )


def set_totals(deliberation, threshold, motions, tallies, typed, faults):
    """Set attendance and votes from the totals of the paper tally; whether all of them are there.

    Notes tally_missing, area_missing, tally_twice, motion_unknown.
    """
    before = len(faults.found)
    by_area = "area" in threshold.counts
    with faults.noted():
        if typed["present"] is None:
            raise Refused(f"没有签到名单时，须填写{deliberation.present_word}", "tally_missing", field="present")
    with faults.noted():
        if by_area and typed["present_area"] is None:
            raise GROUNDS.refused(
                f"业主共同决定须同时填写{deliberation.present_word}专有面积",
                "area_missing",
                by=by_majority(deliberation),
                field="present_area",
            )
    deliberation.present = typed["present"]
    deliberation.present_area = typed["present_area"] if by_area else None
    rows = {}
    with faults.noted():
        rows = tally_rows(motions, tallies)
    for motion in motions if rows or not tallies else ():
        with faults.noted():
            set_votes(deliberation, motion, rows.get(motion.no), by_area)
    return len(faults.found) == before


def tally_rows(motions, tallies):
    """{number of a motion: its row}.  Refuses tally_twice, motion_unknown."""
    rows = {int(row.get("no") or number): row for number, row in enumerate(tallies or (), 1)}
    if len(rows) < len(tallies or ()):
        raise Refused("同一表决事项登记了两行，每项只登记一行", "tally_twice", field="tallies")
    if unknown := rows.keys() - {motion.no for motion in motions}:
        raise Refused(f"没有第 {min(unknown)} 项表决事项，请核对", "motion_unknown", field="tallies")
    return rows


def set_votes(deliberation, motion, row, by_area):
    """Set the votes of one motion from its row of the tally.  Refuses tally_missing, area_missing."""
    if row is None or any(row.get(name) is None for name in ("yes", "no_votes", "abstain")):
        raise Refused(
            f"请填写第 {motion.no} 项“{motion.text[:20]}”的同意、反对、弃权", "tally_missing", field="tallies"
        )
    for _, heads_field, area_field in VOTES:
        setattr(motion, heads_field, row[heads_field])
        setattr(motion, area_field, row.get(area_field) if by_area else None)
        if by_area and row.get(area_field) is None:
            words = f"第 {motion.no} 项：业主表决须填写同意、反对、弃权的专有面积"
            raise GROUNDS.refused(words, "area_missing", by=by_majority(deliberation), field="tallies")


def need_paper(deliberation, uploads, *, is_list):
    """Totals rest on the photograph of their paper, and a list too where `list_needs_paper`.

    Refuses evidence_missing.
    """
    if is_list and not list_needs_paper(deliberation.body):
        return
    kept = files.attachments_of(deliberation).filter(kind__in=(TALLY.name, SIGN_IN.name))
    if uploads["tally"] or uploads["sign_in"] or kept.exists():
        return
    is_owners = deliberation.body in bodies.OWNERS
    if not is_list:
        words, field = "只填写合计时，须上传计票单或签到表的照片", "tally"
    elif is_owners:
        words, field = "业主的表决票至少保存三年，签到名单须附签到表或表决票的照片、扫描件", "sign_in"
    else:
        words, field = "名册只载户数和人数，不载姓名：签到名单须附签到表的照片、扫描件", "sign_in"
    raise GROUNDS.refused(words, "evidence_missing", by=AGENTS if is_owners else DISTRICT, field=field)
