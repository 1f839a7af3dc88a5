"""What is kept of the answer about the owners' common parts: the words against it, and why they do not count."""

from projects.micro_projects.common_parts import find_contradiction
from projects.micro_projects.obstacles import contradicted_common_parts, refuse


def confirm_common_parts(project, before):
    """Keep to which words a reason was given; without such words there is none.

    before -- reason and words that were kept before this step
    """
    found = find_contradiction(project)
    if found is None:
        project.common_parts_reason = project.common_parts_told = ""
        return
    is_new = project.common_parts_reason != before[0]
    project.common_parts_told = found.record if project.common_parts_reason and is_new else before[1]
    refuse(contradicted_common_parts(project))
