"""The steps of a deliberation: the people decide, the portal computes (domain.md §2.7)."""

from governance.deliberations import matters, publicity, recounting, standing
from governance.deliberations.attachments import POSTING
from governance.deliberations.ballots import Motion
from governance.deliberations.models import Deliberation
from governance.deliberations.results import count_motions, told
from governance.deliberations.workflow import DELIBERATION
from governance.kernel.clock import clock, rules
from governance.kernel.papers import files
from governance.kernel.steps.backdating import came_late
from governance.kernel.steps.errors import WrongState
from governance.kernel.steps.faults import Faults
from governance.kernel.steps.forms import assign

from .attendance import attach_papers, read_meeting, record_meeting, save_counts, write_meeting
from .building import check_shop, settle_building
from .convening import check_convening
from .correcting import correction_of, recorded_votes, rows_facts
from .matter import check_declared, check_elections, check_matter, declared
from .notice import (
    check_method,
    check_notice,
    keep_announced,
    motion_texts,
    settle_body,
    write_motions,
)
from .objections import close_open, review_base
from .reposting import as_posted, check_reposted, motions_change


# ------------------------------------------------------------ called
@DELIBERATION.step("call")
def call(deliberation, *, actor, work, note="", motions=None, notice_photos=(), party_study=(), **data):
    """Call a body together; for a day in the past photographs prove the notice.

    motions -- texts in order, the title where left out

    Refuses wrong_body, body_not_in_force, method_not_allowed, building_missing, flat_not_one,
    flat_outside_building, matter_misnamed, matter_unconfirmed,
    owners_matters_missing, owners_matters_named, elects_missing, elects_somebody, held_before_notice,
    notice_too_short, motions_missing, motion_twice, motion_too_long, and what `check_convening` refuses.
    Event `governance.deliberation.call`.
    """
    fields = assign(deliberation, data)
    deliberation.created_by = actor
    texts, confirmed = check_call(deliberation, party_study, motions)
    deliberation.is_entered_late = came_late(deliberation.notice_on)
    threshold = rules.threshold(deliberation.body, deliberation.held_on)

    def after(saved):
        Motion.objects.bulk_create(Motion(deliberation=saved, no=no, text=text) for no, text in enumerate(texts, 1))
        attach_papers(saved, actor, notice_photos=notice_photos, party_study=party_study)

    work.after(after)
    facts = [["议事主体", threshold.label], ["召开日期", clock.zh_near(deliberation.held_on)], *declared(deliberation)]
    return {**fields, **confirmed, "facts": [*facts, *confirmed.get("facts", [])]}


@DELIBERATION.step("edit")
def edit(deliberation, *, actor, note="", motions=None, notice_photos=(), party_study=(), **data):
    """Change the notice before the day; the rules of `call` apply again.

    What stands on the notice changes only where it is posted anew.  Refuses notice_not_reposted.
    """
    before = (deliberation.matter_reason, deliberation.matter_told)
    posted = as_posted(deliberation, texts_of(deliberation, None))
    fields = assign(deliberation, data)
    texts, confirmed = check_call(deliberation, party_study, motions, before, posted, notice_photos)
    deliberation.is_entered_late = came_late(deliberation.notice_on)
    if told := motions_change(posted, texts):
        fields = {"changes": [*fields.get("changes", []), *told]}
    if motions is not None:
        write_motions(deliberation, texts)
    attach_papers(deliberation, actor, notice_photos=notice_photos, party_study=party_study)
    return {**fields, **confirmed, "facts": [*declared(deliberation), *confirmed.get("facts", [])]}


