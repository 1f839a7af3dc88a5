"""Votes and interests of the member units during a sitting (domain.md §2.8)."""

from dataclasses import dataclass

from governance.conferences.grounds import GROUNDS
from governance.conferences.models.agenda import Interest, Vote, words_of
from governance.conferences.models.sittings import ConferenceMember
from governance.conferences.workflow.agenda import ITEM, RECUSAL, member_of
from governance.kernel.clock import clock, reminders, rules
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.faults import Faults
from governance.kernel.steps.saving import require_words


@ITEM.step("vote")
def vote(item, *, actor, choice, opinion="", reason="", note=""):
    """A member votes by its own account; until the decision it may change its vote, and says why.

    reason -- why a vote that was cast already, by the unit or entered for it, is changed

    Event data {"votes"}, see `as_told`.  Refuses conditions_missing, change_reason_missing.
    """
    seat = member_of(item, actor)
    before = item.votes.filter(member=seat).first()
    change = changed(before, seat, choice, shortened(opinion), reason, field="reason")
    write_vote(item, change, entered_by=None)
    facts = [["原表决", change.was], ["更改理由", change.reason]] if change.replaces else []
    return {"votes": as_told([change]), "facts": [["表决", change.becomes], *facts]}


@ITEM.step("record_votes")
def record_votes(item, *, actor, votes, note=""):
    """The office enters votes given by hand: rows {member, choice, opinion[, reason]}.

    A vote that was entered before stays, unless its row says why it changes.  One that a unit cast by its own account
    is changed by the unit alone.

    Event data {"votes"}, see `as_told`; the answer names whose vote was recorded and whose was changed.
    Refuses not_a_member, not_present, member_recused, own_vote_stands, conditions_missing, change_reason_missing,
    votes_unchanged.
    """
    given = {one.member_id: one for one in item.votes.all()}
    seats = {seat.pk: seat for seat in item.conference.members.select_related("unit")}
    recused = set(item.interests.values_list("member_id", flat=True))
    faults, changes = Faults(), []
    for row in votes:
        with faults.noted():
            seat = seat_of(row, seats, recused)
            one, choice, opinion = given.get(seat.pk), row["choice"], shortened(row.get("opinion"))
            if one is not None and one.in_words == words_of(choice, opinion):
                continue
            if one is not None and one.entered_by_id is None:
                words = f"{seat.unit.name}已用本单位账号表决“{one.in_words}”，须由本单位更改"
                raise Refused(words, "own_vote_stands", field="votes")
            changes.append(changed(one, seat, choice, opinion, row.get("reason"), field="votes"))
    faults.refuse()
    if not changes:
        raise Refused("所填表决都已登记，没有新的表决，也没有更改", "votes_unchanged", field="votes")
    for change in changes:
        write_vote(item, change, entered_by=actor)
    item.step_message = answer_of(changes)
    return {"votes": as_told(changes), "facts": facts_of(changes)}


def seat_of(row, seats, recused):
    """The seat of one row of a record of votes.  Refuses not_a_member, not_present, member_recused."""
    seat = seats.get(int(row["member"]))
    if seat is None:
        raise Refused("所选单位不是本次会议的成员单位", "not_a_member", field="votes")
    if seat.signed_in_at is None:
        raise Refused(f"{seat.unit.name}没有签到，不能表决", "not_present", field="votes")
    if seat.pk in recused:
        raise GROUNDS.refused(f"{seat.unit.name}已回避，不能表决", "member_recused", field="votes")
    return seat


@dataclass(frozen=True)
class Change:
    """One vote as a step leaves it, beside what was there before.

    was, becomes -- in words; `was` is "" where the seat had not voted
    reason       -- why a vote that was there is changed
    """

    seat: ConferenceMember
    choice: str
    opinion: str
    was: str
    becomes: str
    reason: str

    @property
    def replaces(self):
        """Whether the seat had voted otherwise."""
        return bool(self.was) and self.was != self.becomes

    @property
    def told(self):
        """区民政局（同意 → 不同意，理由：录入有误）; 区民政局（同意）."""
        if not self.replaces:
            return f"{self.seat.unit.name}（{self.becomes}）"
        return f"{self.seat.unit.name}（{self.was} → {self.becomes}，理由：{self.reason}）"


def changed(before, seat, choice, opinion, reason, *, field):
    """The Change that a vote makes to the one that was cast before, if any.

    field -- where the form asks for what is missing

    Refuses conditions_missing; change_reason_missing where a vote that was cast changes without a reason.
    """
    if choice == Vote.Choice.CONDITIONAL and not opinion:
        words = f"{seat.unit.name}附条件同意，请写明条件"
        raise GROUNDS.refused(words, "conditions_missing", field="votes" if field == "votes" else "opinion")
    was, becomes = before.in_words if before else "", words_of(choice, opinion)
    if was and was != becomes:
        sentence = f"{seat.unit.name}已表决“{was}”，改为“{becomes}”须写明更改理由"
        reason = require_words(
            reason, GROUNDS.said(sentence, "change_reason_missing"), "change_reason_missing", field=field
        )
    return Change(seat, choice, opinion, was, becomes, reason)


def shortened(opinion):
    return (opinion or "").strip()[: Vote.LONGEST_OPINION]


def write_vote(item, change, entered_by):
    """Write or replace the vote of one seat."""
    values = {"choice": change.choice, "opinion": change.opinion, "voted_at": clock.now(), "entered_by": entered_by}
    Vote.objects.update_or_create(item=item, member=change.seat, defaults=values)


