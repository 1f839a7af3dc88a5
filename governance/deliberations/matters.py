"""Whether what is put to the vote is the matter that was chosen: a deliberation takes the body of its strictest motion.

The words come from `telling`, who decides from `competences`; here they become the
sentence that refuses a wrong matter or asks for a reason.

Source: 民法典 278, 279, 281; 居委会组织法 (2025) 32; domain.md §2.7.
"""

from dataclasses import dataclass

from . import bodies, competences
from .models import Deliberation
from .telling import CERTAIN, DOUBTFUL, UPKEEP, Told, told

Matter = Deliberation.Matter
OPEN = (Matter.PROJECT, Matter.GENERAL, Matter.MONEY, Matter.COMMUNITY_AFFAIRS, Matter.ELECTION, Matter.PARTY_ELECTION)
COVERS = {  # what words point to another matter that the same owners decide with the same majority
    Matter.REPAIR_FUND_USE: (Matter.EMERGENCY_REPAIR,),
    Matter.COMMON_PARTS: (Matter.REBUILD,),
    Matter.REBUILD: (Matter.COMMON_PARTS,),
}
VILLAGE = "village"  # has no owners' common parts: its meetings decide


@dataclass(frozen=True)
class Clash:
    """Words that point to another matter than the one that was chosen.

    must_change -- they leave no doubt, and the body that was chosen may not decide that matter under this name
    """

    told: Told
    must_change: bool

    @property
    def matter(self):
        return Matter(self.told.tells)


def clashes(deliberation, texts, agenda=""):
    """[Clash] of the title and motions with the matter chosen; what only the agenda names leaves always a doubt.

    At a community's or village's own meetings the words of a compound prove nothing: only certain ones ask for a
    reason there, and in a village none.
    """
    level = competences.level_of(deliberation.area)
    if level == VILLAGE:
        return []
    chosen, body, on = deliberation.matter, deliberation.body, deliberation.held_on
    found = {one.tells: one for one in told([agenda], on)}
    found = {name: Told(one.tells, one.words, DOUBTFUL, one.basis) for name, one in found.items()}
    found |= {one.tells: one for one in told(texts, on)}
    found.pop(UPKEEP, None)
    own = {chosen, *COVERS.get(chosen, ())}
    names_own, is_open = not own.isdisjoint(found), chosen in OPEN
    result = []
    for one in found.values():
        carried = not is_open and is_carried(one.tells, body, on)
        if one.tells in own or (carried and names_own):
            continue
        if body in bodies.COMMUNITY:
            if one.force == CERTAIN:
                result.append(Clash(one, must_change=False))
            continue
        spared = carried or (chosen, one.tells) == (Matter.EMERGENCY_REPAIR, Matter.REPAIR_FUND_USE)
        result.append(Clash(one, must_change=one.force == CERTAIN and not spared))
    return result


def is_carried(matter, body, on):
    """Whether a body decides a matter, or asks for a larger majority of the same owners than the matter does."""
    line = competences.find(matter, body, on)
    if line is not None and line.is_decision:
        return True
    return body == "owners_major" and competences.find(matter, "owners_ordinary", on) is not None


def asked(matter, on):
    """Who decides a matter and with what majority: 业主共同决定（一般事项）（…同意）."""
    lines = [line for line in competences.for_matter(matter, on) if line.is_decision]
    return f"{bodies.names(lines, on)}，{lines[0].says}"


def asked_of_owners(matter, on):
    """The same of the owners of a compound alone, who decide with the larger majority where the matter has one."""
    found = [competences.find(matter, body, on) for body in ("owners_ordinary", "owners_major")]
    line = next(line for line in found if line is not None)
    return f"{bodies.label(line.body, on)}，{line.says}"


def pointed(clash):
    """“解聘物业”属于“选聘或解聘物业服务企业”."""
    verb = "属于" if clash.told.force != DOUBTFUL else "可能属于"
    return f"“{clash.told.words}”{verb}“{clash.matter.label}”"


def change_sentence(deliberation, clash):
    """Why the matter must be another one, and what to do."""
    chosen = Matter(deliberation.matter).label
    who = bodies.label(deliberation.body, deliberation.held_on)
    way = "" if deliberation.matter in OPEN else "，或者将这一项另行召集"
    return (
        f"{pointed(clash)}，由{asked(clash.matter, deliberation.held_on)}；"
        f"不能按“{chosen}”由{who}议定，请将事项类别改为“{clash.matter.label}”{way}"
    )


def reason_sentence(deliberation, clash):
    """What the words may be, who would decide it, and that a reason is asked for."""
    talk, who = "", bodies.label(deliberation.body, deliberation.held_on)
    if deliberation.bring_to:
        talk = f"。{who}只能协商，{deliberation.bring_to}"
    return (
        f"{pointed(clash)}，由{asked(clash.matter, deliberation.held_on)}{talk}。"
        f"属于的，请改选事项类别；经核实不属于{'或者只作协商' if talk else ''}的，写明理由"
    )


def record_sentence(found):
    """What is kept of the words beside the reason: each with its matter and article."""
    return "；".join(f"{pointed(clash)}（{clash.told.basis}）" for clash in found)
