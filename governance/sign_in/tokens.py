"""How a key of the API loads its account: together with the person, as a session does."""

from rest_framework.authentication import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed


class KeyAuthentication(TokenAuthentication):
    """`Authorization: Token …`"""

    def authenticate_credentials(self, key):
        token = self.get_model().objects.select_related("user__person").filter(key=key).first()
        if token is None or not token.user.is_active:
            raise AuthenticationFailed
        return token.user, token
