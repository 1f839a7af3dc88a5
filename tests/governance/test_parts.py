"""The parts of pages: what they print, and the page that shows them to developers."""

import re

import pytest
from django.template import Context, Template
from django.utils.html import escape

from governance.templatetags import parts
from tests.factories.base import make_district, user_with


def drawn(source, **context):
    return Template("{% load parts %}" + source).render(Context(context))


def test_values_are_escaped_and_markup_is_kept():
    assert "&lt;b&gt;" in drawn('{% kv "姓名" name %}', name="<b>")
    assert "&lt;b&gt;" in drawn('{% card name "x" meta=name %}{% endcard %}', name="<b>").split("</header>")[0]
    assert "<b>甲</b>" in drawn('{% fact "姓名" %}<b>甲</b>{% endfact %}')
    assert 'href="?a=&quot;&gt;"' in drawn('{% button "办理" url %}', url='?a=">')


@pytest.mark.parametrize(("value", "shown"), [(None, "—"), ("", "—"), (0, "0"), ("甲", "甲")])
def test_a_fact_without_a_value_is_a_dash(value, shown):
    assert drawn('{% kv "名称" value css="ht-num" %}', value=value) == (
        f'<div><dt>名称</dt><dd class="ht-num">{shown}</dd></div>'
    )


def test_amounts_have_their_unit_and_a_missing_one_has_none():
    assert drawn("{% amount value %}", value=12528) == '<span class="ht-num">12,528.00 元</span>'
    assert drawn("{% amount value %}", value=None) == "—"


def test_a_panel_is_named_by_its_heading():
    html = drawn('{% card "议定事项" "r-act" css="is-key" meta=3|counted:"项" more="/x/" %}<p>内容</p>{% endcard %}')
    assert html == (
        '<section class="ht-panel is-key" aria-labelledby="r-act"><header><h2 id="r-act">议定事项</h2>'
        '<span class="meta">3 项</span><a class="more" href="/x/">查看全部</a></header><p>内容</p></section>'
    )


def test_a_table_is_named_for_those_who_do_not_see_it():
    html = drawn('{% datatable "资金来源" "is-compact" %}<tbody></tbody>{% enddatatable %}')
    assert 'aria-label="资金来源，可左右滚动"' in html
    assert '<table class="ht-table is-compact"><tbody></tbody></table></div>' in html


@pytest.mark.django_db
def test_developers_see_every_part_with_its_markup(client):
    place = make_district()
    client.force_login(user_with("district_office", place.district))
    page = client.get("/help/parts/").content.decode()
    shown = set(re.findall(r"\{% (\w+)|\|(\w+):", page))
    shown = {name for pair in shown for name in pair}
    assert set(parts.register.tags) | set(parts.register.filters) <= shown
    assert escape('{% kv "编号" "ZZHT-2026-0142" css="ht-num" %}') in page
    assert "<dt>编号</dt>" in page
