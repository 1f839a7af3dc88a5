"""Pages of people, posts and accounts."""

from django.http import Http404

from governance import roles
from governance.actions import people
from governance.forms.people import ACCOUNT_FORMS, POST_FORMS
from governance.kernel.pages import DetailPage, ListPage, StepPage
from governance.kernel.reveal import RevealPage
from governance.models import Appointment, Person, User
from governance.tables.people import (
    AccountFilter,
    AccountTable,
    AppointmentFilter,
    AppointmentTable,
    PersonFilter,
    PersonTable,
)
from governance.workflow.accounts import ACCOUNT
from governance.workflow.people import POST


class People(ListPage):
    model, filterset, table, title = Person, PersonFilter, PersonTable, "人员"
    permission = "governance.view"


class PersonPage(DetailPage):
    """One person: masked data, posts held now and before."""

    model, template, select_related = Person, "governance/person.html", ("area",)
    permission = "governance.view"

    def more_context(self, obj):
        posts = obj.appointments.select_related("area").order_by("status", "-starts_on")
        return {"posts": posts, "can_reveal": self.request.user.can("governance.edit_registry", obj)}


class Reveal(RevealPage):
    model = Person
    permission = "governance.edit_registry"

    def rows(self):
        return Person.objects.visible_to(self.request.user, "governance.edit_registry").select_related("area")

    def shown(self, person, reason):
        shown = people.reveal(person, actor=self.request.user, reason=reason, fields=("phone", "id_number"))
        return [[("姓名", person.name), ("手机号", shown["phone"]), ("身份证号", shown["id_number"])]]


class Appointments(ListPage):
    model, filterset, table, title = Appointment, AppointmentFilter, AppointmentTable, "任职台账"
    permission = "governance.view"
    create = (POST, "/governance/appointments/new/")

    def rows(self):
        return super().rows().in_office()


class AppointmentPage(DetailPage):
    model, template, workflow = Appointment, "governance/appointment.html", POST
    select_related = ("person", "area", "unit")
    permission = ("governance.view", "governance.rights")

    def rows(self):
        return reachable(self.request.user).select_related("person", "area", "unit")


class AppointmentStep(StepPage):
    model, workflow, forms = Appointment, POST, POST_FORMS

    def rows(self):
        return reachable(self.request.user)

    def initial(self, obj):
        given = super().initial(obj)
        code = self.request.GET.get("area", "")
        return {**given, "area_code": code} if code else given


def reachable(user):
    """Posts a person sees in the registry, or may grant and revoke."""
    if user.has("governance.rights"):
        return Appointment.objects.visible_to(user, "governance.rights")
    return Appointment.objects.visible_to(user)


class Accounts(ListPage):
    model, filterset, table, title = User, AccountFilter, AccountTable, "账号"
    permission = "governance.account_list"
    create = (ACCOUNT, "/governance/accounts/new/")

    def rows(self):
        return User.objects.visible_to(self.request.user)


class AccountPage(DetailPage):
    """An account with its posts; administrators see no business data here."""

    model, template, workflow, select_related = User, "governance/account_detail.html", ACCOUNT, ("person__area",)
    permission = "governance.account_list"

    def get(self, request, pk):
        if not request.user.has("governance.account_list"):
            raise Http404
        return super().get(request, pk)

    def heading(self, obj):
        return f"账号 {obj.username}"

    def more_context(self, obj):
        posts = Appointment.objects.filter(person=obj.person).select_related("area", "unit").order_by("status", "-id")
        return {"posts": posts, "can_grant": self.request.user.has("governance.rights"), "label": roles.label}


class AccountStep(StepPage):
    model, workflow, forms, select_related = User, ACCOUNT, ACCOUNT_FORMS, ("person__area",)
    permission = "governance.account_list"
