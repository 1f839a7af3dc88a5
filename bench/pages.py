"""The pages that are measured: who opens which address, and what a whole scroll of it loads."""

import json
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import count
from urllib.parse import urlencode, urljoin

from bench import clients
from bench.counting import ASKED, TOLD

CASES, DEMANDS = "/disputes/cases/", "/api/v1/projects/demands/"
DEEP = 20  # pages from the first
LOOKS = 4  # at each row before it is measured
AT_ONCE, IN_SIGHT = {"load"}, {"revealed", "intersect"}  # what htmx waits for
JSON = {"Content_Type": "application/json"}


def group_of(name):
    """The kind of a row: the first word of its name."""
    return re.split(r"[ ,]", name)[0]


def first_of_each(names):
    """The first row of each kind."""
    return list({group_of(name): name for name in reversed(list(names))}.values())[::-1]


@dataclass(frozen=True)
class Row:
    """A row of the table.

    account -- who opens it
    address -- the address; or (list, what the first link to follow looks like)
    look    -- "" for the page alone, "seen" with what it asks for at once, "whole" with all that scrolling loads
    """

    name: str
    account: str
    address: object
    look: str = ""

    @property
    def group(self):
        return group_of(self.name)


NUMBERS = count(1)  # no two demands are alike
STEP = "step, registering by API"
FIRST = "list, first"
ROWS = (
    Row("nothing", "office", "/account/"),
    Row(FIRST, "office", CASES),
    Row("list, deep", "office", "deep"),
    Row("list, filtered", "office", CASES + "?" + urlencode({"kind": "neighbour", "status": "agreed"})),
    Row("list, a street", "office", CASES + "?area=430202001"),
    Row("search, 2 characters", "office", CASES + "?" + urlencode({"q": "邻里"})),
    Row("search, 3 characters", "office", CASES + "?" + urlencode({"q": "邻里纠"})),
    Row("detail, case", "office", (CASES, r"/disputes/cases/\d+/")),
    Row("detail, project", "office", ("/projects/", r"/projects/\d+/")),
    Row("detail, demand", "secretary", ("/projects/demands/", r"/projects/demands/\d+/")),
    Row("form, demand", "secretary", "/projects/demands/new/"),
    Row("form, case", "mediator", "/disputes/cases/new/"),
    Row("form, project", "secretary", "/projects/new/"),
    Row("form, visit", "secretary", "/projects/visits/new/"),
    Row("form, body (office)", "office", "/governance/organisations/new/"),
    Row("work page", "secretary", "/"),
    Row("compound, seen first", "office", ("/governance/compounds/", r"/governance/areas/\d+/"), "seen"),
    Row("compound, whole scroll", "office", ("/governance/compounds/", r"/governance/areas/\d+/"), "whole"),
    Row("board, seen first", "leader", "/dashboard/", "seen"),
    Row("board, whole scroll", "leader", "/dashboard/", "whole"),
    Row("api, list", "office", "/api/v1/disputes/cases/?page_size=50"),
    Row(STEP, "secretary", DEMANDS),
)


@dataclass
class Work:
    """What is asked for one row, ready to be sent.

    make -- makes the body of a post; None for pages
    """

    name: str
    port: int
    cookies: dict
    paths: list
    status: int = 200
    headers: dict = field(default_factory=dict)
    make: object = None
    size: int = 0  # bytes of all answers
    queries: int = 0
    ready: list = field(default_factory=list)

    def __post_init__(self):
        # What htmx asks for comes after the page itself.
        more = [{}, *[{"HX_Request": "true"}] * (len(self.paths) - 1)]
        self.ready = [
            clients.request(self.port, path, self.cookies, **self.headers, **extra)
            for path, extra in zip(self.paths, more, strict=True)
        ]

    def for_session(self, browser):
        """The same work of another session of the account."""
        if self.make is not None:  # its token is of one session
            return registering(browser, self.port)
        return Work(self.name, self.port, dict(browser.cookies), self.paths, self.status, self.headers)

    def requests(self):
        if self.make is None:
            return self.ready
        return [clients.request(self.port, self.paths[0], self.cookies, "POST", self.make(), **self.headers)]

    def look(self):
        """Ask a few times, untimed, and note the bytes and, of the portal, the queries.

        A process that has just begun asks more of the database than it will again, so the fewest count.
        """
        line = clients.Line(self.port)
        seen = [self.seen_by(line) for _ in range(LOOKS)]
        line.close()
        self.queries, self.size = min(seen)
        return self

    def seen_by(self, line):
        """(queries, bytes) of all answers."""
        queries = size = 0
        for data in self.requests():
            line.ask(data.replace(b"\r\n", f"\r\n{ASKED}: 1\r\n".encode(), 1))
            clients.expect(line, self)
            head, _, content = bytes(line.buffer).partition(b"\r\n\r\n")
            size += len(content)
            told = re.search(rf"(?i)\r\n{TOLD}: (\d+)".encode(), head)
            queries += int(told.group(1)) if told else 0
        return queries, size


