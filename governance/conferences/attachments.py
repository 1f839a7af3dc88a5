"""Files that tasks of a conference carry, and who may read them."""

from governance.kernel.papers.file_kinds import WITH_ROW, file_kind

RESULT = file_kind("governance.action_item", "result", "办理结果材料", readers=WITH_ROW)
