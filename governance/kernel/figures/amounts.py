"""Amounts in words, as receipts and settlements print them after the figures."""

from decimal import Decimal

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿")


def yuan_words(amount):
    """人民币壹仟贰佰叁拾元整: a Decimal (or int) of yuan with at most two decimals, below 10^12.

    Source: 正确填写票据和结算凭证的基本规定 (中国人民银行).  Raises ValueError otherwise.
    """
    fen, rest = divmod(Decimal(amount) * 100, 1)
    if rest or abs(fen) >= 10**14:
        raise ValueError(f"not an amount in yuan and fen: {amount}")
    sign = "负" if fen < 0 else ""
    yuan, fen = divmod(abs(int(fen)), 100)
    return f"人民币{sign}{whole_words(yuan)}{small_words(yuan, *divmod(fen, 10))}"


def whole_words(yuan):
    """The yuan with their 元, nothing for none: 壹拾万零伍佰元."""
    words, gap, group = "", False, 0
    while yuan:
        yuan, four = divmod(yuan, 10_000)
        if four:
            # one zero is written for any run of zeros between two digits
            words = group_words(four) + GROUPS[group] + ("零" if gap and words else "") + words
        gap = four < 1000 if four else bool(words)
        group += 1
    return f"{words}元" if words else ""


def group_words(four):
    """One group of up to four digits: 1005 壹仟零伍."""
    words, gap = "", False
    for place in range(3, -1, -1):
        digit = four // 10**place % 10
        if digit:
            words += ("零" if gap and words else "") + DIGITS[digit] + PLACES[place]
        gap = not digit
    return words


def small_words(yuan, jiao, fen):
    """What follows the yuan: 整, 伍角整, 伍角陆分, 零陆分; 零元整 for nothing at all."""
    if not jiao and not fen:
        return "整" if yuan else "零元整"
    words = f"{DIGITS[jiao]}角" if jiao else ("零" if yuan else "")
    return words + (f"{DIGITS[fen]}分" if fen else "整")
