"""What a new, renamed, merged or split place is asked; each question is one function."""

from datetime import timedelta

from governance.areas.models import Area, Level
from governance.areas.workflow import EDIT_AREAS
from governance.kernel.clock import clock
from governance.kernel.steps.backdating import refuse_future
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.faults import refuse_all

from .tree import choose_code, refuse_same_name


def check_parent(parent):
    """New areas are made below a community, compound, building or stair that is there (wrong_level, area_ended)."""
    if parent.level in (Level.DISTRICT, Level.STREET, Level.HOUSEHOLD):
        raise Refused(f"“{parent.name}”之下不能新增区域；镇街和社区由统计代码文件装入", "wrong_level", field="parent")
    if not parent.is_current:
        raise Refused(f"“{parent.name}”已停用，不能新增下级", "area_ended", field="parent")


def day_not_in_future(day, field):
    """The day, today where none is given.  Refuses day_in_future."""
    day = day or clock.today()
    refuse_future(day, field, "日期不能晚于今天", "day_in_future")
    return day


# ------------------------------------------------------------ renamed
def name_began(area):
    """The first day of the present name; None where it is not known."""
    last = area.names.filter(valid_until__isnull=False).order_by("-valid_until").first()
    return last.valid_until + timedelta(1) if last else area.valid_from


def check_rename_day(day, began):
    """A new name begins by today, and after the present one (renamed_in_future, renamed_too_early)."""
    refuse_future(day, "renamed_on", "更名日期不能晚于今天", "renamed_in_future")
    if began and day <= began:
        raise Refused(
            f"现用名称自 {clock.zh_date(began)}起使用，更名日期须晚于此日",
            "renamed_too_early",
            field="renamed_on",
        )


def check_new_name(area, name, official):
    """The name is another one, and no sibling has it (same_name, name_taken)."""
    if (name, official) == (area.name, area.official_name):
        raise Refused("新名称与现用名称相同", "same_name", field="name")
    if area.parent_id:
        refuse_same_name(Area(pk=area.pk, name=name), area.parent)


# ------------------------------------------------------------ merged and split
def check_successor(area, into, actor):
    """The successor is another place of the same level, in force, and in the actor's hands; all faults at once.

    Refuses merge_self, wrong_level, area_ended, not_allowed.
    """
    if area.pk == into.pk:
        raise Refused("不能并入自己", "merge_self", field="into")
    refuse_all(
        lambda: refuse_other_level(area, into),
        lambda: refuse_ended(into),
        lambda: refuse_out_of_reach(into, actor),
    )


def refuse_other_level(area, into):
    if into.level != area.level or area.level == Level.DISTRICT:
        raise Refused("只能并入同一层级的区域", "wrong_level", field="into")


def refuse_ended(into):
    if not into.is_current:
        raise Refused(f"“{into.name}”已停用，不能并入", "area_ended", field="into")


def refuse_out_of_reach(into, actor):
    if actor is not None and not (verdict := actor.can(EDIT_AREAS, into)):
        raise Refused(verdict.reason, "not_allowed", field="into")


def check_moved(area, children):
    """At least one child moves, and only children that are there (no_children, foreign_child)."""
    if not children:
        raise Refused("请选择划入新区域的下级", "no_children", field="children")
    if any(child.parent_id != area.pk or not child.is_current for child in children):
        raise Refused("只能划出本区域现行的下级", "foreign_child", field="children")


def read_part(area, parent, name, code, faults):
    """The code of the new area; what is wrong with it or with the name is noted in `faults`."""
    with faults.noted():
        code = choose_code(area, parent, code)
    faults.note(lambda: refuse_same_name(Area(name=name), parent))
    return code
