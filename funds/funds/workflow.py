"""States and steps of community funds."""

from governance.kernel.clock.reminders import Due
from governance.kernel.steps.guards import another
from governance.kernel.steps.workflow import Step, Workflow

not_own_proposal = another("own_proposal", "created_by", "不能启用自己发起的基金，请由另一人核对")


PROPOSED, AGREED, ACTIVE, RECTIFYING = "proposed", "agreed", "active", "rectifying"
FUND = Workflow(
    "funds.community_fund",
    Step("propose", "发起设立", (), PROPOSED, "funds.set_up", creates=True, tone="primary", icon="plus-circle"),
    Step("edit", "修改设立方案", (PROPOSED,), PROPOSED, "funds.set_up", icon="pencil"),
    Step("agree", "登记合作协议", (PROPOSED,), AGREED, "funds.set_up", tone="primary", icon="file-earmark-check"),
    Step(
        "activate",
        "核对并启用",
        (AGREED,),
        ACTIVE,
        "funds.confirm",
        (not_own_proposal,),
        tone="primary",
        icon="check2-circle",
        hint="启用后开立分账。所有款物由托管慈善组织收付，本平台只记分账和存证。",
    ),
    Step("suspend", "责令整改", (ACTIVE,), RECTIFYING, "funds.set_up", tone="refuse", icon="pause-circle"),
    Step("rectify", "整改完成，恢复运行", (RECTIFYING,), ACTIVE, "funds.set_up", tone="primary", icon="play-circle"),
    Step("change_members", "调整管委会和监督员", (AGREED, ACTIVE, RECTIFYING), None, "funds.set_up", icon="people"),
    deadlines={
        PROPOSED: Due("", "funds.set_up", "签订合作协议"),
        AGREED: Due("", "funds.confirm", "核对并启用基金"),
        RECTIFYING: Due("", "funds.set_up", "基金整改"),
    },
)
