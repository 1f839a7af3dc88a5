"""The registry's faces: the page of every level, its queries, lists and their export, steps, the API, the tree."""

from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from governance.kernel.clock import rules
from governance.models import Area, ForceSeat, Organisation, OrgFill, OrgMember, PostSeat
from tests.factories.base import appoint, make_area, make_district, person, user_with
from tests.factories.organisations import make_body, make_forces, make_scheme

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


@pytest.fixture
def place():
    rules.load_rules()
    return make_district()


@pytest.fixture
def secretary(place, client):
    user = user_with("community_secretary", place.community)
    client.force_login(user)
    return user


def furnish(compound, number=1):
    """A whole building with its leads, and what else a compound page shows."""
    for _ in range(number):
        building = make_area(compound)
        PostSeat.objects.create(area=building, role="neighbour_head", expected=2)
        unit, vacant = make_area(building), make_area(building)
        appoint("neighbour_head", unit, is_building_head=True, block=f"{building.name} {unit.name}", group_no=1)
        appoint("group_leader", compound, block="第1组", group_no=1)
        team = make_body(compound, "volunteer_team", name=f"队伍{building.pk}", leader=person(compound))
        OrgMember.objects.create(organisation=team, person=person(compound), duty="队员")
    return vacant


@pytest.fixture
def furnished(place):
    branch = make_body(place.compound, name="荷馨苑党支部")
    OrgMember.objects.create(organisation=branch, person=person(place.compound, "周建国"), duty="支部书记")
    scheme = make_scheme()
    OrgFill.objects.create(
        area=place.compound, slot=scheme.slots.get(no=0), organisation=branch, starts_on=date(2024, 1, 1)
    )
    for force in make_forces():
        ForceSeat.objects.create(area=place.compound, force=force, expected=2)
    furnish(place.compound, 2)
    return place


def test_the_compound_page_shows_its_register(furnished, client, secretary):
    page = client.get(furnished.compound.get_absolute_url()).content.decode()
    for words in ("荷馨苑", "周建国", "支部书记", "党支部", "应配 4，缺 2", "0 / 2", "楼栋长", "空缺", "1 / 2"):
        assert words in page, words
    assert page.count("is-gap") >= 3  # two buildings without their second head, one without any, the empty slot


@pytest.mark.parametrize("tab", ["patch_leader", "group_leader", "neighbour_head", "committee", "teams", "nonsense"])
def test_every_tab_answers(furnished, client, secretary, tab):
    assert client.get(furnished.compound.get_absolute_url(), {"tab": tab}).status_code == 200


def test_the_pages_ask_a_fixed_number_of_questions(furnished, client, secretary, same_queries, monkeypatch):
    url = furnished.compound.get_absolute_url()
    same_queries(lambda: client.get(url), grow=lambda: furnish(furnished.compound, 6))
    monkeypatch.setattr("governance.registry.views.panels_for", lambda *args: [])  # what others lend has its own tests
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    assert len(queries) <= MOST_QUERIES, "\n".join(query["sql"][:150] for query in queries)


@pytest.mark.parametrize("level", ["district", "street", "community", "building"])
def test_the_other_levels_ask_as_little(furnished, client, same_queries, level):
    client.force_login(user_with("district_office", furnished.district))
    area = getattr(furnished, level)

    def grow():
        for _ in range(5):
            furnish(make_area(furnished.community))

    same_queries(lambda: client.get(area.get_absolute_url()), grow=grow)


def test_upper_levels_show_their_children_with_figures(furnished, client):
    client.force_login(user_with("district_office", furnished.district))
    page = client.get(furnished.street.get_absolute_url()).content.decode()
    assert "野鸭冲社区" in page
    assert "合计" in page
    page = client.get(furnished.community.get_absolute_url()).content.decode()
    assert "荷馨苑" in page
    assert "120" in page


