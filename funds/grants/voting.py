"""What a fund's committee voted, taken from its minutes member by member: whether it counts, and what it came to."""

from dataclasses import dataclass
from datetime import date

from funds.funds.sizes import need_sound_size
from governance.deliberations import bodies, majorities
from governance.kernel.clock import clock, rules
from governance.kernel.steps.backdating import refuse_future

from .ballots import RECUSED, Ballot
from .grounds import GROUNDS
from .models import CommitteeVote, roll_call
from .workflow import GRANT


@dataclass(frozen=True)
class Taken:
    """One vote of the committee: its days, the rows of its members, which are not saved, and the rule of its day."""

    notified_on: date
    voted_on: date
    rows: list
    threshold: majorities.Threshold

    @property
    def ballot(self):
        return Ballot.of(row.choice for row in self.rows)

    @property
    def passed(self):
        return self.ballot.passes(self.threshold)

    @property
    def formula(self):
        return "；".join(condition.sentence for condition in self.ballot.conditions(self.threshold))

    @property
    def facts(self):
        """The lines of a timeline."""
        return [
            ["结果", "通过" if self.passed else "未通过"],
            ["会议通知", clock.zh_date(self.notified_on)],
            *([label, names] for label, names in roll_call(self.rows)),
            ["表决", self.ballot.words],
            ["计算", self.formula],
        ]

    def as_kept(self):
        """The entry as a grant keeps it until another person has confirmed it, see `as_entered`."""
        rows = [{"member": row.member_id, "choice": row.choice, "reason": row.reason} for row in self.rows]
        days = {"notified_on": self.notified_on.isoformat(), "voted_on": self.voted_on.isoformat()}
        return {**days, "votes": rows}


def as_entered(kept):
    """(day of the notice, day of the vote, rows) of an entry that waits."""
    return date.fromisoformat(kept["notified_on"]), date.fromisoformat(kept["voted_on"]), kept["votes"]


def take(grant, notified_on, voted_on, votes, faults):
    """The vote as entered, checked: all that is wrong with days and rows is refused at once, with what was noted.

    votes  -- [{"member", "choice", "reason"}]
    faults -- Faults: what the step has found so far

    Raises Refused "voted_in_future" | "voted_before_opinion", and see `need_notice`, `read_votes`, `need_a_decision`.
    """
    threshold = rules.threshold("fund_committee", voted_on)
    faults.note(lambda: need_opinion(grant, voted_on), lambda: need_notice(grant, notified_on, voted_on))
    rows = read_votes(grant, notified_on, voted_on, votes, threshold.basis, faults)
    faults.refuse()
    taken = Taken(notified_on, voted_on, rows, threshold)
    need_a_decision(taken.ballot, threshold)
    return taken


@GRANT.rehearsal("vote")
def rehearse_vote(grant, given, faults, wrong):
    """Note what would be refused of an entry some fields of which are wrong; only the days may rest on one of them."""
    notified_on, voted_on = given.get("notified_on"), given.get("voted_on")
    if voted_on is not None:
        faults.note(lambda: need_opinion(grant, voted_on))
    if notified_on is not None and voted_on is not None:
        faults.note(lambda: need_notice(grant, notified_on, voted_on))
        if "votes" not in wrong:
            basis = rules.threshold("fund_committee", voted_on).basis
            read_votes(grant, notified_on, voted_on, given["votes"], basis, faults)


def need_opinion(grant, voted_on):
    """Refuse a vote of a day to come, or before the supervisor said a word (voted_in_future, voted_before_opinion)."""
    refuse_future(voted_on, "voted_on", "表决日期不能晚于今天", "voted_in_future")
    if voted_on < grant.advised_on:
        words = "表决日期不能早于监督意见的日期，监督意见须在表决前出具"
        raise GROUNDS.refused(words, "voted_before_opinion", field="voted_on")


def waiting(grant):
    """The Taken of an entry that waits for its second person, as it was entered; None without."""
    if grant.vote_asked is None:
        return None
    notified_on, voted_on, votes = as_entered(grant.vote_asked)
    members = {member.pk: member for member in grant.fund.members.all()}
    rows = [
        CommitteeVote(grant=grant, member=members[row["member"]], choice=row["choice"], reason=row["reason"])
        for row in votes
    ]
    return Taken(notified_on, voted_on, rows, rules.threshold("fund_committee", voted_on))


