"""A text names one place of the user's, however it is spelt; otherwise the sentence says which are meant, or none."""

import time

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given as draw
from hypothesis import settings
from hypothesis import strategies as st

from governance.areas.place_names import PlaceNames, full_words, place_key
from governance.areas.workflow import EDIT_REGISTRY
from governance.models import Area
from tests.factories.base import make_area, make_district, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    place = make_district()
    place.twin = make_area(place.other_community, "荷馨苑")
    make_area(place.twin, "1栋")
    place.unit = make_area(place.building, "2单元")
    place.numbered = make_area(place.street, "六零一社区", segment="013", official_name="六零一社区居委会")
    place.north = make_area(place.numbered, "第一小区")
    place.office = user_with("district_office", place.district)
    place.secretary = user_with("community_secretary", place.community)
    return place


def found(user, *texts):
    names = PlaceNames(user, EDIT_REGISTRY).resolve(texts)
    return [one.messages[0] if isinstance(one, ValidationError) else one for one in (names[text] for text in texts)]


@pytest.mark.parametrize(
    "text",
    [
        "荷馨苑1栋2单元", "荷馨苑 1栋 2单元", "荷馨苑　１栋－２单元", "荷馨苑一栋二单元", "荷馨苑1号楼2单元",
        "荷馨苑第1幢第2单元", "月塘街道野鸭冲社区荷馨苑1栋2单元", "月塘街道/荷馨苑/1栋/2单元", "野鸭冲荷馨苑1#2单元",
        "荷塘区月塘街道野鸭冲社区居委会荷馨苑1座2单元",
        "荷馨苑小区1栋2单元", "1栋2单元", "2单元",
    ],
)  # fmt: skip
def test_the_names_from_above_down_lead_to_one_place(place, text):
    assert found(place.secretary, text) == [place.unit]


def test_codes_names_numbers_and_short_names(place):
    texts = [place.community.code, place.compound.code.lower(), "野鸭冲", "601社区", "六〇一", "月塘", "第1小区"]
    meant = [
        place.community,
        place.compound,
        place.community,
        place.numbered,
        place.numbered,
        place.street,
        place.north,
    ]
    assert found(place.office, *texts) == meant


def test_a_name_that_several_places_have_is_asked_for(place):
    [said] = found(place.office, "荷馨苑")
    assert said == "“荷馨苑”有 2 处：月塘街道野鸭冲社区荷馨苑、桂花街道赵家冲社区荷馨苑。请写明是哪一处，或填写代码"
    assert found(place.office, "赵家冲荷馨苑", "桂花街道荷馨苑") == [place.twin, place.twin]
    assert found(place.secretary, "荷馨苑") == [place.compound]  # the other one is not the secretary's


def test_what_names_no_place_is_told_with_the_likely_one(place):
    assert found(place.secretary, "荷香苑2栋", "荷馨院", "xyz") == [
        "您的辖区内没有“荷香苑2栋”",
        "您的辖区内没有“荷馨院”，是不是“月塘街道野鸭冲社区荷馨苑”",
        "您的辖区内没有“xyz”",
    ]


def test_places_of_others_are_no_answer(place):
    assert found(place.secretary, place.other_compound.code, "430299999999", "月塘街道") == [
        "这个区域不在您的管辖范围内，或已停用",
        "没有代码为 430299999999 的区域",
        "这个区域不在您的管辖范围内",
    ]


def test_the_words_of_an_export_lead_back_to_each_place(place):
    rows = Area.objects.exclude(parent=None).select_related("street", "community", "compound", "parent")
    words = {area: full_words(area) for area in rows}
    assert found(place.office, *words.values()) == list(words)


@settings(max_examples=60, deadline=None)
@draw(st.text(max_size=40))
def test_no_text_breaks_it(text):
    assert isinstance(place_key(text), str)


@pytest.mark.slow
def test_ten_thousand_places_are_read_in_seconds(place):
    compounds = [make_area(place.community, f"{chr(0x4E00 + number)}苑") for number in range(400)]
    rows = []
    for compound in compounds:
        for number in range(1, 26):
            area = Area(name=f"{number}栋", kind="building", code=f"{compound.code}-B{number:03}", depth=4)
            area.place_below(compound, f"B{number:03}")
            area.prepare()
            rows.append(area)
    Area.objects.bulk_create(rows)
    began = time.monotonic()
    texts = [f"{chr(0x4E00 + number)}苑{building}栋" for number in range(400) for building in range(1, 26)]
    meant = PlaceNames(place.office, EDIT_REGISTRY).resolve(texts)
    assert all(isinstance(area, Area) and area.level == "building" for area in meant.values())
    assert len(set(meant.values())) == 10_000
    assert time.monotonic() - began < 20


def within(user, *texts):
    found = PlaceNames(user, EDIT_REGISTRY).named_in(texts)
    return [found[text] for text in texts]


def test_the_place_that_a_text_has_in_it_is_the_innermost(place):
    texts = ["反映荷馨苑小区门口积水", "在荷塘区月塘街道野鸭冲社区荷馨苑1栋2单元楼下", "野鸭冲社区门口，荷馨苑旁"]
    assert within(place.secretary, *texts) == [place.compound, place.unit, place.compound]


def test_a_text_with_no_place_or_with_one_elsewhere_has_none(place):
    other = place.other_community.name
    texts = ["某处路口", "", "月塘街道某处", f"{other}荷馨苑门口", f"荷馨苑与{other}之间"]
    assert within(place.secretary, *texts) == [None] * 5
    assert within(place.office, "荷馨苑1栋") == [None]  # two communities have one


def test_places_in_many_texts_are_found_in_few_questions(place, django_assert_num_queries):
    names = PlaceNames(place.secretary, EDIT_REGISTRY)
    with django_assert_num_queries(1):
        found = names.named_in([f"荷馨苑1栋门口第{n}次积水" for n in range(50)])
        assert {full_words(area) for area in found.values()} == {full_words(found["荷馨苑1栋门口第1次积水"])}
