"""How names are spelled in pinyin, by which they are sorted."""

# fmt: off
SURNAMES = {
    "曾": "zeng", "仇": "qiu", "解": "xie", "翟": "zhai", "单": "shan", "区": "ou", "查": "zha", "盖": "ge",
    "乐": "yue", "尉": "yu", "缪": "miao", "覃": "qin", "召": "shao", "朴": "piao", "繁": "po", "秘": "bi",
    "员": "yun", "祭": "zhai", "黑": "he", "折": "she", "种": "chong", "重": "chong", "纪": "ji", "葛": "ge",
    "任": "ren", "华": "hua", "那": "na", "洗": "xian", "冼": "xian", "会": "gui", "郇": "huan", "幺": "yao",
    "宓": "mi", "逄": "pang", "郗": "chi", "戚": "qi", "瞿": "qu", "万俟": "moqi", "尉迟": "yuchi", "单于": "chanyu",
}
# fmt: on


def pinyin(name):
    """The key by which names are sorted; surnames have their own readings."""
    from pypinyin import lazy_pinyin  # its tables take 12 MB and are needed only where a name is written

    for length in (2, 1):
        if (surname := name[:length]) in SURNAMES:
            return " ".join([SURNAMES[surname], *lazy_pinyin(name[length:])])[:80]
    return " ".join(lazy_pinyin(name))[:80]
