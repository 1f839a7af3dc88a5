"""A council on one screen: members ticked, the rest left blank, and the result counted and posted by the same form."""

from datetime import timedelta

import pytest

from governance.kernel.clock import clock
from governance.kernel.models.events import Event
from governance.models import Ballot, Deliberation
from tests.clients import Person
from tests.factories import deliberations as made
from tests.factories.base import make_district, user_with
from tests.factories.papers import photo
from tests.factories.rolls import make_members

pytestmark = pytest.mark.django_db
NUMBERS = "零一二三四五六七八九"


@pytest.fixture
def place():
    return make_district()


@pytest.fixture
def secretary(place):
    return user_with("community_secretary", place.community)


def called(place, secretary, members=9, **data):
    make_members(place.compound, "council", members)
    return made.called(secretary, place.compound, roll=0, **data)


def ticks(*votes, motions=1):
    """What the page posts: every member of the roll, votes[n] for the n-th; "" is left blank."""
    posted = {}
    for number, vote in enumerate(votes):
        posted |= {
            f"ballots-{number}-name": f"成员{NUMBERS[number + 1]}",
            f"ballots-{number}-voter": str(number + 1),
            f"ballots-{number}-choice": vote,
        }
        posted |= {f"ballots-{number}-choice_{no}": vote for no in range(2, motions + 1)}
    return {name: value for name, value in posted.items() if value}


def test_the_members_of_the_roll_stand_on_the_page_and_nobody_is_ticked(place, secretary, client):
    row = called(place, secretary)
    with clock.travel(row.held_on):
        client.force_login(secretary)
        page = client.get(row.url("hold")).content.decode()
    for number in range(1, 10):
        assert f'name="ballots-{number - 1}-name" value="成员{NUMBERS[number]}"' in page
    assert page.count('type="radio" name="ballots-') == 9 * 4
    assert "删除第 1 行" not in page[page.index('data-lines="ballots"') : page.index('data-lines="tallies"')]
    ticked = page[page.index('data-lines="ballots"') : page.index("其余都同意")]
    assert "checked" not in ticked


def test_ticks_are_the_votes_and_blank_members_were_not_there(place, secretary):
    row = called(place, secretary)
    with clock.travel(row.held_on):
        votes = ticks("yes", "yes", "yes", "yes", "yes", "no", "abstain", "absent", "")
        Person(secretary).fill(row.url("hold"), **votes, sign_in=photo("签到表.png"))
    row.refresh_from_db()
    motion = row.motions.get()
    assert (row.status, row.present, row.entitled) == ("held", 7, 9)
    assert (motion.yes, motion.no_votes, motion.abstain) == (5, 1, 1)
    assert list(Ballot.objects.order_by("pk").values_list("voter", flat=True)) == [str(n) for n in range(1, 9)]


def test_a_form_that_comes_back_shows_all_members_with_their_ticks(place, secretary, client):
    row = called(place, secretary)
    with clock.travel(row.held_on):
        client.force_login(secretary)
        answer = client.post(row.url("hold"), ticks("yes", "", "no", "") | {"held_on": "", "_version": row.version})
        page = answer.content.decode()
    assert answer.status_code == 422
    assert 'name="ballots-1-name" value="成员二"' in page
    shown = page[page.index('name="ballots-0-choice"') : page.index('name="ballots-1-name"')]
    assert 'value="yes" checked' in " ".join(shown.split())
    assert Deliberation.objects.get().status == "called"


def test_nothing_ticked_and_no_totals_is_refused(place, secretary, client):
    row = called(place, secretary)
    with clock.travel(row.held_on):
        client.force_login(secretary)
        before = Event.objects.count()
        answer = client.post(
            row.url("hold"), ticks(*[""] * 9) | {"held_on": row.held_on.isoformat(), "_version": row.version}
        )
    assert answer.status_code == 422
    assert (Event.objects.count(), Ballot.objects.count()) == (before, 0)


def test_several_motions_are_ticked_one_beside_the_other(place, secretary):
    row = called(place, secretary, motions=["同意修照明", "同意装扶手"])
    with clock.travel(row.held_on):
        votes = ticks(*["yes"] * 9, motions=2) | {"ballots-0-choice_2": "no"}
        Person(secretary).fill(row.url("hold"), **votes, sign_in=photo("签到表.png"))
    assert [(motion.yes, motion.no_votes) for motion in row.motions.all()] == [(9, 0), (8, 1)]


def test_a_correction_opens_with_the_ticks_that_were_recorded(place, secretary, client):
    row = called(place, secretary)
    with clock.travel(row.held_on):
        Person(secretary).fill(row.url("hold"), **ticks(*["yes"] * 7, "no"), sign_in=photo("签到表.png"))
        client.force_login(secretary)
        page = " ".join(client.get(row.url("correct")).content.decode().split())
    assert page.count('value="yes" checked') == 7
    assert page.count('value="no" checked') == 1
    assert 'name="ballots-8-name" value="成员九"' in page
    assert "is_posted" not in page


