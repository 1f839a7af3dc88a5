"""How a session loads its account: together with the person, since every page shows the name."""

from django.contrib.auth.backends import BaseBackend

from governance.people.models import User

from . import attempts


class Backend(BaseBackend):
    """Password login.  Rights do not come from here but from posts (`User.scope`)."""

    def authenticate(self, request, username=None, password=None, **kwargs):
        if username is None or password is None:
            return None
        attempts.slow_down(request)
        user = User.objects.filter(username=username).select_related("person").first()
        if user is None:
            User().set_password(password)  # as slow as a wrong password: accounts cannot be guessed by time
        elif user.check_password(password) and user.is_active:
            return user
        attempts.count_failure(request, username)
        return None

    def get_user(self, user_id):
        return User.objects.active().filter(pk=user_id).select_related("person").first()
