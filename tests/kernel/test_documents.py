"""Printed papers: layout of GB/T 9704, forms of mediation, footers, templates, and the record of each print."""

import hashlib
import io
from datetime import date

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from governance.kernel.clock import clock, serials
from governance.kernel.models.events import Event
from governance.kernel.papers import documents, kinds
from tests.factories.base import make_area, user_with

PAGE = {"w:top": 37, "w:bottom": 35, "w:left": 28, "w:right": 26}


def minutes(paper, *, text):
    paper.masthead("荷塘区基层治理联席会议纪要")
    paper.title("关于微项目的会议纪要")
    paper.addressee("各镇街")
    paper.heading("议定事项")
    paper.heading("路灯改造", 2)
    paper.text(text)
    paper.heading("有关要求")
    paper.table(["项目", "金额（元）"], [["路灯", "12,528.00"]], align={1: "right"}, foot=["合计", "12,528.00"])
    paper.attachments(["项目清单", "签到表"])
    paper.seal("荷塘区联席办", date(2026, 11, 20))


KIND = kinds.PaperKind("sample_minutes", "联席会议纪要", minutes)


def application(paper, **context):
    paper.title("人民调解申请书")
    paper.facts([("姓名", "张三"), ("性别", "男"), ("单位或住址", "阳光里小区", True), ("联系方式", None)])
    paper.field("当事人申请事项", "")
    paper.signature("申请人（签名、盖章或按指印）")
    paper.seal("野鸭冲社区人民调解委员会")


def rendered(builder, **options):
    context = options.pop("context", {})
    with clock.travel(date(2026, 11, 20)):
        data = documents.render(builder, context, name="联席会议纪要", printed_by="李明（联席办）", **options)
    return Document(io.BytesIO(data))


def fonts(run):
    return run._r.rPr.rFonts.get(qn("w:eastAsia")), run.font.size


def test_official_papers_follow_the_standard():
    document = rendered(minutes, context={"text": "同意立项。\n责任单位月塘街道。"})
    section = document.sections[0]
    sides = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(side.mm) for side in sides] == [37, 35, 28, 26]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    lines = {line.text: line for line in document.paragraphs}
    assert fonts(lines["关于微项目的会议纪要"].runs[0]) == ("方正小标宋简体", Pt(22))
    assert fonts(lines["一、议定事项"].runs[0]) == ("黑体", Pt(16))
    assert fonts(lines["（一）路灯改造"].runs[0]) == ("楷体_GB2312", Pt(16))
    assert fonts(lines["同意立项。"].runs[0]) == ("仿宋_GB2312", Pt(16))
    assert lines["责任单位月塘街道。"].paragraph_format.first_line_indent == Pt(32)
    assert lines["同意立项。"].paragraph_format.line_spacing.pt * 22 <= Mm(225).pt
    assert "二、有关要求" in lines
    assert "2026年11月20日" in "".join(lines)
    table = document.tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows][-1] == ["合计", "12,528.00"]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_every_paper_names_itself_who_printed_it_and_when():
    document = rendered(minutes, context={"text": "同意"})
    section = document.sections[0]
    for footer in (section.footer, section.even_page_footer):
        assert "PAGE" in footer._element.xml
        assert footer.paragraphs[1].text == "联席会议纪要　打印人：李明（联席办）　打印时间：2026年11月20日 09:00"


def test_forms_of_mediation_have_their_own_face():
    document = rendered(application, is_form=True)
    title = document.paragraphs[0].runs[0]
    assert (*fonts(title), title.font.bold) == ("宋体", Pt(22), True)
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert rows == [
        ["姓名", "张三", "性别", "男"],
        ["单位或住址", "阳光里小区", "阳光里小区", "阳光里小区"],
        ["联系方式", "", "", ""],
    ]
    text = "\n".join(line.text for line in document.paragraphs)
    assert "申请人（签名、盖章或按指印）：" in text
    assert "年   月   日" in text
    assert "当事人申请事项：＿＿" in text


def test_odd_characters_do_not_break_a_paper():
    document = rendered(minutes, context={"text": "一\x00二\ud800<b>&三"})
    assert "一二<b>&三" in [line.text for line in document.paragraphs]


