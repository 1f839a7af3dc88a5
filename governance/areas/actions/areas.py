"""The steps of an area: create, edit, rename, merge, split, close.

Nothing in the tree is ever deleted and no code ever changes.  A merged area
keeps its code and its rows and is from that day below its successor, and its
children become children of the successor.  Source: domain.md §6.2.
"""

from datetime import timedelta

from governance.areas.models import Area, Compound, Level, PostSeat
from governance.areas.workflow import AREA
from governance.kernel.clock import clock
from governance.kernel.steps.events import record
from governance.kernel.steps.faults import Faults, refuse_all
from governance.kernel.steps.forms import assign
from governance.kernel.steps.saving import lock, save_valid

from .checks import (
    check_moved,
    check_new_name,
    check_parent,
    check_rename_day,
    check_successor,
    day_not_in_future,
    name_began,
    read_part,
)
from .tree import (
    choose_segment,
    keep_old_name,
    move_below_successor,
    move_node,
    name_after_origin,
    order_of_segment,
    refuse_same_name,
    refuse_same_name_below,
)

PROFILE = [field.name for field in Compound._meta.fields if field.name not in ("id", "area")]


# ------------------------------------------------------------ new nodes
@AREA.step("create")
def create(area, *, actor, work, parent, name, note="", segment="", household_count=None, valid_from=None, **profile):
    """Register a new compound, building, stair unit or household below `parent`.

    segment -- the household's own number ("0302"); other levels count on from the last one used

    Streets and communities are not made here but come from the statistical
    file (`divisions.load_divisions`).  Refusals: wrong_level, area_ended, segment_taken, name_taken.
    Event `governance.area.create`.
    """
    parent = lock(parent)  # two new siblings cannot get the same number
    faults = Faults()
    faults.note(lambda: check_parent(parent))
    own = read_node(parent, name, segment, faults)
    faults.refuse()
    area.place_below(parent, own)
    area.kind, area.code, area.name = area.level, f"{parent.code}-{own}", name
    area.official_name = area.official_name or name
    area.household_count, area.valid_from = household_count, valid_from or clock.today()
    area.order, area.is_demo, area.created_by = order_of_segment(own), parent.is_demo, actor

    def after(saved):
        if saved.level == Level.COMPOUND:
            Compound.objects.create(
                area=saved, created_by=actor, **{name: value for name, value in profile.items() if name in PROFILE}
            )
            set_expected_posts(saved, {role: profile.get(f"{role}_seats") for role in ("patch_leader", "group_leader")})

    work.after(after)
    return {"facts": [["上级", parent.name], ["代码", area.code]]}


def read_node(parent, name, segment, faults):
    """The number of a new area below a parent that takes one; what is wrong with number or name is noted."""
    own = ""
    if not faults.found:
        with faults.noted():
            own = choose_segment(parent, segment)
        faults.note(lambda: refuse_same_name(Area(name=name), parent))
    return own


@AREA.rehearsal("create")
def rehearse_create(area, given, faults, wrong):
    """Note what would be refused of a new area some fields of which are wrong."""
    if "parent" not in wrong:
        faults.note(lambda: check_parent(given["parent"]))
        read_node(given["parent"], given.get("name") or "", given.get("segment") or "", faults)


# ------------------------------------------------------------ what is known of a node
@AREA.step("edit")
def edit(area, *, actor, note="", **data):
    """Correct what is registered: households, aliases, a compound's profile, how many posts it should have.

    `<role>_seats` are the numbers of posts.  Event `governance.area.edit` with the changes.
    """
    changed = assign(area, {name: value for name, value in data.items() if name in ("household_count", "aliases")})
    changes = changed.get("changes", [])
    if area.level == Level.COMPOUND:
        profile, _ = Compound.objects.select_for_update().get_or_create(area=area)
        values = {name: value for name, value in data.items() if name in PROFILE}
        changes += assign(profile, values).get("changes", [])
        save_valid(profile)
    set_expected_posts(
        area, {name.removesuffix("_seats"): value for name, value in data.items() if name.endswith("_seats")}
    )
    return {"changes": changes} if changes else {}


def set_expected_posts(area, seats):
    """Set how many holders of each post the area should have; None leaves a number as it is."""
    for role, expected in seats.items():
        if expected is not None:
            PostSeat.objects.update_or_create(area=area, role=role, defaults={"expected": expected})


@AREA.step("confirm")
def confirm(area, *, actor, note=""):
    """Somebody has compared the register of a compound with the place and found it right: it counts as touched today.

    Event `governance.area.confirm`.  Source: domain.md §2.18.
    """


@AREA.step("rename")
def rename(area, *, actor, name, official_name="", renamed_on=None, note=""):
    """Give the place a new name from a day on; the old name stays in its history.

    Refusals: renamed_in_future, renamed_too_early, name_taken, same_name.  Event `governance.area.rename`.
    """
    day = renamed_on or clock.today()
    official = official_name or (area.official_name if area.official_name != area.name else name)
    began, old = name_began(area), area.name
    refuse_all(
        lambda: check_rename_day(day, began),
        lambda: check_new_name(area, name, official),
    )
    keep_old_name(area, day, began, note)
    area.name, area.official_name = name, official
    area.aliases = [alias for alias in area.aliases if alias != name]
    return {"changes": [["名称", old, name]], "on": day.isoformat()}


