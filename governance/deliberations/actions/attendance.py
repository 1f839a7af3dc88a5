"""Attendance and votes of a meeting: from a sign-in list or from the totals of a paper tally.  domain.md §2.7.

What is wrong with the record is collected and said at once; a check that rests on a wrong number is left out.
"""

from dataclasses import dataclass

from governance.deliberations import bodies, majorities
from governance.deliberations.attachments import PAPERS
from governance.deliberations.ballots import Ballot, Motion
from governance.deliberations.lists import size_of_list
from governance.deliberations.results import base_facts
from governance.deliberations.tallying import count_list
from governance.kernel.clock import clock, rules
from governance.kernel.papers import files
from governance.kernel.steps.backdating import refuse_future
from governance.kernel.steps.faults import Faults
from governance.kernel.steps.forms import assign

from .base import settle_base
from .building import note_outsiders, settle_building
from .list_faults import ListFaults
from .mandates import agents_facts, note_agents, read_agents, write_mandates
from .notice import check_notice
from .on_roll import answers_of, note_votes, place_on_roll
from .presence import check_attendance, check_motion, check_spans
from .reposting import check_announced_day
from .totals import need_paper, refuse_totals, set_totals

STATED = ("entitled", "entitled_area", "present", "present_area", "agent_heads")  # of a meeting
COUNTED = ("yes", "no_votes", "abstain", "yes_area", "no_area", "abstain_area", "passed", "formula")  # of a motion


@dataclass
class Meeting:
    """What a step was told of a meeting, as it was read; nothing of it is written yet.

    agents     -- {agent: how many heads they voted for}, mandates the rows of what they showed
    is_counted -- base, attendance and votes are known, whatever else is wrong
    """

    fields: dict
    motions: list
    signed: list
    agents: dict
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

    faults -- Faults, to which all that is wrong is added; beside a day still to come the rest is judged as of today
    is_list -- there is a list, of which some lines could not even be read
    """
    recorded = deliberation.stated()
    day, today = data.get("held_on") or deliberation.held_on, clock.today()
    with faults.noted():
        refuse_future(day, "held_on", f"{day_word(deliberation)}晚于今天，会后再登记结果", "not_held_yet")
    if day > today:
        data["held_on"] = min(deliberation.held_on, today)
    uploads = {kind: data.pop(kind, None) or () for kind in ("sign_in", "tally", "photos", "deviation", "mandate")}
    typed = {name: data.pop(name, None) for name in STATED}
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
    rows, signed, is_read = None, [], False
    if ballots or is_list:
        with faults.noted():
            refuse_totals(typed, tallies)
        rows, listed = read_list(deliberation, found, ballots, by_area, len(motions))
        with faults.noted():
            listed.refuse()
            signed = [make_ballot(deliberation, row, len(motions)) for row in rows]
            count_list(deliberation, threshold, motions, signed)
            is_read = True
    else:
        is_read = set_totals(deliberation, threshold, motions, tallies, typed, faults)
    before = len(faults.found)
    if is_read and has_base:
        check_attendance(deliberation, threshold, faults)
    for motion in motions if is_read else ():
        check_motion(deliberation, threshold, motion, faults)
    is_whole = is_read and has_base and len(faults.found) == before
    if is_whole and rows is None and by_area and deliberation.roll_area is not None:
        check_spans(deliberation, motions, faults)
    said = (mandates, typed["agent_heads"], uploads["mandate"])
    agents = read_agents(deliberation, rows, *said, faults, is_whole=is_read and not is_list)
    with faults.noted():
        need_paper(deliberation, uploads, is_list=rows is not None)
    return Meeting(fields, motions, signed, agents, mandates, uploads, is_read and has_base)


def write_meeting(deliberation, actor, meeting, *, replaces=False):
    """Write what was read, in place of the list and the agents that it replaces; returns the event's data."""
    if replaces:
        deliberation.ballots.all().delete()
        deliberation.mandates.all().delete()
    Ballot.objects.bulk_create(meeting.signed)
    write_mandates(deliberation, meeting.agents, meeting.mandates)
    save_counts(meeting.motions)
    attach_papers(deliberation, actor, **meeting.uploads)
    number = majorities.format_number
    attended = f"{number(deliberation.present)}/{number(deliberation.judged_on)} {deliberation.unit}"
    rows = [(ballot.head, ballot.is_unsold) for ballot in meeting.signed]
    listed = [["签到名单", size_of_list(deliberation, rows)]] if rows else []
    facts = [
        [deliberation.attended, attended],
        *listed,
        *agents_facts(deliberation, meeting),
        *base_facts(deliberation),
    ]
    return {**meeting.fields, "facts": facts}


def read_list(deliberation, found, ballots, by_area, motions):
    """(the rows of a sign-in list with what the roll says of each, ListFaults of its lines), see `on_roll`."""
    faults = ListFaults()
    rows = place_on_roll(deliberation, found, ballots, by_area, faults)
    note_outsiders(deliberation, found, rows, faults)
    note_agents(deliberation, rows, faults)
    note_votes(deliberation, rows, by_area, motions, faults)
    return rows, faults


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


def day_word(deliberation):
    """What the day is called: a vote in writing has none on which people meet."""
    return "表决截止日期" if deliberation.is_written else "召开日期"


def save_counts(motions):
    """Write the votes and the results of all motions in one query."""
    Motion.objects.bulk_update(motions, COUNTED)


def attach_papers(deliberation, actor, **uploads):
    """Keep the uploaded files, each under the kind of its field, see PAPERS."""
    for field, chosen in uploads.items():
        files.attach_all(deliberation, chosen, kind=PAPERS[field], actor=actor)
