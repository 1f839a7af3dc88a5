"""The roster: thousands of people and their posts from one workbook, all or nothing."""

from governance import roles
from governance.areas.models import Area
from governance.areas.workflow import EDIT_REGISTRY
from governance.kernel.clock import clock, desks
from governance.kernel.figures.formats import some_of
from governance.kernel.models.events import Event
from governance.kernel.models.sealed import give_keys
from governance.kernel.pages.search import prepare_texts
from governance.kernel.papers import sheets
from governance.kernel.papers.sheets import Column, Sheet
from governance.kernel.steps import validators
from governance.people.identities import ANSWERS, OTHER, SAME, Register, judge_new, likely_words
from governance.people.models.accounts import User
from governance.people.models.people import Person
from governance.people.models.posts import Appointment
from governance.people.workflow.posts import IN_OFFICE, POSTS, who_gives

from .accounts import follow_rights
from .identity import follow_identity
from .posts import changes_rights, fill, save_person

BATCH = 2000
ROLE_WORDS = {"片长": "patch_leader", "组长": "group_leader", "邻长": "neighbour_head", "楼栋长": "neighbour_head"}
CHOSEN_WORDS = {label: value for value, label in Appointment.Chosen.choices}
POLITICS_WORDS = {label: value for value, label in Person.Politics.choices}
ANSWER = "同名认定"
CHANGED = ("block", "group_no", "household_count", "chosen_by", "starts_on", "ends_on", "is_building_head")


def check_rows(rows, actor):
    """Check what depends on several cells or on the register: place, term, and who is meant.

    Yields (row number, column, sentence).
    """
    codes = {row["area"] for row in rows if row.get("area")}
    areas = {area.code: area for area in Area.objects.filter(code__in=codes)}
    mine = set(
        Area.objects.visible_to(actor, EDIT_REGISTRY).current().filter(code__in=codes).values_list("code", flat=True)
    )
    yield from check_people(
        [row for row in rows if row.get("name") and row.get("role") and row["area"] in areas], areas, actor
    )
    for row in rows:
        code = row.get("area")
        if code and code not in areas:
            yield row["_row"], "area", f"没有代码为 {code} 的区域"
        elif code and code not in mine:
            yield row["_row"], "area", "这个区域不在您的管辖范围内"
        elif code and row.get("role") and (reason := POSTS.refusal(ROLE_WORDS[row["role"]], areas[code])):
            yield row["_row"], "area", reason
        if row.get("ends_on") and row.get("starts_on") and row["ends_on"] < row["starts_on"]:
            yield row["_row"], "ends_on", "任期止日不能早于起日"
        elif row.get("ends_on") and row["ends_on"] < clock.today():
            yield row["_row"], "ends_on", "任期止日已过，请填写今后的日期"


def check_people(rows, areas, actor):
    """Nobody registers an own post, and whoever may be known already is asked for."""
    asked = [identity(row, areas[row["area"]]) for row in rows]
    register, first = Register(asked, actor), {}
    known = {found.pk for person in asked if (found := register.find(person))}
    known |= {post.person_id for person in asked for post in register.likely(person)}
    unseen = set(Person.objects.out_of_sight(actor).filter(pk__in=known).values_list("pk", flat=True))
    administrators = set(
        Appointment.objects.active().filter(role__in=roles.ADMINISTRATORS).values_list("person_id", flat=True)
    )
    for row, person in zip(rows, asked, strict=True):
        found, likely = register.find(person), register.likely(person)
        answer, key = row.get("same"), (person["name"], person["role"], person["area_id"])
        if found is None and len(likely) == 1 and answer == SAME:
            found = likely[0].person
        elif found is None and likely and answer != OTHER:
            how = f"确为两人的填“{OTHER}”"
            how = (
                f"请在“{ANSWER}”列填“{SAME}”（手机号随之更新），{how}"
                if len(likely) == 1
                else f"请到任职台账核对，{how}"
            )
            yield row["_row"], "name", f"{likely_words(likely[0])}。{how}；没有这一列的，加在表头末尾"
        elif found is None and key in first and answer != OTHER:
            yield (
                row["_row"],
                "name",
                f"疑似同一人：与第 {first[key]} 行同名同岗；确为两人的，在“{ANSWER}”列填“{OTHER}”",
            )
        first.setdefault(key, row["_row"])
        if found is not None and found.pk == actor.person_id:
            yield row["_row"], "name", "不能给自己登记或修改岗位，请由另一人导入"
        elif found is not None and found.pk in unseen:
            yield row["_row"], "name", f"此人登记在您的辖区以外，且已有账号，{who_gives(person['role'])}"
        elif found is not None and found.pk in administrators:
            yield row["_row"], "name", f"{found.name}是系统、安全或审计管理员，须专任，不兼其他岗位"
        elif row["name"] == actor.person.name and (found is None or not found.id_index or found.id_number_by == actor):
            yield row["_row"], "name", "此人与您同名，又没有由他人登记的身份证号，请由另一人导入"


