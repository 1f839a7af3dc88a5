"""Deliberations on pages and in the API."""

from datetime import timedelta

import pytest

from governance.kernel.clock import clock
from governance.models import Deliberation
from tests.factories import deliberations as talks
from tests.factories.base import make_district, user_with
from tests.factories.papers import photo
from tests.factories.rolls import flat

pytestmark = pytest.mark.django_db
ROOM = "/governance/conferences/"


@pytest.fixture
def place():
    return make_district()


def text(answer):
    return answer.content.decode()


# ------------------------------------------------------------ deliberations
def test_a_secretary_calls_people_together_on_a_page(client, place):
    secretary = user_with("community_secretary", place.community)
    talks.called(secretary, place.compound)  # loads the rules
    with clock.travel(talks.NOTICE):
        client.force_login(secretary)
        page = client.get("/governance/deliberations/new/?matter=project&title=修路")
        assert "修路" in text(page)
        given = {
            "area": place.compound.code,
            "title": "修路",
            "matter": "project",
            "owners_matters": "none",
            "body": "council",
            "method": "meeting",
            "notice_on": "2026-03-02",
            "held_on": "2026-03-03",
            "motions-0-text": "同意修路",
        }
        refused = client.post("/governance/deliberations/new/", given)
        assert refused.status_code == 422
        assert "提前 3 日" in text(refused)
        assert 'value="同意修路"' in text(refused)
        assert Deliberation.objects.count() == 1
        done = client.post("/governance/deliberations/new/", {**given, "held_on": "2026-03-05"})
        foreign = client.post("/governance/deliberations/new/", {**given, "area": place.other_compound.code})
    row = Deliberation.objects.latest("id")
    assert done.headers["Location"] == row.get_absolute_url()
    assert foreign.status_code == 422


def test_the_detail_shows_formula_and_source(client, place):
    secretary = user_with("community_secretary", place.community)
    row = talks.counted(secretary, place.compound)
    client.force_login(secretary)
    page = text(client.get(row.get_absolute_url()))
    for words in ("到会 30/36 人，要求不低于三分之二（24 人），已达到", "依据：", "公示结果"):
        assert words in page
    stranger = user_with("community_secretary", place.other_community)
    client.force_login(stranger)
    assert client.get(row.get_absolute_url()).status_code == 404


def test_a_list_pasted_from_a_sheet_becomes_ballots(client, place):
    secretary = user_with("community_secretary", place.community)
    row = talks.called(
        secretary, place.compound, body="owners_ordinary", matter="general", held_on=talks.NOTICE + timedelta(20),
        units=[flat("101", owner="张三"), flat("102", owner="李四")],
    )  # fmt: skip
    client.force_login(secretary)
    url = f"{row.get_absolute_url()}hold/"
    pasted = "户号\t姓名\t专有面积\t买受人\t受托人\t表决\n101\t张三\t88.50\t\t\t同意\n102\t李四\t90\t\t\t反对\n"
    with clock.travel(row.held_on):
        wrong = client.post(url, {"held_on": str(row.held_on), "list_text": pasted.replace("反对", "随便")})
        assert wrong.status_code == 422
        assert "第 3 行：表决须填写" in text(wrong)
        formula = client.post(url, {"held_on": str(row.held_on), "list_text": pasted.replace("张三", "=1+1")})
        assert "不能以 =" in text(formula)
        given = {"held_on": str(row.held_on), "list_text": pasted, "sign_in": photo("签到表.png")}
        assert client.post(url, given).status_code == 302
    row.refresh_from_db()
    assert (row.status, row.present, row.ballots.count()) == ("held", 2, 2)


def test_deliberations_by_the_api(client, place):
    secretary = user_with("community_secretary", place.community)
    talks.called(secretary, place.compound, roll=12)
    body = {
        "area": place.compound.code,
        "title": "楼道扶手",
        "matter": "project",
        "owners_matters": "none",
        "body": "council",
        "method": "meeting",
        "notice_on": "2026-03-02",
        "held_on": "2026-03-10",
        "motions": [{"text": "装扶手"}],
    }
    with clock.travel(talks.NOTICE):
        client.force_login(secretary)
        answer = client.post("/api/v1/governance/deliberations/", body, content_type="application/json")
    assert answer.status_code == 201, text(answer)
    pk = answer.json()["id"]
    with clock.travel(talks.DAY):
        client.logout()  # days went by
        client.force_login(secretary)
        held = {
            "held_on": "2026-03-10",
            "ballots": [{"voter": f"席位{n}", "choice": "yes" if n < 9 else "no"} for n in range(1, 11)],
        }
        url = f"/api/v1/governance/deliberations/{pk}/steps"
        assert client.post(f"{url}/hold/", held, content_type="application/json").status_code == 200
        counted = client.post(f"{url}/count/", {}, content_type="application/json").json()
        assert (counted["passed"], counted["present"], counted["entitled"]) == (True, 10, 12)
        steps = {step["name"]: step for step in client.get(f"{url}/").json()}
        assert steps["publicise"]["allowed"]
        assert "publicity_place" in {field["name"] for field in steps["publicise"]["fields"]}
        typed = client.post(f"{url}/edit/", {"passed": False}, content_type="application/json")
        assert typed.status_code in (409, 422)
