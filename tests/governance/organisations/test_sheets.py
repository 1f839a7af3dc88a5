"""Bodies and their members go round by sheets, with the steps of their pages."""

from datetime import date

import pytest

from governance.kernel.clock import rules
from governance.kernel.models.events import Event
from governance.kernel.upkeep import jobs
from governance.models import Organisation, OrgMember
from governance.people.actions.posts import fill
from tests.factories.base import make_area, make_district, person, user_with
from tests.factories.organisations import make_body
from tests.factories.rounds import Round, faults, outcomes

TEAM = {"类别": "志愿者队伍", "所在区域": "荷馨苑", "名称": "新队"}
pytestmark = pytest.mark.django_db
BODIES, MEMBERS = "/governance/organisations/sheet/", "/governance/organisations/members/sheet/"


def known(area, name, phone):
    who = person(area, name)
    fill(who, phone=phone)
    who.save()
    return who


@pytest.fixture
def place(db, monkeypatch):
    monkeypatch.setattr(jobs, "nudge", lambda: None)
    rules.load_rules()
    place = make_district()
    place.other = make_area(place.community, "桂花新村")
    place.leader = known(place.compound, "石一桥", "19900000001")
    place.member = known(place.compound, "石二桥", "19900000002")
    known(place.other_compound, "何外人", "19900000009")
    place.branch = make_body(place.compound, name="荷馨苑党支部", leader=place.leader)
    place.team = make_body(place.compound, "volunteer_team", "楼道队", covers=(), branch_kind="")
    OrgMember.objects.create(organisation=place.team, person=place.leader, duty="队员", starts_on=date(2024, 1, 1))
    make_body(place.other_compound, "volunteer_team", "外面的队", branch_kind="")
    user = user_with("community_secretary", place.community)
    place.bodies, place.members = Round(user, BODIES), Round(user, MEMBERS, "姓名")
    return place


def state():
    columns = ("pk", "name", "leader", "member_count", "term_until", "version", "status")
    return (
        list(Organisation.objects.order_by("pk").values_list(*columns)),
        list(OrgMember.objects.order_by("pk").values_list("pk", "person", "duty", "ends_on")),
    )


def test_what_was_exported_and_left_alone_changes_nothing(place):
    before = state()
    assert list(place.bodies.cells(place.bodies.exported())) == ["荷馨苑党支部", "楼道队"]
    for way in (place.bodies, place.members):
        for book in (way.exported(), way.exported("template/")):
            if book.worksheets[0].max_row > 1:
                assert set(outcomes(way.upload(book)).values()) == {"same"}
    assert state() == before


def test_bodies_are_corrected_and_new_ones_proposed(place):
    book = place.bodies.exported()
    row = place.bodies.cells(book)
    row["荷馨苑党支部"]["成员数"].value = "15人"
    row["荷馨苑党支部"]["负责人"].value = "石 二桥"
    row["荷馨苑党支部"]["覆盖范围"].value = "荷馨苑、桂花新村"
    row["荷馨苑党支部"]["设置方式"].value = "联建"
    row["楼道队"]["名称"].value = "楼道志愿队"
    place.bodies.add(book, 所在区域="桂花新村", 类别="志愿者队伍", 名称="晚霞队", 成员数=8, 成立日期="2026.1.5")
    before = state()
    url = place.bodies.upload(book)
    assert outcomes(url) == {2: "changed", 3: "changed", 4: "new"}, faults(url)
    assert state() == before
    place.bodies.confirm(url)
    branch = Organisation.objects.get(pk=place.branch.pk)
    assert (branch.member_count, branch.leader, branch.branch_kind) == (15, place.member, "joint")
    assert set(branch.covers.all()) == {place.compound, place.other}
    assert Organisation.objects.get(pk=place.team.pk).name == "楼道志愿队"
    new = Organisation.objects.get(name="晚霞队")
    assert (new.status, new.area, new.founded_on) == ("proposed", place.other, date(2026, 1, 5))
    kinds = set(Event.objects.filter(object_type="governance.organisation").values_list("kind", flat=True))
    assert kinds == {"governance.organisation.edit", "governance.organisation.propose"}