@AREA.rehearsal("rename")
def rehearse_rename(area, given, faults, wrong):
    """Note what would be refused of a new name some fields of which are wrong."""
    if "renamed_on" not in wrong:
        faults.note(lambda: check_rename_day(given.get("renamed_on") or clock.today(), name_began(area)))
    if "name" not in wrong:
        official = given.get("official_name") or area.official_name
        faults.note(lambda: check_new_name(area, given["name"], official))


# ------------------------------------------------------------ merge, split, close
@AREA.entry_rule("merge")
def merged_by_today(area, *, merged_on=None):
    """A place is not merged on a day to come (day_in_future)."""
    day_not_in_future(merged_on, "merged_on")


@AREA.entry_rule("merge")
def successor_fits(area, *, actor, into):
    """See `check_successor`, which is asked again of the locked row."""
    check_successor(area, into, actor)


@AREA.step("merge")
def merge(area, *, actor, into, merged_on=None, note=""):
    """Make the area part of `into`, of the same level; its last day is the day before.

    Children move below the successor; a building whose name is taken there (every compound has a 1栋) is called after
    the compound it comes from.  Rows that refer to the area stay and
    are found below the successor from then on.  Posts and organisations of the
    area itself remain until a user ends them.
    Refusals: merge_self, wrong_level, area_ended, day_in_future, name_taken, not_allowed.
    Event `governance.area.merge`; `governance.area.receive` on the successor.
    """
    day = day_not_in_future(merged_on, "merged_on")
    first, second = sorted((area, into), key=lambda node: node.pk)
    lock(first), lock(second)
    into = Area.objects.get(pk=into.pk)
    check_successor(area, into, actor)
    children = list(area.children.in_group("current").order_by("code"))
    for child in children:
        name_after_origin(child, area, into, day, actor)
        refuse_same_name_below(child, into)
        move_node(child, into)
    area.refresh_from_db(fields=["path"])
    move_below_successor(area, into)
    area.succeeded_by, area.valid_until = into, day - timedelta(1)
    for column in ("street_id", "community_id", "compound_id"):
        setattr(area, column, getattr(into, column))
    record(
        "governance.area.receive",
        into,
        actor=actor,
        label="并入区域",
        data={"note": note, "facts": [["并入的区域", f"{area.name}（{area.code}）"], ["下级", f"{len(children)} 个"]]},
    )
    return {"facts": [["并入", f"{into.name}（{into.code}）"], ["下级", f"{len(children)} 个"]], "into": into.pk}


@AREA.entry_rule("split")
def split_by_today(area, *, split_on=None):
    """A place is not split on a day to come (day_in_future)."""
    day_not_in_future(split_on, "split_on")


@AREA.rehearsal("split")
def rehearse_split(area, given, faults, wrong):
    """Note what would be refused of a split some fields of which are wrong."""
    if "children" not in wrong:
        faults.note(lambda: check_moved(area, given["children"]))
    if not wrong & {"name", "code"}:
        read_part(area, area.parent, given["name"], given.get("code") or "", faults)


@AREA.step("split")
def split(area, *, actor, name, code, children, official_name="", split_on=None, note=""):
    """Make a part of the area a new area of the same level, with the chosen children; the rest stays.

    code     -- the new area's own code, 9 digits for a street, 12 for a community;
                "" for a compound, whose code is the next free one
    children -- the children that move to the new area; at least one
    Refusals: wrong_level, no_children, foreign_child, wrong_code, code_taken, name_taken, day_in_future.
    Event `governance.area.split`; `governance.area.create` on the new area.
    """
    day = day_not_in_future(split_on, "split_on")
    children = list(Area.objects.filter(pk__in=[child.pk for child in children]).order_by("code"))
    faults, parent = Faults(), lock(area.parent)
    faults.note(lambda: check_moved(area, children))
    code = read_part(area, parent, name, code, faults)
    faults.refuse()
    new = Area(code=code, kind=area.kind, name=name, official_name=official_name or name, is_demo=area.is_demo)
    new.place_below(parent, code.removeprefix(parent.code).lstrip("-"))
    new.order, new.valid_from, new.created_by = order_of_segment(new.segment), day, actor
    save_valid(new)
    new.refresh_from_db()
    if new.level == Level.COMPOUND:
        Compound.objects.create(area=new, created_by=actor)
    for child in children:
        move_node(child, new)
    facts = [["新区域", f"{new.name}（{new.code}）"], ["划出", "、".join(child.name for child in children)[:200]]]
    record(
        "governance.area.create",
        new,
        actor=actor,
        label="由拆分设立",
        data={"note": note, "facts": [["析自", f"{area.name}（{area.code}）"], facts[1]]},
    )
    return {"facts": facts, "new": new.pk}


@AREA.step("close")
def close(area, *, actor, closed_on=None, note=""):
    """Close an area that no longer exists (demolished, abolished); it stays in the register.

    Refusals: has_children, has_posts, has_organisations, day_in_future.  Event `governance.area.close`.
    """
    day = day_not_in_future(closed_on, "closed_on")
    area.valid_until = day
    return {"on": day.isoformat()}
