"""Files that funds carry, and who may read them: agreements name bank accounts and who signed."""

from funds.roles import CONFIRM, OVERSEE, RECORD, SET_UP
from governance.kernel.papers.file_kinds import file_kind, over

AGREEMENT = file_kind("funds.community_fund", "agreement", "合作协议", readers=over(SET_UP, RECORD, CONFIRM, OVERSEE))
MEMBERS_DECISION = file_kind(
    "funds.community_fund", "members", "调整管委会的决定", readers=over(SET_UP, RECORD, CONFIRM, OVERSEE)
)
