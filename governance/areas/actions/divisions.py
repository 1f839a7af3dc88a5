"""Load the checked lines of a statistical file into the area tree.  Source: domain.md §6.1, §6.2."""

from datetime import timedelta

from governance.areas.models import Area, Level
from governance.kernel.clock import clock
from governance.kernel.steps.events import record
from governance.kernel.steps.saving import save_valid

from .tree import keep_old_name


def load_divisions(divisions, known, *, actor=None, on=None, is_demo=False):
    """Load the checked lines of a file: unknown codes are created, changed names become renamings.

    divisions -- divisions.Reading.divisions without errors, upper levels first
    known     -- {code: Area} as `divisions.compare_with_register` returned it
    Returns {"created": n, "renamed": n, "unchanged": n}.  Safe to repeat.
    """
    day = on or clock.today()
    counts = {"created": 0, "renamed": 0, "unchanged": 0}
    for division in divisions:
        area = known.get(division.code)
        if area is None:
            known[division.code] = create_division(division, known.get(division.parent_code), actor, is_demo)
            counts["created"] += 1
        elif (area.name, area.official_name) != (division.name, division.official_name):
            old = area.name
            last = area.names.filter(valid_until__isnull=False).order_by("-valid_until").first()
            keep_old_name(area, day, last.valid_until + timedelta(1) if last else area.valid_from, "统计代码文件")
            area.name, area.official_name = division.name, division.official_name
            area.aliases = [alias for alias in area.aliases if alias != area.name]
            save_valid(area)
            record(
                "governance.area.rename",
                area,
                actor=actor,
                label="更名（统计代码文件）",
                data={"changes": [["名称", old, area.name]], "on": day.isoformat()},
            )
            counts["renamed"] += 1
        else:
            counts["unchanged"] += 1
    return counts


def create_division(division, parent, actor, is_demo):
    """Create one node of the tree from a line of the file."""
    area = Area(code=division.code, name=division.name, official_name=division.official_name, kind=division.kind)
    if parent is None:
        area.level, area.path, area.depth = Level.DISTRICT, "/", 0
    else:
        area.place_below(parent, division.code[-3:])
        area.order = int(division.code[-3:])
    area.source, area.created_by, area.is_demo = division.source, actor, is_demo
    save_valid(area)
    record("governance.area.create", area, actor=actor, label="由统计代码文件装入", data={"code": area.code})
    return area
