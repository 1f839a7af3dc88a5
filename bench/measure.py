"""Pages and the bare page in turn: one client alone, then many at once."""

import time
from dataclasses import dataclass, field

from bench import clients, pages
from bench.measurements import Browser
from bench.servers import PORT

BARE, BARE_NOTHING = "/cases/", "/nothing/"
FLOOR, EMPTY_FLOOR = "bare page", "bare page without rows"
SESSIONS = 4  # of an account, among which many clients are divided
FEW = 8  # clients, with which every row is measured
WARM = 3  # calls before the first that counts


@dataclass(frozen=True)
class Effort:
    """How long a run takes.

    calls   -- of each row, alone, in `rounds` rounds
    seconds -- {clients: seconds of each row}; the bare page gets a half
    """

    rounds: int
    calls: int
    seconds: dict


USUAL = Effort(rounds=6, calls=10, seconds={8: 1.5, 32: 2.5, 128: 5.0})
QUICK = Effort(rounds=3, calls=5, seconds={8: 0.5, 32: 1.0, 128: 2.0})


@dataclass
class Found:
    """What was measured of one row: {clients: Taken}, and what the bare page took beside it."""

    size: int
    queries: int
    page: dict = field(default_factory=dict)
    floor: dict = field(default_factory=dict)

    def ratio(self, many=1):
        return self.page[many].ms(0.5) / self.floor[many].ms(0.5)

    def share(self, many):
        """Of the answers that the bare page gave in the same time."""
        return self.page[many].rate / self.floor[many].rate


class Bench:
    """The works of a run on one pair of servers."""

    def __init__(self, rows, floor):
        self.floor = pages.Work(FLOOR, PORT + 1, floor, [BARE]).look()
        self.empty = pages.Work(EMPTY_FLOOR, PORT + 1, floor, [BARE_NOTHING]).look()
        accounts = dict.fromkeys(row.account for row in rows)
        self.sessions = {account: [Browser(account, PORT) for _ in range(SESSIONS)] for account in accounts}
        self.works = {}  # {row: [one for each session]}
        for row in rows:
            first, *others = self.sessions[row.account]
            work = pages.work_of(row, first, PORT)
            self.works[row.name] = [work, *(work.for_session(browser) for browser in others)]

    def subjects(self):
        """{name: works}: the rows, and the bare page without rows as one of them."""
        return {EMPTY_FLOOR: [self.empty], **self.works}

    def alone(self, effort, found):
        """One client: each call of a row right after one of the bare page."""
        lines = {work.port: clients.Line(work.port) for work in (self.floor, *(w[0] for w in self.works.values()))}
        for name in found:
            found[name].page[1], found[name].floor[1] = clients.Taken(), clients.Taken()
        for turn in range(-1, effort.rounds):
            for name, (work, *_) in self.subjects().items():
                for _ in range(effort.calls if turn >= 0 else WARM):
                    beside = clients.alone(lines[self.floor.port], self.floor)
                    spent = clients.alone(lines[work.port], work)
                    if turn >= 0:
                        found[name].floor[1].note(beside)
                        found[name].page[1].note(spent)
        for line in lines.values():
            line.close()

    def together(self, many, seconds, found, names):
        """Many clients, the bare page before each row."""
        for name in names:
            works = self.subjects()[name]
            found[name].floor[many] = clients.rush(self.floor.port, [self.floor] * many, seconds / 2)
            divided = [works[number % len(works)] for number in range(many)]
            found[name].page[many] = clients.rush(works[0].port, divided, seconds)

    def measure(self, effort, levels, every=False):
        """{name: Found}.  Above FEW clients one row of each kind, unless `every` one is asked for."""
        found = {name: Found(works[0].size, works[0].queries) for name, works in self.subjects().items()}
        for many in levels:
            began = time.monotonic()
            if many == 1:
                self.alone(effort, found)
            else:
                names = list(found) if every or many <= FEW else [EMPTY_FLOOR, *pages.first_of_each(self.works)]
                self.together(many, effort.seconds[many], found, names)
            print(f"{many} clients: {time.monotonic() - began:.0f} s", flush=True)
        return found
