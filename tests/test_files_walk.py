"""Every kind of file, every role: a file opens exactly for whom its kind allows, and the page lists the same."""

from collections import Counter
from types import SimpleNamespace

import pytest
from django.http import Http404
from django.test import RequestFactory

from disputes.models import MediationCase
from funds.models import Foundation
from governance.deliberations.attachments import MANDATE, PHOTOS, SIGN_IN, TALLY
from governance.kernel.clock import clock
from governance.kernel.models.files import Attachment
from governance.kernel.models.rules import Rule
from governance.kernel.pages.views import FilePage
from governance.kernel.papers import files
from governance.kernel.papers.file_kinds import KINDS, WITH_ROW
from governance.kernel.steps.permissions import roles_with
from governance.models import ActionItem, Appointment, PaperTemplate, Roll
from governance.roles import LABELS
from tests.factories import conferences, disputes, funds, rolls, visits
from tests.factories.base import successor_of, user_with
from tests.factories.papers import photo
from tests.factories.town import make_town, make_town_fund, submitted

pytestmark = pytest.mark.django_db
ALIKE = 3  # of the roles that see the same files of a row, how many open its page
DISTRICT = ("district", "office", "dept", "auditor", "admin", "petition", "peace")
STREET = ("street", "justice", "finance")
COMMUNITY = ("community", "committee", "mediator", "fund")
HANDLERS = {"district_office", "street_admin", "community_secretary", "branch_secretary"}
# Where the row itself says who may read, besides its author: the roles, each here over the place of the row.
AS_ROWS_SAY = {
    "projects.visit": roles_with("projects.route"),
    "projects.demand": {*roles_with("projects.route"), *roles_with("projects.answer")},
    "funds.donation": {*roles_with("funds.record"), *roles_with("funds.confirm"), *roles_with("funds.oversee")},
}


def home_of(role, place):
    """The place over which a role is usually held."""
    if role.startswith(("district", "dept", "auditor", "petition", "peace")) or role.endswith("_admin"):
        return place.street if role == "street_admin" else place.district
    if role.startswith(STREET):
        return place.street
    return place.community if role.startswith(COMMUNITY) else place.compound


def elsewhere(role, place):
    """Another place over which the role is held; the district has none, and its stranger holds no post."""
    others = {place.street: place.other_street, place.community: place.other_community}
    return others.get(home_of(role, place), place.other_compound) if home_of(role, place) != place.district else None


def stranger(role, area, place):
    return user_with(role, area) if area else user_with(None, place.other_street)


@pytest.fixture
def world():
    """A row of every table that carries files, with one file of each of its kinds; one account of each role."""
    town = make_town()
    place, make = town.place, SimpleNamespace()
    purse = make_town_fund(town, amount="")
    project = submitted(town)
    room = disputes.make_room(place)
    item = conferences.listed(conferences.make_conference(place.district, room=town.room), place.compound)
    rows = {
        "governance.actionitem": ActionItem.objects.create(
            item=item, area=place.compound, text="落实管护", due_on=clock.today(), status="open"
        ),
        "governance.area": place.compound,
        "governance.appointment": Appointment.objects.get(person=town.branch.person),
        "governance.organisation": town.implementer,
        "governance.roll": Roll.objects.first() or rolls.make_owners_roll(place.compound),
        "governance.deliberation": project.deliberation,
        "governance.papertemplate": PaperTemplate.objects.create(
            kind="supervision", no=1, reason="按新的公文格式", status="proposed"
        ),
        "governance.rule": Rule.objects.order_by("id").first(),
        "projects.visit": visits.make_visit(town.branch),
        "projects.demand": project.demands.first(),
        "projects.microproject": project,
        "disputes.mediationcase": disputes.registered(room),
        "funds.communityfund": purse.fund,
        "funds.donation": funds.pledge(purse),
        "funds.grant": funds.ask(purse, "1000.00"),
        "funds.foundation": Foundation.objects.create(
            name="演示基金会", area=place.street, linked_on=clock.today(), status="linked"
        ),
    }
    make.rows, make.place = rows, place
    make.kept = {
        kind: files.attach(rows[table], photo(f"材料{table}{name}.png"), kind=kind, actor=None)
        for (table, name), kind in KINDS.items()
    }
    make.users = {role: successor_of(role, home_of(role, place)) for role in LABELS}
    make.strangers = {role: stranger(role, elsewhere(role, place), place) for role in LABELS}
    return make


