"""The statistical file of a district's divisions: read it and report what is wrong with every line.

Columns: code12, name, level, kind, parent_code, parent_name, source, in UTF-8
or GB18030.  Nothing is written here; `actions.divisions` writes the lines
that this module has found to be right.  Source: domain.md §6.1, §6.2.
"""

import csv
import io
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from governance.kernel.steps import validators

from . import naming
from .models import Area, Level

COLUMNS = ("code12", "name", "level", "kind", "parent_code", "parent_name", "source")
NEEDED = ("code12", "name", "level", "parent_code")
LEVELS = {
    "district": Level.DISTRICT,
    "township": Level.STREET,
    "street": Level.STREET,
    "community": Level.COMMUNITY,
    "village": Level.COMMUNITY,
}
KINDS = {
    Level.DISTRICT: {"district": "district"},
    Level.STREET: {"subdistrict": "subdistrict", "town": "town", "township": "township"},
    Level.COMMUNITY: {"community": "community", "village": "village"},
}
LENGTHS = {Level.DISTRICT: 6, Level.STREET: 9, Level.COMMUNITY: 12}
MOST_LINES = 5000


@dataclass
class Division:
    """One correct line: the node, its parent and its names; `code` is without its padding zeros."""

    line: int
    code: str
    official_name: str
    name: str
    level: str
    kind: str
    parent_code: str
    source: str
    parent_name: str = ""


@dataclass
class Reading:
    """The content of a file: its divisions, top level first, and its errors as [(line number, sentence)]."""

    divisions: list = field(default_factory=list)
    errors: list = field(default_factory=list)

    def add_error(self, line, sentence):
        self.errors.append((line, sentence))


def decode_content(content):
    """The text of a file in UTF-8 (with or without mark) or GB18030.  Raises ValidationError."""
    if content.startswith(b"PK") or b"\x00" in content[:2000]:
        raise ValidationError("这不是 CSV 文本文件；如果是 Excel 工作簿，请另存为“CSV UTF-8（逗号分隔）”后再装入")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValidationError("文件编码不是 UTF-8 或 GB18030，请另存为“CSV UTF-8（逗号分隔）”后再装入")


def trim_code(code12, level):
    """A 12-digit statistical code without its padding zeros.  Raises ValidationError."""
    if not (len(code12) == 12 and code12.isascii() and code12.isdigit()):
        raise ValidationError(f"代码“{code12}”须为 12 位数字")
    length = LENGTHS[level]
    padding, own = code12[length:], code12[length - 3 : length]
    if padding.strip("0") or (level != Level.DISTRICT and own == "000"):
        raise ValidationError(f"代码“{code12}”的位数与层级“{Level(level).label}”不符")
    return code12[:length]


def kind_by_code(code, level):
    """The kind of a node by the range of its code.  Source: domain.md §6.2."""
    number = int(code[-3:])
    if level == Level.STREET:
        return "subdistrict" if number < 100 else "town" if number < 200 else "township"
    if level == Level.COMMUNITY:
        return "community" if number < 200 else "village"
    return "district"


def read_file(content):
    """Check a whole file.  Returns a Reading; when it has errors, nothing of it may be used."""
    reading = Reading()
    try:
        rows = csv.DictReader(io.StringIO(decode_content(content), newline=""), strict=True)
        missing = [name for name in NEEDED if name not in (rows.fieldnames or ())]
        if missing:
            reading.add_error(1, f"缺少列：{'、'.join(missing)}（应有的列：{'、'.join(COLUMNS)}）")
            return reading
        raw = [(rows.line_num, row) for row in rows]
    except ValidationError as error:
        reading.add_error(1, error.message)
        return reading
    except csv.Error as error:
        reading.add_error(1, f"不是规范的 CSV 文件（{error}）")
        return reading
    if not raw or len(raw) > MOST_LINES:
        reading.add_error(1, f"文件有 {len(raw)} 行数据，应为 1 至 {MOST_LINES} 行")
        return reading
    for line, row in raw:
        read_line(reading, line, row)
    check_tree(reading)
    reading.divisions.sort(key=lambda division: (len(division.code), division.code))
    return reading


