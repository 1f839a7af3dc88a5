"""Heads that the names of an owners' roll speak against are named, explained by one person and checked by another."""

import pytest

from governance.kernel.models.events import Event
from governance.models import Roll, RollUnit
from governance.rolls.actions import rolls, rows
from governance.rolls.doubts import doubts
from governance.rolls.electorate import head_of, units_of
from tests.clients import Program
from tests.factories.deliberations import photo
from tests.factories.rolls import FILED, cells, flat, ordinary_flats, prepared, with_rows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
ID, OTHER_ID = "430202199001010011", "430202199103050022"
REASON = "已逐户核对身份证件，确为同名的不同业主"
NAMESAKES = [flat(f"1-{n}", owner="张三") for n in range(101, 131)]
ONE_BUYER = [flat(f"1-{n}", buyer="王二") for n in range(101, 131)]


@pytest.fixture
def draft_of(place, secretary):
    return lambda flats: with_rows(prepared(place.compound, "owners", secretary), [cells(unit) for unit in flats])


@pytest.mark.parametrize(
    ("flats", "heads", "words"),
    [
        (NAMESAKES, 30, "同名业主登记在几个专有部分而未合并：张*（30 套，1-101 起）"),
        (ONE_BUYER, 30, "同一买受人名下登记的业主姓名或者证件号码不一致，姓名不同的分别计票：王*（30 套，1-101 起）"),
    ],
)
def test_doubtful_heads_need_a_reason_and_a_check(draft_of, secretary, street, refused, flats, heads, words):
    draft = draft_of(flats)
    assert draft.head_count == heads
    for reason in ("", "无"):
        refusal = refused(
            "heads_unexplained", lambda said=reason: rolls.submit(draft, actor=secretary, heads_reason=said)
        )
        assert words in refusal.message
        assert "第九条）" in refusal.message
        assert "heads_reason" in refusal.errors
    waiting = rolls.submit(draft, actor=secretary, heads_reason=REASON)
    given = {"actor": street, "filed_on": FILED, "papers": [photo()]}
    assert words in refused("heads_unchecked", lambda: rolls.file(waiting, **given)).message
    roll = rolls.file(waiting, heads_checked=True, **given)
    facts = Event.objects.get(kind="governance.roll.file", object_id=roll.pk).data["facts"]
    assert ["计票人核对", REASON] in facts
    assert any(words in said for _, said in facts)
    assert "张三" not in str(facts)


@pytest.mark.parametrize(
    "flats",
    [
        ordinary_flats(5),
        [flat("1-101", owner="张三", id_number=ID), flat("1-102", owner="张三", id_number=ID)],
        [flat("1-101", owner="张三", buyer="张三"), flat("1-102", owner="张三", buyer="张三")],
        [flat("1-101", owner="张三", id_number=ID), flat("1-102", owner="张三", id_number=OTHER_ID)],
    ],
    ids=["others", "joined by number", "joined by buyer", "told apart by number"],
)
def test_what_the_rows_settle_is_no_doubt(draft_of, secretary, flats):
    draft = draft_of(flats)
    assert doubts(draft) == []
    assert rolls.submit(draft, actor=secretary, heads_reason="不该留下").heads_reason == ""


def test_the_largest_few_are_listed(draft_of):
    flats = [flat(f"{n}-{m}", owner=f"业主{'甲乙丙丁戊己庚'[n]}") for n in range(7) for m in range(2 + n)]
    (said,) = doubts(draft_of(flats))
    assert said.index("（8 套，6-0 起）") < said.index("（4 套，2-0 起）")
    assert "等 7 例" in said
    assert "3 套" not in said


def test_names_beside_flats_not_handed_over_are_pointed_out(draft_of):
    (said,) = doubts(draft_of([*ordinary_flats(2), flat("2-101", owner="孙七", holding="undelivered")]))
    assert "已售未交付的填写了姓名，计票归建设单位：孙*（1 套，2-101 起）" in said