@pytest.mark.parametrize(("number", "words"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九")])
def test_headings_count_in_chinese(number, words):
    assert serials.chinese(number) == words


def test_numbers_of_papers():
    assert serials.official_number("荷平安函", 2026, 3) == "荷平安函〔2026〕3号"
    assert clock.zh_date(date(2026, 3, 5)) == "2026年3月5日"


@pytest.mark.django_db
def test_every_print_is_on_record():
    area = make_area()
    actor = user_with("district_office", area)
    data = documents.print_document(KIND, {"text": "同意"}, obj=area, actor=actor)
    event = Event.objects.get()
    assert (event.kind, event.object_id, event.actor) == ("governance.area.print", area.pk, actor)
    assert event.label == "打印联席会议纪要"
    assert (event.data["document"], event.data["template"]) == ("联席会议纪要", 0)
    assert event.data["sha256"] == hashlib.sha256(data).hexdigest()
    response = documents.docx_response(data, "联席会议纪要")
    assert response["Content-Disposition"].endswith(".docx")
    assert b"".join(response.streaming_content) == data


@pytest.mark.django_db
def test_a_paper_that_cannot_be_recorded_is_not_printed():
    def fail(*args, **details):
        assert transaction.get_connection().in_atomic_block
        raise RuntimeError("no record, no paper")

    area = make_area()
    with pytest.raises(RuntimeError, match="no record"):
        documents.print_document(
            KIND,
            {"text": "同意"},
            obj=area,
            actor=user_with("district_office", area),
            record=fail,
        )


def test_no_rule_book_number_stands_in_a_foot():
    with pytest.raises(ImproperlyConfigured, match=r"3\.8 联席会议纪要"):
        kinds.paper_kind("numbered", "3.8 联席会议纪要", minutes, fields=(), values=dict)
    assert "numbered" not in kinds.KINDS


def sparse(paper):
    paper.title("纪要")
    paper.heading("有关要求")
    paper.text("")
    paper.heading("议定事项")
    paper.heading("没有内容", 2)
    paper.field("列席", "")
    paper.part("议程", "")
    paper.field("地点", "", to_fill=True)
    paper.heading("预算")
    paper.table(["项目", "金额"], [["路灯", "1.00"]], foot=["合计", "1.00"])
    paper.text("明细如下：")
    paper.facts([("姓名", "张三")])
    paper.heading("附注")


def test_empty_parts_are_left_out_and_headings_stay_with_what_follows():
    document = rendered(sparse)
    words = [line.text for line in document.paragraphs if line.text]
    assert words == ["纪要", "一、议定事项", "（一）没有内容", "地点：＿＿＿＿＿＿＿＿＿＿", "二、预算", "明细如下："]
    kept = {line.text for line in document.paragraphs if line.paragraph_format.keep_with_next}
    assert kept == {"一、议定事项", "（一）没有内容", "二、预算", "明细如下："}
    head, body, foot = document.tables[0].rows
    keeps = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in (head, body, foot)]
    assert keeps == [True, True, None]


def wide(paper):
    paper.title("议定事项清单")
    head = ["序号", "议题", "结论", "支持类别", "金额（元）", "牵头单位", "完成时限"]
    paper.table(
        head,
        [[1, "楼道照明", "同意", "全额补助", "32,000.00", "荷馨苑党支部", "2026-11-22"]],
        widths=[1, 4, 1.7, 1.9, 2.6, 2.6, 2.3],
        foot=["合计", "", "", "", "32,000.00", "", ""],
    )


def test_a_wide_table_is_set_smaller_and_the_word_of_its_sum_spans_columns():
    (table,) = rendered(wide).tables
    assert {run.font.size for cell in table.rows[1].cells for run in cell.paragraphs[0].runs} == {Pt(10.5)}
    assert abs(sum(cell.width for cell in table.rows[1].cells) - Mm(156)) < Mm(1)
    foot = table.rows[2]._tr.tc_lst
    assert [cell.grid_span for cell in foot] == [4, 1, 1, 1]
    assert len(foot[0].p_lst) == 1
    assert table.rows[2].cells[0].text == "合计"


def test_a_paper_says_district_rule_in_an_officials_words_and_changes_nobodys_text():
    def write(paper):
        paper.text("须提前 3 日（本区默认，可调整）。依据本区默认（可调整）。座椅高度，可调整。")
        paper.attachments(["议定事项清单"])

    text = [paragraph.text for paragraph in rendered(write).paragraphs]
    assert "须提前 3 日（本区规定）。依据本区规定。座椅高度，可调整。" in text
    assert "附件：议定事项清单" in text  # a single one has no number
    kind = kinds.PaperKind("sample_basis", "样本", write, values=lambda: {"rule": "依据：本区默认"})
    assert kind.values_of({}) == {"rule": "依据：本区规定"}
