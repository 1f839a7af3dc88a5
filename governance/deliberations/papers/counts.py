"""The tables of a result's paper: the votes of a motion, and how each share was worked out."""

from governance.deliberations import majorities
from governance.deliberations.formula import COUNTS
from governance.kernel.steps.grounds import ADJUSTABLE


def calculation_table(paper, lines):
    """Each share with its fraction, what is required and by which text."""
    paper.table(
        ["项目", "数", "占比", "要求", "结论", "依据"],
        [
            [
                line.label,
                line.fraction,
                line.percent,
                line.required or "—",
                line.outcome or "—",
                line.basis.removesuffix(ADJUSTABLE),
            ]
            for line in lines
        ],
        widths=[2.6, 4, 1.6, 3, 1.7, 3.5],
        align={1: "right", 2: "right"},
    )


def vote_table(paper, deliberation, motion):
    """The votes of one motion by heads and, for owners, by area."""
    head = ["计算口径", *(word for word, _, _ in COUNTS), "合计"]
    rows = [row_of(f"人数（{deliberation.unit}）", [getattr(motion, heads) for _, heads, _ in COUNTS])]
    if motion.yes_area is not None:
        rows.append(row_of("专有面积（㎡）", [getattr(motion, area) for _, _, area in COUNTS]))
    paper.table(head, rows, align=dict.fromkeys((1, 2, 3, 4), "right"))


def row_of(label, numbers):
    return [label, *(majorities.format_number(number) for number in [*numbers, sum(numbers)])]