def check_call(deliberation, study, motions, before=("", ""), posted=None, photos=()):
    """Settle the body and check the notice; (texts of the motions, event data on the words of the matter).

    All that is wrong is refused at once.  Who calls, the study, the notice and the words follow from the body: they are
    asked of the right one only.

    before -- as of `check_matter`
    posted, photos -- as of `check_reposted`; None at the first notice
    """
    faults, texts, confirmed = Faults(), [], {}
    with faults.noted():
        settle_body(deliberation)
    has_body = not faults.found
    with faults.noted():
        texts = texts_of(deliberation, motions)
        if has_body:
            confirmed = check_matter(deliberation, texts, before)
    if has_body:
        with faults.noted():
            check_method(deliberation)
        with faults.noted():
            check_declared(deliberation)
        with faults.noted():
            check_elections(deliberation)
        with faults.noted():
            settle_building(deliberation)
            check_shop(deliberation, texts)
        check_convening(deliberation, study, faults)
        with faults.noted():
            check_notice(deliberation)
        if posted:
            with faults.noted():
                check_reposted(deliberation, posted, texts, photos)
    faults.refuse()
    keep_announced(deliberation)
    deliberation.must_check_matter = matters.must_be_checked(deliberation)
    deliberation.matter_checked_on = deliberation.matter_checked_by = None
    return texts, confirmed


def texts_of(deliberation, motions):
    """The motions that are given; of a called deliberation those that it has, where none are."""
    if motions is None and deliberation.pk:
        return [motion.text for motion in deliberation.motions.all()]
    return motion_texts(deliberation, motions)


# ------------------------------------------------------------ held
@DELIBERATION.step("hold")
def hold(deliberation, *, actor, note="", **data):
    """Record the meeting: a sign-in list with open ballots, or totals from the paper tally.

    entitled, entitled_area -- heads and m² that are entitled to vote; those of the filed roll where left out
    deviation_reason, deviation -- why they differ from the roll, with the paper that proves it; the greater number
                judges, and owners without a roll are not counted at all
    ballots -- rows {voter, name, by_proxy, choice[, choice_2 …]}; heads, areas and holdings are the roll's
    mandates, mandate -- rows {agent, has_letter, has_agent_id, has_owner_id[, units]} of agents, with the scans
    present, present_area, tallies -- a paper tally instead: rows {no, yes, no_votes, abstain[, …_area]}
    agent_heads -- of owners' totals how many took part by agents, 0 included; `units` of each agent's row add up to it
    sign_in, tally, photos -- files; totals need a photograph of the paper, as a list does, see `list_needs_paper`
                (evidence_missing)

    Refuses present_over_entitled, present_over_roll, votes_not_equal_present, area_missing, areas_not_equal_present,
    agents_missing, agents_differ, proxy_not_allowed, proxy_without_letter, list_and_totals, tally_twice, tally_missing,
    motion_unknown, owner_votes_differ, not_on_roll, name_not_on_roll, member_unnamed, namesake, list_twice,
    choice_mixed, size_not_allowed, roll_missing, entitled_missing, held_not_as_announced, base_differs_from_roll,
    deviation_paper_missing; all at once.
    """
    deliberation.is_entered_late = deliberation.is_entered_late or came_late(deliberation.held_on)
    return record_meeting(deliberation, actor, **data)


@DELIBERATION.step("correct")
def correct(deliberation, *, actor, note="", correction_reason="", **data):
    """Correct the record before the result is publicised; the rules of `hold` apply again, a result is counted anew.

    correction_reason -- why base, presence or votes change; a tally or sign-in sheet comes with it

    Refuses correction_reason_missing, correction_paper_missing.  Event data {"correction"}, see `corrections`,
    and that of `count` where the result was counted already.
    """
    faults, correction, before = Faults(), {}, recorded_votes(deliberation)
    meeting = read_meeting(deliberation, faults, **data)
    if meeting.is_counted:
        correction = correction_of(deliberation, before, meeting, correction_reason, faults)
    faults.refuse()
    result = count_motions(deliberation, meeting.motions, meeting.signed) if deliberation.is_counted_only else {}
    written = write_meeting(deliberation, actor, meeting, replaces=True)
    facts = [*written["facts"], *result.pop("facts", [])]
    if correction:
        told = rows_facts(correction["rows"])
        facts = [["更正原因", correction["reason"]], ["更正前", correction["before"]], *told, *facts]
        result["correction"] = correction
        if told:
            deliberation.step_message = f"已更正登记，更正的表决：{told[0][1]}"
    return {**written, **result, "facts": facts}


