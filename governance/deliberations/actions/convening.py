"""How the meeting of a whole community or village is convened: who called it, and what the Party organisation studied.

Source: 居委会组织法 (2025) 26, 28, 30(4); 村委会组织法 (2025) 25, 28(3), 30.
"""

from governance.deliberations import bodies
from governance.deliberations.attachments import STUDY
from governance.deliberations.grounds import GROUNDS
from governance.deliberations.models import Deliberation
from governance.kernel.clock import clock, rules
from governance.kernel.papers import files
from governance.kernel.steps.grounds import DISTRICT
from governance.rolls.electorate import electorate, serving
from governance.rolls.members import RollMember

Convener = Deliberation.Convener


def check_convening(deliberation, study, faults):
    """Note a residents' or villagers' meeting called by too few, or without the Party organisation's study.

    study -- files that prove the study, given with this step

    Notes too_few_callers, callers_over_known, roll_missing, party_study_missing.  Empties the fields for
    every other body.
    """
    if deliberation.body not in bodies.COMMUNITY:
        deliberation.convener, deliberation.proposers, deliberation.party_studied_on = "", None, None
    else:
        deliberation.convener = deliberation.convener or Convener.COMMITTEE
        with faults.noted():
            check_callers(deliberation)
        with faults.noted():
            check_study(deliberation, study)
    if deliberation.body != "residents_meeting":
        deliberation.count_by = ""


def check_callers(deliberation):
    """Those who proposed the meeting are as many as the law asks of those on the roll, and no more than all of them."""
    if deliberation.convener == Convener.COMMITTEE:
        deliberation.proposers = None
        return
    rule, whole, unit = callers_base(deliberation)
    if rule is None:
        raise GROUNDS.refused(
            f"法律没有规定可以由{deliberation.get_convener_display()}"
            f"{bodies.label(deliberation.body, deliberation.held_on)}，请改选召集方式",
            "too_few_callers",
            by=callers_basis(deliberation),
            field="convener",
        )
    if whole is None:
        words = "提议人数须按名册核对，请先将名册登记备案"
        raise GROUNDS.refused(words, "roll_missing", by=rule.basis, field="proposers")
    share, proposers = rules.share(rule), deliberation.proposers or 0
    if proposers > whole:
        words = f"提议人数 {proposers:,} {unit}超过名册所载 {whole:,} {unit}，请核对"
        raise GROUNDS.refused(words, "callers_over_known", by=rule.basis, field="proposers")
    if not share.is_met(proposers, whole):
        raise GROUNDS.refused(
            f"提议人数 {proposers:,}/{whole:,} {unit}，要求{share}（{share.needed(whole):,} {unit}），"
            f"还差 {share.missing(proposers, whole):,} {unit}",
            "too_few_callers",
            by=rule.basis,
            field="proposers",
        )


def callers_basis(deliberation):
    """The text that says who may call a body together, for a convener whom it does not name."""
    meeting = "villagers_meeting" if deliberation.body in bodies.VILLAGERS else "residents_meeting"
    named = (rules.find(f"call_{body}", deliberation.held_on) for body in (deliberation.body, meeting))
    return next((rule.basis for rule in named if rule), DISTRICT)


def callers_base(deliberation):
    """(rule, how many there are, unit): by which rule and of whom the proposers are a share; None where unknown."""
    body, area, day = deliberation.body, deliberation.area, deliberation.held_on
    village = body in bodies.VILLAGERS
    meeting = "villagers_meeting" if village else "residents_meeting"
    if deliberation.convener == Convener.DELEGATES:
        delegates = "villager_delegates" if village else "residents_delegates"
        code = f"call_{body}" if body in bodies.DELEGATES else f"call_{meeting}_delegates"
        found = electorate(delegates, area, day)
        whole = serving(found.roll, day).filter(seat=RollMember.Seat.DELEGATE).count() if found else None
        return rules.find(code, day), whole, "名代表"
    if body in bodies.DELEGATES:
        return None, None, ""
    found = electorate(body, area, day, by=deliberation.count_by)
    return rules.find(f"call_{meeting}", day), found.heads if found else None, deliberation.unit


def check_study(deliberation, study):
    """The matter was studied by the Party organisation before it was put to the meeting, and a paper shows it."""
    village, day = deliberation.body in bodies.VILLAGERS, deliberation.party_studied_on
    rule = rules.find("party_study_villagers" if village else "party_study_residents", deliberation.held_on)
    basis = rule.basis if rule else DISTRICT
    if day is not None and day > min(deliberation.held_on, clock.today()):
        sentence = "党组织研究讨论须在会前进行，日期不能晚于召开日期和今天"
        raise GROUNDS.refused(sentence, "party_study_missing", by=basis, field="party_studied_on")
    refuse_old_study(deliberation, basis)
    if rule is None:
        return
    if day is not None and day > deliberation.notice_on:
        sentence = "党组织研究讨论以后，才能将事项通知提交会议：日期不能晚于通知张贴日期"
        raise GROUNDS.refused(sentence, "party_study_missing", by=basis, field="party_studied_on")
    if day is None:
        sentence = f"提交会议讨论决定的事项，须先经{'村' if village else '社区'}党组织研究讨论，请填写日期"
    elif not (study or (deliberation.pk and files.attachments_of(deliberation, STUDY).exists())):
        sentence = "请上传党组织研究讨论的会议记录或者纪要"
    else:
        return
    field = "party_studied_on" if day is None else STUDY.name
    raise GROUNDS.refused(sentence, "party_study_missing", by=basis, field=field)


def refuse_old_study(deliberation, basis):
    """A study lies within the months of the rule `party_study_within` before the notice: it was of this matter.

    Refuses party_study_missing.
    """
    day, span = deliberation.party_studied_on, rules.find("party_study_within", deliberation.notice_on)
    if day is None or span is None:
        return
    earliest = clock.add_months(deliberation.notice_on, -int(span.value))
    if day < earliest:
        sentence = (
            f"党组织研究讨论的日期早于通知前 {span.value} 个月，不是就本次事项进行的，"
            f"最早为{clock.zh_date(earliest)}，请核对日期，或者重新研究讨论"
        )
        text = f"{basis}，期限为{DISTRICT}" if basis != DISTRICT else basis
        raise GROUNDS.refused(sentence, "party_study_missing", by=text, field="party_studied_on")
