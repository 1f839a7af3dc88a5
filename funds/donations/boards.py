"""Donations on the leaders' boards: the market's contribution."""

from governance.boards.board import account
from governance.kernel.figures.metrics import METRICS


def raised_note(period):
    return f"连接 {METRICS['foundations'].numerator(period)} 个基金会，募集资金和物资"


account("jin", "金", "市场的“金”", "raised_yuan", note=raised_note, order=2)
