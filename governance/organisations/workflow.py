"""What happens to a body that works in an area, and to the schemes such bodies fill.  Source: domain.md §1.3, §2.14."""

from governance.areas.levels import Levels
from governance.areas.workflow import EDIT_REGISTRY
from governance.kernel.clock.reminders import Due
from governance.kernel.steps.guards import another_user, moot
from governance.kernel.steps.states import State, States
from governance.kernel.steps.workflow import CLOCK, Step, Workflow
from governance.roles import CONFIGURE

EDIT, RENEWAL = EDIT_REGISTRY, "届满换届"
ELECTED = ("branch", "self_gov_committee", "owners_committee")  # kinds that are elected for a term
TERM_OVER = Due("", EDIT, RENEWAL, due=lambda organisation: organisation.term_until)
TERM_ENDS = Due("term_expiry", EDIT, RENEWAL, start=lambda organisation: organisation.term_until)

ANYWHERE = ("district", "street", "community", "compound")
BODIES = Levels(
    "governance.organisation",
    "kind",
    {
        "branch": ("community", "compound", "building"),
        "self_gov_committee": ("compound",),
        "owners_committee": ("compound",),
        "property_company": ANYWHERE,
        "grid": ("community", "compound"),
        "leads": ("community", "compound"),
        "volunteer_team": ("street", "community", "compound"),
        "social_org": ANYWHERE,
        "resident_unit": ("street", "community", "compound"),
        "unit": ("district", "street"),
    },
)
STATES = States(
    PROPOSED := State("proposed", "筹建", "wait", groups=("living",)),
    ACTIVE := State("active", "运行中", "ok", groups=("living", "active", "renewable")),
    EXPIRED := State("expired", "届满未换届", "warn", groups=("living", "renewable"), waits_for=TERM_OVER),
    DISSOLVED := State("dissolved", "已撤销", "", groups=("dissolved",)),
)
LIVING = STATES.group("living")

SCHEME_STATES = States(
    IN_FORCE := State("current", "施行中", "ok", groups=("current",)),
    ENDED := State("ended", "已停用", "", groups=("ended",)),
)


@moot("no_terms")
def has_terms(organisation, user):
    return "" if organisation.kind in ELECTED else "这类组织没有任期，不办理换届"


not_own_proposal = another_user("own_proposal", "created_by", "本组织由您登记，请由另一人批准运行")


ORGANISATION = Workflow(
    "governance.organisation",
    Step("propose", "登记组织", (), PROPOSED, EDIT, creates=True, tone="primary", icon="plus-lg"),
    Step("activate", "批准运行", (PROPOSED,), ACTIVE, EDIT, (not_own_proposal,), tone="primary"),
    Step("renew", "登记换届", STATES.group("renewable"), ACTIVE, EDIT, (has_terms,), icon="arrow-repeat"),
    Step("edit", "修改信息", LIVING, None, EDIT, icon="pencil-square", edits=True),
    Step("enrol", "登记成员", LIVING, None, EDIT, icon="person-plus"),
    Step("release", "成员离任", LIVING, None, EDIT, icon="person-dash"),
    Step("expire", "任期届满", (ACTIVE,), EXPIRED, CLOCK),
    Step("dissolve", "撤销组织", LIVING, DISSOLVED, EDIT, tone="refuse", icon="slash-circle"),
    states=STATES,
)

SCHEME = Workflow(
    "governance.org_scheme",
    Step("publish", "发布组织体系", (), IN_FORCE, CONFIGURE, creates=True, tone="primary", icon="plus-lg"),
    Step(
        "edit",
        "修改位置",
        (IN_FORCE,),
        IN_FORCE,
        CONFIGURE,
        tone="primary",
        icon="pencil-square",
        hint="可改名称、类别和是否必设，也可增加位置；要取消已有填报的位置，请发布新版本。",
        edits=True,
    ),
    Step("set_forces", "调整六方力量", (IN_FORCE,), IN_FORCE, CONFIGURE, icon="people", edits=True),
    Step("end", "停用", (IN_FORCE,), ENDED, CONFIGURE, tone="refuse", icon="slash-circle"),
    states=SCHEME_STATES,
)
