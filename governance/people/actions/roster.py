"""The roster: thousands of people and their posts from one workbook, all of the confirmed rows or none."""

from governance import roles
from governance.areas.place_names import names_for
from governance.areas.workflow import EDIT_REGISTRY
from governance.kernel.clock import clock, desks
from governance.kernel.figures.formats import some_of
from governance.kernel.models.events import Event
from governance.kernel.models.sealed import give_keys
from governance.kernel.pages.search import prepare_texts
from governance.kernel.papers import sheets
from governance.kernel.papers.sheets import CHANGES, KNOWN, ROW, Sheet
from governance.people.identities import SAME, judge_new
from governance.people.models.accounts import User
from governance.people.models.people import Person
from governance.people.models.posts import Appointment
from governance.people.roster import (
    CHOSEN_WORDS,
    COLUMNS,
    PERSON,
    POLITICS_WORDS,
    ROLE_WORDS,
    check_rows,
    posts_around,
    posts_of,
)
from governance.people.workflow.posts import IN_OFFICE

from .accounts import follow_rights
from .identity import follow_identity
from .posts import changes_rights, fill, save_person

BATCH = 2000
OF_POST = ("block", "group_no", "household_count", "chosen_by", "starts_on", "ends_on")  # columns of the post
CHANGED = (*OF_POST, "is_building_head")


def write_rows(rows, *, actor):
    """Register the people and posts of a checked sheet; of a known post only what the row changes.

    Returns (created, updated).  One event `governance.appointment.import` for each post that is new or changed.
    """
    wanted = people_of([row for row in rows if row[KNOWN] is None], actor)
    created = [
        Appointment(person=person, role=ROLE_WORDS[row["role"]], area=row["area"], created_by=actor, **post_values(row))
        for person, row in wanted
    ]
    changed, moved, told = [], [], {}
    for row in rows:
        post, changes = row[KNOWN], row.get(CHANGES)
        if post is None or not changes:
            continue
        was_held = is_held(post)
        told[post.pk] = told_changes(post, changes)
        correct_person(post.person, changes, actor)
        for name, value in changed_values(changes).items():
            setattr(post, name, value)
        post.version += 1
        changed.append(post)
        if is_held(post) != was_held:
            moved.append(post)
    Appointment.objects.bulk_create(created, BATCH)
    prepare_texts(changed)
    Appointment.objects.bulk_update(changed, [*CHANGED, "version", "search_text"], BATCH)
    record_import([*created, *changed], told, actor)
    follow_posts([*created, *moved], actor)
    return len(created), len(changed)


def told_changes(post, changes):
    """[[what, before, now]] for the timeline, masked where the sheet is."""
    columns = {column.name: column for column in COLUMNS}
    return [
        [columns[name].header, columns[name].told(columns[name].held(post)), columns[name].told(value)]
        for name, value in changes.items()
    ]


def correct_person(person, changes, actor):
    """Enter another telephone, or where somebody stands in politics."""
    data = {"phone": changes["phone"]} if changes.get("phone") else {}
    if changes.get("politics"):
        data["politics"] = POLITICS_WORDS[changes["politics"]]
    if data:
        save_person(person, actor=actor, **data)


def changed_values(changes):
    """The columns of a post for what a row changes of it."""
    found = {name: value for name, value in changes.items() if name in OF_POST}
    if "block" in found:
        found["block"] = found["block"] or ""
    if "chosen_by" in found:
        found["chosen_by"] = CHOSEN_WORDS[found["chosen_by"]]
    if "role" in changes:
        found["is_building_head"] = changes["role"] == "楼栋长"
    return found


def is_held(post):
    """Whether the term runs today."""
    return post.starts_on <= clock.today() and (post.ends_on is None or post.ends_on >= clock.today())


def follow_posts(posts, actor):
    """End the access of those whose rights the sheet changed, tell each of them of the posts, and move their work."""
    users = {user.person_id: user for user in User.objects.filter(person__in=[post.person_id for post in posts])}
    if users:
        desks.follow()
    told = {}
    for post in posts:
        if post.person_id in users and changes_rights(post):
            told.setdefault(post.person_id, []).append(f"{post.area.name}{roles.label(post.role)}")
    for person, words in told.items():
        because = f"花名册导入：{some_of(words)}，由{actor.signature()}办理"
        follow_rights(users[person], takes_password=False, because=because)


def people_of(rows, actor):
    """[(person, row)]: the people of new rows, registered where they are not known."""
    fresh, wanted = {}, []
    for row in rows:
        found = row.get(PERSON)
        if found is None:
            key = row["name"], row.get("phone") or row[ROW]
            found = fresh.setdefault(key, new_person(row, actor))
        elif row.get("phone") and row.get("same") == SAME:
            save_person(found, actor=actor, phone=row["phone"])
        wanted.append((found, row))
    waiting = judge_new(fresh.values())
    Person.objects.bulk_create(give_keys(list(fresh.values())), BATCH)
    for person in waiting:  # somebody elsewhere has name and telephone, too: nothing says so here
        follow_identity(person.pk)
    return wanted


def new_person(row, actor):
    person = Person(area=row["area"], created_by=actor, politics=POLITICS_WORDS.get(row.get("politics") or "", ""))
    fill(person, name=row["name"], phone=row.get("phone") or "")
    return person


def post_values(row):
    return {
        "is_building_head": row["role"] == "楼栋长",
        "block": row.get("block") or "",
        "group_no": row.get("group_no"),
        "household_count": row.get("household_count"),
        "chosen_by": CHOSEN_WORDS.get(row.get("chosen_by") or "", Appointment.Chosen.RECOMMENDED),
        "starts_on": row.get("starts_on") or clock.today(),
        "ends_on": row.get("ends_on"),
    }


def record_import(posts, told, actor):
    """Record one event for each post, in one statement.

    told -- {key of a post: what changed of it, in words}
    """
    name = actor.signature()
    Event.objects.bulk_create(
        (
            Event(
                kind="governance.appointment.import",
                label="花名册导入",
                object_type="governance.appointment",
                object_id=post.pk,
                area_id=post.area_id,
                actor=actor,
                actor_name=name,
                data={"to": str(IN_OFFICE), "row_version": post.version}
                | ({"changes": told[post.pk]} if post.pk in told else {}),
            )
            for post in posts
        ),
        BATCH,
    )


ROSTER = sheets.register(
    Sheet(
        kind="roster",
        title="片组邻花名册",
        permission=EDIT_REGISTRY,
        page="governance:roster",
        columns=COLUMNS,
        write=write_rows,
        check=check_rows,
        rows=posts_of,
        around=posts_around,
        answer="same",
        beside=names_for(EDIT_REGISTRY),
        notes=(
            "同一区域、岗位、姓名的行已登记的更新，不会重复登记",
            "更换了手机号的会问是不是同一人，由您认定",
            "表里没有的人不受影响；要离任的请写“任期至”，或在任职台账办理离任",
        ),
    )
)
