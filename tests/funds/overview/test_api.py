"""Funds, gifts, grants and vouchers through the API."""

from decimal import Decimal

from funds.models import Donation
from tests.factories.funds import donate, gift_form, promise


def test_the_main_line_by_the_api_alone(case, as_):
    client = as_(case.manager)
    answer = client.post("/api/v1/funds/donations/", gift_form(case, amount="800"))
    assert answer.status_code == 201, answer.content
    row = answer.json()
    assert (row["status"], row["donor"], row["area"]) == ("received", "王**", case.district.community.code)
    steps = {step["name"]: step for step in client.get(f"/api/v1/funds/donations/{row['id']}/steps/").json()}
    assert not steps["confirm"]["allowed"]
    refused = client.post(f"/api/v1/funds/donations/{row['id']}/steps/confirm/", {}, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
    client = as_(case.finance)
    done = client.post(f"/api/v1/funds/donations/{row['id']}/steps/confirm/", {}, content_type="application/json")
    assert done.json()["status"] == "confirmed"
    again = client.post(f"/api/v1/funds/donations/{row['id']}/steps/confirm/", {}, content_type="application/json")
    assert (again.status_code, again.json()["code"]) == (409, "wrong_state")
    entries = client.get("/api/v1/funds/entries/").json()["results"]
    assert [Decimal(line["amount"]) for line in entries[0]["lines"]] == [800, -800]
    fund = client.get(f"/api/v1/funds/funds/{case.fund.pk}/").json()
    assert Decimal(fund["available"]) == 800
    refused = client.post("/api/v1/funds/entries/", {}, content_type="application/json")
    assert refused.status_code == 405
    refused = client.post("/api/v1/funds/grants/", {}, content_type="application/json")
    assert refused.status_code == 403


def test_the_api_refuses_with_code_and_field(case, as_):
    client = as_(case.manager)
    answer = client.post("/api/v1/funds/donations/", gift_form(case, donor_age="minor", guardian_name="王父"))
    assert (answer.status_code, answer.json()["code"]) == (422, "guardian_consent_missing")
    assert "guardian_consent" in answer.json()["errors"]
    answer = client.post("/api/v1/funds/donations/", gift_form(case, amount="-3"))
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["amount"])
    assert not Donation.objects.exists()


def test_api_lists_filter_by_area(case, as_):
    donate(case)
    promise(case, "1")
    client = as_(case.finance)
    for resource in ("funds/funds", "funds/donations", "funds/grants", "funds/entries"):
        here = client.get(f"/api/v1/{resource}/?area={case.district.community.code}").json()["results"]
        there = client.get(f"/api/v1/{resource}/?area={case.district.other_street.code}").json()["results"]
        assert (bool(here), there) == (True, []), resource
