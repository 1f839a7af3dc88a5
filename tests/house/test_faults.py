"""The rules of the house have teeth: known faults are put into a throw-away copy, one by one, and each is named."""

import shutil
from dataclasses import dataclass

import pytest
from django.conf import settings

from governance.kernel.upkeep.house import arrows, clocks, grounds, places, spelling, writing
from governance.kernel.upkeep.house.rules import RULES, faults

VISITS = "projects/visits"
CASES = "disputes/cases/actions/cases.py"


@dataclass(frozen=True)
class Planted:
    """A fault: the line added at the end of a file (made where it is missing), and the rule that must find it."""

    rule: object
    path: str
    code: str
    message: str
    offset: int = 0  # lines below the first one added

    def __str__(self):
        return f"{self.rule.__name__}-{self.path}"


PLANTED = [
    # An action must not know pages.
    Planted(
        arrows.kinds_point_down, f"{VISITS}/actions.py", "from projects.visits import views", "projects.visits.views"
    ),
    Planted(arrows.kinds_point_down, f"{VISITS}/actions.py", "import projects.visits.views as pages", "never views"),
    Planted(arrows.kinds_point_down, f"{VISITS}/models.py", "from .tables import VisitTable", "never tables"),
    Planted(arrows.kinds_point_down, f"{VISITS}/models.py", "from . import forms", "never forms"),
    Planted(
        arrows.kinds_point_down, "governance/boards/board.py", "from governance.desk.views import work", "never views"
    ),
    Planted(arrows.kinds_point_down, "projects/cells.py", "from projects.visits.api import router", "never api"),
    Planted(
        arrows.kinds_point_down, f"{VISITS}/forms.py", "def body():\n    from .views import VisitStep", "never views", 1
    ),
    # Apps, the kernel, the order of concepts, faces.
    Planted(arrows.apps_meet_below, "disputes/cases/models/cases.py", "from projects import models", "apps meet"),
    Planted(arrows.apps_meet_below, "governance/roles.py", "import portal.settings", "imports portal.settings"),
    Planted(
        arrows.kernel_stands_alone, "governance/kernel/clock/clock.py", "from governance.models import Area", "kernel"
    ),
    Planted(
        arrows.kernel_stands_alone, "governance/kernel/clock/clock.py", "from ... import roles", "governance.roles"
    ),
    Planted(
        arrows.concepts_in_order,
        "projects/demands/querysets.py",
        "from ..micro_projects import views",
        "names micro_projects after",
    ),
    Planted(
        arrows.concepts_in_order, "projects/demands/tables.py", "import projects.micro_projects", "names micro_projects"
    ),
    Planted(
        arrows.faces_are_for_outside, f"{VISITS}/querysets.py", "from projects.models import Visit", "inside projects"
    ),
    Planted(
        arrows.faces_are_for_outside,
        f"{VISITS}/views.py",
        "from governance.areas.models import Area",
        "governance.models",
    ),
    # Rows are written in actions.
    Planted(writing.rows_are_written_in_actions, f"{VISITS}/views.py", "Visit.objects.update(place='')", "update()"),
    Planted(
        writing.rows_are_written_in_actions,
        f"{VISITS}/views.py",
        "Visit.objects.filter(pk=1).update(**new)",
        "update()",
    ),
    Planted(writing.rows_are_written_in_actions, f"{VISITS}/panels.py", "post.visits.add(visit)", "add()"),
    Planted(writing.rows_are_written_in_actions, f"{VISITS}/panels.py", "post.visit_set.clear()", "clear()"),
    Planted(
        writing.rows_are_written_in_actions,
        f"{VISITS}/tables.py",
        "rows = Visit.objects.all()\nrows.update(**new)",
        "up",
        1,
    ),
    Planted(
        writing.rows_are_written_in_actions,
        f"{VISITS}/metrics.py",
        "Visit.objects.bulk_update([], [])",
        "bulk_update()",
    ),
    Planted(writing.rows_are_written_in_actions, f"{VISITS}/forms.py", "Visit.objects.aget_or_create(pk=1)", "aget_or"),
    Planted(writing.rows_are_written_in_actions, f"{VISITS}/views.py", "cursor.execute('UPDATE x SET y=1')", "in SQL"),
    Planted(writing.namespaces_are_left_alone, f"{VISITS}/tables.py", "globals().update(VisitTable=1)", "openly"),
    Planted(writing.namespaces_are_left_alone, f"{VISITS}/actions.py", "vars(visit)['place'] = ''", "vars(visit)"),
    Planted(writing.actions_never_see_the_request, f"{VISITS}/actions.py", "def act(row, request): ...", "actor="),
    Planted(
        writing.forms_are_taken_once,
        f"{VISITS}/views.py",
        "class Twice(Page):\n    def post(self, request): ...",
        "names neither of",
        1,
    ),
    Planted(
        writing.forms_are_taken_once,
        f"{VISITS}/api.py",
        "class Twice(ScopedViewSet):\n    @action(methods=['post'])\n    def read(self, request, pk): ...",
        "names neither of",
        2,
    ),
    Planted(
        writing.days_to_come_are_refused_in_one_place,
        f"{VISITS}/actions.py",
        "if day > clock.today():\n    raise Refused('晚于今天', 'later')",
        "refuse_future",
    ),
    # Clocks.
    # Refusals rest on a text, and amounts carry their unit.
    Planted(grounds.refusals_name_their_grounds, CASES, 'raise Refused("不能", "party_refuses")', "without its text"),
    Planted(grounds.refusals_name_their_grounds, CASES, 'raise Refused("不能", "brand_new")', "does not know"),
    Planted(
        grounds.refusals_name_their_grounds, CASES, 'raise GROUNDS.refused("不能", "too_young_to_earn")', "by no rule"
    ),
    Planted(grounds.refusals_name_their_grounds, CASES, 'raise GROUNDS.refused("不能", "other")', "names no text"),
    Planted(
        grounds.refusals_name_their_grounds,
        "disputes/cases/workflow.py",
        '@condition("party_refuses")\ndef guard(case, user):\n    return "不能"',
        "answers",
    ),
    Planted(
        spelling.amounts_carry_their_unit,
        "funds/grants/actions.py",
        'from governance.kernel.figures.formats import yuan\nfacts = [["金额", yuan(1)]]',
        "without its unit",
        1,
    ),
    Planted(
        clocks.time_comes_from_the_clock, f"{VISITS}/actions.py", "import datetime\ndatetime.datetime.today()", "ask", 1
    ),
    Planted(
        clocks.time_comes_from_the_clock, f"{VISITS}/views.py", "import django.utils.timezone as z\nz.now()", "ask", 1
    ),
    Planted(clocks.days_are_read_as_words, f"{VISITS}/forms.py", "label = f'{row.visited_on}'", "row.visited_on"),
    Planted(clocks.days_are_read_as_words, f"{VISITS}/actions.py", "fact = f'{day:%Y-%m-%d}'", "clock.zh_date"),
    Planted(clocks.days_are_read_as_words, f"{VISITS}/views.py", "words = str(row.held_on)", "row.held_on"),
    # Words, states, addresses.
    Planted(
        spelling.kernel_knows_no_domain_words,
        "governance/kernel/clock/clock.py",
        "def conference_fee(petition_id): ...",
        "conference",
    ),
    Planted(
        spelling.kernel_knows_no_domain_words, "governance/kernel/clock/clock.py", "class DonationDesk: ...", "donation"
    ),
    Planted(
        spelling.kernel_knows_no_domain_words, "governance/kernel/clock/clock.py", "x = dict(micro_projects=1)", "micro"
    ),
    Planted(spelling.states_have_one_home, f"{VISITS}/views.py", "Visit.objects.filter(status__in=['void'])", '"void"'),
    Planted(
        spelling.states_have_one_home, f"{VISITS}/tables.py", "if visit.status != 'corrected': pass", '"corrected"'
    ),
    Planted(spelling.states_have_one_home, f"{VISITS}/panels.py", "Q(visits__status='recorded')", '"recorded"'),
    Planted(
        spelling.states_have_one_home,
        "templates/projects/visits/visit.html",
        "{% if object.status == 'void' %}{% endif %}",
        '"void"',
    ),
    Planted(
        spelling.addresses_are_reversed, f"{VISITS}/views.py", "URL = f'/projects/visits/{visit.pk}/'", "/projects/"
    ),
    Planted(
        spelling.addresses_are_reversed,
        "templates/projects/visits/visit.html",
        '<a href="/governance/areas/{{ area.pk }}/">',
        "/governance/areas/",
    ),
    # Places.
    Planted(places.files_stay_short, "projects/visits/long.py", "x = 1\n" * 301, "has 302 lines", 300),
    Planted(places.tops_hold_shared_nouns, "projects/utils.py", "x = 1", "imported by 0 concepts"),
    Planted(places.concepts_have_folders, "projects/letters/__init__.py", "", 'add "letters"'),
    Planted(places.fragments_are_used, "templates/parts/seal.html", "<i></i>", "used by no tag"),
    Planted(places.fragments_are_used, "templates/parts/examples/seal.html", "{% seal %}", "add the tag seal"),
    Planted(places.fragments_are_used, "templates/projects/visits/_alone.html", "<i></i>", "used by no tag"),
    Planted(
        places.fragments_are_used,
        "templates/projects/visits/visit.html",
        '{% include "parts/gone.html" %}',
        "parts/gone",
    ),
    Planted(places.templates_hold_no_script_or_style, "templates/projects/visits/visit.html", "<p style=''>", "inline"),
]


