"""Attendance and votes of a meeting: from a sign-in list or from the totals of a paper tally.  domain.md §2.7.

What is wrong with the record is collected and said at once; a check that rests on a wrong number is left out.
"""

from collections import defaultdict
from copy import copy
from dataclasses import dataclass
from decimal import Decimal

from governance.deliberations import bodies, majorities
from governance.deliberations.attachments import PAPERS
from governance.deliberations.ballots import Ballot, Motion
from governance.deliberations.grounds import GROUNDS, by_majority, by_quorum
from governance.deliberations.lists import size_of_list
from governance.deliberations.results import base_facts
from governance.kernel.clock import rules
from governance.kernel.papers import files
from governance.kernel.steps.backdating import refuse_future
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.faults import Faults
from governance.kernel.steps.forms import assign

from .base import settle_base
from .building import note_outsiders, settle_building
from .list_faults import ListFaults
from .mandates import check_mandates, note_agents, write_mandates
from .notice import check_notice
from .on_roll import answers_of, note_votes, place_on_roll
from .reposting import check_announced_day
from .totals import VOTES, need_tally, refuse_totals, set_totals

COUNTED = ("yes", "no_votes", "abstain", "yes_area", "no_area", "abstain_area", "passed", "formula")  # of a motion


@dataclass
class Meeting:
    """What a step was told of a meeting, as it was read; nothing of it is written yet.

    is_counted -- base, attendance and votes are known, whatever else is wrong
    """

    fields: dict
    motions: list
    signed: list
    mandates: tuple
    uploads: dict
    is_counted: bool


def record_meeting(deliberation, actor, **data):
    """Write attendance and votes of the meeting; refusals as the step `hold`."""
    faults = Faults()
    meeting = read_meeting(deliberation, faults, **data)
    faults.refuse()
    return write_meeting(deliberation, actor, meeting)


def read_meeting(deliberation, faults, ballots=(), tallies=(), mandates=(), is_list=False, **data):
    """Set attendance, votes and base on the row and its motions; a Meeting for `write_meeting`.

    faults -- Faults, to which all that is wrong is added; a day still to come is refused alone
    is_list -- there is a list, although no line of it could be read
    """
    recorded = deliberation.stated()
    day = data.get("held_on") or deliberation.held_on
    refuse_future(day, "held_on", f"{day_word(deliberation)}晚于今天，会后再登记结果", "not_held_yet")
    uploads = {kind: data.pop(kind, None) or () for kind in ("sign_in", "tally", "photos", "deviation", "mandate")}
    typed = {name: data.pop(name, None) for name in ("entitled", "entitled_area", "present", "present_area")}
    fields = assign(deliberation, data)
    with faults.noted():
        check_announced_day(deliberation)
    with faults.noted():
        check_notice(deliberation)
    with faults.noted():
        settle_building(deliberation, field="entitled")
    threshold = rules.threshold(deliberation.body, deliberation.held_on)
    by_area = "area" in threshold.counts
    motions = list(deliberation.motions.all())
    found = bodies.find_electorate(deliberation)
    with faults.noted():
        settle_base(deliberation, found, by_area, typed, papers=uploads["deviation"], recorded=recorded)
    has_base = deliberation.entitled is not None and not (by_area and deliberation.entitled_area is None)
    signed, is_read = [], False
    if ballots or is_list:
        with faults.noted():
            refuse_totals(typed, tallies)
        rows, listed = read_list(deliberation, found, ballots, by_area, len(motions))
        with faults.noted():
            listed.refuse()
            signed = [make_ballot(deliberation, row, len(motions)) for row in rows]
            count_list(deliberation, threshold, motions, signed)
            is_read = True
        check_mandates(deliberation, rows, mandates, uploads["mandate"], faults)
    else:
        is_read = set_totals(deliberation, threshold, motions, tallies, typed, faults)
        with faults.noted():
            need_tally(deliberation, uploads)
    if is_read and has_base:
        check_attendance(deliberation, threshold, faults)
    for motion in motions if is_read else ():
        check_motion(deliberation, threshold, motion, faults)
    return Meeting(fields, motions, signed, mandates, uploads, is_read and has_base)


def write_meeting(deliberation, actor, meeting):
    """Write what was read; returns the event's data."""
    deliberation.ballots.all().delete()
    Ballot.objects.bulk_create(meeting.signed)
    write_mandates(deliberation, meeting.signed, meeting.mandates)
    save_counts(meeting.motions)
    attach_papers(deliberation, actor, **meeting.uploads)
    number = majorities.format_number
    attended = f"{number(deliberation.present)}/{number(deliberation.judged_on)} {deliberation.unit}"
    rows = [(ballot.head, ballot.is_unsold) for ballot in meeting.signed]
    listed = [["签到名单", size_of_list(deliberation, rows)]] if rows else []
    return {**meeting.fields, "facts": [[deliberation.attended, attended], *listed, *base_facts(deliberation)]}


def read_list(deliberation, found, ballots, by_area, motions):
    """(the rows of a sign-in list with what the roll says of each, ListFaults of its lines), see `on_roll`."""
    faults = ListFaults()
    rows = place_on_roll(deliberation, found, ballots, by_area, faults)
    note_outsiders(deliberation, found, rows, faults)
    note_agents(deliberation, rows, faults)
    note_votes(deliberation, rows, by_area, motions, faults)
    return rows, faults


