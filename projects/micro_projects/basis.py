"""Which deliberation carries a micro-project: that depends on what it does to the owners' common parts.

Source: 民法典 278 (7)–(9); 居委会组织法 (2025) 32; 村委会组织法 (2025) 24, 30; domain.md §2.1, §2.7.
"""

import re

from django.db import models

from governance.areas.naming import said_of
from governance.deliberations import bodies, competences
from governance.kernel.clock import clock
from governance.kernel.figures.formats import bracketed, with_basis
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


CALLED_FOR = re.compile("微项目“([^”]+)”")  # how `question` names the project for which a deliberation is called


def question(project):
    """The motion of a deliberation that is called for the project."""
    return f"是否同意申报微项目“{project.title}”"


def is_named(project, motion):
    """Whether the motion names this project."""
    return f"微项目“{project.title}”" in motion.text


def tie_refusal(project, motion):
    """The reason why a motion decides another project only; "" where it is free for this one.

    It does where another project rests on it, whatever became of that one, and where it names another.
    """
    deliberation = motion.deliberation
    resting = [one for one in deliberation.micro_projects.all() if one.motion_no == motion.no and one.pk != project.pk]
    if resting:
        return (
            f"{motion.name}是为微项目“{resting[0].title}”议定的，一项表决只议定一个项目，"
            f"不能作为本项目的依据，请召集新的议事{article(deliberation)}"
        )
    named = CALLED_FOR.findall(motion.text)
    if named and not is_named(project, motion):
        return (
            f"{motion.name}的表决事项是微项目“{named[0]}”，不是本项目，"
            f"不能作为依据，请召集新的议事{article(deliberation)}"
        )
    return ""


def result_refusal(motion):
    """The reason why a motion that was voted down carries no project; "" where it passed or is not counted yet."""
    if motion.passed is not False:
        return ""
    if motion.deliberation.is_inquorate:
        return f"{motion.name}{motion.deliberation.attended}未达到规定比例，会议不成立，不能作为依据，请召集新的议事"
    return f"{motion.name}{motion.outcome}，不能作为依据，请召集新的议事"


def declaration_refusal(project, motion, carries_out):
    """The reason why the applicant must declare that a motion decided this very project; "" where nothing lacks.

    Nobody need say so where the motion names the project and it existed when that was voted on.
    """
    deliberation = motion.deliberation
    existed = deliberation.held_on >= clock.local_date(project.created_at)
    if carries_out or (existed and is_named(project, motion)):
        return ""
    why = "的表决事项没有写明本项目" if existed else "在本项目起草以前表决"
    return (
        f"{motion.name}{why}。所议定的确是本项目的地点和内容的，请勾选确认；"
        f"不是的，请召集新的议事{article(deliberation)}"
    )


def article(deliberation):
    """The article by which the body took up its matter, in brackets."""
    return bracketed(deliberation.competence.basis) if deliberation.competence else ""


def place_refusal(project, deliberation):
    """The reason why a deliberation of that place cannot carry the project; "" where it can.

    That of the compound, or one of its whole community or village.
    """
    area = project.area
    if deliberation.area_id == area.pk:
        return ""
    if deliberation.area_id == area.community_id and deliberation.body in bodies.COMMUNITY:
        return ""
    return said_of(area, "只能选择本小区的民主议事，或者本社区（村）的居民（村民）会议和代表会议")


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
    needed = "业主共同决定（重大事项，四分之三同意）" if project.common_parts in NEEDS_MAJOR else "业主共同决定"
    if line is not None:
        needed = with_basis(needed, line.basis)
    return (
        f"项目{project.get_common_parts_display()}，须由{needed}；"
        f"“{deliberation.title}”是{deliberation.body_label}就{deliberation.get_matter_display()}的"
        f"{'决定' if deliberation.is_decision else '协商'}，不能作为依据"
    )
