"""The agenda of a joint conference: matters are put on it, moved and taken off (domain.md §2.8)."""

from governance.conferences.grounds import GROUNDS
from governance.conferences.models.agenda import AgendaItem
from governance.conferences.models.sittings import ConferenceMember, JointConference
from governance.conferences.workflow.agenda import ITEM
from governance.conferences.workflow.sittings import AGENDA_OPEN, LISTING
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.faults import refuse_all
from governance.kernel.steps.saving import lock, require_words


@ITEM.step("list")
def list_item(item, *, actor, conference, title, area, proposer, note="", urgent_reason="", **data):
    """Put a matter on the agenda; once the agenda is fixed only as urgent, with a reason.

    conference -- JointConference or its id
    data -- source_type, source_id, source_url, summary, requested_amount, fund_request, own_share (yuan), supersedes

    Refuses agenda_not_open, agenda_fixed, supersedes_open; the same source waits once only.
    Event `governance.agenda_item.list`, data {"conference", "urgent"}.
    """
    fill_item(item, actor, conference, title=title, area=area, proposer=proposer, urgent_reason=urgent_reason, **data)
    return listing_facts(item)


@ITEM.step("propose")
def propose(item, *, actor, conference, title, area, proposer="", note="", **data):
    """A member unit hands in a matter of its own while the agenda is open.

    Refuses agenda_not_open, agenda_fixed.  Event `governance.agenda_item.propose`.
    """
    seat = (
        ConferenceMember.objects.filter(conference=conference, unit_id__in=actor.unit_ids)
        .select_related("unit")
        .first()
    )
    proposer = proposer or (seat.unit.name if seat else "")
    fill_item(item, actor, conference, title=title, area=area, proposer=proposer, **data)
    return listing_facts(item)


@ITEM.step("urge")
def urge(item, *, actor, conference, title, area, proposer, urgent_reason, note="", **data):
    """Add a matter after the agenda was fixed: the chair must agree before it is decided.

    Refuses reason_missing, agenda_not_open.  Event `governance.agenda_item.urge`.
    """
    fill_item(item, actor, conference, title=title, area=area, proposer=proposer, urgent_reason=urgent_reason, **data)
    return listing_facts(item)


def fill_item(item, actor, conference, *, title, area, proposer, urgent_reason="", supersedes=None, **data):
    """Fill a new item and give it the next number of the agenda.

    Refuses agenda_not_open, agenda_fixed, supersedes_open.
    """
    conference = lock(conference if isinstance(conference, JointConference) else JointConference(pk=conference))
    is_late = conference.status != AGENDA_OPEN
    superseded = AgendaItem.objects.filter(pk=getattr(supersedes, "pk", supersedes)).first() if supersedes else None
    refuse_all(
        lambda: check_listing(conference, urgent_reason),
        lambda: check_superseded(superseded) if supersedes else None,
    )
    last = conference.items.on_agenda().order_by("-no").values_list("no", flat=True).first()
    item.conference, item.no = conference, (last or 0) + 1
    item.title, item.area, item.proposer, item.created_by = title[:60], area, proposer[:60], actor
    item.is_urgent, item.urgent_reason = is_late, urgent_reason if is_late else ""
    item.supersedes = superseded
    for name, value in data.items():
        setattr(item, name, value)


def check_listing(conference, urgent_reason):
    """The agenda takes matters, once it is fixed with a reason only (agenda_not_open, agenda_fixed)."""
    if conference.status not in LISTING:
        raise Refused(
            f"会议{conference.get_status_display()}，不能列入议题；征集议题期间方可列入",
            "agenda_not_open",
            field="conference",
        )
    if conference.status != AGENDA_OPEN:
        words, field = "议程已定，只能作为临时议题增加，请用文字写明理由", "urgent_reason"
        require_words(urgent_reason, GROUNDS.said(words, "agenda_fixed"), "agenda_fixed", field=field)


def check_superseded(item):
    """Only a decision whose minutes were issued is changed by a new one (supersedes_open)."""
    if item is None or not item.is_decided or not item.conference.seal:
        raise GROUNDS.refused("只能改变已印发纪要中的决定", "supersedes_open", field="supersedes")


@ITEM.rehearsal("list", "propose", "urge")
def rehearse_listing(item, given, faults, wrong):
    """Note what would be refused of a matter some fields of which are wrong."""
    if not wrong & {"conference", "urgent_reason"}:
        faults.note(lambda: check_listing(given["conference"], given.get("urgent_reason") or ""))
    if given.get("supersedes"):
        faults.note(lambda: check_superseded(given["supersedes"]))


def listing_facts(item):
    """The facts in the event of an item that was put on the agenda."""
    facts = [["会议", item.conference.title], ["序号", str(item.no)]]
    if item.is_urgent:
        facts.append(["临时增加理由", item.urgent_reason])
    return {"conference": item.conference_id, "urgent": item.is_urgent, "facts": facts}


@ITEM.step("approve_urgent")
def approve_urgent(item, *, actor, note=""):
    """The chair agrees that an urgent matter is dealt with.  Refuses approved_already."""
    item.urgent_approved_by = actor


@ITEM.step("move")
def move(item, *, actor, direction, note=""):
    """Move the item one place up or down.  Refuses no_place."""
    others = item.conference.items.on_agenda().select_for_update()
    step = (
        others.filter(no__lt=item.no).order_by("-no")
        if direction == "up"
        else others.filter(no__gt=item.no).order_by("no")
    )
    other = step.first()
    if other is None:
        raise Refused("已经在最前" if direction == "up" else "已经在最后", "no_place", field="direction")
    mine, theirs = item.no, other.no
    AgendaItem.objects.filter(pk=other.pk).update(no=0)
    AgendaItem.objects.filter(pk=item.pk).update(no=theirs)
    AgendaItem.objects.filter(pk=other.pk).update(no=mine)
    item.no = theirs


@ITEM.step("remove")
def remove(item, *, actor, note):
    """Take a matter off the agenda, back to where it waited.  Event `governance.agenda_item.remove`."""
    return {"source_type": item.source_type, "source_id": item.source_id}