def need_notice(grant, notified_on, voted_on):
    """Refuse a vote of which the members were told too late, or before anybody had asked: then not all could prepare.

    Raises Refused "notice_before_request" | "notice_too_short".
    """
    rule = rules.get("notice_fund_committee", voted_on)
    if notified_on < grant.requested_on:
        raise GROUNDS.refused(
            f"本项申请{clock.zh_near(grant.requested_on)}才提出，在此之前发出的会议通知没有这一议题，不能作为表决的通知；"
            "请填写申请提出后通知全体成员的日期",
            "notice_before_request",
            by=f"规则“{rule.label}”，{rule.basis}",
            field="notified_on",
        )
    earliest = bodies.earliest_meeting("fund_committee", notified_on) or notified_on
    if voted_on < earliest:
        raise GROUNDS.refused(
            f"管委会会议须提前 {rule.value} 日通知全体成员，{clock.zh_near(notified_on)}通知的，"
            f"表决日期最早为{clock.zh_near(earliest)}",
            "notice_too_short",
            by=f"规则“{rule.label}”，{rule.basis}",
            field="notified_on",
        )


def read_votes(grant, notified_on, voted_on, votes, basis, faults):
    """The rows of the vote: exactly one for each member of the committee that was told of the meeting.

    Who came to the committee after its notice votes on what comes next; who left meanwhile still counts here.

    basis  -- the text by which the committee votes, which refusals name
    faults -- where all that is wrong with the rows is noted

    Notes "term_over" | "not_a_member" | "member_twice" | "member_missing" | "recusal_reason_missing", and see
    `need_sound_size`.
    """
    members = {member.pk: member for member in grant.fund.committee_on(notified_on)}
    with faults.noted():
        need_sound_size(len(members), voted_on, field="votes")
    over = [member.name for member in members.values() if member.term_until and member.term_until < voted_on]
    wrong, found = [], {}
    if over:
        words = f"{'、'.join(over)}任期已满，请先换届或续任"
        wrong.append(GROUNDS.refused(words, "term_over", by=basis, field="votes"))
    for row in votes:
        pk = int(getattr(row["member"], "pk", row["member"]))
        if pk not in members:
            words = "名单中有会议通知之日不是管委会成员的人"
            wrong.append(GROUNDS.refused(words, "not_a_member", by=basis, field="votes"))
            continue
        if pk in found:
            words = f"{members[pk].name}登记了两次，每人一票，只登记一行"
            wrong.append(GROUNDS.refused(words, "member_twice", by=basis, field="votes"))
        reason = (row.get("reason") or "").strip()
        if row["choice"] == RECUSED and not reason:
            words = f"{members[pk].name}回避，请写明事由"
            wrong.append(GROUNDS.refused(words, "recusal_reason_missing", by=basis, field="votes"))
        found[pk] = CommitteeVote(grant=grant, member=members[pk], choice=row["choice"], reason=reason)
    if left := [member.name for pk, member in members.items() if pk not in found]:
        words = f"还没有登记：{'、'.join(left)}。未到会的登记为请假或者缺席，有关联的登记为回避"
        wrong.append(GROUNDS.refused(words, "member_missing", by=basis, field="votes"))
    faults.found += wrong
    return list(found.values())


def need_a_decision(ballot, threshold):
    """Refuse a vote by too few to decide: then it neither passed nor failed.

    Raises Refused "not_quorate" | "not_quorate_after_recusal".
    """
    quorum, majority = ballot.quorum(threshold), ballot.majority(threshold)
    if not quorum.is_met:
        words = f"管委会到会未达到规定人数，表决无效：{quorum.sentence}"
        raise GROUNDS.refused(words, "not_quorate", by=threshold.basis, field="votes")
    if ballot.voters < majority.needed:
        raise GROUNDS.refused(
            f"回避后可表决 {ballot.voters} 人，不足通过所需的 {majority.needed} 人，本次不能表决；"
            "请待其他成员到会，或报托管慈善组织",
            "not_quorate_after_recusal",
            by=threshold.basis,
            field="votes",
        )
