"""What a template may not say: each refused with a sentence that names it, with nothing written."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from governance.kernel.models.addresses import new_address
from governance.kernel.papers import confined, kinds, templates
from governance.paper_templates.models import PaperTemplate
from tests.kernel.samples import docx

from .made import GOOD, proposed, refused, word, written

ROWS = "{% for row in items %}{{ row.title }}{% endfor %}"


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("{{ nmuber }}", "unknown_field", "字段“nmuber”不在这种文书的字段表里"),
        ("{{ 编号 }}", "unknown_field", "“编号”"),
        ("{{ number", "broken_template", "{{ number"),
        ("{% if answer %}办理", "broken_template", "endif"),
        ("{{ number.upper() }}", "not_a_field", "“number”处是调用"),
        ("{{ range(9) }}", "not_a_field", "“range”处是调用"),
        ("{{ number.__class__ }}", "not_a_field", "number.__class__"),
        ("{{ self._TemplateReference__context }}", "unknown_field", "self._TemplateReference__context"),
        ("{{ loop.index }}", "unknown_field", "loop.index"),
        ("{{ number['upper'] }}", "not_a_field", "“number”处是下标"),
        ("{{ number|upper }}", "not_a_field", "“number”处是过滤器"),
        ("{{ number ~ number }}", "not_a_field", "“number”处是计算"),
        ("{{ days_late * 10 ** 9 }}", "not_a_field", "“days_late”处是计算"),
        ("{% set x = number %}{{ x }}", "not_a_field", "赋值"),
        ("{% include 'other' %}", "not_a_field", "引用其他模板"),
        ("{% import 'os' as os %}", "not_a_field", "引用其他模板"),
        ("{% macro a() %}{% endmacro %}", "not_a_field", "宏"),
        ("{% for x in [1, 2] %}{{ number }}{% endfor %}", "not_a_field", "for 只能写成"),
        ("{% for x in number %}{{ x.no }}{% endfor %}", "unknown_field", "“number”"),
        ("没有字段的一页", "no_fields", "没有任何字段"),
    ],
)
def test_a_template_asks_for_nothing_but_fields(place, text, code, said):
    assert said in refused(code, proposed, place, text)


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        (ROWS.replace("title", "titel"), "unknown_field", "字段“row.titel”不在字段表里，这个清单的列有：no、title"),
        (ROWS.replace("row.title", "row"), "unknown_field", "“row”是清单的一行"),
        (ROWS.replace("row.title", "row.title.upper()"), "not_a_field", "调用"),
        (ROWS.replace("in items", "in items if row.no"), "not_a_field", "for 只能写成"),
        (ROWS.replace("in items", "in itmes"), "unknown_field", "清单“itmes”"),
        ("{{ items }}", "unknown_field", "“items”是清单"),
        ("{{ items.append }}", "not_a_field", "items.append"),
    ],
)
def test_rows_of_a_list_have_their_columns_and_nothing_else(place, text, code, said):
    assert said in refused(code, proposed, place, text, kind="conference_minutes")


def test_a_header_is_looked_at_as_the_body_is(place):
    assert "“nmuber”" in refused("unknown_field", proposed, place, *GOOD, head="{{ nmuber }}")
    refused("broken_template", proposed, place, "{{p number }}")


def test_a_template_that_takes_too_long_or_too_much_is_refused(place):
    deep = 18  # Python nests no more loops than twenty
    loops = "".join(f"{{% for r{n} in items %}}" for n in range(deep)) + "很长的话" * 1000 + "{% endfor %}" * deep
    assert "过于复杂" in refused("too_complex", proposed, place, loops, kind="conference_minutes")


def test_what_is_no_word_file_is_refused(place):
    assert "无法填写" in refused("broken_file", proposed, place, data=b"PK\x03\x04 not a package")


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("模板.docm", b"PK", "宏"),
        ("模板.docx", docx(**{"word/vbaProject.bin": b"x"}), "宏"),
        ("模板.xlsx", b"PK", "docx"),
        ("模板.docx", word("{{ number }}") + b"\0" * (3 * 1024 * 1024), "2 MB"),
        ("模板.docx", word("{{ nmuber }}"), "“nmuber”"),
    ],
)
def test_the_form_refuses_macros_size_and_fields_and_keeps_what_was_typed(place, client, name, data, said):
    client.force_login(place.office)
    before, address = written(), new_address(PaperTemplate)
    answer = client.post(
        address, {"kind": "supervision", "reason": "按新的公文格式", "paper": SimpleUploadedFile(name, data)}
    )
    page = answer.content.decode()
    assert (answer.status_code, written()) == (422, before)
    assert said in page
    assert "按新的公文格式" in page


def test_only_the_office_uploads(place, client):
    client.force_login(place.secretary)
    assert client.get("/governance/paper-templates/").status_code == 404
    assert client.post(new_address(PaperTemplate), {"kind": "supervision"}).status_code == 404
    assert not PaperTemplate.objects.exists()


def test_the_sandbox_reaches_no_method_of_a_row():
    """Names of columns that are methods of a dict are columns all the same."""
    column = kinds.PaperField("items", "项目", "甲")
    kind = kinds.PaperKind("odd", "样例", print, (kinds.PaperField("rows", "清单", columns=(column,)),))
    paper = templates.fill(
        kind, word("{% for r in rows %}{{ r.items }}；{% endfor %}"), {"rows": [{"items": "甲"}, {"items": "乙"}]}, "脚"
    )
    assert b"PK" in paper[:4]
    assert confined.LOOKS["template"] == ("governance.kernel.papers.filling", "fill")
