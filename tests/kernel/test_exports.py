"""Excel out: values as they are, nothing that runs."""

import io
from datetime import date, datetime
from decimal import Decimal

from openpyxl import load_workbook

from governance.kernel.papers import cells, exports
from governance.kernel.papers.uploads import EXCEL
from tests.kernel.days import read


def test_exports_keep_values_and_disarm_formulas():
    out = io.BytesIO()
    rows = [
        ["名称", "金额（元）", "日期", "是否", "身份证号", "=head"],
        ["=1+1", Decimal("1234.50"), date(2026, 3, 5), True, "430202199001011234", None],
        ["@SUM", Decimal(0), datetime(2026, 3, 5, 8), False, "控\x00制", 430202199001011234],
    ]
    assert cells.write_xlsx(out, iter(rows), title="测试/表", about=[("导出人", "测试人")]) == 2
    assert read(out) == [
        rows[0],
        ["=1+1", 1234.5, datetime(2026, 3, 5), "是", "430202199001011234", None],
        ["@SUM", 0, datetime(2026, 3, 5, 8), "否", "控制", "430202199001011234"],
    ]
    book = load_workbook(out)
    data = book.worksheets[0]
    assert (data["A2"].data_type, data["A2"].quotePrefix) == ("s", True)
    assert data["F1"].data_type == "s"
    assert data["B2"].number_format == "#,##0.00"
    assert (data.freeze_panes, data.auto_filter.ref) == ("A2", "A1:F3")
    assert data.column_dimensions["E"].width == 20
    assert book["导出说明"]["B1"].value == "测试人"


def test_an_empty_export_is_still_a_workbook():
    out = io.BytesIO()
    assert cells.write_xlsx(out, [["名称"]]) == 0
    assert read(out) == [["名称"]]


def test_a_list_downloads_as_a_workbook():
    response = exports.xlsx_response("项目_20261120.xlsx", iter([["名称"], ["路灯"]]))
    assert response["Content-Type"] == EXCEL
    assert "filename*=utf-8''" in response["Content-Disposition"]
    assert read(io.BytesIO(b"".join(response.streaming_content))) == [["名称"], ["路灯"]]
