"""On the work page: forms this person began to fill in and has not sent."""

from governance.kernel import drafts
from governance.kernel.panels import Panel, panel


@panel("work.drafts", order=20)
def unsent_forms(user, viewer):
    """Only rows that do not exist yet: a step of a row is found where the row is."""
    rows = drafts.unsent(user)
    return Panel("未提交的表单", "governance/_unsent.html", {"rows": rows}, meta="仅本人可见") if rows else None
