"""The steps of a body that works in an area: proposed, approved, renewed, dissolved.  Source: domain.md §2.14."""

from datetime import timedelta

from governance.kernel.clock import clock, reminders, rules
from governance.kernel.figures.formats import zhdate
from governance.kernel.models.deadlines import Deadline
from governance.kernel.steps.backdating import refuse_future
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.faults import Faults, refuse_all
from governance.kernel.steps.forms import assign
from governance.kernel.steps.saving import save_valid
from governance.organisations.models import ForceMember, Organisation, OrgFill, OrgMember
from governance.organisations.workflow import BODIES, ELECTED, ORGANISATION, TERM_ENDS

COVERABLE = ("compound", "building")
Kind, BranchKind = Organisation.Kind, Organisation.BranchKind


def check_covers(organisation, areas):
    """The areas that a body covers, as a list.

    A branch covers compounds or buildings of its own community, as many as its
    kind says.  Refusals: wrong_cover, foreign_cover, covers_nothing,
    single_covers_many, joint_covers_one.
    """
    areas = list(areas or ())
    if organisation.kind != Kind.BRANCH:
        return areas
    for area in areas:
        if area.level not in COVERABLE or not area.is_current:
            raise Refused(f"“{area.name}”不是现行的小区或楼栋，不能列入覆盖范围", "wrong_cover", field="covers")
        community = organisation.area if organisation.area.community_id is None else organisation.area.community
        if not area.path.startswith(community.path):
            raise Refused(f"“{area.name}”不在“{community.name}”，不能列入覆盖范围", "foreign_cover", field="covers")
    if not areas:
        raise Refused("请选择党支部覆盖的小区或楼栋", "covers_nothing", field="covers")
    if organisation.branch_kind == BranchKind.SINGLE and len(areas) > 1:
        raise Refused("单建党支部只覆盖一个小区或楼栋；覆盖多个的请选“联建”", "single_covers_many", field="covers")
    if organisation.branch_kind == BranchKind.JOINT and len(areas) < 2:
        raise Refused("联建党支部须覆盖两个以上小区；只覆盖一个的请选“单建”", "joint_covers_one", field="covers")
    return areas


def set_covers(areas):
    """What follows the save of a body: set the areas it covers; None leaves them as they are."""

    def after(saved):
        if areas is not None:
            saved.covers.set(areas)

    return after


@ORGANISATION.entry_rule("propose")
def stands_at_its_level(organisation, *, kind, area):
    """The body stands at the level of its place (wrong_level)."""
    BODIES.check(kind, area)


@ORGANISATION.entry_rule("propose")
def covers_fit(organisation, *, kind, area, branch_kind="", covers=None):
    """See `check_covers`."""
    check_covers(organisation, covers)


@ORGANISATION.step("propose")
def propose(organisation, *, actor, work, covers=None, note="", **data):
    """Register a body that is planned.

    covers -- compounds or buildings a branch works for; other kinds may leave it empty
    Refusals: wrong_level, covers_nothing, single_covers_many, joint_covers_one, wrong_cover, foreign_cover.
    Event `governance.organisation.propose`.
    """
    assign(organisation, {**data, "note": note})
    organisation.created_by = actor
    work.after(set_covers(list(covers or ())))
    return {"facts": [["类别", organisation.get_kind_display()]]}


@ORGANISATION.step("edit")
def edit(organisation, *, actor, work, covers=None, note="", **data):
    """Correct what is registered; kind and place stay.  Event `governance.organisation.edit` with the changes."""
    data = {name: value for name, value in data.items() if name not in ("kind", "area")}
    changed = assign(organisation, {**data, "note": note})
    areas = None if covers is None else check_covers(organisation, covers)
    if areas is not None and organisation.is_active:
        check_ready(organisation, areas)
    work.after(set_covers(areas))
    return changed


@ORGANISATION.step("activate")
def activate(organisation, *, actor, founded_on, document="", term_until=None, member_count=None, note=""):
    """Approve (file) a body that works from `founded_on` on.

    Refusals: too_few_members, too_many_members, founded_in_future, term_missing, term_over, covers_nothing.
    Event `governance.organisation.activate`.
    """
    organisation.founded_on, organisation.document = founded_on, document or organisation.document
    organisation.member_count = member_count if member_count is not None else organisation.member_count
    refuse_all(
        lambda: refuse_future(founded_on, "founded_on", "成立日期不能晚于今天", "founded_in_future"),
        lambda: set_term(organisation, term_until),
        lambda: check_covers(organisation, organisation.covers.all()),
        lambda: check_members(organisation),
    )


def set_term(organisation, term_until):
    """Set the end of the term; an elected body must have one.  Refusals: term_missing, term_over."""
    if organisation.kind not in ELECTED:
        organisation.term_until = term_until or organisation.term_until
        return
    if term_until is None:
        raise Refused("请填写任期止日", "term_missing", field="term_until")
    if term_until <= clock.today():
        raise Refused("任期止日须在今天之后", "term_over", field="term_until")
    organisation.term_until = term_until


def check_ready(organisation, areas):
    """Refuse a body that lacks what it needs to work.  Source: domain.md §2.14 (支部工作条例).

    Refusals: too_few_members, too_many_members, and those of `check_covers`.
    """
    refuse_all(lambda: check_covers(organisation, areas), lambda: check_members(organisation))


