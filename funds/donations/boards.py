"""What funds show on the leaders' boards: the market's gold."""

from governance.boards.board import account
from governance.kernel.figures.metrics import METRICS


def raised(period):
    return f"连接 {METRICS['foundations'].numerator(period)} 个基金会，募集资金和物资"


account("jin", "金", "市场的“金”", "raised_yuan", note=raised, order=2)
