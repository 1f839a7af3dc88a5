"""The parties of a case: their data are sealed, and shown masked."""

from django.db import models
from django.db.models import Q

from governance.kernel.models.sealed import SealedRow
from governance.kernel.upkeep import masks
from governance.kernel.upkeep.crypto import EncryptedTextField

from .cases import MediationCase


class Party(SealedRow):
    """One party of a case: a person, several neighbours behind one (`people_count`), or an organisation.

    Identity number, telephone and address are encrypted; the `*_index` are
    keyed fingerprints that tell the same person again.  A row replaced by a
    correction stays, no longer current.
    """

    class Side(models.TextChoices):
        APPLICANT = "applicant", "申请人"
        RESPONDENT = "respondent", "被申请人"

    class Kind(models.TextChoices):
        PERSON = "person", "自然人"
        ORGANISATION = "organisation", "单位"

    class Consent(models.TextChoices):
        YES = "yes", "同意调解"
        UNKNOWN = "unknown", "尚未表示"
        NO = "no", "明确拒绝"

    case = models.ForeignKey(MediationCase, models.PROTECT, related_name="parties")
    no = models.PositiveSmallIntegerField("序号", default=1)
    side = models.CharField("身份", max_length=10, choices=Side.choices)
    kind = models.CharField("类型", max_length=12, choices=Kind.choices, default=Kind.PERSON)
    name = models.CharField("姓名（名称）", max_length=60)
    id_number = EncryptedTextField("证件号", blank=True, default="")
    id_index = models.CharField(max_length=64, blank=True, default="")
    phone = EncryptedTextField("电话", blank=True, default="")
    phone_index = models.CharField(max_length=64, blank=True, default="")
    address = EncryptedTextField("住址", blank=True, default="")
    people_count = models.PositiveSmallIntegerField("人数", default=1)
    is_minor = models.BooleanField("未成年人", default=False)
    is_earning = models.BooleanField("以自己的劳动收入为主要生活来源", default=False)
    representative = models.CharField("法定（委托）代理人", max_length=40, blank=True, default="")
    representative_relation = models.CharField("代理关系", max_length=20, blank=True, default="")
    consent = models.CharField("调解意愿", max_length=8, choices=Consent.choices, default=Consent.UNKNOWN)
    is_current = models.BooleanField(default=True)

    class Meta:
        verbose_name = "当事人"
        ordering = ["no", "id"]
        indexes = [
            models.Index(fields=["id_index"], condition=~Q(id_index=""), name="party_id_number"),
            models.Index(fields=["phone_index"], condition=~Q(phone_index=""), name="party_phone"),
        ]
        constraints = [
            models.CheckConstraint(
                name="party_minor_has_representative",
                condition=Q(is_minor=False) | ~Q(representative=""),
                violation_error_message="未成年当事人须有法定代理人",
            ),
            models.CheckConstraint(name="party_counts_somebody", condition=Q(people_count__gte=1)),
        ]

    def __str__(self):
        return self.masked_name

    @property
    def masked_name(self):
        """张**; organisations in full; "等 8 人" where others stand behind."""
        shown = self.name if self.kind == self.Kind.ORGANISATION else masks.name(self.name)
        return f"{shown} 等 {self.people_count} 人" if self.people_count > 1 else shown

    @property
    def masked_id_number(self):
        return masks.id_number(self.id_number)

    @property
    def masked_phone(self):
        return masks.phone(self.phone)

    @property
    def masked_address(self):
        return masks.address(self.address)

    @property
    def masked_representative(self):
        return masks.name(self.representative)


class PartiesNow:
    """The parties of a case as a question of `models.together`: then `MediationCase.parties_now` asks nothing more."""

    def is_kept(self, case):
        return getattr(case, "_parties_now", None) is not None

    def rows(self, case):
        return Party.objects.filter(case=case, is_current=True)

    def keep(self, case, found):
        case._parties_now = found

    def forget(self, case):
        case._parties_now = None


PARTIES_NOW = PartiesNow()
