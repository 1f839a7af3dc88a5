"""What the notice of a deliberation must keep: the right body, announced in time, with its motions.  domain.md §2.7."""

from copy import copy
from datetime import timedelta

from governance.deliberations import bodies, competences, matters
from governance.deliberations.ballots import Motion
from governance.deliberations.grounds import GROUNDS, by_notice, by_quorum
from governance.deliberations.models import Deliberation
from governance.kernel.clock import clock, rules
from governance.kernel.figures.formats import bracketed, with_basis
from governance.kernel.models.rules import Nature
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.grounds import DISTRICT

SHORT_NOTICE = ("residents_meeting",)  # bodies that may be called at shorter notice in special circumstances
ANNOUNCED = ("held_on", "held_time", "place", "chair")  # what the record of the meeting may say otherwise
ENTITLED = "entitled_by"  # the key of who is entitled, beside these columns
EMERGENCY = "《民法典》第二百八十一条第二款"
TOO_SHORT = f"特殊情况至少写 {matters.LEAST_REASON} 个字：写明发生了什么、为什么等不到规定的日数"


def settle_body(deliberation):
    """Set the body that may decide this matter, by the rule in force on the day.

    Refuses wrong_body, body_not_in_force.
    """
    deliberation.body = bodies.settle_council(deliberation.body, deliberation.matter)
    known = rules.bodies(deliberation.held_on)
    if deliberation.body not in known:
        raise Refused(
            f"规则表中没有在{clock.zh_near(deliberation.held_on)}施行的这一议事主体的比例，请联系联席办补充",
            "body_not_in_force",
            field="body",
        )
    reason = bodies.refusal(deliberation.body, deliberation.matter, deliberation.area, deliberation.held_on)
    if reason:
        raise GROUNDS.repeated(reason, "wrong_body", field="body")


def check_method(deliberation):
    """Only owners are asked in writing: of every other body the law counts those who came (method_not_allowed)."""
    if not deliberation.is_written or deliberation.body in competences.in_writing(deliberation.held_on):
        return
    who = bodies.label(deliberation.body, deliberation.held_on)
    raise GROUNDS.refused(
        f"{who}须召开会议，按到会人数计算，不能书面征求意见；只有业主共同决定的事项可以书面征求意见，请将方式改为“会议”",
        "method_not_allowed",
        by=by_quorum(deliberation),
        field="method",
    )


def notice_rule(deliberation):
    """The rule by which the meeting is announced: a vote in writing of owners has one of its own, where it is longer.

    None for a body without a period.
    """
    rule = rules.find(f"notice_{deliberation.body}", deliberation.held_on)
    threshold = rules.threshold(deliberation.body, deliberation.held_on)
    if deliberation.is_written and "area" in threshold.counts:
        written = rules.get("owners_vote_notice", deliberation.held_on)
        if rule is None or int(written.value) >= int(rule.value):
            return written
    return rule


def may_be_short(deliberation, rule):
    """(the reason why a meeting may be announced later than its rule says, its article); None where it may not.

    A residents' meeting in special circumstances; an emergency repair where only custom sets the period, for
    a period of statute holds for it too.  Source: 居委会组织法 (2025) 26(2); 民法典 281(2).
    """
    if deliberation.body in SHORT_NOTICE:
        return "特殊情况", rule.basis
    if deliberation.matter == Deliberation.Matter.EMERGENCY_REPAIR and rule.nature == Nature.CUSTOM:
        return "紧急情况", EMERGENCY
    return None


def notice_days(deliberation):
    """(days, unit, legal basis) of the notice: how long before the meeting it must be posted."""
    rule = notice_rule(deliberation)
    return (int(rule.value), rule.unit, rule.basis) if rule else (0, "d", "")


def notice_words(deliberation):
    """The same in words for the posted notice: 通知期不少于 15 日（物业管理条例第十四条第一款）."""
    days, unit, basis = notice_days(deliberation)
    if not days:
        return "法律没有规定通知期"
    return f"通知期不少于 {days} {'个工作日' if unit == 'wd' else '日'}{bracketed(basis) if basis else ''}"


