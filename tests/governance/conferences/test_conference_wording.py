"""Room and minutes name the rule of each share; a vote not held, a deferral, a changed rule read as they are."""

import pytest

from governance.conferences.actions import sittings as conferences
from governance.kernel.clock import clock, rules
from governance.kernel.models.rules import Rule
from governance.models import AgendaItem
from tests.factories import conferences as made
from tests.factories.conferences import agreeing, decide, refuses, session

pytestmark = pytest.mark.django_db
OWN = "（本区联席会议规则）"


def room_page(client, room, item):
    client.force_login(room.leader)
    return " ".join(client.get(item.room_url).content.decode().split())


def minutes(room):
    with clock.travel(made.DAY):
        return conferences.draft_minutes(room.conference, actor=room.office).minutes


def test_before_a_vote_the_room_says_who_votes_and_what_is_needed(client, place, room):
    item = session(room, place)
    page = room_page(client, room, item)
    for words in (
        "应表决 8 个单位，已表决 0 个",
        f"同意的单位超过半数（5 个）为通过{OWN}",
        f"回避后可表决 8/9 个单位，要求不低于半数（5 个单位），已达到{OWN}",
        f"到会 8/9 个单位，要求不低于三分之二（6 个单位），已达到{OWN}",
        "须到 6 个（不低于三分之二，本区联席会议规则），已达到",
    ):
        assert words in page
    assert "即通过" not in page


def test_conditional_votes_say_when_they_count(client, place, room):
    item = session(room, place)
    made.voted(room, item, yes=3, conditional=3, no=2)
    assert "另有 3 个单位附条件同意，只在结论为附条件同意时计入" in room_page(client, room, item)


def test_a_deferral_without_votes_reads_as_one(client, place, room):
    item = decide(room, session(room, place), decision="defer", support_class="", amount=None)
    page = room_page(client, room, item)
    assert "未逐一表决" in page
    assert "其中缓议 1" in page
    assert "为通过" not in page
    text = minutes(room)
    assert "会议决定缓议。" in text
    assert "本项经研究，未逐一表决。\n" in f"{text}\n"
    assert "回避" not in text  # nobody left
    assert f"应到成员单位 9 个，实到 8 个，达到到会不低于三分之二（6 个单位）的要求{OWN}。" in text
    assert "符合议事规则" not in text


def test_a_consensus_names_its_rule(client, place, room):
    item = session(room, place)
    item = decide(room, item, by_consensus=True, agreed=agreeing(item))
    assert f"到会且未回避的单位均同意，即协商一致{OWN}" in room_page(client, room, item)
    text = minutes(room)
    assert "会议同意该事项，给予全额补助，核定财政资金 32,000.00 元（人民币叁万贰仟元整）。" in text
    assert f"个单位协商一致{OWN}。" in text


def test_a_changed_share_with_a_text_of_its_own_is_told(client, place, room):
    """No sentence keeps a half that the rules no longer say."""
    item = session(room, place)
    basis = "《荷塘区联席会议议事规则》第六条"
    Rule.objects.filter(code="pass_joint_conference").update(value="2/3", comparison=">=", basis=basis)
    rules.forget()
    assert f"同意的单位不低于三分之二（6 个）为通过（{basis}）" in room_page(client, room, item)
    made.voted(room, item, yes=5, no=3)
    words = refuses("votes_too_few", lambda: decide(room, item))
    assert "8 个单位须不低于三分之二同意（6 票），现同意 5 票，还差 1 票" in words
    assert basis in words
    made.voted(room, item, yes=6, no=2)
    words = refuses("votes_disagree", lambda: decide(room, item, decision="reject", support_class="", amount=None))
    assert "已不低于三分之二" in words
    assert AgendaItem.objects.get(pk=item.pk).status == "listed"
