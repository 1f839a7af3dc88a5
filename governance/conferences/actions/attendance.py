"""Which units came to a sitting, signed in by their own account or ticked on the sheet, and which asked for leave
(domain.md §2.8)."""

from functools import partial

from governance.conferences.grounds import GROUNDS
from governance.conferences.models.agenda import Vote
from governance.conferences.workflow.sittings import CONFERENCE
from governance.kernel.clock import clock
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.faults import refuse_all
from governance.kernel.steps.saving import require_words


@CONFERENCE.step("sign_in")
def sign_in(conference, *, actor, note=""):
    """A member signs in by its own account; a person who comes instead of the usual one is noted.

    Refuses signed_in_already.
    """
    member = conference.members.filter(unit_id__in=actor.unit_ids, signed_in_at=None).select_related("unit").first()
    member.signed_in_at, member.person_id, member.is_excused = clock.now(), actor.person_id, False
    member.save()
    return {"facts": [["单位", member.unit.name]]}


@CONFERENCE.step("record_attendance")
def record_attendance(conference, *, actor, present, excused=(), note=""):
    """The office ticks the sign-in sheet: `present` are the members (or their ids) that came, `excused` those that
    asked for leave; who is neither is absent.

    A unit that has signed in stays so, unless a reason says why it is taken back; never once it voted, or once
    something was decided with it among those present.

    Event data {"signed_in", "taken_back", "excused"}: the names of units.
    Refuses not_a_member, excused_but_present, member_has_voted, member_was_counted, change_reason_missing.
    """
    members = {member.pk: member for member in conference.members.select_related("unit")}
    came, away = check_sheet(members, present, excused)
    new = [member for member in members.values() if member.pk in came and not member.was_there()]
    gone = [member for member in members.values() if member.pk not in came and member.was_there()]
    if gone:
        note = check_taken_back(conference, gone, note)
    turned = [member for member in members.values() if member.is_excused != (member.pk in away)]
    for member in dict.fromkeys([*new, *gone, *turned]):
        if member in new or member in gone:
            member.signed_in_at, member.entered_by = (clock.now(), actor) if member in new else (None, None)
        member.is_excused = member.pk in away
        member.save()
    taken = {"signed_in": new, "taken_back": gone, "excused": [members[pk] for pk in sorted(away)]}
    names = {key: [member.unit.name for member in rows] for key, rows in taken.items()}
    labels = (("signed_in", "新签到"), ("taken_back", "取消签到"), ("excused", "请假"))
    told = [[label, "、".join(names[key])] for key, label in labels]
    facts = [["签到", f"{len(came)}/{len(members)} 个单位"], *(fact for fact in told if fact[1])]
    return {**names, "facts": [*facts, *([["取消理由", note]] if gone else [])]}


def check_sheet(members, present, excused):
    """(ids of who came, ids of who asked for leave), both members of the sitting and nobody both."""
    came, away = ({int(getattr(member, "pk", member)) for member in rows} for rows in (present, excused))

    def check_members(field, rows):
        if rows - members.keys():
            raise Refused("名单中有不是本次会议成员的单位", "not_a_member", field=field)

    def check_both():
        both = "、".join(member.unit.name for member in members.values() if member.pk in came & away)
        if both:
            raise Refused(f"{both}既登记为签到，又登记为请假，请只选一项", "excused_but_present", field="excused")

    refuse_all(partial(check_members, "present", came), partial(check_members, "excused", away), check_both)
    return came, away


def check_taken_back(conference, gone, note):
    """Why units that had signed in are taken off the sheet again, as it is kept; refusals as of `record_attendance`."""
    voted = set(Vote.objects.filter(member__in=gone).values_list("member_id", flat=True))
    for member in gone:
        if member.pk in voted:
            raise Refused(f"{member.unit.name}已参加表决，不能取消签到", "member_has_voted", field="present")
    last = conference.items.in_group("decided").order_by("-decided_at").first()
    for member in gone:
        if last is not None and member.was_there(last.decided_at):
            words = f"{member.unit.name}签到后已议定“{last.title}”，应表决的单位已将其计入，不能取消签到"
            raise GROUNDS.refused(words, "member_was_counted", field="present")
    names = "、".join(member.unit.name for member in gone)
    words = f"{names}已经签到，取消的须写明理由"
    return require_words(note, GROUNDS.said(words, "change_reason_missing"), "change_reason_missing")