def check_members(organisation):
    """Enough members, and of a branch not too many.  Refusals: too_few_members, too_many_members."""
    if organisation.kind == Kind.BRANCH:
        least, most = rules.value("branch_members_min"), rules.value("branch_members_max")
        members = organisation.member_count or 0
        if members < least:
            raise Refused(
                f"正式党员不足 {least} 人（现填 {members} 人），不能单独成立，请与邻近小区联建",
                "too_few_members",
                field="member_count",
            )
        if members > most:
            raise Refused(
                f"党员超过 {most} 人（现填 {members} 人），请划分为两个以上党支部",
                "too_many_members",
                field="member_count",
            )
    if organisation.kind == Kind.COMMITTEE and (organisation.member_count or 0) < rules.value("committee_members_min"):
        least = rules.value("committee_members_min")
        raise Refused(f"自治委员会成员不少于 {least} 人", "too_few_members", field="member_count")


@ORGANISATION.step("renew")
def renew(organisation, *, actor, elected_on, term_until, leader=None, member_count=None, note=""):
    """Begin a new term after an election.

    Refusals: elected_in_future, term_missing, term_over, too_few_members, too_many_members.
    Event `governance.organisation.renew`.
    """
    old = organisation.term_until
    organisation.leader = leader or organisation.leader
    organisation.member_count = member_count if member_count is not None else organisation.member_count
    refuse_all(
        lambda: refuse_future(elected_on, "elected_on", "换届日期不能晚于今天", "elected_in_future"),
        lambda: set_term(organisation, term_until),
        lambda: check_covers(organisation, organisation.covers.all()),
        lambda: check_members(organisation),
    )
    reminders.close(organisation)
    return {
        "changes": [["任期至", zhdate(old, "full"), zhdate(term_until, "full")]],
        "facts": [["换届日期", zhdate(elected_on, "full")]],
    }


@ORGANISATION.step("enrol")
def enrol(organisation, *, actor, person, duty, starts_on=None, is_leader=False, note=""):
    """Register a member with a duty.  Refusals: starts_in_future.  Event `governance.organisation.enrol`."""
    day = starts_on or clock.today()
    refuse_future(day, "starts_on", "任职日期不能晚于今天", "starts_in_future")
    order = 0 if is_leader else organisation.members.count() + 1
    save_valid(
        OrgMember(organisation=organisation, person=person, duty=duty, starts_on=day, order=order, created_by=actor)
    )
    if is_leader:
        organisation.leader = person
    return {"facts": [["成员", person.name], ["职务", duty]]}


@ORGANISATION.step("release")
def release(organisation, *, actor, member, ends_on=None, note=""):
    """Register that a member leaves.  Refusals: foreign_member, ends_in_future.

    Event `governance.organisation.release`.
    """
    day = ends_on or clock.today()
    faults = Faults()
    with faults.noted():
        if member.organisation_id != organisation.pk or member.ends_on is not None:
            raise Refused("请选择本组织的现任成员", "foreign_member", field="member")
    with faults.noted():
        refuse_future(day, "ends_on", "离任日期不能晚于今天", "ends_in_future")
    faults.refuse()
    member.ends_on = day
    save_valid(member)
    if organisation.leader_id == member.person_id:
        organisation.leader = None
    return {"facts": [["成员", member.person.name], ["职务", member.duty]]}


@ORGANISATION.step("expire")
def expire(organisation, *, actor, note=""):
    """Mark a body whose term is over without a new election, by the clock."""


@ORGANISATION.step("dissolve")
def dissolve(organisation, *, actor, note, dissolved_on=None):
    """Dissolve the body; its places in schemes and forces become vacant.

    Refusals: dissolved_in_future, dissolved_before_founding.  Event `governance.organisation.dissolve`.
    """
    day = dissolved_on or clock.today()
    refuse_future(day, "dissolved_on", "撤销日期不能晚于今天", "dissolved_in_future")
    if organisation.founded_on and day < organisation.founded_on:
        raise Refused("撤销日期不能早于成立日期", "dissolved_before_founding", field="dissolved_on")
    organisation.dissolved_on = day
    for rows in (
        OrgFill.objects.filter(organisation=organisation, ends_on=None),
        ForceMember.objects.filter(organisation=organisation, ends_on=None),
        OrgMember.objects.filter(organisation=organisation, ends_on=None),
    ):
        rows.update(ends_on=day)


# ------------------------------------------------------------ by the clock
def expire_terms():
    """Mark every body whose term is over.  Returns how many."""
    expired = 0
    for organisation in Organisation.objects.term_over().filter(kind__in=ELECTED).iterator():
        expire(organisation, actor=None)
        expired += 1
    return expired


def announce_terms():
    """Open the deadline of every election that should be prepared now (90 days ahead).  Returns how many."""
    ahead = clock.today() + timedelta(days=-int(rules.get("term_expiry").value))
    waiting = Deadline.objects.open().filter(object_type="governance.organisation").values("object_id")
    due = Organisation.objects.active().filter(kind__in=ELECTED, term_until__lte=ahead).exclude(pk__in=waiting)
    opened = 0
    for organisation in due.iterator():
        reminders.begin(organisation, TERM_ENDS)
        opened += 1
    return opened