@pytest.mark.parametrize(
    ("cells", "cell", "sentence"),
    [
        ({"类别": "小区自治委员会", "所在区域": "野鸭冲社区", "名称": "自治会"}, "B4", "只设在小区"),
        ({"类别": "小区党支部", "所在区域": "荷馨苑", "名称": "新支部"}, "E4", "党支部须选择设置方式"),
        (TEAM | {"负责人": "查无此人"}, "G4", "野鸭冲社区没有登记“查无此人”"),
        (TEAM | {"负责人": "何外人"}, "G4", "野鸭冲社区没有登记“何外人”"),
        (TEAM | {"成立日期": "2999-1-1"}, "I4", "日期"),
        ({"编号": 999999, "名称": "新队"}, "A4", "没有这个编号的组织"),
        ({"名称": "新队", "类别": "志愿者队伍"}, "B4", "新增的须写明所在区域"),
        (TEAM | {"名称": "楼道队", "状态": "已撤销"}, "M4", "批准、换届和撤销"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_named_by_its_cell(place, cells, cell, sentence):
    book = place.bodies.exported()
    place.bodies.add(book, **cells)
    before = state()
    found = faults(place.bodies.upload(book))
    assert sentence in found[cell], found
    assert state() == before


def test_two_of_one_name_are_not_guessed_at(place):
    known(place.other, "石二桥", "19900000003")
    book = place.bodies.exported()
    place.bodies.cells(book)["楼道队"]["负责人"].value = "石二桥"
    assert faults(place.bodies.upload(book)) == {"G3": "野鸭冲社区有 2 名石二桥，请在组织的页面上办理"}
    book = place.members.exported()
    place.members.add(book, 区域="荷馨苑", 组织="楼道队", 姓名="石二桥", 手机号="19900000002", 职务="副队长")
    place.members.confirm(place.members.upload(book))
    assert OrgMember.objects.get(duty="副队长").person == place.member


def test_members_join_and_leave(place):
    book = place.members.exported()
    assert place.members.cells(book)["石一桥"]["手机号"].value == "199****0001"
    place.members.cells(book)["石一桥"]["离任日期"].value = "2026年11月19日"
    place.members.cells(book)["石一桥"]["离任原因"].value = "搬离本小区"
    place.members.add(book, 区域="荷馨苑", 组织="楼道队", 姓名="石二桥", 职务="队员", 任职日期="2026-11-20")
    url = place.members.upload(book)
    assert outcomes(url) == {2: "changed", 3: "new"}, faults(url)
    place.members.confirm(url)
    assert list(OrgMember.objects.order_by("pk").values_list("person__name", "ends_on", "starts_on")) == [
        ("石一桥", date(2026, 11, 19), date(2024, 1, 1)), ("石二桥", None, date(2026, 11, 20)),
    ]  # fmt: skip


def test_members_are_refused_as_on_the_page(place):
    book = place.members.exported()
    place.members.cells(book)["石一桥"]["离任日期"].value = "2026-03-01"  # without a reason
    place.members.cells(book)["石一桥"]["职务"].value = "队长"
    place.members.add(book, 区域="荷馨苑", 组织="没有的队", 姓名="石二桥", 职务="队员")
    place.members.add(book, 区域="荷馨苑", 组织="楼道队", 姓名="查无此人", 职务="队员")
    place.members.add(book, 区域="荷馨苑", 组织="楼道队", 姓名="石二桥")
    before = state()
    found = faults(place.members.upload(book))
    assert found["E2"] == "职务变动请先办理离任，再登记新的职务"
    assert found["B3"] == "荷馨苑没有登记“没有的队”"
    assert "没有登记“查无此人”" in found["C4"]
    assert found["E5"] == "新增的成员须写明职务"
    assert state() == before


def test_what_needs_a_paper_is_left_to_the_page(place):
    book = place.members.exported()
    place.members.cells(book)["石一桥"]["离任日期"].value = "2026-03-01"
    place.members.cells(book)["石一桥"]["离任原因"].value = "搬离本小区"
    [said] = faults(place.members.upload(book)).values()
    assert "补录须上传纸质材料照片" in said
    assert "表格里附不了材料，请在页面上办理" in said
