"""The list of the hotline 12345: its orders become demands, and their answers go back by the same numbers."""

from django.db.models import Q

from governance.areas.place_names import PlaceNames, full_words, names_for
from governance.kernel.clock import clock
from governance.kernel.papers.sheets import KNOWN, ROW, WRONG, Column, register
from governance.kernel.papers.stepped import Taking, stepped
from governance.kernel.steps import cleaning, validators
from projects.demands.models.demands import Demand
from projects.demands.workflow import DEMAND, STATES
from projects.roles import REPORT

from .columns import (
    AROUND,
    LONGEST_PLACE,
    ON_PAGE,
    area_column,
    category_codes,
    category_column,
    examples,
    likely_category,
    number_column,
    person_columns,
    remark,
    settle_place,
    state_column,
)

CONTINUED = ("merged_into__merged_into",)  # two are enough but for very few, which are read one by one
LONGEST_TITLE = 30  # characters of the words from which a title is made
ANSWERED = f"答复{ON_PAGE}"


def orders(actor):
    """The demands that came by an order of the hotline, the latest first."""
    rows = Demand.objects.visible_to(actor, REPORT).exclude(outer_number="")
    return rows.select_related(*AROUND, *CONTINUED).order_by("-id")


def to_answer(actor):
    """The orders in hand, and those that came or were answered since the beginning of last month."""
    since = clock.add_months(clock.month_start(clock.today()), -1)
    ended = Q(status__in=STATES.group("ended"))
    return orders(actor).filter(~ended | Q(answered_on__gte=since) | Q(created_at__gte=clock.midnight(since)))


def continued(demand):
    """The demand in which the work on an order goes on: itself, or the one into which it was merged."""
    while demand.merged_into_id:
        demand = demand.merged_into
    return demand


def find_orders(rows, actor):
    """Find each row's demand by the order's number; of a new one, its place and its category from the words."""
    numbers = {row["outer_number"] for row in rows if row.get("outer_number")}
    mine = {demand.outer_number: demand for demand in orders(actor).filter(outer_number__in=numbers)}
    taken = set(Demand.objects.filter(outer_number__in=numbers).values_list("outer_number", flat=True))
    places, known = places_in(rows, actor), examples()
    names = {code: name for name, code in category_codes().items()}
    for row in rows:
        number = row.get("outer_number")
        row[KNOWN] = mine.get(number)
        if number in taken and row[KNOWN] is None:
            yield row[ROW], "outer_number", "这个编号的工单已登记在其他辖区"
        elif row[KNOWN] is None:
            yield from complete(row, places, known, names)
        else:
            settle_place(row)


def matter_of(row):
    return f"{row.get('title') or ''} {row.get('content') or ''}"


def places_in(rows, actor):
    """{text: the place that it names, or None} of the places and the matters of rows that name no area."""
    without = [row for row in rows if row.get("area") is None]
    texts = {row.get("place") or "" for row in without} | {matter_of(row) for row in without}
    return PlaceNames(actor, REPORT).named_in(texts) if without else {}


def complete(row, places, known, names):
    """Fill in what the hotline's list does not say in so many words; say what it does not say at all."""
    text = matter_of(row)
    if row.get("area") is None and "area" not in row[WRONG]:
        row["area"] = places[row.get("place") or ""] or places[text]
        if row["area"] is None:
            yield row[ROW], "area", "从地点看不出是哪个小区或社区，请在“所在区域”写明"
            return
        remark(row, f"区域按地点认作{full_words(row['area'])}")
    settle_place(row)
    if row.get("category") is None and "category" not in row[WRONG]:
        likely = likely_category(text, known)
        if likely is None:
            yield row[ROW], "category", "从内容看不出类别，请在“需求类别”写明"
            return
        row["category"] = names[likely.code]
        remark(row, f"类别按内容认作{likely.name}")
    if not row.get("place") and "place" not in row[WRONG] and row.get("area") is not None:
        row["place"] = full_words(row["area"]).rpartition(" ")[2]
    if not row.get("title") and row.get("content"):
        row["title"] = cleaning.words(row["content"])[:LONGEST_TITLE]


