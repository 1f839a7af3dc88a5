"""Corrections of what was registered of a meeting: a changed number needs a reason and a paper of its own."""

from governance.deliberations.ballots import Ballot
from governance.deliberations.corrections import record_words
from governance.deliberations.grounds import GROUNDS

SHOWN = 12  # corrected rows of a list on the timeline; the event keeps all
BALLOT = ("voter", "name", "by_proxy", "head", "choice", "more_choices", "exclusive_area")


def recorded_votes(deliberation):
    """(the sentence of the numbers, the rows of the list, {agent: heads}) as they stand in the database."""
    votes = sorted(deliberation.ballots.values_list(*BALLOT), key=str)
    agents = dict(deliberation.mandates.values_list("agent", "units"))
    return record_words(deliberation, deliberation.motions.all(), agents), votes, agents


def correction_of(deliberation, before, meeting, reason, faults):
    """What the event keeps of a correction; {} where neither base nor presence nor votes change.

    Notes correction_reason_missing, correction_paper_missing.
    """
    words, votes, agents = before
    corrected = record_words(deliberation, meeting.motions, meeting.agents)
    signed = sorted((tuple(getattr(ballot, name) for name in BALLOT) for ballot in meeting.signed), key=str)
    if corrected == words and signed == votes and meeting.agents == agents:
        return {}
    rows = changed_rows(votes, signed)
    what = f"更正改变了已登记的应到、{deliberation.present_word}或者表决"
    with faults.noted():
        if not reason.strip():
            sentence = f"{what}，须写明更正原因"
            raise GROUNDS.refused(sentence, "correction_reason_missing", field="correction_reason")
    with faults.noted():
        if not (meeting.uploads["tally"] or meeting.uploads["sign_in"]):
            sentence = f"{what}，须上传更正所依据的计票单或签到表，原来的材料不能代替"
            raise GROUNDS.refused(sentence, "correction_paper_missing", field="tally")
    after = corrected if corrected != words else f"{corrected}（名单中的表决人、表决意见或者受托人有更正）"
    return {"reason": reason.strip(), "before": words, "after": after, "rows": rows}


def changed_rows(before, after):
    """[[voter, answers before, answers after]] of the rows of two lists that differ; "" where there was or is none.

    Names are masked, since the timeline keeps them.
    """
    was, now = ({row[0]: row for row in rows} for rows in (before, after))
    found = []
    for voter in sorted(was.keys() | now.keys()):
        old, new = was.get(voter), now.get(voter)
        if old != new:
            found.append(
                [voter_words(new or old), answers_words(old) if old else "", answers_words(new) if new else ""]
            )
    return found


def ballot_of(row):
    return Ballot(**dict(zip(BALLOT, row, strict=True)))


def voter_words(row):
    """1-101 张*; 12 李*; of a list of people the name stands in the number already."""
    ballot = ballot_of(row)
    return ballot.masked_voter if ballot.name in ballot.voter else f"{ballot.voter} {ballot.masked_name}"


def answers_words(row):
    """What a row of the list says: 同意; 同意、反对，受托人张*."""
    ballot = ballot_of(row)
    answers = "、".join(Ballot.Choice(choice).label for choice in ballot.choices)
    return f"{answers}，受托人{ballot.masked_agent}" if ballot.by_proxy else answers


def rows_facts(rows):
    """The line of the timeline about the rows of the list that were corrected; [] where none were."""
    if not rows:
        return []
    told = [f"{voter}：{old or '未登记'} → {new or '删去'}" for voter, old, new in rows[:SHOWN]]
    rest = f"等 {len(rows):,} 行" if len(rows) > SHOWN else ""
    return [["更正的表决", f"{'；'.join(told)}{rest}"]]
