"""The sittings of the joint conference and the member units called to them (domain.md §2.8)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from governance.conferences.querysets import ConferenceQuerySet
from governance.conferences.workflow.rights import ATTEND
from governance.conferences.workflow.sittings import CANCELLED, DISTRIBUTED, HELD, PAPERS, PLANNED, STATES
from governance.deliberations import majorities
from governance.kernel.clock import certainty, rules
from governance.kernel.models.base import Stamped
from governance.kernel.steps.states import StateField


class JointConference(Stamped):
    """One sitting.  Issued minutes are sealed: `seal` hashes the record and the previous seal of the same area."""

    records_a_day = True  # whom it names stays, also where the person is merged into another

    area = models.ForeignKey("governance.Area", models.PROTECT, related_name="conferences", verbose_name="区域")
    year = models.PositiveSmallIntegerField("年度")
    no = models.PositiveSmallIntegerField("次序")
    title = models.CharField("会议名称", max_length=60)
    held_on = models.DateField("会议日期")
    held_time = models.TimeField("时间", null=True, blank=True)
    place = models.CharField("地点", max_length=60, blank=True)
    chair = models.ForeignKey(
        "governance.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="主持人"
    )
    recorder = models.ForeignKey(
        "governance.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="记录人"
    )
    guests = models.CharField("列席", max_length=200, blank=True)
    requirements = models.TextField("有关要求", blank=True)
    distribution = models.CharField("分送", max_length=200, blank=True)
    minutes = models.TextField("会议纪要", blank=True)
    minutes_no = models.CharField("纪要文号", max_length=40, blank=True, editable=False)
    held_at = models.DateTimeField(null=True, editable=False)
    signed_at = models.DateTimeField(null=True, editable=False)
    issued_at = models.DateTimeField(null=True, editable=False)
    sealed_text = models.TextField(blank=True, editable=False)
    previous_seal = models.CharField(max_length=64, blank=True, editable=False)
    seal = models.CharField(max_length=64, blank=True, editable=False)
    status = StateField(states=STATES, max_length=16, editable=False)

    objects = ConferenceQuerySet.as_manager()

    class Meta:
        verbose_name = "联席会议"
        constraints = [
            models.UniqueConstraint(
                fields=["area", "year", "no"], name="conference_once", violation_error_message="该年度已有同次序的会议"
            ),
            models.CheckConstraint(
                name="conference_issued_is_sealed",
                condition=~Q(status__in=list(DISTRIBUTED)) | ~Q(seal=""),
                violation_error_message="印发的纪要须封存",
            ),
        ]
        indexes = [models.Index(fields=["area", "-held_on", "-id"], name="conference_by_day")]

    def __str__(self):
        return self.title

    @property
    def number(self):
        return self.minutes_no

    @property
    def agenda_due_on(self):
        """The last day on which the agenda may be fixed."""
        return rules.deadline(PAPERS, self.held_on)

    @property
    def agenda_is_provisional(self):
        """Whether that day may still change with the calendar."""
        return certainty.is_provisional(PAPERS, self.held_on, self.agenda_due_on)

    def quorum(self):
        """The condition for the sitting to count, by member units present."""
        members = list(self.members.all())
        if not members:
            return []
        present = sum(member.signed_in_at is not None for member in members)
        threshold = rules.threshold("joint_conference", self.held_on)
        return majorities.quorum(threshold, {"heads": present}, {"heads": majorities.Base(len(members))}, "个单位")

    @property
    def attendance_words(self):
        """到会 7/9，请假 1，缺席 1; "" before the sitting."""
        if self.held_at is None:
            return ""
        members = list(self.members.all())
        came = sum(member.was_there() for member in members)
        away = (("请假", sum(m.is_excused for m in members)), ("缺席", sum(m.is_absent for m in members)))
        return "，".join([f"{came}/{len(members)}", *(f"{label} {count}" for label, count in away if count)])

    @property
    def is_planned(self):
        """The agenda is not open yet."""
        return self.status == PLANNED

    @property
    def is_held(self):
        """The sitting is in session."""
        return self.status == HELD

    @property
    def is_distributed(self):
        """The minutes are issued: what was decided is known to everybody."""
        return self.status in DISTRIBUTED

    @property
    def is_cancelled(self):
        return self.status == CANCELLED

    def grants(self, permission, user):
        """An account that represents a member unit takes part, in whatever area the conference sits."""
        return permission == ATTEND and self.members.filter(unit_id__in=user.unit_ids).exists()


class ConferenceMember(models.Model):
    """One member unit at one sitting: whether it signed in, asked for leave (请假), or was absent without."""

    records_a_day = True  # whom it names stays, also where the person is merged into another

    conference = models.ForeignKey(JointConference, models.PROTECT, related_name="members")
    unit = models.ForeignKey("governance.Organisation", models.PROTECT, related_name="+", verbose_name="成员单位")
    person = models.ForeignKey("governance.Person", models.PROTECT, null=True, blank=True, verbose_name="代表")
    is_chair = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=0)
    signed_in_at = models.DateTimeField("签到", null=True, blank=True)
    is_excused = models.BooleanField("请假", default=False)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["conference", "unit"], name="conference_member_once"),
            models.CheckConstraint(
                name="conference_member_excused_is_away",
                condition=Q(is_excused=False) | Q(signed_in_at=None),
                violation_error_message="已签到的单位没有请假",
            ),
        ]

    @property
    def is_absent(self):
        """Away without having asked for leave."""
        return self.signed_in_at is None and not self.is_excused

    def was_there(self, at=None):
        """Whether it has signed in, and by then where a moment is given: who comes later changes no decision."""
        return self.signed_in_at is not None and (at is None or self.signed_in_at <= at)
