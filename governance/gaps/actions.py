"""A community is told what its register lacks, fills it, or says why not yet (domain.md §2.18)."""

from django.db import transaction

from governance import roles
from governance.areas.workflow import EDIT_REGISTRY
from governance.kernel.clock import clock, rules
from governance.kernel.figures.formats import some_of
from governance.kernel.steps.errors import Refused
from governance.people.contacts import Contacts

from .choice import NO_COMMUNITY, hold, last_line, too_soon
from .models import GapLine, GapNotice
from .workflow import GAP_NOTICE, MENDED, TOLD

NAMED = 3  # of those who were told


# ------------------------------------------------------------ telling
def tell_about(kind, row, *, actor):
    """Tell the community about one gap: on the actor's notice of today, on a new one, or once more; the notice.

    Refusals: told_already, no_gap, not_of_a_community, and those of the steps.
    """
    told = last_line(kind, row)
    if told is not None and told.closed_on is None:
        refuse_too_soon(told)
        return remind(told.notice, actor=actor, kind=kind, row=row)
    place = kind.place(row)
    same = GapNotice.objects.open().filter(area=place.community_id, told_on=clock.today(), created_by=actor)
    running = same.select_related("area").order_by("pk").first()
    if running is not None:
        return add(running, actor=actor, kind=kind, row=row)
    return tell(GapNotice(), actor=actor, kind=kind, row=row)


@GAP_NOTICE.step("tell")
def tell(notice, *, actor, work, kind, row, note=""):
    """A street tells a community about one gap; a deadline on the community's desk begins (rule `gap_mend`).

    Refusals: told_already, no_gap, not_of_a_community.  Event `governance.gap_notice.tell`.
    """
    row = hold(kind, row)
    community = kind.place(row).community
    if community is None:
        raise Refused(NO_COMMUNITY, "not_of_a_community")
    refuse_too_soon(last_line(kind, row))
    notice.area, notice.created_by, notice.is_demo = community, actor, actor.is_demo
    notice.told_to = who_is_there(community)
    work.after(lambda saved: write_line(saved, kind, row, actor))
    notice.step_message = f"已告知{community.name}{notice.told_to}：{kind.words(row)}{until(notice)}"
    return {"facts": [["告知对象", f"{community.name} {notice.told_to}"], ["内容", kind.words(row)]]}


@GAP_NOTICE.step("add")
def add(notice, *, actor, work, kind, row, note=""):
    """One more gap of the same community, told on the same day by the same person.

    Refusals: told_already, no_gap, other_community.
    """
    row = hold(kind, row)
    refuse_other_community(notice, kind, row)
    refuse_too_soon(last_line(kind, row))
    work.after(lambda saved: write_line(saved, kind, row, actor))
    notice.step_message = f"已告知{notice.area.name}{notice.told_to}：{kind.words(row)}{until(notice)}"
    return {"facts": [["内容", kind.words(row)]]}


@GAP_NOTICE.step("remind")
def remind(notice, *, actor, kind, row, note=""):
    """The community is told once more about a gap of this notice.  Refusals: told_already, not_told_here."""
    line = last_line(kind, row)
    if line is None or line.notice_id != notice.pk or line.closed_on is not None:
        raise Refused("这一项不在这份通知中，请从台账缺口中告知", "not_told_here")
    refuse_too_soon(line)
    line.told_by, line.told_at, line.times = actor, clock.now(), line.times + 1
    line.save(update_fields=["told_by", "told_at", "times"])
    notice.told_to = who_is_there(notice.area)
    notice.step_message = f"已再次告知{notice.area.name}{notice.told_to}（第 {line.times} 次）：{line.words}"
    return {"facts": [["内容", line.words], ["告知次数", str(line.times)]]}


def until(notice):
    """By which day the community is asked to mend it: "，12月10日前补齐"."""
    return f"，{clock.zh_near(rules.deadline(TOLD.waits_for.rule, notice.told_on))}前补齐"


def refuse_other_community(notice, kind, row):
    if kind.place(row).community_id != notice.area_id:
        raise Refused(f"这一项不在{notice.area.name}，请另行告知", "other_community")


def write_line(notice, kind, row, actor):
    GapLine.objects.create(
        notice=notice,
        kind=kind.code,
        place=kind.place(row),
        words=kind.words(row)[:200],
        told_by=actor,
        **({} if kind.column == "place" else {kind.column: row}),
    )
    return {}


def refuse_too_soon(line):
    """Refuse to tell twice within the days of the rule `gap_tell_again`: who told whom, and when (told_already)."""
    if line is not None and (sentence := too_soon(line)):
        raise Refused(sentence, "told_already")


def who_is_there(community):
    """Those on the community's desk, in words: 莫辉、小莫; who has it instead where nobody there has an account."""
    there = Contacts([community.path]).places.get(community.path, {})
    able = [post.name for role in roles.with_permission(EDIT_REGISTRY) for post in there.get(role, ())]
    return some_of(dict.fromkeys(able), NAMED) or "（社区暂无账号，由上级办理）"


# ------------------------------------------------------------ what the community does
@GAP_NOTICE.step("report")
def report(notice, *, actor, note=""):
    """Everything on the notice is filled; what is not is named instead (gaps_left)."""
    close_lines(notice.lines.open(), is_mended=True)


@GAP_NOTICE.step("explain")
def explain(notice, *, actor, note):
    """What cannot be filled yet, and why; the street reads it and may tell again after the days of the rule."""
    notice.answer = note[:300]
    finish_lines(notice)


@GAP_NOTICE.step("withdraw")
def withdraw(notice, *, actor, note):
    """The street takes it back and says why."""
    finish_lines(notice)


@GAP_NOTICE.step("check_off")
def check_off(notice, *, actor, work, note=""):
    """What the register says is filled is ticked off; where nothing is left the notice is done."""
    left = {line.pk for line in notice.left()}
    done = [line for line in notice.lines.open() if line.pk not in left]
    close_lines(GapLine.objects.filter(pk__in=[line.pk for line in done]), is_mended=True)
    if not left:
        work.to(MENDED)
    return {"facts": [["已补齐", some_of([line.words for line in done], NAMED)]]}


def finish_lines(notice):
    """The notice ends: what is filled by now counts as filled, the rest does not."""
    left = [line.pk for line in notice.left()]
    close_lines(notice.lines.open().exclude(pk__in=left), is_mended=True)
    close_lines(notice.lines.open(), is_mended=False)


def close_lines(lines, *, is_mended):
    lines.update(closed_on=clock.today(), is_mended=is_mended)


def check_off_all(area=None):
    """Tick off what was filled, of every open notice or those of one community, each in its own transaction.

    Returns how many notices changed.
    """
    notices = GapNotice.objects.open().select_related("area").order_by("pk")
    notices = notices if area is None else notices.filter(area=area)
    open_lines = GapLine.objects.open().filter(notice__in=notices.order_by())
    left = {line.pk for line in open_lines.still_gaps()}
    changed = {line.notice_id for line in open_lines if line.pk not in left}
    for notice in notices.filter(pk__in=changed):
        with transaction.atomic():
            check_off(notice, actor=None)
    return len(changed)
