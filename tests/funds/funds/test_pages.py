"""Funds in the browser: set up, their committee changed."""

from funds.models import CommunityFund
from tests.factories.funds import HOST, form_lines, members
from tests.factories.late import proven
from tests.factories.projects import picture


def test_a_fund_is_set_up_in_the_browser(case, as_):
    form = {
        "kind": "education",
        "name": "润荷教育基金",
        "area": case.district.street.code,
        "host": HOST,
        "host_may_raise": "on",
        "purpose": "资助本街道困难家庭学生",
        **form_lines("members", members()),
    }
    client = as_(case.street_admin)
    assert client.get("/funds/funds/new/").status_code == 200
    answer = client.post("/funds/funds/new/", form | form_lines("members", members(4)))
    assert "管委会现有 4 人，至少须 5 人" in answer.content.decode()
    assert client.post("/funds/funds/new/", form).status_code == 302
    fund = CommunityFund.objects.get(kind="education")
    assert fund.committee.count() == 5
    assert client.get(f"{fund.get_absolute_url()}edit/").status_code == 200
    agreement = {"agreement_no": "协 1 号", "agreement_on": "2026-01-05", **proven("papers")}
    assert client.post(f"{fund.get_absolute_url()}agree/", agreement).status_code == 302
    assert as_(case.finance).post(f"{fund.get_absolute_url()}activate/", {}).status_code == 302
    fund.refresh_from_db()
    assert fund.status == "active"


def test_an_even_committee_is_refused_on_the_page(case, as_):
    answer = as_(case.street_admin).post(
        f"{case.fund.get_absolute_url()}change_members/",
        form_lines("members", members(6)) | {"note": "委员甲调离本社区", "papers": [picture()]},
    )
    assert answer.status_code == 422
    assert "须为单数" in answer.content.decode()
