"""Files that rolls carry, and who may read them: whoever reads the roll itself, for they name the same owners."""

from governance.kernel.papers.file_kinds import file_kind, over

from .workflow import READ

CHANGE = file_kind("governance.roll", "change", "变动、核对依据材料", readers=over(READ))
FILING = file_kind("governance.roll", "filing", "公示、备案材料", readers=over(READ))