@pytest.fixture(scope="module")
def copied(tree, tmp_path_factory):
    """A copy of what the rules read, tests aside."""
    root = tmp_path_factory.mktemp("house")
    for folder in ("governance", "projects", "disputes", "funds", "templates"):
        ignored = shutil.ignore_patterns("migrations", "data", "__pycache__")
        shutil.copytree(settings.BASE_DIR / folder, root / folder, ignore=ignored)
    return tree.at(root)


@pytest.mark.parametrize("planted", PLANTED, ids=str)
def test_a_planted_fault_is_named_with_its_file_and_line(copied, planted):
    path = copied.root / planted.path
    before = path.read_text() if path.exists() else None
    path.parent.mkdir(exist_ok=True)
    text = f"{before or ''}{planted.code}\n"
    path.write_text(text)
    try:
        found = [str(fault) for fault in faults(planted.rule, copied.at(copied.root, planted.path))]
    finally:
        path.write_text(before) if before is not None else path.unlink()
    line = len((before or "").splitlines()) + 1 + planted.offset
    where = "projects/apps.py:1 " if planted.path.endswith("__init__.py") else f"{planted.path}:{line} "
    assert [fault for fault in found if fault.startswith(where) and planted.message in fault], "\n".join(found)


HARMLESS = """
context.update({"a": 1})
seen = set()
seen.add(1)
context |= {"status": visit.status}
digest.update(b"x")
URL = reverse("projects:visits")
from projects.choices import AreaChoice
from governance.models import Area
Visit.objects.filter(status=VOID)
cursor.execute("SELECT 1")
"""


def test_other_code_is_left_alone(copied):
    path = copied.root / VISITS / "views.py"
    before = path.read_text()
    path.write_text(before + HARMLESS)
    try:
        changed = copied.at(copied.root, f"{VISITS}/views.py")
        first = len(before.splitlines())
        found = [fault for rule in RULES for fault in rule(changed) if fault.path == f"{VISITS}/views.py"]
        assert not [str(fault) for fault in found if fault.line > first]
    finally:
        path.write_text(before)
