"""The days of a roll are bounded, and a filed version reads by its days: to come, in use, over."""

from datetime import date, timedelta

import pytest

from governance.kernel.clock import clock, rules
from governance.models import Roll
from governance.rolls.actions import rolls, rows
from tests.factories.deliberations import photo
from tests.factories.rolls import FILED, cells, make_owners_roll, ordinary_flats, prepared, uploaded, with_rows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
FARTHEST = FILED + timedelta(90)
OLDEST = date(2021, 1, 10)  # sixty months before FILED


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1990, 5, 1), OLDEST - timedelta(1)])
def test_rows_of_long_ago_are_refused(place, secretary, refused, day):
    assert "2021年1月10日" in refused("rows_too_old", lambda: prepared(place.compound, "owners", as_of=day)).message
    draft = prepared(place.compound, "owners", secretary, as_of=OLDEST)
    refused("rows_too_old", lambda: rolls.edit(draft, actor=secretary, as_of=day))


def test_a_draft_that_grew_old_is_not_submitted(place, secretary, refused):
    draft = with_rows(prepared(place.compound, "owners", secretary, as_of=OLDEST), [cells(ordinary_flats(1)[0])])
    with clock.travel(FILED + timedelta(1)):
        refused("rows_too_old", lambda: rolls.submit(draft, actor=secretary))


@pytest.mark.parametrize("day", [FARTHEST + timedelta(1), date(9999, 12, 31)])
def test_a_roll_does_not_begin_far_ahead(place, secretary, street, refused, day):
    draft = with_rows(prepared(place.compound, "owners", secretary), [cells(ordinary_flats(1)[0])])
    draft = rolls.submit(draft, actor=secretary)
    given = {"actor": street, "filed_on": FILED, "papers": [photo()]}
    assert (
        clock.zh_date(FARTHEST)
        in refused("starts_too_late", lambda: rolls.file(draft, valid_from=day, **given)).message
    )
    assert rolls.file(draft, valid_from=FARTHEST, **given).valid_from == FARTHEST


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [(date(1, 1, 1), None), (date(2025, 1, 1), date(9999, 12, 31)), (date(2026, 1, 1), date(2025, 1, 1))],
)
def test_terms_that_nobody_serves_are_refused(place, secretary, refused, starts_on, ends_on):
    draft = prepared(place.compound, "council", secretary)
    members = [{"name": "张三", "starts_on": starts_on, "ends_on": ends_on}]
    refused("term_implausible", lambda: rows.set_members(draft, actor=secretary, members=members))


def test_an_implausible_term_is_named_by_its_cell(place, secretary, refused):
    draft = prepared(place.compound, "council", secretary)
    file = uploaded("council", [["张三", "", "", "2025-01-01", "2100-01-01"]])
    refusal = refused("invalid", lambda: rows.import_rows(draft, actor=secretary, file=file))
    assert any("第 2 行 任职止：任职止日须在" in found for found in refusal.errors["file"])


# ------------------------------------------------------------ how a version reads
def test_the_present_version_is_in_use_until_the_next_one_begins(client, place, secretary):
    first = make_owners_roll(place.compound)
    second = make_owners_roll(place.compound, day=FILED, valid_from=FILED + timedelta(40))

    def read():
        return [Roll.objects.get(pk=roll.pk).get_status_display() for roll in (first, second)]

    def listed(standing):
        page = client.get(f"/governance/rolls/?standing={standing}")
        return [row.pk for row in page.context["table"].page.rows]

    client.force_login(secretary)
    assert read() == ["在用", "将启用"]
    assert (listed("current"), listed("upcoming"), listed("past")) == ([first.pk], [second.pk], [])
    page = client.get(first.get_absolute_url()).content.decode()
    assert "已有新版" not in page
    with clock.travel(FILED + timedelta(39)):
        assert read() == ["在用", "将启用"]
        assert list(Roll.objects.in_force()) == [first]
    with clock.travel(FILED + timedelta(40)):
        assert read() == ["已有新版", "在用"]
        found = [list(Roll.objects.in_standing(name)) for name in ("current", "upcoming", "past")]
        assert found == [[second], [], [first]]
        assert list(Roll.objects.in_force()) == [second]


def test_the_api_tells_the_standing_of_today(client, place, secretary):
    make_owners_roll(place.compound)
    make_owners_roll(place.compound, day=FILED, valid_from=FILED + timedelta(40))
    client.force_login(secretary)
    found = client.get("/api/v1/governance/rolls/").json()["results"]
    assert sorted((row["status"], row["standing"]) for row in found) == [
        ("filed", "upcoming"),
        ("superseded", "current"),
    ]


# ------------------------------------------------------------ sizes that nothing has
def test_a_unit_larger_than_any_is_named_by_its_cell(place, secretary, refused):
    draft = prepared(place.compound, "owners", secretary)
    file = uploaded("owners", [["1-101", "20000.01", "张三", "", "", "", ""]])
    refusal = refused("invalid", lambda: rows.import_rows(draft, actor=secretary, file=file))
    assert "第 2 行 专有面积（㎡）：面积不能超过 20,000 ㎡，请核对小数点" in refusal.errors["file"]


def test_an_unusual_unit_is_pointed_out_and_may_be_filed(client, place, secretary):
    most = rules.value("roll_unit_area_most")
    lines = [["1-101", str(most), "张三", "", "", "", ""], ["1-102", "1000", "李四", "", "", "", ""]]
    draft = with_rows(prepared(place.compound, "owners", secretary), lines)
    client.force_login(secretary)
    assert "1 套专有面积超过 1,000 ㎡（1-101）" in client.get(draft.get_absolute_url()).content.decode()
    assert rolls.submit(draft, actor=secretary).status == "submitted"


def test_fewer_adults_than_households_are_refused(place, secretary, refused):
    draft = prepared(place.community, "residents", secretary)
    given = {"actor": secretary, "source": "公安户籍"}
    message = refused(
        "adults_below_households", lambda: rows.set_numbers(draft, households=5000, adults=10, **given)
    ).message
    assert "成年人 10 人少于户数 5,000 户" in message
    assert rows.set_numbers(draft, households=5000, adults=5000, **given).adults == 5000


def test_an_empty_roll_says_what_to_do(client, place, secretary):
    client.force_login(secretary)
    for kind, place_of, words in (
        ("owners", place.compound, "名册还没有明细"),
        ("residents", place.community, "名册还没有户数和人数"),
    ):
        page = client.get(prepared(place_of, kind, secretary).get_absolute_url()).content.decode()
        assert words in page
        assert "不能备案" not in page
