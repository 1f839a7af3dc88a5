"""Whether something may be built on a result as it stands now, and the sentence that says why not."""

from governance.kernel.clock import clock

from . import publicity
from .workflow import CALLED, CHALLENGED, COUNTED, FINAL, HELD, PUBLICISED, UNVERIFIED, VOID

UNRECORDED = "unrecorded"  # called, and its day is over
WAITS = {  # what the result still waits for, where nothing is wrong with it
    CALLED: "民主议事{name}尚未召开，通过并公示期满后才能申报",
    UNRECORDED: "民主议事{name}已过召开日期（{held}），尚未登记结果，登记、通过并公示期满后才能申报",
    HELD: "民主议事{name}尚未计票，通过并公示期满后才能申报",
    COUNTED: "民主议事{name}已{outcome}，结果尚未公示，公示期满生效后才能申报",
    PUBLICISED: "民主议事{name}已{outcome}，正在公示，{begins}起生效后才能申报",
    UNVERIFIED: "民主议事{name}已{outcome}，{awaited}由街道或联席办核实并公示期满生效后才能申报",
    CHALLENGED: "民主议事{name}已{outcome}，公示期间有异议待答复，答复并公示期满后才能申报",
    VOID: "民主议事{name}已作废，请另选或召集新的议事",
}


def carries_all(deliberation):
    """Whether every motion of a deliberation passed and is in force, so that none need be looked at by itself."""
    return deliberation.status == FINAL and bool(deliberation.passed) and not deliberation.halt


def unfit_to_apply(motion):
    """Why an application cannot rest on this motion yet, or no more; "" where it can.  None is no deliberation."""
    if motion is None:
        return "尚未召集民主议事，议定并公示期满后才能申报"
    deliberation = motion.deliberation
    if deliberation.halt:
        return deliberation.halt
    if deliberation.is_quorate is False:
        return f"民主议事{motion.name}{deliberation.attended}未达到规定比例，会议不成立，请召集新的议事"
    if motion.passed is False:
        return f"民主议事{motion.name}{motion.outcome}，不能作为申报依据"
    if deliberation.status == FINAL:
        return ""
    running = deliberation.status == PUBLICISED
    is_over = deliberation.status == CALLED and deliberation.held_on < clock.today()
    return WAITS[UNRECORDED if is_over else deliberation.status].format(
        held=clock.zh_near(deliberation.held_on),
        name=motion.name,
        outcome=motion.outcome,
        begins=publicity.from_when(deliberation) if running else "",
        awaited=deliberation.awaited,
    )


def hangs_as(deliberation):
    """The state of a posted result: it waits while another person has to look at it."""
    return UNVERIFIED if deliberation.awaits_check else PUBLICISED