# ------------------------------------------------------------ page and API
def test_page_and_forms_name_the_doubt_and_keep_what_was_typed(client, draft_of, secretary, street):
    draft = draft_of(NAMESAKES)
    client.force_login(secretary)
    words, url = "张*（30 套，1-101 起）", draft.get_absolute_url()
    assert words in client.get(url).content.decode()
    assert words in client.get(f"{url}submit/").content.decode()
    before = Event.objects.count()
    answer = client.post(f"{url}submit/", {"note": "请备案"})
    assert answer.status_code == 422
    assert "仍按此计票的写明理由" in answer.content.decode()
    assert "请备案" in answer.content.decode()
    assert (Roll.objects.get(pk=draft.pk).status, Event.objects.count()) == ("draft", before)
    assert client.post(f"{url}submit/", {"heads_reason": REASON}).status_code == 302
    client.force_login(street)
    form = client.get(f"{url}file/").content.decode()
    assert words in form
    assert REASON in form
    given = {"filed_on": str(FILED), "note": "备案备注"}
    label = client.get(f"{url}file/").content.decode().split("已核对计票人")[1].split("</label>")[0]
    assert 'class="req"' in label
    answer = client.post(f"{url}file/", {**given, "papers": photo()})
    assert answer.status_code == 422
    assert "请核对后勾选确认" in answer.content.decode()
    assert "备案备注" in answer.content.decode()
    assert Roll.objects.get(pk=draft.pk).status == "submitted"
    assert client.post(f"{url}file/", {**given, "heads_checked": "on", "papers": photo()}).status_code == 302
    assert REASON in client.get(url).content.decode()


def test_the_api_refuses_with_the_same_code(draft_of, secretary):
    draft = draft_of(ONE_BUYER)
    problem = Program(secretary).refused("governance/rolls", draft.pk, "submit")
    assert (problem["status"], problem["code"]) == (422, "heads_unexplained")
    assert "heads_reason" in problem["errors"]
    assert Roll.objects.get(pk=draft.pk).status == "draft"


# ------------------------------------------------------------ members
@pytest.mark.parametrize(
    ("kind", "article"),
    [
        ("council", "本区默认"),
        ("party", "《中国共产党支部工作条例（试行）》第十一条"),
        ("owners_committee", "《湖南省物业管理条例》第二十条"),
        ("delegates", "第二十九条"),
    ],
)
def test_a_member_listed_twice_is_asked_about_whatever_the_duties(place, secretary, street, refused, kind, article):
    names = ["许爱民", *(f"成员{word}" for word in "甲乙丙丁戊己庚辛壬癸子丑寅卯"), "许　爱民"]
    names = names if kind != "owners_committee" else [*names[:6], names[-1]]
    people = [{"name": name, "duty": f"{no} 号席位"} for no, name in enumerate(names, 1)]
    if kind == "delegates":
        people = [one | {"seat": "committee" if no < 2 else "delegate"} for no, one in enumerate(people)]
    draft = prepared(place.community if kind == "delegates" else place.compound, kind, secretary, source="选举结果")
    draft = rows.set_members(draft, actor=secretary, members=people)
    words = f"名册成员的姓名重复：许**（第 1、{len(people)} 行）"
    given = {"change_reason": "换届", "papers": [photo()]}
    refusal = refused("heads_unexplained", lambda: rolls.submit(draft, actor=secretary, **given))
    assert words in refusal.message
    assert article in refusal.message
    assert "heads_reason" in refusal.errors
    waiting = rolls.submit(draft, actor=secretary, heads_reason="确为同名的两人，已核对身份证件", **given)
    filing = {"actor": street, "filed_on": FILED, "papers": [photo()]}
    assert words in refused("heads_unchecked", lambda: rolls.file(waiting, **filing)).message
    roll = rolls.file(waiting, heads_checked=True, **filing)
    facts = Event.objects.get(kind="governance.roll.file", object_id=roll.pk).data["facts"]
    assert any(words in said for _, said in facts)
    assert "许爱民" not in str(facts)


