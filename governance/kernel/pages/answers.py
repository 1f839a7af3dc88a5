"""What a page says after a step: what happened to which row, how it stands now; below it what it lacks, who is next."""

from governance.kernel.clock import clock
from governance.kernel.figures.formats import provisional


class Lacking(str):
    """A sentence of what a row lacks, and the step that mends it; "" where none of this row does."""

    def __new__(cls, sentence, step=""):
        made = super().__new__(cls, sentence)
        made.step = step
        return made


def missing_first(steps, lacks):
    """The steps with the main button given to the one that mends what is lacking first, where this user may take it.

    steps -- as `showing.step_views` gives them; lacks -- see `DetailPage.lacks`
    """
    allowed = {step["name"]: step for step in steps if step["allowed"]}
    wanted = next((allowed[lack.step] for lack in lacks if getattr(lack, "step", "") in allowed), None)
    if wanted is None:
        return steps
    return [wanted | {"tone": "primary"}, *(step for step in steps if step is not wanted)]


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


def what_follows(lacks, steps, due, who, awaits=""):
    """What stands below the answer: 还差 2 处：…。下一步由您办理：提交申报（3月5日前）; "" for a row at its end.

    lacks -- sentences, see `DetailPage.lacks`; without any, why the steps that lead on are not open yet
    steps -- as `showing.step_views` gives them
    due   -- the deadline that runs, None for none
    who   -- has to act on it, "" for nobody
    awaits -- what the page says itself of a row on which no step of its own leads on, see `DetailPage.awaits`
    """
    lacking = f"还差 {len(lacks)} 处：{'；'.join(lacks)}" if lacks else blocked_words(steps)
    words = [
        part.rstrip("。") for part in (lacking, next_words(due, who) or awaits or led_on(steps, bool(lacks))) if part
    ]
    return f"{'。'.join(words)}。" if words else ""


def blocked_words(steps):
    """还不能办结：公示期未满; "" where a step leads on, or none of this user's would."""
    own = [step for step in steps if step["tone"] == "primary" and not step["elsewhere"]]
    if not own or any(step["allowed"] for step in own):
        return ""
    return f"还不能{own[0]['label']}：{own[0]['reason']}"


def led_on(steps, is_blocked):
    """下一步由您办理：提交申报, or whose post the next step is; "" where none leads on.

    is_blocked -- something is lacking: then the main step is the one that mends it, see `missing_first`
    """
    main = [step for step in steps if step["tone"] == "primary"]
    ahead = [step for step in main if step.get("is_ahead")]
    own = next((step for step in (main if is_blocked else ahead) if step["allowed"]), None)
    if own is not None:
        return f"下一步由您办理：{own['label']}"
    other = next((step for step in ahead if step["elsewhere"]), None)
    return f"下一步为{other['label']}：{other['reason']}" if other is not None else ""


def next_words(due, who):
    """下一步由陈芳办理：受理需求（3月5日前）; "" where nobody has to."""
    if due is None or not who:
        return ""
    until = f"（{provisional(clock.zh_near(due.due_on), due.is_provisional)}前）" if due.due_on else ""
    return f"下一步由{who}办理：{due.task}{until}"
