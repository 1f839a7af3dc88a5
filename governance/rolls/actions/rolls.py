"""A roll is prepared, submitted, filed by another person, and followed by the next version (domain.md §2.7)."""

from datetime import timedelta
from itertools import pairwise

from governance.kernel.clock import clock, reminders
from governance.kernel.papers import files
from governance.kernel.steps.backdating import refuse_future
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.faults import Faults
from governance.kernel.steps.forms import assign
from governance.kernel.steps.saving import lock_rows
from governance.rolls.attachments import CHANGE, FILING
from governance.rolls.changes import compare, needs_paper
from governance.rolls.days import check_as_of, check_start
from governance.rolls.doubts import doubts
from governance.rolls.filing import findings
from governance.rolls.kinds import place_refusal
from governance.rolls.models import Roll
from governance.rolls.resting import in_words, resting_under
from governance.rolls.workflow import FILED, ROLL, SUPERSEDED, VOIDING

SHORTEST_REASON = 4  # characters


@ROLL.step("create")
def create(roll, *, actor, note="", **data):
    """Begin a version of a roll; its rows are imported or typed next.

    Refuses wrong_place, date_in_future, rows_too_old; one open version at a time.  Event `governance.roll.create`.
    """
    fields = assign(roll, {**data, "note": note})
    roll.created_by = actor
    if reason := place_refusal(roll.kind, roll.area):
        raise Refused(reason, "wrong_place", field="area")
    check_as_of(roll)
    return {**fields, "facts": [["类别", roll.get_kind_display()], ["统计截止日", clock.zh_date(roll.as_of)]]}


@ROLL.step("edit")
def edit(roll, *, actor, note="", **data):
    """Correct what a draft says of itself; area and kind stay."""
    fields = assign(roll, {**data, "note": note})
    check_as_of(roll)
    return fields


@ROLL.step("submit")
def submit(roll, *, actor, work, change_reason="", heads_reason="", papers=(), note=""):
    """Hand a draft to the street, with the reason where it differs much from the version before.

    heads_reason -- why owners or members count as heads as they do where their names speak against it, see `doubts`
    papers       -- what proves a number that became much smaller, or that the households speak against

    Refuses roll_not_in_order with everything that bars filing, rows_too_old, change_unexplained, heads_unexplained,
    change_paper_missing; all at once.
    """
    faults, pointed_out = Faults(), []
    with faults.noted():
        check_as_of(roll)
    with faults.noted():
        pointed_out = check_order(roll)
    compared = compare(roll)
    roll.change_reason = change_reason.strip() if compared else ""
    doubtful = doubts(roll)
    roll.heads_reason = heads_reason.strip() if doubtful else ""
    with faults.noted():
        if compared and compared.is_large and len(roll.change_reason) < SHORTEST_REASON:
            raise Refused(
                f"{compared.text}。变动{compared.limit}，请写明变动原因", "change_unexplained", field="change_reason"
            )
    with faults.noted():
        if doubtful and len(roll.heads_reason) < SHORTEST_REASON:
            sentence = f"{'；'.join(doubtful)}。请核对明细，仍按此计票的写明理由"
            raise Refused(sentence, "heads_unexplained", field="heads_reason")
    with faults.noted():
        if needs_paper(roll, compared) and not (papers or files.attachments_of(roll, CHANGE).exists()):
            why = f"{compared.text}。" if compared and compared.has_shrunk else ""
            sentence = (
                "人数减少较多或者与户数不相称的，请上传所依据的材料，如 选举结果公告、户籍统计、登记簿（本区默认）"
            )
            raise Refused(why + sentence, "change_paper_missing", field="papers")
    faults.refuse()
    work.after(lambda saved: attach_papers(saved, papers, CHANGE, actor))
    return {"facts": [["规模", roll.size], *change_facts(roll, compared), *heads_facts(roll), *pointed_out]}


