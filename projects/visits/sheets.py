"""The sheet of home visits: last month's and this month's, corrected by their authors, and new ones from a notebook."""

from governance.areas.place_names import full_words, names_for, places_for
from governance.kernel.clock import clock
from governance.kernel.papers.sheets import KNOWN, ROW, Column, register
from governance.kernel.papers.stepped import Taking, stepped
from governance.kernel.steps import validators
from projects.roles import REPORT

from .models import Visit
from .workflow import VISIT

AROUND = ("area__street", "area__community", "area__compound", "area__parent", "post__person")
KINDS = {label: value for value, label in Visit.Kind.choices}
POST = "_post"  # of a row: the post of the visitor
ON_PAGE = "请在走访记录页面办理"


def visits(actor):
    """The visits since the beginning of last month."""
    since = clock.add_months(clock.month_start(clock.today()), -1)
    rows = Visit.objects.visible_to(actor, REPORT).counted().filter(visited_on__gte=since)
    rows = rows.select_related(*AROUND).defer("post__person__phone", "post__person__id_number")
    return rows.order_by("visited_on", "id")


def find_visits(rows, actor):
    """Find each row's visit by its number, else one of the same post, day, place and words; and whose post it is."""
    numbers = {row["number"] for row in rows if row.get("number")}
    mine = Visit.objects.visible_to(actor, REPORT).counted().select_related(*AROUND)
    by_number = {visit.number: visit for visit in mine.filter(number__in=numbers)}
    posts = posts_by_name(rows, actor)
    days = {row["visited_on"] for row in rows if row.get("visited_on")}
    alike = {
        (visit.post_id, visit.visited_on, visit.area_id, visit.summary): visit
        for visit in mine.filter(visited_on__in=days)
    }
    for row in rows:
        number = row.get("number")
        if number and number not in by_number:
            yield row[ROW], "number", "您的辖区内没有这个编号的走访记录；新增的不填编号，由系统编定"
            continue
        row[KNOWN] = by_number.get(number)
        if row.get("area") is not None and row["area"].compound_id is None:
            yield row[ROW], "area", "请写到小区、楼栋或单元"
        elif row[KNOWN] is None:
            yield from find_post(row, posts, actor)
            post, area = row.get(POST), row.get("area")
            if post is not None:
                key = post.pk, row.get("visited_on") or clock.today(), (area or post.area).pk, row.get("summary")
                row[KNOWN] = alike.get(key)


def posts_by_name(rows, actor):
    """{name: posts that the actor may record visits for}, as the form of a visit offers them."""
    form = VISIT.form("record")(obj=Visit(), user=actor)
    names = {row["visitor"] for row in rows if row.get("visitor")} | {actor.person.name}
    found = {}
    for post in form.fields["post"].queryset.filter(person__name__in=names):
        found.setdefault(post.person.name, []).append(post)
    return found


def find_post(row, posts, actor):
    """The post of the visitor that covers the place; the actor's own where nobody is named."""
    name = row.get("visitor") or actor.person.name
    there = [post for post in posts.get(name, ()) if row.get("visitor") or post.person_id == actor.person_id]
    area = row.get("area")
    covering = [post for post in there if area is None or area.is_within(post.area)]
    nearest = max((post.area.depth for post in covering), default=0)
    chosen = [post for post in covering if post.area.depth == nearest]
    if len(chosen) == 1:
        row[POST] = chosen[0]
    elif not there:
        yield row[ROW], "visitor", f"{name}在您的辖区内没有可登记走访的岗位，请核对姓名"
    elif not covering:
        yield row[ROW], "area", f"{name}的岗位不管辖{area.name}，请核对走访人或地点"
    else:
        yield row[ROW], "visitor", f"{name}有 {len(chosen)} 个岗位，{ON_PAGE}"


COLUMNS = (
    Column(
        "number",
        "编号",
        key=True,
        required=False,
        max_length=40,
        read="number",
        keeps=True,
        field="-",
        help="已登记的不改；新增的留空",
        width=20,
    ),
    Column("visited_on", "走访日期", kind="date", lead=True, also=("日期",), read="visited_on", example="2026-11-20"),
    Column(
        "visitor",
        "走访人",
        required=False,
        lead=True,
        parse=validators.person_name,
        read="post.person.name",
        keeps=True,
        field="post",
        fixed=f"走访人不能在表格里改，{ON_PAGE}",
        example="张三",
        help="不填即本人；替他人补录的写姓名，并填代录依据",
    ),
    Column(
        "area",
        "走访地点",
        required=False,
        max_length=120,
        also=("地点", "小区"),
        resolve=places_for(REPORT),
        read="area",
        write=full_words,
        keeps=True,
        example="野鸭冲社区 荷馨苑 1栋",
        help="写名称或代码，写到小区、楼栋或单元；不填即走访人负责的范围",
        width=34,
    ),
    Column("place", "楼栋门牌", required=False, max_length=80, read="place", example="2 单元", help="不写住户姓名"),
    Column(
        "household_count",
        "走访户数",
        required=False,
        kind="int",
        also=("户数",),
        read="household_count",
        keeps=True,
        example="2",
    ),
    Column(
        "kind",
        "走访类型",
        required=False,
        codes=KINDS,
        also=("类型",),
        read="get_kind_display",
        keeps=True,
        example="日常走访",
        help="不填即日常走访",
    ),
    Column(
        "summary",
        "走访情况",
        max_length=500,
        also=("情况", "情况说明"),
        read="summary",
        example="楼道灯不亮，两户希望加装扶手",
        help="写事不写人：不写姓名、电话、身份证号",
        width=40,
    ),
    Column(
        "behalf_note",
        "代录依据",
        required=False,
        max_length=120,
        read="behalf_note",
        example="纸质走访记录本",
        help="替他人补录的填写",
    ),
)


def of_new(row):
    """What a new visit has where the sheet says nothing: one household, an everyday visit."""
    return {"household_count": "1", "kind": Visit.Kind.DAILY, "post": str(row[POST].pk)}


VISITS = register(
    stepped(
        "visits",
        "走访记录",
        COLUMNS,
        Taking(
            VISIT,
            Visit,
            "record",
            "correct",
            find_visits,
            posts={"visitor": lambda row: str(row[POST].pk)},
            given={"record": of_new},
        ),
        permission=REPORT,
        page="projects:visits_sheet",
        rows=visits,
        beside=names_for(REPORT),
        notes=(
            "导出的是上月以来的走访；登记人在期限内可以更正自己登记的",
            "走访日期超过两个工作日的补录须有纸质材料照片，请在页面上办理",
        ),
    )
)
