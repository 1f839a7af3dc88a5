"""Corrections of what was registered of a meeting: a changed number needs a reason and a paper of its own."""

from governance.deliberations.corrections import record_words
from governance.deliberations.grounds import GROUNDS

BALLOT = ("voter", "name", "by_proxy", "head", "choice", "more_choices", "exclusive_area")


def recorded_votes(deliberation):
    """(the sentence of the numbers, the rows of the list) as they stand in the database."""
    votes = sorted(deliberation.ballots.values_list(*BALLOT), key=str)
    return record_words(deliberation, deliberation.motions.all()), votes


def correction_of(deliberation, before, meeting, reason, faults):
    """What the event keeps of a correction; {} where neither base nor presence nor votes change.

    Notes correction_reason_missing, correction_paper_missing.
    """
    words, votes = before
    corrected = record_words(deliberation, meeting.motions)
    signed = sorted((tuple(getattr(ballot, name) for name in BALLOT) for ballot in meeting.signed), key=str)
    if corrected == words and signed == votes:
        return {}
    what = f"更正改变了已登记的应到、{deliberation.present_word}或者表决"
    with faults.noted():
        if not reason.strip():
            sentence = f"{what}，须写明更正原因"
            raise GROUNDS.refused(sentence, "correction_reason_missing", field="correction_reason")
    with faults.noted():
        if not (meeting.uploads["tally"] or meeting.uploads["sign_in"]):
            sentence = f"{what}，须上传更正所依据的计票单或签到表，原来的材料不能代替"
            raise GROUNDS.refused(sentence, "correction_paper_missing", field="tally")
    after = corrected if corrected != words else f"{corrected}（名单中的表决人或表决意见有更正）"
    return {"reason": reason.strip(), "before": words, "after": after}
