"""Demands: recorded, routed, answered, confirmed (domain.md §2.12); and their categories."""

from datetime import timedelta

from governance.kernel.clock import clock, rules, serials
from governance.kernel.papers import files
from governance.kernel.steps.errors import NotAllowed, Refused, WrongState
from governance.kernel.steps.forms import assign
from governance.kernel.steps.workflow import save_valid
from governance.kernel.upkeep.disclosure import disclose
from governance.models import Appointment, User
from projects.micro_projects.models.projects import MicroProject
from projects.micro_projects.workflow import PROJECT

from .models import Demand, DemandCategory
from .workflow import ANSWER, CATEGORY, DEMAND, ENDED, TO_PROJECT

PHOTO, ANSWER_PAPER = "demand", "answer"
MEGABYTE = 1024 * 1024
LEVELS = {"compound": "compound", "community": "community", "street": "street"}


# ------------------------------------------------------------ recorded
@DEMAND.step("register")
def register(demand, *, actor, work, note="", attachments=(), has_faces=False, **data):
    """Somebody's need is written down, by a lead, staff or the secretary, also on behalf of others.

    attachments -- photographs and papers up to the rule's size
    has_faces   -- they show minors or faces: kept private

    visit       -- the home visit on which it was heard, in the same compound

    Refuses place_missing, category_missing, category_ended, reporter_not_wanted, attachment_too_large,
    visit_void, visit_elsewhere, visit_other_channel.
    """
    assign(demand, data)
    demand.created_by = actor
    check_record(demand)
    demand.number = serials.number("demand", demand.area, clock.today())

    def after(saved):
        attach(saved, attachments, actor, has_faces)

    work.after(after)
    return {"number": demand.number}


@DEMAND.step("amend")
def amend(demand, *, actor, note="", attachments=(), has_faces=False, **data):
    """Correct what was written down, before it is accepted.  Raises as `register`."""
    changes = assign(demand, data)
    check_record(demand)
    attach(demand, attachments, actor, has_faces)
    return changes


def check_record(demand):
    """What a record must have before anybody can act on it."""
    if not (demand.place or "").strip():
        raise Refused("请写明具体地点，例如“3 栋 2 单元门口”", "place_missing", field="place")
    if demand.category_id is None:
        raise Refused("请选择需求类别", "category_missing", field="category")
    category = demand.category
    if demand._state.adding and category.valid_until and category.valid_until < clock.today():
        raise Refused("这一需求类别已停用，请选择现行类别", "category_ended", field="category")
    if demand.is_anonymous and (demand.reporter_name or demand.reporter_phone):
        raise Refused("匿名反映不登记姓名和电话，请清空，或取消匿名", "reporter_not_wanted", field="reporter_name")
    if demand.visit_id is not None:
        check_visit(demand, demand.visit)


def check_visit(demand, visit):
    """Heard on that visit: it stands, it was there, and the channel says so."""
    if demand._state.adding and visit.status == "void":
        raise Refused(f"走访记录{visit.number}已作废，请从需求列表登记", "visit_void", field="visit")
    if visit.area.compound_id != (demand.area.compound_id or visit.area.compound_id):
        raise Refused(
            f"本次走访在{visit.area.compound.name}，需求所在区域须与走访一致", "visit_elsewhere", field="area"
        )
    if demand.channel != Demand.Channel.VISIT:
        raise Refused("由走访登记的需求，来源渠道请选“走访”", "visit_other_channel", field="channel")


def attach(demand, uploads, actor, is_private, kind=PHOTO):
    """Keep files of a demand; each within the rule's size (upload_max_mb_demand)."""
    limit = rules.value("upload_max_mb_demand") * MEGABYTE
    files.attach_all(demand, uploads, kind=kind, actor=actor, is_private=bool(is_private), limit=limit)


# ------------------------------------------------------------ routed
@DEMAND.step("accept")
def accept(demand, *, actor, note=""):
    """The demand is real and ours; it counts in the statistics from now on."""
    demand.accepted_on = clock.today()


@DEMAND.step("invalidate")
def invalidate(demand, *, actor, note):
    """Spam, or nothing anybody could act on; it leaves the statistics."""


@DEMAND.step("merge")
def merge(demand, *, actor, into, note=""):
    """The same thing was said before: this one ends, the other goes on and counts its households too.

    Refuses merge_itself, merge_other_category, merge_other_place, merge_ended.
    """
    if into.pk == demand.pk:
        raise Refused("不能与自身合并，请选择另一件需求", "merge_itself", field="into")
    if into.category.code != demand.category.code:
        raise Refused(
            f"类别不同不能合并：本件属“{demand.category}”，所选属“{into.category}”",
            "merge_other_category",
            field="into",
        )
    if (into.area.compound_id or into.area_id) != (demand.area.compound_id or demand.area_id):
        raise Refused("只能与同一小区的需求合并", "merge_other_place", field="into")
    if into.status in ("invalid", "merged", "closed"):
        raise Refused("所选需求已办结或无效，请选择还在办理的", "merge_ended", field="into")
    demand.merged_into = into
    return {"facts": [["并入", f"{into.number} {into.title}"]]}


