"""The application form of a micro-project as .docx (微项目申报表).  Source: domain.md §3.7."""

from governance.areas.naming import said_of
from governance.deliberations import registers
from governance.kernel.clock import clock
from governance.kernel.clock.clock import zh_date
from governance.kernel.figures.amounts import yuan_words
from governance.kernel.figures.formats import provisional
from governance.kernel.models.events import Event
from governance.kernel.papers import files
from governance.kernel.papers.documents import print_document

from . import figures
from .attachments import PHOTO_BEFORE
from .workflow.states import APPROVED

CODE = "3.7 微项目申报表"
DASH = "—"


def print_application(project, *, actor):
    """The bytes of the form; event `projects.micro_project.print`."""
    return print_document(
        write, {"project": project, "reader": actor}, obj=project, actor=actor, code=CODE, name="微项目申报表"
    )


def write(paper, project, reader):
    """The nineteen fields in order, with the names of the files that whoever prints may read."""
    paper.title("微项目申报表")
    paper.number(project.number or "（未编号）")
    area = project.area
    demands = list(project.demands.order_by("id"))
    paper.facts(
        [
            ("项目名称", project.title, True),
            ("申报小区", area.name),
            ("所属社区、街道", " ".join(place.name for place in (area.street, area.community) if place)),
            ("项目类型", project.get_kind_display()),
            ("需求类别", project.category.name),
            ("需求来源", demand_text(project, demands), True),
            ("居民需求", project.need or DASH, True),
            ("是否涉及业主共有部分", common_parts_text(project), True),
            ("建设地点", project.place or DASH, True),
            ("建设内容", project.content or DASH, True),
            ("受益户数", f"{project.household_count or DASH} 户"),
            ("受益人数", f"{project.people_count or DASH} 人"),
            ("计划开工", day_text(project.planned_from)),
            ("计划完工", day_text(project.planned_until)),
            ("实施单位", str(project.implementer or DASH)),
            ("负责人", project.implementer.leader.name if project.implementer and project.implementer.leader else DASH),
            ("后续管护责任", project.maintenance or DASH, True),
        ]
    )
    paper.heading("民主议事情况")
    paper.text(deliberation_text(project))
    write_budget(paper, project)
    paper.heading("申请支持")
    paper.text(
        f"申请支持类别：{project.get_support_asked_display()}；申请财政 {project.fiscal_amount:,.2f} 元"
        f"（{yuan_words(project.fiscal_amount)}）。"
    )
    paper.heading("承诺与回避声明")
    paper.text(project.conflict_statement or DASH)
    if project.no_repeat_statement:
        paper.text(f"不属重复建设的说明：{project.no_repeat_statement}")
    community = said_of(project.area, "社区（村）")
    for heading, office, words in (
        ("小区党支部意见", "小区党支部", ""),
        (f"{community}意见", community, opinion(project, ("check", "check_for_community"))),
        ("街道意见", "街道（镇）", opinion(project, ("review",))),
    ):
        paper.heading(heading)
        paper.text(words or "　")
        paper.signature("负责人（签字）")
        paper.seal(office)
    paper.heading("联席会议意见")
    paper.text(decision_text(project))
    paper.heading("公示情况")
    paper.text("　")
    names = [row.name for row in files.readable(project, reader)[0]]
    if names:
        paper.attachments(names)


def day_text(value):
    return zh_date(value) if value else DASH


def demand_text(project, demands):
    """Numbers of the demands, households and photographs."""
    if not demands:
        return DASH
    households = sum(demand.household_count for demand in demands)
    photos = files.attachments_of(project, PHOTO_BEFORE).count()
    return f"{'、'.join(demand.number for demand in demands)}，反映 {households} 户，现状照片 {photos} 张"


def common_parts_text(project):
    """The answer, and where its words say something else what they name and the reason."""
    answer = project.get_common_parts_display() or DASH
    if not project.common_parts_reason:
        return answer
    return f"{answer}。{project.common_parts_told}；经核实不属于，理由：{project.common_parts_reason}"


def deliberation_text(project):
    """Date, body, motion, attendance, votes and publicity of the motion on which the project rests."""
    drawn = figures.deliberation(project)
    if drawn is None:
        return "尚未议事"
    row, motion = drawn["row"], drawn["motion"]
    parts = [f"{zh_date(row.held_on)}，{row.body_label}，{row.get_method_display()}"]
    if drawn["several"]:
        parts.append(f"第 {motion.no} 项：{motion.text.rstrip('。')}")
    if drawn["attendance"]:
        parts.append(drawn["attendance"].sentence)
    if drawn["votes"]:
        parts.append(drawn["votes"]["label"])
    if row.publicised_on:
        until = provisional(zh_date(row.publicity_until), row.publicity_is_provisional)
        parts.append(f"公示 {zh_date(row.publicised_on)}至{until}")
    if row.roll_text:
        parts.append(row.roll_text)
    result = registers.qualified(row, motion.outcome) if motion.outcome else "未计票"
    return "；".join([*parts, f"结果：{result}（{row.get_status_display()}）"]) + "。"


def write_budget(paper, project):
    """Lines and sources, each with its 合计."""
    paper.heading("预算明细（元）")
    lines = [
        [
            n,
            line.name,
            line.spec or DASH,
            f"{line.quantity.normalize():f} {line.unit}",
            f"{line.unit_price:,.2f}",
            f"{line.amount:,.2f}",
            line.quote_basis or DASH,
        ]
        for n, line in enumerate(project.lines.all(), 1)
    ]
    paper.table(
        ["序号", "名称", "规格", "数量", "单价", "金额", "询价依据"],
        lines,
        widths=[0.8, 3, 2, 1.6, 1.8, 2.2, 2],
        align={0: "center", 4: "right", 5: "right"},
        foot=["", "合计", "", "", "", f"{project.total_amount:,.2f}", ""],
    )
    paper.heading("资金来源（元）")
    sources = [[row.get_kind_display(), f"{row.amount:,.2f}", row.note or DASH] for row in project.sources.all()]
    foot = ["合计", f"{project.total_amount:,.2f}", yuan_words(project.total_amount)]
    paper.table(["来源", "金额", "说明"], sources, widths=[2, 2, 4], align={1: "right"}, foot=foot)


def opinion(project, steps):
    """The opinion that the office recorded at its step."""
    kinds = [f"projects.micro_project.{step}" for step in steps]
    row = Event.objects.filter(kind__in=kinds, object_type=project._meta.label_lower, object_id=project.pk).first()
    if row is None:
        return ""
    return f"{row.data.get('note') or '同意'}（{row.actor_name}，{zh_date(clock.local_date(row.created_at))}）"


def decision_text(project):
    """Sitting, amount, class and conditions."""
    if project.agenda_item_id is None:
        return "　"
    meeting = project.agenda_item.conference.title
    if project.status != APPROVED:
        return f"{meeting}：{project.get_status_display()}。"
    words = f"{meeting}：{project.get_support_class_display()}，批准财政 {project.approved_amount:,.2f} 元。"
    return f"{words}条件：{project.conditions}" if project.conditions else words
