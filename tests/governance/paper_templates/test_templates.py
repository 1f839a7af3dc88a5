"""Templates in use: two signatures, the version before kept, the default restored, prints that say by what."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from governance.kernel.models.addresses import new_address
from governance.kernel.models.events import Event
from governance.kernel.papers import confined, documents, kinds, stored_files
from governance.kernel.papers.files import attachments_of
from governance.kernel.steps.errors import Refused
from governance.paper_templates import actions
from governance.paper_templates.attachments import FILE
from governance.paper_templates.checks import signed_templates
from governance.paper_templates.models import PaperTemplate

from .made import GOOD, proposed, refused, used, word, words_of

PAGE = "/governance/paper-templates/"
SAID = {"number": "荷联督〔2026〕1号", "matter": "<w:p>张&三\x07", "answer": ""}
ROWS = [["序号", "事项"], ["{%tr for row in items %}", ""], ["{{ row.no }}", "{{ row.title }}"], ["{%tr endfor %}", ""]]
MINUTES_SAID = {"items": [{"no": 1, "title": "路灯"}, {"no": 2, "title": "扶手"}]}


def printing(place, said=None, code="supervision"):
    """(words of the paper, data of its event) of a print with these values."""
    kind = kinds.KINDS[code]
    blank = {name: [] if columns else "" for name, columns in kind.shape().items()}
    sample = kinds.PaperKind(
        code, kind.name, lambda paper: paper.text("系统版式"), kind.fields, lambda: blank | (said or SAID)
    )
    data = documents.print_document(sample, {}, obj=place.district, actor=place.office)
    return words_of(data), Event.objects.filter(kind="governance.area.print").latest("id").data


def test_a_template_is_used_from_its_second_signature(place):
    template = proposed(place)
    assert printing(place)[0].startswith("系统版式")
    assert refused("own_proposal", actions.confirm, template, actor=place.office).endswith("（本区默认）")
    template = actions.confirm(template, actor=place.office2)
    assert (template.no, template.status, template.confirmed_by) == (1, "in_use", place.office2)
    assert template.begun_at is not None
    words, event = printing(place)
    assert words.startswith("编号：荷联督〔2026〕1号\n督办事项：<w:p>张&三\n")
    assert "办理情况" not in words
    assert f"督办单　打印人：{place.office.signature()}" in words
    assert (event["template"], event["facts"]) == (1, [["文书模板", "第 1 版"]])
    assert len(event["sha256"]) == 64


def test_lists_are_filled_row_by_row(place):
    used(place, "{{ number }}", kind="conference_minutes", rows=ROWS, head="{{ title }}")
    words, _ = printing(place, MINUTES_SAID | {"title": "第1次联席会议纪要"}, "conference_minutes")
    for line in ("序号\n事项\n1\n路灯\n2\n扶手", "第1次联席会议纪要"):
        assert line in words


def test_a_later_version_replaces_the_one_before_which_is_kept(place):
    first = used(place)
    kept = attachments_of(first, FILE).get()
    second = used(place, "新版：{{ number }}")
    first.refresh_from_db()
    assert (first.status, first.no, second.no) == ("replaced", 1, 2)
    assert first.ended_at is not None
    assert attachments_of(first, FILE).get() == kept
    words, event = printing(place)
    assert words.startswith("新版：")
    assert event["template"] == 2
    assert {row.data["template"] for row in Event.objects.filter(kind="governance.area.print")} == {2}


def test_the_default_comes_back(place, client):
    template = used(place)
    client.force_login(place.office)
    assert client.post(template.url("restore"), {"note": ""}).status_code == 422
    assert printing(place)[1]["template"] == 1
    assert client.post(template.url("restore"), {"note": "新模板字号不合要求，先用系统版式"}).status_code == 302
    words, event = printing(place)
    assert words.startswith("系统版式")
    assert event["template"] == 0
    template.refresh_from_db()
    assert template.status == "retired"
    assert attachments_of(template, FILE).exists()


def test_a_proposal_is_refused_or_taken_back_and_one_waits_at_a_time(place):
    template = proposed(place)
    assert str(template) in refused("already_proposed", proposed, place)
    refused("not_the_proposer", actions.withdraw, template, actor=place.office2)
    assert actions.refuse(template, actor=place.leader, note="标题应为二号字，请改").status == "refused"
    assert actions.withdraw(proposed(place), actor=place.office).status == "withdrawn"
    assert printing(place)[1]["template"] == 0
    proposed(place, "{{ title }}", kind="conference_minutes")


def test_the_database_knows_the_two_signatures(place):
    template = proposed(place)
    for values in ({"confirmed_by": place.office}, {"status": "in_use"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PaperTemplate.objects.update(**values)
    actions.confirm(template, actor=place.office2)
    assert signed_templates() == []
    PaperTemplate.objects.update(confirmed_by=place.leader)
    assert len(signed_templates()) == 1


def test_a_template_that_cannot_be_filled_any_more_falls_back_and_the_event_says_so(place, monkeypatch):
    used(place)
    monkeypatch.setattr(confined, "look", lambda *args, **options: (_ for _ in ()).throw(confined.OutOfBounds))
    words, event = printing(place)
    assert words.startswith("系统版式")
    assert (event["template"], event["template_fault"]) == (0, "too_complex")
    assert event["facts"] == [["文书模板", "第 1 版没有填成，按系统版式打印"]]


def test_a_template_whose_file_is_gone_falls_back(place):
    stored_files.remove(attachments_of(used(place), FILE).get().path)
    assert printing(place)[1]["template_fault"] == "file_missing"


def test_a_busy_moment_prints_no_other_layout(place, monkeypatch):
    used(place)

    def busy(*args, **options):
        raise confined.Busy("现在检查的文件较多，请过几秒再提交一次")

    monkeypatch.setattr(confined, "look", busy)
    with pytest.raises(Refused, match="过几秒"):
        printing(place)
    assert not Event.objects.filter(kind="governance.area.print").exists()


def test_the_page_lists_every_field_and_leads_to_upload_and_default(place, client):
    client.force_login(place.office)
    page = client.get(PAGE).content.decode()
    for kind in kinds.KINDS.values():
        assert kind.name in page
        for field in kind.fields:
            assert field.words in page
    answer = client.post(
        f"{new_address(PaperTemplate)}?kind=supervision",
        {"kind": "supervision", "reason": "按新的公文格式", "paper": SimpleUploadedFile("a.docx", word(*GOOD))},
    )
    assert answer.status_code == 302
    template = PaperTemplate.objects.get()
    assert str(template) in client.get(answer.url).content.decode()
    client.force_login(place.office2)
    specimen = attachments_of(template).get(kind="specimen")
    data = b"".join(client.get(f"/files/{specimen.pk}/").streaming_content)
    assert "编号：荷联督〔2026〕3号" in words_of(data)
    assert client.post(template.url("confirm"), {"note": ""}).status_code == 302
    assert "第 1 版" in client.get(PAGE).content.decode()


@pytest.mark.parametrize("code", sorted(kinds.KINDS))
def test_each_kind_fills_a_template_of_all_its_fields(place, code):
    """No field of the table is one that a template is refused."""
    kind = kinds.KINDS[code]
    lines = []
    for field in kind.fields:
        columns = "".join(f"{{{{ row.{column.name} }}}}" for column in field.columns)
        lines.append(
            f"{{% for row in {field.name} %}}{columns}{{% endfor %}}" if columns else f"{{{{ {field.name} }}}}"
        )
    template = used(place, *lines, kind=code)
    with io.BytesIO(actions.bytes_of(template)) as source:
        assert source.read(2) == b"PK"


def test_the_page_of_a_version_names_paper_and_people(place, client):
    template = used(place)
    client.force_login(place.office)
    page = client.get(template.get_absolute_url()).content.decode()
    for words in ("督办单", place.office.name, place.office2.name):
        assert f">{words}<" in page
    for technical in ("supervision", place.office.username, place.office2.username):
        assert f">{technical}<" not in page
