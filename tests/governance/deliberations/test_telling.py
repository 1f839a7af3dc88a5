"""The table of telling words: each finds its example, leaves its neighbour alone and names its matter's article."""

import itertools
import re
from datetime import date

import pytest

from governance.deliberations import competences
from governance.deliberations.telling import CERTAIN, CONSULTED, ELECTION, PARTY_ELECTION, UPKEEP, telling_words, told
from governance.models import Deliberation

JOINTS = ("，", "、", "和", "及其", "并", "后", "同时")
DAY = date(2026, 3, 10)
PAST = date(2025, 3, 10)
WORDS = [pytest.param(word, id=f"{word.tells}-{word.example}") for word in telling_words()]


def forces(*texts, on=DAY):
    return {one.tells: one.force for one in told(texts, on)}


@pytest.mark.parametrize("word", WORDS)
def test_a_line_finds_its_example_and_leaves_its_neighbour_alone(word):
    on = DAY if word.is_in_force(DAY) else PAST
    found = forces(word.example, on=on)
    assert found.get(word.tells) in (word.force, CERTAIN)
    assert forces(word.honest, on=on).get(word.tells) != word.force


def joined(words, example):
    """An example before and after each of the words, by each of the joints."""
    for other, joint in itertools.product(words, JOINTS):
        yield f"{other}{joint}{example}"
        yield f"{example}{joint}{other}"


@pytest.mark.parametrize("word", WORDS)
def test_nothing_harmless_beside_it_hides_what_a_line_finds(word):
    """Words of `unless`, and every honest text of the table, leave an example as sure as it stands alone."""
    on = DAY if word.is_in_force(DAY) else PAST
    alone = forces(word.example, on=on)[word.tells]
    plain_words = [one for one in (word.unless.pattern if word.unless else "").split("|") if not re.search(r"\W", one)]
    honest = [other.honest for other in telling_words()]
    for text in joined([one for one in [*plain_words, *honest] if one], word.example):
        assert forces(text, on=on).get(word.tells) in (alone, CERTAIN), text


@pytest.mark.parametrize("word", [word for word in telling_words() if word.tells != ELECTION])
def test_a_line_names_the_article_by_which_its_matter_is_decided(word):
    matter = Deliberation.Matter.PROJECT if word.tells == UPKEEP else word.tells
    assert matter in Deliberation.Matter.values
    bodies = {
        "business_use": "interested_owners",
        "emergency_repair": "owners_committee",
        PARTY_ELECTION: PARTY_ELECTION,
    }
    lines = [competences.find(matter, body, DAY) for body in (bodies.get(matter), "owners_ordinary", "owners_major")]
    decided_by = next(line.basis for line in lines if line is not None)
    assert word.basis == decided_by.replace("、第二款", "")  # the second paragraph says with what majority


def test_every_matter_of_owners_has_its_words():
    told_of = {word.tells for word in telling_words()}
    owners = {line.matter for line in competences.competences() if line.body.startswith(("owners_", "interested"))}
    assert told_of - owners == {UPKEEP, ELECTION, PARTY_ELECTION}
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
        ("中心绿地改停车位", "common_parts"),
        ("绿地改停车场", "common_parts"),
        ("把绿化带铲平停车", "common_parts"),
        ("围墙边划车位120个", "common_parts"),
        ("铲除草坪，铺设植草砖供车辆停放", "common_parts"),
        ("为规范停车秩序，将绿地改停车位", "common_parts"),
        ("出租屋顶给通信公司建基站", "common_parts"),
        ("架空层租给快递驿站", "common_parts"),
        ("共有部位招商", "common_parts"),
        ("会所改棋牌经营", "common_parts"),
        ("续缴大修基金", "repair_fund_raise"),
        ("用大修基金换电梯", "repair_fund_use"),
        ("用维修金修电梯", "repair_fund_use"),
        ("用本体维修基金修屋面", "repair_fund_use"),
        ("拆除会所盖新楼", "rebuild"),
        ("给3栋装电梯", "rebuild"),
        ("与物业公司解约", "company"),
        ("炒掉物业", "company"),
        ("换物业", "company"),
        ("换业委会", "owners_committee"),
        ("公共收益发给各户", "common_income"),
        ("公共收益分给业主", "common_income"),
        ("換業委會", "owners_committee"),
        ("將中心綠地改建為停車位", "common_parts"),
        ("解聘·物業", "company"),
        ("解聘物业及其保安人员", "company"),
        ("解聘物业保安人员和物业公司", "company"),
        ("选聘保安和物业", "company"),
        ("宣传消防知识，解聘物业公司", "company"),
        ("讨论后解聘物业公司", "company"),
        ("更换业委会公章并罢免业委会主任", "owners_committee"),
        ("清理楼道杂物并出租楼道", "common_parts"),
        ("楼道租给商户堆货", "common_parts"),
        ("将楼道隔成杂物间", "common_parts"),
        ("解.聘_物-业\u200b公司", "company"),
        ("罢免居委会主任", ELECTION),
        ("村民委员会换届选举", ELECTION),
        ("补选野鸭冲社区居委会委员", ELECTION),
        ("架空层交由便民公司使用五年", "common_parts"),
        ("物业用房给超市用", "common_parts"),
        ("把儿童游乐区改做快递驿站", "common_parts"),
        ("将三栋前的草皮换成水泥地面停放车辆", "common_parts"),
        ("不要现在的物业了，另找一家", "company"),
    ],
)
def test_unmistakable_words(text, matter):
    assert forces(text)[matter] == CERTAIN


