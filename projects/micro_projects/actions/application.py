"""Micro-projects on their way to the submission (domain.md §2.1).  Amounts are yuan; see `reviews`, `decisions`."""

from decimal import Decimal

from django.db.models import prefetch_related_objects

from governance.deliberations.actions import deliberations
from governance.kernel.clock import clock, serials
from governance.kernel.papers import files
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.forms import assign
from governance.models import Deliberation, Organisation
from projects.demands.workflow import DEMAND
from projects.micro_projects.models.budgets import WHOLE, Quote
from projects.micro_projects.models.projects import MATTERS, MicroProject
from projects.micro_projects.models.reviews import Version
from projects.micro_projects.workflow import PHOTO_BEFORE, PROJECT

from . import budget

QUOTE_PAPER = "quote"
IMPLEMENTERS = (Organisation.Kind.BRANCH, Organisation.Kind.SOCIAL)
NEEDED = ("household_count", "planned_from", "planned_until", "implementer", "maintenance", "conflict_statement")


# ------------------------------------------------------------ draft
@PROJECT.step("begin")
def begin(project, *, actor, work, note="", demands=(), lines=(), sources=(), photos=(), **data):
    """Begin an application for a compound, from at least one of its demands.

    demands -- Demand rows that may still become a project
    lines   -- dicts {name, spec, quantity, unit, unit_price, quote_basis}
    sources -- dicts {kind, amount, line_no, note}; `line_no` counts the lines from 1
    photos  -- of the place before

    Refuses not_a_compound, category_ended, implementer_not_eligible,
    sources_not_equal_total, source_over_line, demand_elsewhere, demand_taken.
    """
    project.created_by = actor
    return write_content(project, actor, work, demands, lines, sources, photos, data)


@PROJECT.step("save")
def save(project, *, actor, work, note="", demands=None, lines=None, sources=None, photos=(), **data):
    """Change the application while it is with the applicant.  Raises as `begin`."""
    given = {"lines": rows_of(project.lines) if lines is None else lines}
    given["sources"] = rows_of(project.sources.select_related("line")) if sources is None else sources
    return write_content(project, actor, work, demands or (), given["lines"], given["sources"], photos, data)


def rows_of(children):
    """Saved child rows as the forms give them."""
    names = ("name", "spec", "quantity", "unit", "unit_price", "quote_basis", "kind", "amount", "line_no", "note")
    return [{name: getattr(row, name) for name in names if hasattr(row, name)} for row in children.all()]


def write_content(project, actor, work, demands, lines, sources, photos, data):
    """What `begin` and `save` share."""
    changes = assign(project, data)
    check_content(project)
    budget.put_totals(project, lines, sources)

    def after(saved):
        before = budget.texts(saved)
        budget.write(saved, lines, sources)
        files.attach_all(saved, photos, kind=PHOTO_BEFORE, actor=actor, caption="现状照片")
        link_demands(saved, demands, actor)
        return changed_budget(changes.get("changes", []), before, budget.texts(saved))

    work.after(after)
    return changes


def changed_budget(changes, before, after):
    """The changed fields and, in one line each, the changed parts of the budget."""
    for label, old, new in zip(("预算明细", "资金来源"), before, after, strict=True):
        if old and old != new:
            changes = [*changes, [label, *("；".join(f"{name} {text}" for name, text in part) for part in (old, new))]]
    return {"changes": changes} if changes else {}


def check_content(project):
    """Place, category and implementer, as far as they are filled in."""
    if project.area.level != "compound":
        raise Refused("请选择一个小区；微项目以小区为单位申报", "not_a_compound", field="area")
    if project._state.adding and project.category.valid_until and project.category.valid_until < clock.today():
        raise Refused("这一需求类别已停用，请选择现行类别", "category_ended", field="category")
    check_implementer(project)


def check_implementer(project):
    """A branch or a social organisation that is at work, never a private person (domain.md S36)."""
    unit = project.implementer
    if unit is not None and (unit.kind not in IMPLEMENTERS or not unit.is_active):
        raise Refused(
            "实施单位须是运行中的小区党支部或社会组织，不能是个人或企业",
            "implementer_not_eligible",
            field="implementer",
        )


