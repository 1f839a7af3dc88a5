"""The answer to a demand, to be sent on to the residents who asked."""

from governance.areas.naming import public_place, said_of
from governance.kernel.clock.clock import zh_date
from governance.kernel.pages.cards import Card, card
from governance.kernel.upkeep import masks


@card("projects.demand", when=lambda demand: demand.has_answer)
def answer_of(demand):
    """What was asked, what was done, when and by which post; where without the door."""
    done = "已办结" if demand.is_closed else "已答复"
    closed = [("办结日期", zh_date(demand.closed_on))] if demand.is_closed and demand.closed_on else []
    return Card(
        "居民需求办理结果",
        demand.title,
        f"您反映的“{demand.title}”{done}。",
        [
            ("地点", f"{public_place(demand.area)} {masks.address(demand.place)}".strip()),
            ("类别", demand.category.name),
            ("办理情况", demand.answer),
            ("答复日期", zh_date(demand.answered_on)),
            *closed,
            ("办理单位", answered_by(demand)),
        ],
        way="" if demand.is_closed else "对办理结果有意见的，请向登记这件需求的社区提出，可以申请重新办理。",
        number=demand.number,
    )


def answered_by(demand):
    """The unit or the post that answered, never the person."""
    if demand.unit_id is not None:
        return demand.unit.name
    if demand.handler_id is not None and demand.handler.posts:
        return said_of(demand.area, demand.handler.post_label)
    place = demand.area.community or demand.area
    return place.name
