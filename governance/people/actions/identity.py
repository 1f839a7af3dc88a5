"""What the district does about two rows of the register that seem to be one person."""

from django.db import transaction
from django.db.models import Q

from governance.areas.models import Area
from governance.kernel.clock import messages, reminders
from governance.kernel.models.scopes import ROOT
from governance.kernel.steps.events import record
from governance.kernel.steps.saving import lock, save_valid
from governance.people.identities import lock_number, settled_twins
from governance.people.models.identity import IdentityCheck
from governance.people.models.people import Person
from governance.people.workflow.identity import CHECK, IDENTITY_CHECK


@IDENTITY_CHECK.step("ask_correction")
def ask_correction(check, *, actor, note):
    """Ask whoever entered the identity number to correct it; the check goes on until it is settled."""
    registrar = check.person.id_number_by or check.person.created_by
    if registrar is not None:
        messages.notify(
            [registrar],
            key=f"identity:{check.pk}:{check.version}",
            title=f"请核对{check.person.name}的登记",
            body=f"{note}（{actor.signature()}）",
            url=check.person.get_absolute_url(),
        )
    return {"note": note}


@IDENTITY_CHECK.step("settle")
def settle(check, *, actor, note=""):
    """The rows were merged, or one of them was corrected: nothing waits any more, by the clock."""


def follow_identity(pk):
    """Bring the checks of a person in line with the register: begin one that is missing, end those that are settled.

    Doing it again changes nothing.  Event `governance.identity_check.begin`.
    """
    with transaction.atomic():
        person = lock(Person(pk=pk))
        lock_number(person.id_index)
        begin_check(person)
        for check in IdentityCheck.objects.open().filter(Q(person=person) | Q(other=person)).order_by("pk"):
            judge(check)


def begin_check(person):
    if not person.identity_pending or IdentityCheck.objects.open().filter(person=person).exists():
        return
    other = settled_twins(person).order_by("pk").first()
    if other is None:
        free(person)
        return
    check = IdentityCheck(person=person, other=other, area=Area.objects.get(path=ROOT))
    save_valid(check)
    reminders.begin(check, CHECK)
    record("governance.identity_check.begin", check, actor=None, label="提请核对", data={"to": check.status})


def judge(check):
    """End the check once nobody else of the register has what made it necessary; the person is then beyond doubt."""
    person = lock(check.person)
    if person.identity_pending:
        twins = settled_twins(person)
        if twins.filter(pk=check.other_id).exists():
            return
        if not twins.exists():
            free(person)
    settle(check, actor=None)
    begin_check(person)


def free(person):
    """Nobody else has the number any more: the database keeps it once from now on."""
    person.identity_pending = False
    save_valid(person)
