"""Pages of dated rules: what is in force, since when, by which law; and the majorities of meetings."""

from dataclasses import replace

from governance import roles
from governance.deliberations.bodies import COUNCIL_MONEY, ORDER, OWNERS
from governance.kernel.clock import clock, plausible, recounts, rules
from governance.kernel.models.events import Event
from governance.kernel.models.rule_words import PROPOSED, WORDS
from governance.kernel.models.rules import Rule
from governance.kernel.pages.details import DetailPage
from governance.kernel.pages.lists import ListPage
from governance.kernel.pages.showing import detail_context, timeline_rows
from governance.kernel.pages.steps import StepPage
from governance.kernel.pages.views import Page

from .effects import affected
from .tables import RuleFilter, RuleTable
from .workflow import RULE

LISTENERS = {
    "party_contacts": "当事人联系人",
    "home_unit": "派出单位",
    "unit_head": "单位负责人",
    "street_leader": "街道领导",
}
COUNTS = {"heads": "人数", "area": "专有面积"}


class ForEverybody:
    """Open to every user who holds a post."""

    permission = "a post"

    def may_open(self, user):
        return bool(user.posts)


class RuleList(ForEverybody, ListPage):
    model, filterset, table, title = Rule, RuleFilter, RuleTable, "规则与参数"
    template = "governance/rules_table/rules.html"
    subtitle = "办理期限、表决比例、金额上限都在这里，每个版本有施行日和依据"
    tabs = (
        ("", "现行", "in_force", False),
        ("open", "待确认", "unsettled"),
        ("upcoming", "将施行", "upcoming"),
        ("all", "全部版本", None),
    )


class RuleDetail(ForEverybody, DetailPage):
    """One rule with every version it has had."""

    model, template, workflow = Rule, "governance/rules_table/rule.html", RULE

    def get(self, request, pk):
        rule = self.get_object(pk)
        text, kind = rule.force_badge
        versions = list(rule.versions().with_people())
        events = Event.objects.filter(
            object_type=Rule._meta.label_lower, object_id__in=[version.pk for version in versions]
        )
        context = detail_context(self, rule) | {
            "title": rule.label,
            "meta": "",
            "badge": {"text": text, "kind": kind},
            "timeline": timeline_rows(events),
            "versions": versions,
            "counts": [COUNTS.get(basis, basis) for basis in rule.counts],
            "remind": [abs(day) for day in rule.remind or ()],
            "recipients": late_recipients(rule),
            "limits": plausible.limits_text(rule),
            **effects(rule),
        }
        return self.show(self.template, object=rule, **context)


def effects(rule):
    """What a proposed version would move: the lines of the page."""
    found = affected(rule) if rule.status == PROPOSED else []
    return {"moved": [(move, recounts.is_kept(move)) for move in found]}


def late_recipients(rule):
    """Who receives a message on which day of delay, in words: [(1, "调委会主任"), …]."""
    levels = sorted(rules.overdue_levels(rule).items())
    return [(days, "、".join(recipient_words(word) for word in words)) for days, words in levels]


def recipient_words(word):
    """A word of the reminder ladder, as people read it."""
    if word == rules.SUPERVISOR:
        return "上一级"
    return LISTENERS.get(word) or roles.label(word)


class RuleStep(ForEverybody, StepPage):
    model, workflow = Rule, RULE
    moved = ()  # what a proposed version would move, where it is confirmed

    def address_after(self, obj):
        """The version that was proposed; else the row's own page, which says what became of it."""
        shown = obj.versions().proposed().first() if self.step.name == "revise" else obj
        return shown.get_absolute_url()

    def show_form(self, obj, form, **shown):
        """Whoever confirms sees first which running deadlines end on another day by the version."""
        if self.step.name == "confirm":
            self.template, self.moved = "governance/rules_table/confirm.html", effects(obj)["moved"]
            before = obj.versions().standing().first()
            changed = f"现行 {before.value_text}，" if before is not None else ""
            said = f"{changed}新版本 {obj.value_text}，{clock.zh_date(obj.valid_from)}起施行。"
            self.step = replace(self.step, hint=f"{said}{self.step.hint}")
            if self.moved:
                words = f"有 {len(self.moved)} 项正在计算的期限按新版本会变动，逐项列在“受影响的期限”。"
                self.step = replace(self.step, hint=f"{self.step.hint}{words}")
        return super().show_form(obj, form, **shown)

    def show(self, *templates, **context):
        return super().show(*templates, moved=self.moved, **context)


def publish_words(body, threshold):
    """How long the decision of a body that deliberates is published, as people read it; "" for other bodies."""
    if body not in (*ORDER, COUNCIL_MONEY) and rules.find(f"publish_{body}") is None:
        return ""
    return WORDS[threshold.publish_unit].format(threshold.publish_days)


def agent_words(body, threshold):
    """Whether those entitled in a body may be represented: owners by agents, members of other bodies not."""
    if body in OWNERS:
        return "凭书面委托书和双方证件"
    if threshold.proxies == 0 or body in (*ORDER, COUNCIL_MONEY):
        return "不得委托"
    return "—" if threshold.proxies is None else f"每人最多 {threshold.proxies} 人"


class Thresholds(ForEverybody, Page):
    """Who must come and how many must agree, for every body that decides.  Source: domain.md §2.7."""

    title = "议事规则"

    def get(self, request):
        bodies = []
        for body in rules.bodies():
            threshold = rules.threshold(body)
            bodies.append(
                {
                    "threshold": threshold,
                    "rule": rules.get(f"quorum_{body}"),
                    "counts": "、".join(COUNTS.get(basis, basis) for basis in threshold.counts),
                    "whole": "应到" if threshold.base == "all" else "到会",
                    "notice": rules.find(f"notice_{body}"),
                    "publish": publish_words(body, threshold),
                    "agents": agent_words(body, threshold),
                }
            )
        return self.show("governance/rules_table/thresholds.html", bodies=bodies, today=clock.today())