def test_the_reason_alone_does_for_namesakes(client, place, secretary):
    people = [{"name": "许爱民", "duty": f"{no} 号席位"} for no in (1, 2)]
    people += [{"name": f"成员{word}"} for word in "甲乙丙丁戊己庚辛壬癸子丑寅"]
    draft = rows.set_members(prepared(place.compound, "council", secretary), actor=secretary, members=people)
    client.force_login(secretary)
    url = draft.url("submit")
    page = client.get(url).content.decode()
    assert "许**（第 1、2 行）" in page
    assert 'name="papers"' not in page
    assert client.post(url, {"heads_reason": ""}).status_code == 422
    problem = Program(secretary).refused("governance/rolls", draft.pk, "submit")
    assert (problem["status"], problem["code"]) == (422, "heads_unexplained")
    assert Roll.objects.get(pk=draft.pk).status == "draft"
    assert client.post(url, {"heads_reason": "确为同名的两人"}).status_code == 302


def test_one_row_is_not_typed_twice_under_two_spellings(place, secretary, refused):
    draft = prepared(place.compound, "council", secretary)
    twice = [{"name": "许爱民", "duty": "1 号席位"}, {"name": "许　爱民", "duty": "1号席位"}]
    refused("member_twice", lambda: rows.set_members(draft, actor=secretary, members=twice))


# ------------------------------------------------------------ cells
@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (flat("1-1-101"), "第 3 行 户号：与第 2 行重复：一个专有部分只填一行、计一人（《最高人民法院"),
        (flat("001-01-00101"), "第 3 行 户号：与第 2 行重复"),
        (flat("1-2", owner="张三", holding="unsold"), "第 3 行 业主：状态为未售，却填写了姓名"),
        (flat("1-2", holding="unsold", co_owners=["张三"]), "第 3 行 共有人：状态为未售，却填写了姓名"),
        (flat("1-2", area="0"), "第 3 行 专有面积（㎡）：面积须大于 0，专有面积以登记簿记载为准（《最高人民法院"),
    ],
)
def test_a_row_that_contradicts_itself_or_another_is_refused(place, secretary, refused, line, sentence):
    draft = prepared(place.compound, "owners", secretary)
    refusal = refused("invalid", lambda: with_rows(draft, [cells(flat("01-01-0101")), cells(line)]))
    assert any(found.startswith(sentence) for found in refusal.errors["file"]), refusal.errors


def test_a_code_stays_as_it_was_written_and_is_found_without_its_zeros(draft_of):
    draft = draft_of([flat("01-01-0101"), flat("A栋010"), flat("1-1-100")])
    assert set(RollUnit.objects.values_list("code", flat=True)) == {"01-01-0101", "A-010", "1-1-100"}
    assert head_of(draft, "1栋1单元101室") == "01-01-0101"
    assert set(units_of(draft)) == {"1-1-101", "A-10", "1-1-100"}


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        (("3-1-101", "A3-1-102", "4-1-101"), "3 与 A3"),
        (("3-1-101", "鸭塘3-1-102"), "3 与 鸭塘3"),
        (("3-1-101", "一期3-1-102"), "3 与 1期3"),
        (("A3-1-101", "A03-1-102"), "A3 与 A03"),
        (("3-1-101", "3-101"), "3-101 与 3-1-101"),
    ],
)
def test_codes_that_may_name_one_building_or_flat_are_asked_about(draft_of, secretary, refused, codes, words):
    draft = draft_of([flat(code) for code in codes])
    refusal = refused("heads_unexplained", lambda: rolls.submit(draft, actor=secretary))
    assert f"可能是同一楼栋或者同一户：{words}。" in refusal.message
    assert "第十一条）" in refusal.message


def test_other_buildings_are_not_asked_about(draft_of):
    codes = ("3-1-101", "4-1-101", "A5-1-101", "B5-1-101", "1期6-101", "2期6-101", "商铺-1")
    assert doubts(draft_of([flat(code) for code in codes])) == []
