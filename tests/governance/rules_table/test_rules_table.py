"""Dated rules on their pages: versions follow each other, wrong ones are refused and nothing is written."""

from datetime import date

import pytest

from governance.kernel.clock import clock, rules
from governance.kernel.models.events import Event
from governance.kernel.models.rules import Rule
from governance.kernel.steps.errors import BusinessError
from governance.rules_table.actions import revise
from tests.factories.base import user_with

from .conftest import BEGAN, NEXT, given, proposal, published, rule


def test_a_new_version_takes_over_on_its_day(place):
    old = rule("mediation_accept")
    published(place, "mediation_accept", note="人手增加")
    new = rule("mediation_accept")
    assert (new.value, new.valid_from, new.kind, new.starts_at) == ("5", NEXT, old.kind, old.starts_at)
    assert Rule.objects.get(pk=old.pk).valid_to == date(2026, 12, 31)
    with clock.travel(date(2026, 12, 31)):
        assert rules.value("mediation_accept") == 3
    with clock.travel(NEXT):
        assert rules.value("mediation_accept") == 5
    event = Event.objects.get(kind="governance.rule.revise")
    assert event.data["changes"][0] == ["数值", "3 个工作日", "5 个工作日"]


@pytest.mark.parametrize(
    ("code", "changes", "refused"),
    [
        ("mediation_accept", {"valid_from": BEGAN}, "begins_too_early"),
        ("mediation_accept", {"valid_from": date(2019, 5, 1)}, "begins_too_early"),
        ("mediation_accept", {"value": "2.5"}, "value_does_not_fit_unit"),
        ("mediation_accept", {"value": "-3"}, "value_does_not_fit_unit"),
        ("mediation_accept", {"value": "99999"}, "value_does_not_fit_unit"),
        ("quorum_council", {"value": "3/2"}, "value_does_not_fit_unit"),
        ("quorum_council", {"value": "1/0"}, "value_does_not_fit_unit"),
        ("quorum_council", {"value": "0.5"}, "value_does_not_fit_unit"),
        ("cap_works", {"value": "50000.001"}, "value_does_not_fit_unit"),
        ("cap_works", {"value": "NaN"}, "value_does_not_fit_unit"),
        ("cap_works", {"value": "10,00"}, "value_does_not_fit_unit"),
        ("cap_works", {"value": "1_000"}, "value_does_not_fit_unit"),
        ("cap_works", {"value": "1e3"}, "value_does_not_fit_unit"),
        ("notice_owners_ordinary", {"value": "1,5"}, "value_does_not_fit_unit"),
        ("notice_owners_ordinary", {"value": "1，5"}, "value_does_not_fit_unit"),
        ("notice_owners_ordinary", {"value": "²"}, "value_does_not_fit_unit"),
        ("pass_council", {"value": "1/1"}, "unreachable"),
        ("cap_works", {"value": "-1"}, "value_does_not_fit_unit"),
        ("tranches", {"value": "50/60"}, "value_does_not_fit_unit"),
        ("annual_report_date", {"value": "02-30"}, "value_does_not_fit_unit"),
        ("term_expiry", {"value": "90"}, "value_does_not_fit_unit"),
        ("session_idle_minutes", {"value": "0"}, "value_does_not_fit_unit"),
        ("log_keep_days", {"value": "90"}, "beyond_the_law"),
    ],
)
def test_refusals_write_nothing(place, code, changes, refused):
    before = Rule.objects.count()
    old = rule(code)
    with pytest.raises(BusinessError) as refusal:
        revise(old, actor=place.office, **given(**changes))
    assert refusal.value.code == refused
    assert (Rule.objects.count(), rule(code).value) == (before, old.value)
    assert not Event.objects.filter(kind="governance.rule.revise").exists()


@pytest.mark.parametrize(
    ("code", "value", "kept"),
    [
        ("quorum_council", " ３／４ ", "3/4"),
        ("cap_works", "60,000.50", "60000.50"),
        ("tranches", "30/40/30", "30/40/30"),
        ("annual_report_date", "04-30", "04-30"),
        ("term_expiry", "-120", "-120"),
    ],
)
def test_values_are_written_one_way(place, code, value, kept):
    published(place, code, value=value)
    assert rule(code).value == kept


def test_only_the_newest_version_may_be_followed(place):
    old = rule("mediation_accept")
    published(place, "mediation_accept")
    with pytest.raises(BusinessError, match="已有2027年1月1日起施行的版本"):
        revise(old, actor=place.office, **given(valid_from=date(2026, 12, 1)))
    assert Rule.objects.filter(code="mediation_accept").count() == 2


def test_nobody_else_may(place):
    with pytest.raises(BusinessError) as refusal:
        revise(rule("mediation_accept"), actor=place.secretary, **given())
    assert refusal.value.code == "not_allowed"
    assert Rule.objects.filter(code="mediation_accept").count() == 1


