"""What is done in a case: records of inquiries and sessions, and the agreement."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from disputes.cases.workflow import RESULTS
from governance.kernel.clock import clock
from governance.kernel.steps.states import StateField

from .cases import MediationCase


class CaseRecord(models.Model):
    """One inquiry (调查) or one mediation session (调解) of a case, with its signed record.

    Source: domain.md §3.3, §3.4; 人民调解法 20–22.
    """

    class Kind(models.TextChoices):
        INQUIRY = "inquiry", "调查"
        SESSION = "session", "调解"

    class Form(models.TextChoices):
        FACE_TO_FACE = "face_to_face", "面对面"
        SEPARATE = "separate", "背对背"
        ON_SITE = "on_site", "现场"
        PHONE = "phone", "电话或视频"

    case = models.ForeignKey(MediationCase, models.PROTECT, related_name="records")
    kind = models.CharField("类型", max_length=8, choices=Kind.choices)
    no = models.PositiveSmallIntegerField("次序")
    form = models.CharField("方式", max_length=12, choices=Form.choices, default=Form.FACE_TO_FACE)
    held_on = models.DateField("日期")
    starts_at = models.TimeField("开始", null=True, blank=True)
    ends_at = models.TimeField("结束", null=True, blank=True)
    place = models.CharField("地点", max_length=80)
    participants = models.CharField("参加人", max_length=200, blank=True)
    text = models.TextField("记录", max_length=4000)
    result = StateField("结果", states=RESULTS, max_length=8, blank=True, default="")
    is_signed = models.BooleanField("已签名", default=False)
    unsigned_reason = models.CharField("未签名原因", max_length=120, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        verbose_name = "调查（调解）记录"
        ordering = ["-held_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "kind", "no"], name="case_record_numbered_once"),
            models.CheckConstraint(
                name="case_record_ends_after_it_starts",
                condition=Q(starts_at=None) | Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                violation_error_message="结束时间须晚于开始时间",
            ),
        ]

    @property
    def badge_kind(self):
        """The colour of the result's badge; "" for an inquiry, which has none."""
        return RESULTS[self.result].kind if self.result else ""


class Agreement(models.Model):
    """The mediation agreement of a case, written or oral.

    A written one is in force from the day on which the last signature or the seal is put, an oral one when agreed
    (人民调解法 28–30).  Mediation is free (人民调解法 4): `fee` is always 0.
    """

    class Form(models.TextChoices):
        WRITTEN = "written", "书面协议"
        ORAL = "oral", "口头协议"

    case = models.OneToOneField(MediationCase, models.PROTECT, related_name="agreement")
    form = models.CharField("协议形式", max_length=8, choices=Form.choices)
    made_on = models.DateField("达成日期")
    effective_on = models.DateField("生效日期")
    facts = models.TextField("纠纷事实与各方责任", max_length=3000)
    copies = models.PositiveSmallIntegerField("一式份数", default=3)
    is_signed = models.BooleanField("当事人和调解员已签名", default=False)
    is_sealed = models.BooleanField("已盖调委会印章", default=False)
    oral_record = models.TextField("口头协议记录", max_length=2000, blank=True)
    fee = models.DecimalField("收费（元）", max_digits=8, decimal_places=2, default=0)

    class Meta:
        verbose_name = "调解协议"
        constraints = [
            models.CheckConstraint(
                name="mediation_is_free", condition=Q(fee=0), violation_error_message="人民调解不收取任何费用"
            ),
            models.CheckConstraint(
                name="agreement_has_its_form",
                condition=Q(form="written", is_signed=True, is_sealed=True) | (Q(form="oral") & ~Q(oral_record="")),
                violation_error_message="书面协议须签名盖章，口头协议须有记录",
            ),
            models.CheckConstraint(
                name="agreement_in_force_once_made_and_signed",
                condition=Q(effective_on=F("made_on")) | Q(form="written", effective_on__gt=F("made_on")),
                violation_error_message="书面协议自最后签名、盖章之日起生效，口头协议自达成之日起生效",
            ),
        ]


class Term(models.Model):
    """One duty of an agreement: who does what, in which way, by which day."""

    class Mode(models.TextChoices):
        AT_ONCE = "at_once", "当场履行"
        PAYMENT = "payment", "一次性给付"
        INSTALMENT = "instalment", "分期给付"
        ACT = "act", "实施行为（维修、清理等）"
        CEASE = "cease", "停止侵害、不再发生"
        APOLOGY = "apology", "赔礼道歉"
        OTHER = "other", "其他"

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="terms")
    no = models.PositiveSmallIntegerField("序号")
    text = models.CharField("条款", max_length=300)
    obligor = models.CharField("履行方", max_length=40)
    mode = models.CharField("履行方式", max_length=12, choices=Mode.choices)
    due_on = models.DateField("履行期限")
    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = "协议条款"
        ordering = ["no"]
        constraints = [models.UniqueConstraint(fields=["agreement", "no"], name="term_numbered_once")]