@ROLL.step("return")
def send_back(roll, *, actor, note):
    """Send a submitted roll back to those who prepared it, with a reason."""


@ROLL.step("file")
def file(
    roll, *, actor, work, filed_on, valid_from=None, change_checked=False, heads_checked=False,
    meetings_checked=False, papers=(), note="",
):  # fmt: skip
    """File a roll: from `valid_from` on it says who is entitled, and the version before it ends the day before.

    change_checked   -- the filer has checked a large change against the version before
    heads_checked    -- the filer has checked the doubtful heads and why they count so
    meetings_checked -- the filer knows that what was counted otherwise on days of its term is to be reviewed

    The rows never change afterwards.  Refuses date_in_future, filed_before_rows, valid_before_filing,
    starts_too_late, paper_missing, not_after_predecessor, roll_not_in_order, rows_too_old, change_unexplained,
    change_unchecked, heads_unexplained, heads_unchecked, meetings_unchecked; all at once.  Event
    `governance.roll.file`.
    """
    faults, pointed_out, counted = Faults(), [], []
    versions = [*versions_in_force(roll), roll]
    compared = compare(roll)
    roll.filed_on, roll.valid_from = filed_on, valid_from or filed_on
    with faults.noted():
        check_as_of(roll)
    with faults.noted():
        refuse_future(filed_on, "filed_on")
        if filed_on < roll.as_of:
            raise Refused("备案日期不能早于统计截止日", "filed_before_rows", field="filed_on")
        check_start(roll)
        check_following(versions)
        counted = resting_under(roll, roll.valid_from)
    with faults.noted():
        if not papers and not files.attachments_of(roll, FILING).exists():
            raise Refused(
                "请上传公示或备案材料的照片或扫描件（首次业主大会会议前须公示业主名册和投票权数，《湖南省物业管理条例》第十四条）",
                "paper_missing",
                field="papers",
            )
    with faults.noted():
        pointed_out = check_order(roll)
    with faults.noted():
        check_change(roll, compared, change_checked)
    with faults.noted():
        check_heads(roll, heads_checked)
    with faults.noted():
        check_meetings(roll, counted, meetings_checked)
    faults.refuse()
    settle_ends(roll, actor, versions)
    work.after(lambda saved: attach_papers(saved, papers, FILING, actor))
    named = [["名册", roll.label], ["启用日期", clock.zh_date(roll.valid_from)]]
    reviewed = [["须复核的议事", in_words(counted)]] if counted else []
    return {"facts": [*named, *change_facts(roll, compared), *heads_facts(roll), *reviewed, *pointed_out]}


@ROLL.step("supersede")
def supersede(roll, *, actor, until, note=""):
    """End a filed version on the day before the next one begins."""
    roll.valid_to = until
    return {"facts": [["使用至", clock.zh_date(until)]]}


@ROLL.step("reinstate")
def reinstate(roll, *, actor, work, until=None, note=""):
    """Let a version last longer after the one that ended it was voided: until further notice, or the next one."""
    roll.valid_to = until
    work.to(SUPERSEDED if until else FILED)
    return {"facts": [["使用至", clock.zh_date(until) if until else "下一版启用前"]]}


@ROLL.step("discard")
def discard(roll, *, actor, note):
    """Give up a draft; it never was in force."""


@ROLL.step("ask_void")
def ask_void(roll, *, actor, work, note):
    """Somebody asks that a version that was filed wrongly be voided; till another person agrees it stands."""
    work.after(ask_for_second_hand)
    return {"facts": [["名册", roll.label]]}


def ask_for_second_hand(roll):
    reminders.begin(roll, VOIDING)


def close_question(roll):
    reminders.close(roll, VOIDING.task)


@ROLL.step("void")
def void(roll, *, actor, work, note):
    """Void a roll: it says nothing for any day, and the version before it lasts on instead.

    One that was filed is voided by another person than who asked for it.  Refused: void_not_asked, own_proposal.
    """

    def settle(saved):
        close_question(saved)
        settle_ends(saved, actor, versions_in_force(saved))

    work.after(settle)


