"""How nodes of the area tree are numbered, named and moved.

A moved node keeps its code; its path, and the paths of all below it, are
rewritten, so that every scope, filter and figure of the new parent covers what
came with it.  Source: domain.md §6.2.
"""

from datetime import timedelta

from django.db import connection

from governance.areas.models import Area, AreaName, Level
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.events import record

SEGMENTS = {Level.COMPOUND: ("X", 3), Level.BUILDING: ("B", 3), Level.UNIT: ("", 2), Level.HOUSEHOLD: ("", 4)}
CODE_LENGTHS = {Level.STREET: 9, Level.COMMUNITY: 12}  # digits of the statistical code


# ------------------------------------------------------------ numbers and codes
def choose_segment(parent, wanted=""):
    """The next free number below a parent, or the wanted one where it is known (room numbers).

    Refusals: wrong_segment, segment_taken, segments_used_up.
    """
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


def choose_code(area, parent, code):
    """The code of an area made by a split.  Refusals: wrong_code, code_taken."""
    if area.level == Level.COMPOUND:
        return f"{parent.code}-{choose_segment(parent)}"
    length = CODE_LENGTHS[area.level]
    if len(code) != length or not (code.isascii() and code.isdigit()) or not code.startswith(parent.code):
        raise Refused(f"代码须为 {length} 位数字，并以上级代码 {parent.code} 开头", "wrong_code", field="code")
    if Area.objects.filter(code=code).exists():
        raise Refused(f"代码 {code} 已被使用，代码永不重复使用", "code_taken", field="code")
    return code


def order_of_segment(segment):
    """The place of a node among its siblings: the digits of its number."""
    return int("".join(char for char in segment if char.isdigit()) or 0)


# ------------------------------------------------------------ names
def refuse_same_name(area, parent):
    """Refuse a name that another current child of the parent has (name_taken)."""
    same = Area.objects.current().filter(parent=parent, name=area.name).exclude(pk=area.pk)
    if same.exists():
        raise Refused(f"“{parent.name}”之下已有“{area.name}”", "name_taken", field="name")


def refuse_same_name_below(child, parent):
    """Refuse to move a child to a parent that has a current child of the same name (name_taken)."""
    if Area.objects.current().filter(parent=parent, name=child.name).exists():
        raise Refused(f"“{parent.name}”之下已有“{child.name}”，请先更名", "name_taken", field="into")


def name_after_origin(child, origin, into, day, actor):
    """Call a building after the compound it comes from where the successor has one of its name (文苑苑1栋).

    Event `governance.area.rename` on the building.
    """
    if child.level != Level.BUILDING or not Area.objects.current().filter(parent=into, name=child.name).exists():
        return
    last = child.names.filter(valid_until__isnull=False).order_by("-valid_until").first()
    began, old = last.valid_until + timedelta(1) if last else child.valid_from, child.name
    if began is None or began < day:
        keep_old_name(child, day, began, f"并入{into.name}")
    child.name = child.official_name = f"{origin.name}{old}"[:60]
    child.save()
    data = {"changes": [["名称", old, child.name]], "on": day.isoformat()}
    record("governance.area.rename", child, actor=actor, label="并入后更名", data=data)


def keep_old_name(area, day, began, reason):
    """Keep the present name of an area in its history, up to the day before `day`."""
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


# ------------------------------------------------------------ moves
def move_node(child, parent):
    """Move a node and all below it to another parent; its new segment names the parent it came from."""
    origin = child.code.removesuffix(child.segment).rstrip("-")
    came = origin.removeprefix(shared_code(origin, parent.code)).lstrip("-") or origin
    segment = child.segment if origin == parent.code else f"{came}~{child.segment.rpartition('~')[2]}"
    rewrite_paths(child, f"{parent.path}{segment}/", parent)
    Area.objects.filter(pk=child.pk).update(parent=parent)


def move_below_successor(area, into):
    """Move an ended node below its successor, with the ended children it still has."""
    target = f"{into.path}{area.code.removeprefix(shared_code(area.code, into.code)).lstrip('-') or area.code}~/"
    rewrite_paths(area, target, into)
    area.path, area.depth = target, into.depth + 1


def shared_code(code, other):
    """The digits with which both codes begin, up to a whole level (6, 9 or 12 digits)."""
    return next((code[:length] for length in (12, 9, 6) if code[:length] == other[:length]), "")


def rewrite_paths(area, path, parent):
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