@DEMAND.step("assign")
def assign_to(demand, *, actor, level, handler=None, note=""):
    """Say which level answers, and by whom; the level's time begins to run.

    level   -- compound, community or street; departments: `to_department`
    handler -- who answers; left out: the nearest who may at that level

    Refuses level_missing, level_not_here, handler_may_not.
    """
    if level not in LEVELS:
        raise Refused("请选择由小区、社区还是镇街办理", "level_missing", field="level")
    place = getattr(demand.area, LEVELS[level])
    if place is None:
        raise Refused(f"{demand.area.name}没有这一层级，请改由上一级办理", "level_not_here", field="level")
    if handler is None:
        handler = User.objects.filter(pk=User.objects.nearest(ANSWER, place.path)).select_related("person").first()
    elif not handler.scope("projects.answer").covers(demand.area):
        raise Refused(f"{handler.name}的岗位不管辖{demand.area.name}，请另选经办人", "handler_may_not", field="handler")
    begin_answering(demand, level, handler, None)
    return {
        "facts": [["办理层级", demand.get_level_display()], ["经办人", demand.handler.name if demand.handler else "—"]]
    }


def begin_answering(demand, level, handler, unit):
    """The clock of a level starts today (rules demand_answer_*)."""
    today = clock.today()
    demand.level, demand.handler, demand.unit = level, handler, unit
    demand.assigned_on, demand.answer_due_on = today, rules.deadline(f"demand_answer_{level}", today)


@DEMAND.step("to_department")
def to_department(demand, *, actor, unit, note=""):
    """A district department answers; somebody who speaks for it is told."""
    begin_answering(demand, "dept", officer_of(unit), unit)
    return {"facts": [["承办部门", str(unit)]]}


def officer_of(unit):
    """An account that speaks for a unit, if there is one."""
    posts = Appointment.objects.in_office().filter(unit=unit).values("person_id")
    return User.objects.active().filter(person__in=posts).order_by("pk").first()


@DEMAND.step("to_mediation")
def to_mediation(demand, *, actor, note):
    """A dispute: the community's mediation committee takes it up on this event."""
    community = demand.area.community
    return {
        "title": demand.title,
        "place": demand.place,
        "number": demand.number,
        "community": community.code if community else "",
    }


@DEMAND.step("to_petition")
def to_petition(demand, *, actor, note):
    """It is a petition: handled by its own law and in its own register."""


@DEMAND.step("take_back")
def take_back(demand, *, actor, note):
    """Not theirs after all: it waits for another handler."""
    demand.unit = demand.handler = demand.answer_due_on = None


@DEMAND.step("to_project")
def to_project(demand, *, actor, project=None, note=""):
    """Take the demand up in a micro-project: a draft of the applicant's, or a new one made of it.

    project -- MicroProject of the same compound that is still with its applicant

    Refuses demand_elsewhere, project_not_open, not_a_compound.
    Event data {"project"}.
    """
    compound = demand.area.compound
    if project is None:
        project = PROJECT.actions["begin"](
            MicroProject(),
            actor=actor,
            title=demand.title,
            area=compound,
            category=demand.category,
            place=demand.place,
            need=demand.content[:500],
            household_count=demand.household_count or None,
        )
    if project.area_id != compound.pk:
        raise Refused(f"需求“{demand.title}”不在{project.area.name}，不能关联", "demand_elsewhere", field="demands")
    if not project.is_editable:
        raise Refused("所选项目已经提交，不能再关联需求", "project_not_open", field="project")
    demand.project = project
    return {"project": project.pk, "facts": [["微项目", project.title]]}


@DEMAND.step("resume")
def resume(demand, *, actor, note=""):
    """The project came to nothing; the demand is to be answered otherwise."""
    demand.project = None


# ------------------------------------------------------------ answered
@DEMAND.step("start")
def start(demand, *, actor, note=""):
    """Somebody is at work on it."""


@DEMAND.step("answer")
def answer(demand, *, actor, answer, attachments=(), note=""):
    """What was done, in words for who asked.  Refuses answer_missing."""
    return give_answer(demand, actor, answer, attachments)


@DEMAND.step("answer_by_department")
def answer_by_department(demand, *, actor, answer, attachments=(), note=""):
    """The department's answer.  Refuses answer_missing."""
    return give_answer(demand, actor, answer, attachments)


def give_answer(demand, actor, words, attachments):
    if not words.strip():
        raise Refused("请填写答复内容，没有答复不能办结", "answer_missing", field="answer")
    demand.answer, demand.answered_on = words, clock.today()
    attach(demand, attachments, actor, False, ANSWER_PAPER)
    return {
        "facts": [["答复", words[:200]]],
        "in_time": demand.answer_due_on is None or clock.today() <= demand.answer_due_on,
    }


