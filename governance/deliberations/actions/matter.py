"""The matter of a deliberation is the one its words name; where they may name another, a written reason says why not.

Source: 民法典 278, 279, 281; domain.md §2.7.
"""

from governance.deliberations import matters
from governance.deliberations.grounds import GROUNDS


def check_matter(deliberation, texts, before=("", "")):
    """Hold the title and the motions against the matter chosen; what the words pointed to is kept with the reason.

    texts  -- of the motions
    before -- reason and words that were kept before this step: a reason stands for its words only

    Refuses matter_misnamed, matter_unconfirmed.  Returns the event's data, {} where nothing new was confirmed.
    """
    found = matters.clashes(deliberation, [deliberation.title, *texts], deliberation.agenda)
    if wrong := [clash for clash in found if clash.must_change]:
        words = "。".join(matters.change_sentence(deliberation, clash) for clash in wrong)
        raise GROUNDS.refused(words, "matter_misnamed", by=articles(wrong), field="matter")
    if not found:
        deliberation.matter_reason = deliberation.matter_told = ""
        return {}
    words = matters.record_sentence(found)[:400]
    is_of_other_words = deliberation.matter_reason == before[0] and words != before[1]
    if not deliberation.matter_reason or is_of_other_words:
        asked = "。".join(matters.reason_sentence(deliberation, clash) for clash in found)
        raise GROUNDS.refused(asked, "matter_unconfirmed", by=articles(found), field="matter_reason")
    deliberation.matter_told = words
    if (deliberation.matter_reason, words) == before:
        return {}
    facts = [["文字所指", words], ["核实理由", deliberation.matter_reason]]
    return {"facts": facts, "matter_told": words}


def articles(found):
    """The articles of the matters to which the words point, each once."""
    return "、".join(dict.fromkeys(clash.told.basis for clash in found))
