"""A result in doubt is never printed plainly: its base is outdated, it is under review, objected to or set aside."""

import pytest

from governance.deliberations.actions import deliberations as acts
from governance.deliberations.actions import objections
from governance.kernel.clock import clock
from tests.factories import deliberations as made
from tests.factories.base import user_with
from tests.factories.deliberations import photo
from tests.factories.rolls import keep_roll, voided
from tests.governance.deliberations.test_result_pages import paper_of, words_on

pytestmark = pytest.mark.django_db
DECIDES = {"body": "residents_delegates", "matter": "community_affairs"}
PLAIN = {"residents_delegates": "结果：通过。", "council_money": "协商结果：协商一致。"}


@pytest.fixture(params=[DECIDES, {"body": "council", "matter": "money"}], ids=["decides", "consults"])
def row(request, place, secretary):
    area = place.community if request.param is DECIDES else place.compound
    row = made.publicised(secretary, area, **request.param)
    with clock.travel(row.effective_on):
        yield row


@pytest.fixture
def street(place):
    return user_with("street_admin", place.street)


def words_of(client, user, row):
    row.refresh_from_db()
    return words_on(paper_of(client, user, row))


def void_roll(row, street):
    voided(row.roll, street)


def test_nothing_is_said_of_a_result_that_stands(client, row, secretary):
    words = words_of(client, secretary, row)
    assert PLAIN[row.body] in words
    assert "待复核" not in words


def test_an_outdated_base_is_said_first_and_behind_the_result(client, row, secretary, street):
    acts.finalise(row, actor=secretary)
    void_roll(row, street)
    words = words_of(client, secretary, row)
    assert "应到依据有变：名册已作废，现在没有在召开当日有效的名册" in words.split("\n")[2]
    assert f"{PLAIN[row.body].rstrip('。')}（应到依据有变，结果待复核）。" in words
    assert PLAIN[row.body] not in words
    assert "形成协商意见" not in words


def test_a_review_is_said_until_it_is_decided(client, row, secretary, street):
    acts.finalise(row, actor=secretary)
    void_roll(row, street)
    keep_roll(row.body, row.area, row.entitled, on=row.roll.filed_on)
    row.refresh_from_db()
    objections.review_base(row, actor=street, note="名册作废，核对应到户数")
    words = words_of(client, secretary, row)
    assert "正在复核应到依据（名册已作废）" in words.split("\n")[2]
    assert f"{PLAIN[row.body].rstrip('。')}（正在复核，结果待定）。" in words
    objections.uphold(row, actor=street, papers=[photo()], note="按有效名册复核，比例仍达到")
    words = words_of(client, secretary, row)
    assert PLAIN[row.body] in words
    assert "已就此复核" in words.split("\n")[2]


def test_the_page_shows_no_result_plainly_either(client, row, secretary, street):
    """Neither a green badge nor a plain sentence while something puts the result in doubt."""
    client.force_login(secretary)
    assert "结果待" not in client.get(row.get_absolute_url()).content.decode()
    acts.finalise(row, actor=secretary)
    void_roll(row, street)
    row.refresh_from_db()
    if not row.halt:
        page = client.get(row.get_absolute_url()).content.decode()
        assert "（应到依据有变，结果待复核）</p>" in page
        objections.review_base(row, actor=street, note="名册作废，核对应到户数")
    page = client.get(row.get_absolute_url()).content.decode()
    assert "（正在复核，结果待定）</p>" in page
    assert "正在复核，结果待定</span>" in page.replace("\n", "")


def test_a_result_set_aside_is_said_so(client, row, secretary, street):
    acts.finalise(row, actor=secretary)
    void_roll(row, street)
    row.refresh_from_db()
    objections.review_base(row, actor=street, note="名册作废，核对应到户数")
    objections.overturn(row, actor=street, papers=[photo()], note="按有效名册复核，比例没有达到")
    words = words_of(client, secretary, row)
    assert f"{PLAIN[row.body].rstrip('。')}（结果已撤销）。" in words
    assert PLAIN[row.body] not in words
