"""States and steps of the mark of a key household.  Source: domain.md §2.12."""

from governance.areas.workflow import EDIT_REGISTRY
from governance.kernel.steps.states import State, States
from governance.kernel.steps.workflow import Step, Workflow

STATES = States(
    MARKED := State("marked", "走访中", "info", groups=("standing",)),
    UNMARKED := State("unmarked", "已取消", "", groups=("ended",)),
)
KEY_HOUSEHOLD = Workflow(
    "projects.key_household",
    Step(
        "mark",
        "标记重点走访户",
        (),
        MARKED,
        EDIT_REGISTRY,
        creates=True,
        tone="primary",
        icon="house-heart",
        hint="门牌和缘由加密保存；每月走访的邻长等只看到门牌，看不到缘由。",
    ),
    Step(
        "unmark",
        "取消标记",
        (MARKED,),
        UNMARKED,
        EDIT_REGISTRY,
        tone="refuse",
        hint="取消后不再列入今日走访，走访记录和标记都保留备查。",
    ),
    states=STATES,
)
