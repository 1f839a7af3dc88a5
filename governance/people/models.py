"""People, the posts they hold and the accounts some of them have."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac

from governance import roles
from governance.kernel.clock import clock
from governance.kernel.models.addresses import Addressed
from governance.kernel.models.base import Stamped, Versioned
from governance.kernel.models.scopes import OTHERS, Scope, Verdict, shortest
from governance.kernel.models.sealed import SealedRow
from governance.kernel.steps.states import StateField
from governance.kernel.upkeep import masks
from governance.kernel.upkeep.crypto import EncryptedTextField

from .querysets import AppointmentQuerySet, PersonQuerySet, UserManager
from .workflow import ACCOUNT_STATES, ENABLED, ENTERED, IN_OFFICE, LEFT, PERSON_STATES, POST_STATES

ACCOUNT_NAME = RegexValidator(r"^[a-zA-Z][a-zA-Z0-9_.-]{2,}$", "账号以字母开头，只用字母、数字和 _ . -，至少 3 位")
UNSET = {"on_delete": models.PROTECT, "null": True, "blank": True, "editable": False}


class Person(SealedRow, Stamped):
    """A person with whom the district works; most have no account.

    Phone and identity number are encrypted; `*_index` are keyed hashes that
    find an exact number again.
    """

    class Politics(models.TextChoices):
        PARTY = "party", "中共党员"
        PROBATIONARY = "probationary", "中共预备党员"
        LEAGUE = "league", "共青团员"
        DEMOCRATIC = "democratic", "民主党派"
        MASSES = "masses", "群众"

    name = models.CharField("姓名", max_length=40)
    pinyin = models.CharField(max_length=80, blank=True, editable=False, db_index=True)
    phone = EncryptedTextField("手机号", blank=True, default="")
    phone_index = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    phone_masked = models.CharField(max_length=20, blank=True, editable=False)
    id_number = EncryptedTextField("身份证号", blank=True, default="")
    id_index = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    politics = models.CharField("政治面貌", max_length=12, choices=Politics.choices, blank=True)
    area = models.ForeignKey("governance.Area", models.PROTECT, verbose_name="所在区域", related_name="+")
    note = models.CharField("备注", max_length=120, blank=True)
    status = StateField(states=PERSON_STATES, max_length=8, editable=False)
    merged_into = models.ForeignKey("self", related_name="merged", verbose_name="并入", **UNSET)
    merge_into = models.ForeignKey("self", related_name="+", verbose_name="拟并入", **UNSET)
    merge_proposed_by = models.ForeignKey("governance.User", related_name="+", **UNSET)
    is_demo = models.BooleanField("演示数据", default=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = "人员"
        indexes = [models.Index(fields=["area", "pinyin", "id"], name="person_of_area")]
        constraints = [
            models.UniqueConstraint(
                fields=["id_index"],
                condition=~Q(id_index=""),
                name="person_id_number_once",
                violation_error_message="这个身份证号已登记在另一人名下",
            ),
            models.UniqueConstraint(
                fields=["name", "phone_index"],
                condition=~Q(phone_index="") & Q(status=ENTERED),
                name="person_name_and_phone_once",
                violation_error_message="同名同手机号的人已经登记，请刷新后重新办理",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def current(self):
        """The person as whom this one goes on: the own row, or that into which it was merged."""
        return self.merged_into.current if self.merged_into_id else self

    def masked_name(self):
        return masks.name(self.name)


class User(Addressed, Versioned, AbstractBaseUser):
    """An account of a person who signs in.  Its rights follow from the person's posts."""

    username = models.CharField(
        "账号", max_length=40, unique=True, validators=[ACCOUNT_NAME], error_messages={"unique": "这个账号已经有人使用"}
    )
    person = models.OneToOneField(Person, models.PROTECT, related_name="user", verbose_name="人员")
    email = models.EmailField("电子邮箱", blank=True)
    status = StateField(states=ACCOUNT_STATES, max_length=8, editable=False)
    must_change_password = models.BooleanField("首次登录须改密码", default=True)
    password_changed_at = models.DateTimeField(null=True, blank=True)
    session_epoch = models.PositiveIntegerField(default=0, editable=False)
    calendar_digest = models.CharField(max_length=64, blank=True, editable=False)
    reset_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, editable=False, related_name="+")
    factor_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, editable=False, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    is_demo = models.BooleanField("演示账号", default=False)

    objects = UserManager()

    USERNAME_FIELD, REQUIRED_FIELDS = "username", []
    is_superuser = is_staff = False

    class Meta:
        verbose_name = "账号"
        constraints = [
            models.UniqueConstraint(
                fields=["calendar_digest"], condition=~Q(calendar_digest=""), name="calendar_digest_once"
            )
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
        """The active appointments that carry rights: [(role, path, area name, unit id)], one query per request."""
        if not hasattr(self, "_posts"):
            self._posts = list(
                Appointment.objects.in_office()
                .filter(person_id=self.person_id)
                .order_by("area__path", "id")
                .values_list("role", "area__path", "area__name", "unit_id", "area_id")
            )
        return self._posts

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


class Appointment(Stamped):
    """One person holds one post for one area, from a day until a day (任职).

    Vacancies and coverage are computed from these rows.  A building head is a
    neighbour head with `is_building_head`, never a second post (domain.md §1.1 S25).
    """

    class Chosen(models.TextChoices):
        APPOINTED = "appointed", "任命"
        ELECTED = "elected", "选举"
        RECOMMENDED = "recommended", "推选"
        OPEN_ELECTION = "open_election", "海选"
        HIRED = "hired", "聘任"

    person = models.ForeignKey(Person, models.PROTECT, related_name="appointments", verbose_name="人员")
    role = models.CharField("岗位", max_length=24, choices=roles.choices)
    area = models.ForeignKey("governance.Area", models.PROTECT, related_name="appointments", verbose_name="负责区域")
    unit = models.ForeignKey(
        "governance.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单位"
    )
    is_building_head = models.BooleanField("兼楼栋长", default=False)
    block = models.CharField("负责范围", max_length=60, blank=True)
    group_no = models.PositiveSmallIntegerField("组别", null=True, blank=True)
    household_count = models.PositiveSmallIntegerField("联系户数", null=True, blank=True)
    chosen_by = models.CharField("产生方式", max_length=16, choices=Chosen.choices, default=Chosen.RECOMMENDED)
    chosen_at = models.CharField("产生会议或选举", max_length=120, blank=True)
    starts_on = models.DateField("任期自", default=clock.today)
    ends_on = models.DateField("任期至", null=True, blank=True)
    ended_on = models.DateField("离任日期", null=True, blank=True)
    end_reason = models.CharField("离任原因", max_length=120, blank=True)
    status = StateField(states=POST_STATES, max_length=8, editable=False)
    is_demo = models.BooleanField("演示数据", default=False)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = "任职"
        constraints = [
            models.CheckConstraint(
                name="appointment_ends_after_it_starts",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="任期止日不能早于起日",
            ),
            models.CheckConstraint(
                name="appointment_ended_has_a_day",
                condition=Q(status=IN_OFFICE, ended_on=None) | Q(status=LEFT, ended_on__isnull=False),
                violation_error_message="离任须写明日期",
            ),
            models.CheckConstraint(
                name="building_head_is_a_neighbour_head",
                condition=Q(is_building_head=False) | Q(role="neighbour_head"),
                violation_error_message="只有邻长可以兼任楼栋长",
            ),
            models.CheckConstraint(
                name="appointment_unit_is_granted",
                condition=Q(unit=None) | ~Q(role__in=roles.REGISTRY),
                violation_error_message="单位只随安全管理员授予的岗位，登记的岗位不属于部门",
            ),
            models.UniqueConstraint(
                fields=["person", "role", "area"],
                condition=Q(status=IN_OFFICE),
                name="appointment_once",
                violation_error_message="此人已在该区域担任这一岗位",
            ),
        ]
        indexes = [
            models.Index(fields=["area", "role", "id"], condition=Q(status=IN_OFFICE), name="appointment_in_office"),
            models.Index(fields=["role", "-id"], condition=Q(status=IN_OFFICE), name="appointment_of_role"),
            models.Index(fields=["-starts_on", "-id"], condition=Q(status=IN_OFFICE), name="appointment_newest"),
            models.Index(fields=["person"], name="appointment_of_person"),
            models.Index(fields=["ends_on"], condition=Q(status=IN_OFFICE), name="appointment_term"),
        ]

    def __str__(self):
        return f"{self.person} {self.get_role_display()}"

    @property
    def is_active(self):
        """Not ended; the term itself may not have begun or may be over."""
        return self.status == IN_OFFICE
