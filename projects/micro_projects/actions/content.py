"""What an application says is written: its fields, budget, photographs and demands (domain.md §2.1).  Yuan."""

from dataclasses import dataclass

from governance.kernel.papers import files
from governance.kernel.steps.carried import refuse_strangers
from governance.kernel.steps.entry_rules import as_entered
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.faults import Faults
from governance.kernel.steps.forms import assign
from projects.demands.obstacles import refuse_ended
from projects.demands.workflow import DEMAND
from projects.micro_projects.attachments import PHOTO_BEFORE
from projects.micro_projects.obstacles import changed_since_vote, refuse, unfit_implementer
from projects.micro_projects.workflow.steps import PROJECT

from . import budget as budgets
from . import quotes as offers
from .common_parts import confirm_common_parts


@dataclass(frozen=True)
class Budget:
    """What a form says of the money: rows as dicts; quotes None where it leaves them as they are."""

    lines: list
    quotes: list | None
    sources: list


@dataclass(frozen=True)
class Pictures:
    """What is kept as photographs of the place before: uploads, and Attachments of the demands."""

    photos: list
    carried: list


def saved_rows(children):
    """Saved child rows as the forms give them."""
    names = ("name", "spec", "quantity", "unit", "unit_price", "quote_basis", "kind", "amount", "line_no", "note")
    return [{name: getattr(row, name) for name in names if hasattr(row, name)} for row in children.all()]


def write_content(project, actor, work, demands, budget, pictures, data, voted=None):
    """Write the fields, the budget, the photographs and the demands; returns the event's data."""
    before = (project.common_parts_reason, project.common_parts_told)
    changes = assign(project, data)
    faults = Faults()
    faults.note(lambda: refuse(*changed_since_vote(project, budget.sources, voted)))
    if not faults.found:  # other words than those voted on are not read for what they say of common parts
        faults.note(lambda: confirm_common_parts(project, before))
    note_faults(project, demands, budget, pictures, faults)
    faults.refuse()

    def after(saved):
        before = (*budgets.texts(saved), offers.texts(saved))
        budgets.write(saved, budget.lines, budget.sources, budget.quotes, actor)
        files.attach_all(saved, pictures.photos, kind=PHOTO_BEFORE, actor=actor)
        for photo in pictures.carried:
            files.carry(saved, photo, kind=PHOTO_BEFORE, actor=actor)
        link_demands(saved, demands, actor)
        return budget_changes(changes.get("changes", []), before, (*budgets.texts(saved), offers.texts(saved)))

    work.after(after)
    return changes


def note_faults(project, demands, budget, pictures, faults, wrong=frozenset()):
    """Note what is wrong with place, budget and photographs; what rests on a field named in `wrong` is left out."""
    if not wrong & {"area", "category", "implementer"}:
        faults.note(lambda: check_content(project))
    if not wrong & {"lines", "sources"}:
        faults.note(lambda: budgets.put_totals(project, budget.lines, budget.sources))
    if not wrong & {"lines", "quotes"}:
        faults.note(lambda: offers.check(budget.quotes or (), len(budget.lines)))
    if not wrong & {"demands", "carried"}:
        faults.note(lambda: refuse_strangers(pictures.carried, [*demands, *own_demands(project)], "carried"))


@PROJECT.rehearsal("begin", "save")
def rehearse_content(project, given, faults, wrong):
    """Note what would be refused of an application some fields of which are wrong."""
    rows = {name: given.get(name) or () for name in ("lines", "sources", "photos", "carried", "demands")}
    budget = Budget(rows["lines"], given.get("quotes"), rows["sources"])
    pictures = Pictures(rows["photos"], rows["carried"])
    note_faults(as_entered(project, given), rows["demands"], budget, pictures, faults, wrong)


def own_demands(project):
    return project.demands.all() if project.pk else ()


def budget_changes(changes, before, after):
    """The changed fields and, in one line each, the changed parts of the budget."""
    for label, old, new in zip(("预算明细", "资金来源", "报价"), before, after, strict=True):
        if old and old != new:
            changes = [*changes, [label, *("；".join(f"{name} {text}" for name, text in part) for part in (old, new))]]
    return {"changes": changes} if changes else {}


def check_content(project):
    """Refuse a place, category or implementer that does not fit, as far as they are filled in."""
    if project.area.level != "compound":
        raise Refused("请选择一个小区；微项目以小区为单位申报", "not_a_compound", field="area")
    refuse_ended(project)
    refuse(unfit_implementer(project))


def link_demands(project, demands, actor):
    """Take each demand up in the project; those that belong to it already are left."""
    for demand in demands:
        if demand.project_id == project.pk:
            continue
        if demand.project_id is not None:
            raise Refused(f"需求“{demand.title}”已转入另一个项目，请另选", "demand_taken", field="demands")
        DEMAND.actions["to_project"](demand, actor=actor, project=project)