def test_the_tree_opens_down_to_the_place(furnished, client, secretary, same_queries):
    page = client.get(f"{furnished.compound.get_absolute_url()}tree/").content.decode()
    assert 'aria-current="page"' in page
    assert "荷馨苑" in page
    assert "3 栋" in page
    assert "赵家冲" not in page  # a secretary sees her own branch of the tree
    client.force_login(user_with("district_office", furnished.district))
    page = client.get(f"{furnished.compound.get_absolute_url()}tree/").content.decode()
    assert "1 支部" in page
    assert "桂花街道" in page
    below = client.get(f"{furnished.other_community.get_absolute_url()}tree/below/").content.decode()
    assert "桂苑小区" in below
    same_queries(
        lambda: client.get(f"{furnished.compound.get_absolute_url()}tree/"),
        grow=lambda: [make_area(furnished.community) for _ in range(5)],
    )


def test_a_foreign_place_is_not_there(furnished, client, secretary):
    for url in (
        furnished.other_compound.get_absolute_url(),
        f"{furnished.other_compound.get_absolute_url()}edit/",
        f"{furnished.other_compound.get_absolute_url()}tree/",
        f"/api/v1/governance/areas/{furnished.other_compound.pk}/",
    ):
        assert client.get(url).status_code == 404


# ------------------------------------------------------------ lists and their export
@pytest.mark.parametrize(
    "url",
    [
        "/governance/compounds/",
        "/governance/organisations/",
        "/governance/organisations/branches/",
        "/governance/organisations/committees/",
        "/governance/organisations/teams/",
        "/governance/areas/find/",
    ],
)
def test_lists_ask_the_same_however_long_they_are(furnished, client, secretary, same_queries, url):
    def grow():
        for _ in range(4):
            compound = make_area(furnished.community)
            make_body(compound)
            furnish(compound)

    same_queries(lambda: client.get(url), grow=grow)


def test_the_export_is_the_list(furnished, client, secretary):
    make_body(make_area(furnished.community, "桃花苑"), name="桃花苑党支部")
    answer = client.get("/governance/organisations/branches/", {"q": "桃花", "export": "xlsx"})
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    names = [row[0] for row in sheet.iter_rows(min_row=1, values_only=True)]
    assert "桃花苑党支部" in names
    assert "荷馨苑党支部" not in names


@pytest.mark.parametrize("words", ["601", "六〇一", "六零一", "六零一社区居委会"])
def test_a_place_is_found_by_every_spelling(place, client, words):
    make_area(place.street, "六零一社区", segment="021", official_name="六零一社区居委会")
    client.force_login(user_with("district_office", place.district))
    assert "六零一社区" in client.get("/governance/areas/find/", {"q": words}).content.decode()
    assert "六零一社区" in client.get("/search/", {"q": words}).content.decode()


# ------------------------------------------------------------ steps by page and API
def test_a_compound_is_registered_by_its_page(place, client, secretary):
    url = f"/governance/areas/new/?parent={place.community.code}"
    assert client.get(url).status_code == 200
    answer = client.post(
        url, {"parent": place.community.pk, "name": "幸福里", "household_count": "412", "is_old": "on"}
    )
    made = Area.objects.get(name="幸福里")
    assert answer.status_code == 302
    assert answer.url == made.get_absolute_url()
    assert made.profile.is_old
    assert made.household_count == 412


def test_bad_input_is_said_beside_its_field(place, client, secretary):
    answer = client.post(
        "/governance/areas/new/", {"parent": place.other_community.pk, "name": "新苑", "valid_from": "2199-01-01"}
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
        "area": place.compound.pk,
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
        {"founded_on": "2026-01-01", "term_until": "2999-01-01", "member_count": "2"},
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


def test_a_merged_place_says_where_it_went(furnished, client):
    office = user_with("district_office", furnished.district)
    client.force_login(office)
    answer = client.post(
        f"{furnished.community.get_absolute_url()}merge/", {"into": furnished.other_community.pk, "note": "区划调整"}
    )
    assert answer.status_code == 302
    page = client.get(furnished.community.get_absolute_url()).content.decode()
    assert "并入" in page
    assert "赵家冲社区" in page
    assert "已停用" in page
    assert "荷馨苑" in client.get(furnished.other_community.get_absolute_url()).content.decode()
