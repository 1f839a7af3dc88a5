"""What calling and holding would refuse of a form some fields of which are wrong: it is said with them."""

from governance.deliberations.workflow import DELIBERATION
from governance.kernel.steps.entry_rules import as_entered

from .attendance import read_meeting
from .deliberations import check_call
from .notice import motion_texts


@DELIBERATION.rehearsal("call", "edit")
def rehearse_call(deliberation, given, faults, wrong):
    """Note what would be refused of a notice some fields of which are wrong; without body, matter, place and days only
    its motions are read.
    """
    entered, motions = as_entered(deliberation, given), given.get("motions")
    if not wrong & {"body", "matter", "area", "method", "held_on", "notice_on", "motions", "title"}:
        faults.note(lambda: check_call(entered, given.get("party_study") or (), motions))
    elif "motions" not in wrong and motions is not None:
        faults.note(lambda: motion_texts(entered, motions))


@DELIBERATION.rehearsal("hold", "correct")
def rehearse_meeting(deliberation, given, faults, wrong):
    """Note what would be refused of a record some fields of which are wrong, or whose list has unreadable lines.

    given -- also "readable": the lines of a pasted or uploaded list that could be read
    """
    data = {name: value for name, value in given.items() if name not in ("actor", "note", "readable")}
    if (readable := given.get("readable")) is not None:
        data |= {"ballots": readable, "is_list": True}
    elif "ballots" in wrong:
        data |= {"ballots": (), "is_list": True}
    elif "tallies" in wrong:  # nothing true can be said of numbers some of which nobody can read
        return
    with faults.noted():
        read_meeting(deliberation, faults, **data)
