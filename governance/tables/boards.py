"""The lists behind the boards."""

from governance.kernel import clock
from governance.kernel.tables import Column, Order, Table


def late(row):
    return f'<span class="ht-due is-over">逾期 {(clock.today() - row.due_on).days} 天</span>'


class OverdueTable(Table):
    """What is late, the oldest first."""

    caption = "逾期督办"
    related = ("area__street", "area__community")
    order = Order("due_on", descending=False)
    empty_message = "没有逾期事项"

    title = Column("事项", link=True, phone="lead")
    number = Column("编号", phone="hide")
    street = Column("镇街", path="area.street.name")
    place = Column("辖区", path="area.name", sort="area__path")
    task = Column("环节", phone="state")
    due_on = Column("期限", kind="date", sort="due_on", phone="hide")
    late = Column("逾期", html=late, phone="due", export=lambda row: (clock.today() - row.due_on).days)

    def row_css(self, row):
        return "is-overdue"
