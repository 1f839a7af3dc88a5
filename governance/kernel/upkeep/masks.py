"""How personal data looks to those who need not know it in full.  Source: domain.md §7, masking."""

import re
import unicodedata

from governance.kernel.steps import cleaning

UNREADABLE = "无法解密"  # shown for a sealed value that no key opens, and never masked
LEFT_OUT = "（含个人信息，从略）"
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
DOOR = re.compile(r"\s*([0-9A-Za-z０-９]{1,3})(?:\s*[-－—–]\s*[0-9A-Za-z０-９]{1,4}){1,3}(?![-－—–0-9])")  # 3-1-302
RUN = re.compile(r"[0-9](?:[\s_.·•/()-]{0,3}[0-9])*[Xx]?(?![0-9A-Za-z])")
GROUP = re.compile(r"[0-9]+[Xx]?")
PERSONAL = re.compile(r"(?:86|0086)?1[3-9][0-9]{9}|[1-9][0-9]{16}[0-9Xx]")  # a mobile or an identity number
LONG_NUMBER = re.compile(rf"{PERSONAL.pattern}|[0-9]{{15,18}}[0-9Xx]?")  # or of an account
LONGEST = 19
OTHER = re.compile(rf"[^\x00-\x7f{cleaning.HAN}]")  # what may be a digit in another form
HAN_PAIR = re.compile(f"[{cleaning.HAN}]{{2}}")
INDOORS = re.compile(  # behind a building, a unit or a floor: 2 单元 302
    r"((?:栋|幢|座|号楼|[#＃]楼?|单元|门洞|层|楼)\s*)[0-9０-９]{3,4}(?![0-9０-９年月日万元个项块盏]|\s*(?:平|㎡|米|人|多|户))"
    r"(?:\s*(?:室|房(?![屋间])|号))?"
)
FLAT_OF_UNIT = re.compile(r"((?:单元|门洞|层)\s*)[0-9０-９]{3,4}\s*户")
HAN_FLAT = "[一二三四五六七八九十]{0,2}[零〇][一二三四五六七八九]"  # 三零二
COUNTED = "0-9０-９年月日万元个项块盏户人米㎡*"  # behind a number that tells how many, or a day
OTHER_FLATS = (  # how people write a flat otherwise: its second door, 2门302, 二单元三零二, 302家里, A1201户, 3楼东户
    (re.compile(rf"((?:栋|幢|座|楼|单元|门洞|层)\s*)(?:{HAN_FLAT})(?:\s*[室号户])?"), r"\1某户"),
    (re.compile(r"([0-9０-９一二三四五六七八九十]\s*门\s*)[0-9０-９]{3,4}(?![0-9０-９])(?:\s*[室号户])?"), r"\1某户"),
    (re.compile(r"(?<![0-9０-９A-Za-z])[A-Za-z]?[0-9０-９]{3,4}\s*家(?=[里中漏渗])"), "某户家"),
    (re.compile(r"(?<![0-9A-Za-z])[A-Za-z][0-9０-９]{3,4}\s*[户室]"), "某户"),
    (re.compile(r"((?:楼|层)\s*)[东西南北中]\s*户"), r"\1某户"),
    (re.compile(rf"(某户)(?:\s*[、,，和及与]\s*[0-9０-９]{{3,4}}(?![{COUNTED}])(?:\s*[室号])?)+"), r"\1等"),
)
LONG_RUN = re.compile(
    r"(?:0[0-9]{2,3}\s*[-－—]?\s*)?(?<![0-9,.])[0-9]{7,}(?![0-9])(?!\.[0-9]|\s*(?:元|平方米|㎡))[Xx]?"
)
ROOM = re.compile(r"[0-9０-９零〇一二三四五六七八九]{3,4}\s*(?:室|房(?![屋间]))")
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


def somebody(value):
    """A person who gave a name or a door: the surname, or the building; a door without one shows nothing.

    No name begins with a digit: what does is a door, however it is written.
    """
    value = (value or "").strip()
    if BUILDING.match(value) or INDOORS.search(value):
        return address(value) or "某住户"
    if (door := DOOR.match(value)) and not names_a_number(value):
        return f"{door[1]}栋"
    return "某住户" if value[:1].isdigit() else name(value)


def digits(text):
    """A sentence with the telephone, identity and account numbers in it masked, however they are spaced."""
    shown, end = [], 0
    for first, last, number in numbers_in(text or "", LONG_NUMBER):
        shown += [text[end:first], (phone if len(number) == 11 else id_number)(number)]
        end = last
    return "".join([*shown, (text or "")[end:]])


def people(text, names):
    """A sentence with these names of people masked, also where they are spaced; of one written otherwise (in
    traditional characters), nothing is left but that it is left out."""
    for each in sorted(set(names), key=len, reverse=True):
        spaced = re.compile(r"\s*".join(map(re.escape, each)))
        text = spaced.sub(name(each), text)
        if mentions(text, each):
            return LEFT_OUT
    return text


def names_a_number(text):
    """Whether a text holds a mobile or an identity number, by which somebody could be known."""
    return any(numbers_in(cleaning.seen(text or "")))


def numbers_in(text, whole=PERSONAL):
    """(start, end, digits) of the numbers in a text, also of those written wide or in groups: １３９-1234 5678.

    A number in groups begins with three digits at least, or has only short groups: 13-1-1101 1102 are two doors.

    whole -- which numbers in one piece are meant
    """
    plain = cleaning.DASHES.sub("-", text).translate(cleaning.HALF_WIDTH)
    plain = OTHER.sub(lambda found: str(unicodedata.digit(found[0], found[0])), plain)
    for run in RUN.finditer(plain):
        groups, at = list(GROUP.finditer(plain, run.start(), run.end())), 0
        while at < len(groups):
            found = longest_number(groups[at:], whole)
            if found:
                yield groups[at].start(), groups[at + found[0] - 1].end(), found[1]
            at += found[0] if found else 1


def longest_number(groups, whole):
    """(how many groups, digits) of the longest number that the groups begin with; None without one."""
    number, best = "", None
    for count, group in enumerate(groups, 1):
        number += group[0]
        if len(number) > LONGEST:
            break
        is_apart = len(groups[0][0]) >= 3 or all(len(one[0]) <= 2 for one in groups[:count])
        if is_apart and (whole if count == 1 else PERSONAL).fullmatch(number):
            best = count, number
    return best


def mentions(text, name):
    """Whether a text has a name in it, whatever stands between the characters, and in traditional ones too."""
    text, name = cleaning.squeezed(text), cleaning.squeezed(name)
    if not name or name in text:
        return bool(name)
    starts = range(len(text) - len(name) + 1)
    return any(all(map(is_same_character, text[start:], name)) for start in starts)


def is_same_character(one, other):
    """Whether two characters are one, or read alike and one is a form that GB 2312 leaves out: 張 for 张."""
    if one == other:
        return True
    if not HAN_PAIR.fullmatch(one + other) or (is_common(one) and is_common(other)):
        return False
    from pypinyin import pinyin  # its tables take 12 MB and are needed for such characters only

    readings = [set(pinyin(char, heteronym=True)[0]) for char in (one, other)]
    return bool(readings[0] & readings[1])


def is_common(char):
    return bool(char.encode("gb2312", "ignore"))


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
