"""Micro-projects from the draft to the submission (domain.md §2.1).  Amounts are yuan."""

from django.db.models import Prefetch

from governance.deliberations import bodies
from governance.deliberations.actions import deliberations
from governance.kernel.clock import clock, serials
from governance.kernel.models import together
from governance.kernel.papers import files
from governance.models import Deliberation
from projects.micro_projects.basis import matter_of, question
from projects.micro_projects.models.reviews import Version
from projects.micro_projects.obstacles import (
    APPLICATION,
    Obstacle,
    contradicted_common_parts,
    find_obstacles,
    refuse,
    unanswered_common_parts,
    unpassed_deliberation,
    wrong_basis,
)
from projects.micro_projects.voted import voted_on
from projects.micro_projects.workflow.steps import PROJECT

from . import budget as budgets
from . import quotes as offers
from .basis import check_deliberation, declare, motion_fact, rest_on
from .content import Budget, Pictures, saved_rows, write_content


# ------------------------------------------------------------ draft
@PROJECT.step("begin")
def begin(project, *, actor, work, note="", demands=(), lines=(), quotes=(), sources=(), photos=(), carried=(), **data):
    """Begin an application for a compound, from at least one of its demands.

    demands -- Demand rows that may still become a project
    lines   -- dicts {name, spec, quantity, unit, unit_price, quote_basis}
    sources -- dicts {kind, amount, line_no, note}; `line_no` counts the lines from 1
    quotes  -- dicts {line_no, supplier, amount, paper}
    photos  -- of the place before
    carried -- Attachments of the demands that are kept as such, too

    Refuses not_a_compound, category_ended, implementer_not_eligible,
    sources_not_equal_total, source_over_line, demand_elsewhere, demand_taken, common_parts_misnamed,
    common_parts_unconfirmed, no_such_line, quote_paper_missing, quote_twice, file_elsewhere.
    """
    project.created_by = actor
    budget = Budget(lines, quotes, sources)
    return write_content(project, actor, work, demands, budget, Pictures(photos, carried), data)


@PROJECT.step("save")
def save(
    project,
    *,
    actor,
    work,
    note="",
    demands=None,
    lines=None,
    quotes=None,
    sources=None,
    photos=(),
    carried=(),
    **data,
):
    """Change the application while it is with the applicant; after the vote not what the residents voted on.

    quotes -- as of `begin`; {line_no, supplier, amount, quote} keeps one with its paper

    Refuses as `begin`, changed_since_vote and quote_elsewhere.
    """
    voted = project.voted or (voted_on(project) if project.deliberation_id else None)
    lines = saved_rows(project.lines) if lines is None else lines
    sources = saved_rows(project.sources.select_related("line")) if sources is None else sources
    budget = Budget(lines, quotes, sources)
    return write_content(project, actor, work, demands or (), budget, Pictures(photos, carried), data, voted)


@PROJECT.step("quote")
def quote(project, *, actor, work, quotes, note=""):
    """Add suppliers' offers for lines of the budget, each with its paper.

    quotes -- dicts {line_no, supplier, amount, paper}

    Refuses no_such_line, quote_paper_missing, quote_twice.
    """
    lines = list(project.lines.all())
    offers.check(quotes, len(lines))

    def after(saved):
        offers.write(saved, lines, quotes, {}, actor)

    work.after(after)
    return {"facts": [[lines[row["line_no"] - 1].name, f"{row['supplier']} {row['amount']:,.2f} 元"] for row in quotes]}


# ------------------------------------------------------------ deliberation
@PROJECT.step("deliberate")
def deliberate(project, *, actor, deliberation=None, motion=None, carries_out=False, note="", **notice):
    """Let the residents deliberate: in an existing deliberation of the compound, or in a new one that is called here.

    motion -- the Motion of an existing deliberation on which the project rests; needed where it has several
    notice -- body, method, notice_on, held_on, held_time, place, party_studied_on, party_study for a new one
    carries_out -- the applicant declares that this motion of an existing deliberation decided this very project

    The bodies of a whole community or village are called for it.  Refuses
    demand_missing, photo_missing, common_parts_missing, deliberation_elsewhere, motion_missing, motion_elsewhere,
    deliberation_of_another, deliberation_not_passed, not_said_to_carry_out, deliberation_void, wrong_basis, and
    whatever `governance.deliberation.call` refuses.
    """
    refuse(unanswered_common_parts(project), contradicted_common_parts(project))
    is_new = deliberation is None
    if is_new:
        notice["owners_matters"] = Deliberation.OwnersMatters.NONE  # answered by what it does to common parts
        notice["elects"] = Deliberation.Elects.NOBODY  # a project elects nobody
        notice["matter_reason"] = notice.get("matter_reason") or project.common_parts_reason
        deliberation = deliberations.call(
            Deliberation(),
            actor=actor,
            title=project.title,
            area=project.area.community if notice.get("body") in bodies.COMMUNITY else project.area,
            matter=matter_of(project),
            motions=[question(project)],
            **notice,
        )
    motion = check_deliberation(project, deliberation, motion)
    declared = [] if is_new else declare(project, motion, carries_out)
    rest_on(project, motion)
    held = clock.zh_date(deliberation.held_on)
    return {
        "facts": [*declared, ["议事", f"{deliberation.title}，{held}"], motion_fact(motion)],
        "motion_no": motion.no,
    }


