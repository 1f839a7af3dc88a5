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

OWN_GIFT = "minor_gift_limit"


def need_lawful_donor(donation, consent):
    """Small children give through their guardian, nameless gifts need a waiver of the ticket.

    consent -- the guardian's consent as files, given with this step

    Raises Refused "child_alone" | "guardian_is_donor" |
    "anonymous_without_waiver" | "donor_missing", and see `need_consent`.
    Source: 民法典 19, 20; 慈善法 38.
    """
    if donation.donor_age != Donation.Age.ADULT and donation.donor_kind != Donation.Donor.PERSON:
        raise Refused("单位捐赠不填写捐赠人年龄，请改为“年满十八周岁”", "age_of_organisation", field="donor_age")
    if donation.donor_age == Donation.Age.CHILD and not is_guarded(donation):
        raise GROUNDS.refused(
            "未满八周岁不能单独捐赠，请由监护人代为办理并写明姓名和同意情况", "child_alone", field="guardian_name"
        )
    refuse_own_guardian(donation)
    need_consent(donation, consent)
    if donation.is_anonymous and not donation.waiver_note:
        raise GROUNDS.refused("匿名捐赠须写明捐赠人放弃票据的情况", "anonymous_without_waiver", field="waiver_note")
    if not donation.is_anonymous and not donation.donor_name:
        raise Refused("请填写捐赠人，或勾选匿名捐赠", "donor_missing", field="donor_name")


def refuse_own_guardian(donation):
    """A minor is not the own guardian, who is of age.  Raises Refused "guardian_is_donor".  Source: 民法典 23, 27."""
    if donation.donor_age == Donation.Age.ADULT or not donation.guardian_name:
        return
    if cleaning.name(donation.guardian_name) == cleaning.name(donation.donor_name):
        raise GROUNDS.refused("监护人不能是捐赠人本人，请填写监护人的姓名", "guardian_is_donor", field="guardian_name")


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
    donation.own_gift_limit = Decimal(rule.value)
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


def need_no_favour(donation, *, is_related):
    """The beneficiary that a donor names is related neither to the donor nor to those who govern the fund.

    Raises Refused "related_beneficiary".  Source: 慈善法 40, 59.
    """
    if not donation.beneficiary:
        return
    near = donation.fund.governing_names() | {donation.donor_name, donation.guardian_name}
    if is_related or donation.beneficiary in near:
        raise GROUNDS.refused(
            "不得指定捐赠人、管委会成员、监督员或管理人的利害关系人作为受益人，请改为不指定",
            "related_beneficiary",
            field="beneficiary",
        )
