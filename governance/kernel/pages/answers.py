"""What a page says after a step: what happened to which row, how it stands now, what it still lacks, who is next."""

from django.contrib.auth import get_user_model

from governance.kernel.clock import clock
from governance.kernel.figures.formats import provisional
from governance.kernel.models.deadlines import Deadline

from .showing import open_deadlines


def done_words(step):
    """已受理, 已登记需求, 已决定不予受理, or what the step says itself (`Step.done`)."""
    return step.done or (f"已决定{step.label}" if step.label.startswith("不") else f"已{step.label}")


def name_of(obj):
    """By what people call the row: its number, else its title or name."""
    return str(getattr(obj, "number", "") or obj)


def answer_to(step, workflow, rows, before):
    """已受理需求：HT-XQ-2026-00012，现为“已受理”; a step may say more itself (`step_message` of the row).

    rows   -- as they were after the step, and after each that followed from the same form
    before -- the state in which the row was, "" for a new one
    """
    said = [words for row in rows if (words := getattr(row, "step_message", ""))]
    if said and len(rows) == 1:
        return said[0]
    state = workflow.state(rows[-1]) if workflow.states else ""
    now = f"，现为“{workflow.states[state].label}”" if state and state != before else ""
    return "。".join([f"{done_words(step)}：{name_of(rows[-1])}{now}", *said])


def with_what_follows(words, row, user, lacks):
    """The answer, then what the row still lacks and whose turn it is: 还差 2 处：…。下一步由您办理：提交申报.

    lacks -- sentences, see `StepPage.lacks`
    """
    lacking = f"还差 {len(lacks)} 处：{'；'.join(lacks)}" if lacks else ""
    return "。".join(filter(None, (words.rstrip("。"), lacking, next_words(row, user))))


def next_words(row, user):
    """Who has to act on the row now, on what, by when; "" where nobody has to."""
    deadline = next(iter(open_deadlines(row)), None)
    if deadline is None:
        return ""
    if deadline.assignee_id is None and deadline.desk_id is None:
        return ""
    if Deadline.objects.waiting_for(user).filter(pk=deadline.pk).exists():
        who = "您"
    elif deadline.assignee_id is not None:
        who = deadline.assignee.name
    else:
        who = get_user_model().objects.who_acts(deadline.permission, deadline.desk)
    day = deadline.due_on
    until = f"（{provisional(clock.zh_near(day), deadline.is_provisional)}前）" if day else ""
    return f"下一步由{who}办理：{deadline.task}{until}"