def allowed(kind, row, user, role):
    """What the declaration says of this account, computed apart from the code that decides."""
    if not type(row).objects.visible_to(user).filter(pk=row.pk).exists():
        return False
    if kind.readers is WITH_ROW:
        return True
    holders = set().union(*map(roles_with, kind.readers.permissions)) if kind.readers.permissions else None
    if holders is None:
        if kind.table == "disputes.mediationcase":
            return MediationCase.objects.readable_by(user).filter(pk=row.pk).exists()
        holders = AS_ROWS_SAY[kind.table]
    return role in holders and any(row.area.path.startswith(path) for _, path, *_ in user.posts)


def status_of(user, kept):
    """What the page of a file answers, without drawing the page of a refusal."""
    request = RequestFactory().get("/")
    request.user = user
    try:
        return FilePage.as_view()(request, pk=kept.pk).status_code
    except Http404:
        return 404


def test_each_file_opens_exactly_for_whom_its_kind_allows(world):
    found, opened = [], set()
    for accounts in (world.users, world.strangers):
        for role, user in accounts.items():
            for kind, kept in world.kept.items():
                wanted = allowed(kind, world.rows[kind.table], user, role)
                status = status_of(user, kept)
                if status != (200 if wanted else 404):
                    found.append(f"{role} of {user.posts[0][2]}: {kind.table} {kind.name} answers {status}")
                if status == 200:
                    opened.add(kind)
    assert not found, "\n".join(found)
    assert opened == set(KINDS.values())  # else a kind is for nobody, or its row was never seen


def test_the_page_of_a_row_lists_the_same_files(world, client):
    found, seen, alike = [], set(), Counter()
    files_of = {table: list(Attachment.objects.of(row)) for table, row in world.rows.items()}
    for role, user in world.users.items():
        client.force_login(user)
        for table, row in world.rows.items():
            all_files = files_of[table]
            wanted = {kept.pk for kept in all_files if allowed(KINDS[table, kept.kind], row, user, role)}
            alike[table, frozenset(wanted)] += 1
            if alike[table, frozenset(wanted)] > ALIKE:
                continue
            page = client.get(row.get_absolute_url())
            if page.status_code != 200 or page.context.get("attachments") is None:
                alike[table, frozenset(wanted)] -= 1
                continue
            listed = {int(shown["url"].strip("/").split("/")[-1]) for shown in page.context["attachments"]}
            if listed != wanted:
                found.append(f"{role}: {table} lists {listed}, not {wanted}")
            text = page.content.decode()
            found += [
                f"{role}: the page of {table} names {kept.name}"
                for kind, kept in world.kept.items()
                if kind.table == table and (kept.name in text) != (kept.pk in wanted)
            ]
            withheld = page.context["files_withheld"]
            if withheld != len(all_files) - len(wanted) or (f"{withheld} 份材料，您无权查看" in text) != bool(withheld):
                found.append(f"{role}: {table} says that {withheld} are withheld")
            seen.add(table)
    assert not found, "\n".join(found)
    assert len(seen) >= 12, sorted(seen)


def test_identity_papers_and_lists_of_a_meeting_are_for_those_who_hold_it(world, client):
    for kind in (MANDATE, SIGN_IN, TALLY):
        assert {role for role, user in world.users.items() if opens(client, user, world.kept[kind])} == HANDLERS
        assert not any(opens(client, user, world.kept[kind]) for user in (world.strangers["street_admin"],
            world.strangers["community_secretary"], world.strangers["branch_secretary"]))  # fmt: skip
    assert opens(client, world.users["mediator"], world.kept[PHOTOS])  # who sees the meeting sees its photographs


def opens(client, user, kept):
    client.force_login(user)
    return client.get(f"/files/{kept.pk}/").status_code == 200


def test_thirty_files_cost_the_queries_of_one(world, client, same_queries):
    row = world.rows["governance.deliberation"]
    client.force_login(world.users["street_admin"])

    def grow():
        for number in range(30):
            files.attach(row, photo(f"{number}.png"), kind=(MANDATE, PHOTOS)[number % 2], actor=None)

    same_queries(lambda: client.get(row.get_absolute_url()), grow)
    assert Attachment.objects.of(row).count() > 30
