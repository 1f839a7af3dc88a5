"""The grid of quotes names all that is wrong with it at once, and what it refuses writes nothing."""

from decimal import Decimal

import pytest

from projects.models import Quote
from tests.factories.papers import photo

from .cases import ALL_36000, DEAR, draft

pytestmark = pytest.mark.django_db


def test_one_wrong_amount_hides_neither_a_missing_paper_nor_a_second_offer(client, place):
    project = draft(place, lines=[DEAR], sources=[{**ALL_36000, "amount": Decimal(12000)}])
    client.force_login(place.branch)
    rows = (("甲公司", "很多"), ("乙公司", "12000"), ("甲公司", "12100"))
    sent = {"_version": project.version, "quotes-1-paper": photo("报价.png")}
    for number, (supplier, amount) in enumerate(rows):
        sent |= {f"quotes-{number}-line_no": "1", f"quotes-{number}-supplier": supplier}
        sent[f"quotes-{number}-amount"] = amount
    page = client.post(project.url("quote"), sent)
    assert page.status_code == 422
    sentences = page.context["form"].errors["quotes"]
    assert [sentence.split()[1] for sentence in sentences] == ["1", "1", "3", "3"]
    for words in ("报价：", "请上传报价单", "三家报价须来自不同单位"):
        assert words in "；".join(sentences)
    assert not Quote.objects.exists()


def test_of_a_supplier_that_cannot_be_read_nothing_is_said_of_others(client, place):
    project = draft(place, lines=[DEAR], sources=[{**ALL_36000, "amount": Decimal(12000)}])
    client.force_login(place.branch)
    sent = {"_version": project.version}
    for number, supplier in enumerate(("", "甲公司", "甲" * 61)):
        sent |= {f"quotes-{number}-line_no": "1", f"quotes-{number}-supplier": supplier}
        sent |= {f"quotes-{number}-amount": "12000", f"quotes-{number}-paper": photo(f"报价{number}.png")}
    sentences = client.post(project.url("quote"), sent).context["form"].errors["quotes"]
    assert len(sentences) == 2
    assert "不同单位" not in "".join(sentences)
