"""What leaves a sentence before it is sent on to everybody: the doors of flats, and the long numbers of people.

A door is written in many ways (3栋2单元302室, 3-1-302, 302/303, B栋12A, 三零二, 3楼东户) and often bare: a number of
three or four digits is therefore one unless something beside it says what it counts or names otherwise.
Source: domain.md §7, masking.
"""

import re
import unicodedata

from governance.kernel.steps import cleaning

SOMEBODY = "某户"
NO_NUMBER = "（号码从略）"
HAN_DIGITS = "零〇一二三四五六七八九"
SPOKEN = f"{HAN_DIGITS}壹贰叁肆伍陆柒捌玖幺两"
WIDE = {
    wide: wide - 0xFEE0 for first, last in ("09", "AZ", "az") for wide in range(ord(first) + 0xFEE0, ord(last) + 0xFEE1)
}
OTHER_DIGIT = re.compile(rf"[^\x00-\x7f{cleaning.HAN}]")
DASH = "[-－‐-―−]"

# ------------------------------------------------------------ what a number counts, or names otherwise
AMOUNTS = (  # shared by all numbers of a list: 100、200 盏
    "元|万|亿|千|百|角|块|毛|美元|人|户|个|位|名|家(?![里中漏渗的门住])|次|件|条|项|份|本|册|封|批|起|例|宗|笔|页|票|股|倍|分(?!户)"
    "|米|平(?:方|米|$|[，。；、）])|㎡|m|M|k|K|公(?:里|斤|顷|分|升|吨|交|共)|千|吨|克|斤|升|亩|里(?![面外头])|寸|尺|毫|厘|立方|度|瓦|伏|兆|[WVw%％‰℃°²³]"
    "|盏|套(?!内)|台(?!阶)|辆|棵|株|丛|根|片|处|支|只|组|间|节|段|级|格|档|扇|樘|款|包|箱|袋|瓶|桶|副|双|对(?![门面])|场|圈|车位|车次|幅"
    "|面(?=[锦红旗镜国])|张(?=选|票|桌|椅|床|表|照|纸|海|$|[，。；、）])|道(?!路)|余|多|来|几"
    "|天(?!花)|周|岁|秒|小时|分钟|课时|学时|工时|[<>≤≥=＝×]"
)
NAMED = (  # of the last number only: 302、3栋
    "年|月|日|时|点|号|栋|幢|座|层|楼(?![道梯上下板顶])|单元|门洞|路(?![灯面口边])|期|届|[国省县乡]道|中学|小学|医院|厂|所|队|工程|热线|线|班|型|系列|[#＃]"
)
IS_AMOUNT = re.compile(rf"\s*(?:{AMOUNTS})")
IS_NAMED = re.compile(rf"\s*(?:{NAMED}|{AMOUNTS})")
OF_A_COUNT = re.compile(  # before a number: 同意 320，
    "(?:第|约|近|共|计|达|超|逾|满|每|至少|最多|不足|于|超过|增至|降至|减至|增加|减少|同意|反对|弃权|赞成|支持|预算|金额|资金|号"
    "|标准|规范|热线|电话|拨打|分机|数量?|得分|评分|[=＝×*＜<>≥≤±+¥￥ΦφØ])[\\s:：为是有了]*$"
)
SERVICE = re.compile("1(?:1[0249]|2[02])")  # 110, 119, 120
YEAR = re.compile("(?:19[4-9]|20[1-3])[0-9]")  # written alone; a door on a twentieth floor is then taken for one

