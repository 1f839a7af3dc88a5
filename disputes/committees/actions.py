"""Committees: set up with their mediators, changed, closed."""

from collections import Counter

from governance.kernel.clock import clock, rules
from governance.kernel.steps.authority import source_of_authority
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.faults import Faults, refuse_all
from governance.kernel.steps.forms import assign
from governance.kernel.steps.saving import lock
from governance.models import Person, User
from governance.people.actions.accounts import follow_seat
from governance.people.actions.posts import current, save_person
from governance.people.identities import is_called
from governance.people.workflow.posts import is_administrator

from .models import Mediator
from .workflow import COMMITTEE, COMMITTEES


@COMMITTEE.step("establish")
def establish(committee, *, actor, work, mediators, note="", **data):
    """Register a committee with its members.

    mediators -- rows {name, gender, post, phone, account}; an account names an existing person

    Raises Refused: committee_size, no_woman, no_head, wrong_level,
    mediator_twice, account_unknown.  Source: 人民调解法 8, 9.
    """
    assign(committee, data)
    committee.created_by = actor
    work.after(lambda saved: seat_mediators(saved, actor, mediators))
    return {"facts": [["调解员", f"{len(mediators)} 名"]]}


@COMMITTEE.step("change")
def change(committee, *, actor, work, mediators, note="", leave_reason="", **data):
    """Change data or people; a mediator who is no longer in the rows leaves today.

    Raises as `establish` does, and mediator_has_cases.
    """
    changes = assign(committee, data)
    work.after(lambda saved: seat_mediators(saved, actor, mediators, leave_reason))
    return changes


@COMMITTEE.step("close")
def close(committee, *, actor, reason="", note=""):
    """The committee ends; its cases and their numbers stay."""
    committee.mediators.filter(left_on=None).update(left_on=clock.today(), leave_reason="调委会撤销")
    return {"note": reason}


@source_of_authority
def seats_of(user):
    """The seats of the person in committees: they open case text, and head and deputies decide."""
    seats = Mediator.objects.filter(person=user.person_id, left_on=None)
    return {("mediator", committee, post) for committee, post in seats.values_list("committee", "post")}


@COMMITTEE.entry_rule("establish", "change")
def stands_at_its_level(committee, *, level, area):
    COMMITTEES.check(level, area)


@COMMITTEE.entry_rule("establish", "change")
def members_are_sound(committee, *, mediators):
    """3–9 members by the dated rule, a woman among them, one head; the hired do not count.  All faults at once."""
    members = [row for row in mediators if row["post"] != Mediator.Post.HIRED]
    refuse_all(
        lambda: refuse_size(members),
        lambda: refuse_no_woman(members),
        lambda: refuse_no_head(mediators),
        lambda: refuse_twice(mediators),
    )


def refuse_size(members):
    least, most = rules.value("mediators_committee_min"), rules.value("mediators_committee_max")
    if not least <= len(members) <= most:
        raise Refused(
            f"调委会委员须为 {least} 至 {most} 人，现在是 {len(members)} 人", "committee_size", field="mediators"
        )


def refuse_no_woman(members):
    if not any(row["gender"] == Mediator.Gender.WOMAN for row in members):
        raise Refused("调委会委员中应当有妇女成员", "no_woman", field="mediators")


def refuse_no_head(rows):
    if sum(row["post"] == Mediator.Post.HEAD for row in rows) != 1:
        raise Refused("须有且只有一名主任", "no_head", field="mediators")


def refuse_twice(rows):
    keys = [(row["name"], row.get("account") or row.get("phone") or "") for row in rows]
    if len(set(keys)) < len(keys):
        raise Refused("同一人填写了两行，请删去一行", "mediator_twice", field="mediators")


def seat_mediators(committee, actor, rows, leave_reason=""):
    """Bring the committee's people in line with the rows; those who stay keep their first day."""
    present = committee.mediators.filter(left_on=None).select_related("person")
    there = {mediator.person_id: mediator for mediator in present}
    by_name = {mediator.person.name: mediator.person for mediator in there.values()}
    people, faults = [], Faults()
    for row in rows:
        with faults.noted():
            person = lock(person_of(committee, actor, row, by_name))  # a post that is given at once sees the seat
            people.append((row, person))
            refuse_administrator(person)
    gone = [pk for pk in there if pk not in {person.pk for _, person in people}]
    if len(people) == len(rows):  # who left is known once everybody is
        faults.note(lambda: check_cases_handed_over(committee, [there[pk] for pk in gone]))
    faults.refuse()
    for row, person in people:
        mediator = there.get(person.pk) or Mediator(committee=committee, person=person, created_by=actor)
        mediator.gender, mediator.post = row["gender"], row["post"]
        is_new = mediator.pk is None
        mediator.save()
        if is_new and mediator.user is not None:
            follow_seat(mediator.user, f"{committee.name}登记您为{mediator.get_post_display()}")
    committee.mediators.filter(left_on=None, person__in=gone).update(left_on=clock.today(), leave_reason=leave_reason)


def refuse_administrator(person):
    if is_administrator(person):
        words = f"{person.name}任系统、安全或审计管理员，须专任，不能兼任调委会职务"
        raise Refused(words, "one_administrator_only", field="mediators")


def check_cases_handed_over(committee, leaving):
    """Rights follow the seat: a mediator who leaves hands over their open cases first.  Refuses mediator_has_cases."""
    handled = committee.cases.open().filter(mediators__mediator__in=leaving, mediators__ended_on=None)
    numbers = Counter(handled.values_list("mediators__mediator", flat=True))
    busy = next((mediator for mediator in leaving if numbers[mediator.pk]), None)
    if busy is not None:
        raise Refused(
            f"{busy}还有 {numbers[busy.pk]} 件在办案件，请先调整调解员再办理离任",
            "mediator_has_cases",
            field="mediators",
        )


def person_of(committee, actor, row, by_name):
    """The person of a row: by account, else the one already on the committee, else by name and telephone.

    Whoever is neither on the committee nor in the actor's sight is as one who is not there: an account is refused, a
    name with a telephone is newly registered (and waits, see `judge_identity`).
    """
    known = Person.objects.known_to(actor)
    if row.get("account"):
        user = User.objects.filter(username=row["account"]).select_related("person").first()
        is_there = user is not None and user.person_id in {person.pk for person in by_name.values()}
        if user is not None and not (is_there or known.filter(pk=user.person_id).exists()):
            user = None
        if user is None or user.person.name != row["name"]:
            raise Refused(
                f"账号“{row['account']}”不存在，或不是{row['name']}的账号", "account_unknown", field="mediators"
            )
        return user.person
    if row["name"] in by_name:
        return by_name[row["name"]]
    found = row.get("phone") and current(known.filter(is_called(row["name"], row["phone"])).order_by("status").first())
    return found or save_person(
        Person(),
        actor=actor,
        name=row["name"],
        phone=row.get("phone") or "",
        area=committee.area,
        is_demo=committee.is_demo,
    )
