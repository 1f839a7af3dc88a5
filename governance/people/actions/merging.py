"""Two rows of the register are one person: one is merged into the other, by two people, and stays readable."""

from governance import roles
from governance.kernel.clock import reminders
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.saving import lock
from governance.people.models.accounts import User
from governance.people.models.people import Person
from governance.people.models.posts import Appointment
from governance.people.workflow.accounts import STOPPED
from governance.people.workflow.people import MERGE_CONFIRMATION, PERSON
from governance.people.workflow.rights import APPOINT

from .posts import end, fill, save_person


@PERSON.step("propose_merge")
def propose_merge(person, *, actor, work, into, note=""):
    """Propose that this row is the same person as another: nothing changes until somebody else confirms.

    Refusals as `refuse_obstacles`, own_person.
    """
    person.merge_into, person.merge_proposed_by = into, actor
    refuse_obstacles(person, into)
    work.after(ask_confirmation)
    return {"facts": [["拟并入", words_of(into)]]}


def ask_confirmation(person):
    reminders.begin(person, MERGE_CONFIRMATION)


@PERSON.step("drop_merge")
def drop_merge(person, *, actor, note=""):
    """Leave both rows as they are: they are two people."""
    person.merge_into = person.merge_proposed_by = None
    reminders.close(person)


@PERSON.step("confirm_merge")
def confirm_merge(person, *, actor, work, note=""):
    """Merge the row: posts, duties and account go to the other one, and what is known of the person is put together.

    The row itself stays, with its records of former sittings, and leads to the other.  Refusals as `refuse_obstacles`.
    """
    into = lock(person.merge_into)
    refuse_obstacles(person, into)
    known = {}
    if person.id_index and not into.id_index:
        known["id_number"] = person.id_number
    if person.phone_index and not into.phone_index:
        known["phone"] = person.phone
    if "id_number" in known:
        fill(person, id_number="")  # an identity number stands with one row
    person.merged_into, person.merge_into, person.merge_proposed_by = into, None, None
    reminders.close(person)

    def move(merged):
        if known:
            save_person(into, actor=actor, **known)
        end_double_posts(merged, into, actor)
        move_account(merged, into)
        move_duties(merged, into)

    work.after(move)
    return {"facts": [["并入", words_of(into)]]}


def words_of(person):
    return f"{person.name}（编号 {person.pk}，{person.area.name}）"


def refuse_obstacles(person, into):
    """Refuse what is not one person, or whose rights would move without the security administrator.

    Refusals: not_in_register, other_id_number, two_accounts, carries_rights.
    """
    if into.pk == person.pk or into.merged_into_id:
        raise Refused("对方已并入另一人，或就是本人，请重新选择", "not_in_register", field="into")
    if person.id_index and into.id_index and person.id_index != into.id_index:
        raise Refused("两人登记的身份证号不同，不是同一人", "other_id_number", field="into")
    accounts = {user.person_id: user for user in User.objects.filter(person__in=[person, into])}
    if len(accounts) == 2 and accounts[person.pk].status != STOPPED:
        raise Refused(
            f"两人都有账号，请先由系统管理员停用{accounts[person.pk].username}，或改为把对方并入此人",
            "two_accounts",
            field="into",
        )
    granted = Appointment.objects.active().exclude(role__in=roles.APPOINTABLE[APPOINT])
    holders = [person] if into.pk in accounts or person.pk not in accounts else [person, into]
    if post := granted.filter(person__in=holders).first():
        raise Refused(
            f"{post.person.name}任{roles.label(post.role)}，带有系统权限，请先由安全管理员收回，合并后重新授予",
            "carries_rights",
            field="into",
        )


def end_double_posts(merged, into, actor):
    """End the posts that the other row holds too: one person holds a post once."""
    for post in merged.appointments.active():
        if into.appointments.active().filter(role=post.role, area=post.area_id).exists():
            end(post, actor=actor, note=f"人员合并，同一岗位已登记在编号 {into.pk} 名下")


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
