"""The mediation agreement as a paper: sentences with money in capitals and figures, the parties in full, on record."""

import io
from datetime import timedelta
from decimal import Decimal

import pytest
from docx import Document

from disputes.cases.actions import proceedings
from governance.kernel.clock import clock
from governance.kernel.models.events import Event
from tests.factories import disputes as make

PRINTS = "disputes.mediation_case.print"


@pytest.fixture
def case(room):
    paid = make.terms(
        text="赔偿吊顶损失", mode="payment", amount=Decimal("1000.00"), due_on=clock.today() + timedelta(days=10)
    )
    given = make.agreement(terms=[*make.terms(), *paid])
    return proceedings.agree(make.mediating(room), actor=room.mediator, **given)


def printed(client, case, user):
    client.force_login(user)
    return client.get(f"{case.get_absolute_url()}agreement.docx")


def test_an_agreement_prints_as_its_parties_sign_it(client, room, case):
    answer = printed(client, case, room.mediator)
    document = Document(io.BytesIO(b"".join(answer.streaming_content)))
    text = "\n".join(line.text for line in document.paragraphs)
    due = clock.zh_date(clock.today() + timedelta(days=10))
    for words in (
        "人民调解协议书",
        case.number,
        "申请人：张晓明，",
        "荷馨苑5栋2单元601，联系电话19900000011。",
        "一、纠纷主要事实、争议事项和各方责任",
        "防水层老化，双方各担一半",
        "二、经调解，自愿达成如下协议",
        f"（一）李桂兰修复屋面防水层，{clock.zh_date(clock.today())}前履行完毕。",
        f"（二）李桂兰赔偿吊顶损失，金额人民币壹仟元整（¥1,000.00），一次性给付，{due}前履行完毕。",
        "可以自协议生效之日起 30 日内共同向有管辖权的人民法院申请司法确认（《人民调解法》第三十三条、",
        "被申请人李桂兰（签名、盖章或按指印）：",
        f"{room.committee.name}（盖章）",
    ):
        assert words in text
    assert "**" not in text
    assert "3.5" not in document.sections[0].footer.paragraphs[1].text
    event = Event.objects.get(kind=PRINTS)
    assert (event.actor, event.data["document"], event.data["template"]) == (room.mediator, "人民调解协议书", 0)
    assert "张晓明" not in str(event.data)


def test_only_who_may_see_the_parties_in_full_prints_it(client, room, case):
    assert printed(client, case, room.secretary).status_code == 403
    assert not Event.objects.filter(kind=PRINTS).exists()


def test_without_an_agreement_there_is_no_paper(client, room):
    assert printed(client, make.mediating(room), room.mediator).status_code == 404
    assert not Event.objects.filter(kind=PRINTS).exists()


def test_parties_masked_alike_leave_room_to_write(client, room):
    first, second = make.parties()
    case = make.mediating(room, parties=[first, second | {"name": "张晓华"}])
    case = proceedings.agree(case, actor=room.mediator, **make.agreement(terms=make.terms(obligor="张晓华")))
    answer = printed(client, case, room.mediator)
    text = "\n".join(line.text for line in Document(io.BytesIO(b"".join(answer.streaming_content))).paragraphs)
    assert "（一）＿＿＿＿＿＿修复屋面防水层" in text
