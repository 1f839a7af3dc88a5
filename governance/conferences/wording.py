"""What pages and minutes say of quorum, majority and consensus: each sentence ends with the rule it rests on.

No law knows the joint conference; its shares are the district's own rules.  Source: domain.md §2.8.
"""

from governance.kernel.clock import rules
from governance.kernel.steps.grounds import ADJUSTABLE, DISTRICT

OWN_RULES = "本区联席会议规则"
CONSENSUS = "到会且未回避的单位均同意，即协商一致"
CHAIRS_OWN = "未经表决也未协商一致的，主持人只能确定缓议"


def basis_of(code, on):
    """The text of a rule of the conference on a day: the article it names, else the district's own rules."""
    basis = rules.get(code, on).basis.removesuffix(ADJUSTABLE)
    return OWN_RULES if basis == DISTRICT else basis


def quorum_sentence(conference):
    """到会 8/9 个单位，要求不低于三分之二（6 个单位），已达到（…）; "" before the members are named."""
    conditions = conference.quorum()
    if not conditions:
        return ""
    return f"{conditions[0].sentence}（{basis_of('quorum_joint_conference', conference.held_on)}）"


def item_quorum_sentence(item):
    """The same of one item, once the recused have left."""
    quorum = item.quorum()
    consequence = "" if quorum.is_met else "，本项只能缓议"
    return f"{quorum.sentence}{consequence}（{basis_of('quorum_conference_item', item.conference.held_on)}）"


def majority_sentence(item):
    """How many agreed against how many must; with conditional votes, what they add."""
    majority, tally = item.majority(), item.tally()
    words = majority.sentence
    if tally.conditional and item.is_waiting and not majority.is_met:
        words += f"；另有 {tally.conditional} 个单位附条件同意，只在结论为附条件同意时计入"
    return f"{words}（{basis_of('pass_joint_conference', item.conference.held_on)}）"


def needed_sentence(item):
    """Before anybody voted: how many must agree."""
    majority = item.majority()
    basis = basis_of("pass_joint_conference", item.conference.held_on)
    return f"同意的单位{majority.share}（{majority.needed} 个）为通过（{basis}）"


def consensus_sentence(item, units):
    """Who agreed to what was decided, and what a consensus is."""
    said = "不同意本项" if item.is_rejected else "同意"
    return f"协商一致，{said}的单位（{len(units)} 个）：{'、'.join(units)}。{CONSENSUS}（{OWN_RULES}）"


def progress(item):
    """How far the vote on an item is."""
    tally = item.tally()
    if item.by_consensus:
        return "协商一致，未逐一表决"
    if item.is_decided and not tally.cast:
        return "未逐一表决"
    if not tally.eligible:
        return "还没有可以表决的单位"
    return f"应表决 {tally.eligible} 个单位，已表决 {tally.cast} 个"
