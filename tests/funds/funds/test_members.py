"""Committee and supervisors change by two hands, on a decision, and no grant that is asked changes its committee."""

from datetime import timedelta

import pytest

from funds.funds import actions as funds
from funds.models import CommunityFund, FundMember
from governance.kernel.clock import clock
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Event
from governance.kernel.steps.errors import BusinessError
from tests.factories.base import user_with
from tests.factories.funds import DECIDED, form_lines, members, replaced
from tests.factories.projects import picture

NEW = [{"seat": seat["seat"], "name": f"亲友{seat['name'][-1]}", "unit": ""} for seat in members(5, supervisors=0)]
NEW.append({"seat": "supervisor", "name": "亲友己", "unit": ""})


def rows():
    return (
        list(CommunityFund.objects.order_by("pk").values()),
        list(FundMember.objects.order_by("pk").values()),
        Event.objects.count(),
        Deadline.objects.open().count(),
    )


def refused(code, step, *args, **data):
    before = rows()
    with pytest.raises(BusinessError) as refusal:
        step(*args, **data)
    assert refusal.value.code == code, refusal.value.message
    assert rows() == before
    return refusal.value.message


def ask(case, seats=NEW, **data):
    given = {**DECIDED, **data}
    return funds.change_members(
        CommunityFund.objects.get(pk=case.fund.pk), actor=case.street_admin, members=seats, **given
    )


@pytest.mark.parametrize(
    ("code", "data", "words"),
    [
        ("reason_missing", {"note": ""}, "请用文字写明调整管委会和监督员的理由"),
        ("paper_missing", {"papers": []}, "请上传街道或者托管慈善组织调整管委会的决定"),
        ("members_unchanged", {"seats": members()}, "没有需要调整的内容"),
    ],
)
def test_a_change_has_a_reason_and_a_decision(case, code, data, words):
    assert words in refused(code, ask, case, **data)


def test_one_hand_changes_nobody(case):
    fund = ask(case)
    assert sorted(one.name for one in fund.members.sitting()) == sorted(seat["name"] for seat in members())
    both = user_with("finance_officer", case.district.street)
    CommunityFund.objects.filter(pk=fund.pk).update(members_asked_by=both)
    fund.refresh_from_db()
    assert "须由另一人与决定核对后确认" in refused("own_member_change", funds.confirm_members, fund, actor=both)
    refused("not_allowed", funds.confirm_members, fund, actor=case.street_admin)
    refused("member_change_waits", ask, case, seats=replaced())


def test_another_person_confirms(case):
    fund = ask(case)
    assert Deadline.objects.open().filter(object_type="funds.communityfund", task="确认管委会和监督员的调整").exists()
    fund = funds.confirm_members(fund, actor=case.finance)
    assert sorted(one.name for one in fund.members.sitting()) == sorted(seat["name"] for seat in NEW)
    assert (fund.members_asked, fund.members_asked_by) == (None, None)
    assert not Deadline.objects.open().filter(task="确认管委会和监督员的调整").exists()
    refused("no_member_change", funds.confirm_members, fund, actor=case.finance)


def test_what_is_not_confirmed_leaves_the_members(case):
    fund = funds.refuse_members(ask(case), actor=case.finance, note="与街道的决定不符")
    assert sorted(one.name for one in fund.members.sitting()) == sorted(seat["name"] for seat in members())
    assert fund.members_asked is None
    assert ask(case, seats=replaced()).members_asked


def test_a_term_is_kept_until_the_confirmation(case):
    seats = [{**seat, "term_until": clock.today() + timedelta(300)} for seat in replaced()]
    fund = funds.confirm_members(ask(case, seats=seats), actor=case.finance)
    assert {one.term_until for one in fund.members.sitting()} == {seats[0]["term_until"]}


def test_the_page_asks_for_both_and_shows_what_waits(case, as_):
    client = as_(case.street_admin)
    url = case.fund.get_absolute_url()
    before = rows()
    page = client.post(f"{url}change_members/", form_lines("members", replaced()))
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"note", "papers"}
    assert "新委员" in page.content.decode()
    assert rows() == before
    given = form_lines("members", replaced()) | {"note": "委员甲调离本社区", "papers": [picture("决定.jpg")]}
    assert client.post(f"{url}change_members/", given).status_code == 302
    text = client.get(f"{url}?tab=rules").content.decode()
    assert "等待另一人确认" in text
    assert "新委员（管委会成员）" in text
    client = as_(case.finance)
    assert client.post(f"{url}confirm_members/", {}).status_code == 302
    assert "等待另一人确认" not in client.get(f"{url}?tab=rules").content.decode()


def test_a_change_waits_on_while_faults_are_mended(case):
    fund = funds.suspend(ask(case), actor=case.street_admin, note="未按季公开")
    assert Deadline.objects.open().filter(task="确认管委会和监督员的调整").exists()
    assert funds.confirm_members(fund, actor=case.finance).status == "rectifying"