@DEMAND.step("confirm")
def confirm(demand, *, actor, rating, is_solved, note=""):
    """Who asked was asked back: how satisfied, and whether it is solved.  Refuses rating_missing."""
    if rating not in Demand.Rating.values or rating == Demand.Rating.UNRATED:
        raise Refused("请选择需求人的评价", "rating_missing", field="rating")
    demand.rating, demand.is_solved, demand.rated_on = rating, is_solved, clock.today()
    return {"facts": [["评价", demand.get_rating_display()], ["是否解决", "已解决" if is_solved else "未解决"]]}


@DEMAND.step("reopen")
def reopen(demand, *, actor, work, note):
    """The answer did not do: it is handled again, within the same time.  A second time only with the street."""

    def after(saved):
        saved.reopen_count += 1
        saved.save(update_fields=["reopen_count"])

    demand.assigned_on = clock.today()
    demand.answer_due_on = rules.deadline(f"demand_answer_{demand.level or 'community'}", demand.assigned_on)
    work.after(after)


@DEMAND.step("close")
def close(demand, *, actor, note=""):
    """Answered and rated: done."""
    demand.closed_on = clock.today()


@DEMAND.step("expire")
def expire(demand, *, actor, note=""):
    """Nobody spoke within the time: closed as "unrated", which is not "satisfied"."""
    demand.rating, demand.closed_on = Demand.Rating.UNRATED, clock.today()


def close_silent():
    """Close what was answered and found no echo (rule demand_confirm), and what is confirmed.  Returns how many."""
    today, moved = clock.today(), 0
    length = rules.value("demand_confirm")
    for row in Demand.objects.silent_since(today - timedelta(length)).iterator():
        if rules.deadline("demand_confirm", row.answered_on) < today:
            moved += quietly(expire, row)
    for row in Demand.objects.filter(status="confirmed").iterator():
        moved += quietly(close, row)
    return moved


def quietly(action, row):
    """Take a step by the clock; 0 when somebody was faster."""
    try:
        action(row, actor=None)
    except WrongState:
        return 0
    return 1


def release(project):
    """The demands of a project that came to nothing go back to work.  Safe to repeat."""
    for demand in Demand.objects.filter(project=project, status=TO_PROJECT):
        resume(demand, actor=None)


def reveal(demand, *, actor, reason):
    """Show name and telephone in full, and write down who asked and why.  Event `projects.demand.reveal`.

    Returns {"reporter_name", "reporter_phone"}.  Refuses reason_missing, not_allowed.
    Source: domain.md §7.
    """
    if not demand.shows_private_to(actor):
        raise NotAllowed("只有登记人和承办需求的岗位可以查看联系方式")
    fields = ("reporter_name", "reporter_phone")
    return disclose(demand, "projects.demand.reveal", actor=actor, reason=reason, label="查看联系方式", fields=fields)


# ------------------------------------------------------------ categories
@CATEGORY.step("add")
def add(category, *, actor, note="", **data):
    """A new category from a day on.  Refuses code_taken."""
    assign(category, data)
    category.created_by = actor
    if DemandCategory.objects.filter(code=category.code, area=category.area).exists():
        raise Refused(f"代码“{category.code}”已用过；代码用于历年统计，不能重复使用", "code_taken", field="code")


@CATEGORY.step("revise")
def revise(category, *, actor, work, note="", valid_from, **data):
    """Another name, examples or desk from a day on: the old version ends the day before, the code stays.

    On the very day a version began it is corrected in place.
    Refuses valid_from_too_early, valid_from_in_past.
    """
    if valid_from < category.valid_from:
        raise Refused("新版本的启用日期不能早于现行版本", "valid_from_too_early", field="valid_from")
    if valid_from < clock.today():
        raise Refused(
            "新版本的启用日期不能早于今天，已登记的需求仍按原版本统计", "valid_from_in_past", field="valid_from"
        )
    if valid_from == category.valid_from:
        return assign(category, data)
    new = DemandCategory(area=category.area, code=category.code, valid_from=valid_from, created_by=actor)
    changes = []
    for name in ("name", "examples", "desk", "level", "order"):
        old, value = getattr(category, name), data.get(name, getattr(category, name))
        setattr(new, name, value)
        if old != value:
            changes.append([str(category._meta.get_field(name).verbose_name), str(old), str(value)])
    category.valid_until = valid_from - timedelta(1)
    work.to(ENDED)

    def after(saved):
        save_valid(new)

    work.after(after)
    return {"changes": changes, "successor": str(new.code)}


@CATEGORY.step("end")
def end(category, *, actor, note, ended_on=None, merged_into=""):
    """No longer used from the day after; its demands stay counted under its code.

    merged_into -- code of the category that takes its place
    Refuses ended_before_start, no_such_category.
    """
    day = ended_on or clock.today()
    if day < category.valid_from:
        raise Refused("停用日期不能早于启用日期", "ended_before_start", field="ended_on")
    if merged_into and (
        merged_into == category.code or not DemandCategory.objects.in_force().filter(code=merged_into).exists()
    ):
        raise Refused("并入的类别须是另一个现行类别", "no_such_category", field="merged_into")
    category.valid_until, category.merged_into = day, merged_into
