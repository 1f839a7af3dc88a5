"""Whether what is put to the vote is the matter that was chosen: a deliberation takes the body of its strictest motion.

The words come from `telling`, who decides from `competences`; here they become the
sentence that refuses a wrong matter or asks for a reason.

Source: 民法典 278, 279, 281; 居委会组织法 (2025) 32; domain.md §2.7.
"""

import re
from dataclasses import dataclass

from . import bodies, competences
from .models import Deliberation
from .telling import (
    CERTAIN,
    DOUBTFUL,
    ELECTION,
    PARTY_ELECTION,
    UPKEEP,
    Told,
    committee_words,
    conversion_words,
    plain,
    repair_words,
    sentences_of,
    told,
)

Matter = Deliberation.Matter
OPEN = (Matter.PROJECT, Matter.GENERAL, Matter.MONEY, Matter.COMMUNITY_AFFAIRS, Matter.ELECTION, Matter.PARTY_ELECTION)
COVERS = {  # what words point to another matter that the same owners decide with the same majority
    Matter.REPAIR_FUND_USE: (Matter.EMERGENCY_REPAIR,),
    Matter.COMMON_PARTS: (Matter.REBUILD,),
    Matter.REBUILD: (Matter.COMMON_PARTS,),
}
DECLARED = tuple(matter for matter in OPEN if matter != Matter.PARTY_ELECTION)  # asked for the declaration
COMPOUND, VILLAGE = "compound", "village"  # a village has no owners' common parts
DECLARED_AT = (COMPOUND, "community")
ELECTORS = (bodies.PARTY_MEETING, *bodies.COMMUNITY)  # by which an election with rules of its own could be held
URGENT = (Matter.EMERGENCY_REPAIR, Matter.REPAIR_FUND_USE, UPKEEP)  # what an emergency repair is about
PARTY, COMMITTEE = bodies.PARTY_MEETING, "owners_committee"
PARTS = re.compile("，|并(?!且)|并且|同时|另外?")  # each part of a motion is something of its own
JOINED = re.compile("、|以及|及其?|和|与|或")  # what stands behind these is of its own only where it says what is done
DOES = re.compile(
    "签约|签订|签|聘|换|租|建|拆|装|购|买|支付|支出|收取|发放|分配|选|罢免|涨|提价|降价|出售|处置|承包|委托|授权|改"
)
SUPERVISES = re.compile(
    "监督|督促|检查|巡查|协助|听取|征求|征集|收集|公示|公告|公开|通报|评议|考核|提请|劝导|调解|执行"
)
ASSENT = re.compile(  # what says nothing of what is agreed to
    "同意|是否|赞成|反对|通过|表决|决定|附件|附后|附表|方案|草案|议案|提案|议题|事项|内容|报告|上述|以上|如下|下列|本次|该项?|"
    "所附|所列|所议|会议|审议|请|关于|按照?|见|详|执行|实施|本|此|上|项|案|第|[一二三四五六七八九十0-9]|的|对|与|和|不|吗|予以|，|、|[()]"
)
NAMES = {UPKEEP: "业主共有部分的维修养护", ELECTION: "居民委员会、村民委员会成员的选举和罢免"}
LEAST_REASON, LEAST_CHARACTERS = 10, 6
REASON_TOO_SHORT = f"理由至少写 {LEAST_REASON} 个字：写明所议的是什么、做在哪里、为什么不是所指的事项"


@dataclass(frozen=True)
class Clash:
    """Words that point to another matter than the one that was chosen.

    must_change -- they leave no doubt, and the body that was chosen may not decide that matter under this name
    """

    told: Told
    must_change: bool

    @property
    def matter(self):
        """The matter under which it is decided; None for the election of a committee, which is no deliberation."""
        if self.told.tells == ELECTION:
            return None
        return Matter.GENERAL if self.told.tells == UPKEEP else Matter(self.told.tells)

    @property
    def name(self):
        return NAMES.get(self.told.tells) or self.matter.label


def clashes(deliberation, texts, agenda=""):
    """[Clash] of the title and motions with the matter chosen; what only the agenda names leaves always a doubt.

    A village's own meetings are held only against the election of its committee and of the Party's, which follow rules
    of their own, as they do for every body.
    """
    level, chosen, on = competences.level_of(deliberation.area), deliberation.matter, deliberation.held_on
    surely = {one.tells: one for one in told(texts, on)}
    found = {one.tells: Told(one.tells, one.words, DOUBTFUL, one.basis) for one in told([agenda], on)} | surely
    own = {chosen, *COVERS.get(chosen, ())}
    upkeep = found.pop(UPKEEP, None)
    elections = [found.pop(tells) for tells in (ELECTION, PARTY_ELECTION) if tells in found]
    result = [Clash(one, must_change=one.force == CERTAIN) for one in elections if one.tells not in own]
    if level == VILLAGE:
        return result
    for one in found.values():
        if one.tells in own or is_of_own_words(deliberation, one, own, found):
            continue
        result.append(Clash(one, must_change=leaves_no_choice(deliberation, one, one.tells in surely)))
    if upkeep and not result and chosen in OPEN and deliberation.body in (PARTY, COMMITTEE):
        must_change = deliberation.body == PARTY and level == COMPOUND and UPKEEP in surely
        result.append(Clash(upkeep, must_change))
    return result


def is_of_own_words(deliberation, one, own, found):
    """Whether the words say only how the matter chosen is done: the body decides both, or they are its own words."""
    named = [found[name].words for name in own if name in found]
    if not named:
        return False
    if is_carried_too(deliberation, one.tells):
        return True
    return one.force == DOUBTFUL and any(one.words in words or words in one.words for words in named)


