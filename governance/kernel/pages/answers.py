"""What a page says after a step: what happened to which row, and how it stands now; who is next stands below it."""


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
