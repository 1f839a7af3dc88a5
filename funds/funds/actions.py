"""Setting up a fund, and watching over it."""

from datetime import date

from funds.vouchers import require_paper
from governance.kernel.clock import clock, reminders
from governance.kernel.papers import files
from governance.kernel.steps.backdating import refuse_future
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.faults import Faults
from governance.kernel.steps.forms import assign
from governance.kernel.steps.saving import require_words

from .attachments import AGREEMENT, MEMBERS_DECISION
from .grounds import GROUNDS
from .models import CommunityFund, FundMember
from .sizes import need_sound_size
from .workflow import FUND, FUNDS, MEMBERS_ASKED


def need_sound_committee(members):
    """Refuse a committee that the guideline forbids.

    members -- [{"seat", "name", "duty", "unit", "term_until", "is_paid"}]

    Raises Refused "committee_too_small" | "committee_even" | "two_heads" | "no_supervisor" |
    "member_paid" | "member_twice".
    Source: 湖南省社区慈善基金设立运行指引（试行）.
    """
    committee = [member for member in members if member["seat"] == FundMember.Seat.COMMITTEE]
    heads = [member["name"] for member in committee if member.get("duty") == FundMember.Duty.HEAD]
    faults = Faults()
    faults.note(lambda: need_sound_size(len(committee)))
    with faults.noted():
        if len(heads) > 1:
            raise Refused(f"管委会只设一名主任，请调整：{'、'.join(heads)}", "two_heads", field="members")
    with faults.noted():
        if len(committee) == len(members):
            raise GROUNDS.refused("至少须有 1 名监督员，请补充", "no_supervisor", field="members")
    with faults.noted():
        if paid := [member["name"] for member in members if member.get("is_paid")]:
            words = f"管委会成员和监督员不取报酬，请调整：{'、'.join(paid)}"
            raise GROUNDS.refused(words, "member_paid", field="members")
    names = [member["name"] for member in members]
    with faults.noted():
        if twice := sorted({name for name in names if names.count(name) > 1}):
            words = f"同一人不能既在管委会又任监督员，也不能重复登记：{'、'.join(twice)}"
            raise GROUNDS.refused(words, "member_twice", field="members")
    faults.refuse()


@FUND.entry_rule("propose", "edit", "change_members")
def committee_is_sound(fund, *, members=()):
    """As `need_sound_committee`."""
    need_sound_committee(members)


@FUND.entry_rule("propose", "edit")
def fund_stands_here(fund, *, kind, area):
    """The fund stands at the level of its place (wrong_level)."""
    FUNDS.check(kind, area)


@FUND.entry_rule("propose", "edit")
def host_is_fit(fund, *, host_may_raise, host_reason, kind):
    """Refuse a host without a public-fundraising qualification that nobody explains; mutual aid needs none.

    Raises Refused "host_reason_missing".
    Source: 湖南省社区慈善基金设立运行指引（试行）; 慈善法 122.
    """
    if not host_may_raise and not host_reason and kind != CommunityFund.Kind.MUTUAL_AID:
        words = "托管方优先选择有公开募捐资格的慈善组织；没有资格的，请写明选择这家的理由"
        raise GROUNDS.refused(words, "host_reason_missing", field="host_reason")


def seat_members(fund, members):
    """From today exactly these people govern the fund; members who are not in the list have left."""
    there = {(member.seat, member.name): member for member in fund.members.sitting()}
    wanted = {
        (member["seat"], member["name"]): {
            "unit": member.get("unit") or "",
            "duty": member.get("duty") or FundMember.Duty.MEMBER,
            "term_until": member.get("term_until"),
        }
        for member in members
    }
    for place, member in there.items():
        if place not in wanted:
            member.left_on = clock.today()
            member.save()
        elif any(getattr(member, name) != value for name, value in wanted[place].items()):
            assign(member, wanted[place])
            member.save()
    FundMember.objects.bulk_create(
        FundMember(fund=fund, seat=seat, name=name, **facts)
        for (seat, name), facts in wanted.items()
        if (seat, name) not in there
    )


def member_facts(members, when=""):
    """The committee and the supervisors by name, for the timeline; when -- 原, 拟任, 现."""
    return [
        [f"{when}{label}", "、".join(member["name"] for member in members if member["seat"] == seat)]
        for seat, label in ((FundMember.Seat.COMMITTEE, "管委会"), (FundMember.Seat.SUPERVISOR, "监督员"))
    ]


def assign_plan(fund, data):
    """The values of a plan; why a host without the qualification was chosen is kept only of such a one."""
    changed = assign(fund, data)
    if fund.host_may_raise:
        fund.host_reason = ""
    return changed


@FUND.step("propose")
def propose(fund, *, actor, work, members=(), note="", **data):
    """A fund is to be set up with a host charity.

    members -- committee (five or more, odd, unpaid) and at least one supervisor

    Event `funds.community_fund.propose`.  Raises Refused wrong_level, and see
    `need_sound_committee`, `host_is_fit`.
    """
    fund.created_by = actor
    changed = assign_plan(fund, data)
    work.after(lambda fund: seat_members(fund, members))
    return {**changed, "facts": member_facts(members)}


@FUND.step("edit")
def edit(fund, *, actor, members=(), note="", **data):
    """Change the plan before the agreement.  Event `funds.community_fund.edit`."""
    changed = assign_plan(fund, data)
    seat_members(fund, members)
    return {**changed, "facts": member_facts(members)}


