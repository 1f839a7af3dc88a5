"""Menu entry of the templates of papers."""

from governance.kernel.pages.panels import entry

from .workflow import KEEPERS

entry("系统", "文书模板", "file-earmark-word", "governance:paper_kinds", permission=KEEPERS, order=83)
