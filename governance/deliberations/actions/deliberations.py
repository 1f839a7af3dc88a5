"""The steps of a deliberation: the people decide, the portal computes (domain.md §2.7)."""

from datetime import timedelta

from governance.deliberations import majorities
from governance.deliberations.models import Deliberation, Motion, Objection
from governance.deliberations.workflow import ANSWERED, CHALLENGED, DELIBERATION, PUBLICISED, PUBLICITY, UNANSWERED
from governance.kernel.clock import clock, recounts, rules
from governance.kernel.steps.errors import Refused, WrongState
from governance.kernel.steps.forms import assign

from .attendance import attach_papers, record_meeting
from .notice import check_notice, motion_texts, settle_body, write_motions


# ------------------------------------------------------------ called
@DELIBERATION.step("call")
def call(deliberation, *, actor, work, note="", motions=(), notice_photos=(), **data):
    """Call a body together; for a day in the past photographs prove the notice (代录).

    motions -- texts in order; the first decides whether the deliberation passes

    Refuses wrong_body, body_not_in_force, notice_in_future, held_before_notice, notice_too_short,
    motion_twice, motion_too_long.
    Event `governance.deliberation.call`.
    """
    fields = assign(deliberation, data)
    deliberation.created_by = actor
    settle_body(deliberation)
    check_notice(deliberation)
    texts = motion_texts(deliberation, motions)
    threshold = rules.threshold(deliberation.body, deliberation.held_on)

    def after(saved):
        Motion.objects.bulk_create(Motion(deliberation=saved, no=no, text=text) for no, text in enumerate(texts, 1))
        attach_papers(saved, actor, notice_photos=notice_photos)

    work.after(after)
    return {**fields, "facts": [["议事主体", threshold.label], ["召开日期", clock.zh_near(deliberation.held_on)]]}


@DELIBERATION.step("edit")
def edit(deliberation, *, actor, note="", motions=None, notice_photos=(), **data):
    """Change the notice before the day; the rules of `call` apply again."""
    fields = assign(deliberation, data)
    settle_body(deliberation)
    check_notice(deliberation)
    if motions is not None:
        write_motions(deliberation, motion_texts(deliberation, motions))
    attach_papers(deliberation, actor, notice_photos=notice_photos)
    return fields


# ------------------------------------------------------------ held
@DELIBERATION.step("hold")
def hold(deliberation, *, actor, note="", **data):
    """Record the meeting: a sign-in list with open ballots, or totals from the paper tally.

    entitled, entitled_area -- heads and m² that are entitled to vote; all rows of the list where left out
    ballots -- rows {voter, name, owner, is_unsold, exclusive_area, by_proxy, choice[, choice_2 …]}
    present, present_area, tallies -- a paper tally instead: rows {no, yes, no_votes, abstain[, …_area]}
    sign_in, tally, photos -- files; totals need a photograph of the paper (evidence_missing)

    Refuses present_over_entitled, votes_not_equal_present, area_missing, areas_not_equal_present,
    proxy_not_allowed, owner_votes_differ, list_twice, size_not_allowed, tally_missing.
    """
    return record_meeting(deliberation, actor, **data)


@DELIBERATION.step("correct")
def correct(deliberation, *, actor, note="", **data):
    """Correct the record before the count; the rules of `hold` apply again."""
    return record_meeting(deliberation, actor, **data)


# ------------------------------------------------------------ counted
@DELIBERATION.step("count")
def count(deliberation, *, actor, work, note=""):
    """Compute quorum and majorities in exact fractions, by the rule of the day of the meeting.

    A result cannot be typed: the database refuses one that differs from the counts.
    Event data {"passed", "quorate", "formula"}.  Source: domain.md §2.7.
    """
    threshold = rules.threshold(deliberation.body, deliberation.held_on)
    deliberation.rule = majorities.snapshot(threshold)
    deliberation.rule_text = majorities.describe_rule(threshold)
    quorum = deliberation.quorum()
    deliberation.is_quorate = majorities.all_met(quorum)
    motions = list(deliberation.motions.all())
    for motion in motions:
        conditions = motion.conditions(deliberation)
        motion.passed = deliberation.is_quorate and majorities.all_met(conditions)
        motion.formula = "；".join(condition.sentence for condition in [*quorum, *conditions])[:400]
    deliberation.passed = motions[0].passed

    def after(saved):
        for motion in motions:
            motion.save()

    work.after(after)
    return {
        "passed": deliberation.passed,
        "quorate": deliberation.is_quorate,
        "formula": motions[0].formula,
        "facts": [
            ["结果", "通过" if deliberation.passed else "未通过"],
            *[[f"第 {motion.no} 项", motion.formula] for motion in motions],
        ],
    }


