"""The demo district's foundations: two that the district itself names, seven that are invented.  Source: brief S53."""

from datetime import date, timedelta

from governance.kernel.clock import clock

from . import actions as foundations
from .models import Foundation

REAL = ("爱德基金会", "白求恩公益基金会")  # named by the district itself
INVENTED = (
    "湘水助学基金会",
    "润泽公益基金会",
    "渌江社区基金会",
    "清荷慈善基金会",
    "长桥乡村基金会",
    "曙光助老基金会",
    "新芽儿童基金会",
)
PURPOSES = ("一老一小", "困难家庭帮扶", "楼道微改造", "助学", "社区食堂")


def load(world):
    read_posts(world)
    link_foundations(world)


def read_posts(world):
    """Read the posts of today: the demo's people hold them only since some two years, some rows are older."""
    for user in world.users.values():
        user.grants_by_permission()


def link_foundations(world):
    names = [*REAL, *(f"{name}（演示）" for name in INVENTED)]
    for number, name in enumerate(names):
        street, username = (("月塘街道", "street"), ("桂花街道", "street2"))[number % 2]
        on = date(2022, 6, 1) + timedelta(110 * number)
        with clock.travel(on):
            foundations.link(
                Foundation(is_demo=True),
                actor=world.users[username],
                name=name,
                area=world.area(street),
                linked_on=on,
                agreement_no=f"演示函〔{on.year}〕{number + 1}号",
                scope=PURPOSES[number % len(PURPOSES)],
            )
