"""The answer about the owners' common parts is held against the words of the project.

Title, place and content may name what all owners hold in common: then "does not touch them" or "only keeps them up"
needs a written reason, and where the words leave no doubt another answer.  In a village the village decides.

Source: 民法典 278(1) items 7–9; domain.md §2.1, §2.7.
"""

from dataclasses import dataclass

from governance.deliberations import matters
from governance.deliberations.telling import CERTAIN, UPKEEP, told
from governance.kernel.clock import clock
from governance.models import Deliberation

from .basis import MAJOR, CommonParts, in_village

Matter = Deliberation.Matter


@dataclass(frozen=True)
class Finding:
    """What the words say beside the answer.

    sentence -- which words, who must decide by which article, what to do
    record   -- what is kept beside a reason
    """

    is_certain: bool
    sentence: str
    record: str


def find_contradiction(project):
    """The Finding of the strongest words against the answer; None where it fits, or nothing is answered yet."""
    if project.common_parts not in (CommonParts.NONE, CommonParts.UPKEEP) or in_village(project):
        return None
    found = {one.tells: one for one in told([project.title, project.place, project.content], clock.today())}
    major = sorted((found[matter] for matter in MAJOR if matter in found), key=lambda one: one.force != CERTAIN)
    if major:
        return finding(project, major[0], major[0].tells, CommonParts.ALTER)
    if project.common_parts == CommonParts.NONE and UPKEEP in found:
        return finding(project, found[UPKEEP], Matter.PROJECT, CommonParts.UPKEEP)
    return None


def finding(project, one, matter, answer):
    """The sentences of what points to another answer."""
    is_certain = one.force == CERTAIN
    what = f"“{one.words}”{'属于' if is_certain else '可能属于'}“{answer.label}”"
    who = matters.asked_of_owners(matter, clock.today())
    other = f"请改选“{answer.label}”或者“{CommonParts.BUSINESS.label}”" if matter in MAJOR else "请改选相应的一项"
    way = other if is_certain else f"属于的，{other}；经核实不属于的，写明理由"
    chosen = project.get_common_parts_display()
    return Finding(
        is_certain, f"{what}，须由{who}，与所选“{chosen}”不一致。{way}（{one.basis}）", f"{what}（{one.basis}）"
    )
