"""How personal data looks to those who need not know it in full.  Source: domain.md §7, masking."""

import re

UNREADABLE = "无法解密"  # shown for a sealed value that no key opens, and never masked
COMPOUND_SURNAMES = frozenset(
    re.findall(
        "..",
        "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶太叔申屠"
        "公孙慕容仲孙钟离长孙宇文司徒鲜于司空闾丘子车亓官司寇巫马公西颛孙壤驷公良漆雕乐正宰父谷梁"
        "拓跋夹谷轩辕令狐段干百里呼延东郭南门羊舌微生公户公玉公仪梁丘公仲公上公门公山公坚左丘公伯"
        "西门公祖第五公乘贯丘公皙南荣东里东宫仲长子书子桑即墨达奚褚师",
    )
)
NUMERAL = "[0-9０-９一二三四五六七八九十百甲乙丙丁A-Za-z]+"
BUILDING = re.compile(rf"^.*?{NUMERAL}\s*(?:号楼|[#＃]楼|栋|幢|座|[#＃])")
LONG_NUMBER = re.compile(r"(?<![0-9])(?:1[3-9][0-9]{9}|[0-9]{15,18}[0-9Xx]?)(?![0-9])")
INDOORS = re.compile(rf"[-－—]?\s*{NUMERAL}\s*(?:单元|门洞|层|楼|室|房|户).*$")


def phone(value):
    """138****8000; a landline keeps its area code and last two digits."""
    if not value:
        return ""
    if re.fullmatch(r"1[0-9]{10}", value):
        return f"{value[:3]}****{value[-4:]}"
    prefix, dash, number = value.rpartition("-") if "-" in value else (value[:4], "", value[4:])
    return f"{prefix}{dash}{hide(number, 0, 2)}"


def id_number(value):
    """The first three and the last four: 430***********1234."""
    return hide(value, 3, 4)


def bank(value):
    """The last four digits of an account."""
    return hide(re.sub(r"\s", "", value or ""), 0, 4)


def name(value):
    """The surname: 张*, 张**, 欧阳**; names in parts keep their first character."""
    if not value or value == UNREADABLE:
        return value or ""
    shown = 2 if len(value) > 2 and value[:2] in COMPOUND_SURNAMES else 1
    return value[:shown] + "*" * max(1, len(value) - shown)


def digits(text):
    """A sentence with the telephone, identity and account numbers in it masked."""
    return LONG_NUMBER.sub(lambda found: (phone if len(found[0]) == 11 else id_number)(found[0]), text or "")


def address(value):
    """An address down to the building, without unit, floor and room."""
    value = (value or "").strip()
    found = BUILDING.match(value)
    if found:
        return found.group()
    return INDOORS.sub("", value)


def hide(value, first, last):
    """Stars for everything but the first and last characters; short values vanish wholly."""
    value = value or ""
    if value == UNREADABLE:
        return value
    hidden = len(value) - first - last
    if hidden <= 0:
        return "*" * len(value)
    return value[:first] + "*" * hidden + (value[-last:] if last else "")
