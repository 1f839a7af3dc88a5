"""Programs that use a portal over HTTP while it fails, and what each of them noted: sent, answered, refused.

A client sends one thing at a time.  What gets no answer, or a 5xx, is sent again under the same key until it is
answered; so what the portal answered is compared with what it holds (bench/reckoning.py).  Some answers are lost on
the way to the client, however well the portal is: it sends again what was done already.
"""

import io
import json
import random
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPException

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from openpyxl import Workbook
from PIL import Image

from bench.measurements import PASSWORD, Browser
from bench.victims import POLL

ANSWERED_WITHIN = 300  # seconds in which one thing must be answered, whatever fails meanwhile
LONGEST_PAUSE = 0.4  # seconds a client thinks
LOST = 0.1  # of the answers
COMPOUNDS = ("430202001012-X001", "430202001012-X002")
ROSTER_ROWS = 40
HEADS = ("区域代码", "岗位", "姓名", "手机号", "负责范围")
NAMES = "安柏晨岱恩帆歌涵嘉楷岚茂楠欧沛琪榕杉棠婉湘轩妍昭芷竹卓伊惠佳"
DONE, REFUSED, OPEN = "done", "refused", "open"
NO_ANSWER = "no answer"
DEMANDS = "/api/v1/projects/demands/"


@dataclass
class Sent:
    """One thing a client sent.

    kind -- demand, visit, step, roster, export
    mark -- words that stand in its rows and in no others; of a step the key of its row
    """

    kind: str
    mark: str
    step: str = ""
    files: int = 0
    tries: int = 0
    outcome: str = OPEN
    status: int = 0
    answer: dict = field(default_factory=dict)
    place: str = ""  # where a page led


class Ledger:
    """What all clients sent, and the answers they saw since the last kill."""

    def __init__(self):
        self.sent, self.lock, self.seen = [], threading.Lock(), Counter()
        self.moved = time.monotonic()

    def note(self, sent):
        with self.lock:
            self.sent.append(sent)

    def see(self, status):
        with self.lock:
            self.seen[status] += 1

    def turn_page(self):
        """What was seen since the last call."""
        with self.lock:
            seen, self.seen = self.seen, Counter()
        return seen

    def of(self, kind, outcome=None):
        return [one for one in self.sent if one.kind == kind and outcome in (None, one.outcome)]


def picture(rng):
    """A small photograph that no other is equal to."""
    made = Image.effect_noise((120, 90), 50).convert("RGB")
    made.putpixel((rng.randrange(120), rng.randrange(90)), (rng.randrange(256), rng.randrange(256), 7))
    target = io.BytesIO()
    made.save(target, "JPEG")
    return SimpleUploadedFile("现场.jpg", target.getvalue(), "image/jpeg")


def form_of(page):
    """The hidden fields of the page's form: its token and that against forgery."""
    text = page.decode()
    token = re.search(r'name="_submission" value="([0-9a-f]+)"', text)
    forgery = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)
    if not token or not forgery:
        raise HTTPException("a page without its form")
    return {"_submission": token.group(1), "csrfmiddlewaretoken": forgery.group(1)}


