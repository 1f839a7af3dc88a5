"""How a key of the API loads its account, and what a key may be used for."""

from rest_framework.authentication import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import SAFE_METHODS, IsAuthenticated

from governance.kernel.steps.errors import NotAllowed
from governance.people.actions import access, accounts
from governance.people.ways_in import ApiKey

ROOT = "/api/v1/"
OTHERS = {"metrics": "指标"}  # addresses at the top of the API that are no rows


class KeyAuthentication(TokenAuthentication):
    """`Authorization: Token …`"""

    def authenticate_credentials(self, key):
        found = access.key_account(key)
        if found is None or not found.user.is_active:
            raise AuthenticationFailed
        return found.user, found


class WithinKey(IsAuthenticated):
    """Signed in, past the change of a password that is not one's own, and within what the key is for."""

    def has_permission(self, request, view):
        if not super().has_permission(request, view):
            return False
        if accounts.must_change_password(request.user):
            raise NotAllowed("请先在网页上修改密码", "password_change_required")
        if isinstance(request.auth, ApiKey) and not request.auth.allows(
            resource_of(request.path), request.method in SAFE_METHODS
        ):
            raise NotAllowed("这个密钥的范围不包括此项，请换用范围更大的密钥", "outside_key")
        return True


def resource_of(path):
    """The resource of an address: "projects/demands", or the word at the top for what is no resource."""
    parts = path.removeprefix(ROOT).strip("/").split("/")
    resource = "/".join(parts[:2])
    return resource if resource in resources() else parts[0]


def resources():
    """{resource: its Chinese name} of everything that a key may be limited to."""
    from governance.kernel.api.viewsets import router  # which asks the settings for the classes of this module

    rows = {}
    for prefix, viewset, _ in router.registry:
        queryset = getattr(viewset, "queryset", None)
        rows[prefix] = str(queryset.model._meta.verbose_name) if queryset is not None else prefix
    return rows | OTHERS
