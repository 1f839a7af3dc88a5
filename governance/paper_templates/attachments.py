"""The file of a template, for whoever keeps templates or confirms them."""

from governance.kernel.papers.file_kinds import WITH_ROW, file_kind

FILE = file_kind("governance.paper_template", "template", "文书模板", readers=WITH_ROW)
SPECIMEN = file_kind("governance.paper_template", "specimen", "试填样张", readers=WITH_ROW)
