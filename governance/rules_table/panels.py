"""Menu entries of rules: everybody who decides or sets something may look them up."""

from governance.kernel.pages.panels import entry

entry(
    "系统",
    "规则与参数",
    "sliders",
    "/governance/rules/",
    permission=("governance.configure", "governance.supervise", "governance.accounts", "governance.rights"),
    order=80,
)
entry(
    "系统",
    "议事规则",
    "journal-check",
    "/governance/thresholds/",
    permission=("governance.deliberate", "governance.conference"),
    order=81,
)