# ------------------------------------------------------------ counted
@DELIBERATION.step("count")
def count(deliberation, *, actor, work, note=""):
    """Compute quorum and majorities in exact fractions, by the rule of the day of the meeting.

    A result cannot be typed: the database refuses one that differs from the counts.
    Event data {"passed", "quorate", "outcome"}; passed where all motions passed.  Source: domain.md §2.7.
    """
    motions = list(deliberation.motions.all())
    result = count_motions(deliberation, motions)
    work.after(lambda saved: save_counts(motions))
    deliberation.step_message = f"计票结果为{told(deliberation, motions)}"
    return result


# ------------------------------------------------------------ publicised
@DELIBERATION.step("publicise")
def publicise(
    deliberation, *, actor, work, note="", publicised_on=None, publicity_until=None, publicity_place="", photos=()
):
    """Publicise the result in the compound for at least the days of the rule.

    Where notice, meeting or posting were entered late, or the caller alone chose the matter, it takes effect only after
    another person looked at them.

    publicity_until -- where it hangs longer than it must

    Refuses as `posting` does, and publicity_too_short.
    """
    day = publicised_on or clock.today()
    deliberation.publicised_on, deliberation.publicity_place = day, publicity_place
    deliberation.publicity_entered_on = clock.today()
    publicity.settle_end(deliberation, publicity_until)
    files.attach_all(deliberation, photos, kind=POSTING, actor=actor)
    deliberation.is_entered_late = deliberation.is_entered_late or came_late(day)
    work.to(standing.hangs_as(deliberation))
    return {
        "facts": [
            ["公示", f"{clock.zh_near(day)}至{deliberation.publicity_end}"],
            ["地点", publicity_place or "—"],
            ["生效", publicity.effect_words(deliberation)],
        ]
    }


@DELIBERATION.step("verify_late")
def verify_late(deliberation, *, actor, work, note):
    """Another person found that what was entered late took place as entered: the result may take effect.

    note -- what was looked at, and whom it was asked of
    """
    deliberation.verified_on, deliberation.verified_by = clock.today(), actor
    work.to(standing.hangs_as(deliberation))
    return {"facts": [["生效", publicity.effect_words(deliberation)]]}


@DELIBERATION.step("check_matter")
def check_matter_chosen(deliberation, *, actor, work, note):
    """Another person read the notice and found that its matter has no rules of its own: the result may take effect.

    Before the result is posted the deliberation stays where it is; a changed notice is looked at anew.

    note -- what was compared, motion by motion
    """
    deliberation.matter_checked_on, deliberation.matter_checked_by = clock.today(), actor
    facts = [["事项类别", deliberation.get_matter_display()], ["核对情况", note]]
    if deliberation.publicised_on is None:
        return {"facts": facts}
    work.to(standing.hangs_as(deliberation))
    return {"facts": [*facts, ["生效", publicity.effect_words(deliberation)]]}


@DELIBERATION.step("finalise")
def finalise(deliberation, *, actor, note=""):
    """Let the result take effect from the first working day after a publicity without open objections.

    By hand on that day, by the clock at its close.  Event `governance.deliberation.finalise`, data
    {"passed", "outcome"}; passed where all motions passed.
    """
    return {"passed": deliberation.passed, "outcome": deliberation.outcome}


@DELIBERATION.step("void")
def void(deliberation, *, actor, note):
    """Void a deliberation that did not take place or was wrong; a new one has to be called.

    Whoever objected is answered by the reason.
    """
    answered = len(close_open(deliberation, note))
    return {"passed": False, "facts": [["异议", f"{answered} 条，以作废的原因答复"]]} if answered else {"passed": False}


def finalise_due():
    """Finalise every deliberation whose publicity is over and whose day has closed.  Returns how many."""
    moved = 0
    for deliberation in Deliberation.objects.publicity_over().iterator():
        if not publicity.is_closed(deliberation):
            continue
        if why := recounting.shortfall(deliberation):
            review_base(deliberation, actor=None, note=why)
            continue
        try:
            finalise(deliberation, actor=None)
        except WrongState:
            continue
        moved += 1
    return moved