def faults_beside(deliberation, rows, data):
    """[Refused] of base, agents and lines of a record whose list has lines that could not even be read.

    rows -- the lines that could be; nothing of the row changes
    """
    faults = Faults()
    with faults.noted():
        read_meeting(copy(deliberation), faults, **{**data, "ballots": rows, "is_list": True})
    return faults.found


def make_ballot(deliberation, row, motions):
    """The ballot of one row; a missing choice on a further motion is an abstention."""
    return Ballot(
        deliberation=deliberation,
        voter=row["voter"],
        name=row.get("name") or "",
        owner=row.get("owner") or "",
        is_unsold=bool(row.get("is_unsold")),
        head=row["head"],
        exclusive_area=row.get("exclusive_area"),
        by_proxy=row.get("by_proxy") or "",
        choice=row["choice"],
        more_choices=answers_of(row, motions)[1:],
    )


def count_list(deliberation, threshold, motions, signed):
    """Set attendance and votes from the ballots of the list, one head for each buyer (最高法建筑物区分所有权解释 9)."""
    heads = defaultdict(list)
    by_area = "area" in threshold.counts
    for ballot in signed:
        heads[ballot.head].append(ballot)
    there = {head: rows for head, rows in heads.items() if rows[0].choice != "absent"}
    deliberation.present = len(there)
    deliberation.present_area = sum_area(row for rows in there.values() for row in rows) if by_area else None
    for index, motion in enumerate(motions):
        for choice, heads_field, area_field in VOTES:
            voted = [rows for rows in there.values() if rows[0].choices[index] == choice]
            setattr(motion, heads_field, len(voted))
            setattr(motion, area_field, sum_area(row for rows in voted for row in rows) if by_area else None)


def sum_area(rows):
    return sum((row.exclusive_area or 0 for row in rows), Decimal("0.00"))


def day_word(deliberation):
    """What the day is called: a vote in writing has none on which people meet."""
    return "表决截止日期" if deliberation.is_written else "召开日期"


def check_attendance(deliberation, threshold, faults):
    """Notes more present than entitled, and a body of a size that the law does not allow."""
    unit, word = deliberation.unit, deliberation.present_word
    with faults.noted():
        if not deliberation.entitled:
            raise Refused("应到不能为 0", "nobody_entitled", field="entitled")
        if deliberation.present > deliberation.entitled:
            raise GROUNDS.refused(
                f"{word} {deliberation.present:,} {unit}超过应到 {deliberation.entitled:,} {unit}，"
                f"只有应到的人可以参加表决，请核对",
                "present_over_entitled",
                by=by_quorum(deliberation),
                field="present",
            )
    with faults.noted():
        if "area" in threshold.counts and deliberation.present_area > deliberation.entitled_area:
            words = f"{word}专有面积超过应到专有面积，请核对"
            raise GROUNDS.refused(words, "area_over_entitled", by=by_quorum(deliberation), field="present_area")
    with faults.noted():
        reason = bodies.size_refusal(deliberation.body, deliberation.entitled, deliberation.held_on)
        if reason and deliberation.entitled:
            raise GROUNDS.repeated(reason, "size_not_allowed", field="entitled")


def check_motion(deliberation, threshold, motion, faults):
    """Notes votes that do not add up to those present, by heads and by area."""
    with faults.noted():
        refuse_other_heads(deliberation, motion)
    if "area" in threshold.counts:
        with faults.noted():
            refuse_heads_without_area(deliberation, motion)
        with faults.noted():
            refuse_other_area(deliberation, motion)


def refuse_other_heads(deliberation, motion):
    """Votes are as many as those present.  Refuses votes_not_equal_present."""
    cast = motion.yes + motion.no_votes + motion.abstain
    if cast != deliberation.present:
        raise GROUNDS.refused(
            f"第 {motion.no} 项：同意、反对、弃权合计 {cast:,}，"
            f"与{deliberation.present_word} {deliberation.present:,} 不一致，"
            "比例按参加表决的计算，请核对",
            "votes_not_equal_present",
            by=by_majority(deliberation),
            field="tallies",
        )


def refuse_other_area(deliberation, motion):
    """The area of all votes is that of those present.  Refuses areas_not_equal_present."""
    cast = motion.yes_area + motion.no_area + motion.abstain_area
    if cast != deliberation.present_area:
        raise GROUNDS.refused(
            f"第 {motion.no} 项：表决面积合计 {cast:,.2f} ㎡，"
            f"与{deliberation.present_word}专有面积 {deliberation.present_area:,.2f} ㎡不一致，"
            "请核对",
            "areas_not_equal_present",
            by=by_majority(deliberation),
            field="tallies",
        )


def refuse_heads_without_area(deliberation, motion):
    """Whoever votes has an area, and an area is voted by somebody: one of both alone was counted wrongly."""
    for choice, heads_field, area_field in VOTES:
        heads, size = getattr(motion, heads_field), getattr(motion, area_field)
        if bool(heads) != bool(size):
            given = f"{Ballot.Choice(choice).label} {heads:,} {deliberation.unit}、{size:,.2f} ㎡"
            words = f"第 {motion.no} 项：{given}，有人数须有面积，请核对"
            raise GROUNDS.refused(words, "area_without_heads", by=by_majority(deliberation), field="tallies")


def save_counts(motions):
    """Write the votes and the results of all motions in one query."""
    Motion.objects.bulk_update(motions, COUNTED)


def attach_papers(deliberation, actor, **uploads):
    """Keep the uploaded files, each under the kind of its field, see PAPERS."""
    for field, chosen in uploads.items():
        files.attach_all(deliberation, chosen, kind=PAPERS[field], actor=actor)