def test_a_long_roll_keeps_its_list_to_paste(place, secretary, client, monkeypatch):
    monkeypatch.setattr("governance.deliberations.forms.ticking.MOST_ROWS", 5)
    row = called(place, secretary)
    with clock.travel(row.held_on):
        client.force_login(secretary)
        page = client.get(row.url("hold")).content.decode()
    assert 'type="radio" name="ballots-' not in page
    assert "粘贴签到名单" in page


# ------------------------------------------------------------ pasted
@pytest.mark.parametrize(
    "line",
    [
        "{n} {name} 同意",
        "{name} 同意",
        "{name}　同意",
        "{name}：同意",
        "{name}、同意",
        "{n}、{name}、同意",
        "{name}，同意",
        "{n},{name},同意",
        "{name}；同意",
        "{name}|同意",
        "{name}\t{n}\t同意",
        "{n}\t{name}\t同意",
        "{name}\t\t同意",
        "成员 {digit} 赞成",
    ],
)
def test_a_list_is_pasted_with_any_separator(place, secretary, client, line):
    row = called(place, secretary)
    names = [(n, f"成员{NUMBERS[n]}") for n in range(1, 10)]
    text = "\n".join(line.format(n=n, name=name, digit=NUMBERS[n]) for n, name in names)
    if line.startswith("成员 "):  # only single characters are one name
        text = text.replace("成员 ", "成 员 ")
    with clock.travel(row.held_on):
        Person(secretary).fill(row.url("hold"), list_text=text, sign_in=photo("签到表.png"))
    row.refresh_from_db()
    assert (row.present, row.motions.get().yes) == (9, 9)
    assert list(Ballot.objects.order_by("pk").values_list("voter", "name")) == [(str(n), name) for n, name in names]


def test_what_no_list_knows_is_named_by_its_line(place, secretary, client):
    row = called(place, secretary)
    with clock.travel(row.held_on):
        client.force_login(secretary)
        given = {"list_text": "1 成员一 同意\n2 王小明 反对\n3 成员三 看看再说", "_version": row.version}
        answer = client.post(row.url("hold"), given | {"held_on": row.held_on.isoformat()})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "第 3 行：表决须填写同意、反对、弃权或未到" in page
    assert not Ballot.objects.exists()


# ------------------------------------------------------------ counted and posted by the same form
def test_one_form_records_counts_and_posts(place, secretary, client):
    row = called(place, secretary)
    with clock.travel(row.held_on):
        posting = {"is_posted": "on", "posted_on": row.held_on.isoformat(), "posted_at": "公告栏"}
        Person(secretary).fill(row.url("hold"), **ticks(*["yes"] * 9), **posting, sign_in=photo("签到表.png"))
        client.force_login(secretary)
    row.refresh_from_db()
    assert (row.status, row.passed, row.publicised_on, row.publicity_place) == (
        "publicised",
        True,
        row.held_on,
        "公告栏",
    )
    steps = Event.objects.filter(object_id=row.pk, kind__startswith="governance.deliberation.").order_by("id")
    assert [event.kind.rsplit(".", 1)[-1] for event in steps] == ["call", "hold", "count", "publicise"]


def test_a_posting_that_is_refused_takes_all_back_and_stands_at_its_field(place, secretary, client):
    row = called(place, secretary)
    with clock.travel(row.held_on):
        client.force_login(secretary)
        before = Event.objects.count()
        given = {"is_posted": "on", "posted_on": (row.held_on - timedelta(1)).isoformat(), "_version": row.version}
        answer = client.post(row.url("hold"), ticks(*["yes"] * 9) | given | {"held_on": row.held_on.isoformat()})
        page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_posted_on"' in page
    assert "公示开始日期不能早于召开日期" in page
    row.refresh_from_db()
    assert (row.status, row.present, Event.objects.count()) == ("called", None, before)


def test_too_few_were_there_so_nothing_is_posted(place, secretary, client):
    row = called(place, secretary)
    with clock.travel(row.held_on):
        client.force_login(secretary)
        given = {"is_posted": "on", "posted_on": row.held_on.isoformat(), "_version": row.version}
        answer = client.post(row.url("hold"), ticks("yes", *[""] * 8) | given | {"held_on": row.held_on.isoformat()})
    assert answer.status_code == 422
    assert "未达到规定比例" in answer.content.decode()
    row.refresh_from_db()
    assert row.status == "called"


def test_a_posting_without_its_paper_is_refused_at_its_own_photographs(place, secretary, client):
    """The form has photographs of the meeting, too: they prove no posting."""
    row = called(place, secretary)
    given = {"is_posted": "on", "posted_at": "公告栏", "_version": row.version, "vouched_by": "王芳，居民小组长"}
    days = {"held_on": row.held_on.isoformat(), "posted_on": row.held_on.isoformat()}
    with clock.travel(row.held_on + timedelta(9)):
        client.force_login(secretary)
        answer = client.post(row.url("hold"), ticks(*["yes"] * 9) | given | days | {"sign_in": photo("签到表.png")})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_posted_photos"' in page
    assert 'href="#id_photos"' not in page
    row.refresh_from_db()
    assert row.status == "called"
