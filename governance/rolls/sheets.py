"""The workbooks of rolls: units with their owners, or members of a body."""

import re
from dataclasses import replace
from functools import partial

from django.core.exceptions import ValidationError

from governance.areas.naming import said_as
from governance.kernel.clock import rules
from governance.kernel.figures.formats import bracketed
from governance.kernel.papers.sheets import Column, Sheet
from governance.kernel.steps import validators
from governance.kernel.steps.faults import shortened

from .days import term_fault
from .heads import building_of, unit_code, unit_key
from .kinds import OF_MEMBERS, WITH_WOMEN, Holding, Kind
from .members import RollMember

MOST_UNITS = 20_000
ONE_HEAD = "《最高人民法院关于审理建筑物区分所有权纠纷案件适用法律若干问题的解释》第九条"
AREA_LAW = ONE_HEAD.replace("第九条", "第八条")
BUILDING_LAW = ONE_HEAD.replace("第九条", "第十一条")
HOLDINGS = {label: value for value, label in Holding.choices}
SEATS = (RollMember.Seat.DELEGATE, RollMember.Seat.COMMITTEE)
WOMAN = {"是": True, "否": False}
SEPARATORS = re.compile(r"[、,，;；/\s]+")
EXCEL_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}( .*)?")


def parse_code(text):
    """A unit's code in its usual spelling."""
    if EXCEL_DAY.fullmatch(text):
        raise ValidationError("Excel 把户号当成了日期，请把这一列设为“文本”格式后重新填写", code="code_is_a_day")
    code = unit_code(validators.text(text, 40))
    if not code:
        raise ValidationError("户号不能只有符号", code="code_empty")
    return code


def parse_owners(text):
    """The names of co-owners, in a list."""
    names = [name for name in SEPARATORS.split(validators.text(text, 200)) if name]
    if any(len(name) > 60 for name in names):
        raise ValidationError("每个姓名最多 60 个字，几位共有人之间用顿号隔开", code="too_long")
    return names


def parse_identity(text):
    """An identity number, or the credit code of an organisation."""
    number = re.sub(r"\s", "", text).upper()
    try:
        return validators.id_number(number)
    except ValidationError as error:
        if re.fullmatch(r"[0-9]{17}[0-9X]", number):
            raise
        try:
            return validators.uscc(number)
        except ValidationError:
            raise error from None


def parse_holding(text):
    if text not in HOLDINGS:
        raise ValidationError(f"须从 {'、'.join(HOLDINGS)} 中选择", code="invalid_choice")
    return HOLDINGS[text]


def parse_seat(text, village=False):
    """The seat by its words; those that leave open whether it is a village are read, too."""
    names = {said_as(seat.label, village): seat for seat in SEATS}
    found = {**names, **{seat.label: seat for seat in SEATS}}.get(text)
    if found is None:
        raise ValidationError(f"须从 {'、'.join(names)} 中选择", code="invalid_choice")
    return found


def parse_woman(text):
    """是 for a woman; empty or 否 for anybody else."""
    if text not in WOMAN:
        raise ValidationError(f"须从 {'、'.join(WOMAN)} 中选择", code="invalid_choice")
    return WOMAN[text]


def parse_area(text):
    """The area of one unit, within what the district's setting lets a unit have."""
    try:
        return validators.area(text, rules.value("roll_unit_area_most"))
    except ValidationError as error:
        if error.code != "area_not_positive":
            raise
        sentence = f"{error.messages[0]}，专有面积以登记簿记载为准{bracketed(AREA_LAW)}"
        raise ValidationError(sentence, code=error.code) from None


def check_units(rows, actor):
    """What no single cell says of a unit, resting on no wrong cell.  Yields (row number, column, sentence)."""
    known, has_buildings = {}, any(building_of(row["code"]) for row in rows if row.get("code"))
    for row in rows:
        if has_buildings and row.get("code") and not building_of(row["code"]):
            yield (
                row["_row"],
                "code",
                f"户号{row['code']}没有写明楼栋，而其他户号写明了，本栋业主须能认定{bracketed(BUILDING_LAW)}；"
                "请写成 楼栋-单元-室，不在楼栋内的写成 商铺-3",
            )
        number, is_sold = row["_row"], (row.get("holding") or Holding.OWNER) == Holding.OWNER
        owner, others = row.get("owner"), row.get("co_owners") or []
        if is_sold and not owner and not row["_wrong"] & {"owner", "holding"}:
            yield number, "owner", "已交付的须填写业主姓名或名称"
        if (owner and owner in others) or len(set(others)) < len(others):
            yield number, "co_owners", "共有人与业主或其他共有人重复"
        if row.get("holding") == Holding.UNSOLD and (owner or others):
            column = "owner" if owner else "co_owners"
            yield number, column, f"状态为未售，却填写了姓名：已售的请改状态，未售的不填姓名{bracketed(ONE_HEAD)}"
        if not is_sold and row.get("buyer"):
            yield number, "buyer", "未售、已售未交付的合计为建设单位一人，不填买受人"
        if identity := row.get("id_number"):
            if not owner and "owner" not in row["_wrong"]:
                yield number, "id_number", "填写证件号码的须同时填写业主"
            elif owner and known.setdefault(identity, owner) != owner:
                yield number, "id_number", f"同一证件号码在别的行登记为另一姓名（{known[identity][:1]}*），请核对"


