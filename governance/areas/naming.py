"""Names of places: the short name in common use, the ways to write a number in a name, community or village."""

import re

SUFFIXES = (
    ("社区居民委员会", "社区"),
    ("社区居委会", "社区"),
    ("居民委员会", "社区"),
    ("居委会", "社区"),
    ("村民委员会", "村"),
    ("村委会", "村"),
)
EITHER = (  # words that leave open which of the two a place is; of a community; of a village
    ("居（村）民委员会", "居民委员会", "村民委员会"),
    ("居（村）委会", "居委会", "村委会"),
    ("居民（村民）", "居民", "村民"),
    ("社区（村）", "社区", "村"),
)
DIGITS = "零一二三四五六七八九"
RUN = re.compile(r"[0-9]{2,}|[零〇一二三四五六七八九]{2,}")


def short_name(official):
    """六零一社区居委会 -> 六零一社区; 星星村委会 -> 星星村; other names stay as they are."""
    for suffix, short in SUFFIXES:
        if official.endswith(suffix) and len(official) > len(suffix):
            stem = official.removesuffix(suffix)
            return stem if stem.endswith(short) else stem + short
    return official


def public_place(area):
    """Where something is, for everybody to read: community and compound, no building and no stair."""
    places = (area.community, area.compound or area)
    return " ".join(dict.fromkeys(place.name for place in places if place is not None))


def is_village(area):
    """Whether a place is a village or lies in one."""
    place = area if area.level == "community" else area.community
    return place is not None and place.kind == "village"


def said_of(area, text):
    """A text that leaves open whether a place is a community or a village, said of the one that it is.

    居（村）民委员会 is 村民委员会 in a village.  Above the communities, where both stand, the text stays.
    """
    if area.community_id is None or not any(either in text for either, _, _ in EITHER):
        return text
    return said_as(text, is_village(area))


def said_as(text, village):
    """The same of any village, or of any community."""
    for either, of_community, of_village in EITHER:
        text = text.replace(either, of_village if village else of_community)
    return text


def aliases(name):
    """The other ways to write the numbers of a name: 六零一社区 -> [601社区, 六〇一社区].

    Only runs of two or more digits read one by one are numbers of this kind
    (601, 四三零); 十, 百 and single digits are left alone.
    """
    found = []
    for zero in ("", "零", "〇"):
        written = RUN.sub(lambda run, zero=zero: rewrite_number(run[0], zero), name)
        if written != name and written not in found:
            found.append(written)
    return found


def rewrite_number(run, zero):
    """One number in Arabic digits (zero ""), or in Chinese ones with the given zero."""
    arabic = "".join(char if char.isascii() else str(DIGITS.index(char.replace("〇", "零"))) for char in run)
    return "".join(DIGITS[int(digit)] for digit in arabic).replace("零", zero) if zero else arabic
