"""The tables of a run, for the terminal and for bench/RESULTS.md."""

from bench import aims
from bench.measure import EMPTY_FLOOR, FLOOR

HEAD = ("page", "ms", "p95", "p99", f"{FLOOR}, ms", "ratio", "aim", "kB", "queries")
MANY_HEAD = ("page", "answers a second", FLOOR, "share", "p50, ms", "p95", "p99", f"p50 of the {FLOOR}", "p99")
KB = 1000
LISTS = "list"


def table(head, rows):
    yield f"| {' | '.join(head)} |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield f"| {' | '.join(row)} |"


def marked(words, is_missed):
    return f"**{words}**" if is_missed else words


def alone(found, before=None):
    """One client; `before` is what was found at the demo's size, whose growth is told."""
    rows = []
    for name, one in found.items():
        page, ratio, limit = one.page[1], one.ratio(), aims.RATIOS.get(name)
        row = [name, *(f"{page.ms(share):.1f}" for share in (0.5, 0.95, 0.99)), f"{one.floor[1].ms(0.5):.1f}"]
        row += [marked(f"{ratio:.2f}", limit is not None and round(ratio, 2) > limit)]
        row += [f"≤ {limit:.1f}" if limit else "", f"{one.size / KB:.1f}", str(one.queries or "")]
        if before:
            growth = ratio / before[name].ratio()
            row.append(marked(f"{growth:.2f}", name != EMPTY_FLOOR and round(growth, 2) > aims.GROWTH))
        rows.append(row)
    return list(table([*HEAD, *(["growth"] if before else [])], rows))


def together(found, many):
    """Many clients at once."""
    rows = []
    for name, one in found.items():
        if many not in one.page:
            continue
        page, floor, share = one.page[many], one.floor[many], one.share(many)
        is_list = name.startswith(LISTS)
        row = [name, f"{page.rate:.0f}", f"{floor.rate:.0f}"]
        row.append(marked(f"{share:.0%}", is_list and round(share, 2) < aims.SHARE))
        row += [f"{page.ms(part):.0f}" for part in (0.5, 0.95)]
        row.append(marked(f"{page.ms(0.99):.0f}", is_list and page.ms(0.99) > aims.SPREAD * page.ms(0.5)))
        row += [f"{floor.ms(part):.0f}" for part in (0.5, 0.99)]
        rows.append(row)
    return list(table(MANY_HEAD, rows))


def size_lines(times, one, before=None):
    """Everything that was measured at one size: {"found", "rows", "memory", "reminders"}."""
    yield from ("", f"**{times}×**: {one['rows']}.", "")
    levels = sorted({many for found in one["found"].values() for many in found.page})
    for many in levels:
        if many == 1:
            yield from alone(one["found"], before and before["found"])
        else:
            yield from ("", f"{many} clients at once:", "", *together(one["found"], many))
    memory = marked(f"{one['memory']:.0f} MiB", one["memory"] > aims.MEMORY)
    yield from ("", f"Memory of the largest web worker afterwards (PSS): {memory}, aim ≤ {aims.MEMORY}.")
    if told := one.get("reminders"):
        rate = told["notices"] / told["seconds"]
        yield from (
            "",
            f"Reminders, two workers, {told['notices']:,} notices: {rate:,.0f} a second, {told['twice']} twice.",
        )


def lines(facts, sizes):
    """All of a run.  sizes -- {times: what `size_lines` tells}"""
    yield f"{facts['day']}, {facts['machine']}, a load of {facts['load']:.1f} at the beginning. One run of"
    yield f"`{facts['command']}`. The {FLOOR} is a Django project of its own on the same database"
    yield "behind the same web server (bench/floor: five middlewares, a session, 50 cases with their place, one"
    yield f"template), called in turn with each row: {facts['calls']} calls of one client. Ratios are of medians;"
    yield "**beyond the aim**. Clients, web server and database share the cores. Bytes are those before compression; a"
    yield "whole scroll counts all that htmx loads, summed."
    before = None
    for times, one in sizes.items():
        yield from size_lines(times, one, before)
        before = before or one
