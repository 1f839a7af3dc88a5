"""The motion of a deliberation on which a micro-project is let rest, and what is refused (domain.md §2.1, §2.7)."""

from governance.kernel.steps.errors import Refused
from projects.micro_projects.basis import (
    basis_refusal,
    declaration_refusal,
    place_refusal,
    result_refusal,
    tie_refusal,
)
from projects.micro_projects.voted import voted_on


def rest_on(project, motion):
    """Let the project as it is now rest on a motion."""
    project.voted = voted_on(project)
    project.deliberation, project.motion_no = motion.deliberation, motion.no


def motion_fact(motion):
    return ["表决事项", f"第 {motion.no} 项：{motion.text}"]


def find_motion(deliberation, motion):
    """The motion that was chosen, or the only one there is.

    Refuses motion_missing, motion_elsewhere.
    """
    motions = list(deliberation.motions.all())
    if motion is None and len(motions) == 1:
        return motions[0]
    if motion is None:
        sentence = f"“{deliberation.title}”有 {len(motions)} 项表决事项，请选择议定本项目的一项"
        raise Refused(sentence, "motion_missing", field="motion")
    if motion not in motions:
        raise Refused("所选表决事项不是所选议事的，请重新选择", "motion_elsewhere", field="motion")
    return motions[motions.index(motion)]


def check_deliberation(project, deliberation, motion):
    """The motion that may carry the project.

    Refuses a deliberation of another place, a matter or body that cannot carry this one, a void one, and a motion of
    another project or voted down.
    """
    if reason := place_refusal(project, deliberation):
        raise Refused(reason, "deliberation_elsewhere", field="deliberation")
    motion = find_motion(deliberation, motion)
    field = "motion" if len(deliberation.motions.all()) > 1 else "deliberation"
    if reason := tie_refusal(project, motion):
        raise Refused(reason, "deliberation_of_another", field=field)
    if reason := basis_refusal(project, deliberation):
        raise Refused(reason, "wrong_basis", field="deliberation")
    if deliberation.halt:
        raise Refused(deliberation.halt, "deliberation_halted", field="deliberation")
    if deliberation.is_void:
        raise Refused("这次议事没有成立，请重新召集", "deliberation_void", field="deliberation")
    if reason := result_refusal(motion):
        raise Refused(reason, "deliberation_not_passed", field=field)
    return motion


def declare(project, motion, carries_out):
    """What the event keeps of the declaration that an existing motion decided this project; refuses its lack."""
    if reason := declaration_refusal(project, motion, carries_out):
        raise Refused(reason, "not_said_to_carry_out", field="carries_out")
    return [["申报人确认", "这次议事议定的就是本项目的地点和内容"]] if carries_out else []
