"""What follows from events for deliberations, and what they do by the clock."""

from governance.kernel.clock import messages
from governance.kernel.steps.events import on, on_clock
from governance.people.models.accounts import User
from governance.rolls.models import Roll
from governance.rolls.resting import rests_on_rolls

from . import recounting, registers, sessions
from .actions import deliberations, objections
from .models import Deliberation
from .workflow import FINAL, PUBLICISED, REVIEW


@on("governance.deliberation.call", "governance.deliberation.edit")
def tell_the_street(event):
    """The street learns of words that may name another matter than the one called for, and of a short notice."""
    deliberation = Deliberation.objects.select_related("area").get(pk=event.object_id)
    street = User.objects.in_role("street_admin", deliberation.area)
    if words := event.data.get("matter_told"):
        why = f"{words}。召集人的理由：{deliberation.matter_reason}"
        warn(street, deliberation, f"event:{event.pk}", "议事的文字与所选事项类别不一致，请核对", why)
    if deliberation.must_check_matter:
        why = f"按“{deliberation.get_matter_display()}”召集，另一人核对通知所载的议题后，结果才能生效"
        reviewers = User.objects.holding(REVIEW, deliberation.area).exclude(pk=event.actor_id)
        warn(reviewers, deliberation, f"event:{event.pk}:matter", "请核对事项类别", why)
    if why := deliberation.short_notice_reason:
        warn(street, deliberation, "short_notice", "会议提前通知不足规定日数，请核对", why)


def warn(users, deliberation, key, title, why):
    """A message about a deliberation, once for each key."""
    messages.notify(
        users,
        key=f"deliberation:{deliberation.pk}:{key}",
        title=title,
        body=f"{deliberation.area.name} {deliberation.title}：{why}",
        url=deliberation.get_absolute_url(),
        level="warn",
    )


@rests_on_rolls
def counted_deliberations(roll, since):
    """The meetings that a version filed late would have counted otherwise."""
    rows = registers.counted_otherwise(Deliberation.objects.counting(), roll, since)
    return [registers.as_resting(row) for row in rows]


@on("governance.roll.void")
def tell_of_a_void_roll(event):
    """Whoever may review a result learns of each that the registers no longer carry since a roll was voided.

    It may have been counted by another version, in whose place this one had come.
    """
    review_changed(event, lambda row, roll: registers.compare(row)[0], "议事所依据的名册已作废，请复核应到依据")


@on("governance.roll.file")
def tell_of_a_late_roll(event):
    """Whoever may review a result learns of each that was counted otherwise than the version that was filed late."""
    review_changed(event, is_changed_by, "议事召开当日的名册已变更，请复核应到依据")


def review_changed(event, is_changed, title):
    """Of the meetings held under the roll of an event, review those that are changed and lost, and tell of all.

    is_changed -- fn(deliberation, roll)
    """
    roll = Roll.objects.select_related("area").get(pk=event.object_id)
    rows = registers.held_under(Deliberation.objects.counting(), roll, roll.valid_from)
    changed = [row for row in rows if is_changed(row, roll)]
    review_lost(changed)
    tell_who_reviews(event, changed, title)


def is_changed_by(row, roll):
    """Whether this version, filed or voided by nobody since, makes another number or others of those who voted."""
    change, found = registers.compare(row)
    return change == registers.REPLACED and found.roll.pk == roll.pk


@on(
    "governance.deliberation.verify_late",
    "governance.deliberation.check_matter",
    "governance.deliberation.answer",
    "governance.deliberation.retract",
)
def review_what_waited(event):
    """What a second look, an objection or another review kept waiting is held against the registers of now at once.

    While it waited a roll may have been voided or filed that its result does not outlast.
    """
    review_lost([Deliberation.objects.get(pk=event.object_id)])


def review_lost(rows):
    """Open the review of each result that would not pass by the registers of now; nothing more is built on it."""
    for row in rows:
        if row.status in (PUBLICISED, FINAL) and (why := recounting.shortfall(row)):
            objections.review_base(row, actor=None, note=why)


def tell_who_reviews(event, rows, title):
    for deliberation in rows:
        reviewers = User.objects.holding(REVIEW, deliberation.area)
        warn(reviewers, deliberation, f"event:{event.pk}", title, deliberation.roll_text)


@on("governance.roll.file", "governance.roll.void", "governance.roll.reinstate", now=True)
def follow_roll_of_delegates(roll, event):
    """Delegates on a new roll must be called together, too; a voided roll calls nobody."""
    if roll.kind in sessions.TASKS:
        sessions.settle_meeting(roll.area_id, roll.kind)


@on("governance.deliberation.count", "governance.deliberation.correct", "governance.deliberation.void", now=True)
def follow_meeting_of_delegates(deliberation, event):
    """A quorate meeting lets the period to the next one begin; a void or inquorate one leaves it as it was."""
    if kind := sessions.KINDS.get(deliberation.body):
        sessions.settle_meeting(deliberation.area_id, kind)


on_clock(deliberations.finalise_due)
