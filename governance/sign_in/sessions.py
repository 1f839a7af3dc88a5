"""Sessions in a table that says whose they are, so that people see and end their own.

The key itself is in the browser's cookie only: the table holds its digest, and what a session holds is signed for this
one key.  So nobody enters with what is read from the table, or puts one session's content under another key.  One that
has ended is remembered (`EndedSession`) for longer than it could have lasted: its row, put in again, lets nobody in.
"""

from datetime import UTC, datetime

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db.models import OuterRef

from governance.kernel.clock import clock, rules
from governance.kernel.models.prepared import Prepared
from governance.people.models.accounts import posts_beside
from governance.people.ways_in import Session
from governance.people.workflow.rights import LIST_ACCOUNTS

# The first that a browser's line names: Edge and the phones' shells also say Chrome, and Chrome says Safari.
PROGRAMS = (
    ("Edg", "Edge"),
    ("MicroMessenger", "微信"),
    ("DingTalk", "钉钉"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("HarmonyOS", "鸿蒙"),
    ("Android", "安卓"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


# One query for whoever asks: the session, its account with person and second factor, and the posts of today.
living_session = Prepared(
    lambda kept, now, day: (
        Session.objects.running(now)
        .filter(session_key=kept)
        .select_related("user__person", "user__second_factor")
        .annotate(posts=posts_beside(OuterRef("user__person"), day))
    )
)


class SessionStore(DatabaseStore):
    """Django's sessions in the database, in our own table: its columns repeat what the session holds.

    `session_key` of the store is the key, that of a row is its digest (`kept_key`).  Nothing here is asynchronous:
    requests run in threads, and Django's asynchronous methods, which know the key only, are refused.
    """

    acreate_model_instance = aexists = adelete = _aget_session_from_db = None

    @property
    def kept_key(self):
        """What the row of this session is known by."""
        return Session.kept_key(self.session_key)

    @property
    def key_salt(self):
        """What a session holds is signed for its own key."""
        return f"{super().key_salt} {self.session_key}"

    @classmethod
    def get_model_class(cls):
        return Session

    def get_expiry_date(self, **given):
        """When the row ends, by the portal's clock."""
        return super().get_expiry_date(**{"modification": clock.now(), **given})

    row = None  # of the session, once it was read

    def _get_session_from_db(self):
        self.row = living_session.first(self.kept_key, clock.now(), clock.today())
        if self.row is None:
            self._session_key = None
        return self.row

    def account(self, pk):
        """The account of this number with its posts, if it came with the row of the session and may sign in; else None.

        pk -- as the session's signed content names it: the row's own column, which is not signed, opens nothing
        """
        user = self.row and self.row.user
        if user is None or user.pk != pk or not user.is_active:
            return None
        user.keep_posts(self.row.posts)
        return user

    def exists(self, session_key):
        return super().exists(Session.kept_key(session_key))

    def delete(self, session_key=None):
        if key := session_key or self.session_key:
            super().delete(Session.kept_key(key))

    def create_model_instance(self, data):
        session = super().create_model_instance(data)
        session.session_key = self.kept_key
        session.user_id = data.get(SESSION_KEY)
        session.mark = data.get(HASH_SESSION_KEY, "")
        session.address, session.device = data.get("address", ""), data.get("device", "")
        session.began_at = moment(data.get("began"))
        session.seen_at = moment(data.get("seen"))
        return session


def moment(seconds):
    return datetime.fromtimestamp(seconds, UTC) if seconds else clock.now()


def device_of(request):
    """What a browser says of itself, for people: "Windows · Chrome"; "" for nothing known."""
    line = request.headers.get("User-Agent", "")
    found = [next((words for sign, words in known if sign in line), "") for known in (SYSTEMS, PROGRAMS)]
    return " · ".join(filter(None, found))


def idle_minutes(user):
    """Minutes for which a session may be idle: a dated rule, shorter for administrators; else the setting."""
    is_admin = user.has(LIST_ACCOUNTS) or user.has("governance.logs")
    rule = rules.find("session_idle_minutes_admin" if is_admin else "session_idle_minutes")
    if rule is not None:
        return int(rule.value)
    return settings.SESSION_IDLE_ADMIN_MINUTES if is_admin else settings.SESSION_IDLE_MINUTES
