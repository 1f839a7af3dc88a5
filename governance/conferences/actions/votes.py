"""Votes and interests of the member units during a sitting (domain.md §2.8)."""

from governance.conferences.grounds import GROUNDS
from governance.conferences.models.agenda import Interest, Vote
from governance.conferences.workflow.agenda import ITEM, member_of
from governance.kernel.clock import clock, rules
from governance.kernel.steps.errors import Refused


@ITEM.step("vote")
def vote(item, *, actor, choice, opinion="", note=""):
    """A member votes by its own account; the vote may be changed until the decision.  Refuses conditions_missing."""
    cast_vote(item, member_of(item, actor), choice, opinion)
    return {"facts": [["表决", Vote.Choice(choice).label]]}


@ITEM.step("record_votes")
def record_votes(item, *, actor, votes, note=""):
    """The office enters votes given by hand: rows {member, choice, opinion}.

    A vote that a unit cast by its own account stands: only the unit changes it.
    Refuses not_a_member, not_present, member_recused, own_vote_stands, conditions_missing.
    """
    own = dict(item.votes.filter(entered_by=None).values_list("member_id", "choice"))
    seats = {seat.pk: seat for seat in item.conference.members.select_related("unit")}
    recused = set(item.interests.values_list("member_id", flat=True))
    for row in votes:
        seat = seats.get(int(row["member"]))
        if seat is None:
            raise Refused("所选单位不是本次会议的成员单位", "not_a_member", field="votes")
        if seat.signed_in_at is None:
            raise Refused(f"{seat.unit.name}没有签到，不能表决", "not_present", field="votes")
        if seat.pk in recused:
            raise GROUNDS.refused(f"{seat.unit.name}已回避，不能表决", "member_recused", field="votes")
        if seat.pk in own:
            if own[seat.pk] != row["choice"]:
                words = f"{seat.unit.name}已用本单位账号表决“{Vote.Choice(own[seat.pk]).label}”，须由本单位更改"
                raise Refused(words, "own_vote_stands", field="votes")
            continue
        cast_vote(item, seat, row["choice"], row.get("opinion") or "", entered_by=actor)
    return {"facts": [["代录", f"{len(votes)} 票"]]}


def cast_vote(item, seat, choice, opinion, entered_by=None):
    """Write or replace the vote of one member unit.  Refuses conditions_missing."""
    if choice == Vote.Choice.CONDITIONAL and not opinion.strip():
        raise GROUNDS.refused(
            f"{seat.unit.name}附条件同意，请写明条件",
            "conditions_missing",
            field="opinion" if not entered_by else "votes",
        )
    Vote.objects.update_or_create(
        item=item,
        member=seat,
        defaults={
            "choice": choice,
            "opinion": opinion.strip()[:200],
            "voted_at": clock.now(),
            "entered_by": entered_by,
        },
    )


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


def agree_together(item, seats, actor):
    """Keep who agreed: a vote for each seat that has none yet, entered by the chair."""
    voted = set(item.votes.values_list("member_id", flat=True))
    Vote.objects.bulk_create(
        Vote(item=item, member=seat, choice=Vote.Choice.YES, voted_at=clock.now(), entered_by=actor)
        for seat in seats
        if seat.pk not in voted
    )


@ITEM.step("declare")
def declare(item, *, actor, reason, note=""):
    """A member says it has an interest and leaves for this item (回避); it is not counted.

    It may say so after its vote.  Where the votes that are left would then carry another result, all are dropped and
    the item is voted on again: nobody turns a result by leaving.
    """
    carried = results(item)
    had_voted = recuse_member(item, member_of(item, actor), reason)
    facts = [["回避事由", reason]]
    if had_voted and results(item) != carried:
        item.votes.all().delete()  # the events keep who had voted
        facts.append(["表决", "回避使表决结果改变，已登记的表决作废，须重新表决"])
    return {"facts": facts}


def results(item):
    """Whether the votes so far carry the item: without, and with those that set conditions."""
    tally, share = item.tally(), rules.share(rules.get("pass_joint_conference", item.conference.held_on))
    return [share.is_met(yes, tally.eligible) for yes in (tally.yes, tally.yes + tally.conditional)]


@ITEM.step("record_interest")
def record_interest(item, *, actor, member, reason, note=""):
    """The office notes that a member leaves for this item, before that unit has voted.

    After its vote only the unit itself may leave: else the office could take away the votes against a matter.
    Refuses not_a_member, not_present, voted_already.
    """
    seat = item.conference.members.select_related("unit").filter(pk=getattr(member, "pk", member)).first()
    if seat is None:
        raise Refused("所选单位不是本次会议的成员单位", "not_a_member", field="member")
    if seat.signed_in_at is None:
        raise Refused(f"{seat.unit.name}没有签到，无须回避", "not_present", field="member")
    if item.votes.filter(member=seat).exists():
        words = (
            f"{seat.unit.name}已经表决，不能再由他人登记回避；"
            "确有利害关系的，由该单位用本单位账号申明回避，影响结果的重新表决"
        )
        raise GROUNDS.refused(words, "voted_already", field="member")
    recuse_member(item, seat, reason, entered_by=actor)
    return {"facts": [["回避单位", seat.unit.name], ["回避事由", reason]]}


def recuse_member(item, seat, reason, entered_by=None):
    """A member unit leaves for this item; its vote is dropped.  Returns whether it had voted.

    Refuses recused_already.
    """
    if item.interests.filter(member=seat).exists():
        raise Refused(f"{seat.unit.name}已登记回避", "recused_already", field="member")
    dropped, _ = item.votes.filter(member=seat).delete()  # the event keeps that it had voted
    Interest.objects.create(item=item, member=seat, reason=reason, declared_at=clock.now(), entered_by=entered_by)
    return bool(dropped)
