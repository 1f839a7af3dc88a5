"""Menu entry of the work calendar."""

from governance.kernel.pages.panels import entry

entry(
    "系统",
    "工作日历",
    "calendar3",
    "/governance/workdays/",
    permission=("governance.configure", "governance.supervise", "governance.accounts"),
    order=82,
)
