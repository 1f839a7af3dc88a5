"""The pages of the register: every level, the tree, lists and their export; a fixed number of queries each."""

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tests.factories.base import make_area, user_with
from tests.factories.organisations import furnish, make_body

pytestmark = pytest.mark.django_db
MOST_QUERIES = {"": 10, "?part=below": 6, "tree/": 6}  # with the session's, the account's and the frame's


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
    same_queries(lambda: client.get(url, {"all": 1}), grow=lambda: furnish(furnished.compound, 6))
    monkeypatch.setattr("governance.registry.views.panels_for", lambda *args: [])  # what others lend has its own tests
    for part, most in MOST_QUERIES.items():
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{url}{part}", headers={"HX-Request": "true"})
        assert len(queries) <= most, "\n".join(query["sql"][:150] for query in queries)


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