class Client(threading.Thread):
    """One program with an account of its own, at work until it is told to stop."""

    def __init__(self, name, account, works, ledger, seed, stopped):
        super().__init__(name=name, daemon=True)
        self.account, self.works, self.ledger, self.stopped = account, works, ledger, stopped
        self.rng, self.seed, self.count = random.Random(f"{seed} {name}"), seed, 0
        self.network = random.Random(f"{seed} {name} network")  # apart: how often it is asked depends on the time
        self.browser = Browser(account)
        given = json.dumps({"username": account, "password": PASSWORD}).encode()
        answer = self.browser.call("POST", "/api/v1/token/", given, **{"Content-Type": "application/json"})
        self.key = {"Authorization": f"Token {json.loads(answer[1])['token']}"}
        self.own, self.error = {}, None  # {key of a demand that can be stepped on: its state}

    def run(self):
        names, weights = zip(*self.works.items(), strict=True)
        try:
            while not self.stopped.wait(self.rng.uniform(0, LONGEST_PAUSE)):
                getattr(self, self.rng.choices(names, weights)[0])()
        except Exception as error:
            self.error = error
            raise

    # ---- one request
    def call(self, method, path, body=None, **headers):
        """(status, content, headers) of one try; None without a whole answer.  The ledger sees what came."""
        try:
            answer = self.browser.call(method, path, body, **headers)
        except (OSError, HTTPException):
            self.browser.connection.close()
            self.ledger.see(NO_ANSWER)
            return None
        self.ledger.see(answer[0])
        return answer

    def insist(self, *request, sent=None, **headers):
        """The first answer that is none of a portal in trouble."""
        end = time.monotonic() + ANSWERED_WITHIN
        while time.monotonic() < end:
            if sent:
                sent.tries += 1
            answer = self.call(*request, **headers)
            if answer and answer[0] < 500 and not (sent and self.network.random() < LOST):
                return answer
            time.sleep(POLL)
        return None

    def send(self, sent, path, body, **headers):
        """Send one thing until it is answered, and note how; returns whether it was done."""
        self.ledger.note(sent)
        answer = self.insist("POST", path, body, sent=sent, **headers)
        if answer is None:
            return False
        sent.status, content = answer[0], answer[1]
        sent.outcome = DONE if sent.status in (200, 201, 302) else REFUSED
        sent.place = answer[2].get("Location", "")
        if "json" in (answer[2].get("Content-Type") or ""):
            sent.answer = json.loads(content)
        return sent.outcome == DONE

    def program(self, sent, path, body):
        """One thing through the API: JSON, or a form when it has files."""
        headers = {**self.key, "Idempotency-Key": f"{sent.kind} {sent.step} {self.next_mark()}"}
        if sent.files:
            return self.send(sent, path, encode_multipart(BOUNDARY, body), **headers, **multipart())
        return self.send(sent, path, json.dumps(body).encode(), **headers, **{"Content-Type": "application/json"})

    def page(self, sent, path, fields):
        """One thing through the form of a page."""
        opened = self.insist("GET", path)
        body = encode_multipart(BOUNDARY, form_of(opened[1]) | fields)
        return self.send(sent, path, body, **multipart())

    def next_mark(self):
        self.count += 1
        return f"K{self.seed}-{self.name}-{self.count}-"

    # ---- what is done
    def register_demand(self):
        """A demand through the API, some with a photograph, one of six without its place."""
        sent = Sent("demand", self.next_mark(), files=self.rng.choice((0, 0, 1, 2)))
        body = {
            "title": "楼道灯不亮",
            "category": "facility",
            "area": self.rng.choice(COMPOUNDS),
            "place": "" if self.rng.random() < 1 / 6 else "1 栋 1 单元",
            "channel": "visit",
            "content": f"{sent.mark} 楼道灯不亮，老人上下楼不便",
        }
        if sent.files:
            body["attachments"] = [picture(self.rng) for _ in range(sent.files)]
        if self.program(sent, DEMANDS, body):
            self.own[sent.answer["id"]] = "new"

    def step_on(self):
        """The next step of an own demand, or one that must be refused."""
        if not self.own:
            return
        key, state = self.rng.choice(sorted(self.own.items()))
        if self.rng.random() < 1 / 5:  # without a reason: refused whatever the state
            self.program(Sent("step", key, "invalidate"), f"{DEMANDS}{key}/steps/invalidate/", {"note": ""})
        elif state == "new":
            if self.program(Sent("step", key, "accept"), f"{DEMANDS}{key}/steps/accept/", {}):
                self.own[key] = "accepted"
        else:
            body = {"note": "邻里之间的纠纷，转人民调解"}
            if self.program(Sent("step", key, "to_mediation"), f"{DEMANDS}{key}/steps/to_mediation/", body):
                del self.own[key]

    def record_visit(self):
        """A visit through the page, with a photograph; one of six without what was heard."""
        sent = Sent("visit", self.next_mark(), files=1)
        opened = self.insist("GET", "/projects/visits/new/")
        post = re.search(r'<option value="(\d+)" selected>', opened[1].decode()).group(1)
        day = re.search(r'name="visited_on" value="([-\d]+)"', opened[1].decode()).group(1)
        fields = {
            "post": post,
            "visited_on": day,
            "household_count": "1",
            "kind": re.search(r'id="id_kind".*?<option value="(\w+)"', opened[1].decode(), re.S).group(1),
            "place": f"3 栋 {sent.mark}",
            "summary": "" if self.rng.random() < 1 / 6 else "无异常",
            "photos": picture(self.rng),
        }
        area = re.search(r'id="id_area".*?<option value="(\d+)"', opened[1].decode(), re.S)
        self.page(sent, "/projects/visits/new/", fields | {"area": area.group(1)})

    def import_roster(self):
        """A roster as a job; one of five has a wrong row, so that none of its rows may be there."""
        sent = Sent("roster", self.next_mark(), files=1)
        book = Workbook()
        book.active.append(HEADS)
        place, is_wrong = self.rng.choice(COMPOUNDS), self.rng.random() < 1 / 5
        for row in range(ROSTER_ROWS):
            number = self.count * 100 + row
            name = "欧阳" + NAMES[number // len(NAMES) % len(NAMES)] + NAMES[number % len(NAMES)]
            telephone = "" if is_wrong and row == 7 else f"198{number:08d}"
            sent_row = (place if telephone else "000000", "邻长", name, telephone, f"{sent.mark}{row}")
            book.active.append(sent_row)
        target = io.BytesIO()
        book.save(target)
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        fields = {"file": SimpleUploadedFile(f"{sent.mark}.xlsx", target.getvalue(), kind), "do": "import"}
        sent.step = "wrong" if is_wrong else ""
        self.page(sent, "/governance/roster/", fields)

    def read_log(self):
        """A page of the log, as between two exports."""
        self.insist("GET", "/governance/logs/")

    def export_log(self):
        """The log of events, too long to be written at once: a job."""
        sent = Sent("export", self.next_mark())
        self.ledger.note(sent)
        answer = self.insist("GET", "/governance/logs/?export=xlsx", sent=sent)
        if answer:
            sent.status, sent.place = answer[0], answer[2].get("Location", "")
            sent.outcome = DONE if "/jobs/" in sent.place else REFUSED


def multipart():
    return {"Content-Type": MULTIPART_CONTENT}


CLIENTS = (  # name, account, how often it does what
    ("one", "secretary", {"register_demand": 4, "step_on": 5, "record_visit": 2}),
    ("two", "secretary", {"register_demand": 4, "step_on": 4, "record_visit": 3}),
    ("three", "street", {"import_roster": 3, "register_demand": 2, "step_on": 1}),
    ("four", "auditadmin", {"export_log": 1, "read_log": 9}),
)
