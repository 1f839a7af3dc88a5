"""Units are joined into heads: no roll, split or co-ownership changes the sum of heads or of area."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.rolls.heads import building_of, head_keys, unit_code
from governance.rolls.kinds import Holding

BUYERS = ("", "", "", "甲", "乙")
NUMBERS = ("", "", "", "id-1", "id-2")
unit = st.builds(
    SimpleNamespace,
    exclusive_area=st.integers(1, 999_999).map(lambda cents: Decimal(cents) / 100),
    holding=st.sampled_from(["owner"] * 4 + ["unsold", "undelivered"]),
    owner=st.just("张三"),
    buyer=st.sampled_from(BUYERS),
    identity=st.sampled_from(NUMBERS),
)


@st.composite
def rolls(draw):
    """Units with codes of their own."""
    found = draw(st.lists(unit, min_size=1, max_size=12))
    for number, one in enumerate(found):
        one.code = f"1-{number:03}"
    return found


def heads(units):
    return len(set(head_keys(units).values()))


def areas(units):
    """{head: its m²}."""
    found = {}
    for one, head in zip(units, (head_keys(units)[one.code] for one in units), strict=True):
        found[head] = found.get(head, Decimal(0)) + one.exclusive_area
    return found


def changed(units, place, **values):
    return [SimpleNamespace(**{**vars(one), **(values if n == place else {})}) for n, one in enumerate(units)]


@given(rolls())
def test_the_areas_of_the_heads_are_the_areas_of_the_units(units):
    assert sum(areas(units).values()) == sum(one.exclusive_area for one in units)
    assert heads(units) <= len(units)


@given(rolls(), st.randoms())
def test_the_order_of_the_rows_decides_nothing(units, random):
    shuffled = list(units)
    random.shuffle(shuffled)
    assert head_keys(shuffled) == head_keys(units)


@given(rolls(), st.data())
def test_joining_two_owners_under_one_buyer_takes_one_head_away(units, data):
    single = [n for n, one in enumerate(units) if one.holding == "owner" and not one.buyer and not one.identity]
    if len(single) < 2:
        return
    first, second = data.draw(st.lists(st.sampled_from(single), min_size=2, max_size=2, unique=True))
    joined = changed(changed(units, first, buyer="新买受人"), second, buyer="新买受人")
    assert heads(joined) == heads(units) - 1
    assert sum(areas(joined).values()) == sum(areas(units).values())


@given(rolls(), st.data())
def test_owners_of_two_names_are_one_under_one_buyer_only_by_their_identity(units, data):
    single = [n for n, one in enumerate(units) if one.holding == "owner" and not one.buyer and not one.identity]
    if len(single) < 2:
        return
    first, second = data.draw(st.lists(st.sampled_from(single), min_size=2, max_size=2, unique=True))
    named = changed(changed(units, first, buyer="新买受人"), second, buyer="新买受人", owner="李四")
    assert heads(named) == heads(units)
    known = changed(changed(named, first, identity="id-9"), second, identity="id-9")
    assert heads(known) == heads(units) - 1


@given(rolls())
def test_what_the_developer_holds_is_one_head(units):
    keys = head_keys(units)
    held = {keys[one.code] for one in units if one.holding != Holding.OWNER}
    others = {keys[one.code] for one in units if one.holding == Holding.OWNER}
    assert len(held) <= 1
    assert not held & others


@given(rolls(), st.integers(min_value=0))
def test_splitting_a_unit_into_two_keeps_the_area_and_adds_one_head(units, place):
    """A unit divided in the register is two units: of the same buyer one head, of two owners two."""
    place %= len(units)
    one = units[place]
    half = (one.exclusive_area / 2).quantize(Decimal("0.01"))
    rest = changed(units, place, exclusive_area=one.exclusive_area - half)
    part = SimpleNamespace(**{**vars(one), "code": "9-1", "exclusive_area": half})
    is_known = one.holding != "owner" or one.buyer or one.identity
    assert heads([*rest, part]) == heads(units) + (0 if is_known else 1)
    assert sum(areas([*rest, part]).values()) == sum(areas(units).values())


@pytest.mark.parametrize(
    "spelling", ["1栋2单元302室", "1-2-302", " 1－2－302 ", "1号楼2单元302", "1幢-2单元-302室", "１-２-302号"]
)
def test_a_code_is_one_however_it_is_spelt(spelling):
    assert unit_code(spelling) == "1-2-302"


@pytest.mark.parametrize(
    "spelling",
    [
        "三栋1单元401",
        "3号1单元401",
        "3楼1单元401",
        "第3栋1单元401",
        "第 三 栋 一单元 四〇一 室",
        "3 1 401",
        "3.1.401",
        "3座1单元4层401",
        "3栋1单元4楼401",
    ],
)
def test_buildings_and_rooms_have_one_normal_form(spelling):
    assert (unit_code(spelling), building_of(spelling)) == ("3-1-401", "3")


@pytest.mark.parametrize(
    ("spelling", "code"),
    [
        ("十三栋二十单元一〇一室", "13-20-101"),
        ("一期三栋101", "1期3-101"),
        ("一期-3-101", "1期3-101"),
        ("1栋1单元2层1", "1-1-2-1"),
        ("1楼12单元101", "1-12-101"),
        ("3楼302", "302"),
        ("八一路3栋101", "八一路3-101"),
    ],
)
def test_what_names_another_place_keeps_its_name(spelling, code):
    assert unit_code(spelling) == code


def test_different_rooms_stay_different():
    assert len({unit_code(code) for code in ("1-2-302", "1-23-02", "12-302", "A栋302", "B栋302", "302")}) == 6