def test_the_pages_show_versions_and_take_the_step(place, client):
    client.force_login(place.office)
    assert "调解申请受理" in client.get("/governance/rules/", {"q": "调解"}).content.decode()
    old = rule("quorum_council")
    page = client.get(f"{old.get_absolute_url()}revise/").content.decode()
    assert "比较" in page
    wrong = client.post(
        f"{old.get_absolute_url()}revise/", {"valid_from": "2027-01-01", "value": "5", "basis": "区联席会议决定"}
    )
    assert wrong.status_code == 422
    assert "比例填分数" in wrong.content.decode()
    answer = client.post(
        f"{old.get_absolute_url()}revise/",
        {"valid_from": "2027-01-01", "value": "3/4", "comparison": ">=", "basis": "区联席会议决定"},
    )
    new = proposal("quorum_council")
    assert answer.url == new.get_absolute_url()
    page = client.get(answer.url).content.decode()
    assert "已提出新版本：小区议事会（一般事项）（到会）（不低于 3/4），2027年1月1日起施行，等待另一人确认" in page
    assert "待确认" in page
    assert "不低于 2/3" in page
    assert "3/4" not in client.get("/governance/rules/?tab=upcoming").content.decode()
    assert "3/4" in client.get("/governance/rules/?tab=open").content.decode()
    client.force_login(place.office2)
    assert client.post(f"{new.get_absolute_url()}confirm/").url == new.get_absolute_url()
    page = client.get(new.get_absolute_url()).content.decode()
    assert "将施行" in page
    assert place.office.name in page
    assert place.office2.name in page
    assert "3/4" in client.get("/governance/rules/?tab=upcoming").content.decode()


def test_the_page_shows_article_sentence_bound_and_what_happens_on_rest_days(place, client):
    client.force_login(place.secretary)
    page = client.get(rule("mediation_confirm_window").get_absolute_url()).content.decode()
    for words in ("不可变更（30 天）", "遇休息日顺延", "个人权利", "自调解协议生效之日起三十日内", "第二百零五条"):
        assert words in page, words
    assert "补录的事实" not in page  # nothing was entered late
    found = client.get("/governance/rules/", {"nature": "right"}).content.decode()
    assert "申请司法确认" in found
    assert "调解申请受理" not in found


def test_everybody_with_a_post_reads_the_majorities(place, client):
    client.force_login(place.secretary)
    page = client.get("/governance/thresholds/").content.decode()
    assert "业主共同决定（重大事项）" in page
    assert "到会不低于四分之三" in page
    assert "15 天" in page
    assert "第三十四条第三款" in page
    assert client.get(rule("cap_works").get_absolute_url()).status_code == 200
    assert client.post(f"{rule('cap_works').get_absolute_url()}revise/", given()).status_code == 403
    client.force_login(user_with(None, place.community))
    assert client.get("/governance/thresholds/").status_code == 404


def test_the_api_gives_versions_and_takes_the_step(place, client):
    client.force_login(place.office)
    found = client.get("/api/v1/governance/rules/", {"q": "residents_meeting", "on": "2025-06-01"}).json()["results"]
    assert {row["valid_to"] for row in found} == {"2025-12-31"}
    address = f"/api/v1/governance/rules/{rule('demand_accept').pk}/"
    steps = client.get(f"{address}steps/").json()
    allowed = {step["name"]: step["allowed"] for step in steps}
    assert allowed == {"revise": True, "ask_withdrawal": False, "let_end": False}
    answer = client.post(
        f"{address}steps/revise/",
        {"valid_from": "2027-01-01", "value": "2", "basis": "区联席会议决定", "remind": ""},
        content_type="application/json",
    )
    assert answer.status_code == 200
    assert rule("demand_accept").value == "1"
    new = proposal("demand_accept")
    client.force_login(place.leader)
    address = f"/api/v1/governance/rules/{new.pk}/"
    assert client.get(address).json()["status"] == "proposed"
    assert client.post(f"{address}steps/confirm/", {}, content_type="application/json").status_code == 200
    row = client.get(address).json()
    assert (row["status"], row["proposed_by"], row["confirmed_by"]) == (
        "published",
        place.office.name,
        place.leader.name,
    )
    assert rule("demand_accept").value == "2"
    assert client.post("/api/v1/governance/rules/", {}, content_type="application/json").status_code == 405


def test_queries_do_not_grow(place, client, same_queries):
    client.force_login(place.office)
    versions = (Rule(code=f"x{n}", label="试", value="1", unit="d", basis="试", valid_from=BEGAN) for n in range(20))
    same_queries(lambda: client.get("/governance/rules/"), grow=lambda: Rule.objects.bulk_create(versions))
