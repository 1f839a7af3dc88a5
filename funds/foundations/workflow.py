"""States and steps of foundations."""

from governance.kernel.steps.workflow import Step, Workflow

LINKED, ENDED = "linked", "ended"

FOUNDATION = Workflow(
    "funds.foundation",
    Step("link", "登记基金会", (), LINKED, "funds.set_up", creates=True, tone="primary", icon="link-45deg"),
    Step("edit", "修改信息", (LINKED,), LINKED, "funds.set_up", icon="pencil"),
    Step("end", "终止合作", (LINKED,), ENDED, "funds.set_up", tone="refuse", icon="x-circle"),
)
