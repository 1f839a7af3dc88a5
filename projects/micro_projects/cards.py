"""The approval of a micro-project, to be sent on to its residents."""

from governance.areas.naming import public_place, said_of
from governance.kernel.clock.clock import zh_date
from governance.kernel.figures.formats import in_yuan
from governance.kernel.pages.cards import Card, card
from governance.kernel.upkeep import masks


def is_told(project):
    """Approved, and the result on which it rests neither under review nor set aside."""
    basis = project.deliberation
    return project.is_approved and not (basis and (basis.is_reopened or basis.is_overturned))


def names_of(project):
    """Who leads what carries it out, who presided over the meeting of its residents."""
    leader = project.implementer and project.implementer.leader
    basis = project.deliberation
    return [*([leader.name] if leader else []), *([basis.chair, basis.clerk] if basis else [])]


@card("projects.microproject", when=is_told, names=names_of)
def approval_of(project):
    """What is built or done where, for how many, with which money, decided when and by whom."""
    item = project.agenda_item
    by = f"{item.conference.title}议定" if item is not None else ""
    return Card(
        "微项目立项",
        project.title,
        f"{project.area.name}申报的微项目“{project.title}”已立项。",
        [
            ("地点", f"{public_place(project.area)} {masks.address(project.place)}".strip()),
            ("内容", project.content),
            ("受益居民", f"{project.household_count} 户" if project.household_count else ""),
            ("预算合计", in_yuan(project.total_amount)),
            ("支持", f"{project.get_support_class_display()}，批准财政 {in_yuan(project.approved_amount)}"),
            ("计划工期", period_of(project)),
            ("实施单位", project.implementer.name if project.implementer else ""),
            ("立项", "，".join(filter(None, [zh_date(project.approved_on), by]))),
            ("条件", project.conditions),
        ],
        way=said_of(project.area, "对项目有意见、建议的，可以向居（村）民委员会提出。"),
        number=project.number,
    )


def period_of(project):
    days = (project.planned_from, project.planned_until)
    return f"{zh_date(days[0])}至{zh_date(days[1])}" if all(days) else ""
