"""Sittings of the joint conference, from planning to sealed minutes (domain.md §2.8)."""

from django.db.models import Max

from governance.areas.models import Area
from governance.conferences import seals
from governance.conferences.grounds import GROUNDS
from governance.conferences.models.sittings import ConferenceMember, JointConference
from governance.conferences.models.units import ConferenceUnit
from governance.conferences.papers.draft import minutes_text
from governance.conferences.papers.minutes import MINUTES
from governance.conferences.workflow.rights import CHAIR, chair_account
from governance.conferences.workflow.sittings import (
    AGENDA_FIXED,
    CONFERENCE,
    FOLLOWED,
    ISSUED,
    SORTABLE,
    open_actions,
    papers_are_in_time,
)
from governance.kernel.clock import clock, serials
from governance.kernel.papers.documents import print_document
from governance.kernel.steps.entry_rules import as_entered
from governance.kernel.steps.errors import Refused, WrongState
from governance.kernel.steps.faults import Faults, refuse_all
from governance.kernel.steps.forms import assign

from .action_items import carry_over
from .agenda import remove


@CONFERENCE.step("plan")
def plan(conference, *, actor, work, area, held_on, title="", note="", **data):
    """Call the members of an area together on a day.

    Refuses members_missing, held_on_past, recorder_is_chair, no_chair_right.  Event `governance.joint_conference.plan`.
    """
    Area.objects.select_for_update().get(pk=area.pk)  # one number at a time
    units = list(ConferenceUnit.objects.active().filter(area=area).select_related("person"))
    conference.area, conference.created_by = area, actor
    conference.year = held_on.year
    last = JointConference.objects.filter(area=area, year=conference.year).aggregate(last=Max("no"))["last"]
    conference.no = (last or 0) + 1
    conference.title = title or f"{conference.year}年第{conference.no}次联席会议"
    conference.held_on = held_on
    assign(conference, data)
    if conference.chair is None:
        conference.chair = next((unit.person for unit in units if unit.is_chair), None)
    if data.get("chair") is None:  # one who was named is judged by the rule
        check_people(conference)

    def call_units(saved):
        ConferenceMember.objects.bulk_create(
            ConferenceMember(
                conference=saved, unit_id=unit.unit_id, person=unit.person, is_chair=unit.is_chair, order=unit.order
            )
            for unit in units
        )

    work.after(call_units)
    return {"facts": [["会期", clock.zh_date(held_on)], ["成员单位", f"{len(units)} 个"]]}


@CONFERENCE.entry_rule("plan")
def area_has_units(conference, *, area):
    """Somebody is called (members_missing)."""
    if not ConferenceUnit.objects.active().filter(area=area).exists():
        raise Refused(f"{area.name}联席会议还没有成员单位，请先登记成员单位", "members_missing", field="area")


@CONFERENCE.entry_rule("plan")
def day_is_ahead(conference, *, held_on):
    """Refuses held_on_past."""
    check_day(conference)


@CONFERENCE.entry_rule("plan")
def people_fit(conference, *, area, chair=None, recorder=None):
    """As `check_people`, of a chair who was named."""
    if chair is not None:
        check_people(conference)


def check_day(conference):
    """Refuses held_on_past."""
    if conference.held_on < clock.today():
        raise Refused("会议日期不能早于今天", "held_on_past", field="held_on")


def check_people(conference):
    """The chair may preside over the whole area and does not take the minutes.

    Refuses no_chair_right, recorder_is_chair.
    """
    account, faults = chair_account(conference), Faults()
    with faults.noted():
        if conference.chair_id and not (account and account.can(CHAIR, conference)):
            words = f"{conference.chair.name}没有主持{conference.area.name}联席会议的岗位，请另选主持人"
            raise Refused(words, "no_chair_right", field="chair")
    with faults.noted():
        if conference.chair_id and conference.chair_id == conference.recorder_id:
            raise GROUNDS.refused("主持人不能兼任记录人，纪要须由主持人签发", "recorder_is_chair", field="recorder")
    faults.refuse()


@CONFERENCE.step("edit")
def edit(conference, *, actor, note="", **data):
    """Change day, place or people before the sitting; what is due by its day is due by the new one.

    Refuses year_changes, papers_too_late and those of `plan`.
    """
    before = conference.held_on
    fields = assign(conference, data)
    refuse_all(lambda: check_new_day(conference, before, actor), lambda: check_people(conference))
    return fields


def check_new_day(conference, before, actor):
    """Refuse another day than `before` that the sitting cannot have.

    Refuses held_on_past, year_changes, papers_too_late.
    """
    if conference.held_on == before:
        return
    faults = Faults()
    faults.note(lambda: check_day(conference))
    with faults.noted():
        if conference.held_on.year != conference.year:
            raise Refused(f"会议编入{conference.year}年，改到别的年度请取消后另行筹备", "year_changes", field="held_on")
    with faults.noted():
        late = papers_are_in_time(conference, actor) if conference.status == AGENDA_FIXED else ""
        if late and not faults.found:
            raise GROUNDS.repeated(late, "papers_too_late", field="held_on")
    faults.refuse()


