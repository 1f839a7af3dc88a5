"""Two rows of the register are one person: one is merged into the other, by two people, and stays readable."""

from governance.kernel.clock import clock, reminders
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.saving import lock
from governance.people.models.accounts import User
from governance.people.models.people import Person
from governance.people.serving import servings
from governance.people.workflow.accounts import rights_of
from governance.people.workflow.people import MERGE_CONFIRMATION, OBSTACLES, PERSON, words_of

from .accounts import follow_rights
from .posts import end_double, fill, save_person


@PERSON.step("propose_merge")
def propose_merge(person, *, actor, work, into, note=""):
    """Propose that this row is the same person as another: nothing changes until somebody else confirms.

    Refusals as `refuse_obstacles`, own_person, named_by_another_merge.
    """
    into = lock(into)
    person.merge_into, person.merge_proposed_by = into, actor
    refuse_obstacles(person, into)
    work.after(ask_confirmation)
    return {"facts": [["拟并入", words_of(into)]]}


def ask_confirmation(person):
    reminders.begin(person, MERGE_CONFIRMATION)


def withdraw_proposal(person):
    person.merge_into = person.merge_proposed_by = None
    reminders.close(person)


@PERSON.step("drop_merge")
def drop_merge(person, *, actor, note=""):
    """Leave both rows as they are: they are two people."""
    withdraw_proposal(person)


@PERSON.step("lapse_merge")
def lapse_merge(person, *, actor, note=""):
    """End a proposal that can no longer be confirmed, with its duty: the row it names was merged itself."""
    withdraw_proposal(person)


@PERSON.step("confirm_merge")
def confirm_merge(person, *, actor, work, note=""):
    """Merge the row: posts, duties and account go to the other one, and what is known of the person is put together.

    The row itself stays, with its records of former sittings, and leads to the other.  Open proposals that name the
    row end.  Where the account gains rights by it, its password ends too.  Refusals as `refuse_obstacles`.
    """
    into = lock(person.merge_into)
    refuse_obstacles(person, into)
    known = {}
    if person.identity_pending:  # what waited to be settled is settled by this
        fill(person, identity_pending=False, **({"id_number": "", "id_number_by": None} if into.id_index else {}))
    if person.id_index and not into.id_index:
        known |= {"id_number": person.id_number, "id_number_by": person.id_number_by}
    if person.phone_index and not into.phone_index:
        known["phone"] = person.phone
    if "id_number" in known:
        fill(person, id_number="", id_number_by=None)  # an identity number stands with one row
    withdraw_proposal(person)
    person.merged_into = into
    facts = [["并入", words_of(into)]]

    def move(merged):
        if known:
            save_person(into, actor=actor, **known)
        account = User.objects.filter(person=into).first() or User.objects.filter(person=merged).first()
        before = account and rights_of(account)
        end_double_posts(merged, into)
        ended = end_double_duties(merged, into)
        move_account(merged, into)
        move_duties(merged, into)
        for user in User.objects.filter(person__in=[merged, into]):
            gains = user == account and not rights_of(user) <= before
            follow_rights(user, takes_password=gains, because=f"{words_of(merged)}已并入{words_of(into)}")
            if gains:
                merged.step_message = f"已并入。账号{user.username}的权限因此增加，原密码已失效，请由系统管理员重置"
        for other in Person.objects.filter(merge_into=merged):
            lapse_merge(other, actor=None, note=f"{words_of(merged)}已并入{words_of(into)}，请核对后重新提请")
        return {"facts": [*facts, *(["重复登记终止", words] for words in ended)]}

    work.after(move)
    return {"facts": facts}


def refuse_obstacles(person, into):
    """Refuse what is not one person, or what has to be done first: the codes are those of `OBSTACLES`."""
    for guard in OBSTACLES:
        if reason := guard.between(person, into):
            raise Refused(reason, guard.code, field="into")


def end_double_posts(merged, into):
    """Of a post that both rows hold the later one ends: one person holds a post once."""
    for post in merged.appointments.active():
        twin = into.appointments.active().filter(role=post.role, area=post.area_id).first()
        if twin is not None:
            later = post if post.starts_on >= twin.starts_on else twin
            end_double(later, actor=None, note=f"编号 {merged.pk} 并入编号 {into.pk}，同一岗位重复登记")


def end_double_duties(merged, into):
    """Where both rows serve in one place the later one ends.  Returns their words."""
    words = []
    for model, column, serving in servings(Person):
        for own, other in serving.twins(model, column, merged, into):
            later = max(own, other, key=lambda row: getattr(row, serving.since))
            setattr(later, serving.until, max(clock.today(), getattr(later, serving.since)))
            later.save()
            words.append(f"{serving.words(later)}（{clock.zh_day(getattr(later, serving.since))}起）")
    return words


def move_account(merged, into):
    """The account goes with the person; a stopped one stays where the other row has one."""
    account = User.objects.filter(person=merged).first()
    if account is not None and not User.objects.filter(person=into).exists():
        account = lock(account)
        account.person = into
        account.save()


def move_duties(merged, into):
    """Whatever names the row as somebody who serves names the other one; records of a day keep whom they named."""
    for relation in Person._meta.related_objects:
        model = relation.related_model
        if model not in (Person, User) and not getattr(model, "records_a_day", False):
            model._base_manager.filter(**{relation.field.name: merged}).update(**{relation.field.name: into})
