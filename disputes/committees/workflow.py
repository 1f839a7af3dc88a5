"""What happens to a mediation committee: set up, changed, elected again, closed."""

from governance.areas.levels import Levels
from governance.kernel.steps.permissions import permission
from governance.kernel.steps.states import State, States
from governance.kernel.steps.workflow import Step, Workflow

SET_UP = permission("disputes.set_up", "设立和调整调委会", held_by=("street_admin", "justice_office"))

COMMITTEES = Levels(
    "disputes.mediationcommittee",
    "level",
    {
        "district": ("district",),
        "street": ("street",),
        "community": ("community",),
        "special": ("district", "street"),
    },
    says="{what}调委会只设在{where}，请改选区域",
)
STATES = States(
    IN_OFFICE := State("in_office", "履职中", "ok", groups=("in_office",)),
    CLOSED := State("closed", "已撤销", "", groups=("ended",)),
)


def has_no_open_cases(committee, user):
    left = committee.cases.open().count()
    return f"还有 {left} 件在办案件，请先办结或转由其他调委会办理" if left else ""


COMMITTEE = Workflow(
    "disputes.mediation_committee",
    Step("establish", "登记调委会", (), IN_OFFICE, SET_UP, creates=True, tone="primary", icon="plus-lg"),
    Step("change", "调整信息和调解员", (IN_OFFICE,), IN_OFFICE, SET_UP, tone="primary", icon="people", edits=True),
    Step("close", "撤销调委会", (IN_OFFICE,), CLOSED, SET_UP, (has_no_open_cases,), tone="refuse", icon="slash-circle"),
    states=STATES,
)
