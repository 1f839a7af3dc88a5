"""Last month's rates: kept by the clock, shown beside those of now, never changed."""

import re
from datetime import date
from html import unescape

import pytest
from django.db import IntegrityError, transaction

from governance.boards import actions
from governance.boards.models import KeptFigure
from governance.kernel.clock import clock, reminders
from governance.kernel.figures.metrics import Period
from governance.models import Appointment

from .reading import TODAY, demand, late, rank_rows, rate, visit

OCTOBER = date(2026, 10, 1)


def test_last_month_is_kept_by_the_clock_and_stands_beside(board, street):
    with clock.travel(date(2026, 10, 5)):
        first = late(street, street.compound, date(2026, 10, 5))
    demand(street, street.compound, date(2026, 10, 20), date(2026, 10, 19), "bad", on=date(2026, 10, 21))
    visit(street, street.leads[0], date(2026, 10, 4))
    visit(street, street.leads[1], date(2026, 10, 30))
    with clock.travel(date(2026, 11, 1)):
        assert actions.keep_last_month() == 6 * (1 + 2 + 2 + 2)
        assert actions.keep_last_month() == 0
    with clock.travel(date(2026, 11, 2)):
        reminders.close(first_row(first))
    late(street, street.other_compound, date(2026, 11, 20))
    visit(street, street.leads[0], date(2026, 11, 4))
    demand(street, street.compound, date(2026, 11, 2), date(2026, 11, 3), "good")
    page = board()
    assert rate(page, "逾期率") == ("0.00", ["降", "100.0", "点", "上月末", "100.00", "1", "件在办，0", "件逾期"])
    assert '<span class="down is-good">' in page
    assert rate(page, "需求满意率")[1][:5] == ["升", "100.0", "点", "上月", "0.00"]
    # two of six leads by the end of October, one of six by the 20th: the 20th of November stands beside the latter
    assert rate(page, "片组邻长走访率") == ("16.67", ["持平", "上月同期", "16.67", "片组邻长", "6", "名"])
    assert "至今，与10月比" in page
    assert "持平" in rank_rows(page)["月塘街道"][4]
    for query in ("?span=quarter", "?from=2026-11-05"):  # no month: what happened is not compared, what stands is
        page = board(query)
        assert "上月" not in rate(page, "需求满意率")[1]
        assert "上月末" in rate(page, "逾期率")[1]


def first_row(deadline):
    return Appointment.objects.get(pk=deadline.object_id)


def test_last_month_itself_is_shown_as_it_stood(board, street):
    row = late(street, street.compound, date(2026, 10, 5))
    with clock.travel(date(2026, 11, 2)):
        reminders.close(first_row(row))
    late(street, street.other_compound, date(2026, 11, 20))
    page = board("?span=last")
    assert rate(page, "逾期率")[0] == "100.00"
    assert "2026年10月1日至2026年10月31日 · 数据截至 10月31日" in page  # of September nothing was kept
    assert row.title in page  # the list of what was late then
    assert "as_of=2026-10-31" in unescape(page)


def test_a_chosen_period_is_shown_as_it_stood_on_its_last_day(board, street):
    """Head, value, comparison and what is late belong to the days chosen, on the page, in its rows and its workbook."""
    row = late(street, street.compound, date(2026, 10, 5))
    with clock.travel(date(2026, 11, 1)):
        actions.keep_last_month()
    with clock.travel(date(2026, 11, 16)):
        reminders.close(first_row(row))
    late(street, street.other_compound, date(2026, 11, 17))
    page = board("?from=2026-11-02&to=2026-11-10")
    assert rate(page, "逾期率") == ("100.00", ["持平", "上月末", "100.00", "1", "件在办，1", "件逾期"])
    assert "2026年11月2日至2026年11月10日，与10月比 · 数据截至 11月10日" in page
    assert "截至11月10日逾期" in page
    assert "重点改进事项" not in page
    assert row.title in page
    assert "as_of=2026-11-10" in unescape(page)
    page = board("?from=2026-09-01&to=2026-09-30")  # of August nothing was kept: nothing is said of it
    assert "2026年9月1日至2026年9月30日 · 数据截至 9月30日" in page
    assert not re.search("与.{1,2}月比", page)
    assert rate(page, "逾期率")[0] == "—"
    page = board("?from=2026-11-02&to=2027-01-31")  # a day ahead is today
    assert rate(page, "逾期率")[1][-2:] == ["件在办，1", "件逾期"]
    assert "数据截至 11月20日" in page


def test_a_board_of_an_earlier_month_names_the_month_it_is_compared_with(board, street):
    late(street, street.compound, date(2026, 9, 5))
    with clock.travel(date(2026, 10, 1)):
        actions.keep_last_month()
    page = board("?span=last")
    assert "与9月比" in page
    assert "9月末" in rate(page, "逾期率")[1]
    assert "上月" not in rate(page, "逾期率")[1]


def test_what_was_kept_is_not_changed_any_more(street):
    with clock.travel(date(2026, 11, 1)):
        actions.keep_last_month()
    row = KeptFigure.objects.first()
    for change in (lambda: KeptFigure.objects.filter(pk=row.pk).update(numerator=9), row.delete):
        with pytest.raises(IntegrityError, match="月末指标只能追加"), transaction.atomic():
            change()
    with clock.travel(date(2026, 11, 1)), pytest.raises(ValueError, match="2026-11 is not over"):
        actions.keep_month(date(2026, 11, 1))


def test_a_clock_that_comes_late_keeps_the_same(street):
    row = late(street, street.compound, date(2026, 10, 5))
    visit(street, street.leads[1], date(2026, 10, 30))
    with clock.travel(date(2026, 11, 1)):
        actions.keep_last_month()
    told = list(KeptFigure.objects.order_by("area", "code").values_list("area", "code", "numerator", "denominator"))
    with clock.travel(date(2026, 11, 9)):
        reminders.close(first_row(row))
        period = Period(street.district, OCTOBER, date(2026, 10, 31), date(2026, 10, 31))
        again = [
            (one.area_id, one.code, one.numerator, one.denominator)
            for level in (None, *actions.LEVELS)
            for one in actions.rows_of(level, period, OCTOBER)
        ]
    assert sorted(again) == sorted(told)
    assert (street.street.pk, "overdue_rate", 1, 1) in told


def test_the_program_reads_last_months_value(street, client):
    late(street, street.compound, date(2026, 10, 5))
    with clock.travel(date(2026, 11, 1)):
        actions.keep_last_month()
    client.force_login(street.office)
    with clock.travel(TODAY):
        found = client.get("/api/v1/metrics/?code=overdue_rate").json()["results"][0]
        other = client.get("/api/v1/metrics/?code=overdue_n").json()["results"][0]
    assert found["last_month"] == 100.0
    assert other["last_month"] is None