def check_members(rows, actor):
    seen = {}
    for row in rows:
        key = row.get("name"), row.get("duty") or ""
        if row.get("name") and key in seen:
            yield row["_row"], "name", f"与第 {seen[key]} 行重复；确为同名的，请在职务或席位中区分"
        seen.setdefault(key, row["_row"])
        if fault := term_fault(row.get("starts_on"), row.get("ends_on")):
            yield row["_row"], *fault


def row_errors(sheet, reading):
    """The sentences of a refused workbook, each with its line and column, see `shortened`."""
    heads = {column.name: column.header for column in sheet.columns}
    sentences = [
        f"第 {number} 行{f' {heads[name]}' if name else ''}：{sentence}"
        for (number, name), found in sorted(reading.errors.items())
        for sentence in found
    ]
    return shortened(sentences)


WHOLE = "有一处错误，整表都不导入；错误会逐格标在副本里，改好后重新上传。"
UNITS = Sheet(
    kind="roll_units",
    title="业主名册",
    refused=WHOLE,
    columns=(
        Column(
            "code",
            "户号",
            key=True,
            same_by=unit_key,
            once=f"：一个专有部分只填一行、计一人{bracketed(ONE_HEAD)}",
            parse=parse_code,
            example="1-2-302",
            help="楼栋-单元-室；也可写 第一栋2单元302室、1号楼2单元302、1.2.302，各种写法、前面补零的都视为同一户",
        ),
        Column("exclusive_area", "专有面积（㎡）", parse=parse_area, example="88.50", help="以登记簿记载为准"),
        Column("owner", "业主", required=False, max_length=60, example="张三", help="买受人；已交付的必填"),
        Column("co_owners", "共有人", required=False, parse=parse_owners, example="李四、王五", help="几位之间用顿号"),
        Column(
            "buyer",
            "买受人（多套）",
            required=False,
            max_length=60,
            example="张三",
            help="同一买受人有几套、又没有证件号码时，业主姓名也相同的，各行填写相同的名称，合计一人",
        ),
        Column(
            "holding",
            "状态",
            required=False,
            parse=parse_holding,
            example="已交付",
            help="已交付（不填即是）、未售、已售未交付",
        ),
        Column(
            "id_number",
            "证件号码",
            required=False,
            parse=parse_identity,
            example="430202199001010011",
            help="选填，只填业主本人的；加密保存，用来认出同一买受人的几套",
            width=22,
        ),
    ),
    write=None,
    check=check_units,
    most_rows=MOST_UNITS,
    replaces="草稿中原有的全部明细",
    notes=("共有的一套只填一行，计一人。",),
)
MEMBERS = Sheet(
    kind="roll_members",
    title="名册成员",
    refused=WHOLE,
    columns=(
        Column("name", "姓名", parse=validators.person_name, example="张三"),
        Column(
            "seat",
            "身份",
            required=False,
            parse=parse_seat,
            example="代表",
            help="代表会议须填写",
        ),
        Column("duty", "职务或席位", required=False, max_length=40, example="3 栋代表"),
        Column("starts_on", "任职起", required=False, kind="date", example="2026-01-01"),
        Column("ends_on", "任职止", required=False, kind="date", example="2030-12-31"),
    ),
    write=None,
    check=check_members,
    replaces="草稿中原有的全部成员",
)
VILLAGERS = replace(
    MEMBERS,
    kind="roll_villager_members",
    columns=(
        MEMBERS.columns[0],
        replace(MEMBERS.columns[1], parse=partial(parse_seat, village=True)),
        Column("is_woman", "妇女", required=False, parse=parse_woman, example="是", help="妇女填“是”，其他不填"),
        *MEMBERS.columns[2:],
    ),
)
SHEETS = {Kind.OWNERS.value: UNITS, **dict.fromkeys(OF_MEMBERS, MEMBERS), **dict.fromkeys(WITH_WOMEN, VILLAGERS)}
