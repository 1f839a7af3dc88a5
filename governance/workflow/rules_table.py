"""What happens to a dated rule: a new version takes over from a day on; nothing is overwritten."""

from governance.kernel.records_rules import Rule, RuleKind
from governance.kernel.workflow import Step, Workflow


def is_newest(rule, user):
    later = Rule.objects.filter(code=rule.code, valid_from__gt=rule.valid_from).order_by("-valid_from").first()
    if later is None:
        return ""
    on = later.valid_from
    return f"已有{on.year}年{on.month}月{on.day}日起施行的版本，请在那个版本上办理"


RULE = Workflow(
    "governance.rule",
    Step(
        "revise",
        "发布新版本",
        tuple(RuleKind.values),
        None,
        "governance.configure",
        (is_newest,),
        tone="primary",
        icon="calendar-plus",
        hint="现行版本施行到新版本的前一天为止。已经开始计算的期限不变，新版本施行后开始的事项按新版本计算。",
    ),
    field="kind",
)
