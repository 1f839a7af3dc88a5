"""Files that grants carry, and who may read them: minutes name members, vouchers the payee's bank account."""

from funds.roles import CONFIRM, OVERSEE, RECORD
from governance.kernel.papers.file_kinds import file_kind, over

from .workflow import CHECK_VOTE, SETTLE, VOTE

KIND = "funds.grant"
HANDLERS = over(RECORD, CONFIRM, OVERSEE, VOTE, CHECK_VOTE, SETTLE)

MINUTES = file_kind(KIND, "minutes", "管委会会议记录", readers=HANDLERS)
VOUCHER = file_kind(KIND, "voucher", "付款凭据", readers=over(RECORD, CONFIRM, OVERSEE))
