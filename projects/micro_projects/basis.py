"""Which deliberation carries a micro-project: that depends on what it does to the owners' common parts.

Source: 民法典 278 (7)–(9); 居委会组织法 (2025) 32; 村委会组织法 (2025) 24, 30; domain.md §2.1, §2.7.
"""

from django.db import models

from governance.deliberations import bodies, competences
from governance.models import Deliberation

Matter = Deliberation.Matter


class CommonParts(models.TextChoices):
    """What the project does to what all owners of the compound hold in common."""

    NONE = "none", "不涉及业主共有部分"
    UPKEEP = "upkeep", "维修养护共有部分，不改变用途"
    ALTER = "alter", "改变共有部分用途，或改建、增设附属设施（充电棚、停车位等）"
    BUSINESS = "business", "利用共有部分从事经营（广告、出租等）"


MAJOR = (Matter.COMMON_PARTS.value, Matter.REBUILD.value)
MATTERS = (Matter.PROJECT.value, Matter.MONEY.value, *MAJOR)  # what a deliberation on a project may be about
NEEDS_MAJOR = (CommonParts.ALTER.value, CommonParts.BUSINESS.value)


def matter_of(project):
    """The matter under which a new deliberation on the project is called."""
    needs_major = project.common_parts in NEEDS_MAJOR and not in_village(project)
    return Matter.COMMON_PARTS.value if needs_major else Matter.PROJECT.value


def in_village(project):
    community = project.area.community
    return community is not None and community.kind == "village"


def place_refusal(project, deliberation):
    """The reason why a deliberation of that place cannot carry the project; "" where it can.

    That of the compound, or one of its whole community or village.
    """
    area = project.area
    if deliberation.area_id == area.pk:
        return ""
    if deliberation.area_id == area.community_id and deliberation.body in bodies.COMMUNITY:
        return ""
    return "只能选择本小区的民主议事，或者本社区（村）的居民会议、村民会议和代表会议"


def basis_refusal(project, deliberation):
    """The reason, with its article, why the body that decided cannot carry this project; "" where it can."""
    if deliberation.matter not in MATTERS:
        return "这次议事不是议微项目、资金使用或者共有部分的，请另选或召集新的议事"
    if project.common_parts in ("", CommonParts.NONE) or deliberation.body in bodies.VILLAGERS:
        return ""
    held_on = deliberation.held_on
    if project.common_parts == CommonParts.UPKEEP:
        if deliberation.body in bodies.OWNERS:
            return ""
        return wrong_basis(project, deliberation, competences.find(Matter.PROJECT, "owners_ordinary", held_on))
    if deliberation.matter in MAJOR and deliberation.body == "owners_major":
        return ""
    return wrong_basis(project, deliberation, competences.find(Matter.COMMON_PARTS, "owners_major", held_on))


def wrong_basis(project, deliberation, line):
    """The sentence: what was asked, who deliberated, who must decide, by which article."""
    basis = f"（{line.basis}）" if line is not None else ""
    needed = "业主共同决定（重大事项，四分之三同意）" if project.common_parts in NEEDS_MAJOR else "业主共同决定"
    return (
        f"项目{project.get_common_parts_display()}，须由{needed}{basis}；"
        f"“{deliberation.title}”是{deliberation.body_label}就{deliberation.get_matter_display()}的"
        f"{'决定' if deliberation.is_decision else '协商'}，不能作为依据"
    )
