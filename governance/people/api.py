"""People (masked), posts and accounts."""

from rest_framework import serializers

from governance import roles
from governance.kernel.api.viewsets import ScopedViewSet, register

from .models.accounts import User
from .models.identity import IdentityCheck
from .models.people import Person
from .models.posts import Appointment
from .tables import AccountFilter, AppointmentFilter, IdentityCheckFilter, PersonFilter
from .workflow.accounts import ACCOUNT
from .workflow.identity import IDENTITY_CHECK
from .workflow.people import PERSON
from .workflow.posts import POST


class PersonSerializer(serializers.ModelSerializer):
    area = serializers.CharField(source="area.code")

    class Meta:
        model = Person
        fields = ["id", "name", "phone_masked", "politics", "area", "status", "merged_into", "version", "updated_at"]


class PersonViewSet(ScopedViewSet):
    queryset = Person.objects.select_related("area").defer("phone", "id_number")
    serializer_class = PersonSerializer
    filterset, workflow = PersonFilter, PERSON


class IdentityCheckSerializer(serializers.ModelSerializer):
    class Meta:
        model = IdentityCheck
        fields = ["id", "person", "other", "status", "version", "created_at", "updated_at"]


class IdentityCheckViewSet(ScopedViewSet):
    """Two people each who seem to be one, for the district to settle."""

    queryset = IdentityCheck.objects.all()
    serializer_class = IdentityCheckSerializer
    filterset, workflow = IdentityCheckFilter, IDENTITY_CHECK


class AppointmentSerializer(serializers.ModelSerializer):
    person = serializers.CharField(source="person.name")
    phone_masked = serializers.CharField(source="person.phone_masked")
    area = serializers.CharField(source="area.code")
    role_label = serializers.SerializerMethodField()

    class Meta:
        model = Appointment
        fields = [
            "id",
            "person",
            "phone_masked",
            "work_phone",
            "role",
            "role_label",
            "area",
            "is_building_head",
            "block",
            "group_no",
            "household_count",
            "chosen_by",
            "starts_on",
            "ends_on",
            "ended_on",
            "status",
            "version",
            "updated_at",
        ]

    def get_role_label(self, row) -> str:
        return roles.label(row.role)


class AppointmentViewSet(ScopedViewSet):
    """Posts of the registry; `POST` registers one, `grant` and `revoke` belong to the security administrator."""

    queryset = Appointment.objects.select_related("person", "area").defer("person__phone", "person__id_number")
    serializer_class = AppointmentSerializer
    filterset, workflow = AppointmentFilter, POST


class AccountSerializer(serializers.ModelSerializer):
    name = serializers.CharField(source="person.name")

    class Meta:
        model = User
        fields = ["id", "username", "name", "email", "email_proposed", "status", "must_change_password", "version"]


class LinkSerializer(serializers.Serializer):
    """Absent where another administrator has to confirm, or the account keeps its password."""

    link = serializers.CharField(required=False)


class AccountViewSet(ScopedViewSet):
    queryset = User.objects.select_related("person__area")
    serializer_class = AccountSerializer
    filterset, workflow = AccountFilter, ACCOUNT
    disclosed = dict.fromkeys(("open_account", "reset", "confirm_reset", "restart"), LinkSerializer)

    def disclose(self, step, row):
        """The link to set a password, in the answer to the step that made it and nowhere else."""
        return {"link": row.link} if hasattr(row, "link") else {}


register("people", PersonViewSet)
register("identity-checks", IdentityCheckViewSet)
register("appointments", AppointmentViewSet)
register("accounts", AccountViewSet)
