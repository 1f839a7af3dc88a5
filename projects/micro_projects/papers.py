"""The application form of a micro-project as .docx (微项目申报表).  Source: domain.md §3.7."""

from governance.areas.naming import said_of
from governance.conferences.papers.draft import GIVEN
from governance.deliberations import registers
from governance.kernel.clock import clock
from governance.kernel.clock.clock import zh_date
from governance.kernel.figures.amounts import yuan_words
from governance.kernel.figures.formats import provisional
from governance.kernel.models.events import Event
from governance.kernel.papers import files
from governance.kernel.papers.documents import print_document
from governance.kernel.papers.kinds import PaperField, paper_kind

from . import figures
from .attachments import PHOTO_BEFORE
from .workflow.states import APPROVED

DASH = "—"


def print_application(project, *, actor):
    """The bytes of the form; event `projects.micro_project.print`."""
    return print_document(APPLICATION, {"project": project, "reader": actor}, obj=project, actor=actor)


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
        f"申请的支持方式为{project.get_support_asked_display()}，申请财政资金 {project.fiscal_amount:,.2f} 元"
        f"（{yuan_words(project.fiscal_amount)}）。"
    )
    paper.heading("承诺与回避声明")
    paper.text(project.conflict_statement)
    if project.no_repeat_statement:
        paper.text(f"不属重复建设的说明：{project.no_repeat_statement}")
    community = said_of(project.area, "社区（村）")
    for heading, office, words in (
        ("小区党支部意见", "小区党支部", ""),
        (f"{community}意见", community, opinion(project, ("check", "check_for_community"))),
        ("街道意见", "街道（镇）", opinion(project, ("review",))),
    ):
        paper.heading(heading)
        paper.text(words)
        paper.signature("负责人（签字）")
        paper.seal(office)
    paper.part("联席会议意见", decision_text(project))
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
    photos = files.count(project, PHOTO_BEFORE)
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
    """Sitting, support, amount and conditions in a sentence; "" before the conference decided."""
    if project.agenda_item_id is None:
        return ""
    meeting = project.agenda_item.conference.title
    if project.status != APPROVED:
        return f"{meeting}：{project.get_status_display()}。"
    amount = project.approved_amount
    words = (
        f"{meeting}同意立项，{GIVEN.get(project.support_class, project.get_support_class_display())}，"
        f"批准财政资金 {amount:,.2f} 元（{yuan_words(amount)}）。"
    )
    return f"{words}条件：{project.conditions.rstrip('。')}。" if project.conditions else words


def application_values(project, reader):
    """What the application says, by field."""
    demands = list(project.demands.order_by("id"))
    area = project.area
    return {
        "number": project.number,
        "title": project.title,
        "area": area.name,
        "places": " ".join(place.name for place in (area.street, area.community) if place),
        "kind": project.get_kind_display(),
        "category": project.category.name,
        "demands": demand_text(project, demands),
        "need": project.need,
        "common_parts": common_parts_text(project),
        "place": project.place,
        "content": project.content,
        "households": project.household_count,
        "people": project.people_count,
        "planned_from": zh_date(project.planned_from) if project.planned_from else "",
        "planned_until": zh_date(project.planned_until) if project.planned_until else "",
        "implementer": project.implementer,
        "maintenance": project.maintenance,
        "deliberation": deliberation_text(project),
        "support_asked": project.get_support_asked_display(),
        "fiscal_amount": f"{project.fiscal_amount:,.2f}",
        "fiscal_words": yuan_words(project.fiscal_amount),
        "total": f"{project.total_amount:,.2f}",
        "total_words": yuan_words(project.total_amount),
        "conflicts": project.conflict_statement,
        "decision": decision_text(project),
        "lines": [
            {
                "no": number,
                "name": line.name,
                "spec": line.spec,
                "quantity": f"{line.quantity.normalize():f} {line.unit}",
                "price": f"{line.unit_price:,.2f}",
                "amount": f"{line.amount:,.2f}",
            }
            for number, line in enumerate(project.lines.all(), 1)
        ],
        "sources": [
            {"kind": row.get_kind_display(), "amount": f"{row.amount:,.2f}", "note": row.note}
            for row in project.sources.all()
        ],
        "attachments": [{"name": row.name} for row in files.readable(project, reader)[0]],
    }


APPLICATION = paper_kind(
    "micro_project_application",
    "微项目申报表",
    write,
    values=application_values,
    fields=[
        PaperField("number", "编号；未编号为空", "微2026-003"),
        PaperField("title", "项目名称", "楼道照明改造"),
        PaperField("area", "申报小区（村）", "幸福里小区"),
        PaperField("places", "所属街道、社区", "月塘街道 幸福社区"),
        PaperField("kind", "项目类型", "工程类"),
        PaperField("category", "需求类别", "公共照明"),
        PaperField("demands", "需求来源", "需2026-001，反映 12 户，现状照片 2 张"),
        PaperField("need", "居民需求", "楼道没有灯"),
        PaperField("common_parts", "是否涉及业主共有部分", "是"),
        PaperField("place", "建设地点", "1 至 4 栋"),
        PaperField("content", "建设内容", "更换灯具"),
        PaperField("households", "受益户数", "120"),
        PaperField("people", "受益人数", "360"),
        PaperField("planned_from", "计划开工", "2026年5月1日"),
        PaperField("planned_until", "计划完工", "2026年6月30日"),
        PaperField("implementer", "实施单位", "幸福里小区党支部"),
        PaperField("maintenance", "后续管护责任", "物业公司"),
        PaperField("deliberation", "民主议事情况", "2026年3月26日，小区议事会，结果：通过。"),
        PaperField("support_asked", "申请的支持", "全额补助"),
        PaperField("fiscal_amount", "申请财政（元）", "32,000.00"),
        PaperField("fiscal_words", "申请财政（大写）", "人民币叁万贰仟元整"),
        PaperField("total", "预算合计（元）", "32,000.00"),
        PaperField("total_words", "预算合计（大写）", "人民币叁万贰仟元整"),
        PaperField("conflicts", "承诺与回避声明", "与施工单位没有利害关系"),
        PaperField("decision", "联席会议意见；未议定为空", "第3次联席会议同意立项。"),
        PaperField(
            "lines",
            "预算明细",
            columns=(
                PaperField("no", "序号", "1"),
                PaperField("name", "名称", "灯具"),
                PaperField("spec", "规格", "LED 12W"),
                PaperField("quantity", "数量", "40 盏"),
                PaperField("price", "单价（元）", "800.00"),
                PaperField("amount", "金额（元）", "32,000.00"),
            ),
        ),
        PaperField(
            "sources",
            "资金来源",
            columns=(
                PaperField("kind", "来源", "财政"),
                PaperField("amount", "金额（元）", "32,000.00"),
                PaperField("note", "说明", "—"),
            ),
        ),
        PaperField("attachments", "附件清单", columns=(PaperField("name", "文件名", "现状照片.jpg"),)),
    ],
)