class Loads(HTMLParser):
    """Addresses that htmx asks for by itself: `found` is [(address, what it waits for)]."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = {name.removeprefix("data-"): value or "" for name, value in attributes}
        waits = {words.split()[0] for words in given.get("hx-trigger", "").split(",") if words.strip()}
        if "hx-get" in given and waits & (AT_ONCE | IN_SIGHT):
            self.found.append((given["hx-get"], waits))


def parts_of(browser, address, look):
    """The address and those of everything that htmx loads into the page, however deep, each once."""
    found, open_ones = [address], [address]
    wanted = {"": set(), "seen": AT_ONCE, "whole": AT_ONCE | IN_SIGHT}[look]
    while open_ones and wanted:
        place = open_ones.pop()
        text = browser.call("GET", place)[1].decode()
        for part, waits in Loads(text).found:
            part = urljoin(place if place == address else address, part)
            if waits & wanted and part not in found:
                found.append(part)
                open_ones.append(part)
    return found


def next_page(browser, address):
    """The address of the following page of a list, None on the last."""
    found = re.search(r'href="([^"]*cursor=[^"]*)"[^>]*>下一页', browser.call("GET", address)[1].decode())
    return found and urljoin(address, found.group(1).replace("&amp;", "&"))


def deep_page(browser):
    """A full page of the case list far from the first, so that all sizes show as many rows."""
    address = CASES
    for _ in range(DEEP):
        following = next_page(browser, address)
        if following is None or next_page(browser, following) is None:
            break
        address = following
    return address


def address_of(browser, address):
    if address == "deep":
        return deep_page(browser)
    if isinstance(address, str):
        return address
    place, pattern = address
    found = re.search(rf'href="({pattern})"', browser.call("GET", place)[1].decode())
    if found is None:
        raise SystemExit(f"{place} has no link like {pattern}")
    return found.group(1)


def registering(browser, port):
    """Work that registers a demand, each time another."""
    form = browser.call("GET", "/projects/demands/new/")[1].decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form).group(1)
    headers = {"X_CSRFToken": token, "Referer": f"http://127.0.0.1:{port}/", **JSON}
    body = {"title": "楼道灯不亮", "category": "facility", "area": "430202001012-X001"}
    body |= {"place": "1 栋 1 单元", "channel": "visit"}

    def make():
        return json.dumps({**body, "content": f"第 {next(NUMBERS)} 次测量：楼道灯不亮，老人上下楼不便"}).encode()

    return Work(STEP, port, dict(browser.cookies), [DEMANDS], 201, headers, make)


def work_of(row, browser, port):
    """The work of a row, seen once."""
    if row.name == STEP:
        return registering(browser, port).look()
    address = address_of(browser, row.address)
    paths = parts_of(browser, address, row.look)
    return Work(row.name, port, dict(browser.cookies), paths).look()


def chosen(names):
    """The rows whose group or name begins with one of these; all for none.  Raises SystemExit."""
    for name in names:
        if not any(row.name.startswith(name) for row in ROWS):
            raise SystemExit(f"No page begins with {name}: {', '.join(dict.fromkeys(row.group for row in ROWS))}")
    return [row for row in ROWS if not names or any(row.name.startswith(name) for name in names)]
