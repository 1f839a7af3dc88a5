"""The words, bars and buttons every page shares."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory

from governance.kernel.clock import clock
from governance.kernel.figures import charts, formats
from governance.kernel.pages import drawn_fields
from governance.templatetags import fields, portal

TODAY = date(2026, 11, 20)
SHANGHAI = timezone(timedelta(hours=8))


@pytest.fixture(autouse=True)
def on_a_friday():
    with clock.travel(datetime(2026, 11, 20, 9, 42, tzinfo=SHANGHAI)):
        yield


def render(source, **context):
    return Template("{% load portal fields %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Decimal("12528"), "12,528.00"),
        ("0.005", "0.01"),
        (-3200, "-3,200.00"),
        (None, "—"),
        ("", "—"),
        ("三千", "—"),
        (float("nan"), "—"),
    ],
)
def test_yuan_has_two_decimals_and_separators(value, shown):
    assert formats.yuan(value) == shown


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [(863000, None, "86.3"), (7000000, None, "700"), (10000000, None, "1,000"), (680000, 1, "68.0"), (None, 1, "—")],
)
def test_wan_shows_ten_thousands(value, places, shown):
    assert formats.wan(value, places) == shown


def test_percent_rounds_half_up():
    assert formats.percent2(Decimal(6612) / Decimal(6965)) == "94.93%"
    assert formats.percent2("0.00005") == "0.01%"
    assert formats.percent2(0) == "0.00%"
    assert formats.percent2(None) == "—"


@pytest.mark.parametrize(
    ("form", "this_year", "other_year"),
    [
        ("", "11月20日", "2027年1月5日"),
        ("full", "2026年11月20日", "2027年1月5日"),
        ("ledger", "11-20", "2027-01-05"),
        ("week", "11月20日（周五）", "2027年1月5日（周二）"),
    ],
)
def test_dates_name_the_year_only_when_it_differs(form, this_year, other_year):
    assert formats.zhdate(TODAY, form) == this_year
    assert formats.zhdate(date(2027, 1, 5), form) == other_year


def test_instants_are_shown_in_the_portals_time():
    late = datetime(2026, 11, 20, 17, 30, tzinfo=UTC)
    assert formats.zhdate(late) == "11月21日"
    assert formats.zhtime(late) == "11月21日 01:30"
    assert formats.zhtime(TODAY) == "11月20日"
    assert formats.zhtime(None) == "—"
    assert formats.zhtime("11月17日 10:12 收到") == "11月17日 10:12 收到"


@pytest.mark.parametrize(
    ("deadline", "text", "css"),
    [
        (date(2026, 11, 17), "逾期 3 天", "ht-due is-over"),
        (date(2026, 11, 20), "今天", "ht-due is-soon"),
        (date(2026, 11, 21), "明天", "ht-due is-soon"),
        (date(2026, 11, 23), "11月23日", "ht-due is-soon"),
        (date(2026, 11, 24), "11月24日", "ht-due"),
        (datetime(2026, 11, 20, 17, 30, tzinfo=SHANGHAI), "今天 17:30", "ht-due is-soon"),
        (datetime(2026, 11, 20, 23, 59, tzinfo=SHANGHAI), "今天", "ht-due is-soon"),
        (datetime(2026, 11, 20, 9, 0, tzinfo=SHANGHAI), "逾期不足 1 天", "ht-due is-over"),
        ({"days": 4, "is_over": True, "due_text": "应于 11月16日"}, "逾期 4 天", "ht-due is-over"),
        ({"days": 9, "is_over": False, "due_text": "11月29日"}, "11月29日", "ht-due"),
    ],
)
def test_deadlines_are_worded_as_in_the_office(deadline, text, css):
    assert portal.due(deadline) == f'<span class="{css}">{text}</span>'


def test_no_deadline_is_a_dash():
    assert portal.due(None) == "—"


def test_badges_and_icons_escape_what_they_are_given():
    assert portal.badge("<b>", "ok") == '<span class="ht-badge is-ok">&lt;b&gt;</span>'
    assert portal.badge("已归档") == '<span class="ht-badge">已归档</span>'
    assert 'class="bi bi-&quot;&gt;"' in portal.icon('">')


def test_a_bar_lays_its_segments_end_to_end_and_marks_the_legal_line():
    bar = portal.svgbar([(90.9, "ok"), (5.3, "no"), (3.8, "mute")], mark=Decimal("66.67"), label="同意<289>户")
    assert 'x="0.00%" width="90.90%" height="100%" class="ok"' in bar
    assert 'x="96.20%" width="3.80%"' in bar
    assert '<line x1="66.67%" x2="66.67%"' in bar
    assert 'aria-label="同意&lt;289&gt;户"' in bar
    assert "style=" not in bar


def test_a_bar_without_words_is_hidden_from_readers():
    assert 'aria-hidden="true"' in portal.svgbar([(50, "")])


def test_cell_bars_stay_in_their_cell():
    assert 'rect width="100.0%"' in portal.cellbar(62, 140)
    assert "<span>—</span>" in portal.cellbar(None, None)


def test_differences_start_from_the_centre():
    assert 'class="pos" x="50.0%" width="25.0%"' in portal.div(1, 2)
    assert 'class="neg" x="0.0%" width="50.0%"' in portal.div(-3, 2)
    assert 'width="0.0%"' in portal.div(1, 0)


def test_sparks_need_two_points_and_bear_a_flat_course():
    assert portal.spark([5]) == ""
    assert 'points="0.0,21.0 62.0,21.0"' in portal.spark([3, 3])
    assert 'points="0.0,21.0 31.0,12.0 62.0,3.0"' in portal.spark([1, 2, 3])


def test_the_query_string_is_changed_and_escaped():
    request = RequestFactory().get("/", {"q": "a&b", "page": "1"})
    assert render("{% qs page=2 %}", request=request) == "?q=a%26b&amp;page=2"
    assert render("{% qs page=None q='' %}", request=request) == "?"


def step(name, tone, allowed=True):
    return {
        "name": name,
        "label": name,
        "url": f"/{name}/",
        "tone": tone,
        "allowed": allowed,
        "reason": "",
        "icon": "x",
    }


def test_buttons_keep_their_order_and_only_one_is_red():
    steps = [step("note", "plain"), step("refuse", "refuse"), step("a", "primary", allowed=False), step("b", "primary")]
    steps += [step("c", "primary"), step("back", "back")]
    buttons = portal.in_order(steps)
    assert [button.name for button in buttons] == ["a", "b", "c", "back", "refuse", "note"]
    assert [button.name for button in buttons if button.css == "btn-primary"] == ["b"]
    assert [button.name for button in portal.allowed(buttons)] == ["b", "c", "back", "refuse", "note"]


def test_the_submission_token_survives_a_refusal():
    request = RequestFactory().post("/", {"_submission": "kept"})
    assert 'value="kept"' in render("{% submission %}", request=request)
    assert 'value="given"' in render("{% submission %}", request=RequestFactory().get("/"), submission="given")
    fresh = RequestFactory().get("/")
    assert render("{% submission %}", request=fresh) != render("{% submission %}", request=fresh)


def test_a_chart_brings_its_table():
    option = {
        "xAxis": {"data": ["10月", "11月\n至19日"]},
        "series": [{"name": "受理", "data": [634, {"value": 627}]}, {"name": "化解", "data": [603]}],
    }
    assert charts.chart_table(option) == {
        "head": ["受理", "化解"],
        "rows": [["10月", 634, 603], ["11月 至19日", 627, "—"]],
    }
    option["title"] = "</script>"
    html = render("{% chart 'trend' option finding %}", option=option, finding="受理 </script>")
    assert 'data-chart="o-trend"' in html
    assert '<script id="o-trend" type="application/json">' in html
    assert html.count("</script>") == 1


class ApplyForm(forms.Form):
    sections = [("基本情况", ["name", "gone"])]
    widths = {"households": "f-4"}
    units = {"households": "户"}
    name = forms.CharField(label="项目名称", max_length=30)
    households = forms.IntegerField(label="户数", min_value=1)
    amount = forms.DecimalField(label="金额", required=False)
    need = forms.CharField(label="需求", widget=forms.Textarea, max_length=500)
    start = forms.DateField(label="开工", required=False, initial=TODAY)
    photo = forms.FileField(label="照片", required=False)


def test_fields_are_laid_out_by_kind_unless_the_form_says_otherwise():
    form = ApplyForm()
    assert fields.field_css(form, form["households"]) == "f-4"
    assert fields.field_css(form, form["name"]) == "f-6"
    assert fields.field_css(form, form["need"]) == fields.field_css(form, form["photo"]) == ""
    assert [field.name for field in fields.visible(form, ["name", "gone"])] == ["name"]
    assert [field.name for field in fields.rest(form)] == ["households", "amount", "need", "start", "photo"]
    assert "data-count" in form["need"].as_field_group()
    assert "data-count" not in form["name"].as_field_group()


def test_fields_are_dressed_for_the_keyboard_and_the_calendar():
    form = ApplyForm()
    for field in form:
        drawn_fields.prepare_control(field)
    assert 'type="text"' in str(form["households"])
    assert 'inputmode="numeric"' in str(form["households"])
    assert 'inputmode="decimal"' in str(form["amount"])
    assert 'class="num"' in str(form["amount"])
    assert 'type="date"' in str(form["start"])
    assert 'value="2026-11-20"' in str(form["start"])
    assert "image/*" in str(form["photo"])


def test_a_refused_field_shows_its_error_to_screen_readers_too():
    form = ApplyForm({"households": "0"})
    html = form["households"].as_field_group()
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_households_error"' in html
    assert 'id="id_households_error"' in html
    assert '<span class="input-group-text">户</span>' in html
    assert 'class="form-control is-invalid"' in html
    form.sections = [("谁", ["name", "households", "amount"]), ("何时", ["start"])]
    assert [faults for _, _, _, faults in fields.parts(form)] == [2, 0]


def test_filters_name_themselves_in_the_empty_choice():
    class Filter(forms.Form):
        status = forms.ChoiceField(label="状态", choices=[("", "---------"), ("open", "调解中")])
        area = forms.ChoiceField(label="辖区", choices=[("", "全部辖区")])
        q = forms.CharField(label="关键词")

    form = Filter()
    assert '<option value="" selected>全部状态</option>' in fields.filter_widget(form["status"])
    assert '<option value="" selected>全部辖区</option>' in fields.filter_widget(form["area"])
    assert 'type="search"' in fields.filter_widget(form["q"])


def test_a_progress_bar_states_its_percent():
    bar = portal.progressbar(3, 12, "导入进度")
    assert 'aria-valuenow="25"' in bar
    assert 'aria-label="导入进度"' in bar
    assert 'aria-valuenow="0"' in portal.progressbar(None, 0, "导入进度")
