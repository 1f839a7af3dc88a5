"""Two rows of the register seem to be one person, and whoever entered the second may not see the first.

The district's office settles it: the rows are merged, or one of them is corrected; then the check ends by itself.
"""

from governance.kernel.clock.reminders import Due
from governance.kernel.steps.states import State, States
from governance.kernel.steps.workflow import CLOCK, Step, Workflow

from .rights import CHECK_IDENTITY

CHECK = Due("", CHECK_IDENTITY, "身份证号待核对")
CHECK_STATES = States(
    WAITING := State("open", "待核对", "warn", groups=("open",), waits_for=CHECK),
    SETTLED := State("settled", "已核对", "ok", groups=("settled",)),
)

IDENTITY_CHECK = Workflow(
    "governance.identity_check",
    Step(
        "ask_correction",
        "请登记人更正",
        (WAITING,),
        WAITING,
        CHECK_IDENTITY,
        icon="chat-left-text",
        adds=True,
        hint="确为两人、号码登记有误时办理：登记人收到消息。只写需要核对的内容，不要写明另一人是谁、登记在何处。",
    ),
    Step("settle", "核对完毕", (WAITING,), SETTLED, CLOCK),
    states=CHECK_STATES,
)
