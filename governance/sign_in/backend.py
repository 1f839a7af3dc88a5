"""How a session loads its account: with the row of the session itself, and with the person, whose name pages show."""

from django.contrib.auth.backends import BaseBackend

from governance.kernel.models.prepared import Prepared
from governance.kernel.upkeep import callers
from governance.people import second_factor
from governance.people.models.accounts import User

from . import attempts

account_of = Prepared(lambda pk: User.objects.active().filter(pk=pk).select_related("person", "second_factor"))


class Backend(BaseBackend):
    """The password of an account, or a code of its second factor; wrong ones of both are counted together.

    Raises attempts.TooSoon where the address of the caller has no turn yet.

    A right code is used up by the action that it allows (`people.actions.factors`).
    Rights do not come from here but from posts (`User.scope`).
    """

    def authenticate(self, request, username=None, password=None, code=None, **kwargs):
        if username is None or (password is None and code is None):
            return None
        if code is None:  # codes are asked for behind a right password
            attempts.slow_down(request, username)
        user = User.objects.filter(username=username).select_related("person", "second_factor").first()
        if code is not None:
            if user is not None and user.is_active and second_factor.is_right(user, code):
                return user
        elif user is None:
            User().set_password(password)  # as slow as a wrong password: accounts cannot be guessed by time
        elif user.check_password(password) and user.is_active:
            return user
        attempts.count_failure(request, username)
        return None

    def get_user(self, user_id):
        """The account that a session names, read with it, else by itself; None for one that may not sign in."""
        request = callers.request()
        account = request.session.account(int(user_id)) if request is not None else None
        return account or account_of.first(int(user_id))
