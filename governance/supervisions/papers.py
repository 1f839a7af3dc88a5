"""督办单 as .docx: what is late, what is asked for, what was answered; never case text.  Source: domain.md §2.17."""

from django.apps import apps

from governance.kernel.clock import clock
from governance.kernel.clock.clock import zh_date
from governance.kernel.figures.formats import provisional
from governance.kernel.models.scopes import ROOT

CODE = "督办单"
DASH = "—"
BLANK = "\n\n\n"  # lines to write on


def supervision_paper(paper, supervision):
    """Number, matter, requirement, answer, and the office that signs."""
    deadline, area = supervision.deadline, supervision.area
    place = " ".join(above.name for above in (area.street, area.community) if above) or area.name
    paper.title("督 办 单")
    paper.number(supervision.number)
    paper.addressee(supervision.addressee)
    paper.facts(
        [
            ("督办事项", deadline.title, True),
            ("事项编号", deadline.number or DASH),
            ("类别", supervision.about),
            ("辖区", place),
            ("办理环节", deadline.task),
            ("应办结日期", provisional(zh_date(supervision.was_due_on), deadline.is_provisional)),
            ("已逾期", f"{supervision.days_late} 天"),
            ("逾期原因", deadline.get_late_kind_display(), True),
            ("督办要求", supervision.requirement, True),
            ("督办人", supervision.issued_by.name),
            ("答复期限", provisional(zh_date(supervision.reply_due_on), supervision.reply_is_provisional)),
            ("办理情况", supervision.answer or BLANK, True),
            ("承诺办结", zh_date(supervision.promised_on) if supervision.promised_on else ""),
            ("答复人", answered_by(supervision) if supervision.answered_at else ""),
        ]
    )
    is_street = supervision.level == supervision.Level.STREET and area.street is not None
    office = area.street.name if is_street else f"{find_district().name}基层治理联席会议办公室"
    paper.seal(office, clock.local_date(supervision.issued_at))


def answered_by(supervision):
    """Who answered, and on which day."""
    return f"{supervision.answered_by.name} {zh_date(clock.local_date(supervision.answered_at))}"


def find_district():
    return apps.get_model("governance", "Area").objects.get(path=ROOT)
