"""The owners' decision on common parts of a compound with 460 flats: from the roll's sheet to the result."""

import io
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from governance.kernel.clock import clock, rules
from governance.kernel.papers.cells import write_xlsx
from governance.models import Deliberation, Roll
from governance.rolls.sheets import SHEETS
from tests.factories import rolls
from tests.factories.base import make_district, user_with
from tests.factories.papers import PNG

from .accessibility import overhang
from .conftest import DESK, PHONE

FLATS, AREA = 460, "83.50"
TITLE = "荷馨苑公共区域改造"
NOTICE = date(2026, 3, 2)
DAY = NOTICE + timedelta(20)
SIGNED = {"name": "签到表.png", "mimeType": "image/png", "buffer": PNG}
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sheet(name, lines):
    target = io.BytesIO()
    write_xlsx(target, lines)
    return {"name": name, "mimeType": EXCEL, "buffer": target.getvalue()}


def signed_in():
    """All flats: 350 of 460 took part, 280 agree."""
    choices = ["同意"] * 280 + ["反对"] * 60 + ["弃权"] * 10 + ["未到"] * 110
    lines = [[f"1-{101 + number}", "", "", choice] for number, choice in enumerate(choices)]
    return sheet("签到名单.xlsx", [["户号", "姓名", "受托人", "表决"], *lines])


def import_roll(page, draft):
    """The community's secretary brings the owners' roll as a sheet."""
    flats = rolls.ordinary_flats(FLATS, AREA)
    heads = [column.header for column in SHEETS["owners"].columns]
    page.goto(f"{draft.get_absolute_url()}import_rows/")
    lines = [heads, *(rolls.cells(one) for one in flats)]
    page.locator("input[type=file]").first.set_input_files(sheet("业主名册.xlsx", lines))
    page.get_by_role("button", name="导入明细", exact=True).click()
    expect(page.locator("main")).to_contain_text("460")


def offered(page):
    return page.locator("[name=body] option:not([disabled])").evaluate_all("all => all.map(one => one.value)")


def call_owners(page, compound):
    """The notice: place and matter leave the one body that the law names; what belongs to others is not shown."""
    page.goto("/governance/deliberations/new/")
    assert {"council", "owners_major", "residents_meeting"} <= set(offered(page))
    page.locator("[name=area]").select_option(compound.code)
    assert "residents_meeting" not in offered(page)
    page.locator("[name=body]").select_option("council")
    page.locator("[name=matter]").select_option("common_parts")
    assert offered(page) == ["", "owners_major"]
    expect(page.locator("[name=body]")).to_have_value("")
    page.locator("[name=body]").select_option("owners_major")
    for name in ("party_studied_on", "convener", "short_notice_reason"):
        expect(page.locator(f"[name={name}]")).to_be_hidden()
    page.locator("[name=title]").fill(TITLE)
    page.locator("[name=motions-0-text]").fill("同意改造")
    page.locator("[name=held_on]").fill((DAY - timedelta(6)).isoformat())
    page.get_by_role("button", name="召集议事", exact=True).click()
    expect(page.locator("#form-errors")).to_contain_text("须提前 15 日通知")
    assert offered(page) == ["", "owners_major"]
    page.locator("[name=held_on]").fill(DAY.isoformat())
    page.get_by_role("button", name="召集议事", exact=True).click()
    expect(page.locator(".ht-head")).to_contain_text(TITLE)
    expect(page.locator("main")).to_contain_text("460 户，38,410.00 ㎡")


def test_a_residents_meeting_asks_for_the_partys_study(windows, live_server):
    rules.load_rules()
    place = make_district()
    page = windows.open(user_with("community_secretary", place.community))
    page.goto("/governance/deliberations/new/")
    page.locator("[name=area]").select_option(place.community.code)
    assert not {"council", "owners_major", "villagers_meeting"} & set(offered(page))
    page.locator("[name=body]").select_option("residents_delegates")
    expect(page.locator("[name=party_studied_on]")).to_be_visible()
    expect(page.locator("[name=short_notice_reason]")).to_be_hidden()
    page.locator("[name=body]").select_option("residents_meeting")
    expect(page.locator("[name=short_notice_reason]")).to_be_visible()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_all_owners_decide_from_the_sheet_to_the_result(windows, live_server, size):
    rules.load_rules()
    place = make_district()
    secretary = user_with("community_secretary", place.community)
    draft = rolls.prepared(place.compound, "owners", secretary)
    with clock.travel(rolls.FILED):
        import_roll(windows.open(secretary, size=size), draft)
    roll = rolls.filed(Roll.objects.get(pk=draft.pk))
    assert (roll.unit_count, roll.head_count) == (FLATS, FLATS)

    with clock.travel(NOTICE):
        call_owners(windows.open(secretary, size=size), place.compound)
    row = Deliberation.objects.get(title=TITLE)
    with clock.travel(DAY):
        page = windows.open(secretary, size=size)
        page.goto(f"{row.get_absolute_url()}hold/")
        page.locator("[name=list_file]").set_input_files(signed_in())
        page.locator("[name=sign_in]").set_input_files(SIGNED)
        page.get_by_role("button", name="登记会议结果", exact=True).click()
        expect(page.locator("main")).to_contain_text("350/460")
        page.goto(f"{row.get_absolute_url()}count/")
        page.get_by_role("button", name="计票", exact=True).last.click()
        shown = page.locator("main")
        for words in ("460 户，38,410.00 ㎡", "350/460 户", "76.09%", "不低于四分之三（263 户）", "280/350 户", "通过"):
            expect(shown).to_contain_text(words)
        assert not overhang(page)
    row.refresh_from_db()
    assert (row.entitled, row.present, row.passed) == (FLATS, 350, True)
