"""What happens to a body that works in an area, and to the schemes such bodies fill.  Source: domain.md §1.3, §2.14."""

from governance.kernel.clock.reminders import Due
from governance.kernel.steps.guards import another, moot
from governance.kernel.steps.workflow import CLOCK, Step, Workflow

PROPOSED, ACTIVE, EXPIRED, DISSOLVED = "proposed", "active", "expired", "dissolved"
LIVING = (PROPOSED, ACTIVE, EXPIRED)
ELECTED = ("branch", "self_gov_committee", "owners_committee")  # they serve for a term and are elected anew
EDIT = "governance.edit_registry"
RENEWAL = "届满换届"


@moot("no_terms")
def has_terms(organisation, user):
    return "" if organisation.kind in ELECTED else "这类组织没有任期，不办理换届"


not_own_proposal = another("own_proposal", "created_by", "本组织由您登记，请由另一人批准运行")


ORGANISATION = Workflow(
    "governance.organisation",
    Step("propose", "登记组织", (), PROPOSED, EDIT, creates=True, tone="primary", icon="plus-lg"),
    Step("activate", "批准运行", (PROPOSED,), ACTIVE, EDIT, (not_own_proposal,), tone="primary", icon="check2-circle"),
    Step("renew", "登记换届", (ACTIVE, EXPIRED), ACTIVE, EDIT, (has_terms,), icon="arrow-repeat"),
    Step("edit", "修改信息", LIVING, None, EDIT, icon="pencil-square"),
    Step("enrol", "登记成员", LIVING, None, EDIT, icon="person-plus"),
    Step("release", "成员离任", LIVING, None, EDIT, icon="person-dash"),
    Step("expire", "任期届满", (ACTIVE,), EXPIRED, CLOCK),
    Step("dissolve", "撤销组织", LIVING, DISSOLVED, EDIT, tone="refuse", icon="slash-circle"),
    deadlines={EXPIRED: Due("", EDIT, RENEWAL, due=lambda organisation: organisation.term_until)},
)
TERM_ENDS = Due("term_expiry", EDIT, RENEWAL, start=lambda organisation: organisation.term_until)

SCHEME = Workflow(
    "governance.org_scheme",
    Step(
        "publish", "发布组织体系", (), "current", "governance.configure", creates=True, tone="primary", icon="plus-lg"
    ),
    Step(
        "edit",
        "修改位置",
        ("current",),
        "current",
        "governance.configure",
        tone="primary",
        icon="pencil-square",
        hint="可改名称、类别和是否必设，也可增加位置；要取消已有填报的位置，请发布新版本。",
    ),
    Step("set_forces", "调整六方力量", ("current",), "current", "governance.configure", icon="people"),
    Step("end", "停用", ("current",), "ended", "governance.configure", tone="refuse", icon="slash-circle"),
)
