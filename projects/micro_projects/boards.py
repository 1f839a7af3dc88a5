"""What projects show on the leaders' boards: the pipeline, the nine categories, fiscal and residents' money."""

from django.db.models import Count

from governance.boards.board import account, column
from governance.kernel.figures.metrics import METRICS, metric
from governance.kernel.models.addresses import list_address
from governance.kernel.pages.panels import Panel, panel
from projects.demands.metrics import by_category
from projects.micro_projects.models.budgets import ACCOUNTS, FundingSource
from projects.micro_projects.models.projects import MicroProject
from projects.micro_projects.tables import FundingTable

from .workflow.states import APPROVED, STATES

RESIDENT_KINDS = [kind for kind, account_key in ACCOUNTS.items() if account_key == "qian"]
PIPELINE = (  # the fixed procedure: label, group of states, what is there
    ("小区申报", "applying", "草稿"),
    ("民主议事", "deliberation", "议事中或已议定"),
    ("社区初审", "community_review", "待初审或补正"),
    ("街道审核", "street_review", "待审核"),
    ("联席会议审议", "conference", "待上会或审议中"),
    ("立项", "approved", "已立项"),
)


@metric(
    "resident_yuan",
    "居民自筹",
    unit="元",
    definition="已立项微项目中居民筹资、筹工折价和公共收益之和",
    table=FundingTable,
    date_basis="立项日期",
    total="amount",
    area_path="project__area",
    order=305,
)
def resident_money(period):
    rows = FundingSource.objects.filter(
        kind__in=RESIDENT_KINDS, project__status=APPROVED, project__approved_on__lte=period.as_of
    )
    return period.within(period.below(rows, "project__area"), "project__approved_on")


def paid_note(period):
    return f"已立项 {METRICS['microprojects'].numerator(period)} 个微项目，已拨付金额"


account("fei", "费", "政府的“费”", "microproject_fiscal_yuan", note=paid_note, order=1)
account("qian", "钱", "居民的“钱”", "resident_yuan", note=lambda period: "居民筹资、筹工折价、公共收益", order=3)
column("demand_n", "需求", order=70)
column("microprojects", "微项目", order=71, bar=True)
column("microproject_fiscal_yuan", "财政/万元", order=72, money=True)


@panel("dashboard", order=60)
def pipeline(period, user):
    """The number of projects at each stage now."""

    def by_state(one):
        return one.below(MicroProject.objects.all()).order_by().values_list("status").annotate(n=Count("pk"))

    counted = dict(period.rows(pipeline, by_state))
    stages = [
        {"label": label, "n": sum(counted.get(state, 0) for state in STATES.group(group)), "note": note}
        for label, group, note in PIPELINE
    ]
    if not any(stage["n"] for stage in stages):
        return None
    return Panel(
        "微项目流水线",
        "projects/micro_projects/_pipeline.html",
        {"stages": stages},
        css="c-12",
        meta="当前各环节项目数",
        more_url=f"{list_address(MicroProject)}?tab=all&area={period.area.code}",
        more_label="项目列表",
    )


@panel("dashboard", order=30)
def categories(period, user):
    """The nine categories of key problems by demands accepted."""
    counted = by_category(period)
    if not counted:
        return None
    option = {
        "tooltip": {"trigger": "axis"},
        "grid": {"top": 4, "right": 40},
        "xAxis": {"type": "value", "show": False},
        "yAxis": {"type": "category", "inverse": True, "data": [name for name, _ in counted]},
        "series": [
            {
                "type": "bar",
                "name": "受理",
                "label": {"show": True, "position": "right"},
                "data": [
                    {"value": n, "itemStyle": {"color": "var(--ht-c1)" if place == 0 else "var(--ht-bar)"}}
                    for place, (_, n) in enumerate(counted)
                ],
            }
        ],
    }
    first = counted[0]
    return Panel(
        "九类重点问题",
        "governance/boards/_chart_card.html",
        {
            "chart_key": "categories",
            "chart_option": option,
            "chart_label": f"九类重点问题受理件数条形图，{first[0]} {first[1]} 件最多",
        },
        css="c-4",
        meta="需求受理件数",
    )
