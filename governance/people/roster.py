"""The sheet of the roster: its columns, and which post of which person each row means."""

from governance import roles
from governance.areas.place_names import full_words, places_for
from governance.areas.workflow import EDIT_REGISTRY
from governance.kernel.clock import clock
from governance.kernel.figures.formats import some_of
from governance.kernel.papers.sheets import KNOWN, REMARK, ROW, Ask, Column, Masked
from governance.kernel.steps import cleaning, validators
from governance.kernel.steps.backdating import TERM_START, VALIDITY, distance_fault
from governance.kernel.upkeep import masks

from .identities import ANSWERS, OTHER, SAME, Register, likely_words
from .models.people import Person
from .models.posts import Appointment
from .workflow.posts import POSTS, who_gives

ROLE_WORDS = {"片长": "patch_leader", "组长": "group_leader", "邻长": "neighbour_head", "楼栋长": "neighbour_head"}
CHOSEN_WORDS = {label: value for value, label in Appointment.Chosen.choices}
POLITICS_WORDS = {label: value for value, label in Person.Politics.choices}
ANSWER = "同名认定"
PERSON = "_person"  # of a row: whom of the register it means
AROUND = ("person", "area__street", "area__community", "area__compound", "area__parent")
MOST_NAMED = 3  # people of a post whom the page names


def check_rows(rows, actor):
    """Check what depends on several cells or on the register: level, term, and who is meant.

    Yields (row number, column, sentence) and Ask; a row that means a post of the register gets it as KNOWN.
    """
    named = [row for row in rows if row.get("name") and row.get("role") and row.get("area")]
    held = posts_held(named)
    yield from check_people(named, held, actor)
    for row in rows:
        area = row.get("area")
        if area and row.get("role") and (reason := POSTS.refusal(ROLE_WORDS[row["role"]], area)):
            yield row[ROW], "area", reason
        known = row.get(KNOWN)
        yield from term_faults(row)
        starts = row.get("starts_on") or (known.starts_on if known else None)
        if row.get("ends_on") and starts and row["ends_on"] < starts:
            yield row[ROW], "ends_on", "任期止日不能早于起日"
        elif (
            row.get("ends_on") and row["ends_on"] < clock.today() and (known is None or known.ends_on != row["ends_on"])
        ):
            yield row[ROW], "ends_on", "任期止日已过，请填写今后的日期"


def term_faults(row):
    """Days that are further from today than a term may begin or end."""
    for column, day in (("starts_on", TERM_START), ("ends_on", VALIDITY)):
        if row.get(column) and (fault := distance_fault(day, row[column])):
            yield row[ROW], column, fault[1]


def posts_held(rows):
    """{(person id, role, area id): post} of the posts held in the areas of the rows."""
    posts = Appointment.objects.active().filter(area__in={row["area"].pk for row in rows}, role__in=roles.GRASSROOTS)
    return {(post.person_id, post.role, post.area_id): post for post in posts.select_related("person").order_by("id")}


def check_people(rows, held, actor):
    """Nobody registers an own post, and whoever may be known already is asked for."""
    asked = [identity(row) for row in rows]
    register, first, holders = Register(asked, actor), {}, holders_of(held)
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
        elif found is None and likely and isinstance(person["phone"], Masked):
            yield row[ROW], "phone", other_mask(likely)
        elif found is None and likely and answer != OTHER:
            known = held.get((likely[0].person_id, person["role"], person["area_id"]))
            yield Ask(row[ROW], "name", likely_words(likely[0]), *answers_to(likely), known=known)
        elif found is None and key in first and answer != OTHER:
            yield Ask(
                row[ROW],
                "name",
                f"疑似同一人：与第 {first[key]} 行同名同岗",
                (OTHER,),
                f"确为两人的，在“{ANSWER}”列填“{OTHER}”",
            )
        first.setdefault(key, row[ROW])
        if found is not None and found.pk == actor.person_id:
            yield row[ROW], "name", "不能给自己登记或修改岗位，请由另一人导入"
        elif found is not None and found.pk in unseen:
            yield row[ROW], "name", f"此人登记在您的辖区以外，且已有账号，{who_gives(person['role'])}"
        elif found is not None and found.pk in administrators:
            yield row[ROW], "name", f"{found.name}是系统、安全或审计管理员，须专任，不兼其他岗位"
        elif row["name"] == actor.person.name and (found is None or not found.id_index or found.id_number_by == actor):
            yield row[ROW], "name", "此人与您同名，又没有由他人登记的身份证号，请由另一人导入"
        row[PERSON] = found
        row[KNOWN] = held.get((found.pk, person["role"], person["area_id"])) if found is not None else None
        if row[KNOWN] is not None:
            row[KNOWN].area = row["area"]  # the same, with those around it joined
        else:
            row[REMARK] = words_beside(found, holders.get((person["role"], person["area_id"]), ()))