@PROJECT.step("rebase")
def rebase(project, *, actor, deliberation, motion=None, carries_out=False, note=""):
    """Let the project rest on a new deliberation after the result of the old one was set aside; its state stays.

    deliberation -- in force, of the same compound
    motion -- its motion on which the project rests, in favour; needed where it has several

    Refuses deliberation_elsewhere, motion_missing, motion_elsewhere, deliberation_of_another,
    not_said_to_carry_out, wrong_basis, deliberation_void, deliberation_not_passed.
    """
    before = project.deliberation
    motion = check_deliberation(project, deliberation, motion)
    rest_on(project, motion)
    refuse(wrong_basis(project), unpassed_deliberation(project))
    facts = [["原议事", before.title], ["新议事", deliberation.title], motion_fact(motion)]
    declared = declare(project, motion, carries_out)
    return {"facts": [*facts, *declared], "before": before.pk, "motion_no": motion.no}


@PROJECT.step("resolve")
def resolve(project, *, actor, note=""):
    """The deliberation is final and its motion passed; only its event leads here.  Refuses deliberation_not_passed."""
    refuse(unpassed_deliberation(project))
    project.resolved_on = clock.today()


@PROJECT.step("drop")
def drop(project, *, actor, note=""):
    """The residents voted against its motion: the project ends."""


@PROJECT.step("reopen")
def reopen(project, *, actor, note=""):
    """The deliberation is void; the draft waits for another."""
    project.deliberation, project.motion_no, project.voted = None, 1, None


# ------------------------------------------------------------ submission
@PROJECT.step("submit", reads=(*APPLICATION, Prefetch("versions", Version.objects.only("no", "project"))))
def submit(project, *, actor, work, note="", no_repeat_statement="", agrees_to_publish=False):
    """Hand the application to the community; it gets its number and a version is kept.

    Refuses publication_not_agreed, and with the code of the first of `find_obstacles`.
    """
    if no_repeat_statement:
        project.no_repeat_statement = no_repeat_statement
    words, field = "请确认同意公开项目名称、金额和完工照片", "agrees_to_publish"
    consent = None if agrees_to_publish else Obstacle("publication_not_agreed", words, field)
    refuse(consent, *find_obstacles(project))
    today = clock.today()
    project.submitted_on, project.applicant = today, actor
    if not project.number:
        project.number = serials.number("project", project.area, today, digits=4)
    if not project.over_cap_is_settled:
        project.over_cap_amount = project.over_cap_approved_by = None

    def after(saved):
        no = saved.versions.count() + 1
        Version.objects.create(project=saved, no=no, data=snapshot(saved), submitted_by=actor)
        together.forget(saved, "versions")
        return {"version": no}

    facts = [["编号", project.number], ["申请财政", f"{project.fiscal_amount:,.2f} 元"]]
    work.after(after)
    return {"number": project.number, "facts": facts}


SNAPSHOT = (
    "title",
    "area",
    "category",
    "kind",
    "place",
    "common_parts",
    "common_parts_reason",
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
    lines, sources = budgets.texts(project)
    fields = []
    for name in SNAPSHOT:
        field = project._meta.get_field(name)
        value = getattr(project, f"get_{name}_display")() if field.choices else getattr(project, name)
        fields.append([str(field.verbose_name), "—" if value in (None, "") else str(value)])
    numbers = "、".join(demand.number for demand in sorted(project.demands.all(), key=lambda demand: demand.pk))
    number = files.count(project)
    fields += [["关联需求", numbers or "—"], ["附件", f"{number} 个"], ["预算合计", f"{project.total_amount:,.2f} 元"]]
    return {"fields": fields, "lines": lines, "sources": sources}
