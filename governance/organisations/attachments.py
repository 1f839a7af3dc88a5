"""Files that bodies carry, and who may read them: elections name their candidates, so those who keep the registry."""

from governance.kernel.papers.file_kinds import file_kind, over

from .workflow import EDIT

EVIDENCE = file_kind("governance.organisation", "evidence", "补录证明材料", readers=over(EDIT))