def other_mask(likely):
    """What is said of a masked telephone that none of those in the post has."""
    shown = some_of((post.person.phone_masked or "没有号码" for post in likely), MOST_NAMED)
    return f"遮盖后的号码与登记的 {shown} 不一致；没有改的请留着导出时的样子，改了的请写完整"


def answers_to(likely):
    """(answers, how they are given in the sheet) to the question who a row means."""
    other = f"确为两人的填“{OTHER}”；没有这一列的，加在表头末尾"
    if len(likely) == 1:
        return (SAME, OTHER), f"请在“{ANSWER}”列填“{SAME}”（手机号随之更新），{other}"
    return (OTHER,), f"请到任职台账核对，{other}"


def holders_of(held):
    """{(role, area id): [names of those in the post]}."""
    found = {}
    for (_, role, area_id), post in held.items():
        found.setdefault((role, area_id), []).append(post.person.name)
    return found


def words_beside(person, names):
    """What whoever confirms a new row should know: who is in the post, and whether the person is registered already."""
    there = f"此处在任：{some_of(names, MOST_NAMED)}，换人的请另为离任者办理离任" if names else ""
    return "；".join(filter(None, ["此人已在册，增加这个岗位" if person is not None else "", there]))


def identity(row):
    """What says who is meant by a row."""
    return {
        "name": row["name"],
        "phone": row.get("phone") or "",
        "role": ROLE_WORDS[row["role"]],
        "area_id": row["area"].pk,
        "same": row.get("same"),
    }


# ------------------------------------------------------------ the register
def role_word(post):
    if post.is_building_head:
        return "楼栋长"
    return next(word for word, role in ROLE_WORDS.items() if role == post.role)


def posts_of(actor):
    """The posts that the actor may change by the sheet, in the order of places."""
    posts = Appointment.objects.visible_to(actor, EDIT_REGISTRY).active().filter(role__in=roles.GRASSROOTS)
    return posts.select_related(*AROUND).order_by("area__path", "role", "id")


def posts_around(rows, actor):
    """The posts in the places that the sheet names."""
    return posts_of(actor).filter(area__in={row["area"].pk for row in rows if row.get("area")})


COLUMNS = (
    Column(
        "area",
        "区域",
        key=True,
        max_length=120,
        also=("区域代码", "区域名称", "负责区域", "所在区域"),
        resolve=places_for(EDIT_REGISTRY),
        read="area",
        write=full_words,
        example="野鸭冲社区 荷馨苑 1栋",
        help="写名称或代码，如 荷馨苑 1栋；片长写小区，组长写小区或楼栋，邻长（楼栋长）写小区、楼栋或单元",
        width=34,
    ),
    Column(
        "role",
        "岗位",
        key=True,
        also=("职务",),
        choices=tuple(ROLE_WORDS),
        synonyms=(("楼长", "楼栋长"), ("栋长", "楼栋长")),
        read=role_word,
        example="邻长",
        help="楼栋长由邻长兼任，计为邻长",
    ),
    Column("name", "姓名", key=True, parse=validators.person_name, read="person.name", example="张三"),
    Column(
        "phone",
        "手机号",
        key=True,
        required=False,
        also=("手机", "手机号码", "联系电话", "电话", "联系方式"),
        parse=validators.mobile,
        read="person.phone",
        mask=masks.phone,
        keeps=True,
        example="19900000000",
        help="导出时遮盖中间四位；不改的留着遮盖的样子，要改的写完整号码",
    ),
    Column(
        "politics",
        "政治面貌",
        required=False,
        choices=tuple(POLITICS_WORDS),
        read="person.get_politics_display",
        keeps=True,
        example="群众",
    ),
    Column("block", "负责范围", required=False, max_length=60, read="block", example="1 栋 1 单元"),
    Column("group_no", "组别", required=False, kind="int", read="group_no", example="1"),
    Column("household_count", "联系户数", required=False, kind="int", read="household_count", example="12"),
    Column(
        "chosen_by",
        "产生方式",
        required=False,
        choices=tuple(CHOSEN_WORDS),
        read="get_chosen_by_display",
        keeps=True,
        example="推选",
    ),
    Column("starts_on", "任期自", required=False, kind="date", read="starts_on", keeps=True, example="2026-01-01"),
    Column(
        "ends_on",
        "任期至",
        required=False,
        kind="date",
        nothing=cleaning.ENDLESS,
        read="ends_on",
        example="2028-12-31",
        help="没有止日的留空或写 长期",
    ),
    Column(
        "same",
        ANSWER,
        required=False,
        choices=ANSWERS,
        help="检查提示“疑似同一人”时填写：同一人（更换了手机号）或另一人；也可以在页面上选",
        may_be_left_out=True,
    ),
)