def parse_due(text):
    """The day of the hotline's deadline, whatever the time of day."""
    return validators.day(cleaning.narrow(text).replace("T", " ").partition(" ")[0])


def parse_place(text):
    """A place in words, as much of it as is kept."""
    return validators.text(text)[-LONGEST_PLACE:]


def of_new(row):
    """What every order has: the channel, and a caller who gave neither name nor telephone is anonymous."""
    is_anonymous = not row.get("reporter_name") and not row.get("reporter_phone")
    return {
        "channel": Demand.Channel.HOTLINE,
        "household_count": "1",
        "is_anonymous": "true" if is_anonymous else "false",
    }


COLUMNS = (
    Column(
        "outer_number",
        "工单编号",
        key=True,
        lead=True,
        also=("工单号", "工单流水号", "受理编号", "工单ID", "12345工单编号"),
        parse=validators.outer_number,
        read="outer_number",
        example="20261120-004213",
        width=24,
    ),
    Column(
        "outer_due_on",
        "办理期限",
        required=False,
        also=("办结时限", "办理时限", "截止时间", "截止日期", "要求办结时间", "处理时限"),
        parse=parse_due,
        read="outer_due_on",
        keeps=True,
        example="2026-11-25",
    ),
    *person_columns(
        "来电人",
        "来电号码",
        ("来电人姓名", "诉求人", "诉求人姓名", "反映人", "联系人"),
        ("来电电话", "联系电话", "联系方式", "电话", "手机号"),
    ),
    Column(
        "title",
        "诉求标题",
        required=False,
        lead=True,
        max_length=60,
        also=("工单标题", "标题"),
        read="title",
        keeps=True,
        width=28,
    ),
    Column(
        "content",
        "诉求内容",
        max_length=1000,
        also=("工单内容", "问题描述", "具体诉求", "内容", "来电内容"),
        read="content",
        example="荷馨苑 3 栋楼道灯不亮一周",
        width=40,
    ),
    Column(
        "place",
        "诉求地点",
        required=False,
        also=("事发地点", "地址", "地点", "具体地点", "详细地址"),
        parse=parse_place,
        read="place",
        keeps=True,
        example="荷馨苑 3 栋",
        width=28,
    ),
    area_column(also=("所属区域", "所属社区", "所属小区"), help="不填的从诉求地点认"),
    category_column(help="不填的从诉求内容认"),
    number_column(fixed="本平台的编号不能改", help="只供查看"),
    state_column(),
    Column(
        "answered_on",
        "答复日期",
        required=False,
        kind="date",
        read=lambda demand: continued(demand).answered_on,
        keeps=True,
        field="-",
        fixed=ANSWERED,
        help="只供查看，导出后回复 12345",
    ),
    Column(
        "answer",
        "答复内容",
        required=False,
        max_length=1000,
        read=lambda demand: continued(demand).answer,
        keeps=True,
        field="-",
        fixed=ANSWERED,
        help="只供查看，导出后回复 12345",
        width=40,
    ),
)
HOTLINE = register(
    stepped(
        "hotline",
        "12345 工单",
        COLUMNS,
        Taking(DEMAND, Demand, "register", "amend", find_orders, given={"register": of_new}),
        permission=REPORT,
        page="projects:demands_hotline_sheet",
        rows=to_answer,
        discloses=Demand.shows_private_to,
        beside=names_for(REPORT),
        notes=(
            "12345 派下来的表可以直接上传，列名照它的；一个工单编号只登记一次",
            "登记后按需求受理、交办、答复，答复期限不晚于工单的办理期限",
            "导出的是没有办结的和上月以来收到、答复的；答复日期和答复内容按工单编号列出，用来回复 12345",
            "合并到另一件的，列出那一件的答复",
        ),
    )
)
