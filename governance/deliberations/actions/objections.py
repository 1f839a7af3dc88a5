"""Objections to a result: raised, answered, taken back, and reviewed after the result was final.

An objection counts by the day on which it was raised.  During the publicity
it stops the days; entered later, also after the result took effect, it reopens
the result for review.  Source: domain.md §2.7.
"""

from datetime import timedelta

from django.db.models import Subquery

from governance.deliberations import publicity, registers, standing
from governance.deliberations.attachments import OBJECTION
from governance.deliberations.bodies import find_electorate
from governance.deliberations.grounds import GROUNDS, RIGHT_ENDS
from governance.deliberations.objections import Objection
from governance.deliberations.workflow import (
    ANSWERED,
    CHALLENGED,
    DELIBERATION,
    FINAL,
    PUBLICITY,
    REOPENED,
    RETRACTED,
    REVIEWABLE,
    UNANSWERED,
)
from governance.kernel.clock import clock, recounts
from governance.kernel.papers import files
from governance.kernel.steps.backdating import refuse_future
from governance.kernel.steps.errors import Refused, WrongState
from governance.kernel.steps.faults import Faults
from governance.kernel.steps.grounds import ADJUSTABLE


@DELIBERATION.step("object")
def challenge(deliberation, *, actor, work, raised_by, text, raised_on=None, note=""):
    """Register an objection raised within the publicity, also when it is entered later.

    During the publicity its days stop until the answer; after the result took
    effect it is under review and what rests on it stops.

    Refuses objection_too_late, objection_in_future, objection_before_publicity, objection_twice.
    """
    day = raised_on or clock.today()
    refuse_future(day, "raised_on", GROUNDS.said("提出日期不能晚于今天", "objection_in_future"), "objection_in_future")
    if day < deliberation.publicised_on:
        raise GROUNDS.refused(
            f"提出日期早于公示开始日期{clock.zh_near(deliberation.publicised_on)}，对结果的异议从公示起提出，请核对",
            "objection_before_publicity",
            by=publicity.publicity_rule(deliberation).basis,
            field="raised_on",
        )
    last = publicity.objections_until(deliberation)
    if last is not None and day > last:
        raise GROUNDS.refused(
            f"公示期间的异议可以提到{clock.zh_near(last)}，此后提出的不再按公示异议办理；"
            f"{publicity.elsewhere(deliberation)}",
            "objection_too_late",
            by=f"{publicity.publicity_rule(deliberation).basis.removesuffix(ADJUSTABLE)}、{RIGHT_ENDS}",
            field="raised_on",
        )
    refuse_repeated(deliberation, raised_by, text)
    row = Objection(deliberation=deliberation, raised_by=raised_by, raised_on=day, text=text, created_by=actor)
    row.save()
    facts = [["异议人", row.shown_by], ["提出日期", clock.zh_near(day)], ["异议", text[:120]]]
    if deliberation.status in REVIEWABLE:
        work.to(REOPENED)
        return {"facts": [*facts, ["处理", "结果进入复核，后续事项暂停"]]}
    deliberation.stopped_on = min(deliberation.stopped_on or day, day)
    work.to(CHALLENGED)
    return {"facts": facts}


def refuse_repeated(deliberation, raised_by, text):
    """The same words of the same person are one objection while it waits; the deliberation is locked meanwhile."""
    same = deliberation.objections.open().filter(raised_by=raised_by, text=text).first()
    if same is not None:
        raise Refused(
            f"{raised_by}的这条异议已于{clock.zh_near(same.raised_on)}登记，正待答复，不再重复登记",
            "objection_twice",
            field="text",
        )


def find_open(deliberation, objection):
    """(the open objection of this deliberation, all of them), locked.  Refuses objection_unknown, answered_already."""
    rows = list(deliberation.objections.select_for_update().order_by("id"))
    row = next((one for one in rows if str(one.pk) == str(getattr(objection, "pk", objection))), None)
    if row is None:
        raise Refused("请选择异议", "objection_unknown", field="objection")
    if not row.is_open:
        raise WrongState("这条异议已经答复或撤回", "answered_already")
    return row, rows


def close(row, status, text, day):
    """Write how an objection ended.  Refuses answered_before_raised, answered_in_future."""
    refuse_future(day, "answered_on", "日期不能晚于今天", "answered_in_future")
    if day < row.raised_on:
        raise Refused("日期不能早于异议提出日期", "answered_before_raised", field="answered_on")
    row.answer, row.answered_on, row.status = text, day, status
    row.save()


def go_on(deliberation, work, rows):
    """After the last open objection the publicity continues, longer by the days for which it was stopped.

    A result that was reopened stands again, unless its base is under review: only a conclusion ends that.

    rows -- its objections
    """
    if any(row.is_open for row in rows):
        work.to(deliberation.status)
        return
    if deliberation.is_reopened:
        work.to(REOPENED if registers.awaits_conclusion(deliberation) else FINAL)
        return
    last = max(row.answered_on for row in rows if row.raised_on >= deliberation.stopped_on)
    paused = last - deliberation.stopped_on
    deliberation.paused_days += paused.days
    deliberation.publicity_until += paused
    deliberation.publicity_until += timedelta(recounts.missed(deliberation, PUBLICITY))
    deliberation.stopped_on, deliberation.publicity_entered_on = None, clock.today()
    work.to(standing.hangs_as(deliberation))