def link_demands(project, demands, actor):
    """Each demand goes over to the project; those that already belong to it stay."""
    for demand in demands:
        if demand.project_id == project.pk:
            continue
        if demand.project_id is not None:
            raise Refused(f"需求“{demand.title}”已转入另一个项目，请另选", "demand_taken", field="demands")
        DEMAND.actions["to_project"](demand, actor=actor, project=project)


@PROJECT.step("quote")
def quote(project, *, actor, work, line, supplier, amount, paper, note=""):
    """One supplier's offer for one line, with its paper.

    line  -- BudgetLine of this project
    paper -- the quotation, one file

    Refuses line_elsewhere, quote_paper_missing.
    """
    if line.project_id != project.pk:
        raise Refused("请选择本项目的支出项", "line_elsewhere", field="line")
    if not paper:
        raise Refused("请上传报价单", "quote_paper_missing", field="paper")

    def after(saved):
        caption = f"{line.name} 报价 {supplier}"[:120]
        kept = files.attach(saved, paper[0], kind=QUOTE_PAPER, actor=actor, caption=caption)
        offer = Quote(line=line, supplier=supplier, amount=amount, attachment=kept, created_by=actor)
        offer.full_clean()
        offer.save()

    work.after(after)
    return {"facts": [["支出项", line.name], ["报价单位", supplier], ["报价", f"{amount:,.2f} 元"]]}


# ------------------------------------------------------------ deliberation
@PROJECT.step("deliberate")
def deliberate(project, *, actor, deliberation=None, note="", **notice):
    """The residents are asked: an existing deliberation of the compound, or a new one that is called here.

    notice -- body, method, notice_on, held_on, held_time, place for a new one

    Refuses demand_missing, photo_missing, deliberation_elsewhere, deliberation_void,
    deliberation_matter, and whatever `governance.deliberation.call` refuses.
    """
    if deliberation is None:
        deliberation = deliberations.call(
            Deliberation(),
            actor=actor,
            title=project.title,
            area=project.area,
            matter=Deliberation.Matter.PROJECT,
            motions=[f"是否同意申报微项目“{project.title}”"],
            **notice,
        )
    check_deliberation(project, deliberation)
    project.deliberation = deliberation
    return {"facts": [["议事", f"{deliberation.title}，{clock.local_date(deliberation.held_on):%Y-%m-%d}"]]}


def check_deliberation(project, deliberation):
    """It must be one of the same compound, about projects or money, and stand."""
    if deliberation.area_id != project.area_id:
        raise Refused("只能选择本小区的民主议事", "deliberation_elsewhere", field="deliberation")
    if deliberation.matter not in MATTERS:
        raise Refused(
            "这次议事不是议微项目或资金使用的，请另选或召集新的议事", "deliberation_matter", field="deliberation"
        )
    if deliberation.is_void:
        raise Refused("这次议事没有成立，请重新召集", "deliberation_void", field="deliberation")


@PROJECT.step("resolve")
def resolve(project, *, actor, note=""):
    """The deliberation stands and was in favour; only its event leads here.  Refuses deliberation_not_passed."""
    check_passed(project)
    project.resolved_on = clock.today()


def check_passed(project):
    """Computed by the portal from the ballots, never typed."""
    decided = project.deliberation
    if decided is None or not decided.is_final or not decided.passed:
        raise Refused("民主议事尚未通过并公示期满，不能申报", "deliberation_not_passed")


@PROJECT.step("drop")
def drop(project, *, actor, note=""):
    """The residents said no: the project ends."""


@PROJECT.step("reopen")
def reopen(project, *, actor, note=""):
    """The deliberation did not come about; the draft waits for another."""
    project.deliberation = None


# ------------------------------------------------------------ submission
@PROJECT.step("submit")
def submit(project, *, actor, work, note="", no_repeat_statement="", agrees_to_publish=False):
    """Hand the application to the community; it gets its number and a version is kept.

    Refuses with the code of the first of `obstacles`.
    """
    if no_repeat_statement:
        project.no_repeat_statement = no_repeat_statement
    if not agrees_to_publish:
        raise Refused("请确认同意公开项目名称、金额和完工照片", "publication_not_agreed", field="agrees_to_publish")
    found = obstacles(project)
    if found:
        code, sentence, field = found[0]
        errors = {}
        for _, other, name in found:
            errors.setdefault(name, []).append(other)
        raise Refused(sentence, code, field=field, errors=errors)
    today = clock.today()
    project.submitted_on, project.applicant = today, actor
    if not project.number:
        project.number = serials.number("project", project.area, today, digits=4)
    if not project.over_cap_is_settled:
        project.over_cap_amount = project.over_cap_approved_by = None

    def after(saved):
        no = saved.versions.count() + 1
        Version.objects.create(project=saved, no=no, data=snapshot(saved), submitted_by=actor)
        return {"version": no}

    facts = [["编号", project.number], ["申请财政", f"{project.fiscal_amount:,.2f} 元"]]
    work.after(after)
    return {"number": project.number, "facts": facts}


