"""Figures of what the register lacks."""

from governance.areas.models import PostSeat
from governance.areas.tables import PostSeatTable
from governance.kernel.figures.metrics import metric

from .kinds import vacant


@metric(
    "posts_vacant",
    "缺岗",
    unit="个",
    definition="应配的片长、组长、邻长中没有人在任的岗位数，按楼栋（邻长）和小区（片长、组长）分别计算",
    table=PostSeatTable,
    total="missing",
    order=117,
)
def posts_vacant(period):
    return period.below(vacant(PostSeat.objects.all()))
