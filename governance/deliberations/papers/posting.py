"""What a result's paper says of its posting: days, objections and answers, reviews, what was entered late."""

from governance.deliberations import publicity, registers
from governance.kernel.clock.clock import local_date, today, zh_date
from governance.kernel.figures.formats import bracketed, provisional
from governance.kernel.models.events import Event
from governance.kernel.steps.guards import times_taken

BLANK_DAY = "＿＿＿＿年＿＿月＿＿日"
BLANK_PLACE = "＿" * 10
SETTLED = "结果确定"  # what the end of the publicity does where nothing passed


def objection_paragraphs(paper, deliberation):
    """The objections with their answers, without the names of who raised them."""
    objections = list(deliberation.objections.all())
    for objection in objections:
        answer = f"（{zh_date(objection.answered_on)}）：{objection.answer}" if objection.answered_on else ""
        paper.text(
            f"{zh_date(objection.raised_on)}提出的异议：{objection.text.rstrip('。')}。"
            f"{objection.get_status_display()}{answer}"
        )
    if way := way_to_object(deliberation):
        paper.text(way)
    elif not objections and deliberation.is_settled:
        paper.text("公示期间没有收到异议。")
    review_paragraphs(paper, deliberation)


def way_to_object(deliberation):
    """Until when and where an objection is handed in; "" once the days for it are over, and while they stop."""
    if deliberation.publicised_on is None:
        return "对结果有异议的，可以在公示期间提出。"
    until = publicity.objections_until(deliberation)
    if until is None or deliberation.is_void or deliberation.is_overturned or today() > until:
        return ""
    return (
        f"对结果有异议的，可以在{provisional(zh_date(until), deliberation.publicity_is_provisional)}前（含当日）"
        f"向{deliberation.area.community.name}书面或者口头提出。"
    )


def review_paragraphs(paper, deliberation):
    """Who reviewed the result, when, to what conclusion and for which reasons."""
    words = {"uphold": "维持结果", "overturn": "撤销结果"}
    for event in times_taken(deliberation, *words).order_by("id"):
        concluded, reasons = words[event.kind.rpartition(".")[2]], event.data.get("note", "").rstrip("。")
        paper.text(f"{zh_date(local_date(event.created_at))}，经{event.actor_name}复核，{concluded}。理由：{reasons}。")


def publicity_words(deliberation, begins="生效"):
    """Since when, where and until when it hangs, and from when it has effect.

    begins -- what it does then, where something passed
    """
    begins = begins if deliberation.passes_something else SETTLED
    if deliberation.publicised_on is None:
        rule = publicity.publicity_rule(deliberation)
        return (
            f"本结果自{BLANK_DAY}起在{BLANK_PLACE}公示，至{BLANK_DAY}止，"
            f"不少于 {rule.value} 日{bracketed(rule.basis)}。"
            f"公示末日是休息日的，异议可以提到其后第一个工作日{bracketed(publicity.RIGHT_ENDS)}。"
            f"无异议的，异议期满后第一个工作日起{begins}。"
        )
    words = f"{zh_date(deliberation.publicised_on)}起在{deliberation.publicity_place or '公示栏'}公示"
    if deliberation.is_overturned:
        return f"{words}。经复核，结果已撤销。"
    if deliberation.awaits_check and deliberation.stopped_on is None:
        until = provisional(zh_date(deliberation.publicity_until), deliberation.publicity_is_provisional)
        return f"{words}至{until}。{publicity.effect_words(deliberation)}。"
    if deliberation.effective_on is None:
        return f"{words}，{zh_date(deliberation.stopped_on)}起因异议暂停计算。"
    until = provisional(zh_date(deliberation.publicity_until), deliberation.publicity_is_provisional)
    first = provisional(zh_date(deliberation.effective_on), deliberation.effect_is_provisional)
    state = (
        f"{first}起{begins}"
        if deliberation.is_final
        else f"无异议的，{first}{bracketed(publicity.why_then(deliberation))}起{begins}"
    )
    review = f"，现因{registers.causes_of_review(deliberation)}正在复核" if deliberation.is_reopened else ""
    longer = f"{publicity.why_longer(deliberation)}。" if deliberation.paused_days else ""
    return f"{words}至{until}，{state}{review}。{longer}"


def late_facts(paper, deliberation):
    """What was entered after it had happened, with the paper and the name of whoever vouches for it."""
    entered = Event.objects.filter(
        object_type=deliberation._meta.label_lower, object_id=deliberation.pk, data__has_key="proof"
    ).order_by("id")
    if not entered:
        return
    paper.heading("补录的事实")
    for event in entered:
        said = "；".join(f"{label}：{value}" for label, value in event.data["proof"])
        paper.text(f"{said}（{zh_date(local_date(event.created_at))}登记）。")
