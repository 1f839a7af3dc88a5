"""The table of telling words: each finds its example, leaves its neighbour alone and names its matter's article."""

from datetime import date

import pytest

from governance.deliberations import competences
from governance.deliberations.telling import CERTAIN, CONSULTED, UPKEEP, telling_words, told
from governance.models import Deliberation

DAY = date(2026, 3, 10)
WORDS = [pytest.param(word, id=f"{word.tells}-{word.example}") for word in telling_words()]


def forces(*texts, on=DAY):
    return {one.tells: one.force for one in told(texts, on)}


@pytest.mark.parametrize("word", WORDS)
def test_a_line_finds_its_example_and_leaves_its_neighbour_alone(word):
    found = forces(word.example)
    assert found.get(word.tells) in (word.force, CERTAIN)
    assert forces(word.honest).get(word.tells) != word.force


@pytest.mark.parametrize("word", WORDS)
def test_a_line_names_the_article_by_which_its_matter_is_decided(word):
    matter = Deliberation.Matter.PROJECT if word.tells == UPKEEP else word.tells
    assert matter in Deliberation.Matter.values
    bodies = {"business_use": "interested_owners", "emergency_repair": "owners_committee"}
    lines = [competences.find(matter, body, DAY) for body in (bodies.get(matter), "owners_ordinary", "owners_major")]
    assert word.basis == next(line.basis for line in lines if line is not None)


def test_every_matter_of_owners_has_its_words():
    told_of = {word.tells for word in telling_words()}
    owners = {line.matter for line in competences.competences() if line.body.startswith(("owners_", "interested"))}
    assert owners - told_of == {"project", "money", "general"}


@pytest.mark.parametrize(
    ("text", "matter"),
    [
        ("将中心绿地改建为停车位", "common_parts"),
        ("将小区中心绿地拆除，改建为停车位", "common_parts"),
        ("在公共区域安装充电桩", "common_parts"),
        ("外墙广告位对外出租", "common_parts"),
        ("解聘物业服务企业", "company"),
        ("解 聘\u3000物业", "company"),
        ("讨论决定解聘物业公司", "company"),
        ("重新选聘新的物业公司", "company"),
        ("是否同意更换物业服务企业", "company"),
        ("选举产生第三届业主委员会", "owners_committee"),
        ("业委会换届", "owners_committee"),
        ("审议修订管理规约", "covenant"),
        ("动用维修资金更换电梯", "repair_fund_use"),
        ("3 栋加装电梯", "rebuild"),
    ],
)
def test_unmistakable_words(text, matter):
    assert forces(text)[matter] == CERTAIN


@pytest.mark.parametrize(
    "text",
    [
        "维修充电棚的顶棚",
        "公共车棚安装照明灯",
        "停车位管理办法",
        "消防通道划线与停车泊位规范",
        "讨论物业服务问题的协商",
        "由物业公司更换路灯",
        "选聘保洁公司，物业协助",
        "清理电梯小广告",
        "小区议事会议事规则修订",
        "小区停车秩序公约修订",
        "推选楼栋长",
        "电梯加装阻车系统",
        "公共道路破损修复",
        "楼间绿地补种与休闲座椅",
        "更换业委会办公室门锁",
        "增设楼道照明",
    ],
)
def test_honest_work_is_left_alone(text):
    assert not forces(text).keys() - {UPKEEP}


@pytest.mark.parametrize(
    "text",
    [
        "就更换物业公司听取居民意见",
        "推荐业委会换届候选人",
        "同意将选聘物业事项提请业主大会表决",
        "通报使用维修资金的账目",
    ],
)
def test_what_is_only_talked_about_or_prepared_is_not_certain(text):
    assert set(forces(text).values()) <= {CONSULTED, "doubtful"}
    assert CONSULTED in forces(text).values()


def test_a_line_counts_from_its_day():
    assert forces("解聘物业服务企业", on=date(2020, 12, 31)) == {}
