"""What keeps an application from being submitted; each rule is one function (domain.md §2.1).  Amounts are yuan.

A rule returns an Obstacle or None.  The steps refuse by it, and the page of the
project lists what is still missing.
"""

from dataclasses import dataclass
from decimal import Decimal

from governance.deliberations import matters
from governance.deliberations.standing import carries_all, unfit_to_apply
from governance.kernel.clock import rules
from governance.kernel.figures.formats import some_of
from governance.kernel.models import together
from governance.kernel.papers import files
from governance.kernel.steps.errors import Refused
from governance.organisations.workflow import ACTIVE

from .attachments import PHOTO_BEFORE
from .basis import basis_refusal
from .choices import IMPLEMENTERS
from .common_parts import find_contradiction
from .models.budgets import WHOLE
from .voted import find_changes
from .workflow.guards import has_a_demand
from .workflow.steps import READY_FOR_VOTE

SHOWN = 3  # similar projects that a sentence names
APPLICATION = (*WHOLE, "deliberation", "implementer", files.FILES)  # what the rules read beside the project
NEEDED = ("household_count", "planned_from", "planned_until", "implementer", "maintenance", "conflict_statement")


@dataclass(frozen=True)
class Obstacle:
    """code -- of the refusal; sentence -- with the way out; field -- of the form; "" for none.

    step -- by which the applicant mends it; "" where no step of the project does, or its submission asks itself
    """

    code: str
    sentence: str
    field: str = ""
    step: str = "save"


def find_obstacles(project):
    """All obstacles to the submission of an application, in the order in which they are removed best."""
    together.read(project, *APPLICATION)
    found = [rule(project) for rule in (missing_demand, missing_fields, missing_photo, unfit_implementer)]
    found += [
        unanswered_common_parts(project),
        contradicted_common_parts(project),
        wrong_basis(project),
        unpassed_deliberation(project),
        *changed_since_vote(project, project.sources.all(), project.voted),
        *budget_obstacles(project),
        missing_repeat_statement(project),
    ]
    return [obstacle for obstacle in found if obstacle is not None]


def missing_for_vote(project):
    """The sentences of what a draft still lacks before its residents can be asked, as the page lists them."""
    sentences = [sentence for condition in READY_FOR_VOTE if (sentence := condition(project, None))]
    answers = (unanswered_common_parts(project), contradicted_common_parts(project))
    return [*sentences, *(obstacle.sentence for obstacle in answers if obstacle is not None)]


def refuse(*obstacles):
    """Raise Refused with the code of the first obstacle and the sentences of all; None is no obstacle."""
    found = [obstacle for obstacle in obstacles if obstacle is not None]
    if not found:
        return
    errors = {}
    for obstacle in found:
        errors.setdefault(obstacle.field, []).append(obstacle.sentence)
    raise Refused(found[0].sentence, found[0].code, field=found[0].field, errors=errors)


# ------------------------------------------------------------ application
def missing_demand(project):
    """The condition of the deliberation still holds: demands may have left the project."""
    sentence = has_a_demand(project, None)
    return Obstacle(has_a_demand.code, sentence) if sentence else None


def missing_fields(project):
    names = [project._meta.get_field(name).verbose_name for name in NEEDED if not getattr(project, name)]
    return Obstacle("incomplete", f"请补充：{'、'.join(names)}") if names else None


def missing_photo(project):
    if not files.count(project, PHOTO_BEFORE):
        return Obstacle("photo_missing", "请上传现状照片")
    return None


def unfit_implementer(project):
    """The implementer is an active branch or social organisation, never a private person (domain.md S36)."""
    unit = project.implementer
    if unit is None or (unit.kind in IMPLEMENTERS and unit.status == ACTIVE):
        return None
    sentence = "实施单位须是运行中的小区党支部或社会组织，不能是个人或企业"
    return Obstacle("implementer_not_eligible", sentence, "implementer")


