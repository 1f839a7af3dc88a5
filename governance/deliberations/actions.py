"""Deliberations: the people decide, the portal computes (domain.md §2.7)."""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

from governance.kernel.clock import clock, rules
from governance.kernel.papers import files
from governance.kernel.steps.errors import Refused, WrongState
from governance.kernel.steps.forms import assign

from . import bodies, majorities
from .models import Ballot, Deliberation, Motion, Objection
from .workflow import CHALLENGED, DELIBERATION, PUBLICISED

PAPERS = {"sign_in": "签到表", "tally": "计票单", "photos": "现场照片", "notice_photos": "通知张贴照片"}


# ------------------------------------------------------------ called
@DELIBERATION.step("call")
def call(deliberation, *, actor, work, note="", motions=(), notice_photos=(), **data):
    """A body is called together; past days are facts that photographs prove (代录).

    motions -- texts in order; the first decides whether the deliberation passes

    Refuses wrong_body, body_not_in_force, notice_too_short, motion_missing.
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
        attach(saved, actor, notice_photos=notice_photos)

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
    attach(deliberation, actor, notice_photos=notice_photos)
    return fields


def settle_body(deliberation):
    """The body that may decide this matter, by the rule in force on the day.

    Refuses wrong_body, body_not_in_force.
    """
    deliberation.body = bodies.settled(deliberation.body, deliberation.matter)
    known = rules.bodies(deliberation.held_on)
    if deliberation.body not in known:
        raise Refused(
            f"规则表中没有在{clock.zh_near(deliberation.held_on)}施行的这一议事主体的比例，请联系联席办补充",
            "body_not_in_force",
            field="body",
        )
    reason = bodies.refusal(deliberation.body, deliberation.matter, deliberation.area)
    if reason:
        raise Refused(reason, "wrong_body", field="body")


def notice_days(deliberation):
    """(days, unit, legal basis) by which the meeting must be announced ahead."""
    threshold = rules.threshold(deliberation.body, deliberation.held_on)
    days, unit, basis = threshold.notice_days, threshold.notice_unit, threshold.basis
    if deliberation.method == Deliberation.Method.WRITTEN and "area" in threshold.counts:
        written = rules.get("owners_vote_notice", deliberation.held_on)
        if int(written.value) >= days:
            days, unit, basis = int(written.value), written.unit, written.basis
    return days, unit, basis


def check_notice(deliberation):
    """Refuses a meeting announced too late (notice_too_short) or a notice from the future."""
    if deliberation.notice_on > clock.today() and deliberation.entered_for:
        raise Refused("代录的通知须是已经张贴的，张贴日期不能晚于今天", "notice_in_future", field="notice_on")
    days, unit, basis = notice_days(deliberation)
    if deliberation.held_on < deliberation.notice_on:
        raise Refused("召开日期不能早于通知张贴日期", "held_before_notice", field="held_on")
    given = (
        clock.workdays_between(deliberation.notice_on, deliberation.held_on)
        if unit == "wd"
        else (deliberation.held_on - deliberation.notice_on).days
    )
    if given < days:
        by_workdays = unit == "wd"
        earliest = (
            clock.add_workdays(deliberation.notice_on, days)
            if by_workdays
            else deliberation.notice_on + timedelta(days)
        )
        word = "个工作日" if unit == "wd" else "日"
        raise Refused(
            f"须提前 {days} {word}通知，现只提前 {given} {word}；召开日期最早为{clock.zh_near(earliest)}（{basis}）",
            "notice_too_short",
            field="held_on",
        )


def motion_texts(deliberation, motions):
    """The questions in order; without any the title is the question.  Refuses motion_too_long, motion_twice."""
    texts = [str(one["text"] if isinstance(one, dict) else one).strip() for one in motions or ()]
    texts = [text for text in texts if text] or [deliberation.title]
    if len(set(texts)) < len(texts):
        raise Refused("表决事项有重复，请合并或改写", "motion_twice", field="motions")
    if any(len(text) > 200 for text in texts):
        raise Refused("每项表决事项最多 200 个字", "motion_too_long", field="motions")
    return texts


def write_motions(deliberation, texts):
    """Bring the motions of a deliberation that is not yet held in line with the texts."""
    known = {motion.no: motion for motion in deliberation.motions.all()}
    for no, text in enumerate(texts, 1):
        motion = known.pop(no, None) or Motion(deliberation=deliberation, no=no)
        motion.text = text
        motion.save()
    for surplus in known.values():
        surplus.delete()


# ------------------------------------------------------------ held
@DELIBERATION.step("hold")
def hold(deliberation, *, actor, note="", **data):
    """The meeting took place: a sign-in list with open ballots, or totals from the paper tally.

    entitled, entitled_area -- who should have come; left out: all rows of the list
    ballots -- rows {voter, name, owner, is_unsold, exclusive_area, by_proxy, choice[, choice_2 …]}
    present, present_area, tallies -- a paper tally instead: rows {no, yes, no_votes, abstain[, …_area]}
    sign_in, tally, photos -- files; totals need a photograph of the paper (evidence_missing)

    Refuses present_over_entitled, votes_not_equal_present, area_missing, areas_not_equal_present,
    proxy_not_allowed, owner_votes_differ, list_twice, size_not_allowed, tally_missing.
    """
    return enter(deliberation, actor, **data)


@DELIBERATION.step("correct")
def correct(deliberation, *, actor, note="", **data):
    """Put the record right before the count; the rules of `hold` apply again."""
    return enter(deliberation, actor, **data)


def enter(deliberation, actor, ballots=(), tallies=(), sign_in=(), tally=(), photos=(), **data):
    """Write what happened at the meeting."""
    day = data.get("held_on") or deliberation.held_on
    if day > clock.today():
        raise Refused("召开日期晚于今天，会后再登记结果", "not_held_yet", field="held_on")
    typed = {name: data.pop(name, None) for name in ("entitled", "entitled_area", "present", "present_area")}
    fields = assign(deliberation, data)
    check_notice(deliberation)
    threshold = rules.threshold(deliberation.body, deliberation.held_on)
    motions = list(deliberation.motions.all())
    if ballots:
        from_list(deliberation, threshold, motions, ballots, typed)
    else:
        from_totals(deliberation, threshold, motions, tallies, typed)
        if not (tally or sign_in or files.attachments_of(deliberation, "tally").exists()):
            raise Refused("只填写合计时，须上传计票单或签到表的照片", "evidence_missing", field="tally")
    check_attendance(deliberation, threshold)
    for motion in motions:
        check_motion(deliberation, threshold, motion)
    write_ballots(deliberation, ballots)
    for motion in motions:
        motion.save()
    attach(deliberation, actor, sign_in=sign_in, tally=tally, photos=photos)
    unit = majorities.unit_of(deliberation.body)
    return {**fields, "facts": [["到会", f"{deliberation.present}/{deliberation.entitled} {unit}"]]}


def from_list(deliberation, threshold, motions, ballots, typed):
    """Attendance and votes as the rows give them, one head for each buyer (最高法建筑物区分所有权解释 9)."""
    heads, proxies = defaultdict(list), defaultdict(set)
    seen = set()
    for number, row in enumerate(ballots, 1):
        if row["voter"] in seen:
            raise Refused(f"第 {number} 行：{row['voter']}重复，同一户只登记一行", "list_twice", field="ballots")
        seen.add(row["voter"])
        ballot = ballot_of(deliberation, row, len(motions))
        if "area" in threshold.counts and not ballot.exclusive_area:
            raise Refused(f"第 {number} 行：业主表决须填写专有面积", "area_missing", field="ballots")
        heads[ballot.head].append(ballot)
        if ballot.by_proxy and ballot.choice != "absent":
            proxies[ballot.by_proxy].add(ballot.head)
    check_proxies(threshold, proxies)
    for rows in heads.values():
        if len({tuple(row.choices) for row in rows}) > 1:
            who = "建设单位未售部分" if rows[0].is_unsold else rows[0].owner
            raise Refused(
                f"{who}名下 {len(rows)} 套合计一人，表决须一致，请核对", "owner_votes_differ", field="ballots"
            )
    there = {head: rows for head, rows in heads.items() if rows[0].choice != "absent"}
    deliberation.present = len(there)
    deliberation.entitled = typed["entitled"] or len(heads)
    by_area = "area" in threshold.counts
    listed_area = sum_area(row for rows in heads.values() for row in rows)
    deliberation.present_area = sum_area(row for rows in there.values() for row in rows) if by_area else None
    deliberation.entitled_area = (typed["entitled_area"] or listed_area) if by_area else None
    if len(heads) > deliberation.entitled:
        raise Refused(
            f"名单上有 {len(heads)} {majorities.unit_of(deliberation.body)}，超过应到 {deliberation.entitled}，请核对",
            "present_over_entitled",
            field="entitled",
        )
    for index, motion in enumerate(motions):
        for choice, heads_field, area_field in VOTES:
            voted = [rows for rows in there.values() if rows[0].choices[index] == choice]
            setattr(motion, heads_field, len(voted))
            setattr(motion, area_field, sum_area(row for rows in voted for row in rows) if by_area else None)


VOTES = (("yes", "yes", "yes_area"), ("no", "no_votes", "no_area"), ("abstain", "abstain", "abstain_area"))


def sum_area(rows):
    return sum((row.exclusive_area or 0 for row in rows), Decimal("0.00"))


def ballot_of(deliberation, row, motions):
    """One row of the list; who is present and says nothing on a further motion abstains."""
    choice = row["choice"]
    absent = choice == Ballot.Choice.ABSENT
    more = [
        Ballot.Choice.ABSENT.value if absent else row.get(f"choice_{no}") or Ballot.Choice.ABSTAIN.value
        for no in range(2, motions + 1)
    ]
    if not absent and Ballot.Choice.ABSENT in more:
        raise Refused(f"{row['voter']}：到会的不能在后面的事项上登记为未到", "choice_mixed", field="ballots")
    return Ballot(
        deliberation=deliberation,
        voter=row["voter"],
        name=row.get("name") or "",
        owner=row.get("owner") or "",
        is_unsold=bool(row.get("is_unsold")),
        exclusive_area=row.get("exclusive_area"),
        by_proxy=row.get("by_proxy") or "",
        choice=choice,
        more_choices=more,
    )


def check_proxies(threshold, proxies):
    """Refuses more proxies than the body's rule allows (proxy_not_allowed)."""
    if threshold.proxies is None:
        return
    for who, given in proxies.items():
        if len(given) > threshold.proxies:
            sentence = (
                f"{threshold.label}不得委托他人出席（{threshold.basis}），请删除受托人“{who}”"
                if threshold.proxies == 0
                else f"受托人“{who}”代理 {len(given)} 人，最多 {threshold.proxies} 人（{threshold.basis}）"
            )
            raise Refused(sentence, "proxy_not_allowed", field="ballots")


