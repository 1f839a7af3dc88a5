"""Files that micro-projects carry, and who may read them."""

from governance.kernel.papers.file_kinds import WITH_ROW, file_kind

KIND = "projects.micro_project"
PHOTO_BEFORE = file_kind(KIND, "photo_before", "现状照片", readers=WITH_ROW)
SITE_VISIT = file_kind(KIND, "site_visit", "踏勘照片", readers=WITH_ROW)
QUOTE_PAPER = file_kind(KIND, "quote", "报价单", readers=WITH_ROW)
