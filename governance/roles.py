"""The roles of the portal, their labels and their order (domain.md §0, §2.16).

A role is held by an appointment over an area; code asks for permissions, which
each concept declares with the roles that hold them (`kernel.steps.permissions`).
`manage.py permissions` prints the whole matrix.
"""

from governance.kernel.figures.formats import some_of
from governance.kernel.steps import permissions
from governance.kernel.steps.permissions import permission

DISTRICT, STREET, COMMUNITY = ("district",), ("district", "street"), ("district", "street", "community")
# Each role with its label and the levels of places (see `governance.areas.levels`) at which it may be held.
# Source: domain.md §0 (role identifiers), §1.2, §2.16.
ROLES = {
    "district_leader": ("区领导", DISTRICT),
    "district_office": ("联席办", DISTRICT),
    "dept_officer": ("职能部门经办人", STREET),
    "street_leader": ("街道领导", ("street",)),
    "street_admin": ("街道管理员", ("street",)),
    "street_staff": ("街道工作人员", ("street",)),
    "community_secretary": ("社区（村）书记", ("community",)),
    "community_staff": ("社区专干", ("community",)),
    "branch_secretary": ("小区党支部书记", ("compound", "building")),
    "patch_leader": ("片长", ("compound",)),
    "group_leader": ("组长", ("compound", "building")),
    "neighbour_head": ("邻长", ("compound", "building", "stair_unit")),
    "volunteer_lead": ("志愿队负责人", ("community", "compound")),
    "mediator": ("人民调解员", COMMUNITY),
    "committee_head": ("调委会主任", COMMUNITY),
    "justice_office": ("司法所", STREET),
    "petition_officer": ("信访专干", STREET),
    "peace_office": ("平安办", STREET),
    "fund_manager": ("基金管理员", COMMUNITY),
    "fund_supervisor": ("基金监督员", COMMUNITY),
    "finance_officer": ("财务", COMMUNITY),
    "auditor": ("审计监督员", DISTRICT),
    "sys_admin": ("系统管理员", DISTRICT),
    "sec_admin": ("安全管理员", DISTRICT),
    "audit_admin": ("审计管理员", DISTRICT),
}
LABELS = {name: label for name, (label, _) in ROLES.items()}
LEVELS = {name: levels for name, (_, levels) in ROLES.items()}

# The order of roles, for reminders that go to superiors (domain.md §2, escalation chain).
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
# Words of the reminder ladder that are not roles of their own, and who is notified where a street lacks a leader.
ALIASES = {"unit_head": "street_admin", "street_leader": "street_admin"}

ADMINISTRATORS = ("sys_admin", "sec_admin", "audit_admin")
GRASSROOTS = ("patch_leader", "group_leader", "neighbour_head")

WORKING = tuple(role for role in LABELS if role not in ADMINISTRATORS)  # who has work, and can be late with it

VIEW = permission("governance.view", "查看组织台账", held_by=tuple(role for role in WORKING if role != "dept_officer"))
CONFIGURE = permission("governance.configure", "维护组织体系、规则、工作日历和会议预算", held_by=("district_office",))
# Holders of these roles have work and can be late with it: they say why, and answer those who urge them.
# Source: domain.md §2.17.
REPLY = permission("governance.reply", "说明逾期原因、答复督办", held_by=WORKING, by_unit=True)

# Posts of the registry, which those above them fill; they never speak for a unit.
REGISTRY = ("branch_secretary", "patch_leader", "group_leader", "neighbour_head", "volunteer_lead")
# Posts of which a place has one at a time. A community's secretary is not among them: its rights are a deputy's, too.
# Source: 中国共产党支部工作条例（试行）: a Party branch has one secretary; domain.md §1.1 S23.
SINGLE = ("branch_secretary",)

# Which roles may fill which posts: registry posts below them, or every post that carries system rights.
APPOINTABLE = {
    "governance.appoint": REGISTRY,
    "governance.rights": tuple(role for role in LABELS if role not in GRASSROOTS),
}


# Who sees or keeps much: administrators, leaders, and the office that exports the registers of the whole district.
# Source: domain.md §7 (two kinds of authentication, level 3).
SECOND_FACTOR = permission(
    "governance.second_factor",
    "登录和导出须动态验证码",
    held_by=("district_leader", "district_office", "street_leader", *ADMINISTRATORS),
)


def label(role):
    return LABELS.get(role, role)


def choices():
    return list(LABELS.items())


def holders(permission):
    """Who does this, in words, those nearest to the residents first: "社区（村）书记、街道工作人员"."""
    found = sorted(with_permission(permission), key=lambda role: CHAIN.index(role) if role in CHAIN else len(CHAIN))
    return some_of(map(label, found)) or "系统"


def permissions_of(role):
    """The permissions of a role, as a set of names."""
    return permissions.held_by(role)


def with_permission(name):
    """Roles that carry a permission, in the order of the labels."""
    holders = permissions.roles_with(name)
    return [role for role in LABELS if role in holders]
