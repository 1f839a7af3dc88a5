"""Templates can be reviewed: one thing a line, and a line that an eye takes in."""

import re
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.urls import get_resolver

from portal.markup import CONSTANT, said, trimmed

FOLDER = settings.BASE_DIR / "templates"
TEMPLATES = sorted(FOLDER.rglob("*.html"))
LONGEST = 160
# What cannot be broken: one tag of the template language, one attribute with its value, one run of Chinese text.
TAG = re.compile(r"\{%[^%]*%\}|\{\{[^}]*\}\}")
ATTRIBUTE = re.compile(r"""[\w:-]+=(?:"[^"]*"|'[^']*')""")
CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef“”‘’…—]+")


def is_one_piece(line):
    return any(form.fullmatch(line.strip()) for form in (TAG, ATTRIBUTE, CHINESE))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_no_line_is_too_long_to_read(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    found = [number for number, line in enumerate(lines, 1) if len(line) > LONGEST and not is_one_piece(line)]
    assert not found, f"lines {found} are longer than {LONGEST} characters and could be broken"


def known_names(resolver, prefix=""):
    """Every name of an address, "projects:visit" with its namespace."""
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from known_names(pattern, inner)
        elif pattern.name:
            yield f"{prefix}{pattern.name}"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_every_address_is_known(path):
    """`{% url … as x %}` swallows a wrong name and leaves the link empty."""
    names = set(re.findall(r"""\{% url ["']([^"']+)["']""", path.read_text(encoding="utf-8")))
    assert names <= set(known_names(get_resolver())), names - set(known_names(get_resolver()))


class HiddenBlocks(HTMLParser):
    """The blocks within an element that the phone does not show: whatever a page puts there is out of its reach."""

    VOID = {"input", "br", "img", "meta", "link", "hr"}

    def __init__(self):
        super().__init__()
        self.open, self.found = [], []

    def handle_starttag(self, tag, attrs):
        if tag not in self.VOID:
            self.open.append("no-phone" in re.sub(TAG, " ", dict(attrs).get("class") or "").split())

    def handle_endtag(self, tag):
        if self.open:
            self.open.pop()

    def handle_data(self, data):
        if any(self.open):
            self.found += re.findall(r"\{% block (\w+)", data)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_what_pages_put_into_a_block_is_on_the_phone_too(path):
    reader = HiddenBlocks()
    reader.feed(path.read_text(encoding="utf-8"))
    assert not reader.found


def test_a_block_hidden_on_the_phone_is_seen():
    reader = HiddenBlocks()
    reader.feed('<div class="ht-actions no-phone{% if x %} y{% endif %}">{% block head_extra %}{% endblock %}</div>')
    assert reader.found == ["head_extra"]


def test_what_counts_as_one_piece():
    assert is_one_piece("  content='" + "x" * 200 + "'")
    assert is_one_piece("  " + "本账为分账，供核对。" * 30)
    assert is_one_piece("{% include " + "x" * 200 + " %}")
    assert not is_one_piece("{% if x %}" + "x" * 200 + "{% endif %}")
    assert not is_one_piece('<a class="x" href="' + "x" * 200 + '">')
    assert not is_one_piece("字" * 200 + "{{ name }}")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_every_template_lists_its_context(path):
    assert re.match(r"\{# \w.{9}", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("source", "loaded"),
    [
        ("<ul>\n  <li>a</li>\n  <li>b</li>\n</ul>\n", "<ul><li>a</li><li>b</li></ul>"),
        ("<td>\n  {% if x %}\n    {{ x }}\n  {% endif %}\n</td>", "<td>{% if x %} {{ x }} {% endif %}</td>"),
        ("<p>\n  名称\n  <b>甲</b> <i>乙</i>\n</p>", "<p>名称 <b>甲</b> <i>乙</i></p>"),
        ('<a\n  class="x"\n  href="y"\n>z</a>', '<a class="x" href="y">z</a>'),
        ('<td {% if a > b %}class="x"{% endif %}\n>z</td>', '<td{% if a > b %} class="x"{% endif %}>z</td>'),
        ('<b {% if a %} x {% else %} y {% endif %} z="1">', '<b{% if a %} x{% else %} y{% endif %} z="1">'),
        ("<b {% if a %}x{% else %}y{% endif %}>", "<b{% if a %} x{% else %} y{% endif %}>"),
        ('<b {{ a }}{% if b %}="{{ b }}"{% endif %}\n/>', '<b {{ a }}{% if b %}="{{ b }}"{% endif %}/>'),
        ('<b class="a {% if b %}c{% endif %}" {{ d }}>', '<b class="a {% if b %}c{% endif %}" {{ d }}>'),
        ("<div>\n<pre>\n  a\n  b</pre>\n</div>", "<div><pre>\n  a\n  b</pre></div>"),
        ("<textarea>\n\n x</textarea>", "<textarea>\n\n x</textarea>"),
        ("{{ a }}\n  {{ b }}", "{{ a }} {{ b }}"),
        ("1 < 2\n<p>", "1 < 2<p>"),
    ],
)
def test_loading_takes_out_only_white_space_that_cannot_show(source, loaded):
    assert trimmed(source) == loaded


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        ('{% icon "bell" %}', '<i class="bi bi-bell" aria-hidden="true"></i>'),
        ("{% url 'inbox' %}", "/inbox/"),
        ("{% static 'theme.js' %}", "/static/theme.js"),
        ("{% icon item.icon %}", "{% icon item.icon %}"),
        ("{% url 'projects:demand' demand.pk %}", "{% url 'projects:demand' demand.pk %}"),
        ("{% url 'search' as search_url %}", "{% url 'search' as search_url %}"),
        ("{% url 'nowhere' %}", "{% url 'nowhere' %}"),
        ("{% static 'nothing.js' %}", "{% static 'nothing.js' %}"),
    ],
)
def test_only_a_tag_that_always_says_the_same_is_said_at_once(source, printed):
    assert CONSTANT.sub(said, source) == printed
