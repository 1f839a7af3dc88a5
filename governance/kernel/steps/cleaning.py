"""How people write one and the same value: every way that can mean only one thing becomes the usual one.

These functions change the writing and refuse nothing; what they cannot read
they hand on as it came, and `validators` says what is wrong with it.  Forms,
the API and imports reach them through `validators` only.
"""

import re
import unicodedata
from datetime import date, timedelta

# what emoji are made of: pictures and symbols, skin tones, flags; they alone keep joiners and variation selectors
EMOJI = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u24c2\u25a0-\u27bf\u2934\u2935\u2b00-\u2bff\u3030\u303d\u3297"
    "\u3299\U0001f000-\U0001faff"
)
# characters that nobody sees, that pasting brings along and that can turn text around: controls except white space and
# NUL (which is refused), soft hyphens and fillers, marks of direction and width, selectors, annotations, tags
UNSEEN = re.compile(
    "[\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u200e"
    "\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufdd0-\ufdef\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
    f"|(?<![{EMOJI}])[\ufe0e\ufe0f](?!\u20e3)|(?<![{EMOJI}])(?<![{EMOJI}][\ufe0e\ufe0f])\u200d|\u200d(?![{EMOJI}])"
)
LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
ROUND_BREAK = re.compile(r"\s*[\t\n]\s*")
MARKS = re.compile(r"[\W_]+")
SPACE = re.compile(r"\s+")
HAN = "\u3007\u3400-\u9fff\U00020000-\U000323af"  # 〇 is written in names too
DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
HALF_WIDTH = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
DOTS = "[.・•‧∙․᛫]"  # what stands for the dot between the parts of a name
QUOTED = re.compile("^['’‘`]+(?=[+0-9(-])")  # Excel's mark for "this is text", where it was typed or pasted along
NOTHING = frozenset(("无", "没有", "暂无", "空", "/", "//", "\\", "-", "--", "---", "—", "——", "―", "N/A", "n/a", "NA"))
USUAL = {}  # {another name: the words that it means}, see `means`
ENDLESS = (
    "长期",
    "长期有效",
    "永久",
    "至今",
    "不限",
    "无期限",
    "无固定期限",
)  # of the last day of a term: there is none
MEASURES = "户|人|名|个|件|栋|幢|单元|层|组|套|次|天|年|岁|元|㎡|m2|m²|平方米|平米"
MEASURED = re.compile(rf"第?\s*([+-]?[0-9][0-9.,]*)\s*(?:{MEASURES})")
NUMERALS = re.compile(r"[零〇一二三四五六七八九十百两]+(?=$|栋|幢|座|号|楼|单元|层|期|室|房|户|[-\s])")
DIGITS = {**{digit: number for number, digit in enumerate("零一二三四五六七八九")}, "〇": 0, "两": 2}
# characters that older input methods write as code points of private use; GB 18030 (2005) has their place in Unicode
PLACES_OF_2005 = {
    0xE816: 0x20087, 0xE817: 0x20089, 0xE818: 0x200CC, 0xE81E: 0x9FB4, 0xE826: 0x9FB5, 0xE82B: 0x9FB6, 0xE82C: 0x9FB7,
    0xE831: 0x215D7, 0xE832: 0x9FB8, 0xE83B: 0x2298F, 0xE843: 0x9FB9, 0xE854: 0x9FBA, 0xE855: 0x241FE, 0xE864: 0x9FBB,
}  # fmt: skip
FIRST_PRIVATE, PRIVATE = 0xE815, 80
FIRST_BYTE, SKIPPED = 0x50, 0x7F
LONGEST_KEY = 18  # digits, as a bigint holds them
EXCEL_ZERO = date(1899, 12, 30)
SERIALS = range(20_000, 109_575)  # of Excel: 1954-10-03 to 2199-12-31


def private_places():
    """{code point of private use: character} of the GBK row 0xFE, as `str.translate` takes it."""
    found = {}
    for number in range(PRIVATE):
        byte = FIRST_BYTE + number
        char = bytes([0xFE, byte + (byte >= SKIPPED)]).decode("gb18030")
        if unicodedata.category(char) != "Co":
            found[FIRST_PRIVATE + number] = char
    return found | PLACES_OF_2005


PRIVATE_PLACES = private_places()