def from_totals(deliberation, threshold, motions, tallies, typed):
    """Attendance and votes as the paper tally gives them."""
    for name in ("entitled", "present"):
        if typed[name] is None:
            label = Deliberation._meta.get_field(name).verbose_name
            raise Refused(f"没有签到名单时，须填写{label}", "tally_missing", field=name)
    by_area = "area" in threshold.counts
    if by_area and (typed["entitled_area"] is None or typed["present_area"] is None):
        raise Refused("业主共同决定须同时填写应到、实到专有面积", "area_missing", field="present_area")
    for name, value in typed.items():
        setattr(deliberation, name, value if by_area or not name.endswith("_area") else None)
    rows = {int(row.get("no") or number): row for number, row in enumerate(tallies or (), 1)}
    for motion in motions:
        row = rows.get(motion.no)
        if row is None or any(row.get(name) is None for name in ("yes", "no_votes", "abstain")):
            raise Refused(
                f"请填写第 {motion.no} 项“{motion.text[:20]}”的同意、反对、弃权", "tally_missing", field="tallies"
            )
        for _, heads_field, area_field in VOTES:
            setattr(motion, heads_field, row[heads_field])
            setattr(motion, area_field, row.get(area_field) if by_area else None)
            if by_area and row.get(area_field) is None:
                raise Refused(
                    f"第 {motion.no} 项：业主表决须填写同意、反对、弃权的专有面积", "area_missing", field="tallies"
                )


