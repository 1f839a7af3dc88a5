"""On the work page: forms this person began to fill in and has not sent."""

from governance.kernel.pages.panels import Panel, entry, panel
from governance.kernel.steps import drafts


@panel("work.drafts", order=20)
def unsent_forms(user, viewer):
    """Only rows that do not exist yet: a step of a row is found where the row is."""
    rows = drafts.unsent(user)
    return Panel("未提交的表单", "governance/desk/_unsent.html", {"rows": rows}, meta="仅本人可见") if rows else None


entry("工作", "我的待办", "inbox", "/", shows=lambda user: True, order=10, phone="待办", count="waiting")
entry("工作", "消息提醒", "bell", "/inbox/", shows=lambda user: True, order=11, phone="消息", count="unread")
