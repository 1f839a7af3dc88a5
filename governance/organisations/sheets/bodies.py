"""The sheet of bodies: branches, committees, teams, companies, departments."""

from governance.areas.place_lists import in_order, several_for, words_of_several
from governance.areas.place_names import full_words, names_for, places_for
from governance.kernel.papers.sheets import KNOWN, ROW, WRONG, Column, register
from governance.kernel.papers.stepped import Taking, stepped
from governance.kernel.steps import cleaning, validators
from governance.organisations.models import Organisation
from governance.organisations.workflow import BODIES, EDIT, ORGANISATION, STATES

from .near import AROUND, ON_PAGE, Nearby, who_fault

KINDS = {label: value for value, label in Organisation.Kind.choices}
BRANCH_KINDS = {label: value for value, label in Organisation.BranchKind.choices}
STATE_WORDS = tuple(label for _, label in STATES.choices)
LEADER = "_leader"  # of a row: the person who leads


def bodies(actor):
    rows = Organisation.objects.visible_to(actor, EDIT).living().select_related(*AROUND, "leader")
    covers = "covers__street", "covers__community", "covers__compound", "covers__parent"
    return rows.prefetch_related("covers", *covers).order_by("area__path", "kind", "id")


def find_bodies(rows, actor):
    """Find each row's body by its number, else by place, kind and name; and the person who leads it."""
    mine = bodies(actor)
    by_number = {body.pk: body for body in mine.filter(pk__in={row["number"] for row in rows if row.get("number")})}
    areas = {row["area"].pk for row in rows if row.get("area") is not None}
    by_name = {(body.area_id, body.kind, body.name): body for body in mine.filter(area__in=areas)}
    near, first = Nearby([row["leader"] for row in rows if row.get("leader")], actor), {}
    for row in rows:
        number, area = row.get("number"), row.get("area")
        if number and number not in by_number:
            yield row[ROW], "number", "您的辖区内没有这个编号的组织；新增的不填编号，由系统编定"
            continue
        key = (area.pk, KINDS[row["kind"]], row.get("name")) if area is not None and row.get("kind") else None
        row[KNOWN] = by_number.get(number) if number else by_name.get(key)
        if row[KNOWN] is None and key in first:
            yield row[ROW], "name", f"与第 {first[key]} 行重复"
        first.setdefault(key, row[ROW])
        yield from faults_of_body(row, row[KNOWN], near)


def faults_of_body(row, known, near):
    for name, word in (("area", "所在区域"), ("kind", "类别")):
        if known is None and row.get(name) is None and name not in row[WRONG]:
            yield row[ROW], name, f"新增的须写明{word}"
    area = known.area if known is not None else row.get("area")
    is_placed = known is None and area is not None and row.get("kind")
    if is_placed and (reason := BODIES.refusal(KINDS[row["kind"]], area)):
        yield row[ROW], "area", reason
    leader = row.get("leader")
    if leader and area is not None and not (known is not None and known.leader_id and known.leader.name == leader):
        found = near.of(leader, area)
        row[LEADER] = found[0] if len(found) == 1 else None
        if fault := who_fault(found, leader, area):
            yield row[ROW], "leader", fault


BODY_COLUMNS = (
    Column("number", "编号", key=True, required=False, kind="int", read="pk", keeps=True, field="-", help="新增的留空"),
    Column(
        "area",
        "所在区域",
        required=False,
        lead=True,
        max_length=120,
        also=("区域",),
        resolve=places_for(EDIT),
        read="area",
        write=full_words,
        keeps=True,
        fixed=f"所在区域不能改，{ON_PAGE}",
        example="野鸭冲社区 荷馨苑",
        width=34,
    ),
    Column(
        "kind",
        "类别",
        required=False,
        codes=KINDS,
        read="get_kind_display",
        keeps=True,
        fixed=f"类别不能改，{ON_PAGE}",
        example="小区党支部",
    ),
    Column(
        "name", "名称", lead=True, max_length=80, also=("组织名称",), read="name", example="荷馨苑小区党支部", width=28
    ),
    Column(
        "branch_kind",
        "设置方式",
        required=False,
        codes=BRANCH_KINDS,
        read="get_branch_kind_display",
        keeps=True,
        example="单建",
        help="党支部须填写",
    ),
    Column(
        "covers",
        "覆盖范围",
        required=False,
        max_length=600,
        resolve=several_for(EDIT),
        read=lambda body: in_order(body.covers.all()),
        write=words_of_several,
        keeps=True,
        example="荷馨苑、桂花新村",
        help="党支部须填写，几个之间用顿号",
        width=34,
    ),
    Column("leader", "负责人", required=False, parse=validators.person_name, read="leader.name", example="张三"),
    Column("member_count", "成员数", required=False, kind="int", also=("党员数",), read="member_count", example="12"),
    Column("founded_on", "成立日期", required=False, kind="date", read="founded_on", example="2023-01-01"),
    Column(
        "term_until",
        "任期至",
        required=False,
        kind="date",
        nothing=cleaning.ENDLESS,
        read="term_until",
        example="2028-01-01",
    ),
    Column(
        "document", "批复（备案）文号", required=False, max_length=60, also=("批复文号", "备案文号"), read="document"
    ),
    Column("note", "备注", required=False, max_length=200, read="note"),
    Column(
        "state",
        "状态",
        required=False,
        choices=STATE_WORDS,
        read="get_status_display",
        keeps=True,
        field="-",
        fixed=f"批准、换届和撤销{ON_PAGE}",
        help="只供查看",
    ),
)
BODIES_SHEET = register(
    stepped(
        "organisations",
        "组织台账",
        BODY_COLUMNS,
        Taking(
            ORGANISATION,
            Organisation,
            "propose",
            "edit",
            find_bodies,
            posts={"leader": lambda row: str(row[LEADER].pk) if row.get("leader") else ""},
        ),
        permission=EDIT,
        page="governance:organisations_sheet",
        rows=bodies,
        beside=names_for(EDIT),
        notes=(
            "新增的登记为筹建，由另一人在页面上批准运行",
            "负责人须是本社区已登记的人员",
            f"批准、换届、撤销{ON_PAGE}；表里没有的不受影响",
        ),
    )
)
