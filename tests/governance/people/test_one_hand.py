"""No hand holds both halves: whatever one person does in three steps, nobody acts with somebody else's rights.

A link and an identity number set a password together.  The walk takes every step of persons, accounts and posts, with
whatever one may know, and tries every link that it is shown with every number that it has typed or could look up.
"""

from itertools import count

import pytest
from django.db import transaction

from governance import roles
from governance.areas.workflow import EDIT_REGISTRY
from governance.demo_world import invented_id_number
from governance.kernel.clock import rules
from governance.kernel.steps.errors import BusinessError
from governance.kernel.steps.workflow import CLOCK
from governance.models import Appointment, Person, User
from governance.people.actions import accounts
from governance.people.actions.posts import fill
from governance.people.workflow.accounts import ACCOUNT, rights_of
from governance.people.workflow.people import PERSON
from governance.people.workflow.posts import POST
from tests.factories.base import appoint, make_district, person, user_with

FLOWS = ((PERSON, Person), (ACCOUNT, User), (POST, Appointment))
INVENTED = [invented_id_number(930_000 + n) for n in range(2)]
STEPS = 3
WALKERS = (*roles.ADMINISTRATORS, "district_office", "street_admin", "community_secretary")


@pytest.fixture
def place(db):
    rules.load_rules()
    place = make_district()
    place.other = user_with("audit_admin", place.district, "other")
    place.victim, place.twin = person(place.compound, "王小测"), person(place.compound, "王小测")
    for n, who in enumerate((place.victim, place.twin)):
        fill(who, phone=f"1990000700{n}")
        who.save()
    appoint("branch_secretary", place.compound, place.victim)
    return place


def set_up(place, walker):
    """The walker, and accounts whose identity numbers the walker entered: with a post, with a reset asked for, …"""
    area = {"street_admin": place.street, "community_secretary": place.community}.get(walker, place.district)
    actor = user_with(walker, area, "walker")
    held = {"mine": "mediator", "awaiting": "community_staff", "second": "audit_admin", "puppet": None}
    for name, role in held.items():
        user = user_with(role, place.district if role in roles.ADMINISTRATORS else place.community, name)
        Person.objects.filter(pk=user.person_id).update(id_number_by=actor)
        waits = name in ("awaiting", "second") and walker in roles.ADMINISTRATORS
        User.objects.filter(pk=user.pk).update(reset_by=place.other if waits else None)
    Person.objects.filter(pk=place.twin.pk).update(merge_into=place.victim, merge_proposed_by=place.other)
    return actor


def inputs(name, place):
    """What the walker may put into the form of a step; a note where it asks for nothing else."""
    puppet = User.objects.get(username="puppet").person
    if name == "open_account":
        known = [(who.name, who.phone) for who in (place.victim, place.twin)]
        return [
            {
                "username": f"a{n}.{id_number[-3:]}",
                "name": who,
                "phone": phone,
                "id_number": id_number,
                "area": place.street,
            }
            for n, (who, phone) in enumerate([*known, ("王小新", "19900007009")])
            for id_number in INVENTED[:1]
        ]
    if name == "appoint":
        given = {"role": "branch_secretary", "area": place.other_compound}
        return [{**given, "name": place.victim.name, "phone": place.victim.phone, "id_number": INVENTED[0]}]
    if name == "grant":
        given = {"role": "street_staff", "area": place.street}
        return [{**given, "person": who} for who in (puppet, place.victim)]
    if name == "propose_merge":
        return [{"into": who, "note": "同一人"} for who in (place.victim, puppet)]
    if name == "correct":
        return [{"id_number": INVENTED[1], "note": "登记有误"}]
    return [{"note": "核实后办理"}]


class Walk:
    """All that one person can do; `hand` are the links that were shown, `passwords` those that are known."""

    def __init__(self, place, actor):
        self.place, self.actor = place, actor
        self.numbers, self.seen, self.taken, self.fresh = set(INVENTED), {}, set(), count()
        own = Person.objects.exclude(id_index="")
        reads = actor.has(EDIT_REGISTRY)
        self.numbers |= {who.id_number for who in own if reads or who.id_number_by_id == actor.pk}

    def moves(self):
        for flow, model in FLOWS:
            for step in flow.steps.values():
                if step.permission == CLOCK or not flow.is_open_to_people(step.name):
                    continue
                keys = [None] if step.creates else list(model.objects.order_by("pk").values_list("pk", flat=True))
                for key in keys:
                    for given in inputs(step.name, self.place):
                        yield flow, model, step.name, key, given

    def from_here(self, left=STEPS, hand=(), passwords=None, path=()):
        passwords = passwords or {}
        here = self.fingerprint(hand, passwords)
        if self.seen.get(here, -1) >= left:
            return
        self.seen[here] = left
        for flow, model, name, key, given in self.moves() if left else ():
            point = transaction.savepoint()
            try:
                row = model() if key is None else model.objects.get(pk=key)
                done = flow.actions[name](row, actor=User.objects.get(pk=self.actor.pk), **given)
            except BusinessError:
                transaction.savepoint_rollback(point)
                continue
            self.taken.add(name)
            now_in_hand = (*hand, done.link.rsplit("/", 2)[-2]) if hasattr(done, "link") else hand
            known = self.enter(now_in_hand, dict(passwords))
            self.judge(known, (*path, (name, str(row), given)))
            self.from_here(left - 1, now_in_hand, known, (*path, (name, str(row), given)))
            transaction.savepoint_rollback(point)

    def enter(self, hand, passwords):
        """Try each link that is shown with each number; returns {account: password} of those that are known now."""
        for secret in hand:
            for number in self.numbers:
                password = f"Walk-2026-{next(self.fresh)}"
                point = transaction.savepoint()
                try:
                    passwords[accounts.set_password_by_link(secret, id_number=number, password=password).pk] = password
                    break
                except BusinessError:
                    transaction.savepoint_rollback(point)
        return passwords

    def judge(self, passwords, path):
        for user in User.objects.active().filter(pk__in=passwords).exclude(pk=self.actor.pk):
            assert not (user.check_password(passwords[user.pk]) and rights_of(user)), path

    def fingerprint(self, hand, passwords):
        people = Person.objects.order_by("pk").values_list("pk", "status", "merge_into", "id_index", "id_number_by")
        users = User.objects.order_by("pk").values_list("pk", "status", "reset_by", "factor_by", "person")
        posts = Appointment.objects.order_by("person", "role", "area").values_list("person", "role", "area", "status")
        usable = tuple(user for user in passwords if User.objects.get(pk=user).has_usable_password())
        return tuple(people), tuple(users), tuple(posts), len(hand), usable


@pytest.mark.parametrize("walker", WALKERS)
def test_no_three_steps_of_one_person_lead_into_the_rights_of_another(place, walker):
    walk = Walk(place, set_up(place, walker))
    walk.from_here()
    expected = {
        "sys_admin": {"open_account", "propose_reset", "stop", "restart", "reset"},
        "sec_admin": {"grant", "revoke", "confirm_reset"},
        "audit_admin": {"confirm_reset", "drop_reset"},
        "community_secretary": {"appoint", "end", "correct"},
    }.get(walker, {"appoint", "end", "correct", "propose_merge", "confirm_merge"})
    assert expected <= walk.taken