def read_line(reading, line, row):
    """Check one line; every fault is reported."""
    if None in row or None in row.values():
        reading.add_error(line, "列数与表头不一致，请检查逗号和引号")
        return
    cells = {name: (row.get(name) or "").strip() for name in COLUMNS}
    level = LEVELS.get(cells["level"])
    if level is None:
        reading.add_error(line, f"层级“{cells['level']}”无法识别，应为 district、township 或 community")
        return
    code = parent = ""
    try:
        code = trim_code(cells["code12"], level)
        if level == Level.STREET:
            parent = trim_code(cells["parent_code"], Level.DISTRICT)
        elif level == Level.COMMUNITY:
            parent = trim_code(cells["parent_code"], Level.STREET)
    except ValidationError as error:
        reading.add_error(line, error.message if code == "" else f"上级{error.message}")
    name = check_name(reading, line, cells["name"])
    kind = cells["kind"] or (kind_by_code(code, level) if code else "")
    if code and kind not in KINDS[level]:
        reading.add_error(line, f"类别“{kind}”与层级“{Level(level).label}”不符，应为 {'、'.join(KINDS[level])}")
    if code and parent and not code.startswith(parent):
        reading.add_error(line, f"代码“{cells['code12']}”与上级代码“{cells['parent_code']}”的前 {len(parent)} 位不一致")
    if code and name:
        short = naming.short_name(name)
        source, above = cells["source"][:200], cells["parent_name"]
        reading.divisions.append(Division(line, code, name, short, level, kind, parent, source, above))


def check_name(reading, line, name):
    try:
        name = validators.text(name, 60)
    except ValidationError as error:
        reading.add_error(line, f"名称：{error.message}")
        return ""
    if not name:
        reading.add_error(line, "缺少名称")
    elif name[0] in "=+-@":
        reading.add_error(line, f"名称“{name}”不能以 = + - @ 开头")
        return ""
    return name


def check_tree(reading):
    """Check all lines together: one root, every code once, every parent present, no two siblings of one name."""
    by_code, names = {}, {}
    for division in reading.divisions:
        if division.code in by_code:
            reading.add_error(division.line, f"代码“{division.code}”与第 {by_code[division.code].line} 行重复")
            continue
        by_code[division.code] = division
        sibling = names.setdefault((division.parent_code, division.name), division)
        if sibling is not division:
            reading.add_error(division.line, f"“{division.name}”与第 {sibling.line} 行同名，且上级相同")
    for division in reading.divisions:
        if division.level == Level.DISTRICT:
            continue
        parent = by_code.get(division.parent_code)
        if parent is None:
            reading.add_error(division.line, f"上级“{division.parent_code}”不在文件中")
        elif division.parent_name not in ("", parent.official_name, parent.name):
            reading.add_error(
                division.line, f"上级名称“{division.parent_name}”与第 {parent.line} 行“{parent.official_name}”不一致"
            )
    roots = [division for division in reading.divisions if division.level == Level.DISTRICT]
    if not roots and not reading.errors:
        reading.add_error(1, "文件中没有区级（district）这一行")
    for extra in roots[1:]:
        reading.add_error(extra.line, f"一个文件只能有一个区，第 {roots[0].line} 行已是“{roots[0].name}”")
    reading.errors.sort()


def compare_with_register(reading):
    """Compare with the register and refuse another district, an ended node, a node of another parent.

    Returns {code: Area} of the known divisions.
    """
    known = {area.code: area for area in Area.objects.filter(level__in=LENGTHS).select_related("parent")}
    root = next((area for area in known.values() if area.parent_id is None), None)
    for division in reading.divisions:
        area = known.get(division.code)
        if division.level == Level.DISTRICT and root is not None and root.code != division.code:
            reading.add_error(division.line, f"台账中已有“{root.name}”（{root.code}），不能再装入另一个区")
        if area is None:
            continue
        if not area.is_current:
            reading.add_error(division.line, f"“{area.name}”（{area.code}）已停用，请先核对台账")
        elif area.parent_id and area.parent.code != division.parent_code:
            reading.add_error(division.line, f"“{area.name}”（{area.code}）现属“{area.parent.name}”，与文件不一致")
    reading.errors.sort()
    return known
