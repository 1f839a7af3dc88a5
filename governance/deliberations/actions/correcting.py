"""Corrections of what was registered of a meeting: a changed number needs a reason and a paper of its own."""

from governance.deliberations.bases import words_of
from governance.deliberations.corrections import record_words
from governance.deliberations.grounds import GROUNDS, by_base
from governance.kernel.clock import clock

BALLOT = ("voter", "name", "by_proxy", "head", "choice", "more_choices", "exclusive_area")


def recorded_votes(deliberation):
    """(the sentence of the numbers, the rows of the list) as they stand in the database."""
    votes = sorted(deliberation.ballots.values_list(*BALLOT), key=str)
    return record_words(deliberation, deliberation.motions.all()), votes


def base_of_day(deliberation):
    """(the day of the meeting, {"heads": how many judge, "area": m²}) as they were recorded."""
    return deliberation.held_on, {name: base.whole for name, base in deliberation.bases().items()}


def refuse_smaller_base(deliberation, before):
    """Another day moves no meeting to a smaller base (day_moves_base): the greater one of both days judges.

    before -- what `base_of_day` gave before the correction
    """
    day, wholes = before
    now = {name: base.whole for name, base in deliberation.bases().items()}
    if deliberation.held_on == day or all(now[name] >= whole for name, whole in wholes.items() if name in now):
        return
    was, becomes = (words_of(deliberation, one["heads"], one.get("area")) for one in (wholes, now))
    words = (
        f"召开日期由{clock.zh_near(day)}更正为{clock.zh_near(deliberation.held_on)}，应到由 {was}变为 {becomes}："
        f"更正日期不能减少应到，以较多的为准。请按 {was}填写应到，写明原因并附材料；"
        "会议确在另一天召开的，作废后重新召集"
    )
    raise GROUNDS.refused(words, "day_moves_base", by=by_base(deliberation), field="held_on")


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
