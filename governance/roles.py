"""Role → permissions: the only file with role names (domain.md §0, §2.16).

A role is held by an appointment over an area; code asks for permissions.
"""

LABELS = {
    "district_leader": "区领导",
    "district_office": "联席办",
    "dept_officer": "职能部门经办人",
    "street_leader": "街道领导",
    "street_admin": "街道管理员",
    "street_staff": "街道工作人员",
    "community_secretary": "社区（村）书记",
    "community_staff": "社区专干",
    "branch_secretary": "小区党支部书记",
    "patch_leader": "片长",
    "group_leader": "组长",
    "neighbour_head": "邻长",
    "volunteer_lead": "志愿队负责人",
    "mediator": "人民调解员",
    "committee_head": "调委会主任",
    "justice_office": "司法所",
    "petition_officer": "信访专干",
    "peace_office": "平安办",
    "fund_manager": "基金管理员",
    "fund_supervisor": "基金监督员",
    "finance_officer": "财务",
    "auditor": "审计监督员",
    "sys_admin": "系统管理员",
    "sec_admin": "安全管理员",
    "audit_admin": "审计管理员",
}

# Who stands above whom, for reminders that go up (domain.md §2, escalation chain).
CHAIN = (
    "neighbour_head",
    "group_leader",
    "patch_leader",
    "branch_secretary",
    "community_secretary",
    "street_admin",
    "street_leader",
    "district_office",
    "district_leader",
)
# Words of the reminder ladder that are not roles of their own, and who is told where a street has no leader's account.
ALIASES = {"unit_head": "street_admin", "street_leader": "street_admin"}

ADMINISTRATORS = ("sys_admin", "sec_admin", "audit_admin")
GRASSROOTS = ("patch_leader", "group_leader", "neighbour_head")

REGISTRY = {"governance.view", "governance.board"}
FIELD = {"governance.view", "projects.view", "projects.report"}

PERMISSIONS = {
    "district_leader": {
        *REGISTRY,
        "governance.chair",
        "governance.sign",
        "governance.supervise",
        "governance.urge",
        "projects.view",
        "projects.over_cap",
        "disputes.count",
        "funds.view",
    },
    "district_office": {
        *REGISTRY,
        "governance.edit_areas",
        "governance.edit_registry",
        "governance.appoint",
        "governance.configure",
        "governance.conference",
        "governance.deliberate",
        "governance.supervise",
        "governance.urge",
        "projects.view",
        "projects.report",
        "projects.route",
        "projects.answer",
        "projects.list",
        "projects.configure",
        "disputes.count",
        "funds.view",
    },
    # 街道党工委书记 or 分管领导, above the street's administrator in the chain (domain.md §2): a street holds its own
    # conference every month (§2.8), presided over and signed for by its leader, within the street.
    "street_leader": {
        *REGISTRY,
        "governance.chair",
        "governance.sign",
        "governance.supervise",
        "governance.urge",
        "projects.view",
        "disputes.count",
        "funds.view",
    },
    "dept_officer": {"governance.attend", "governance.act", "projects.opine"},
    "street_admin": {
        *REGISTRY,
        "governance.edit_areas",
        "governance.edit_registry",
        "governance.appoint",
        "governance.conference",
        "governance.attend",
        "governance.act",
        "governance.deliberate",
        "governance.answer_objection",
        "governance.urge",
        "projects.view",
        "projects.report",
        "projects.route",
        "projects.answer",
        "projects.visit",
        "projects.review",
        "disputes.count",
        "disputes.supervise",
        "disputes.set_up",
        "funds.view",
        "funds.set_up",
    },
    "street_staff": {
        *REGISTRY,
        "governance.edit_registry",
        "projects.view",
        "projects.report",
        "projects.route",
        "projects.answer",
        "projects.visit",
        "disputes.count",
        "funds.view",
    },
    "community_secretary": {
        *REGISTRY,
        "governance.edit_registry",
        "governance.appoint",
        "governance.deliberate",
        "governance.answer_objection",
        "projects.view",
        "projects.report",
        "projects.route",
        "projects.answer",
        "projects.apply",
        "projects.check",
        "disputes.office",
        "disputes.register",
        "disputes.count",
        "funds.view",
        "funds.record",
    },
    "community_staff": {
        *FIELD,
        "governance.edit_registry",
        "projects.route",
        "projects.answer",
        "projects.apply",
        "disputes.office",
        "disputes.register",
        "disputes.count",
        "funds.view",
    },
    "branch_secretary": {
        *FIELD,
        "governance.board",
        "governance.edit_registry",
        "governance.deliberate",
        "projects.answer",
        "projects.apply",
        "disputes.report",
        "disputes.count",
    },
    "patch_leader": {*FIELD, "disputes.report"},
    "group_leader": {*FIELD, "disputes.report"},
    "neighbour_head": {*FIELD, "disputes.report"},
    "volunteer_lead": {"governance.view"},
    "mediator": {"governance.view", "disputes.register", "disputes.mediate", "disputes.reveal"},
    "committee_head": {
        "governance.view",
        "disputes.view",
        "disputes.register",
        "disputes.accept",
        "disputes.mediate",
        "disputes.reveal",
        "disputes.count",
    },
    "justice_office": {
        "governance.view",
        "disputes.view",
        "disputes.supervise",
        "disputes.set_up",
        "disputes.reveal",
        "disputes.count",
    },
    "petition_officer": {"governance.view", "disputes.count"},
    "peace_office": {"governance.view", "governance.board", "disputes.count"},
    "fund_manager": {"governance.view", "projects.view", "funds.view", "funds.record"},
    "fund_supervisor": {"governance.view", "funds.view", "funds.oversee"},
    "finance_officer": {"governance.view", "projects.view", "projects.pay", "funds.view", "funds.confirm"},
    "auditor": {*REGISTRY, "projects.view", "disputes.count", "funds.view", "funds.oversee"},
    "sys_admin": {"governance.accounts"},
    "sec_admin": {"governance.rights", "governance.account_list"},
    "audit_admin": {"governance.logs"},
}
PERMISSIONS["sys_admin"] |= {"governance.account_list"}
# Whoever has work can be late with it: they say why, and answer those who urge them (domain.md §2.17).
for _role, _granted in PERMISSIONS.items():
    if _role not in ADMINISTRATORS:
        _granted.add("governance.reply")

# Who may hand out which posts: registry posts below them, or every post that carries system rights.
APPOINTABLE = {
    "governance.appoint": (
        "branch_secretary",
        "patch_leader",
        "group_leader",
        "neighbour_head",
        "volunteer_lead",
    ),
    "governance.rights": tuple(role for role in LABELS if role not in GRASSROOTS),
}


def label(role):
    return LABELS.get(role, role)


def choices():
    return list(LABELS.items())


def holders(permission):
    """Who does this, in words, those nearest to the residents first: "社区（村）书记、街道工作人员"."""
    found = sorted(with_permission(permission), key=lambda role: CHAIN.index(role) if role in CHAIN else len(CHAIN))
    return "、".join(map(label, found[:3])) or "系统"


def with_permission(permission):
    """Roles that carry a permission."""
    return [role for role, granted in PERMISSIONS.items() if permission in granted]