@CONFERENCE.rehearsal("edit")
def rehearse_edit(conference, given, faults, wrong):
    """What `edit` would refuse of the day and of the people."""
    row = as_entered(conference, given)
    if "held_on" in given and not wrong & {"held_on"}:
        faults.note(lambda: check_new_day(row, conference.held_on, given["actor"]))
    if not wrong & {"chair", "recorder"}:
        faults.note(lambda: check_people(row))


@CONFERENCE.step("open_agenda")
def open_agenda(conference, *, actor, work, note=""):
    """Units may hand matters in; what earlier sittings left open becomes the first item."""
    work.after(lambda saved: carry_over(saved, actor) and None)


@CONFERENCE.step("fix_agenda")
def fix_agenda(conference, *, actor, note=""):
    """The agenda is fixed in time for the papers to be read.  Refuses agenda_empty, papers_too_late."""
    return {"facts": [["议题", f"{conference.items.waiting().count()} 项"]]}


@CONFERENCE.step("cancel")
def cancel(conference, *, actor, note):
    """The sitting does not take place; its items go back to where they waited."""
    for item in conference.items.waiting():
        if conference.status in SORTABLE:
            remove(item, actor=actor, note=f"会议取消：{note}"[:500])


@CONFERENCE.step("hold")
def hold(conference, *, actor, note=""):
    """The sitting begins; members sign in."""
    conference.held_at = clock.now()


@CONFERENCE.step("preside")
def preside(conference, *, actor, chair, note):
    """Somebody else presides from now on: the chair is absent or has an interest.

    Refuses same_chair, recorder_is_chair, no_chair_right.  Event `governance.joint_conference.preside`.
    """
    if conference.chair_id == chair.pk:
        raise Refused(f"{chair.name}已是主持人", "same_chair", field="chair")
    before, conference.chair = conference.chair, chair
    check_people(conference)
    return {"facts": [["主持人", f"{before.name if before else '未定'} → {chair.name}"]]}


@CONFERENCE.step("draft_minutes")
def draft_minutes(conference, *, actor, note=""):
    """The sitting ends; its minutes are drafted from what was decided.  Refuses items_undecided, recorder_is_chair.

    The user who drafts them becomes the recorder when nobody was named, and so does not sign them.
    """
    if conference.recorder_id is None:
        conference.recorder = actor.person
        check_people(conference)
    conference.minutes = minutes_text(conference)


@CONFERENCE.step("edit_minutes")
def edit_minutes(conference, *, actor, note="", **data):
    """Edit the draft; the decisions themselves stay as they were taken."""
    fields = assign(conference, data)
    return {"facts": [[label, "已修改"] for label, *_ in fields.get("changes", [])]}


@CONFERENCE.step("sign")
def sign(conference, *, actor, note=""):
    """The chair signs; the recorder never does."""
    conference.signed_at = clock.now()


@CONFERENCE.step("return_minutes")
def return_minutes(conference, *, actor, note):
    """The chair wants the draft changed."""
    conference.signed_at = None


@CONFERENCE.step("issue")
def issue(conference, *, actor, note=""):
    """Distribute the minutes and seal the whole record onto the previous seal of the area.

    Event `governance.joint_conference.issue`, data {"seal", "minutes_no"}.
    """
    code = conference.area.code
    serials.take_number(f"conference_seal:{code}")  # one seal at a time for each area
    number = serials.take_number(f"conference_minutes:{code}:{conference.year}")
    conference.minutes_no, conference.issued_at = f"〔{conference.year}〕{number}号", clock.now()
    previous = JointConference.objects.sealed().filter(area=conference.area_id).order_by("-issued_at", "-id").first()
    seals.seal_conference(conference, previous.seal if previous else "")
    return {
        "seal": conference.seal,
        "minutes_no": conference.minutes_no,
        "facts": [["文号", conference.minutes_no], ["封存", conference.seal[:16]]],
    }


@CONFERENCE.step("track")
def track(conference, *, actor, note=""):
    """Follow up what was decided until it is done."""


@CONFERENCE.step("close")
def close(conference, *, actor, note=""):
    """Everything that was decided is done."""


def print_minutes(conference, *, actor):
    """The minutes as a Word file; the user who printed them is recorded.  Event `governance.joint_conference.print`."""
    fresh = JointConference.objects.get(pk=conference.pk)
    return print_document(MINUTES, {"conference": fresh}, obj=fresh, actor=actor)


def follow_issued():
    """Move issued sittings to tracking, and to closed when no action is open.  Returns how many moved."""
    moved = 0
    for conference in JointConference.objects.filter(status__in=FOLLOWED).iterator():
        is_open = open_actions(conference).exists()
        if is_open and conference.status != ISSUED:
            continue
        step = track if is_open else close
        try:
            step(conference, actor=None)
        except WrongState:
            continue
        moved += 1
    return moved