@DELIBERATION.step("answer")
def answer(deliberation, *, actor, work, objection, answer, answered_on=None, note=""):
    """Answer an objection; after the last one the publicity continues.

    objection -- Objection of this deliberation, or its id
    Refuses answered_before_raised, answered_in_future, objection_unknown, answered_already.
    """
    row, rows = find_open(deliberation, objection)
    close(row, ANSWERED, answer, answered_on or clock.today())
    go_on(deliberation, work, rows)
    return {"facts": [["答复", answer[:120]], *end_facts(deliberation)]}


def end_facts(deliberation):
    """What an answered objection does to the days, for the timeline: until when now, and why."""
    if deliberation.stopped_on is not None or deliberation.publicity_until is None:
        return []
    longer = [["顺延", publicity.why_longer(deliberation)]] if deliberation.paused_days else []
    return [
        ["公示截止", deliberation.publicity_end],
        *longer,
        ["生效", publicity.effect_words(deliberation, "无其他异议")],
    ]


@DELIBERATION.step("retract")
def retract(deliberation, *, actor, work, objection, papers, note, answered_on=None):
    """Whoever raised an objection takes it back, in writing; that is an answer, too.

    papers -- the written withdrawal
    Refuses objection_unknown, answered_already; paper_missing, answered_before_raised, answered_in_future at once.
    """
    faults, (row, rows) = Faults(), find_open(deliberation, objection)
    with faults.noted():
        need_paper(papers, "请上传异议人签名的撤回书")
    with faults.noted():
        close(row, RETRACTED, note, answered_on or clock.today())
    faults.refuse()
    go_on(deliberation, work, rows)
    work.after(lambda saved: keep(saved, papers, actor, f"撤回异议书（{row.shown_by}）"))
    running = [] if deliberation.is_reopened else end_facts(deliberation)
    return {"facts": [["撤回的异议", row.text[:120]], ["异议人", row.shown_by], *running]}


# ------------------------------------------------------------ review after the result took effect
@DELIBERATION.step("review_base")
def review_base(deliberation, *, actor, note):
    """A result counted with what the registers of its day no longer say is reviewed; dependents stop.

    By the portal itself where it would not pass by what they say now, see `recounting`.

    Event data {"registers"}: what they say, so that the same change is reviewed once.
    """
    found = find_electorate(deliberation)
    now = found.label if found else "没有在召开当日有效的名册"
    return {
        "registers": registers.numbers_of(found),
        "facts": [
            ["应到依据", deliberation.roll_text],
            ["变动", registers.change_of(deliberation)],
            ["召开当日的名册", now],
            ["处理", "结果进入复核，后续事项暂停"],
        ],
    }


@DELIBERATION.step("uphold")
def uphold(deliberation, *, actor, work, papers, note, answered_on=None):
    """The review finds the objections unfounded: the result stands again, or hangs on where its days are not over.

    papers -- the signed decision

    Event data {"registers"}: what they say, where the base was reviewed, so that it is not asked about again.
    Refuses paper_missing, answered_before_raised, answered_in_future.
    """
    is_in_force = publicity.effective_on(deliberation) <= clock.today()
    work.to(FINAL if is_in_force else standing.hangs_as(deliberation))
    facts, is_of_base = decide(deliberation, actor, work, papers, note, answered_on)
    judged = {"registers": registers.numbers_of(find_electorate(deliberation))} if is_of_base else {}
    return judged | {"facts": facts}


@DELIBERATION.step("overturn")
def overturn(deliberation, *, actor, work, papers, note, answered_on=None):
    """The review finds an objection right: the result is set aside; what rests on it needs a new deliberation.

    Refuses as `uphold`.
    """
    facts, _ = decide(deliberation, actor, work, papers, note, answered_on)
    return {"facts": facts}


def decide(deliberation, actor, work, papers, reasons, answered_on):
    """Close every open objection with the reasons of the review: (facts of it, whether the base was reviewed, too)."""
    faults, open_ones = Faults(), []
    with faults.noted():
        need_paper(papers, "请上传盖章的复核意见")
    with faults.noted():
        open_ones = close_open(deliberation, reasons, answered_on)
    faults.refuse()
    work.after(lambda saved: keep(saved, papers, actor, "复核意见"))
    reviewed = [["复核的异议", "；".join(f"{row.shown_by}：{row.text[:40]}" for row in open_ones)]] if open_ones else []
    is_of_base = not open_ones or registers.is_begun_by(open_ones[0].last_review)
    return reviewed or [["复核事项", publicity.base_under_review(deliberation)]], is_of_base


def close_open(deliberation, reasons, answered_on=None):
    """Answer every open objection by the same reasons; the objections in their order, each with its `last_review`."""
    open_ones = deliberation.objections.filter(status=UNANSWERED).annotate(
        last_review=Subquery(registers.reviews_of_base(deliberation)[:1])
    )
    rows = list(open_ones.select_for_update(of=("self",)))
    for row in rows:
        close(row, ANSWERED, reasons, answered_on or clock.today())
    return rows


def need_paper(papers, sentence):
    if not papers:
        raise GROUNDS.refused(sentence, "paper_missing", field="papers")


def keep(deliberation, papers, actor, caption):
    files.attach_all(deliberation, papers, kind=OBJECTION, actor=actor, caption=caption[:120])