def keep_announced(deliberation):
    """Keep what the notice says of day, place and chair, and of who is entitled by the roll then known for that day.

    It hangs already when the meeting is recorded, and when a later version of the roll is filed.
    """
    values = {name: getattr(deliberation, name) for name in ANNOUNCED}
    kept = {name: None if value is None else str(value) for name, value in values.items()}
    found = bodies.find_electorate(deliberation)
    kept[ENTITLED] = bodies.entitled_words(found)
    deliberation.announced = kept


def as_announced(deliberation):
    """A copy of the deliberation as its notice has it, whatever was recorded of the meeting since; never saved."""
    shown = copy(deliberation)
    shown.rule = None  # that of the result is the one of the day on which it was held
    kept = deliberation.announced or {}
    for name in ANNOUNCED:
        if name in kept:
            setattr(shown, name, deliberation._meta.get_field(name).to_python(kept[name]))
    shown.announced_entitled = kept.get(ENTITLED) or bodies.entitled_words(bodies.find_electorate(deliberation))
    return shown


def check_notice(deliberation):
    """Refuses a meeting announced too late (notice_too_short).

    Where `may_be_short` allows a shorter period, its reason is kept.
    """
    days, unit, basis = notice_days(deliberation)
    if deliberation.held_on < deliberation.notice_on:
        words = "召开日期不能早于通知张贴日期"
        raise GROUNDS.refused(words, "held_before_notice", by=basis or DISTRICT, field="held_on")
    given = (
        clock.workdays_between(deliberation.notice_on, deliberation.held_on)
        if unit == "wd"
        else (deliberation.held_on - deliberation.notice_on).days
    )
    rule = notice_rule(deliberation)
    special = may_be_short(deliberation, rule) if rule else None
    if given >= days:
        if special is None:
            deliberation.short_notice_reason = ""
        return
    reason = deliberation.short_notice_reason
    if special is None or not matters.says_something(reason):
        by_workdays = unit == "wd"
        words = f"；{special[0]}提前不足的，写明原因" if special else ""
        if special and reason:
            words = f"{words}。{TOO_SHORT}"
        if special and special[1] != basis:
            words = with_basis(words, special[1])
        if special is None and deliberation.short_notice_reason:
            words = "，这一通知期不能因所填的特殊情况缩短"
        notice_on = deliberation.notice_on
        earliest = clock.add_workdays(notice_on, days) if by_workdays else notice_on + timedelta(days)
        word = "个工作日" if by_workdays else "日"
        raise GROUNDS.refused(
            f"须提前 {days} {word}通知，现只提前 {given} {word}；召开日期最早为{clock.zh_near(earliest)}{words}",
            "notice_too_short",
            by=basis,
            field="held_on",
        )


def motion_texts(deliberation, motions):
    """The questions in order; the title is the question where none are given at all (None).

    Refuses motions_missing, motion_too_long, motion_twice, motion_empty.
    """
    if motions is None:
        refuse_empty(deliberation, [deliberation.title], "title")
        return [deliberation.title]
    texts = [str(row["text"] if isinstance(row, dict) else row).strip() for row in motions]
    texts = [text for text in texts if text]
    if not texts:
        raise Refused("请至少写明一项表决事项", "motions_missing", field="motions")
    if len(set(texts)) < len(texts):
        raise Refused("表决事项有重复，请合并或改写", "motion_twice", field="motions")
    if any(len(text) > 200 for text in texts):
        raise Refused("每项表决事项最多 200 个字", "motion_too_long", field="motions")
    refuse_empty(deliberation, texts, "motions")
    return texts


def refuse_empty(deliberation, texts, field):
    """A motion says itself what is agreed to, as it stands on the notice (motion_empty)."""
    if empty := [f"“{text}”" for text in texts if not matters.says_what(text)]:
        sentence = f"{'、'.join(empty)}没有写明表决的内容：请写明做什么、在哪里、怎么做，不能只写同意或者附件"
        raise GROUNDS.refused(sentence, "motion_empty", by=by_notice(deliberation), field=field)


def write_motions(deliberation, texts):
    """Write the texts as the motions of a deliberation that is not yet held."""
    known = {motion.no: motion for motion in deliberation.motions.all()}
    for no, text in enumerate(texts, 1):
        motion = known.pop(no, None) or Motion(deliberation=deliberation, no=no)
        motion.text = text
        motion.save()
    for surplus in known.values():
        surplus.delete()