@pytest.mark.parametrize(
    ("text", "matter"),
    [
        ("楼顶架设5G基站", "common_parts"),
        ("装充电桩", "common_parts"),
        ("更换全部电梯", "rebuild"),
        ("涨物业费", "fee_plan"),
        ("占用楼道设置储物柜", "common_parts"),
        ("将楼道围起来供一户使用", "common_parts"),
        ("在楼道加装铁门", "common_parts"),
        ("小区北侧空坪画白线供业主泊车", "common_parts"),
        ("在楼顶立通信杆", "common_parts"),
        ("同意某公司在电梯轿厢内投放画面并收取费用", "common_parts"),
        ("草皮换成水泥地面", "common_parts"),
        ("会所腾作他用", "common_parts"),
        ("与新的物业签约", "company"),
    ],
)
def test_words_that_leave_a_doubt(text, matter):
    assert forces(text)[matter] == "doubtful"


@pytest.mark.parametrize(
    "text",
    [
        "绿化带旁停车位划线",
        "绿地改善灌溉",
        "广场禁止停车标识",
        "拆除楼顶违章搭建",
        "消防车通道划线，规范停车",
        "公示公共收益账目",
        "换业委会公章",
        "由物业公司安装照明灯",
        "推选居民选举委员会",
        "居委会组织楼栋长补选",
        "居民自治委员会选举",
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
        "用街道资金维修楼道路灯",
        "楼道粉刷和扶手维修",
        "清理占用楼道的杂物",
        "解聘物业公司的保安",
        "更换物业公司办公用房门锁",
        "清理楼道、电梯小广告",
        "屋面由某某公司使用新材料维修",
        "架空层由物业公司管理",
        "公共区域照明改为感应灯",
        "楼道张贴防火宣传画",
        "屋面换成彩钢瓦",
        "儿童游乐设施更新",
        "另找施工单位由物业监督",
        "不用物业用房堆放杂物",
        "社区书记主持楼栋长补选",
        "党支部推选楼栋长",
        "支部书记讲党课后推选先进",
        "更换党支部活动室门锁",
        "更换村主任信箱",
        "更换门禁后报社区书记审批",
        "评选优秀支部书记",
        "推选会议记录员",
        "选派第一书记驻村",
        "推选议事会主任",
        "推选居民小组长",
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
        "讨论物业服务质量和解聘物业公司",
    ],
)
def test_what_is_only_talked_about_or_prepared_is_not_certain(text):
    assert set(forces(text).values()) <= {CONSULTED, "doubtful"}
    assert CONSULTED in forces(text).values()


def test_a_line_counts_from_its_day():
    assert forces("解聘物业服务企业", on=date(2020, 12, 31)) == {}


@pytest.mark.parametrize(
    ("text", "matter"),
    [
        ("同意电梯加装", "rebuild"),
        ("屋面漏雨紧急维修并电梯加装", "rebuild"),
        ("建电梯井", "rebuild"),
        ("顶楼加盖", "rebuild"),
        ("围墙拆了合并", "rebuild"),
        ("把一楼大厅租给快递公司", "common_parts"),
        ("底楼开窗做门面", "common_parts"),
        ("门面对外招商", "common_parts"),
        ("楼道归三楼使用", "common_parts"),
        ("3栋楼顶给三楼独用", "common_parts"),
        ("楼顶装光伏板", "common_parts"),
        ("拆除花坛铺成水泥坪停汽车", "common_parts"),
        ("占绿地修车位", "common_parts"),
        ("小区道路对外开放收钱", "common_parts"),
        ("电动车充电棚", "common_parts"),
        ("请走万家物业", "company"),
        ("不再与万家物业续约", "company"),
        ("物业换成社区托管", "company"),
        ("物业交接给新公司", "company"),
        ("更换物管公司", "company"),
        ("选新的业委会", "owners_committee"),
        ("业委会重新选", "owners_committee"),
        ("每户交三百元修水泵", "repair_fund_raise"),
        ("物业费由1.2元调至1.5元", "fee_plan"),
        ("修订小区公约", "covenant"),
    ],
)
def test_plain_speech_in_any_order_tells_its_matter(text, matter):
    assert matter in forces(text)


@pytest.mark.parametrize(
    "text",
    [
        "维修电动车充电棚",
        "电梯加装阻车系统",
        "楼道扶手供老人使用",
        "请物业走访住户",
        "物业用房门锁更换",
        "小区停车秩序公约修订",
    ],
)
def test_plain_speech_of_honest_work_is_left_alone(text):
    assert not forces(text).keys() - {UPKEEP}
