"""Steps of places, bodies and schemes by their pages and by the API."""

import pytest

from governance.models import Area, ForceSeat, Organisation, OrgFill
from tests.factories.base import make_area, user_with
from tests.factories.organisations import make_body, make_forces, make_scheme

pytestmark = pytest.mark.django_db


def test_a_compound_is_registered_by_its_page(place, client, secretary):
    url = f"/governance/areas/new/?parent={place.community.code}"
    assert client.get(url).status_code == 200
    answer = client.post(
        url, {"parent": place.community.code, "name": "幸福里", "household_count": "412", "is_old": "on"}
    )
    made = Area.objects.get(name="幸福里")
    assert answer.status_code == 302
    assert answer.url == made.get_absolute_url()
    assert made.profile.is_old
    assert made.household_count == 412


def test_bad_input_is_reported_at_its_field(place, client, secretary):
    answer = client.post(
        "/governance/areas/new/", {"parent": place.other_community.code, "name": "新苑", "valid_from": "2199-01-01"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "不在您的管辖范围内" in page
    assert "不能晚于今天" in page
    assert 'value="新苑"' in page
    assert not Area.objects.filter(name="新苑").exists()


def test_the_register_is_corrected_by_its_page(place, client, secretary):
    url = f"{place.compound.get_absolute_url()}edit/"
    assert client.get(url).status_code == 200
    answer = client.post(
        url, {"household_count": "500", "aliases": "老荷馨、601院", "build_year": "1994", "patch_leader_seats": "3"}
    )
    assert answer.status_code == 302
    place.compound.refresh_from_db()
    assert place.compound.household_count == 500
    assert place.compound.aliases[0] == "老荷馨"
    assert place.compound.profile.build_year == 1994
    assert place.compound.post_seats.get().expected == 3


def test_slots_and_forces_are_filled_by_their_pages(furnished, client, secretary):
    owners = make_body(furnished.compound, "owners_committee")
    url = f"{furnished.compound.get_absolute_url()}fill/"
    assert "自治委员会" in client.get(url).content.decode()
    assert client.post(url, {"slot_1": [owners.pk]}).status_code == 302
    assert list(OrgFill.objects.filter(ends_on=None).values_list("organisation", flat=True)) == [owners.pk]
    url = f"{furnished.compound.get_absolute_url()}muster/"
    assert client.get(url).status_code == 200
    seats = ForceSeat.objects.order_by("id")
    data = {f"expected_{seat.force_id}": "1" for seat in seats} | {f"members_{seats[0].force_id}": [f"o{owners.pk}"]}
    assert client.post(url, data).status_code == 302
    assert furnished.compound.force_members.get(ends_on=None).organisation == owners


@pytest.mark.parametrize("step", ["rename", "split", "merge", "close"])
def test_the_offices_forms_open(furnished, client, step):
    client.force_login(user_with("district_office", furnished.district))
    assert client.get(f"{furnished.compound.get_absolute_url()}{step}/").status_code == 200
    assert client.get(f"{furnished.community.get_absolute_url()}{step}/").status_code == 200


def test_a_branch_is_registered_and_approved_by_its_pages(place, client, secretary):
    url = f"/governance/organisations/new/?area={place.compound.code}&kind=branch"
    assert client.get(url).status_code == 200
    data = {
        "kind": "branch",
        "branch_kind": "single",
        "name": "荷馨苑党支部",
        "area": place.compound.code,
        "covers": [place.compound.code],
    }
    assert client.post(url, data).status_code == 302
    branch = Organisation.objects.get()
    page = client.get(branch.get_absolute_url()).content.decode()
    assert "筹建" in page
    assert "本组织由您登记，请由另一人批准运行" in page
    client.force_login(user_with("street_admin", place.street))
    answer = client.post(
        f"{branch.get_absolute_url()}activate/",
        {"founded_on": "2026-01-01", "term_until": "2199-01-01", "member_count": "2"},
    )
    assert answer.status_code == 422
    assert "不足 3 人" in answer.content.decode()
    for step in ("edit", "enrol", "release", "dissolve"):
        assert client.get(f"{branch.get_absolute_url()}{step}/").status_code == 200


def test_schemes_are_the_offices(place, client):
    scheme = make_scheme()
    make_forces()
    client.force_login(user_with("district_office", place.district))
    assert client.get("/governance/schemes/").status_code == 200
    page = client.get(scheme.get_absolute_url()).content.decode()
    assert "小区党支部" in page
    assert "党支部" in page
    for step in ("edit", "set_forces", "end"):
        assert client.get(f"{scheme.get_absolute_url()}{step}/").status_code == 200
    data = {"name": "一加六", "slots-0-code": "branch", "slots-0-name": "支部", "slots-0-kinds": "小区党支部"}
    assert client.post(f"{scheme.get_absolute_url()}edit/", data).status_code == 302
    assert scheme.slots.get().kinds == ["branch"]


def test_the_api_lists_shows_and_steps(furnished, client, secretary):
    listed = client.get("/api/v1/governance/areas/", {"area": furnished.community.code, "level": "compound"}).json()[
        "results"
    ]
    assert [one["code"] for one in listed] == [furnished.compound.code]
    one = client.get(f"/api/v1/governance/areas/{furnished.compound.pk}/").json()
    assert one["parent"] == furnished.community.code
    assert one["profile"]["is_old"] is False
    steps = {
        step["name"]: step for step in client.get(f"/api/v1/governance/areas/{furnished.compound.pk}/steps/").json()
    }
    assert steps["edit"]["allowed"]
    assert not steps["merge"]["allowed"]
    assert steps["merge"]["reason"]
    answer = client.post(
        "/api/v1/governance/areas/",
        {"parent": furnished.community.code, "name": "新苑", "build_year": 2001},
        content_type="application/json",
    )
    assert answer.status_code == 201
    assert answer.json()["code"] == "430202001012-X002"
    branches = client.get("/api/v1/governance/branches/").json()["results"]
    assert [one["covers"] for one in branches] == [[furnished.compound.code]]
    assert client.get("/api/v1/governance/organisations/", {"kind": "volunteer_team"}).json()["results"]
    assert client.get("/api/v1/governance/schemes/").json()["results"][0]["slots"][0]["code"] == "branch"
    answer = client.post(
        "/api/v1/governance/organisations/",
        {"kind": "social_org", "name": "邻里互助会", "area": furnished.community.code},
        content_type="application/json",
    )
    assert answer.status_code == 201
    assert answer.json()["status"] == "proposed"


def test_the_api_asks_the_same_however_many(furnished, client, secretary, same_queries):
    for url in ("/api/v1/governance/areas/", "/api/v1/governance/branches/", "/api/v1/governance/schemes/"):
        same_queries(
            lambda url=url: client.get(url),
            grow=lambda: [make_body(make_area(furnished.community)) for _ in range(3)],
        )


def test_a_merged_place_links_to_its_successor(furnished, client):
    office = user_with("district_office", furnished.district)
    client.force_login(office)
    answer = client.post(
        f"{furnished.community.get_absolute_url()}merge/", {"into": furnished.other_community.code, "note": "区划调整"}
    )
    assert answer.status_code == 302
    page = client.get(furnished.community.get_absolute_url()).content.decode()
    assert "并入" in page
    assert "赵家冲社区" in page
    assert "已停用" in page
    assert "荷馨苑" in client.get(furnished.other_community.get_absolute_url()).content.decode()


def test_what_a_program_does_not_send_of_the_forces_stays(client, furnished, secretary):
    page, api = f"{furnished.compound.get_absolute_url()}muster/", f"/api/v1/governance/areas/{furnished.compound.pk}/"
    form = client.get(page).context["form"]
    names = [name for name in form.fields if name.startswith("members_")]
    chosen = {name: [str(form.fields[name].choices[1][1][0][0])] for name in names[:1]}
    expected = {name.replace("members_", "expected_"): "2" for name in names}
    version = client.get(api).json()["version"]
    assert client.post(page, {**chosen, **expected, "_version": version}).status_code == 302
    before = list(furnished.compound.force_members.filter(ends_on=None).values_list("force", "person"))
    sent = dict.fromkeys(expected, 3) | {"version": client.get(api).json()["version"]}
    answer = client.post(f"{api}steps/muster/", sent, content_type="application/json")
    assert answer.status_code == 200, answer.content
    assert list(furnished.compound.force_members.filter(ends_on=None).values_list("force", "person")) == before != []
    assert set(furnished.compound.force_seats.values_list("expected", flat=True)) == {3}
