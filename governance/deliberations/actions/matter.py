"""The matter of a deliberation is the one its words name; where they may name another, a written reason says why not.

Source: 民法典 278, 279, 281; domain.md §2.7.
"""

from governance.areas.naming import said_of
from governance.deliberations import matters
from governance.deliberations.grounds import GROUNDS, OWNERS_DECIDE, electoral
from governance.deliberations.models import Deliberation

from .notice import EMERGENCY


def check_matter(deliberation, texts, before=("", "")):
    """Hold the title and the motions against the matter chosen; what the words pointed to is kept with the reason.

    texts  -- of the motions
    before -- reason and words that were kept before this step: a reason stands for its words only

    Refuses matter_misnamed, not_the_committees, matter_unconfirmed.
    Returns the event's data, {} where nothing new was confirmed.
    """
    check_emergency(deliberation, texts)
    found = matters.clashes(deliberation, [deliberation.title, *texts], deliberation.agenda)
    if wrong := [clash for clash in found if clash.must_change]:
        words = "。".join(matters.change_sentence(deliberation, clash) for clash in wrong)
        raise GROUNDS.refused(words, "matter_misnamed", by=articles(wrong), field="matter")
    check_committee(deliberation, texts)
    if not found:
        deliberation.matter_reason = deliberation.matter_told = ""
        return {}
    words = matters.record_sentence(found)[:400]
    is_of_other_words = deliberation.matter_reason == before[0] and words != before[1]
    is_too_short = not matters.says_something(deliberation.matter_reason)
    if is_too_short or is_of_other_words:
        asked = "。".join(matters.reason_sentence(deliberation, clash) for clash in found)
        if deliberation.matter_reason and is_too_short:
            asked = f"{asked}。{matters.REASON_TOO_SHORT}"
        raise GROUNDS.refused(asked, "matter_unconfirmed", by=articles(found), field="matter_reason")
    deliberation.matter_told = words
    if (deliberation.matter_reason, words) == before:
        return {}
    facts = [["文字所指", words], ["核实理由", deliberation.matter_reason]]
    return {"facts": facts, "matter_told": words}


def check_emergency(deliberation, texts):
    """Every motion of an emergency repair is about one: nothing else rides on the shorter way (matter_misnamed)."""
    if deliberation.matter != Deliberation.Matter.EMERGENCY_REPAIR:
        return
    if found := matters.strays(deliberation, texts):
        words = "；".join(f"第 {no} 项{why}" for no, why in found)
        sentence = f"紧急维修只能议定紧急维修的事项：{words}。请将这些事项另行召集"
        raise GROUNDS.refused(sentence, "matter_misnamed", by=EMERGENCY, field="motions")


def check_committee(deliberation, texts):
    """An owners' committee decides its own duties and no matter of the owners (not_the_committees)."""
    if (deliberation.body, deliberation.matter) != (matters.COMMITTEE, Deliberation.Matter.GENERAL):
        return
    if found := matters.beyond_committee(texts):
        words = "、".join(f"第 {no} 项" for no in found)
        sentence = (
            f"业主委员会只议定职责范围内的事项（召集业主大会、执行业主大会的决定、监督物业服务、听取意见、自身工作安排等）："
            f"{words}不属于或者没有写明属于其中哪一项。属于的，请在议题中写明，例如“按业主大会决定的工作经费采购办公打印机”；"
            f"不属于的，请提请业主共同决定"
        )
        raise GROUNDS.refused(sentence, "not_the_committees", field="motions")


def check_declared(deliberation):
    """Whoever calls declares of an open matter that it is none of the owners' weighty ones; asked of nothing else.

    Refuses owners_matters_missing, owners_matters_named.
    """
    answers = Deliberation.OwnersMatters
    if not matters.asks_for_declaration(deliberation):
        deliberation.owners_matters = ""
        return
    if deliberation.owners_matters == answers.SOME:
        words = "涉及须由业主共同决定的重大事项的，请改选相应的事项类别，由业主共同决定"
        raise GROUNDS.refused(words, "owners_matters_named", by=OWNERS_DECIDE, field="owners_matters")
    if deliberation.owners_matters != answers.NONE:
        words = f"请逐项核对并回答是否涉及{OWNERS_DECIDE}规定由业主共同决定的重大事项"
        raise GROUNDS.refused(words, "owners_matters_missing", field="owners_matters")


def check_elections(deliberation):
    """Whoever calls declares that nobody is elected or recalled whose election has a procedure of its own.

    Refuses elects_missing, elects_somebody.
    """
    answers = Deliberation.Elects
    if not matters.asks_for_elections(deliberation):
        deliberation.elects = ""
        return
    by = electoral(deliberation)
    if deliberation.elects == answers.SOMEBODY:
        words = (
            "居（村）民委员会成员的选举、罢免依照法定程序由登记参加选举的人投票，不在此登记；"
            "选举党组织的委员、书记的，请将事项类别改为“党内选举”，有选举权的到会人数不少于五分之四"
        )
        raise GROUNDS.refused(said_of(deliberation.area, words), "elects_somebody", by=by, field="elects")
    if deliberation.elects != answers.NOBODY:
        words = f"请回答本次议事{deliberation._meta.get_field('elects').verbose_name}"
        raise GROUNDS.refused(said_of(deliberation.area, words), "elects_missing", by=by, field="elects")


def declared(deliberation):
    """What the event tells of the declarations."""
    said = (
        ["重大事项核对", deliberation.get_owners_matters_display()],
        ["选举、罢免", deliberation.get_elects_display()],
    )
    return [fact for fact in said if fact[1]]


def articles(found):
    """The articles of the matters to which the words point, each once."""
    return "、".join(dict.fromkeys(clash.told.basis for clash in found))