# ------------------------------------------------------------ doors
N = "[0-9]{3,4}"
HAN_FLAT = (
    f"(?<![{HAN_DIGITS}十百千万])[一二三四五六七八九十]{{1,2}}[零〇][一二三四五六七八九](?![{HAN_DIGITS}十百千万年])"
)
DOOR_END = r"(?:\s*(?:室|房(?![屋间])|号(?:房|室)?))?"
INDOORS = r"(?:栋|幢|座|号楼|[#＃]楼?|单元|门洞|层|楼|[0-9一二三四五六七八九十]\s*门)"
FLAT = re.compile(  # 3-1-302, 1-101, A-1201
    rf"(?<![0-9A-Za-z]|[-－‐-―−.])([0-9]{{1,3}}|[A-Za-z])\s*{DASH}\s*(?:[0-9]{{1,2}}\s*{DASH}\s*)?({N})[A-Za-z]?"
    rf"(?![0-9A-Za-z]|[-－‐-―−])(?:\s*(?:室|房(?![屋间])|号|户))?"
)
BEHIND_PLACE = re.compile(  # behind a building, a unit or a floor: 2 单元 302, B栋12A, 二单元三零二
    rf"({INDOORS}\s*)(?:{N}[A-Za-z]?|[0-9]{{1,2}}[A-Za-z]|{HAN_FLAT})(?![0-9A-Za-z])(?!\s*(?:{NAMED}|{AMOUNTS}))"
    r"(?:\s*(?:室|房(?![屋间])|号))?"
)
OF_UNIT = re.compile(rf"((?:单元|门洞|层)\s*)(?:{N}|{HAN_FLAT})\s*户")
SIDE = re.compile(  # 3楼东户, 3栋东边那户
    r"((?:栋|幢|座|号楼|[#＃]楼?|单元|门洞|层|楼)\s*)[靠的]?[东西南北中左右][边侧面头手间]{0,2}[那的一]?\s*户(?![外型数籍])"
)
ROOM = re.compile(rf"(?<![A-Za-z])[A-Za-z]?{DASH}?(?:{N}[A-Za-z]?|[{HAN_DIGITS}十百]{{3,5}})\s*(?:室|房(?![屋间]))")
DWELLERS = re.compile(  # 302住户, 1201号房, A1201户, 302家里
    rf"(?<![0-9A-Za-z.])(?:[A-Za-z]?{DASH}?(?:{N}|[0-9]{{1,2}}(?=号)|{HAN_FLAT})[A-Za-z]?\s*(?:号房|号室|号?(?=住户|户主|业主)|号?(?=家[里中漏渗的门住]))"
    rf"|[A-Za-z]{DASH}?{N}\s*户)"
)
LIVES = re.compile(  # 家住302, 楼上1302漏水
    r"(住在?|住址|门牌|房号|室号|楼上|楼下|隔壁|对门|邻居)([\s:：是为]*)"
    rf"(?:[A-Za-z]?{DASH}?{N}[A-Za-z]?|{HAN_FLAT}){DOOR_END}(?![0-9])"
)
BARE_HAN = re.compile(HAN_FLAT)
DAY = r"(?:19|20)[0-9]{2}[-/.][0-9]{1,2}[-/.][0-9]{1,2}(?![0-9])"
MASKED = r"[0-9]*\*+[0-9A-Za-z]*"  # 138****1234, as `masks` leaves a telephone
TOKEN = rf"(?:[A-Za-z]+{DASH}?)?[0-9]+(?:[.:：][0-9]+)*(?![0-9]*\*)[A-Za-z]*"
NUMBERS = re.compile(rf"{DAY}|{MASKED}|{TOKEN}(?:\s*(?:[/、,和及与跟至到~～]|{DASH})\s*{TOKEN})*")
STAYS = re.compile(f"{DAY}|{MASKED}")
BARE = re.compile(  # two digits of the floor, and of the door on it: no flat is 300 or 280
    r"(?:(?P<letter>[A-Za-z])[-－‐-―−]?)?(?P<number>[0-9]{1,2}(?:[0-3][1-9]|[1-4]0|4[1-9]))[A-Da-d]?"
)
EVERY_TOKEN = re.compile(TOKEN)
SEVERAL = re.compile(rf"{SOMEBODY}等?(?:\s*(?:[/、,，和及与跟至到~～]|{DASH}|\s)\s*{SOMEBODY}等?)+")

