"""The person's own pages in the menu, and on the work page the forms that were not sent yet."""

from governance.kernel.pages.panels import Panel, entry, panel
from governance.kernel.steps import drafts


@panel("work.drafts", order=20)
def unsent_forms(user, viewer):
    """Drafts of rows that do not exist yet; the draft of a step is shown on its row."""
    rows = drafts.unsent(user)
    return Panel("未提交的表单", "governance/desk/_unsent.html", {"rows": rows}, meta="仅本人可见") if rows else None


entry("工作", "我的待办", "inbox", "work", shows=lambda user: True, order=10, phone="待办", count="waiting")
entry("工作", "消息提醒", "bell", "inbox", shows=lambda user: True, order=11, phone="消息", count="unread")
