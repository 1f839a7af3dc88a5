"""Pages of people, posts and accounts."""

from django.http import Http404

from governance import roles
from governance.areas.workflow import EDIT_REGISTRY
from governance.kernel.pages.columns import calling
from governance.kernel.pages.details import DetailPage
from governance.kernel.pages.lists import ListPage
from governance.kernel.pages.reveal import RevealPage
from governance.kernel.pages.steps import StepPage
from governance.roles import VIEW

from .actions import posts as people
from .models.accounts import User
from .models.identity import IdentityCheck
from .models.people import Person
from .models.posts import Appointment
from .tables import (
    AccountFilter,
    AccountTable,
    AppointmentFilter,
    AppointmentTable,
    IdentityCheckFilter,
    IdentityCheckTable,
    PersonFilter,
    PersonTable,
)
from .workflow.accounts import ACCOUNT
from .workflow.identity import IDENTITY_CHECK
from .workflow.people import PERSON
from .workflow.posts import POST
from .workflow.rights import CHECK_IDENTITY, GRANT_RIGHTS, LIST_ACCOUNTS


def likely_twins(rows, user):
    """Those who may be one person, among whom the user sees: nobody learns by it who is registered elsewhere."""
    return rows.likely_twins(Person.objects.visible_to(user))


class PersonList(ListPage):
    model, filterset, table, title = Person, PersonFilter, PersonTable, "人员"
    permission = VIEW
    tabs = (
        ("", "在册", "entered", False),
        ("twins", "疑似重复", likely_twins, False),
        ("merged", "已并入", "merged", False),
    )


class PersonDetail(DetailPage):
    """One person: masked data, posts held now and before."""

    model, template, select_related = Person, "governance/people/person.html", ("area", "merged_into", "merge_into")
    workflow = PERSON
    permission = VIEW

    def more_context(self, obj):
        posts = obj.appointments.select_related("area").order_by("status", "-starts_on")
        return {"posts": posts, "can_reveal": self.request.user.can(EDIT_REGISTRY, obj)}


class PersonStep(StepPage):
    model, workflow, select_related = Person, PERSON, ("area",)


class PersonReveal(RevealPage):
    """The telephone of a person in full, to be called; the identity number is asked for by itself."""

    model, title = Person, "查看手机号"
    permission = EDIT_REGISTRY

    keeps_queries = True

    def rows(self):
        return Person.objects.visible_to(self.request.user, EDIT_REGISTRY).select_related("area")

    def reveal(self, person, reason):
        phone = people.reveal(person, actor=self.request.user, reason=reason)
        return [[("姓名", person.name), ("手机号", calling(phone, person.name))]]


class PersonIdentity(PersonReveal):
    """The identity number of a person in full."""

    title = "查看身份证号"

    def reveal(self, person, reason):
        number = people.reveal(person, actor=self.request.user, reason=reason, field="id_number")
        return [[("姓名", person.name), ("身份证号", number)]]


class IdentityCheckList(ListPage):
    model, filterset, table, title = IdentityCheck, IdentityCheckFilter, IdentityCheckTable, "身份证号核对"
    permission = CHECK_IDENTITY
    tabs = (("", "待核对", "open"), ("settled", "已核对", "settled", False))


class IdentityCheckDetail(DetailPage):
    """Two people who seem to be one, side by side."""

    model, template, workflow = IdentityCheck, "governance/people/identity_check.html", IDENTITY_CHECK
    select_related = ("person__area", "other__area", "person__merge_into")
    permission = CHECK_IDENTITY


class IdentityCheckStep(StepPage):
    model, workflow = IdentityCheck, IDENTITY_CHECK


class AppointmentList(ListPage):
    model, filterset, table, title = Appointment, AppointmentFilter, AppointmentTable, "任职台账"
    permission = VIEW
    create = POST
    sheets = ("roster",)
    tabs = (("", "在任", "in_office"),)


class AppointmentDetail(DetailPage):
    model, template, workflow = Appointment, "governance/people/appointment.html", POST
    select_related = ("person__area", "area", "unit")
    permission = (VIEW, GRANT_RIGHTS)

    def more_context(self, obj):
        return {"can_reveal": bool(self.request.user.can(EDIT_REGISTRY, obj.person))}


class AppointmentStep(StepPage):
    model, workflow = Appointment, POST


class AccountList(ListPage):
    model, filterset, table, title = User, AccountFilter, AccountTable, "账号"
    permission = LIST_ACCOUNTS
    create = ACCOUNT
    tabs = (("", "启用", ("active",)), ("all", "全部"))

    keeps_queries = True

    def rows(self):
        return User.objects.visible_to(self.request.user)


class AccountDetail(DetailPage):
    """An account with its posts; administrators see no business data here."""

    model, template, workflow, select_related = (
        User,
        "governance/people/account_detail.html",
        ACCOUNT,
        ("person__area",),
    )
    permission = LIST_ACCOUNTS

    def get(self, request, pk):
        if not request.user.has(LIST_ACCOUNTS):
            raise Http404
        return super().get(request, pk)

    def heading(self, obj):
        return f"账号 {obj.username}"

    def more_context(self, obj):
        posts = Appointment.objects.filter(person=obj.person).select_related("area", "unit").order_by("status", "-id")
        return {"posts": posts, "can_grant": self.request.user.has(GRANT_RIGHTS), "label": roles.label}


class AccountStep(StepPage):
    model, workflow, select_related = User, ACCOUNT, ("person__area",)
    permission = LIST_ACCOUNTS
