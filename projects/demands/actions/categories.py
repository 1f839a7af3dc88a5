"""The catalogue of categories of demands: added, revised, ended (domain.md §2.12)."""

from datetime import timedelta

from governance.kernel.clock import clock
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.forms import assign
from governance.kernel.steps.saving import save_valid
from projects.demands.models.categories import DemandCategory
from projects.demands.workflow import CATEGORY, ENDED


@CATEGORY.step("add")
def add(category, *, actor, note="", **data):
    """Add a category from a day on.  Refuses code_taken."""
    assign(category, data)
    category.created_by = actor
    if DemandCategory.objects.filter(code=category.code, area=category.area).exists():
        raise Refused(f"代码“{category.code}”已用过；代码用于历年统计，不能重复使用", "code_taken", field="code")


@CATEGORY.step("revise")
def revise(category, *, actor, work, note="", valid_from, **data):
    """Change name, examples or desk from a day on: the old version ends the day before, the code stays.

    On the day on which a version began it is corrected in place.
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
    """End the use of a category; its demands stay counted under its code.

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
