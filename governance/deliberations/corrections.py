"""What was corrected in the record of a meeting after it was registered: the result says so, when, by whom and why."""

from dataclasses import dataclass
from datetime import date

from governance.kernel.clock import clock
from governance.kernel.steps.guards import times_taken

from .majorities import AREA_UNIT, format_number


@dataclass(frozen=True)
class Correction:
    """One correction of base, presence or votes.

    rows -- [[voter, answers before, answers after]] of the list, names masked
    """

    on: date
    by: str
    reason: str
    before: str
    after: str
    rows: tuple = ()

    @property
    def sentence(self):
        """2026年3月11日由某某更正登记，原因：……。更正前：……；更正后：……."""
        return (
            f"{clock.zh_date(self.on)}由{self.by}更正登记，原因：{self.reason.rstrip('。')}。"
            f"更正前：{self.before}；更正后：{self.after}。"
        )


def corrections(deliberation):
    """The corrections in their order; they are kept with their events, which nobody changes."""
    events = times_taken(deliberation, "correct").filter(data__has_key="correction").order_by("id")
    return [
        Correction(clock.local_date(event.created_at), event.actor_name, **event.data["correction"]) for event in events
    ]


def record_words(deliberation, motions, agents):
    """The base, those who took part and the votes of all motions in one sentence; of the roll what differs from it.

    agents -- {agent: heads they voted for}, none of whom is named
    """
    number = format_number
    bases = deliberation.bases()
    parts = [f"应到 {base_words(bases['heads'], deliberation.unit)}"]
    if "area" in bases:
        parts.append(f"应到专有面积 {base_words(bases['area'], AREA_UNIT)}")
    parts.append(f"{deliberation.present_word} {number(deliberation.present)} {deliberation.unit}")
    if deliberation.present_area is not None:
        parts.append(f"专有面积 {number(deliberation.present_area)} ㎡")
    if agents:
        parts.append(f"其中受托人 {len(agents):,} 人代理 {sum(agents.values()):,} 户")
    for motion in motions:
        votes = f"同意 {number(motion.yes)}、反对 {number(motion.no_votes)}、弃权 {number(motion.abstain)}"
        if motion.yes_area is not None:
            areas = (motion.yes_area, motion.no_area, motion.abstain_area)
            votes += f"（{'、'.join(number(area) for area in areas)} ㎡）"
        parts.append(f"第 {motion.no} 项{votes}")
    return "，".join(parts)


def base_words(base, unit):
    """30 户（名册 453 户）."""
    words = f"{format_number(base.stated)} {unit}"
    return f"{words}（名册 {format_number(base.rolled)} {unit}）" if base.differs else words
