"""Matters of owners and elections in the words of neighbours: each is asked about or refused, whoever takes it up."""

import pytest

from governance.deliberations.telling import ELECTION, PARTY_ELECTION, UPKEEP, told

from .test_telling import DAY


def tells(text):
    return {one.tells for one in told([text], DAY)} - {UPKEEP}


@pytest.mark.parametrize(
    ("text", "matter"),
    [
        ("架空层隔成商铺", "common_parts"),
        ("把活动室租给快递站", "common_parts"),
        ("把凉亭改成棋牌室", "common_parts"),
        ("让快递公司设柜每年收两千元", "common_parts"),
        ("小区大门挪到北面", "common_parts"),
        ("筹钱换电梯", "repair_fund_raise"),
        ("楼上加盖一层", "rebuild"),
        ("物业费每平米涨五毛", "fee_plan"),
        ("更换门口保安公司", "company"),
        ("业委会换人", "owners_committee"),
        ("选出社区两委班子", ELECTION),
        ("罢免李主任", ELECTION),
        ("居委会副主任人选", ELECTION),
        ("增补支委一名", PARTY_ELECTION),
        ("老王不当书记了，换老李", PARTY_ELECTION),
    ],
)
def test_what_neighbours_say_points_to_whoever_decides_it(text, matter):
    assert matter in tells(text)


@pytest.mark.parametrize(
    "text",
    [
        "凉亭维修", "关闭污水井盖", "维修后门门锁", "老旧健身器材更换", "给老人开个生日会", "集资慰问困难户",
        "请书记讲党课", "更换单元门锁", "增设楼道扶手", "邻里节活动", "居民议事会推选楼栋长",
    ],
)  # fmt: skip
def test_what_they_may_settle_themselves_is_left_alone(text):
    assert not tells(text)
