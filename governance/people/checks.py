"""What `verify` checks of people: work lies with those who may do it, and every account is one person's."""

from django.conf import settings
from django.db.models import Q

from governance import roles
from governance.kernel.clock import desks
from governance.kernel.models.events import Delivery
from governance.kernel.upkeep import conditions, living, retention
from governance.kernel.upkeep.checks import check, expect_triggers, hint

from .giving import KEY, LINK, given, given_with, without_password_event
from .models.accounts import User
from .models.identity import IdentityCheck, NumberEntry
from .models.people import Person
from .models.posts import Appointment
from .serving import servings
from .ways_in import ApiKey, EndedSession, PasswordLink, Session

expect_triggers(Appointment, "appointment_level", "administrators_apart")

living.passing(Session)
expect_triggers(Session, "session_end_is_kept", "session_keeps_key", "session_no_truncate")
expect_triggers(EndedSession, "session_stays_ended", "ended_session_no_truncate")


@check("sessions")
def sessions_stay_ended():
    """No session is there that has ended: whoever puts its row back is not let in."""
    found = Session.objects.put_back().order_by("pk").values_list("session_key", "user")
    return [f"session {key[:20]} of account {user}: it has ended, and was put in again" for key, user in found]


@retention.over("ended_sessions")
def sessions_ended_long_ago():
    """No session lasts as long as they are remembered."""
    return EndedSession.objects.over()


@retention.outlived("number_entries")
def numbers_of_nobody(before):
    """Numbers that were refused and belong to nobody: guesses, no longer counted.  What tells who knows one stays."""
    known = Person.objects.exclude(id_index="").values("id_index")
    return NumberEntry.objects.filter(is_refused=True, entered_at__lt=before).exclude(id_index__in=known)


@check("desks")
def desks_in_place():
    """Every open deadline is on the desk of the nearest post that may act."""
    return [f"deadline {pk}: lies on another desk than that of area {desk}" for pk, desk in desks.misplaced()]


@check("named duties")
def named_to_the_able():
    """Nothing is named to an account that may not act."""
    return [f"deadline {pk}: named to account {user}, which may not act" for pk, user in desks.orphaned()]


@conditions.condition("orphaned_duties", "指名给已离任人员的待办", conditions.WORK, gauge="portal_duties_orphaned")
def duties_of_the_departed():
    """Open deadlines that are named to an account that may not act."""
    number = len(desks.orphaned())
    advice = "运行 manage.py remind 即转由岗位办理；若再次出现，请连同 manage.py verify 的结果反馈"
    return conditions.by_measure(number, f"{number} 项", advice)


@check("accounts")
def accounts_are_persons():
    """Every account has a person with telephone and identity number, which make one human being one account."""
    unknown = User.objects.filter(Q(person__id_index="") | Q(person__phone_index="")).order_by("id")
    return [f"account {user}: no identity number or telephone" for user in unknown.values_list("pk", flat=True)]


@check("administrators")
def administrators_hold_nothing_else():
    """Nobody who is an administrator (三员) holds another post in the same term, or a seat that gives rights."""
    found = []
    posts = Appointment.objects.active().filter(role__in=roles.ADMINISTRATORS)
    for post in posts.order_by("pk"):
        others = Appointment.objects.during(post.starts_on, post.ends_on).filter(person=post.person_id)
        pks = others.exclude(role=post.role).order_by("pk").values_list("pk", flat=True)
        found += [f"post {pk}: of the administrator with post {post.pk}" for pk in pks]
    for model, column, serving in servings(Person):
        if serving.gives_rights:
            seats = model._base_manager.filter(**{f"{column}__in": posts.values("person"), serving.until: None})
            pks = seats.order_by("pk").values_list("pk", flat=True)
            found += [f"{model._meta.label_lower} {pk}: a seat of an administrator" for pk in pks]
    return found


@check("posts and accounts")
def given_by_events():
    """Every post and every account has the event that gave it: nobody got one past the steps."""
    found = [(Appointment, "governance.appointment", "post"), (User, "governance.user", "account")]
    return [
        f"{what} {pk}: no event gave it"
        for model, kind, what in found
        for pk in model.objects.exclude(given(kind)).order_by("pk").values_list("pk", flat=True)
    ]


@check("ways in")
def ways_in_given_by_events():
    """Every key of the API, password and link to set one has the event of the step that gave it."""
    made = {"moment": "created_at", "account": "user_id"}
    keys = ApiKey.objects.exclude(given_with(KEY, **made)).order_by("pk")
    links = PasswordLink.objects.exclude(given_with(LINK, **made)).order_by("pk")
    return [
        *(f"key {key.pk} of account {key.user_id}: no event gave it" for key in keys),
        *(f"link {link.pk} to set the password of account {link.user_id}: no event gave it" for link in links),
        *(f"password of account {user.pk}: no event set it" for user in without_password_event().only("pk")),
    ]


@check("identities")
def identities_are_checked():
    """Whoever has the number of somebody else is put to the district; what an event has just told is on its way."""
    waiting = Person.objects.entered().filter(identity_pending=True)
    asked = IdentityCheck.objects.open().values("person")
    told = Delivery.objects.filter(done_at=None, event__object_type="governance.person").values("event__object_id")
    found = waiting.exclude(pk__in=asked).exclude(pk__in=told).order_by("pk").values_list("pk", flat=True)
    return [f"person {pk}: the identity waits, and nobody is asked about it" for pk in found]


@check("merged people")
def merged_people_hold_nothing():
    """Whoever was merged into another person holds no post and no account that can be entered."""
    posts = Appointment.objects.active().filter(person__merged_into__isnull=False).values_list("pk", flat=True)
    users = User.objects.active().filter(person__merged_into__isnull=False).values_list("pk", flat=True)
    return [f"post {pk}: held by a merged person" for pk in posts] + [
        f"account {pk}: of a merged person" for pk in users
    ]


@hint("likely twins")
def people_registered_twice():
    """People who are probably registered twice; whether they are, only people can say (the page merges them)."""
    likely = Person.objects.likely_twins().order_by("name", "pk").only("pk", "name")
    return [f"{person.name}（编号 {person.pk}） {settings.PORTAL_URL}{person.get_absolute_url()}" for person in likely]
