"""Demo deliberations of no micro-project: councils, owners and delegates of one community, in every state."""

from datetime import timedelta

from governance.kernel.clock import clock
from governance.rolls.demo import keep_rolls, paper
from governance.rolls.electorate import electorate, serving, units_of

from .actions import deliberations as acts
from .actions import objections
from .bodies import COMMUNITY
from .demo_papers import picture
from .models import Deliberation
from .workflow import CALLED, CHALLENGED, COUNTED, FINAL, HELD, PUBLICISED, UNVERIFIED

# (title, body, matter, days since the meeting, how far it came, yes of those present)
TALKS = (
    ("小区停车秩序公约修订", "council", "general", 41, FINAL, 12),
    ("党群服务站活动经费使用", "council", "money", 26, FINAL, 11),
    ("楼道堆物清理办法", "council", "general", 6, PUBLICISED, 10),
    ("文化活动室开放时间", "council", "general", 13, UNVERIFIED, 11),
    ("门厅张贴栏更新", "owners_ordinary", "general", 4, UNVERIFIED, 0),
    ("单元门禁更换使用维修资金", "owners_ordinary", "repair_fund_use", 5, CHALLENGED, 0),
    ("小区公共收益支出安排", "owners_ordinary", "common_income", 2, COUNTED, 0),
    ("邻里节活动经费使用", "council", "money", 3, COUNTED, 7),
    ("晾衣架统一安装", "council", "general", 1, HELD, 9),
    ("居民公约修订", "residents_delegates", "community_affairs", 52, FINAL, 0),
    ("小区议事会换届", "council", "election", -5, CALLED, 0),
)


def load(world):
    """Councils of fifteen, all owners by their roll, the delegates of the community, by the steps a secretary takes."""
    community = world.area("野鸭冲社区")
    places = world.compounds(community)
    for number, talk in enumerate(TALKS):
        place = places[number % len(places)]
        keep_rolls(world, place)
        make(world, community if talk[1] == "residents_delegates" else place, *talk)


def make(world, area, title, body, matter, ago, stage, yes):
    """One deliberation as far as `stage`, each step on its own day."""
    actor, day = world.users["secretary"], world.day(ago)
    notice = day - timedelta(17 if body.startswith("owners") else 12 if body in COMMUNITY else 6)
    with clock.travel(world.moment(notice, 9)):
        row = acts.call(
            Deliberation(),
            actor=actor,
            title=title,
            area=area,
            body=body,
            matter=matter,
            method="meeting",
            notice_on=notice,
            held_on=day,
            place="小区议事亭",
            chair=world.name(),
            clerk=world.name(),
            owners_matters="none",
            elects="nobody",
            agenda="一、通报情况；二、讨论；三、表决",
            **studied(world, body, notice),
        )
    if stage == CALLED:
        return
    if row.awaits_matter_check and stage != UNVERIFIED:
        with clock.travel(world.moment(notice + timedelta(1), 9)):
            row = acts.check_matter_chosen(row, actor=world.users["street"], note="逐项核对议题，不涉及重大事项")
    with clock.travel(world.moment(day, 20)):
        rows = sign_in(row, yes)
        row = acts.hold(row, actor=actor, ballots=rows, sign_in=[paper(world)], minutes="逐项讨论后公开表决。")
        if stage == HELD:
            return
        row = acts.count(row, actor=actor)
    if stage == COUNTED:
        return
    is_late = stage == UNVERIFIED and not row.awaits_matter_check
    with clock.travel(world.moment(day + timedelta(12 if is_late else 1), 9)):
        proof = {"photos": [picture()], "vouched_by": "王芳，居民小组长"} if is_late else {}
        row = acts.publicise(row, actor=actor, publicised_on=day + timedelta(1), publicity_place="小区公告栏", **proof)
    if stage == CHALLENGED:
        with clock.travel(world.moment(day + timedelta(3), 10)):
            objections.challenge(row, actor=actor, raised_by="2栋 302 室", text="门禁品牌未比价，请公开三家报价。")
    if stage == FINAL:
        with clock.travel(world.moment(row.effective_on, 18)):
            acts.finalise(row, actor=None)


def studied(world, body, notice):
    """The Party organisation's study with its paper, for the meetings of a whole community."""
    if body not in COMMUNITY:
        return {}
    return {"party_studied_on": notice - timedelta(2), "party_study": [paper(world)]}


def sign_in(row, yes):
    """The list of those on the roll, by name: owners vote by heads, some absent; of members `yes` agree, or all but
    two."""
    roll = electorate(row.body, row.area, row.held_on).roll
    if roll.lists_units:
        units = list(units_of(roll).values())
        heads = {head: place for place, head in enumerate(dict.fromkeys(unit.head for unit in units))}
        return [
            {"voter": unit.code, "name": unit.owners.split("、")[0], "choice": choice_of(heads[unit.head])}
            for unit in units
        ]
    members = [{"voter": str(member.no), "name": member.name} for member in serving(roll, row.held_on)]
    present = len(members) - 2
    agree = yes or present - 2
    choices = ["yes"] * agree + ["no"] * (present - agree) + ["absent"] * 2
    return [member | {"choice": choice} for member, choice in zip(members, choices, strict=True)]


def choice_of(place):
    """One of seven absent, one of eleven of the others against."""
    if place % 7 == 6:
        return "absent"
    return "no" if place % 11 == 10 else "yes"
