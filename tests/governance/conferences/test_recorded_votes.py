"""Votes entered by the office: who has not voted stays blank, nobody's vote is made up, and one that is there stays."""

from functools import partial

import pytest

from governance.conferences.actions import votes
from governance.kernel.models.events import Event
from governance.models import Vote
from tests.factories import conferences as made
from tests.factories.conferences import refuses

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


def rows(form):
    """What the page would send: {name: value} of the form as it was opened."""
    return {
        f"votes-{number}-{name}": "" if value is None else value
        for number, row in enumerate(form.initial["votes"])
        for name, value in row.items()
    }


def stored():
    return sorted(Vote.objects.values_list("member", "choice"))


def test_the_form_as_it_was_opened_votes_for_nobody(client, room):
    client.force_login(room.office)
    url = f"{room.item.get_absolute_url()}record_votes/"
    page = client.get(url)
    sent = rows(page.context["form"])
    assert {value for name, value in sent.items() if name.endswith("-choice")} == {""}
    assert "其余全部同意" in page.content.decode()
    refused = client.post(url, sent)
    assert refused.status_code == 422
    assert "没有表决的单位留空" in refused.content.decode()
    assert stored() == []


def test_only_those_who_voted_are_recorded(client, room):
    client.force_login(room.office)
    url = f"{room.item.get_absolute_url()}record_votes/"
    sent = rows(client.get(url).context["form"])
    names = [name for name in sent if name.endswith("-choice")]
    sent |= {names[0]: "yes", names[1]: "no"}
    assert client.post(url, sent).status_code == 302
    assert sorted(choice for _, choice in stored()) == ["no", "yes"]


def test_a_recorded_vote_is_changed_and_never_emptied(client, room):
    client.force_login(room.office)
    url = f"{room.item.get_absolute_url()}record_votes/"
    sent = rows(client.get(url).context["form"])
    first = next(name for name in sent if name.endswith("-choice"))
    client.post(url, sent | {first: "yes"})
    before = stored()
    again = rows(client.get(url).context["form"])
    other = [name for name in again if name.endswith("-choice")][1]
    refused = client.post(url, again | {first: "", other: "yes"})
    assert refused.status_code == 422
    assert "不能留空" in refused.content.decode()
    assert stored() == before
    changed = again | {first: "no", first.replace("choice", "reason"): "签票登记有误"}
    assert client.post(url, changed).status_code == 302
    assert [choice for _, choice in stored()] == ["no"]


# ------------------------------------------------------------ a vote that was cast stays
def seats(room):
    return [seat for seat in room.conference.members.select_related("unit") if seat.signed_in_at]


def row(seat, choice, **more):
    return {"member": str(seat.pk), "choice": choice, **more}


def told(step):
    return Event.objects.filter(kind=f"governance.agenda_item.{step}").latest("id").data


def test_a_vote_that_was_entered_changes_only_with_a_reason(room):
    first, second, third = seats(room)[:3]
    item = votes.record_votes(room.item, actor=room.office, votes=[row(first, "no"), row(second, "yes")])
    before = stored()

    def overwrite():
        votes.record_votes(item, actor=room.office, votes=[row(first, "yes"), row(third, "yes")])

    words = refuses("change_reason_missing", overwrite)
    assert f"{first.unit.name}已表决“不同意”，改为“同意”须写明更改理由" in words
    assert stored() == before


def test_the_event_and_the_answer_name_who_had_what(client, room):
    first, second, third = seats(room)[:3]
    votes.record_votes(room.item, actor=room.office, votes=[row(first, "no"), row(second, "yes")])
    client.force_login(room.office)
    url = f"{room.item.get_absolute_url()}record_votes/"
    sent = rows(client.get(url).context["form"])
    at = {str(sent[name]): name.removesuffix("member") for name in sent if name.endswith("-member")}
    sent |= {f"{at[str(first.pk)]}choice": "yes", f"{at[str(third.pk)]}choice": "abstain"}
    page = client.post(url, sent)
    assert page.status_code == 422
    assert f"{first.unit.name}已表决“不同意”" in page.content.decode()
    assert page.context["form"].data[f"{at[str(third.pk)]}choice"] == "abstain"  # what was typed is there still
    answer = client.post(url, sent | {f"{at[str(first.pk)]}reason": "唱票时听错"}, follow=True).content.decode()
    assert f"代录 1 个单位的表决：{third.unit.name}（弃权）" in answer
    assert f"更改 1 个单位的表决：{first.unit.name}（不同意 → 同意，理由：唱票时听错）" in answer
    assert told("record_votes")["votes"] == [
        {"unit": first.unit.name, "before": "不同意", "after": "同意", "reason": "唱票时听错"},
        {"unit": third.unit.name, "before": "", "after": "弃权", "reason": ""},
    ]


def test_nothing_new_is_nothing_recorded(room):
    item = votes.record_votes(room.item, actor=room.office, votes=[row(seats(room)[0], "yes")])
    refuses(
        "votes_unchanged",
        lambda: votes.record_votes(item, actor=room.office, votes=[row(seats(room)[0], "yes")]),
    )


def test_the_office_changes_neither_choice_nor_opinion_of_a_units_own_vote(room):
    seat = seats(room)[0]
    own = {"choice": "conditional", "opinion": "分两次拨付"}
    item = votes.vote(room.item, actor=room.officers[seat.unit.name], **own)
    for other in ({"choice": "yes"}, {"choice": "conditional", "opinion": "一次拨付"}):
        given = {"actor": room.office, "votes": [row(seat, **other, reason="登记有误")]}
        words = refuses("own_vote_stands", partial(votes.record_votes, item, **given))
        assert f"{seat.unit.name}已用本单位账号表决“附条件同意（分两次拨付）”" in words


def test_a_unit_says_why_it_changes_its_vote(client, room):
    seat = seats(room)[0]
    officer = room.officers[seat.unit.name]
    client.force_login(officer)
    url = f"{room.item.get_absolute_url()}vote/"
    assert "reason" not in client.get(url).context["form"].fields
    assert client.post(url, {"choice": "yes"}).status_code == 302
    assert "更改理由" in client.get(url).content.decode()
    page = client.post(url, {"choice": "no"})
    assert page.status_code == 422
    assert "须写明更改理由" in page.content.decode()
    assert stored() == [(seat.pk, "yes")]
    assert client.post(url, {"choice": "no", "reason": "经单位集体研究"}).status_code == 302
    assert stored() == [(seat.pk, "no")]
    assert told("vote")["votes"] == [
        {"unit": seat.unit.name, "before": "同意", "after": "不同意", "reason": "经单位集体研究"}
    ]
    assert ["原表决", "同意"] in told("vote")["facts"]


def test_a_units_own_vote_over_an_entered_one_needs_the_reason_too(room):
    seat = seats(room)[0]
    item = votes.record_votes(room.item, actor=room.office, votes=[row(seat, "yes")])
    officer = room.officers[seat.unit.name]
    refuses("change_reason_missing", lambda: votes.vote(item, actor=officer, choice="no"))
    votes.vote(item, actor=officer, choice="yes")  # the same vote becomes the unit's own
    assert Vote.objects.get().entered_by is None


def test_votes_that_a_recusal_drops_are_named(room):
    made.voted(room, room.item, yes=4, no=4)
    seat = seats(room)[4]
    votes.declare(room.item, actor=room.officers[seat.unit.name], reason="与项目有关联")
    dropped = told("declare")["dropped"]
    assert dropped[0] == {"unit": seat.unit.name, "before": "不同意"}
    assert sorted(one["before"] for one in dropped) == ["不同意"] * 4 + ["同意"] * 4
