"""What each page may cost beside the bare page, and what else a run is held against.

Milliseconds of two machines tell nothing of each other, so aims are multiples of the bare page (bench/floor), which is
called in turn with the page: the same machine, the same minute, the same database.
"""

from dataclasses import dataclass

GROWTH = 1.2  # the ratio at a larger size, as a multiple of that of the demo
SHARE = 0.45  # of the answers that the bare page gives in the same time, of a list beside many clients
SPREAD = 2.0  # the 99th of a hundred answers of a list beside many clients, as a multiple of the median
MEMORY = 150  # MiB of a web worker after all of it


@dataclass(frozen=True)
class Aim:
    """rows -- the names of rows in bench/pages.py that it is for; ratio -- at most, one client, at every size"""

    words: str
    ratio: float
    rows: tuple


AIMS = (
    Aim("a signed-in page that shows nothing", 0.6, ("nothing",)),
    Aim(
        "list of 50, first and deep, filtered, by street",
        2.0,
        ("list, first", "list, deep", "list, filtered", "list, a street"),
    ),
    Aim("search of 2 and 3 characters", 2.0, ("search, 2 characters", "search, 3 characters")),
    Aim(
        "detail of a case, a project, a demand; registration form, any",
        1.5,
        (
            "detail, case",
            "detail, project",
            "detail, demand",
            "form, demand",
            "form, case",
            "form, project",
            "form, visit",
            "form, body (office)",
        ),
    ),
    Aim("work page", 2.2, ("work page",)),
    Aim("compound page: seen first", 3.0, ("compound, seen first",)),
    Aim("compound page: whole scroll", 5.0, ("compound, whole scroll",)),
    Aim("board: seen first", 4.0, ("board, seen first",)),
    Aim("board: whole scroll", 5.0, ("board, whole scroll",)),
    Aim("API list of 50", 1.5, ("api, list",)),
    Aim("registering by API, with event and outbox", 2.0, ("step, registering by API",)),
)
RATIOS = {row: aim.ratio for aim in AIMS for row in aim.rows}


def lines():
    """The table of aims for bench/RESULTS.md."""
    others = (
        ("growth of the ratio from the demo to a larger size", f"≤ {GROWTH}"),
        ("a list beside 8, 32, 128 clients, of what the bare page serves", f"≥ {SHARE:.0%}"),
        ("a list beside 8, 32, 128 clients, the 99th of a hundred answers", f"≤ {SPREAD:g}× the median"),
        ("memory of a web worker after all of it (PSS)", f"≤ {MEMORY} MiB"),
    )
    table = [(aim.words, f"≤ {aim.ratio:.1f}×") for aim in AIMS] + list(others)
    return ["| page | aim beside the bare page |", "|---|---|", *(f"| {words} | {limit} |" for words, limit in table)]
