"""Files that foundations carry, and who may read them."""

from funds.roles import SET_UP
from governance.kernel.papers.file_kinds import file_kind, over

EVIDENCE = file_kind("funds.foundation", "evidence", "补录证明材料", readers=over(SET_UP))
