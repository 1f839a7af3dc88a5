"""Open the desks of a district: the address of each deadline, its steps and their forms, as those who are to act."""

import html
import re
from collections import defaultdict
from itertools import islice

from django.apps import apps

from governance.kernel.clock.ladders import who_acts
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.scopes import MOOT, OTHERS
from governance.kernel.pages.views import workflow_of
from governance.models import User

CALLING = "/governance/deliberations/new/"
ELSEWHERE = {"召开居民代表会议": CALLING, "召开村民代表会议": CALLING}
ROWS, PEOPLE = 2, 2  # how many deadlines of one kind and state are walked through, and as how many people
MARKUP = re.compile(r"<(script|style)\b.*?</\1>|<[^>]+>", re.DOTALL)
# doubled brackets, an empty choice, what is not for people
ILL_WRITTEN = re.compile(r"））|（（|-{5,}|待核对|None|\{\{|\}\}")


def ill_written(page):
    """The first words of a page that nobody should read, with what stands around them; "" on a good one."""
    text = re.sub(r"\s+", "", MARKUP.sub("", page))
    found = ILL_WRITTEN.search(text)
    return text[max(0, found.start() - 40) : found.end() + 20] if found else ""


class Walk:
    """What was found on the way: the kinds of work walked through, and every fault in words."""

    def __init__(self, client):
        self.client = client
        self.walked, self.faults = set(), []

    def all_desks(self):
        """Some open deadlines of every kind and state."""
        found = defaultdict(list)
        for deadline in Deadline.objects.open().select_related("area").order_by("id"):
            row = apps.get_model(deadline.object_type)._base_manager.get(pk=deadline.object_id)
            flow = workflow_of(row)
            found[deadline.object_type, deadline.task, flow.state(row) if flow else ""].append((deadline, row))
        directory = User.objects.directory()
        for (object_type, _, state), work in found.items():
            for deadline, row in work[:ROWS]:
                people = islice(dict.fromkeys(who_acts(deadline, directory)), PEOPLE)
                for person in people:
                    self.desk(deadline, row, User.objects.get(pk=person))
                    self.walked.add((object_type, str(state)))

    def desk(self, deadline, row, user):
        """One deadline as one of the people who are to act on it."""
        where = f"{deadline.task} ({deadline.object_type} {row.pk}) for {user}"
        self.client.force_login(user)
        answer = self.client.get(deadline.url)
        if answer.status_code != 200:
            self.faults.append(f"{where}: {deadline.url} answers {answer.status_code}")
            return
        if deadline.task in ELSEWHERE:
            self.elsewhere(where, answer, ELSEWHERE[deadline.task])
            return
        self.read(answer, where)
        flow = workflow_of(row)
        steps = flow.open_to(row, user)
        if not any(step.allowed or self.is_blocked(flow, step, deadline) for step in steps):
            self.faults.append(f"{where}: no step is offered")
        for step in steps:
            form = self.client.get(row.url(step.name), follow=True) if step.allowed else None  # some lead on
            if form is not None and form.status_code != 200:
                self.faults.append(f"{where}: the form of {step.name} answers {form.status_code}")
            elif form is not None:
                self.read(form, f"{where}: the form of {step.name}")

    def read(self, answer, where):
        if words := ill_written(answer.content.decode()):
            self.faults.append(f"{where} says …{words}…")

    def elsewhere(self, where, answer, address):
        """What is done by a row of another kind: the page leads to its form, which opens."""
        links = re.findall(rf'href="({re.escape(address)}[^"]*)"', answer.content.decode())
        if not links or self.client.get(html.unescape(links[0])).status_code != 200:
            self.faults.append(f"{where}: the page does not lead to {address}")

    def is_blocked(self, flow, step, deadline):
        """Whether a step of this desk is shown with what it still lacks."""
        return step.kind not in (MOOT, OTHERS) and flow.steps[step.name].permission == deadline.permission