def obstacles(project):
    """What keeps an application from being submitted: [(code, sentence, field)], empty when nothing does."""
    found = []

    def add(code, sentence, field=""):
        found.append((code, sentence, field))

    prefetch_related_objects([project], *WHOLE)
    if not project.demands.all():
        add("demand_missing", "请至少关联一件居民需求，项目要从需求来")
    missing = [MicroProject._meta.get_field(name).verbose_name for name in NEEDED if not getattr(project, name)]
    if missing:
        add("incomplete", f"请补充：{'、'.join(missing)}")
    if not files.attachments_of(project, PHOTO_BEFORE).exists():
        add("photo_missing", "请上传现状照片")
    unit = project.implementer
    if unit is not None and (unit.kind not in IMPLEMENTERS or not unit.is_active):
        add("implementer_not_eligible", "实施单位须是运行中的小区党支部或社会组织，不能是个人或企业")
    decided = project.deliberation
    if decided is None or not decided.is_final or not decided.passed:
        add("deliberation_not_passed", "民主议事尚未通过并公示期满，不能申报")
    found += budget_obstacles(project)
    if not project.no_repeat_statement and (alike := list(project.earlier_alike()[:3])):
        titles = "、".join(f"“{one.title}”" for one in alike)
        add(
            "repeat_statement_missing",
            f"近期已有相近项目{titles}，请说明本项目为什么不是重复建设",
            "no_repeat_statement",
        )
    return found


def budget_obstacles(project):
    """What is wrong with the money."""
    lines = sum((line.amount for line in project.lines.all()), Decimal(0))
    sources = sum((source.amount for source in project.sources.all()), Decimal(0))
    if not lines:
        return [("budget_missing", "请填写预算明细和资金来源", "")]
    found = []
    if lines != project.total_amount or sources != lines:
        found.append(
            ("sources_not_equal_total", f"资金来源合计 {sources:,.2f} 元，支出合计 {lines:,.2f} 元，请改为一致", "")
        )
    for line, lacking in budget.lines_without_quotes(project):
        found.append(("quotes_missing", f"“{line.name}”超过须比价的金额，还差 {lacking} 家报价，请先登记报价", ""))
    if project.is_over_cap and not project.over_cap_reason:
        over = project.fiscal_amount - project.cap
        found.append(
            (
                "over_cap_without_reason",
                f"{project.get_kind_display()}项目申请财政的上限是 {project.cap:,.2f} 元，"
                f"请减少 {over:,.2f} 元或改为自筹；"
                "确需超过的，请填写超上限理由，由区领导审批",
                "",
            )
        )
    return found


SNAPSHOT = (
    "title",
    "area",
    "category",
    "kind",
    "place",
    "need",
    "content",
    "household_count",
    "people_count",
    "planned_from",
    "planned_until",
    "implementer",
    "maintenance",
    "no_repeat_statement",
    "conflict_statement",
    "over_cap_reason",
    "support_asked",
)


def snapshot(project):
    """The application in words, for `projects.micro_projects.versions.difference`."""
    lines, sources = budget.texts(project)
    fields = []
    for name in SNAPSHOT:
        field = project._meta.get_field(name)
        value = getattr(project, f"get_{name}_display")() if field.choices else getattr(project, name)
        fields.append([str(field.verbose_name), "—" if value in (None, "") else str(value)])
    numbers = "、".join(demand.number for demand in sorted(project.demands.all(), key=lambda demand: demand.pk))
    photos = files.attachments_of(project).count()
    fields += [["关联需求", numbers or "—"], ["附件", f"{photos} 个"], ["预算合计", f"{project.total_amount:,.2f} 元"]]
    return {"fields": fields, "lines": lines, "sources": sources}