# ------------------------------------------------------------ numbers of people
GAP = r"[\s_.·•/()（）*－‐-―−-]{0,3}"
SPOKEN_GAP = r"[\s_.·•，,*－‐-―−-]{0,3}"
LONG_NUMBERS = tuple(
    re.compile(form)
    for form in (
        rf"(?<![0-9])(?!{DAY})(?=(?:[\s-]?[0-9]){{13}})[0-9]{{4,}}(?:[\s-](?!{DAY})[0-9]{{2,}})+[Xx]?",
        rf"(?<![0-9])[1-9][0-9]{{5}}{GAP}(?:19|20)[0-9]{{2}}{GAP}[01][0-9]{GAP}[0-3][0-9](?:{GAP}[0-9]){{3}}{GAP}[0-9Xx](?![0-9])",
        rf"(?<![0-9])(?:\+?86{GAP})?1[3-9][0-9](?:{GAP}[0-9]){{8}}(?![0-9])",
        rf"(?<![0-9])(?<![0-9][.,])[(（]?0[1-9][0-9]{{1,2}}(?:{GAP}[0-9]){{7,8}}(?![0-9])",
        rf"(?<![0-9])[48]00{DASH}?\s?[0-9]{{3,4}}{DASH}?\s?[0-9]{{3,4}}(?![0-9])(?!\s*(?:{AMOUNTS}))",
        r"(?<![0-9])(?<![0-9][.,])[0-9]{7,}(?![0-9])(?!\.[0-9]|\s*(?:元|平方米|㎡))[Xx]?",
        rf"[1一壹幺]{SPOKEN_GAP}[3-9三四五六七八九叁肆伍陆柒捌玖](?:{SPOKEN_GAP}[0-9{SPOKEN}]){{9}}",
        rf"[0-9{SPOKEN}]*[{SPOKEN}][0-9{SPOKEN}]*",
    )
)
NICKNAMES = re.compile(  # 微信 li_1381, QQ123456
    r"((?:[Qq][Qq]|扣扣|微信|薇信|[Ww][Xx]|[Vv][Xx]|[Ww]e[Cc]hat)(?:号码?|群号?)?[\s:：为是]*)(?=[A-Za-z0-9_-]*[0-9_])[A-Za-z0-9_-]{5,}"
)
PLATES = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·\s]?(?=[A-Z]*[0-9])[A-HJ-NP-Z0-9]{5,6}(?![A-Za-z0-9])"
)
SHORTEST_NUMBER = 7  # digits; nobody's telephone or account has fewer


def doors(text):
    """A sentence without the numbers of flats in it: 3栋2单元302室漏水 becomes 3栋2单元某户漏水."""
    text = level(text)
    text = FLAT.sub(without_flat, text)
    for form in (OF_UNIT, BEHIND_PLACE, SIDE):
        text = form.sub(rf"\1{SOMEBODY}", text)
    text = LIVES.sub(rf"\1\2{SOMEBODY}", text)
    text = ROOM.sub(SOMEBODY, DWELLERS.sub(SOMEBODY, text))
    text = NUMBERS.sub(without_bare, BARE_HAN.sub(without_spoken, text))
    return SEVERAL.sub(f"{SOMEBODY}等", text)


def long_runs(text):
    """A sentence without any number of seven digits or more, plate of a car and name in a messenger.

    Whatever stands beside a number or between its groups, in figures or in words: of what goes out to everybody no
    telephone, account or nickname made of one is left.
    """
    text = level(text)
    for form in LONG_NUMBERS:
        text = form.sub(without_long, text)
    return PLATES.sub(NO_NUMBER, NICKNAMES.sub(rf"\1{NO_NUMBER}", text))


def level(text):
    """The sentence with every digit and letter in its common form: １３８ and ①③⑧ become 138."""
    text = (text or "").translate(WIDE)
    return OTHER_DIGIT.sub(lambda found: str(unicodedata.digit(found[0], found[0])), text)


def without_long(found):
    count = sum(char in SPOKEN or char.isdigit() for char in found[0])
    return NO_NUMBER if count >= SHORTEST_NUMBER else found[0]


def without_flat(found):
    """The building of 3-1-302; an amount from … to … (100-200 元) and a standard of a year (155-2013) stay."""
    if IS_NAMED.match(found.string, found.end()) or (len(found[1]) == 3 and YEAR.fullmatch(found[2])):
        return found[0]
    return f"{found[1]}栋{SOMEBODY}"


def without_spoken(found):
    is_named = IS_NAMED.match(found.string, found.end()) or OF_A_COUNT.search(found.string[: found.start()])
    return found[0] if is_named else SOMEBODY


def without_bare(found):
    """A list of numbers without the doors in it, unless what stands beside the list says what they are."""
    text, after = found.string, found.end()
    if IS_AMOUNT.match(text, after) or OF_A_COUNT.search(text[: found.start()]):
        return found[0]
    is_named = IS_NAMED.match(text, after)

    def told(token):
        is_last = token.end() == len(found[0])
        door = BARE.fullmatch(token[0])
        if door is None or (is_last and is_named):
            return token[0]
        is_known = not door["letter"] and (SERVICE.fullmatch(door["number"]) or YEAR.fullmatch(door["number"]))
        return token[0] if is_known else SOMEBODY

    return found[0] if STAYS.fullmatch(found[0]) else EVERY_TOKEN.sub(told, found[0])
