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
STEPS = 2  # three find nothing more, and take minutes
REGISTRARS = {"appoint", "end", "correct", "propose_merge", "confirm_merge"}
EXPECTED = {  # steps that each must have taken somewhere on the walk, lest it walks nowhere
    "sys_admin": {"open_account", "reset", "propose_reset", "stop", "restart"},
    "sec_admin": {"grant", "revoke", "confirm_reset"},
    "audit_admin": {"confirm_reset", "drop_reset"},
    "district_office": REGISTRARS,
    "street_admin": REGISTRARS,
    "community_secretary": {"appoint", "end", "correct"},
}


@pytest.fixture
def place(db):
    rules.load_rules()
    place = make_district()
    place.other = user_with("audit_admin", place.district, "other")
    return place


# ------------------------------------------------------------ whose rights the walker may be after
def registered(place, actor):
    """Somebody with a post, without account and number, and a row of the same name that another proposes to merge."""
    victim, twin = person(place.compound, "王小测"), person(place.compound, "王小测")
    for n, who in enumerate((victim, twin)):
        fill(who, phone=f"1990000700{n}")
        who.save()
    appoint("branch_secretary", place.compound, victim)
    Person.objects.filter(pk=twin.pk).update(merge_into=victim, merge_proposed_by=place.other)


def account_of(role, place, actor, waits=False):
    """An account whose identity number the walker entered, with a reset that another has proposed or without."""
    user = user_with(role, place.district if role in roles.ADMINISTRATORS else place.community, "target", name="王小测")
    Person.objects.filter(pk=user.person_id).update(id_number_by=actor)
    User.objects.filter(pk=user.pk).update(reset_by=place.other if waits else None)
    return user


def puppet(place, actor):
    """An account without rights and a registered person of the same name, whom another proposes to merge into it."""
    user = account_of(None, place, actor)
    registered(place, actor)
    victim = Person.objects.get(phone_masked="199****7000")
    Person.objects.filter(pk=victim.pk).update(merge_into=user.person, merge_proposed_by=place.other)


TARGETS = (
    registered,
    puppet,
    lambda place, actor: account_of("mediator", place, actor),
    lambda place, actor: account_of("mediator", place, actor, waits=True),
    lambda place, actor: account_of("audit_admin", place, actor, waits=True),
    lambda place, actor: account_of("mediator", place, place.other, waits=True),  # the link without the number
)


def inputs(name, place):
    """What the walker may put into the form of a step; a note where it asks for nothing else."""
    people = list(Person.objects.filter(name="王小测").order_by("pk"))
    known = [{"name": who.name, "phone": who.phone, "id_number": INVENTED[0]} for who in people]
    if name == "open_account":
        return [{**who, "username": f"walk.{n}", "area": place.street} for n, who in enumerate(known)]
    if name == "appoint":
        return [{**who, "role": "volunteer_lead", "area": place.compound} for who in known]
    if name == "grant":
        return [{"person": who, "role": "street_staff", "area": place.street} for who in people]
    if name == "propose_merge":
        return [{"into": who, "note": "同一人"} for who in people]
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

    def moves(self, is_first):
        """Every step at first, those whose permission the walker lacks of one row; later those of the target alone."""
        for flow, model in FLOWS:
            own = {"user": "pk", "person": "user", "appointment": "person__user"}[model._meta.model_name]
            rows = model.objects.order_by("pk")
            rows = rows if is_first else rows.exclude(**{f"{own}__in": [self.actor.pk, self.place.other.pk]})
            for step in flow.steps.values():
                holds = self.actor.has(step.permission)
                if step.permission == CLOCK or not (is_first or holds):
                    continue
                keys = [None] if step.creates else list(rows.values_list("pk", flat=True)[: None if holds else 1])
                for key in keys:
                    for given in inputs(step.name, self.place)[: None if holds else 1]:
                        yield flow, model, step.name, key, given

    def from_here(self, left=STEPS, hand=(), passwords=None, path=()):
        passwords = passwords or {}
        here = self.fingerprint(hand, passwords)
        if self.seen.get(here, -1) >= left:
            return
        self.seen[here] = left
        actor = User.objects.get(pk=self.actor.pk)
        for flow, model, name, key, given in self.moves(left == STEPS) if left else ():
            row = model() if key is None else model.objects.get(pk=key)
            if key is not None and actor.has(flow.steps[name].permission) and not flow.verdict(name, row, actor):
                continue  # what is not offered is refused: see tests/test_workflows.py
            point = transaction.savepoint()
            try:
                done = flow.actions[name](row, actor=User.objects.get(pk=self.actor.pk), **given)
            except BusinessError:
                transaction.savepoint_rollback(point)
                continue
            self.taken.add(name)
            now_in_hand = (*hand, done.link.rstrip("/").rsplit("/", 1)[1]) if hasattr(done, "link") else hand
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


@pytest.mark.parametrize("walker", EXPECTED)
def test_no_three_steps_of_one_person_lead_into_the_rights_of_another(place, walker):
    area = {"street_admin": place.street, "community_secretary": place.community}.get(walker, place.district)
    actor = user_with(walker, area, "walker")
    taken = set()
    for target in TARGETS:
        point = transaction.savepoint()
        target(place, actor)
        walk = Walk(place, actor)
        walk.from_here()
        taken |= walk.taken
        transaction.savepoint_rollback(point)
    assert EXPECTED[walker] <= taken
