"""How the area tree grows and changes; nothing in it is ever deleted and no code ever changes.

A merged node keeps its code and its rows and from that day lies below its
successor: its path, and the paths of all below it, are rewritten, so that
every scope, filter and figure of the successor covers what came with it.
Its children become children of the successor.  Source: domain.md §6.2.
"""

from datetime import timedelta

from django.db import connection

from governance.kernel.clock import clock
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.events import record
from governance.kernel.steps.forms import assign
from governance.kernel.steps.workflow import lock, save_valid

from .models import Area, AreaName, Compound, Level, PostSeat
from .workflow import AREA

SEGMENTS = {Level.COMPOUND: ("X", 3), Level.BUILDING: ("B", 3), Level.UNIT: ("", 2), Level.HOUSEHOLD: ("", 4)}
PROFILE = [field.name for field in Compound._meta.fields if field.name not in ("id", "area")]


# ------------------------------------------------------------ new nodes
@AREA.step("create")
def create(area, *, actor, work, parent, name, note="", segment="", household_count=None, valid_from=None, **profile):
    """A new compound, building, stair unit or household below `parent`.

    segment -- the household's own number ("0302"); other levels count on from the last one used

    Streets and communities are not made here but come from the statistical
    file (`load`).  Refusals: wrong_level, area_ended, segment_taken, name_taken.
    Event `governance.area.create`.
    """
    parent = lock(parent)  # two new siblings cannot get the same number
    if parent.level in (Level.DISTRICT, Level.STREET, Level.HOUSEHOLD):
        raise Refused(f"“{parent.name}”之下不能新增区域；镇街和社区由统计代码文件装入", "wrong_level", field="parent")
    if parent.status != Area.Status.CURRENT:
        raise Refused(f"“{parent.name}”已停用，不能新增下级", "area_ended", field="parent")
    own = segment_below(parent, segment)
    area.place(parent, own)
    area.kind, area.code, area.name = area.level, f"{parent.code}-{own}", name
    area.official_name = area.official_name or name
    area.household_count, area.valid_from = household_count, valid_from or clock.today()
    area.order, area.is_demo, area.created_by = order_of(own), parent.is_demo, actor
    refuse_same_name(area, parent)

    def after(saved):
        if saved.level == Level.COMPOUND:
            Compound.objects.create(area=saved, created_by=actor, **{k: v for k, v in profile.items() if k in PROFILE})
            expect(saved, {role: profile.get(f"{role}_seats") for role in ("patch_leader", "group_leader")})

    work.after(after)
    return {"facts": [["上级", parent.name], ["代码", area.code]]}


def segment_below(parent, wanted=""):
    """The next free number below a parent, or the wanted one where people know it (room numbers)."""
    level = Level(list(Level)[list(Level).index(parent.level) + 1])
    prefix, length = SEGMENTS[level]
    used = set(Area.objects.filter(code__startswith=f"{parent.code}-").values_list("code", flat=True))
    if wanted:
        own = prefix + wanted.removeprefix(prefix).zfill(length)
        if len(own) != len(prefix) + length or not own[len(prefix) :].isdigit():
            raise Refused(f"编号须为不超过 {length} 位的数字", "wrong_segment", field="segment")
        if f"{parent.code}-{own}" in used:
            raise Refused(f"“{parent.name}”之下已有编号 {own}", "segment_taken", field="segment")
        return own
    for number in range(1, 10**length):
        own = f"{prefix}{number:0{length}}"
        if f"{parent.code}-{own}" not in used:
            return own
    raise Refused(f"“{parent.name}”之下的编号已用完", "segments_used_up", field="parent")


def order_of(segment):
    return int("".join(char for char in segment if char.isdigit()) or 0)


def refuse_same_name(area, parent):
    same = Area.objects.current().filter(parent=parent, name=area.name).exclude(pk=area.pk)
    if same.exists():
        raise Refused(f"“{parent.name}”之下已有“{area.name}”", "name_taken", field="name")


# ------------------------------------------------------------ what is known of a node
@AREA.step("edit")
def edit(area, *, actor, note="", **data):
    """Correct what the register knows: households, aliases, a compound's profile, how many posts it should have.

    `<role>_seats` are the numbers of posts.  Event `governance.area.edit` with the changes.
    """
    changed = assign(area, {name: value for name, value in data.items() if name in ("household_count", "aliases")})
    changes = changed.get("changes", [])
    if area.level == Level.COMPOUND:
        profile, _ = Compound.objects.select_for_update().get_or_create(area=area)
        values = {name: value for name, value in data.items() if name in PROFILE}
        changes += assign(profile, values).get("changes", [])
        save_valid(profile)
    expect(area, {name.removesuffix("_seats"): value for name, value in data.items() if name.endswith("_seats")})
    return {"changes": changes} if changes else {}