# ------------------------------------------------------------ publicised
@DELIBERATION.step("publicise")
def publicise(deliberation, *, actor, note="", publicised_on=None, publicity_place="", photos=()):
    """Publicise the result in the compound for at least the days of the rule.

    Refuses publicised_before_held, publicised_in_future.
    """
    day = publicised_on or clock.today()
    if day < deliberation.held_on:
        raise Refused("公示开始日期不能早于召开日期", "publicised_before_held", field="publicised_on")
    if day > clock.today():
        raise Refused("公示开始日期不能晚于今天，张贴后再登记", "publicised_in_future", field="publicised_on")
    deliberation.publicised_on, deliberation.publicity_place = day, publicity_place
    deliberation.publicity_until = rules.deadline("deliberation_publish", day)
    attach_papers(deliberation, actor, photos=photos)
    return {
        "facts": [
            ["公示", f"{clock.zh_near(day)}至{deliberation.publicity_end}"],
            ["地点", publicity_place or "—"],
        ]
    }


@DELIBERATION.step("object")
def challenge(deliberation, *, actor, raised_by, text, raised_on=None, note=""):
    """Register an objection in time; the publicity stops until it is answered.

    Refuses objection_too_late, objection_in_future, objection_before_publicity.
    """
    day = raised_on or clock.today()
    if day > clock.today():
        raise Refused("提出日期不能晚于今天", "objection_in_future", field="raised_on")
    if day < deliberation.publicised_on:
        raise Refused("提出日期早于公示开始日期，请核对", "objection_before_publicity", field="raised_on")
    if deliberation.stopped_on is None and day > deliberation.publicity_until:
        raise Refused(
            f"公示已于{deliberation.publicity_end}期满，请按信访或诉讼途径反映",
            "objection_too_late",
            field="raised_on",
        )
    deliberation.stopped_on = min(deliberation.stopped_on or day, day)
    Objection.objects.create(deliberation=deliberation, raised_by=raised_by, raised_on=day, text=text, created_by=actor)
    return {"facts": [["异议", text[:120]]]}


@DELIBERATION.step("answer")
def answer(deliberation, *, actor, work, objection, answer, answered_on=None, note=""):
    """Answer an objection; after the last one the publicity continues, longer by the days for which it was stopped.

    objection -- Objection of this deliberation, or its id
    Refuses answered_before_raised, answered_in_future, objection_unknown, answered_already.
    """
    row = deliberation.objections.select_for_update().filter(pk=getattr(objection, "pk", objection)).first()
    if row is None:
        raise Refused("请选择要答复的异议", "objection_unknown", field="objection")
    if not row.is_open:
        raise WrongState("这条异议已经答复", "answered_already")
    day = answered_on or clock.today()
    if day > clock.today():
        raise Refused("答复日期不能晚于今天", "answered_in_future", field="answered_on")
    if day < row.raised_on:
        raise Refused("答复日期不能早于提出日期", "answered_before_raised", field="answered_on")
    row.answer, row.answered_on, row.status = answer, day, ANSWERED
    row.save()
    open_left = deliberation.objections.filter(status=UNANSWERED).exists()
    if open_left:
        work.to(CHALLENGED)
    else:
        last = max(
            deliberation.objections.filter(raised_on__gte=deliberation.stopped_on).values_list("answered_on", flat=True)
        )
        deliberation.publicity_until += last - deliberation.stopped_on
        deliberation.publicity_until += timedelta(recounts.missed(deliberation, PUBLICITY))
        deliberation.stopped_on = None
        work.to(PUBLICISED)
    return {"facts": [["答复", answer[:120]], ["公示截止", deliberation.publicity_end]]}


@DELIBERATION.step("finalise")
def finalise(deliberation, *, actor, note=""):
    """Let the result take effect after a publicity without open objections.

    By hand or by the clock.  Event `governance.deliberation.finalise`, data {"passed"}.
    """
    return {"passed": deliberation.passed}


@DELIBERATION.step("void")
def void(deliberation, *, actor, note):
    """Void a deliberation that did not take place or was wrong; a new one has to be called."""
    return {"passed": False}


def finalise_due():
    """Finalise every deliberation whose publicity is over.  Returns how many."""
    moved = 0
    for deliberation in Deliberation.objects.publicity_over().iterator():
        try:
            finalise(deliberation, actor=None)
        except WrongState:
            continue
        moved += 1
    return moved
