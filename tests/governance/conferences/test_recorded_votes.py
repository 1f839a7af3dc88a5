"""Votes entered by the office: who has not voted stays blank, and nobody's vote is made up."""

import pytest

from governance.models import Vote

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
    assert client.post(url, again | {first: "no"}).status_code == 302
    assert [choice for _, choice in stored()] == ["no"]
