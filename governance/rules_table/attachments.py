"""Files that dated rules carry, and who may read them: the text of a law is public."""

from governance.kernel.papers.file_kinds import WITH_ROW, file_kind

LAW = file_kind("governance.rule", "law", "先行施行的法律文本", readers=WITH_ROW)
