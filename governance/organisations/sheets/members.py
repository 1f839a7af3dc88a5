"""The sheet of the members of bodies: who joins, who leaves."""

from collections import defaultdict

from governance.areas.place_names import full_words, names_for, places_for
from governance.kernel.papers.sheets import CHANGES, KNOWN, ROW, WRONG, Column, Masked, register
from governance.kernel.papers.stepped import Taking, stepped
from governance.kernel.steps import validators
from governance.kernel.upkeep import masks
from governance.organisations.models import Organisation, OrgMember
from governance.organisations.workflow import EDIT, ORGANISATION

from .near import AROUND, ON_PAGE, Nearby, who_fault

BODY, WHO = "_body", "_who"  # of a row: the body, the member's person


def members(actor):
    rows = OrgMember.objects.filter(
        ends_on=None, organisation__in=Organisation.objects.visible_to(actor, EDIT).living()
    )
    around = [f"organisation__{name}" for name in AROUND]
    return rows.select_related("person", *around).order_by("organisation__area__path", "organisation", "order", "id")


def find_members(rows, actor):
    """Find each row's body by place and name, and the member, or the person who is to become one."""
    areas = {row["area"].pk for row in rows if row.get("area") is not None}
    found = defaultdict(list)
    for body in (
        Organisation.objects.visible_to(actor, EDIT).living().filter(area__in=areas).select_related("area__community")
    ):
        found[body.area_id, body.name].append(body)
    serving = defaultdict(list)
    for member in members(actor).filter(organisation__area__in=areas):
        serving[member.organisation_id, member.person.name].append(member)
    near, first = Nearby([row["name"] for row in rows if row.get("name")], actor), {}
    for row in rows:
        area, body_name, name = row.get("area"), row.get("organisation"), row.get("name")
        if area is None or not body_name or not name:
            continue
        there = found[area.pk, body_name]
        if len(there) != 1:
            yield row[ROW], "organisation", no_body(there, area, body_name)
            continue
        row[BODY] = there[0]
        known = [member for member in serving[there[0].pk, name] if has_phone(member.person, row.get("phone"))]
        row[KNOWN] = known[0] if len(known) == 1 else None
        if first.setdefault((there[0].pk, name, row.get("phone")), row[ROW]) != row[ROW]:
            yield row[ROW], "name", f"与第 {first[there[0].pk, name, row.get('phone')]} 行重复"
        if row[KNOWN] is None:
            yield from faults_of_new_member(row, near.of(name, area, row.get("phone") or ""))


def no_body(there, area, name):
    return f"{area.name}有 {len(there)} 个“{name}”，{ON_PAGE}" if there else f"{area.name}没有登记“{name}”"


def has_phone(person, phone):
    """Whether a telephone, in full or masked, is the person's, or none is given."""
    if isinstance(phone, Masked):
        return person.phone_masked == phone
    return not phone or person.phone == phone


def faults_of_new_member(row, found):
    row[WHO] = found[0] if len(found) == 1 else None
    if fault := who_fault(found, row["name"], row["area"]):
        yield row[ROW], "name", fault
    if not row.get("duty") and "duty" not in row[WRONG]:
        yield row[ROW], "duty", "新增的成员须写明职务"
    if row.get("ends_on"):
        yield row[ROW], "ends_on", "没有登记为现任成员，不用办理离任"


def member_moves(row):
    if row[KNOWN] is None:
        return [("enrol", None)]
    return [("release", ["ends_on"])] if "ends_on" in row[CHANGES] else []


MEMBER_COLUMNS = (
    Column(
        "area",
        "区域",
        lead=True,
        max_length=120,
        resolve=places_for(EDIT),
        read="organisation.area",
        write=full_words,
        field="-",
        example="野鸭冲社区 荷馨苑",
        help="组织所在的区域",
        width=34,
    ),
    Column(
        "organisation",
        "组织",
        lead=True,
        max_length=80,
        also=("组织名称",),
        read="organisation.name",
        field="-",
        example="荷馨苑小区党支部",
        width=28,
    ),
    Column("name", "姓名", lead=True, parse=validators.person_name, read="person.name", field="person", example="张三"),
    Column(
        "phone",
        "手机号",
        required=False,
        also=("手机", "联系电话", "电话"),
        parse=validators.mobile,
        read="person.phone",
        mask=masks.phone,
        keeps=True,
        field="-",
        example="19900000000",
        help="只用来认人；更正号码在人员页或花名册办理",
    ),
    Column(
        "duty",
        "职务",
        required=False,
        max_length=30,
        read="duty",
        keeps=True,
        fixed="职务变动请先办理离任，再登记新的职务",
        example="委员",
    ),
    Column(
        "starts_on",
        "任职日期",
        required=False,
        kind="date",
        read="starts_on",
        keeps=True,
        fixed="任职日期不能改",
        example="2026-01-01",
        help="不填即今天",
    ),
    Column(
        "ends_on", "离任日期", required=False, kind="date", read="ends_on", example="", help="离任的填写，并写明原因"
    ),
    Column("note", "离任原因", required=False, max_length=120, help="离任的填写"),
)
MEMBERS_SHEET = register(
    stepped(
        "members",
        "组织成员",
        MEMBER_COLUMNS,
        Taking(
            ORGANISATION,
            Organisation,
            "enrol",
            "release",
            find_members,
            moves=member_moves,
            posts={"name": lambda row: str(row[WHO].pk)},
            given={"release": lambda row: {"member": str(row[KNOWN].pk), "note": row.get("note") or ""}},
            taken_on=lambda row: row[BODY],
        ),
        permission=EDIT,
        page="governance:organisations_members_sheet",
        rows=members,
        beside=names_for(EDIT),
        notes=("新增的成员须已登记在本社区", "离任的写离任日期和原因；表里没有的不受影响"),
    )
)
