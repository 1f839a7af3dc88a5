"""Names of places: the short name in common use, and the ways to write a number in a name."""

import re

SUFFIXES = (
    ("社区居民委员会", "社区"),
    ("社区居委会", "社区"),
    ("居民委员会", "社区"),
    ("居委会", "社区"),
    ("村民委员会", "村"),
    ("村委会", "村"),
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
