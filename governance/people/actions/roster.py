"""The roster: thousands of people and their posts from one workbook, all or nothing."""

from governance import roles
from governance.areas.models import Area
from governance.areas.workflow import EDIT_REGISTRY
from governance.kernel.clock import clock
from governance.kernel.models.events import Event
from governance.kernel.models.sealed import give_keys
from governance.kernel.papers import sheets
from governance.kernel.papers.sheets import Column, Sheet
from governance.kernel.steps import validators
from governance.kernel.upkeep.crypto import blind_index
from governance.people.models import Appointment, Person, User
from governance.people.workflow import IN_OFFICE

from .accounts import follow_rights
from .posts import fill

BATCH = 2000
ROLE_WORDS = {"片长": "patch_leader", "组长": "group_leader", "邻长": "neighbour_head", "楼栋长": "neighbour_head"}
CHOSEN_WORDS = {label: value for value, label in Appointment.Chosen.choices}
POLITICS_WORDS = {label: value for value, label in Person.Politics.choices}
CHANGED = ("block", "group_no", "household_count", "chosen_by", "starts_on", "ends_on", "is_building_head")


def check_rows(rows, actor):
    """Check what depends on several cells: the importer may act on the area, and the term is possible.

    Yields (row number, column, sentence).
    """
    codes = {row["area"] for row in rows if row.get("area")}
    mine = set(
        Area.objects.visible_to(actor, EDIT_REGISTRY).current().filter(code__in=codes).values_list("code", flat=True)
    )
    known = set(Area.objects.filter(code__in=codes).values_list("code", flat=True))
    people = known_people(rows)
    for row in rows:
        code = row.get("area")
        person = people.get(person_key(row)) if row.get("name") and code else None
        if person is not None and person.pk == actor.person_id:
            yield row["_row"], "name", "不能给自己登记或修改岗位，请由另一人导入"
        if code and code not in known:
            yield row["_row"], "area", f"没有代码为 {code} 的区域"
        elif code and code not in mine:
            yield row["_row"], "area", "这个区域不在您的管辖范围内"
        if row.get("ends_on") and row.get("starts_on") and row["ends_on"] < row["starts_on"]:
            yield row["_row"], "ends_on", "任期止日不能早于起日"
        elif row.get("ends_on") and row["ends_on"] < clock.today():
            yield row["_row"], "ends_on", "任期止日已过，请填写今后的日期"


def write_rows(rows, *, actor):
    """Register the people and posts of a checked sheet; a known row (area, post, name, phone) is updated.

    Returns (created, updated).  One event `governance.appointment.import` for each post that is new or changed.
    """
    areas = {area.code: area for area in Area.objects.filter(code__in={row["area"] for row in rows})}
    people = known_people(rows)
    fresh, wanted = [], []
    for row in rows:
        key = person_key(row)
        if key not in people:
            people[key] = new_person(row, areas[row["area"]], actor)
            fresh.append(people[key])
        wanted.append((people[key], row))
    Person.objects.bulk_create(give_keys(fresh), BATCH)
    held = {
        (post.person_id, post.role, post.area_id): post
        for post in Appointment.objects.active().filter(area__in=areas.values(), role__in=roles.GRASSROOTS)
    }
    created, changed = [], []
    for person, row in wanted:
        role, area = ROLE_WORDS[row["role"]], areas[row["area"]]
        values = post_values(row)
        post = held.get((person.pk, role, area.pk))
        if post is None:
            created.append(Appointment(person=person, role=role, area=area, created_by=actor, **values))
        elif any(getattr(post, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(post, name, value)
            post.version += 1
            changed.append(post)
    Appointment.objects.bulk_create(created, BATCH)
    Appointment.objects.bulk_update(changed, [*CHANGED, "version"], BATCH)
    record_import([*created, *changed], actor)
    for user in User.objects.filter(person__in=[post.person_id for post in (*created, *changed)]):
        follow_rights(user, is_new_administrator=False)
    return len(created), len(changed)


def person_key(row):
    return row["name"], blind_index(row["phone"]) if row.get("phone") else row["area"]


def known_people(rows):
    """{(name, phone index or area code): Person} of all people whom the sheet may mean."""
    names = {row.get("name") for row in rows}
    found = {}
    people = Person.objects.filter(name__in=names).select_related("area").defer("phone", "id_number").order_by("-id")
    for person in people.iterator(BATCH):
        found[person.name, person.phone_index or person.area.code] = person
    return found


def new_person(row, area, actor):
    person = Person(area=area, created_by=actor, politics=POLITICS_WORDS.get(row.get("politics") or "", ""))
    fill(person, name=row["name"], phone=row.get("phone") or "")
    return person


def post_values(row):
    return {
        "is_building_head": row["role"] == "楼栋长",
        "block": row.get("block") or "",
        "group_no": row.get("group_no"),
        "household_count": row.get("household_count"),
        "chosen_by": CHOSEN_WORDS.get(row.get("chosen_by") or "", Appointment.Chosen.RECOMMENDED),
        "starts_on": row.get("starts_on") or clock.today(),
        "ends_on": row.get("ends_on"),
    }


def record_import(posts, actor):
    """Record one event for each post, in one statement."""
    name = actor.signature()
    Event.objects.bulk_create(
        (
            Event(
                kind="governance.appointment.import",
                label="花名册导入",
                object_type="governance.appointment",
                object_id=post.pk,
                area_id=post.area_id,
                actor=actor,
                actor_name=name,
                data={"to": str(IN_OFFICE)},
            )
            for post in posts
        ),
        BATCH,
    )


ROSTER = sheets.register(
    Sheet(
        kind="roster",
        title="片组邻花名册",
        columns=(
            Column(
                "area",
                "区域代码",
                key=True,
                max_length=40,
                example="430202001012-X001",
                help="小区或楼栋的代码，见区域列表",
                width=24,
            ),
            Column(
                "role", "岗位", key=True, choices=tuple(ROLE_WORDS), example="邻长", help="楼栋长由邻长兼任，计为邻长"
            ),
            Column("name", "姓名", key=True, parse=validators.chinese_name, example="张三"),
            Column("phone", "手机号", key=True, required=False, parse=validators.mobile, example="19900000000"),
            Column("politics", "政治面貌", required=False, choices=tuple(POLITICS_WORDS), example="群众"),
            Column("block", "负责范围", required=False, max_length=60, example="1 栋 1 单元"),
            Column("group_no", "组别", required=False, kind="int", example="1"),
            Column("household_count", "联系户数", required=False, kind="int", example="12"),
            Column("chosen_by", "产生方式", required=False, choices=tuple(CHOSEN_WORDS), example="推选"),
            Column("starts_on", "任期自", required=False, kind="date", example="2026-01-01"),
            Column("ends_on", "任期至", required=False, kind="date", example="2028-12-31"),
        ),
        write=write_rows,
        check=check_rows,
        notes=("同一区域、岗位、姓名、手机号的行已存在时更新，不会重复登记", "任何一行有误，整张表都不导入"),
    )
)
