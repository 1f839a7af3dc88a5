"""督办单 as .docx: what is late, what is asked for, what was answered; never case text.  Source: domain.md §2.17."""

from django.apps import apps

from governance.kernel.clock import clock, rules
from governance.kernel.clock.clock import zh_date
from governance.kernel.figures.formats import provisional, with_basis
from governance.kernel.models.scopes import ROOT
from governance.kernel.papers.kinds import PaperField, paper_kind

from .workflow import PERIOD

DASH = "—"
BLANK = "\n\n\n"  # lines to write on


def supervision_values(supervision):
    """What a 督办单 says, by field."""
    deadline, area = supervision.deadline, supervision.area
    is_street = supervision.level == supervision.Level.STREET and area.street is not None
    return {
        "number": supervision.number,
        "addressee": supervision.addressee,
        "matter": deadline.title,
        "matter_number": deadline.number,
        "about": supervision.about,
        "place": " ".join(above.name for above in (area.street, area.community) if above) or area.name,
        "task": deadline.task,
        "due_on": provisional(zh_date(supervision.was_due_on), deadline.is_provisional),
        "due_basis": rules.get(deadline.rule, deadline.opened_on).basis if deadline.rule else "",
        "days_late": supervision.days_late,
        "late_kind": deadline.get_late_kind_display(),
        "requirement": supervision.requirement,
        "issued_by": supervision.issued_by.name,
        "issued_on": zh_date(clock.local_date(supervision.issued_at)),
        "reply_due_on": provisional(zh_date(supervision.reply_due_on), supervision.reply_is_provisional),
        "reply_basis": rules.get(PERIOD, clock.local_date(supervision.issued_at)).basis,
        "answer": supervision.answer,
        "promised_on": zh_date(supervision.promised_on) if supervision.promised_on else "",
        "answered_by": answered_by(supervision) if supervision.answered_at else "",
        "office": area.street.name if is_street else f"{find_district().name}基层治理联席会议办公室",
    }


def supervision_paper(paper, supervision):
    """Number, matter, requirement, answer, and the office that signs."""
    said = supervision_values(supervision)
    paper.title("督 办 单")
    paper.number(said["number"])
    paper.addressee(said["addressee"])
    late_kind = [("逾期原因", said["late_kind"], True)] if said["late_kind"] else []
    paper.facts(
        [
            ("督办事项", said["matter"], True),
            ("事项编号", said["matter_number"] or DASH),
            ("类别", said["about"]),
            ("辖区", said["place"]),
            ("办理环节", said["task"]),
            ("应办结日期", with_basis(said["due_on"], said["due_basis"]) if said["due_basis"] else said["due_on"]),
            ("已逾期", f"{said['days_late']} 天"),
            *late_kind,
            ("督办要求", said["requirement"], True),
            ("督办人", said["issued_by"]),
            ("答复期限", with_basis(said["reply_due_on"], said["reply_basis"])),
            ("办理情况", said["answer"] or BLANK, True),
            ("承诺办结", said["promised_on"]),
            ("答复人", said["answered_by"]),
        ]
    )
    paper.seal(said["office"], clock.local_date(supervision.issued_at))


def answered_by(supervision):
    """Who answered, and on which day."""
    return f"{supervision.answered_by.name} {zh_date(clock.local_date(supervision.answered_at))}"


def find_district():
    return apps.get_model("governance", "Area").objects.get(path=ROOT)


SUPERVISION_PAPER = paper_kind(
    "supervision",
    "督办单",
    supervision_paper,
    values=supervision_values,
    fields=[
        PaperField("number", "督办单编号", "荷联督〔2026〕3号"),
        PaperField("addressee", "主送：承办单位和承办人", "月塘街道"),
        PaperField("matter", "督办事项", "幸福里小区楼道照明改造"),
        PaperField("matter_number", "事项编号", "微2026-003"),
        PaperField("about", "事项类别", "微项目"),
        PaperField("place", "辖区", "月塘街道 幸福社区"),
        PaperField("task", "办理环节", "街道审核"),
        PaperField("due_on", "应办结日期", "2026年3月20日"),
        PaperField("due_basis", "办结期限的依据；没有为空", "本区规定"),
        PaperField("days_late", "已逾期天数", "6"),
        PaperField("late_kind", "逾期原因", "等待其他单位"),
        PaperField("requirement", "督办要求", "请于期限内办结并答复。"),
        PaperField("issued_by", "督办人", "李明"),
        PaperField("issued_on", "发出日期", "2026年3月26日"),
        PaperField("reply_due_on", "答复期限", "2026年3月31日"),
        PaperField("reply_basis", "答复期限的依据", "本区规定"),
        PaperField("answer", "办理情况；未答复为空", "已完成审核。"),
        PaperField("promised_on", "承诺办结日期；未答复为空", "2026年4月2日"),
        PaperField("answered_by", "答复人和日期；未答复为空", "王芳 2026年3月28日"),
        PaperField("office", "发文机关", "荷塘区基层治理联席会议办公室"),
    ],
)