@ROLL.step("keep")
def keep(roll, *, actor, work, note):
    """The version is not voided after all: it stands as it did."""
    work.after(close_question)


def check_order(roll):
    """What is pointed out about a roll, as facts for the timeline.  Refuses roll_not_in_order where something bars."""
    found = findings(roll, roll.valid_from)
    if bars := [one.sentence for one in found if one.is_bar]:
        raise Refused("；".join(bars), "roll_not_in_order")
    return [["提示", one.sentence] for one in found]


def check_change(roll, compared, is_checked):
    """Ask whoever files to check a large change, which must have been explained when the roll was submitted."""
    if compared is None or not compared.is_large:
        return
    if not roll.change_reason:
        raise Refused(f"{compared.text}。报送时没有说明变动原因，请退回补写", "change_unexplained")
    if not is_checked:
        raise Refused(
            f"{compared.text}。变动{compared.limit}，请核对后勾选确认", "change_unchecked", field="change_checked"
        )


def check_heads(roll, is_checked):
    """Ask whoever files to check the doubtful heads, which must have been explained when the roll was submitted."""
    doubtful = doubts(roll)
    if not doubtful:
        return
    if not roll.heads_reason:
        raise Refused(f"{'；'.join(doubtful)}。报送时没有说明计票理由，请退回补写", "heads_unexplained")
    if not is_checked:
        sentence = f"{'；'.join(doubtful)}。请核对后勾选确认"
        raise Refused(sentence, "heads_unchecked", field="heads_checked")


def check_meetings(roll, counted, is_checked):
    """Ask whoever files a version late to check what was counted before on days on which it would hold."""
    if counted and not is_checked:
        raise Refused(
            f"启用日期{clock.zh_date(roll.valid_from)}以后，下列议事已按其他应到登记：{in_words(counted)}。"
            "备案后其结果不自动改变，须更正登记或者复核，请核对后勾选确认；无须追溯的，请改填以后的启用日期",
            "meetings_unchecked",
            field="meetings_checked",
        )


def change_facts(roll, compared):
    """What changed against the version before, with the reason, as facts for the timeline."""
    reason = [["变动原因", roll.change_reason]] if roll.change_reason else []
    return [*compared.facts, *reason] if compared else []


def heads_facts(roll):
    """Why doubtful heads count as they do, as a fact for the timeline."""
    return [["计票人核对", roll.heads_reason]] if roll.heads_reason else []


def versions_in_force(roll):
    """The other filed versions of the same roll, locked, in the order of their days.  Refuses busy."""
    return lock_rows(Roll.objects.versions_of(roll).in_group("in_force").exclude(pk=roll.pk).order_by("valid_from"))


def check_following(versions):
    """Refuse a new version, the last of these, that does not begin after each other (not_after_predecessor)."""
    *others, new = versions
    for version in others:
        if version.valid_from >= new.valid_from:
            ahead = "；须提前的，先作废那一版" if version.valid_from > clock.today() else ""
            raise Refused(
                f"上一版自{clock.zh_date(version.valid_from)}起使用，新版的启用日期须晚于这一天{ahead}",
                "not_after_predecessor",
                field="valid_from",
            )


def settle_ends(roll, actor, versions):
    """Let each version last until the day before the next one begins, and the last one until further notice.

    versions -- those in force, the oldest first, see `check_following`
    """
    for version, following in pairwise([*versions, None]):
        end = following and following.valid_from - timedelta(1)
        if version.pk == roll.pk or version.valid_to == end:
            continue
        if version.valid_to is None:
            supersede(version, actor=actor, until=end)
        else:
            reinstate(version, actor=actor, until=end)


def attach_papers(roll, papers, kind, actor):
    files.attach_all(roll, papers, kind=kind, actor=actor)
