"""What leaves open whether a place is a community or a village is said of the one that it is."""

import re
from datetime import timedelta

import pytest

from governance.areas.naming import said_of
from governance.deliberations.actions import deliberations as acts
from governance.kernel.clock import clock
from governance.kernel.models.events import Event
from governance.models import Area, Deliberation
from governance.rolls.kinds import Kind
from governance.rolls.sheets import SHEETS
from projects.micro_projects.basis import place_refusal
from projects.models import MicroProject
from tests.factories import deliberations as made
from tests.factories import rolls
from tests.factories.base import make_area, user_with
from tests.governance.deliberations.test_result_pages import page_of, words_on

pytestmark = pytest.mark.django_db
NEW = "/governance/deliberations/new/"
EITHER = ("居（村）", "居民（村民）", "社区（村）")


@pytest.fixture
def village(place):
    return make_area(place.street, "星星村", kind="village", official_name="星星村委会")


@pytest.fixture
def head(village):
    return user_with("community_secretary", village)


def call(actor, place, body):
    return made.called(actor, place, roll=36, body=body, matter="community_affairs", held_on=made.DAY + timedelta(10))


def open_words(text):
    """The words that leave it open, without the posts and columns that stand on every page."""
    text = re.sub(r"社区（村）书记", "", text)
    return [words for words in EITHER if words in text]


def test_a_text_is_said_of_the_place_that_it_is_about(place, village):
    text = "由居（村）民委员会召集居民（村民）会议，议社区（村）公共事务，居（村）委会成员参加"
    community = "由居民委员会召集居民会议，议社区公共事务，居委会成员参加"
    of_village = "由村民委员会召集村民会议，议村公共事务，村委会成员参加"
    inside = make_area(village, "一组", kind="compound")
    for area, said in (
        (place.community, community),
        (place.compound, community),
        (place.building, community),
        (village, of_village),
        (inside, of_village),
        (place.street, text),
    ):
        assert said_of(Area.objects.get(pk=area.pk), text) == said


@pytest.mark.parametrize(
    ("is_village", "body", "convener", "matter"),
    [
        (False, "residents_delegates", "居民委员会召集", "社区公共事务"),
        (True, "villager_delegates", "村民委员会召集", "村公共事务"),
    ],
)
def test_page_and_notice_name_the_committee_of_the_place(
    client, place, secretary, village, head, is_village, body, convener, matter
):
    actor, area = (head, village) if is_village else (secretary, place.community)
    row = call(actor, area, body)
    with clock.travel(made.NOTICE):
        page = page_of(client, actor, row)
        notice = words_on(client.get(f"{row.get_absolute_url()}notice.docx"))
    main = page[page.index("<main") : page.index("</main>")]
    assert convener in main
    assert matter in main
    assert matter in notice
    assert not open_words(notice)
    assert not open_words(main)


@pytest.mark.parametrize("is_village", [False, True])
def test_the_form_of_one_kind_of_place_asks_in_its_words(client, place, secretary, head, is_village):
    made.called(secretary, place.compound)  # loads the rules
    client.force_login(head if is_village else secretary)
    page = client.get(NEW).content.decode()
    assert ("村民委员会召集" in page, "居民委员会召集" in page) == (is_village, not is_village)
    assert ("村公共事务" in page, "社区公共事务" in page) == (is_village, not is_village)
    form = page[page.index("<form") : page.rindex("</form>")]
    assert not open_words(form)


def test_whoever_has_both_reads_both(client, place, village):
    made.called(user_with("community_secretary", place.community), place.compound)
    client.force_login(user_with("street_admin", place.street))
    assert "居（村）民委员会召集" in client.get(NEW).content.decode()


def test_the_timeline_tells_a_change_in_the_words_of_the_place(head, village):
    row = call(head, village, "villagers_meeting")
    with clock.travel(made.NOTICE):
        acts.edit(row, actor=head, convener="members", proposers=36)
    changes = Event.objects.get(kind="governance.deliberation.edit").data["changes"]
    assert ["召集方式", "村民委员会召集", "村民或者户的代表提议召集"] in changes


def test_a_roll_of_a_village_names_its_committee(client, village, head):
    roll = rolls.make_delegates(village, kind="villager_delegates")
    client.force_login(head)
    page = client.get(roll.get_absolute_url()).content.decode()
    assert "村委会成员" in page
    assert "居（村）委会成员" not in page


@pytest.mark.parametrize(("kind", "own"), [(Kind.DELEGATES, "居委会成员"), (Kind.VILLAGER_DELEGATES, "村委会成员")])
def test_a_sheet_takes_the_word_of_the_place_and_the_old_one(kind, own):
    seat = next(column for column in SHEETS[kind].columns if column.name == "seat")
    assert seat.parse(own) == seat.parse("居（村）委会成员") == "committee"
    with pytest.raises(Exception, match=f"须从 代表、{own} 中选择"):
        seat.parse("主席")


def test_a_project_is_told_of_the_meetings_of_its_place(place, village):
    inside = make_area(village, "一组", kind="compound")
    elsewhere = Deliberation(area=place.other_compound, body="council")
    for area, said in ((place.compound, "本社区的居民会议"), (inside, "本村的村民会议")):
        assert said in place_refusal(MicroProject(area=area), elsewhere)
