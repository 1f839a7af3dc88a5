"""A rate month by month as a line: where its points lie in a drawing, and which of them say too little yet."""

from dataclasses import dataclass
from decimal import Decimal

WIDE, TOP, FOOT, SIDE = 340, 20, 120, 10  # of the drawing: its width, the lines of 100 % and of the lowest, the margin
STEP = 5  # points to which the lowest is rounded down
LABELS = 6  # months named below, at most


@dataclass(frozen=True)
class MonthPoint:
    """The value of one month in percent; is_young -- what it counts is not done yet, so that it says too little."""

    label: str
    value: Decimal
    is_young: bool = False


def drawn(points):
    """What the drawing of a line needs: {solid, young, dots, labels, band, low, last}.

    The line of young months begins at the last grown one; `last` is the newest grown point, `band` the x from which
    the months are young, None where none is.
    """
    low = min(int(min(point.value for point in points)) // STEP * STEP, 100 - STEP)
    gap = (WIDE - 2 * SIDE) / (len(points) - 1)
    dots = [
        {
            "x": round(SIDE + number * gap, 1),
            "y": round(FOOT - (float(point.value) - low) / (100 - low) * (FOOT - TOP), 1),
            "label": point.label,
            "value": point.value,
            "is_young": point.is_young,
        }
        for number, point in enumerate(points)
    ]
    grown = [dot for dot in dots if not dot["is_young"]]
    young = dots[len(grown) - 1 if grown else 0 :] if len(grown) < len(dots) else []
    every = -(-len(dots) // LABELS)
    return {
        "solid": path_of(grown),
        "young": path_of(young),
        "dots": dots,
        "labels": dots[(len(dots) - 1) % every :: every],
        "band": round(dots[len(grown)]["x"] - gap / 2, 1) if young else None,
        "low": low,
        "last": grown[-1] if grown else None,
    }


def path_of(dots):
    return " ".join(f"{dot['x']},{dot['y']}" for dot in dots)