def identity(row, area):
    """What says who is meant by a row."""
    return {
        "name": row["name"],
        "phone": row.get("phone") or "",
        "role": ROLE_WORDS[row["role"]],
        "area_id": area.pk,
        "same": row.get("same"),
    }


def write_rows(rows, *, actor):
    """Register the people and posts of a checked sheet; a known row (area, post, name, phone) is updated.

    Returns (created, updated).  One event `governance.appointment.import` for each post that is new or changed.
    """
    areas = {area.code: area for area in Area.objects.filter(code__in={row["area"] for row in rows})}
    wanted = people_of(rows, areas, actor)
    held = {
        (post.person_id, post.role, post.area_id): post
        for post in Appointment.objects.active().filter(area__in=areas.values(), role__in=roles.GRASSROOTS)
    }
    created, changed, moved = [], [], []
    for person, row in wanted:
        role, area = ROLE_WORDS[row["role"]], areas[row["area"]]
        values = post_values(row)
        post = held.get((person.pk, role, area.pk))
        if post is None:
            created.append(Appointment(person=person, role=role, area=area, created_by=actor, **values))
        elif any(getattr(post, name) != value for name, value in values.items()):
            was_held = is_held(post)
            for name, value in values.items():
                setattr(post, name, value)
            post.version += 1
            changed.append(post)
            if is_held(post) != was_held:
                moved.append(post)
    Appointment.objects.bulk_create(created, BATCH)
    prepare_texts(changed)
    Appointment.objects.bulk_update(changed, [*CHANGED, "version", "search_text"], BATCH)
    record_import([*created, *changed], actor)
    follow_posts([*created, *moved], actor)
    return len(created), len(changed)


def is_held(post):
    """Whether the term runs today."""
    return post.starts_on <= clock.today() and (post.ends_on is None or post.ends_on >= clock.today())


def follow_posts(posts, actor):
    """End the access of those whose rights the sheet changed, tell each of them of the posts, and move their work."""
    users = {user.person_id: user for user in User.objects.filter(person__in=[post.person_id for post in posts])}
    if users:
        desks.follow()
    told = {}
    for post in posts:
        if post.person_id in users and changes_rights(post):
            told.setdefault(post.person_id, []).append(f"{post.area.name}{roles.label(post.role)}")
    for person, words in told.items():
        because = f"花名册导入：{some_of(words)}，由{actor.signature()}办理"
        follow_rights(users[person], takes_password=False, because=because)


def people_of(rows, areas, actor):
    """[(person, row)]: the people of a checked sheet, registered where they are not known."""
    asked = [identity(row, areas[row["area"]]) for row in rows]
    register, fresh, wanted = Register(asked, actor), {}, []
    for row, person in zip(rows, asked, strict=True):
        found, likely = register.find(person), register.likely(person)
        if found is None and likely and person["same"] == SAME:
            found = likely[0].person
            if person["phone"]:
                save_person(found, actor=actor, phone=person["phone"])
        if found is None:
            key = person["name"], person["phone"] or row["_row"]
            found = fresh.setdefault(key, new_person(row, areas[row["area"]], actor))
        wanted.append((found, row))
    waiting = judge_new(fresh.values())
    Person.objects.bulk_create(give_keys(list(fresh.values())), BATCH)
    for person in waiting:  # somebody elsewhere has name and telephone, too: nothing says so here
        follow_identity(person.pk)
    return wanted


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
                data={"to": str(IN_OFFICE), "row_version": post.version},
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
                help="片长填小区的代码，组长填小区或楼栋的，邻长（楼栋长）填小区、楼栋或单元的，见区域列表",
                width=24,
            ),
            Column(
                "role", "岗位", key=True, choices=tuple(ROLE_WORDS), example="邻长", help="楼栋长由邻长兼任，计为邻长"
            ),
            Column("name", "姓名", key=True, parse=validators.person_name, example="张三"),
            Column("phone", "手机号", key=True, required=False, parse=validators.mobile, example="19900000000"),
            Column("politics", "政治面貌", required=False, choices=tuple(POLITICS_WORDS), example="群众"),
            Column("block", "负责范围", required=False, max_length=60, example="1 栋 1 单元"),
            Column("group_no", "组别", required=False, kind="int", example="1"),
            Column("household_count", "联系户数", required=False, kind="int", example="12"),
            Column("chosen_by", "产生方式", required=False, choices=tuple(CHOSEN_WORDS), example="推选"),
            Column("starts_on", "任期自", required=False, kind="date", example="2026-01-01"),
            Column("ends_on", "任期至", required=False, kind="date", example="2028-12-31"),
            Column(
                "same",
                ANSWER,
                required=False,
                choices=ANSWERS,
                help="检查提示“疑似同一人”时填写：同一人（更换了手机号）或另一人",
                may_be_left_out=True,
            ),
        ),
        write=write_rows,
        check=check_rows,
        notes=(
            "同一区域、岗位、姓名、手机号的行已存在时更新，不会重复登记",
            "更换了手机号的，检查时会提示疑似同一人，由您认定",
            "任何一行有误，整张表都不导入",
        ),
    )
)
