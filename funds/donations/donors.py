"""Who may give: minors, nameless donors, and whom a gift may favour.  Source: 民法典 19, 20; 慈善法 38, 40, 59."""

from decimal import Decimal

from governance.kernel.clock import rules
from governance.kernel.figures.formats import in_yuan, some_of
from governance.kernel.papers import files
from governance.kernel.steps import cleaning
from governance.kernel.steps.errors import Refused

from .attachments import CONSENT
from .grounds import GROUNDS
from .models import Donation
from .workflow import DONATION

OWN_GIFT = "minor_gift_limit"


@DONATION.entry_rule("record")
def age_is_of_a_person(donation, *, donor_age, donor_kind):
    """Only a person has an age (age_of_organisation)."""
    if donor_age != Donation.Age.ADULT and donor_kind != Donation.Donor.PERSON:
        raise Refused("单位捐赠不填写捐赠人年龄，请改为“年满十八周岁”", "age_of_organisation", field="donor_age")


@DONATION.entry_rule("record")
def child_has_guardian(donation, *, donor_age, guardian_name="", guardian_consent=""):
    """A child under eight gives through the guardian (child_alone).  Source: 民法典 20."""
    if donor_age == Donation.Age.CHILD and not (guardian_name and guardian_consent):
        raise GROUNDS.refused(
            "未满八周岁不能单独捐赠，请由监护人代为办理并写明姓名和同意情况", "child_alone", field="guardian_name"
        )


@DONATION.entry_rule("record", "receive")
def guardian_is_another(donation, *, donor_age, donor_name, guardian_name=""):
    """A minor is not the own guardian, who is of age (guardian_is_donor).  Source: 民法典 23, 27."""
    if donor_age == Donation.Age.ADULT or not guardian_name:
        return
    if cleaning.name(guardian_name) == cleaning.name(donor_name):
        raise GROUNDS.refused("监护人不能是捐赠人本人，请填写监护人的姓名", "guardian_is_donor", field="guardian_name")


@DONATION.entry_rule("record")
def nameless_gift_has_waiver(donation, *, is_anonymous=False, waiver_note=""):
    """Who is not named gets no ticket (anonymous_without_waiver).  Source: 慈善法 38."""
    if is_anonymous and not waiver_note:
        raise GROUNDS.refused("匿名捐赠须写明捐赠人放弃票据的情况", "anonymous_without_waiver", field="waiver_note")


@DONATION.entry_rule("record")
def donor_is_named(donation, *, is_anonymous=False, donor_name=""):
    """Whoever is not nameless has a name (donor_missing)."""
    if not is_anonymous and not donor_name:
        raise Refused("请填写捐赠人，或勾选匿名捐赠", "donor_missing", field="donor_name")


@DONATION.entry_rule("record", "receive")
def guardian_agrees(
    donation, *, kind, donor_age, donor_name, received_on, amount=None, items=None, guardian_name="",
    guardian_consent="", consent=(),
):  # fmt: skip
    """See `need_consent`; asked of the gift as this step leaves it."""
    if kind == Donation.Kind.GOODS and items is not None:
        donation.amount = total_value(items)
    donation.guardian_name = guardian_name or donation.guardian_name
    donation.guardian_consent = guardian_consent or donation.guardian_consent
    need_consent(donation, consent)


def is_guarded(donation):
    """Whether a guardian is named who acts or agrees."""
    return bool(donation.guardian_name and donation.guardian_consent)


def need_consent(donation, consent):
    """A minor of eight or more gives alone what suits age and means; more, or an unknown sum, needs the guardian.

    What the same minor gives on one day counts together.

    Raises Refused "guardian_consent_missing" | "guardian_paper_missing".
    Source: 民法典 19; what suits is custom, the rule `minor_gift_limit`.
    """
    if donation.donor_age != Donation.Age.MINOR:
        return
    rule = rules.get(OWN_GIFT)
    set_own_limit(donation)
    others = Donation.objects.of_same_day(donation)
    before = sum(other.amount or 0 for other in others)
    if donation.amount is not None and donation.amount + before <= donation.own_gift_limit:
        return
    most = f"{rule.value_text}（规则“{rule.label}”）"
    words = f"八至十七周岁一次捐赠（同一天的几笔合计）超过 {most}，或者数额未定、物资无法计价的，须经监护人同意"
    if before:
        words = (
            f"同名未成年人同一天已登记捐赠 {in_yuan(before)}（{some_of(other.number for other in others)}）；{words}"
        )
    if not is_guarded(donation):
        field = "guardian_consent" if donation.guardian_name else "guardian_name"
        raise GROUNDS.refused(f"{words}，请写明监护人姓名和同意情况", "guardian_consent_missing", field=field)
    if not consent and not (donation.pk and files.attachments_of(donation, CONSENT).exists()):
        raise GROUNDS.refused(f"{words}，请上传监护人签名的同意书", "guardian_paper_missing", field="consent")


def set_own_limit(donation):
    """Keep with the gift of a minor of eight or more what it might have given alone, in yuan."""
    if donation.donor_age == Donation.Age.MINOR:
        donation.own_gift_limit = Decimal(rules.value(OWN_GIFT))


def total_value(items):
    """The confirmed value of goods in yuan, None when none of them could be valued."""
    valued = [item for item in items if item.get("unit_value") is not None and item.get("quantity")]
    values = [item["quantity"] * item["unit_value"] for item in valued]
    return sum(values, Decimal(0)).quantize(Decimal("0.01")) if values else None


@DONATION.entry_rule("record")
def nobody_is_favoured(donation, *, fund, beneficiary="", donor_name="", guardian_name="", is_related=False):
    """The beneficiary that a donor names is related neither to the donor nor to those who govern the fund.

    Raises Refused "related_beneficiary".  Source: 慈善法 40, 59.
    """
    if not beneficiary:
        return
    if is_related or beneficiary in fund.governing_names() | {donor_name, guardian_name}:
        raise GROUNDS.refused(
            "不得指定捐赠人、管委会成员、监督员或管理人的利害关系人作为受益人，请改为不指定",
            "related_beneficiary",
            field="beneficiary",
        )