def as_told(changes):
    """What an event keeps of votes: [{"unit", "before", "after", "reason"}], `before` "" of one newly cast."""
    return [
        {
            "unit": one.seat.unit.name,
            "before": one.was,
            "after": one.becomes,
            "reason": one.reason if one.replaces else "",
        }
        for one in changes
    ]


def facts_of(changes):
    """The lines of the timeline: whose vote was recorded, whose was changed, from what to what and why."""
    new, other = in_two(changes)
    facts = [["代录", "、".join(one.told for one in new)]] if new else []
    return [*facts, *([["更改", "；".join(one.told for one in other)]] if other else [])]


def answer_of(changes):
    """已代录 2 个单位的表决：…；已更改 1 个单位的表决：…."""
    new, other = in_two(changes)
    parts = [f"代录 {len(new)} 个单位的表决：{'、'.join(one.told for one in new)}"] if new else []
    parts += [f"更改 {len(other)} 个单位的表决：{'；'.join(one.told for one in other)}"] if other else []
    return f"已{'；'.join(parts)}。其余表决未变动"


def in_two(changes):
    """Votes newly recorded, and those that replace one that was cast."""
    return [one for one in changes if not one.replaces], [one for one in changes if one.replaces]


def check_agreed(item, agreed):
    """The seats that agreed without a vote: all who are present and not recused, by name.

    agreed -- members or their ids

    Refuses not_a_member, not_present, member_recused, consensus_without_names.  Source: domain.md §2.8.
    """
    named = {int(getattr(seat, "pk", seat)) for seat in agreed}
    seats = {seat.pk: seat for seat in item.conference.members.select_related("unit")}
    recused = {interest.member_id for interest in item.interests.all()}
    if named - seats.keys():
        raise Refused("所选单位不是本次会议的成员单位", "not_a_member", field="agreed")
    for seat in (seats[pk] for pk in sorted(named)):
        if seat.signed_in_at is None:
            raise Refused(f"{seat.unit.name}没有签到，不能列为同意", "not_present", field="agreed")
        if seat.pk in recused:
            raise GROUNDS.refused(f"{seat.unit.name}已回避，不能列为同意", "member_recused", field="agreed")
    voters = [seat for seat in seats.values() if seat.signed_in_at is not None and seat.pk not in recused]
    left = [seat.unit.name for seat in voters if seat.pk not in named]
    if left or not voters:
        raise GROUNDS.refused(
            f"协商一致须记明到会且未回避的各单位均同意，还缺：{'、'.join(left) or '没有可表决的单位'}；"
            "未取得一致的请逐一表决",
            "consensus_without_names",
            field="agreed",
        )
    return voters


def agree_together(item, seats, actor, choice=Vote.Choice.YES):
    """Keep who agreed: a vote for each seat that has none yet, entered by the chair.

    choice -- how they are kept: NO where they agreed to reject the item
    """
    voted = set(item.votes.values_list("member_id", flat=True))
    Vote.objects.bulk_create(
        Vote(item=item, member=seat, choice=choice, voted_at=clock.now(), entered_by=actor)
        for seat in seats
        if seat.pk not in voted
    )


@ITEM.step("declare")
def declare(item, *, actor, work, reason, note=""):
    """A member says it has an interest and leaves for this item (回避); it is not counted.

    It may say so after its vote.  Where the votes that are left would then carry another result, all are dropped and
    the item is voted on again: nobody turns a result by leaving.  Event data {"dropped"}: who had voted how.
    """
    carried = results(item)
    own = recuse_member(item, member_of(item, actor), reason)
    if not item.waiting_recusals:
        work.after(close_wait)
    facts, dropped = [["回避事由", reason], *([["原表决", own.told]] if own else [])], [own] if own else []
    if own and results(item) != carried:
        others = [dropped_vote(one) for one in item.votes.select_related("member__unit").order_by("member")]
        dropped += others
        item.votes.all().delete()
        facts.append(["表决", "回避使表决结果改变，已登记的表决作废，须重新表决"])
        facts.append(["作废的表决", "、".join(one.told for one in others)])
    return {"dropped": [{"unit": one.unit, "before": one.was} for one in dropped], "facts": facts}


@dataclass(frozen=True)
class Dropped:
    """A vote that a recusal took away: whose it was, and how it said."""

    unit: str
    was: str

    @property
    def told(self):
        return f"{self.unit}（{self.was}）"


def dropped_vote(one):
    return Dropped(one.member.unit.name, one.in_words)


def results(item):
    """Whether the votes so far carry the item: without, and with those that set conditions."""
    tally, share = item.tally(), rules.share(rules.get("pass_joint_conference", item.conference.held_on))
    return [share.is_met(yes, tally.eligible) for yes in (tally.yes, tally.yes + tally.conditional)]


def recuse_member(item, seat, reason, **hands):
    """A member unit leaves for this item; its vote is dropped.  Returns it (Dropped), None where it had none.

    hands -- entered_by_id and confirmed_by, who asked for it and who agreed, where the unit did not say so itself

    Refuses recused_already.
    """
    if item.interests.filter(member=seat).exists():
        raise Refused(f"{seat.unit.name}已登记回避", "recused_already", field="member")
    own = item.votes.filter(member=seat).select_related("member__unit").first()
    dropped = dropped_vote(own) if own else None
    if own:
        own.delete()
    Interest.objects.create(item=item, member=seat, reason=reason, declared_at=clock.now(), **hands)
    item.forget_recusal(seat.pk)
    return dropped


def close_wait(item):
    """No recusal waits for the chair any more."""
    reminders.close(item, task=RECUSAL.task)