def check_attendance(deliberation, threshold):
    """Refuses more present than entitled, and a body of a size the law does not know."""
    unit = majorities.unit_of(deliberation.body)
    if not deliberation.entitled:
        raise Refused("应到不能为 0", "nobody_entitled", field="entitled")
    if deliberation.present > deliberation.entitled:
        raise Refused(
            f"实到 {deliberation.present} {unit}超过应到 {deliberation.entitled} {unit}，请核对",
            "present_over_entitled",
            field="present",
        )
    if "area" in threshold.counts and deliberation.present_area > deliberation.entitled_area:
        raise Refused("实到专有面积超过应到专有面积，请核对", "area_over_entitled", field="present_area")
    reason = bodies.size_refusal(deliberation.body, deliberation.entitled, deliberation.held_on)
    if reason:
        raise Refused(reason, "size_not_allowed", field="entitled")


def check_motion(deliberation, threshold, motion):
    """Refuses votes that do not add up to those present, by heads and by area."""
    cast = motion.yes + motion.no_votes + motion.abstain
    if cast != deliberation.present:
        raise Refused(
            f"第 {motion.no} 项：同意、反对、弃权合计 {cast}，与实到 {deliberation.present} 不一致，请核对",
            "votes_not_equal_present",
            field="tallies",
        )
    if "area" in threshold.counts:
        cast = motion.yes_area + motion.no_area + motion.abstain_area
        if cast != deliberation.present_area:
            raise Refused(
                f"第 {motion.no} 项：表决面积合计 {cast:,.2f} ㎡，"
                f"与实到专有面积 {deliberation.present_area:,.2f} ㎡不一致",
                "areas_not_equal_present",
                field="tallies",
            )


