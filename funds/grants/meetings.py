"""What a meeting of a fund's committee must satisfy: its notice, and enough members to decide.

Source: 湖南省社区慈善基金设立运行指引（试行）; domain.md §2.9.
"""

from governance.deliberations import bodies
from governance.kernel.clock import clock, rules

from .grounds import GROUNDS


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