def is_carried_too(deliberation, matter):
    """Whether the body that was called for a matter of its own decides another one as well."""
    return deliberation.matter not in OPEN and is_carried(matter, deliberation.body, deliberation.held_on)


def leaves_no_choice(deliberation, one, is_put_to_vote):
    """Whether no reason helps: the words are certain, or a Party meeting votes on what may be the owners' own."""
    if is_carried_too(deliberation, one.tells):
        return False
    if (deliberation.matter, one.tells) == (Matter.EMERGENCY_REPAIR, Matter.REPAIR_FUND_USE):
        return False
    votes_for_owners = deliberation.body == PARTY and one.force == DOUBTFUL and is_put_to_vote
    return one.force == CERTAIN or votes_for_owners


def strays(deliberation, motions):
    """[(no, why)] of the motions of an emergency repair that are none, or that decide something else beside it."""
    result = []
    for no, text in enumerate(motions, 1):
        others = [one for one in told([text], deliberation.held_on) if one.tells not in URGENT]
        if others:
            result.append((no, pointed(Clash(others[0], must_change=True))))
        elif not repair_words().search(plain(text)):
            result.append((no, "没有写明需要紧急维修的部位和险情"))
    return result


def is_conversion(text):
    """Whether a motion turns a flat into a shop."""
    return conversion_words().search(plain(text)) is not None


def beyond_committee(motions):
    """[no] of the motions of an owners' committee of which some part is none of its own duties."""
    return [
        no
        for no, text in enumerate(motions, 1)
        if not all(is_committees(part) for one in sentences_of([text]) for part in PARTS.split(one) if part)
    ]


def is_committees(part):
    """Whether a part of a motion is a duty of the committee, and nothing joined to it says that something else is done.

    What it supervises or hears about others do: 监督物业更换大门和维修电梯 is one duty.
    """
    first, *others = [one for one in JOINED.split(part) if one] or [part]
    if not committee_words().search(part):
        return False
    if SUPERVISES.search(first):
        return True
    return all(committee_words().search(one) for one in [first, *others] if DOES.search(one))


def says_what(text):
    """Whether a motion names something: whoever agrees to 同意附件方案 agrees to nothing that the notice says."""
    return bool(ASSENT.sub("", plain(text)))


def asks_for_declaration(deliberation):
    """Whether whoever calls must declare that nothing of the owners' weighty matters is put to the vote."""
    return deliberation.matter in DECLARED and competences.level_of(deliberation.area) in DECLARED_AT


def must_be_checked(deliberation):
    """Whether another person reads the notice before the result takes effect (本区默认).

    The words of a text never tell every weighty matter, and which one it is, only the caller says: where the body
    decides with less than the owners' larger majority, the street or the joint office looks as well, whatever the
    matter is called.  What is only consulted binds nobody; a village has no owners' common parts.
    """
    return deliberation.body in bodies.LOOKED_AT


def asks_for_elections(deliberation):
    """Whether whoever calls must declare that nobody is elected or recalled whose election has rules of its own."""
    return deliberation.body in ELECTORS


def says_something(reason):
    """Whether a reason against what the words point to is long enough to give one."""
    characters = plain(reason)
    return len(characters) >= LEAST_REASON and len(set(characters)) >= LEAST_CHARACTERS


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
    verb = "属于" if clash.told.force != DOUBTFUL or clash.told.tells == UPKEEP else "可能属于"
    return f"“{clash.told.words}”{verb}“{clash.name}”"


def decided_by(clash, on):
    """Who decides what the words point to, with what majority."""
    if clash.told.tells == ELECTION:
        return "须由登记参加选举的居民、户的代表或者村民依照法定选举、罢免程序办理，不适用一般议事的比例"
    if clash.told.tells == PARTY_ELECTION:
        return f"须由有选举权的党员按党内选举办理：{competences.for_matter(PARTY_ELECTION, on)[0].says}"
    return f"由{asked_of_owners(clash.matter, on) if clash.told.tells == UPKEEP else asked(clash.matter, on)}"


def change_sentence(deliberation, clash):
    """Why the matter must be another one, and what to do."""
    chosen = Matter(deliberation.matter).label
    who = bodies.label(deliberation.body, deliberation.held_on)
    why = f"{pointed(clash)}，{decided_by(clash, deliberation.held_on)}；不能按“{chosen}”由{who}议定"
    if clash.told.tells == ELECTION:
        return f"{why}，请按选举、罢免程序办理"
    if clash.told.tells == UPKEEP:
        return f"{why}，请改由业主共同决定"
    stays = clash.told.tells == PARTY_ELECTION or competences.level_of(deliberation.area) == COMPOUND
    at = "" if stays else "，并将区域改为所在小区"
    way = "" if deliberation.matter in OPEN else "，或者将这一项另行召集"
    return f"{why}，请将事项类别改为“{clash.matter.label}”{at}{way}"


def reason_sentence(deliberation, clash):
    """What the words may be, who would decide it, and that a reason is asked for."""
    talk, who = "", bodies.label(deliberation.body, deliberation.held_on)
    if deliberation.bring_to:
        talk = f"。{who}只能{'讨论' if deliberation.body == PARTY else '协商'}，{deliberation.bring_to}"
    way = "请改由业主共同决定" if clash.told.tells == UPKEEP else "请改选事项类别"
    way = "请按选举、罢免程序办理" if clash.told.tells == ELECTION else way
    return (
        f"{pointed(clash)}，{decided_by(clash, deliberation.held_on)}{talk}。"
        f"属于的，{way}；经核实不属于{'或者只作协商' if talk else ''}的，写明理由"
    )


def record_sentence(found):
    """What is kept of the words beside the reason: each with its matter and article."""
    return "；".join(f"{pointed(clash)}（{clash.told.basis}）" for clash in found)
