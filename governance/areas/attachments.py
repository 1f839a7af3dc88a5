"""Files that places carry, and who may read them."""

from governance.kernel.papers.file_kinds import WITH_ROW, file_kind

EVIDENCE = file_kind("governance.area", "evidence", "补录证明材料", readers=WITH_ROW)
