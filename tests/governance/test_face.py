"""The shell and the generic pages: strict policy, one palette, and whole pages from plain contexts."""

import re
from datetime import date
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory
from django.utils.safestring import mark_safe

from governance.kernel.steps.line_columns import Column
from governance.kernel.steps.lines import LinesField

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STYLES = sorted((ROOT / "static").rglob("*.css"))
ENTRY = {"label": "矛盾纠纷", "icon": "people", "url": "/d/", "active": True, "count": 3}
SHELL = {
    "nav": render_to_string("generic/_menu.html", {"groups": [{"title": "业务", "items": [ENTRY]}]}),
    "tabs": render_to_string("generic/_tab_bar.html", {"items": [{**ENTRY, "label": "纠纷", "count": 0}]}),
    "name": "刘敏",
    "post": "茨菇塘街道",
    "unread": 5,
}


def page(template, path="/d/", **context):
    return render_to_string(
        template, {"shell": SHELL, "theme": "dark", **context, "request": RequestFactory().get(path)}
    )


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_templates_keep_the_strict_policy(path):
    source = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=", source)
    assert not re.search(r"\son[a-z]+=", source)
    assert not re.search(r"<style|javascript:", source)
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>", source)
    assert not re.search(r"#[0-9a-fA-F]{6}\b", source)
    get_template(str(path.relative_to(ROOT / "templates")))


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_colours_are_written_in_tokens_only(path):
    if path.name != "tokens.css":
        assert not re.search(r"#[0-9a-fA-F]{3,8}\b|rgba?\(", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("status", [400, 403, 404, 429, 500])
def test_the_error_page_needs_neither_request_nor_database(status):
    html = render_to_string("error.html", {"status": status, "reference": "5F2A-0942"})
    assert f">{status}</div>" in html
    assert "5F2A-0942" in html
    assert "ht-side" not in html


def test_the_shell_carries_menu_counts_search_and_banner():
    html = page("generic/list.html", page={"title": "矛盾纠纷"}, table={"empty": {"message": "还没有记录"}})
    assert 'data-bs-theme="dark"' in html
    assert '<a href="/d/" aria-current="page">' in html
    assert "消息提醒，5 条未读" in html
    assert 'action="/search/"' in html
    assert "本系统为非涉密系统" in html
    assert html.count("<h1") == 1


def table(**changes):
    return {
        "head": [
            {"label": "事由", "sort_url": "?sort=title", "aria_sort": "ascending", "css": ""},
            {"label": "金额/元", "sort_url": None, "aria_sort": "", "css": "num"},
        ],
        "body": [
            {
                "css": "is-overdue",
                "cells": [{"html": "<b>漏水</b>", "label": ""}, {"html": "1.00", "css": "num", "label": "金额"}],
            }
        ],
        "foot": None,
        "total_text": "本页 1 条，共 6965 条",
        "prev_url": None,
        "next_url": "?cursor=x",
        "caption": "案件",
        "drawn_css": "ht-table is-cards",
        "empty": None,
    } | changes


def test_a_list_escapes_cells_and_announces_its_total():
    html = page("generic/_table.html", table=table(), chips=[("状态 调解中", "?")])
    assert "&lt;b&gt;漏水&lt;/b&gt;" in html
    assert 'data-announce="本页 1 条，共 6965 条"' in html
    assert 'aria-sort="ascending"' in html
    assert 'aria-label="移除筛选：状态 调解中"' in html
    assert 'id="page-next"' in html
    assert 'id="page-prev"' not in html


def test_a_list_takes_rows_made_in_python():
    html = page("generic/_table.html", table=table(rows_html=mark_safe("<tr><td>漏水</td></tr>")))
    assert "<tr><td>漏水</td></tr>" in html
    assert "&lt;b&gt;" not in html


STEPS = [
    {
        "name": "pay",
        "label": "拨付资金",
        "url": "/p/",
        "allowed": False,
        "reason": "审议通过后可用",
        "tone": "plain",
        "icon": "cash",
    },
    {
        "name": "approve",
        "label": "同意",
        "url": "/a/",
        "allowed": True,
        "reason": "",
        "tone": "primary",
        "icon": "check",
    },
]


def test_a_detail_shows_what_may_be_done_and_why_not():
    paper = {"url": "/files/1/", "name": "议事.pdf", "ext": "PDF", "caption": ""}
    paper |= {"size_text": "2 MB", "who": "周", "when": None}
    html = page(
        "generic/detail.html",
        title="楼道照明",
        badge={"text": "街道审核中", "kind": "info"},
        process=[
            {"label": "小区申报", "sub": "11月2日", "state": "done"},
            {"label": "提请申报", "sub": "", "state": "now"},
        ],
        deadline={"label": "街道审核", "days": 4, "due_text": "11月16日到期", "is_over": True, "percent": 0},
        steps=STEPS,
        timeline=[
            {
                "title": "退回",
                "who": "陈芳",
                "when": date(2025, 11, 10),
                "kind": "bad",
                "note": "",
                "facts": [],
                "changes": [("户数", None, 412)],
            }
        ],
        people=[{"initial": "刘", "name": "刘敏", "role": "经办"}],
        attachments=[paper],
        papers=[paper],
        panels=[],
    )
    assert 'aria-current="step"' in html
    assert "逾期 4" in html
    assert 'href="/a/" role="button" data-modal' in html
    assert '<div class="why" id="why-pay">审议通过后可用</div>' in html
    assert "2025年11月10日" in html
    assert "修改了 1 项" in html
    assert 'aria-label="下载 议事.pdf"' in html


class ApplyForm(forms.Form):
    sections = [("基本情况", ["name"])]
    name = forms.CharField(label="名称")
    lines = LinesField([Column("item", "支出项"), Column("amount", "小计", kind="money", sum=True)], label="预算明细")


STEP = {"name": "save", "label": "提交社区审核", "tone": "primary", "hint": ""}


@pytest.mark.parametrize("template", ["generic/step.html", "generic/_step.html"])
def test_a_refused_form_points_at_every_error_and_loses_nothing(template):
    form = ApplyForm({"name": "", "lines-0-item": "感应灯", "lines-0-amount": "三百"})
    html = page(template, form=form, step=STEP, title="申报", action_url="/new/", cancel_url="/", version=7)
    assert 'id="form-errors" role="alert"' in html
    assert 'href="#id_name"' in html
    assert 'value="感应灯"' in html
    assert 'value="三百"' in html
    assert 'name="_submission"' in html
    assert 'name="_version" value="7"' in html
    assert ("hx-post" in html) == (template == "generic/_step.html")


def test_child_rows_can_be_added_and_summed():
    html = page("generic/_step.html", form=ApplyForm(), step=STEP, action_url="/new/", cancel_url="/")
    assert "data-empty-row" in html
    assert 'name="lines-__prefix__-item"' in html
    assert 'name="lines-0-amount"' in html
    assert 'data-total="amount"' in html
    assert 'data-size="xl"' in html


@pytest.mark.parametrize(
    ("state", "asks_again"), [("queued", True), ("running", True), ("done", False), ("failed", False)]
)
def test_progress_asks_again_until_the_job_has_ended(state, asks_again):
    html = page("generic/_progress.html", title="导入", done=3, total=12, state=state, result_url="/r/", errors=0)
    assert ("every 1s" in html) == asks_again
    assert ("/r/" in html) != asks_again
