"""What a page says after a step: what happened to which row, and how it stands now; who is next stands below it."""


def done_words(step):
    """已受理, 已登记需求, 已决定不予受理, or what the step says itself (`Step.done`)."""
    return step.done or (f"已决定{step.label}" if step.label.startswith("不") else f"已{step.label}")


def name_of(obj):
    """By what people call the row: its number, else its title or name."""
    return str(getattr(obj, "number", "") or obj)


def answer_to(step, workflow, obj, before):
    """已受理需求：HT-XQ-2026-00012，现为“已受理”; a step may say more itself (`step_message` of the row).

    before -- the state in which the row was, "" for a new one
    """
    if words := getattr(obj, "step_message", ""):
        return words
    state = workflow.state(obj) if workflow.states else ""
    now = f"，现为“{workflow.states[state].label}”" if state and state != before else ""
    return f"{done_words(step)}：{name_of(obj)}{now}"
