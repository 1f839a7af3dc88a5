"""The office's own Word templates: tried before they are taken, and filled, in the child process with limits.

What a template may say stands in filling.py; a stranger's file is opened nowhere else.
"""

import structlog

from governance.kernel.steps.errors import Refused
from governance.kernel.upkeep import callers

from . import confined

log = structlog.get_logger(__name__)

LIMIT_MB = 2  # of one template
BOUNDS = {"seconds": 5, "patience": 8, "memory": 400 * confined.MEGABYTE}  # see confined.look


def fill(kind, data, values, foot):
    """The paper as .docx bytes.

    kind   -- PaperKind
    data   -- the template's bytes
    values -- as `PaperKind.values_of`
    foot   -- the line below each page

    Raises Refused: unknown_field, not_a_field, no_fields, broken_template, too_complex, busy, broken_file.
    """
    asked = {"values": values, "shape": kind.shape(), "foot": foot}
    try:
        found, paper = confined.look("template", data, account=callers.account(), **asked, **BOUNDS)
    except confined.Busy as reason:
        raise Refused(str(reason), "busy", field="paper") from None
    except confined.OutOfBounds:
        log.warning("template_out_of_bounds", kind=kind.code, size=len(data))
        words = "模板过大或者过于复杂，几秒内填写不完，不能使用；请去掉大图片和多余的循环后再上传"
        raise Refused(words, "too_complex", field="paper") from None
    except confined.LookFailed as failure:
        log.warning("template_failed", kind=kind.code, error=str(failure))
        words = "模板无法填写，可能已损坏；请用 Word 重新另存为 .docx 后再上传"
        raise Refused(words, "broken_file", field="paper") from None
    if "code" in found:
        raise Refused(found["message"], found["code"], field="paper")
    return paper


def try_out(kind, data):
    """Fill the template with the sample row; the paper's bytes.  Raises Refused as `fill`."""
    return fill(kind, data, kind.sample(), f"{kind.name}　（试填）")