def write_ballots(deliberation, rows):
    """The list of this meeting anew: before the count it may be entered again."""
    deliberation.ballots.all().delete()
    motions = deliberation.motions.count()
    Ballot.objects.bulk_create(ballot_of(deliberation, row, motions) for row in rows or ())


def attach(deliberation, actor, **uploads):
    for kind, chosen in uploads.items():
        files.attach_all(deliberation, chosen, kind=kind, actor=actor, caption=PAPERS[kind])


# ------------------------------------------------------------ counted
@DELIBERATION.step("count")
def count(deliberation, *, actor, work, note=""):
    """Quorum and majorities, in exact fractions, by the rule of the day the meeting was held.

    Nobody types a result: the database refuses one that differs from the counts.
    Event data {"passed", "quorate", "formula"}.  Source: domain.md §2.7.
    """
    threshold = rules.threshold(deliberation.body, deliberation.held_on)
    deliberation.rule = majorities.snapshot(threshold)
    deliberation.rule_text = rule_text(threshold)
    quorum = deliberation.quorum()
    deliberation.is_quorate = majorities.all_met(quorum)
    motions = list(deliberation.motions.all())
    for motion in motions:
        conditions = motion.conditions(deliberation)
        motion.passed = deliberation.is_quorate and majorities.all_met(conditions)
        motion.formula = "；".join(one.sentence for one in [*quorum, *conditions])[:400]
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
            *[[f"第 {one.no} 项", one.formula] for one in motions],
        ],
    }


def rule_text(threshold):
    """The rule in one sentence, with its source."""
    base = "到会" if threshold.base == "present" else "全体应到"
    by = "（人数和专有面积分别计算）" if "area" in threshold.counts else ""
    shares = f"到会{threshold.quorum}，{base}的{threshold.passing}同意为通过{by}"
    return f"{threshold.label}：{shares}。依据：{threshold.basis}"[:400]