@FUND.entry_rule("change_members")
def change_is_explained(fund, *, note=""):
    """The members change for a reason (reason_missing)."""
    require_words(
        note, GROUNDS.said("请用文字写明调整管委会和监督员的理由", "reason_missing"), "reason_missing", field="note"
    )


@FUND.entry_rule("change_members")
def change_is_decided(fund, *, papers=()):
    """The street or the host has decided it (paper_missing)."""
    require_paper(papers, GROUNDS.said("请上传街道或者托管慈善组织调整管委会的决定", "paper_missing"))


@FUND.entry_rule("change_members")
def members_change(fund, *, members=()):
    """They are others than now (members_unchanged)."""
    if sorted(map(seat_row, members), key=by_seat) == sorted(map(seat_row, fund.seats()), key=by_seat):
        raise Refused("与现在的管委会和监督员相同，没有需要调整的内容", "members_unchanged", field="members")


@FUND.step("change_members")
def change_members(fund, *, actor, work, members=(), papers=(), note=""):
    """Ask for other members of the committee or other supervisors; nothing changes until another person confirms.

    papers -- the decision of the street or of the host charity
    note   -- why they change

    Event `funds.community_fund.change_members`.  Raises Refused "reason_missing" | "paper_missing" |
    "members_unchanged", and see `need_sound_committee`.
    """
    before, kept = fund.seats(), [seat_row(member) for member in members]
    fund.members_asked, fund.members_asked_by = kept, actor
    files.attach_all(fund, papers, kind=MEMBERS_DECISION, actor=actor)

    def after(saved):
        reminders.begin(saved, MEMBERS_ASKED)

    work.after(after)
    return {"facts": [*member_facts(before, "原"), *member_facts(members, "拟任"), ["理由", note]]}


def seat_row(member):
    """One member as a change that waits keeps it; the term as ISO 8601 writes it."""
    until = member.get("term_until")
    return {
        "seat": str(member["seat"]),
        "name": member["name"],
        "duty": str(member.get("duty") or FundMember.Duty.MEMBER),
        "unit": member.get("unit") or "",
        "term_until": until.isoformat() if until else "",
    }


def by_seat(row):
    return row["seat"], row["name"]


@FUND.step("confirm_members")
def confirm_members(fund, *, actor, work, note=""):
    """Another person has compared the change with the decision: from today these people govern the fund.

    A grant of which the former members were told stays with them: see `grants.read_votes`.
    Event `funds.community_fund.confirm_members`.  Raises Refused, see `need_sound_committee`.
    """
    members = [
        {**row, "term_until": date.fromisoformat(row["term_until"]) if row["term_until"] else None}
        for row in fund.members_asked
    ]
    need_sound_committee(members)
    facts = [*member_facts(fund.seats(), "原"), *member_facts(members, "现")]
    seat_members(fund, members)
    drop_asked(fund, work)
    return {"facts": facts}


@FUND.step("refuse_members")
def refuse_members(fund, *, actor, work, note):
    """The change does not agree with the decision: the members stay.  Event `funds.community_fund.refuse_members`."""
    facts = member_facts(fund.members_asked, "未确认的")
    drop_asked(fund, work)
    return {"facts": facts}


def drop_asked(fund, work):
    """Nothing is asked for any more; nobody is reminded of it."""
    fund.members_asked = fund.members_asked_by = None
    work.after(lambda fund: reminders.close(fund, task=MEMBERS_ASKED.task))


@FUND.entry_rule("agree")
def agreement_is_signed(fund, *, agreement_on):
    """It was signed today or before (agreement_in_future)."""
    refuse_future(agreement_on, "agreement_on", "协议签订日期不能晚于今天", "agreement_in_future")


@FUND.entry_rule("agree")
def agreement_lasts(fund, *, agreement_on, agreement_until=None):
    """It ends after the day on which it was signed (dates_out_of_order)."""
    if agreement_until and agreement_until <= agreement_on:
        raise Refused("协议有效期须晚于签订日期", "dates_out_of_order", field="agreement_until")


@FUND.step("agree")
def agree(fund, *, actor, agreement_no, agreement_on, agreement_until=None, papers=(), note=""):
    """The agreement with the host charity is signed.

    papers -- the signed agreement, kept as evidence

    Event `funds.community_fund.agree`.  Raises Refused "agreement_in_future" | "dates_out_of_order".
    """
    fund.agreement_no, fund.agreement_on, fund.agreement_until = agreement_no, agreement_on, agreement_until
    files.attach_all(fund, papers, kind=AGREEMENT, actor=actor)
    return {"facts": [["协议编号", agreement_no], ["托管慈善组织", fund.host]]}


@FUND.step("activate")
def activate(fund, *, actor, note=""):
    """The fund begins, and its book is opened.  Proposer and opener differ.

    Event `funds.community_fund.activate`.  Raises Refused, see `need_sound_committee`.
    """
    need_sound_committee(list(fund.members.sitting().values("seat", "name", "duty")))
    fund.opened_on = clock.today()


@FUND.step("suspend")
def suspend(fund, *, actor, note=""):
    """The fund takes no gifts until its faults are mended.  Event `funds.community_fund.suspend`."""


@FUND.step("rectify")
def rectify(fund, *, actor, note=""):
    """The faults are mended.  Event `funds.community_fund.rectify`."""
    need_sound_committee(list(fund.members.sitting().values("seat", "name", "duty")))
