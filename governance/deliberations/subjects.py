"""What a deliberation is about: its matter, and the declarations that it is none of those with rules of their own.

Source: 民法典 278, 279, 281; 居委会组织法 (2025) 17–20; 村委会组织法 (2025) 19; 基层组织选举工作条例; domain.md §2.7.
"""

from django.db import models

from governance.areas.naming import said_of


class Matter(models.TextChoices):
    """What a deliberation is about; `competences` says which body may take it up.  Source: 民法典 278, 279, 281."""

    PROJECT = "project", "微项目（不改变、不经营共有部分）"
    GENERAL = "general", "一般事项"
    MONEY = "money", "资金使用"
    COMMUNITY_AFFAIRS = "community_affairs", "社区（村）公共事务"
    ELECTION = "election", "推选（楼栋长、议事会成员等）"
    PARTY_ELECTION = "party_election", "党内选举"
    OWNERS_RULES = "owners_rules", "制定或修改业主大会议事规则"
    COVENANT = "covenant", "制定或修改管理规约"
    OWNERS_COMMITTEE = "owners_committee", "选举或更换业主委员会"
    COMPANY = "company", "选聘或解聘物业服务企业"
    FEE_PLAN = "fee_plan", "物业费标准和调整方案"
    COMMON_INCOME = "common_income", "公共收益分配和使用"
    COMMITTEE_EXPENSES = "committee_expenses", "业主委员会工作经费"
    REPAIR_FUND_USE = "repair_fund_use", "使用维修资金"
    EMERGENCY_REPAIR = "emergency_repair", "紧急维修使用维修资金"
    REPAIR_FUND_RAISE = "repair_fund_raise", "筹集维修资金"
    REBUILD = "rebuild", "改建、重建建筑物及其附属设施"
    COMMON_PARTS = "common_parts", "改变共有部分用途或利用共有部分经营"
    BUSINESS_USE = "business_use", "住宅改为经营性用房"


QUESTION = "是否涉及须由业主共同决定的重大事项"
OWNERS_MATTERS = (
    "改变共有部分用途或利用共有部分经营、改建重建或加装电梯、使用或筹集维修资金、选聘解聘物业、"
    "业委会选举更换、管理规约和议事规则、物业费、公共收益"
)


class OwnersMatters(models.TextChoices):
    """The answer to QUESTION: words alone do not tell every matter of the owners, so whoever calls declares it."""

    NONE = "none", "已逐项核对，均不涉及"
    SOME = "some", "涉及"


ELECTS = "是否选举、罢免居（村）民委员会成员或者党组织的委员、书记"


class Elects(models.TextChoices):
    """The answer to ELECTS, asked of bodies that could be called for it under another name."""

    NOBODY = "nobody", "不选举、不罢免"
    SOMEBODY = "somebody", "选举或者罢免"


class Declared:
    """The declarations of a Deliberation in words."""

    @property
    def declaration(self):
        """What whoever called it declared, for its papers; "" where nobody was asked."""
        if self.owners_matters != OwnersMatters.NONE:
            return ""
        return f"召集人已逐项核对，本次议事不涉及须由业主共同决定的重大事项（{OWNERS_MATTERS}）"

    @property
    def elections_declared(self):
        """The same of elections that have rules of their own."""
        if self.elects != Elects.NOBODY:
            return ""
        return said_of(
            self.area, "召集人已核对，本次议事不选举、不罢免居（村）民委员会成员，也不选举党组织的委员、书记"
        )