def row_key(value):
    """The primary key that a text names; None for any other text: ²³ are digits too, and 5,000 of them no key."""
    text = str(value if value is not None else "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST_KEY else None


def seen(value):
    """Text without characters that nobody sees, in normal form NFC, with known private code points in their place.

    Joiners (ZWJ, ZWNJ) and variation selectors stay inside emoji only: no text in Chinese needs them.
    """
    text = str(value)
    if text.isascii() and text.isprintable():
        return text.strip()
    text = UNSEEN.sub("", text).translate(PRIVATE_PLACES).strip()
    usual = unicodedata.normalize("NFC", text)
    return usual if len(usual) <= len(text) else text  # a few old characters have a longer normal form


def words(value, *, lines=False):
    """Free text: what is seen, its ends trimmed, in one line unless `lines`, with one kind of line break."""
    clean = seen(LINE_ENDS.sub("\n", str(value)))
    return clean if lines else ROUND_BREAK.sub(" ", clean)


def narrow(value):
    """Text in half width, with one kind of hyphen: ０７３１－２２ is 0731-22; ² stays ², for it is no 2."""
    return QUOTED.sub("", DASHES.sub("-", seen(value)).translate(HALF_WIDTH).strip())


def says_nothing(value):
    """Whether a cell or a field is filled with a word or a sign for "there is none": 无, /, —."""
    text = closed(value)
    return not text or text in NOTHING or set(DASHES.sub("-", text)) == {"-"}


def numerals(text):
    """Text with its Chinese numbers of houses and flats in digits: 第十三栋 is 第13栋, 一〇一室 is 101室."""
    return NUMERALS.sub(arabic, text)


def arabic(match):
    """The number that a match of Chinese numerals says: 13 of 十三, 101 of 一〇一."""
    words, total, digit = match[0], 0, 0
    if not set(words) & set("十百"):
        return "".join(str(DIGITS[word]) for word in words)
    for word in words:
        if word in "十百":
            total, digit = total + (digit or 1) * (100 if word == "百" else 10), 0
        else:
            digit = DIGITS[word]
    return str(total + digit)


def closed(value):
    """Text without any space in it."""
    return SPACE.sub("", seen(value))


def squeezed(value):
    """Text to compare by: letters and digits only, in one width, without case; never kept."""
    return MARKS.sub("", unicodedata.normalize("NFKC", seen(value))).casefold()


def name(value):
    """A person's name: 石　桥 is 石桥, 阿依古丽．买买提 has the usual dot, radical forms (⽯) are characters (石).

    The dots and spaces of other scripts stay: John Smith, J. K. Rowling.
    """
    clean = SPACE.sub(" ", unicodedata.normalize("NFKC", seen(value)))
    clean = re.sub(rf"(?<=[{HAN}])\s*{DOTS}\s*(?=[{HAN}])", "·", clean)
    return re.sub(rf"(?<=[{HAN}·])\s+(?=[{HAN}·])|\s+(?=·)|(?<=·)\s+", "", clean)


def telephone(value):
    """A telephone number: digits, with a hyphen after an area code that was set apart.

    +86 and 0086 go, and so do spaces, hyphens and brackets: (0731) 2222 3333 is 0731-22223333.
    """
    clean = re.sub(r"^\(?(\+|00)86\)?[\s-]*|^86(?=[\s-]*1[0-9\s-]{10,}$)", "", narrow(value))
    apart = re.fullmatch(r"\(?(0[0-9]{2,3})[)\s-]+([0-9][0-9\s-]+)", clean)
    if apart:
        return f"{apart[1]}-{re.sub(r'[^0-9]', '', apart[2])}"
    return re.sub(r"[\s-]", "", clean)


def code(value):
    """A number that is a name (identity number, credit code): half width, upper case, without spaces and hyphens."""
    return re.sub(r"[\s-]", "", narrow(value)).upper()


def number(value):
    """A number in half width; commas that group thousands go, others stay and make it unreadable.

    A unit behind it that changes nothing of the number goes too: 12户, 第3组 and ¥500元, but never 3万.  十二户 is 12.
    """
    clean = narrow(value).lstrip("¥￥")
    if measured := MEASURED.fullmatch(numerals(clean)):
        clean = measured[1]
    if re.fullmatch(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?", clean):
        return clean.replace(",", "")
    return clean


def day(value):
    """A date as 2026-01-05, from 20260105, 2026/1/5, 2026年1月5日, one with 00:00:00, or Excel's number of the day."""
    clean = re.sub(r"(?<=[0-9日])[T\s]+0{1,2}:00(:00(\.0+)?)?$", "", narrow(value))
    clean = re.sub(r"\s*([-/.年月日])\s*", r"\1", clean)
    if re.fullmatch(r"[0-9]{5}(\.0+)?", clean) and int(clean[:5]) in SERIALS:
        return (EXCEL_ZERO + timedelta(int(clean[:5]))).isoformat()
    parts = re.fullmatch(r"([0-9]{4})([-/.年])([0-9]{1,2})[-/.月]([0-9]{1,2})日?", clean)
    if parts:
        return f"{parts[1]}-{int(parts[3]):02}-{int(parts[4]):02}"
    if re.fullmatch(r"(19|20|21)[0-9]{6}", clean):
        return f"{clean[:4]}-{clean[4:6]}-{clean[6:]}"
    return clean


def moment(value):
    """A time of day as 9:05, from ９：０５ or 9时05分."""
    return re.sub(r"^([0-9]{1,2})[时点]([0-9]{1,2})分?$", r"\1:\2", narrow(value))


def key_of(word):
    """A word to find its other names by: without spaces, marks and case; of a mark alone the mark."""
    return squeezed(word) or closed(word)


def means(word, *others):
    """Declare, beside a vocabulary, how people also write one of its words; each can mean nothing else there."""
    for other in others:
        USUAL.setdefault(key_of(other), []).append(word)


def choice(value, allowed):
    """The one of the allowed words that is meant, under whichever usual name; the value as it came where none is."""
    text = str(value)
    if text in allowed:
        return text
    meant = closed(text)
    if not meant:
        return text
    usual = (word for word in USUAL.get(key_of(text), ()) if word in allowed)
    return next((word for word in allowed if closed(word) == meant), None) or next(usual, text)


def option(value, options):
    """The value of the option that is meant, by itself, its label or a usual name; as it came where none is.

    options -- [(value, label)]
    """
    values = {str(label): str(kept) for kept, label in options if kept not in ("", None)}
    kept = [str(kept) for kept, _ in options]
    found = choice(value, kept)
    return found if found in kept else values.get(choice(value, values), found)


means("是", "有", "对", "√", "✓", "✔", "Y", "yes", "true", "1")
means("否", "无", "不是", "没有", "×", "✗", "✘", "N", "no", "false", "0")
means("男", "男性", "男士")
means("女", "女性", "女士", "妇女")
