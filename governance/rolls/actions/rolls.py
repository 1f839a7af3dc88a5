"""A roll is prepared, submitted, filed by another person, and followed by the next version (domain.md §2.7)."""

from datetime import timedelta

from governance.kernel.clock import clock
from governance.kernel.papers import files
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.forms import assign
from governance.rolls.filing import findings
from governance.rolls.kinds import place_refusal
from governance.rolls.models import Roll
from governance.rolls.workflow import ROLL

PAPER = "filing"  # kind of the attachments that prove the filing


@ROLL.step("create")
def create(roll, *, actor, note="", **data):
    """Begin a version of a roll; its rows are imported or typed next.

    Refuses wrong_place, date_in_future; one open version at a time.  Event `governance.roll.create`.
    """
    fields = assign(roll, {**data, "note": note})
    roll.created_by = actor
    if reason := place_refusal(roll.kind, roll.area):
        raise Refused(reason, "wrong_place", field="area")
    refuse_future(roll.as_of, "as_of")
    return {**fields, "facts": [["类别", roll.get_kind_display()], ["统计截止日", clock.zh_date(roll.as_of)]]}


@ROLL.step("edit")
def edit(roll, *, actor, note="", **data):
    """Correct what a draft says of itself; area and kind stay."""
    fields = assign(roll, {**data, "note": note})
    refuse_future(roll.as_of, "as_of")
    return fields


@ROLL.step("submit")
def submit(roll, *, actor, note=""):
    """Hand a draft to the street.  Refuses roll_not_in_order with everything that bars filing."""
    return {"facts": [["规模", roll.size], *check_order(roll)]}


@ROLL.step("return")
def send_back(roll, *, actor, note):
    """Send a submitted roll back to those who prepared it, with a reason."""


@ROLL.step("file")
def file(roll, *, actor, work, filed_on, valid_from=None, papers=(), note=""):
    """File a roll: from `valid_from` on it says who is entitled, and the version before it ends the day before.

    The rows never change afterwards.  Refuses date_in_future, filed_before_rows, valid_before_filing,
    paper_missing, not_after_predecessor, roll_not_in_order.  Event `governance.roll.file`.
    """
    refuse_future(filed_on, "filed_on")
    if filed_on < roll.as_of:
        raise Refused("备案日期不能早于统计截止日", "filed_before_rows", field="filed_on")
    roll.filed_on, roll.valid_from = filed_on, valid_from or filed_on
    if roll.valid_from < filed_on:
        raise Refused("名册自备案之日起使用，启用日期不能早于备案日期", "valid_before_filing", field="valid_from")
    if not papers and not files.attachments_of(roll, PAPER).exists():
        raise Refused(
            "请上传公示或备案材料的照片或扫描件（首次业主大会会议前须公示业主名册和投票权数，《湖南省物业管理条例》第十四条）",
            "paper_missing",
            field="papers",
        )
    pointed_out = check_order(roll)
    end_predecessor(roll, actor)
    work.after(lambda saved: attach_papers(saved, actor, papers))
    return {"facts": [["名册", roll.label], ["启用日期", clock.zh_date(roll.valid_from)], *pointed_out]}


@ROLL.step("supersede")
def supersede(roll, *, actor, until, note=""):
    """End a filed version on the day before the next one begins."""
    roll.valid_to = until
    return {"facts": [["使用至", clock.zh_date(until)]]}


@ROLL.step("discard")
def discard(roll, *, actor, note):
    """Give up a draft; it never was in force."""


@ROLL.step("void")
def void(roll, *, actor, note):
    """Void a roll that was filed wrongly: from now on it says nothing for any day.  A new version is filed instead."""


def check_order(roll):
    """What is pointed out about a roll, as facts for the timeline.  Refuses roll_not_in_order where something bars."""
    found = findings(roll, roll.valid_from)
    if bars := [one.sentence for one in found if one.is_bar]:
        raise Refused("；".join(bars), "roll_not_in_order")
    return [["提示", one.sentence] for one in found]


def end_predecessor(roll, actor):
    """End the version in force; it must have begun before this one."""
    last = Roll.objects.filter(area=roll.area_id, kind=roll.kind).in_group("in_force").order_by("-valid_from").first()
    if last is None:
        return
    if last.valid_from >= roll.valid_from:
        raise Refused(
            f"上一版自{clock.zh_date(last.valid_from)}起使用，新版的启用日期须晚于这一天",
            "not_after_predecessor",
            field="valid_from",
        )
    if last.is_filed:
        supersede(last, actor=actor, until=roll.valid_from - timedelta(1))


def attach_papers(roll, actor, papers):
    files.attach_all(roll, papers, kind=PAPER, actor=actor, caption="公示、备案材料")


def refuse_future(day, field):
    if day and day > clock.today():
        raise Refused("日期不能晚于今天", "date_in_future", field=field)
