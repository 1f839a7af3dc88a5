"""A person with whom the district works."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from governance.kernel.models.base import Stamped
from governance.kernel.models.sealed import SealedRow
from governance.kernel.pages.search import Bigrams, Searchable, sounds
from governance.kernel.steps.cleaning import means
from governance.kernel.steps.states import StateField
from governance.kernel.upkeep import masks
from governance.kernel.upkeep.crypto import EncryptedTextField
from governance.people.querysets import PersonQuerySet
from governance.people.workflow.people import ENTERED, PERSON_STATES

means("中共党员", "共产党员", "党员", "正式党员", "中共正式党员", "中国共产党党员", "中国共产党员")
means("中共预备党员", "预备党员", "中共预备", "中共党员（预备）", "党员（预备）", "中国共产党预备党员")
means("共青团员", "团员", "中国共青团员", "中国共产主义青年团团员")
means("群众", "普通群众", "一般群众", "普通公民")
means(
    "民主党派",
    *(
        "民主党派成员",
        "民革",
        "民革党员",
        "民盟",
        "民盟盟员",
        "民建",
        "民建会员",
        "民进",
        "民进会员",
        "农工党",
        "农工党党员",
    ),
    *("农工民主党", "致公党", "致公党党员", "九三学社", "九三学社社员", "台盟", "台盟盟员"),
)

NUMBER_TWICE = "这个身份证号已登记在另一人名下"
PHONE_TWICE = "同名同手机号的人已经登记：请刷新后重新办理；仍不成功的，请核对是否同一人，是的请办理合并"
UNSET = {"on_delete": models.PROTECT, "null": True, "blank": True, "editable": False}


class Person(Searchable, SealedRow, Stamped):
    """A person with whom the district works; most have no account.

    Phone and identity number are encrypted; `*_index` are keyed hashes that
    find an exact number again.  `id_number_by` is who entered the identity number, None where nobody
    did it by a step: a link to an account with rights never comes into the same hand.

    identity_pending -- somebody whom the registrar may not see has the same identity number, or name and telephone:
                        nothing says so to the registrar, the district settles it, see `IdentityCheck`
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
    id_number_by = models.ForeignKey("governance.User", related_name="+", **UNSET)
    identity_pending = models.BooleanField(default=False, editable=False)
    politics = models.CharField("政治面貌", max_length=12, choices=Politics.choices, blank=True)
    area = models.ForeignKey("governance.Area", models.PROTECT, verbose_name="所在区域", related_name="+")
    note = models.CharField("备注", max_length=120, blank=True)
    status = StateField(states=PERSON_STATES, max_length=8, editable=False)
    merged_into = models.ForeignKey("self", related_name="merged", verbose_name="并入", **UNSET)
    merge_into = models.ForeignKey("self", related_name="+", verbose_name="拟并入", **UNSET)
    merge_proposed_by = models.ForeignKey("governance.User", related_name="+", **UNSET)
    is_demo = models.BooleanField("演示数据", default=False)

    search_area = ""  # people are chosen by their names; in which post and place they work, their posts say

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = "人员"
        indexes = [
            models.Index(fields=["area", "pinyin", "id"], name="person_of_area"),
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="person_search"),
            GinIndex(Bigrams("search_text"), name="person_bigrams"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["id_index"],
                condition=~Q(id_index="") & Q(identity_pending=False),
                name="person_id_number_once",
                violation_error_message=NUMBER_TWICE,
            ),
            models.UniqueConstraint(
                fields=["name", "phone_index"],
                condition=~Q(phone_index="") & Q(status=ENTERED, identity_pending=False),
                name="person_name_and_phone_once",
                violation_error_message=PHONE_TWICE,
            ),
        ]

    def __str__(self):
        return self.name

    def search_parts(self):
        return self.name, sounds(self.name, self.pinyin)

    @property
    def current(self):
        """The person as whom this one goes on: the own row, or that into which it was merged."""
        return self.merged_into.current if self.merged_into_id else self

    def masked_name(self):
        return masks.name(self.name)
