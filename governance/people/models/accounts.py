"""The account of a person who signs in."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.postgres.expressions import ArraySubquery
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import JSONArray, Lower
from django.utils.crypto import salted_hmac

from governance import roles
from governance.kernel.clock import clock
from governance.kernel.models.addresses import Addressed
from governance.kernel.models.base import Versioned
from governance.kernel.models.prepared import Prepared
from governance.kernel.models.scopes import OTHERS, Scope, Verdict, shortest
from governance.kernel.models.together import read_each
from governance.kernel.steps.states import StateField
from governance.people.querysets import UserManager
from governance.people.workflow.accounts import ACCOUNT_STATES, ENABLED

from .people import Person
from .posts import Appointment

ACCOUNT_NAME = RegexValidator(r"^[a-zA-Z][a-zA-Z0-9_.-]{2,}$", "账号以字母开头，只用字母、数字和 _ . -，至少 3 位")


POST = ("role", "area__path", "area__name", "unit_id", "area_id")  # what `User.posts` says of each


def posts_held(person, day):
    """The posts of somebody on a day, those of the widest place first."""
    return Appointment.objects.in_office(day).filter(person=person).order_by("area__path", "id")


def posts_beside(person, day):
    """A column with the same, for a query that finds an account by another row of its own; see `User.keep_posts`.

    person -- OuterRef of the column that names the person
    """
    return ArraySubquery(posts_held(person, day).annotate(post=JSONArray(*POST)).values("post"))


posts_of = Prepared(lambda person, day: posts_held(person, day).values_list(*POST))


class User(Addressed, Versioned, AbstractBaseUser):
    """An account of a person who signs in.  Its rights follow from the person's posts.

    email          -- where mail goes; only the owner sets it
    email_proposed -- what somebody else entered: nothing is sent there
    link_by        -- who was shown the last link that sets the password
    """

    username = models.CharField(
        "账号", max_length=40, unique=True, validators=[ACCOUNT_NAME], error_messages={"unique": "这个账号已经有人使用"}
    )
    person = models.OneToOneField(Person, models.PROTECT, related_name="user", verbose_name="人员")
    email = models.EmailField("电子邮箱", blank=True)
    email_proposed = models.EmailField("待本人确认的电子邮箱", blank=True, editable=False)
    status = StateField(states=ACCOUNT_STATES, max_length=8, editable=False)
    must_change_password = models.BooleanField("首次登录须改密码", default=True)
    password_changed_at = models.DateTimeField(null=True, blank=True)
    session_epoch = models.PositiveIntegerField(default=0, editable=False)
    calendar_digest = models.CharField(max_length=64, blank=True, editable=False)
    reset_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, editable=False, related_name="+")
    switch_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, editable=False, related_name="+")
    factor_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, editable=False, related_name="+")
    link_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, editable=False, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    is_demo = models.BooleanField("演示账号", default=False)

    objects = UserManager()

    USERNAME_FIELD, REQUIRED_FIELDS = "username", []
    is_superuser = is_staff = False

    class Meta:
        verbose_name = "账号"
        constraints = [
            models.UniqueConstraint(
                Lower("username"), name="username_once", violation_error_message="这个账号已经有人使用，大小写不分"
            ),
            models.UniqueConstraint(
                fields=["calendar_digest"], condition=~Q(calendar_digest=""), name="calendar_digest_once"
            ),
        ]

    def __str__(self):
        return self.username

    @property
    def is_active(self):
        return self.status == ENABLED

    @property
    def area(self):
        return self.person.area

    @property
    def area_id(self):
        return self.person.area_id

    @property
    def has_second_factor(self):
        """Whether a code is asked for after the password."""
        return bool(getattr(getattr(self, "second_factor", None), "confirmed_at", None))

    def get_session_auth_hash(self):
        """Changes with the password and with "sign out everywhere"."""
        kept = f"{self.password}:{self.session_epoch}"
        return salted_hmac("governance.session", kept, algorithm="sha256").hexdigest()

    @property
    def posts(self):
        """The active appointments that carry rights: [(role, path, area name, unit id, area id)], read once a request.

        They come with the session or the key by which the account was found, else with a query of their own.
        """
        if not hasattr(self, "_posts"):
            self._posts = posts_of(self.person_id, clock.today())
        return self._posts

    @staticmethod
    def read_posts(users):
        """Read the posts of several accounts in one question, where they are not known yet."""
        unread = [user for user in users if not hasattr(user, "_posts")]
        found = read_each(posts_of, [(user.person_id, clock.today()) for user in unread])
        for user, posts in zip(unread, found, strict=True):
            user.keep_posts(posts)

    def keep_posts(self, posts):
        """Take the posts that were read with the account, as `posts_beside` gives them."""
        self._posts = [tuple(post) for post in posts]

    def grants_by_permission(self):
        """{permission: (paths)} over all posts."""
        if not hasattr(self, "_grants"):
            grants = {}
            for role, path, *_ in self.posts:
                for permission in roles.permissions_of(role):
                    grants.setdefault(permission, set()).add(path)
            self._grants = {permission: shortest(paths) for permission, paths in grants.items()}
        return self._grants

    def desks(self):
        """{id of an area: permissions held by a post of that very area}: the desks of this user."""
        found = {}
        for role, *_, area_id in self.posts:
            found.setdefault(area_id, set()).update(roles.permissions_of(role))
        return found

    def scope(self, permission):
        """Where this user holds `permission`; the whole district counts as the root."""
        return Scope(self.grants_by_permission().get(permission, ()))

    def can(self, permission, obj):
        """A verdict: may the user do this to a row in the row's area?

        A row that names the unit that a user represents may let the user do it
        elsewhere too: `obj.grants(permission, user)`.
        """
        scope = self.scope(permission)
        if not scope:
            return Verdict(f"您的岗位不办理此项，由{roles.holders(permission)}办理", kind=OTHERS)
        if not scope.covers(obj.area) and not (hasattr(obj, "grants") and obj.grants(permission, self)):
            return Verdict(f"您的岗位不管辖{obj.area.name}", kind=OTHERS)
        return Verdict()

    def has(self, permission):
        """Does this user hold the permission in any area?"""
        return bool(self.scope(permission))

    @property
    def unit_ids(self):
        """Ids of the units (departments) in which this user holds posts."""
        return [unit for *_, unit, _ in self.posts if unit]

    @property
    def name(self):
        return self.person.name

    @property
    def post_label(self):
        """ "野鸭冲社区 社区书记": the first post, for the shell and signatures."""
        if not self.posts:
            return "未任职"
        role, _, area, *_ = self.posts[0]
        return f"{area} {roles.label(role)}"

    def signature(self):
        """The name and post as a timeline shows them."""
        return f"{self.person.name}（{self.post_label}）"
