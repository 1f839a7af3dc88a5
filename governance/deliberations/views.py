"""Pages of deliberations."""

from governance.kernel.clock import clock
from governance.kernel.pages.details import DetailPage
from governance.kernel.pages.lists import ListPage
from governance.kernel.pages.steps import StepPage
from governance.kernel.pages.views import Page
from governance.roles import VIEW

from . import bodies, competences, majorities
from .actions.mandates import flagged
from .actions.notice import notice_days
from .formula import formula
from .models import Deliberation
from .tables import DeliberationFilter, DeliberationTable
from .workflow import DELIBERATION


class DeliberationList(ListPage):
    model, filterset, table, title = Deliberation, DeliberationFilter, DeliberationTable, "民主议事"
    permission = VIEW
    create = DELIBERATION
    tabs = (("", "全部", None), ("open", "在办", "open"), ("public", "公示中", "in_public"))


class DeliberationDetail(DetailPage):
    """One deliberation: notice, attendance and votes against the legal lines, objections, publicity."""

    model, template, workflow = Deliberation, "governance/deliberations/deliberation.html", DELIBERATION
    permission = VIEW
    select_related = ("area__community", "area__street")

    def more_context(self, obj):
        quorum = obj.quorum()
        threshold = obj.threshold()
        days, unit, notice_basis = notice_days(obj)
        motions = list(obj.motions.all())
        return {
            "formula": formula(obj, motions),
            "competence": obj.competence,
            "agents": flagged(obj),
            "notice_basis": notice_basis,
            "rule_text": obj.rule_text or majorities.describe_rule(threshold),
            "rule_note": threshold.note,
            "notice_days": f"{days} {'个工作日' if unit == 'wd' else '日'}",
            "quorum": quorum,
            "motions": [
                {
                    "row": motion,
                    "word": obj.word(motion.passed),
                    "conditions": motion.conditions(obj),
                    "bars": motion_bars(motion, obj),
                }
                for motion in motions
            ],
            "ballots": list(obj.ballots.all()[:500]),
            "by_area": "area" in threshold.counts,
            "objections": obj.objections.all(),
        }


def motion_bars(motion, row):
    """[{condition, segments, mark, words}]: yes, no and abstain as shares of what the rule counts from."""
    if motion.yes is None:
        return []
    kinds = [("heads", row.unit, (motion.yes, motion.no_votes, motion.abstain))]
    conditions = motion.conditions(row)
    if len(conditions) > 1:
        kinds.append(("area", "㎡", (motion.yes_area, motion.no_area, motion.abstain_area)))
    drawn = []
    for condition, (_, unit, numbers) in zip(conditions, kinds, strict=True):
        whole = float(condition.whole or 1)
        segments = [(float(n) * 100 / whole, css) for n, css in zip(numbers, ("ok", "no", "mute"), strict=True)]
        words = "，".join(f"{label} {n} {unit}" for label, n in zip(("同意", "反对", "弃权"), numbers, strict=True))
        drawn.append({"condition": condition, "segments": segments, "mark": condition.mark, "words": words})
    return drawn


class Competences(Page):
    """Which body may take up which matter where: statute, to read and not to change.  Source: domain.md §2.7."""

    title, permission = "议事事项与主体", "a post"

    def may_open(self, user):
        return bool(user.posts)

    def get(self, request):
        today = clock.today()
        known = Deliberation.Matter.choices
        matters = [(label, [shown(line) for line in competences.for_matter(matter, today)]) for matter, label in known]
        return self.show("governance/deliberations/competences.html", matters=matters, today=today)


def shown(line):
    return {"line": line, "body": bodies.label(line.body)}


class DeliberationStep(StepPage):
    model, workflow = Deliberation, DELIBERATION
    select_related = ("area__community",)