# ------------------------------------------------------------ publicised
@DELIBERATION.step("publicise")
def publicise(deliberation, *, actor, note="", publicised_on=None, publicity_place="", photos=()):
    """The result is put up in the compound for at least the rule's days.

    Refuses publicised_before_held, publicised_in_future.
    """
    day = publicised_on or clock.today()
    if day < deliberation.held_on:
        raise Refused("公示开始日期不能早于召开日期", "publicised_before_held", field="publicised_on")
    if day > clock.today():
        raise Refused("公示开始日期不能晚于今天，张贴后再登记", "publicised_in_future", field="publicised_on")
    deliberation.publicised_on, deliberation.publicity_place = day, publicity_place
    deliberation.publicity_until = rules.deadline("deliberation_publish", day)
    attach(deliberation, actor, photos=photos)
    return {
        "facts": [
            ["公示", f"{clock.zh_near(day)}至{clock.zh_near(deliberation.publicity_until)}"],
            ["地点", publicity_place or "—"],
        ]
    }


@DELIBERATION.step("object")
def challenge(deliberation, *, actor, raised_by, text, raised_on=None, note=""):
    """Somebody objects in time; the publicity stands still until the answer.

    Refuses objection_too_late, objection_in_future, objection_before_publicity.
    """
    day = raised_on or clock.today()
    if day > clock.today():
        raise Refused("提出日期不能晚于今天", "objection_in_future", field="raised_on")
    if day < deliberation.publicised_on:
        raise Refused("提出日期早于公示开始日期，请核对", "objection_before_publicity", field="raised_on")
    if deliberation.stopped_on is None and day > deliberation.publicity_until:
        raise Refused(
            f"公示已于{clock.zh_near(deliberation.publicity_until)}期满，请按信访或诉讼途径反映",
            "objection_too_late",
            field="raised_on",
        )
    deliberation.stopped_on = min(deliberation.stopped_on or day, day)
    Objection.objects.create(deliberation=deliberation, raised_by=raised_by, raised_on=day, text=text, created_by=actor)
    return {"facts": [["异议", text[:120]]]}


@DELIBERATION.step("answer")
def answer(deliberation, *, actor, work, objection, answer, answered_on=None, note=""):
    """An objection is answered; after the last one the publicity runs on, longer by the days it stood still.

    objection -- Objection of this deliberation, or its id
    Refuses answered_before_raised, answered_in_future, objection_unknown, answered_already.
    """
    row = deliberation.objections.select_for_update().filter(pk=getattr(objection, "pk", objection)).first()
    if row is None:
        raise Refused("请选择要答复的异议", "objection_unknown", field="objection")
    if row.status == Objection.Status.ANSWERED:
        raise WrongState("这条异议已经答复", "answered_already")
    day = answered_on or clock.today()
    if day > clock.today():
        raise Refused("答复日期不能晚于今天", "answered_in_future", field="answered_on")
    if day < row.raised_on:
        raise Refused("答复日期不能早于提出日期", "answered_before_raised", field="answered_on")
    row.answer, row.answered_on, row.status = answer, day, Objection.Status.ANSWERED
    row.save()
    open_left = deliberation.objections.filter(status=Objection.Status.OPEN).exists()
    if open_left:
        work.to(CHALLENGED)
    else:
        last = max(
            deliberation.objections.filter(raised_on__gte=deliberation.stopped_on).values_list("answered_on", flat=True)
        )
        deliberation.publicity_until += last - deliberation.stopped_on
        deliberation.stopped_on = None
        work.to(PUBLICISED)
    return {"facts": [["答复", answer[:120]], ["公示截止", clock.zh_near(deliberation.publicity_until)]]}


@DELIBERATION.step("finalise")
def finalise(deliberation, *, actor, note=""):
    """The publicity is over without open objections: the result stands.

    By hand or by the clock.  Event `governance.deliberation.finalise`, data {"passed"}.
    """
    return {"passed": deliberation.passed}


@DELIBERATION.step("void")
def void(deliberation, *, actor, note):
    """The deliberation did not come about or was wrong; a new one has to be called."""
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