def unanswered_common_parts(project):
    """What the project does to the owners' common parts says who must decide."""
    if project.common_parts:
        return None
    return Obstacle("common_parts_missing", "请说明项目是否涉及业主共有部分，据此确定由谁议定", "common_parts")


def contradicted_common_parts(project):
    """The words of the project name common parts that the answer denies; a reason stands for its words only."""
    found = find_contradiction(project)
    if found is None:
        return None
    if found.is_certain:
        return Obstacle("common_parts_misnamed", found.sentence, "common_parts")
    says_something = matters.says_something(project.common_parts_reason)
    if says_something and project.common_parts_told == found.record:
        return None
    is_too_short = project.common_parts_reason and not says_something
    sentence = f"{found.sentence}。{matters.REASON_TOO_SHORT}" if is_too_short else found.sentence
    return Obstacle("common_parts_unconfirmed", sentence, "common_parts_reason")


def wrong_basis(project):
    """The deliberation is one of a body that may decide this: the answer may have changed since."""
    sentence = basis_refusal(project, project.deliberation) if project.deliberation else ""
    return Obstacle("wrong_basis", sentence, step="") if sentence else None


def unpassed_deliberation(project):
    """The portal computes the result from the ballots; nobody types it."""
    if project.deliberation_id and carries_all(project.deliberation):
        return None
    sentence = unfit_to_apply(project.motion)
    return Obstacle("deliberation_not_passed", sentence, step="") if sentence else None


def changed_since_vote(project, sources, voted):
    """The residents decided this project, not another one that was made of it afterwards.

    sources -- rows, or dicts as the forms give them
    voted   -- what was voted on, as `voted.voted_on` keeps it; None before a vote
    """
    if not project.deliberation_id or voted is None:
        return []
    return [
        Obstacle("changed_since_vote", sentence, field) for field, sentence in find_changes(project, sources, voted)
    ]


def missing_repeat_statement(project):
    if project.no_repeat_statement:
        return None
    titles = some_of([f"“{earlier.title}”" for earlier in project.earlier_alike()[: SHOWN + 1]], SHOWN)
    if not titles:
        return None
    sentence = f"近期已有相近项目{titles}，请说明本项目为什么不是重复建设"
    return Obstacle("repeat_statement_missing", sentence, "no_repeat_statement", step="")


# ------------------------------------------------------------ budget
def budget_obstacles(project):
    """The obstacles in the budget; without any line only that one."""
    if not project.lines.all():
        return [Obstacle("budget_missing", "请填写预算明细和资金来源")]
    return [unequal_sources(project), *missing_quotes(project), missing_over_cap_reason(project)]


def unequal_sources(project):
    lines = sum((line.amount for line in project.lines.all()), Decimal(0))
    sources = sum((source.amount for source in project.sources.all()), Decimal(0))
    if lines == project.total_amount == sources:
        return None
    sentence = f"资金来源合计 {sources:,.2f} 元，支出合计 {lines:,.2f} 元，请改为一致"
    return Obstacle("sources_not_equal_total", sentence)


def missing_quotes(project):
    """One obstacle for each line above the limit with too few quotes (rules quotes_above, quotes_needed)."""
    above, needed = rules.value("quotes_above"), rules.value("quotes_needed")
    lacking = [(line, needed - len(line.quotes.all())) for line in project.lines.all() if line.amount > above]
    return [
        Obstacle("quotes_missing", f"“{line.name}”超过须比价的金额，还差 {number} 家报价，请先登记报价", step="quote")
        for line, number in lacking
        if number > 0
    ]


def missing_over_cap_reason(project):
    if not project.is_over_cap or project.over_cap_reason:
        return None
    over = project.fiscal_amount - project.cap
    sentence = (
        f"{project.get_kind_display()}项目申请财政的上限是 {project.cap:,.2f} 元，"
        f"请减少 {over:,.2f} 元或改为自筹；"
        "确需超过的，请填写超上限理由，由区领导审批"
    )
    return Obstacle("over_cap_without_reason", sentence)