def expect(area, seats):
    """How many holders of each post the area should have; None leaves it as it is."""
    for role, expected in seats.items():
        if expected is not None:
            PostSeat.objects.update_or_create(area=area, role=role, defaults={"expected": expected})


@AREA.step("rename")
def rename(area, *, actor, name, official_name="", renamed_on=None, note=""):
    """The place is called otherwise from a day on; the old name stays in its history.

    Refusals: renamed_in_future, renamed_too_early, name_taken, same_name.  Event `governance.area.rename`.
    """
    day = renamed_on or clock.today()
    official = official_name or (area.official_name if area.official_name != area.name else name)
    if day > clock.today():
        raise Refused("更名日期不能晚于今天", "renamed_in_future", field="renamed_on")
    last = area.names.filter(valid_until__isnull=False).order_by("-valid_until").first()
    began = last.valid_until + timedelta(1) if last else area.valid_from
    if began and day <= began:
        raise Refused(
            f"现用名称自 {clock.zh_date(began)}起使用，更名日期须晚于此日",
            "renamed_too_early",
            field="renamed_on",
        )
    if (name, official) == (area.name, area.official_name):
        raise Refused("新名称与现用名称相同", "same_name", field="name")
    old = area.name
    keep_name(area, day, began, note)
    area.name, area.official_name = name, official
    area.aliases = [alias for alias in area.aliases if alias != name]
    if area.parent_id:
        refuse_same_name(area, area.parent)
    return {"changes": [["名称", old, name]], "on": day.isoformat()}


def keep_name(area, day, began, reason):
    """Put the name used so far into the history."""
    AreaName.objects.create(
        area=area,
        name=area.name,
        official_name=area.official_name,
        valid_from=began,
        valid_until=day - timedelta(1),
        reason=reason[:120],
    )
    if area.name not in area.aliases:
        area.aliases = [*area.aliases, area.name]  # still found by the old name


# ------------------------------------------------------------ merge, split, close
@AREA.step("merge")
def merge(area, *, actor, into, merged_on=None, note=""):
    """The area becomes part of `into`, of the same level: its last day is the day before.

    Children move below the successor; rows that point to the area stay and
    are found below the successor from now on.  Posts and organisations of the
    area itself stay in office until somebody ends them.
    Refusals: merge_self, wrong_level, area_ended, day_in_future, name_taken, not_allowed.
    Event `governance.area.merge`; `governance.area.receive` on the successor.
    """
    day = day_not_in_future(merged_on, "merged_on")
    if area.pk == into.pk:
        raise Refused("不能并入自己", "merge_self", field="into")
    first, second = sorted((area, into), key=lambda one: one.pk)
    lock(first), lock(second)
    into = Area.objects.get(pk=into.pk)
    if into.level != area.level or area.level == Level.DISTRICT:
        raise Refused("只能并入同一层级的区域", "wrong_level", field="into")
    if into.status != Area.Status.CURRENT:
        raise Refused(f"“{into.name}”已停用，不能并入", "area_ended", field="into")
    if actor is not None and not (verdict := actor.can("governance.edit_areas", into)):
        raise Refused(verdict.reason, "not_allowed", field="into")
    children = list(Area.objects.filter(parent=area, status=Area.Status.CURRENT).order_by("code"))
    for child in children:
        refuse_same_name_below(child, into)
        move(child, into)
    area.refresh_from_db(fields=["path"])
    lay_below(area, into)
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


def refuse_same_name_below(child, parent):
    if Area.objects.current().filter(parent=parent, name=child.name).exists():
        raise Refused(f"“{parent.name}”之下已有“{child.name}”，请先更名", "name_taken", field="into")


def day_not_in_future(day, field):
    day = day or clock.today()
    if day > clock.today():
        raise Refused("日期不能晚于今天", "day_in_future", field=field)
    return day


def move(child, parent):
    """Hang a node and all below it under another parent; its segment names the parent it came from."""
    origin = child.code.removesuffix(child.segment).rstrip("-")
    came = origin.removeprefix(common(origin, parent.code)).lstrip("-") or origin
    segment = child.segment if origin == parent.code else f"{came}~{child.segment.rpartition('~')[2]}"
    rewrite(child, f"{parent.path}{segment}/", parent)
    Area.objects.filter(pk=child.pk).update(parent=parent)


def lay_below(area, into):
    """The ended node itself goes below its successor, with the ended children that still hang under it."""
    target = f"{into.path}{area.code.removeprefix(common(area.code, into.code)).lstrip('-') or area.code}~/"
    rewrite(area, target, into)
    area.path, area.depth = target, into.depth + 1


def common(one, other):
    """The digits two codes begin with alike, up to a whole level (6, 9, 12)."""
    return next((one[:length] for length in (12, 9, 6) if one[:length] == other[:length]), "")


