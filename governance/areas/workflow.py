"""What happens to a place: it is registered, renamed, merged, split, closed; never deleted.  Source: domain.md §6.2."""

from governance.kernel.steps.guards import condition, moot, others
from governance.kernel.steps.permissions import permission
from governance.kernel.steps.states import State, States
from governance.kernel.steps.workflow import Step, Workflow

EDIT_AREAS = permission(
    "governance.edit_areas", "新增、拆分、并入和停用区域", held_by=("district_office", "street_admin")
)
EDIT_REGISTRY = permission(
    "governance.edit_registry",
    "维护台账",
    held_by=(
        "district_office",
        "street_admin",
        "street_staff",
        "community_secretary",
        "community_staff",
        "branch_secretary",
    ),
)

STATES = States(
    CURRENT := State("current", "现行", "", groups=("current",)),
    ENDED := State("ended", "已停用", "warn", groups=("ended",)),
)
UPPER = ("district", "street", "community")


@others("by_office")
def statutory_by_office(area, user):
    """Names and borders of communities and above are changed by the street or the district, not by the place itself."""
    if user is not None and area.level in UPPER and not user.can(EDIT_AREAS, area):
        return "社区（村）及以上的名称由街道或联席办维护"
    return ""


@moot("root")
def not_the_root(area, user):
    return "区级不能并入、拆分或停用" if area.level == "district" else ""


@moot("wrong_level")
def can_be_split(area, user):
    return "" if area.level in ("street", "community", "compound") else "只有镇街、社区和小区可以拆分"


@moot("only_a_compound")
def only_a_compound(area, user):
    return "" if area.level == "compound" else "只在小区填报"


@condition("has_children")
def has_no_children(area, user):
    n = area.children.in_group("current").count()
    return f"还有 {n} 个现行的下级，请先停用或并入其他区域" if n else ""


@condition("has_posts")
def has_no_posts(area, user):
    n = area.appointments.active().count()
    return f"还有 {n} 个在任岗位，请先办理离任" if n else ""


@condition("has_organisations")
def has_no_organisations(area, user):
    n = area.organisations.living().count()
    return f"还有 {n} 个未撤销的组织，请先撤销" if n else ""


AREA = Workflow(
    "governance.area",
    Step("create", "新增区域", (), CURRENT, EDIT_REGISTRY, creates=True, tone="primary", icon="plus-lg"),
    Step("edit", "编辑台账", (CURRENT,), CURRENT, EDIT_REGISTRY, tone="primary", icon="pencil-square", edits=True),
    Step("fill", "填报“1+6”", (CURRENT,), CURRENT, EDIT_REGISTRY, (only_a_compound,), icon="diagram-3", edits=True),
    Step("muster", "填报六方力量", (CURRENT,), CURRENT, EDIT_REGISTRY, (only_a_compound,), icon="people", edits=True),
    Step(
        "confirm",
        "核对台账无误",
        (CURRENT,),
        CURRENT,
        EDIT_REGISTRY,
        (only_a_compound,),
        icon="check2-square",
        hint="核对过人员、组织、楼栋和户数，没有变化的，在此登记；有变化的请先修改。",
        adds=True,
        done="已登记核对",
    ),
    Step(
        "rename",
        "更改名称",
        (CURRENT,),
        CURRENT,
        EDIT_REGISTRY,
        (statutory_by_office,),
        icon="cursor-text",
        hint="原名称和使用日期会保留，按原名称仍能查到。",
    ),
    Step(
        "split",
        "拆分",
        (CURRENT,),
        CURRENT,
        EDIT_AREAS,
        (not_the_root, can_be_split),
        icon="signpost-split",
        hint="划出的下级连同其全部记录归入新区域，代码不变。",
    ),
    Step(
        "merge",
        "并入其他区域",
        (CURRENT,),
        ENDED,
        EDIT_AREAS,
        (not_the_root,),
        tone="back",
        icon="sign-merge-right",
        hint="下级连同其全部记录归入对方，代码不变；本区域停用并保留在台账中。",
    ),
    Step(
        "close",
        "停用",
        (CURRENT,),
        ENDED,
        EDIT_AREAS,
        (not_the_root, has_no_children, has_no_posts, has_no_organisations),
        tone="refuse",
        icon="slash-circle",
    ),
    states=STATES,
)
