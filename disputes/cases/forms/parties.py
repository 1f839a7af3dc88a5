"""The rows of the party form."""

from disputes.cases.models.parties import Party
from governance.kernel.steps import validators
from governance.kernel.steps.line_columns import Column
from governance.kernel.steps.lines import LinesField


def allow_mask(rule):
    """A cell that may come back as the mask it was shown as."""
    return lambda raw: str(raw).strip() if "*" in str(raw) else rule(raw)


def clean_number(raw):
    """Identity number or credit code: which one it must be depends on the row's type and is checked by the action."""
    return validators.text(raw, 30).upper()


COLUMNS = (
    Column("side", "身份", "choice", choices=Party.Side.choices),
    Column("kind", "类型", "choice", choices=Party.Kind.choices),
    Column("name", "姓名（名称）", max_length=60),
    Column("id_number", "证件号", required=False, clean=clean_number),
    Column("phone", "电话", required=False, clean=allow_mask(validators.phone)),
    Column("address", "住址", required=False, max_length=120),
    Column("people_count", "人数", "int", required=False, least=1, most=9999),
    Column("is_minor", "未成年", "flag", required=False),
    Column("is_earning", "靠自己劳动收入生活", "flag", required=False),
    Column("representative", "代理人", required=False, max_length=40),
    Column("representative_relation", "代理关系", required=False, max_length=20),
    Column("consent", "调解意愿", "choice", required=False, choices=Party.Consent.choices),
)


class PartiesField(LinesField):
    """Two parties at least: the page offers two rows, the action reports what is missing."""

    def __init__(self, **options):
        options.setdefault("label", "当事人")
        options.setdefault("help_text", "证件号、电话、住址加密保存，页面只显示脱敏内容")
        super().__init__(COLUMNS, min_rows=1, max_rows=60, **options)
        self.widget.min_rows = 2


def masked_rows(case):
    """The case's parties as the form shows them: sealed values as masks, which come back for unchanged ones."""
    return [
        {
            **{column.name: getattr(party, column.name) for column in COLUMNS},
            "id_number": party.masked_id_number,
            "phone": party.masked_phone,
            "address": party.masked_address,
        }
        for party in case.parties.filter(is_current=True)
    ]