def rewrite(area, path, parent):
    """Give a subtree its new path, depth and ancestors, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE governance_area SET
                path = %(path)s || substr(path, length(%(old)s) + 1),
                depth = depth + %(deeper)s,
                street_id = coalesce(%(street)s, street_id),
                community_id = coalesce(%(community)s, community_id),
                compound_id = coalesce(%(compound)s, compound_id),
                version = version + 1
            WHERE path LIKE %(below)s
            """,
            {
                "path": path,
                "old": area.path,
                "deeper": parent.depth + 1 - area.depth,
                "street": parent.street_id,
                "community": parent.community_id,
                "compound": parent.compound_id,
                "below": area.path + "%",
            },
        )


@AREA.step("split")
def split(area, *, actor, name, code, children, official_name="", split_on=None, note=""):
    """A part of the area becomes a new one beside it, with the chosen children; the rest goes on.

    code     -- the new area's own code, 9 digits for a street, 12 for a community;
                compounds count on by themselves ("")
    children -- the children that go over; at least one
    Refusals: wrong_level, no_children, foreign_child, wrong_code, code_taken, name_taken, day_in_future.
    Event `governance.area.split`; `governance.area.create` on the new area.
    """
    day = day_not_in_future(split_on, "split_on")
    children = list(Area.objects.filter(pk__in=[child.pk for child in children]).order_by("code"))
    if not children:
        raise Refused("请选择划入新区域的下级", "no_children", field="children")
    if any(child.parent_id != area.pk or child.status != Area.Status.CURRENT for child in children):
        raise Refused("只能划出本区域现行的下级", "foreign_child", field="children")
    parent = lock(area.parent)
    code = own_code(area, parent, code)
    new = Area(code=code, kind=area.kind, name=name, official_name=official_name or name, is_demo=area.is_demo)
    new.place(parent, code.removeprefix(parent.code).lstrip("-"))
    new.order, new.valid_from, new.created_by = order_of(new.segment), day, actor
    refuse_same_name(new, parent)
    save_valid(new)
    new.refresh_from_db()
    if new.level == Level.COMPOUND:
        Compound.objects.create(area=new, created_by=actor)
    for child in children:
        move(child, new)
    facts = [["新区域", f"{new.name}（{new.code}）"], ["划出", "、".join(child.name for child in children)[:200]]]
    record(
        "governance.area.create",
        new,
        actor=actor,
        label="由拆分设立",
        data={"note": note, "facts": [["析自", f"{area.name}（{area.code}）"], facts[1]]},
    )
    return {"facts": facts, "new": new.pk}


def own_code(area, parent, code):
    """The code of an area made by a split."""
    if area.level == Level.COMPOUND:
        return f"{parent.code}-{segment_below(parent)}"
    length = {Level.STREET: 9, Level.COMMUNITY: 12}[area.level]
    if len(code) != length or not (code.isascii() and code.isdigit()) or not code.startswith(parent.code):
        raise Refused(f"代码须为 {length} 位数字，并以上级代码 {parent.code} 开头", "wrong_code", field="code")
    if Area.objects.filter(code=code).exists():
        raise Refused(f"代码 {code} 已被使用，代码永不重复使用", "code_taken", field="code")
    return code


@AREA.step("close")
def close(area, *, actor, closed_on=None, note=""):
    """The area no longer exists (demolished, abolished); it stays in the register.

    Refusals: has_children, has_posts, has_organisations, day_in_future.  Event `governance.area.close`.
    """
    day = day_not_in_future(closed_on, "closed_on")
    area.valid_until = day
    return {"on": day.isoformat()}


# ------------------------------------------------------------ the statistical file
def load(divisions, known, *, actor=None, on=None, is_demo=False):
    """Take the checked lines of a file: new nodes are made, other names become renamings, the rest stays.

    divisions -- divisions.Reading.divisions without errors, upper levels first
    known     -- {code: Area} as `divisions.compare` returned it
    Returns {"created": n, "renamed": n, "unchanged": n}.  Safe to repeat.
    """
    day = on or clock.today()
    counts = {"created": 0, "renamed": 0, "unchanged": 0}
    for division in divisions:
        area = known.get(division.code)
        if area is None:
            known[division.code] = plant(division, known.get(division.parent_code), actor, is_demo)
            counts["created"] += 1
        elif (area.name, area.official_name) != (division.name, division.official_name):
            old = area.name
            last = area.names.filter(valid_until__isnull=False).order_by("-valid_until").first()
            keep_name(area, day, last.valid_until + timedelta(1) if last else area.valid_from, "统计代码文件")
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


def plant(division, parent, actor, is_demo):
    """One new node from the file."""
    area = Area(code=division.code, name=division.name, official_name=division.official_name, kind=division.kind)
    if parent is None:
        area.level, area.path, area.depth = Level.DISTRICT, "/", 0
    else:
        area.place(parent, division.code[-3:])
        area.order = int(division.code[-3:])
    area.source, area.created_by, area.is_demo = division.source, actor, is_demo
    save_valid(area)
    record("governance.area.create", area, actor=actor, label="由统计代码文件装入", data={"code": area.code})
    return area
