"""Demo deliberations of no micro-project: councils and owners of one community, in every state."""

from datetime import timedelta
from decimal import Decimal

from governance.kernel.clock import clock

from .actions import deliberations as acts
from .actions import objections
from .models import Deliberation
from .workflow import CALLED, CHALLENGED, COUNTED, FINAL, HELD, PUBLICISED

COUNCIL = 15
# (title, body, matter, days since the meeting, how far it came, yes of those present)
TALKS = (
    ("小区停车秩序公约修订", "council", "general", 41, FINAL, 12),
    ("党群服务站活动经费使用", "council", "money", 26, FINAL, 11),
    ("楼道堆物清理办法", "council", "general", 6, PUBLICISED, 10),
    ("单元门禁更换使用维修资金", "owners_ordinary", "repair_fund_use", 5, CHALLENGED, 0),
    ("小区公共收益支出安排", "council", "money", 2, COUNTED, 7),
    ("晾衣架统一安装", "council", "general", 1, HELD, 9),
    ("小区议事会换届", "council", "election", -5, CALLED, 0),
)


def load(world):
    """A council of fifteen and the owners of one stair, by the steps a secretary takes."""
    community = world.area("野鸭冲社区")
    places = world.compounds(community)
    for number, talk in enumerate(TALKS):
        make(world, places[number % len(places)], *talk)


def make(world, area, title, body, matter, ago, stage, yes):
    """One deliberation as far as `stage`, each step on its own day."""
    actor, day = world.users["secretary"], world.day(ago)
    notice = day - timedelta(17 if body.startswith("owners") else 6)
    with clock.travel(world.moment(notice, 9)):
        row = acts.call(
            Deliberation(), actor=actor, title=title, area=area, body=body, matter=matter, method="meeting",
            notice_on=notice, held_on=day, place="小区议事亭", chair=world.name(), clerk=world.name(),
            agenda="一、通报情况；二、讨论；三、表决",
        )  # fmt: skip
    if stage == CALLED:
        return
    with clock.travel(world.moment(day, 20)):
        rows = owners() if body.startswith("owners") else council(yes)
        row = acts.hold(row, actor=actor, ballots=rows, minutes="逐项讨论后公开表决。")
        if stage == HELD:
            return
        row = acts.count(row, actor=actor)
    if stage == COUNTED:
        return
    with clock.travel(world.moment(day + timedelta(1), 9)):
        row = acts.publicise(row, actor=actor, publicity_place="小区公告栏")
    if stage == CHALLENGED:
        with clock.travel(world.moment(day + timedelta(3), 10)):
            objections.challenge(row, actor=actor, raised_by="2栋 302 室", text="门禁品牌未比价，请公开三家报价。")
    if stage == FINAL:
        with clock.travel(world.moment(row.effective_on, 18)):
            acts.finalise(row, actor=None)


def council(yes):
    """Thirteen of fifteen members came."""
    present = COUNCIL - 2
    choices = ["yes"] * yes + ["no"] * (present - yes) + ["absent"] * 2
    return [{"voter": f"议事员{number}", "choice": choice} for number, choice in enumerate(choices, 1)]


def owners():
    """Twenty-four flats; one owner has two, the developer has two unsold."""
    rows = [
        {
            "voter": f"{floor}0{door}",
            "owner": "演示业主甲" if (floor, door) in ((1, 1), (1, 2)) else "",
            "is_unsold": (floor, door) in ((6, 3), (6, 4)),
            "exclusive_area": Decimal("88.50") + door * 3,
            "choice": "absent" if (floor + door) % 7 == 0 else "no" if (floor * door) % 9 == 0 else "yes",
        }
        for floor in range(1, 7)
        for door in range(1, 5)
    ]
    for row in rows:
        if row["is_unsold"]:
            row["choice"] = "yes"
    return rows
