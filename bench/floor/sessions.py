"""Django's sessions in the database, in the portal's table: `python -m bench.floor.sessions NAME` begins one."""

import sys

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore


class SessionStore(DatabaseStore):
    @classmethod
    def get_model_class(cls):
        from bench.floor.models import Session

        return Session


def begin(username):
    """The key of a new session of this account, as signing in would leave it."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from bench.floor.models import Account

    account = Account.objects.get(username=username)
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.create()
    return session.session_key


if __name__ == "__main__":
    import django

    django.setup()
    from bench.floor.sessions import begin as begin_session  # of the module that Django knows

    print(begin_session(sys.argv[1]))
