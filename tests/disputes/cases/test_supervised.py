"""An urged case: leaders who may not read it see title, number, kind and place, and nothing of its text."""

import io
from datetime import timedelta

import pytest
from docx import Document

from disputes.cases.actions import proceedings
from governance.kernel.clock import clock
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.notices import Notice
from governance.kernel.steps.events import deliver_events
from governance.models import Supervision
from governance.supervisions import actions as acts
from tests.factories import disputes as make
from tests.factories.base import user_with

WHY = {"late_kind": "others", "late_reason": "张晓明不愿意再来，下周上门"}
LIST = "/dashboard/overdue/"


@pytest.fixture
def late(room):
    """A case in mediation whose month has gone by, and those around it."""
    with clock.travel(clock.today() - timedelta(40)):
        case = make.mediating(room)
    room.leader = user_with("district_leader", room.place.district, name="谭晓勇")
    room.chief = user_with("street_leader", room.place.street)
    room.branch = user_with("branch_secretary", room.place.compound)
    room.next_door = user_with("committee_head", room.place.community)
    room.case = case
    room.deadline = Deadline.objects.get(object_type="disputes.mediationcase", object_id=case.pk, closed_at=None)
    return room


def secrets(case):
    return (case.title, "张", "防水层", WHY["late_reason"], "不愿意")


def test_nothing_of_the_text_reaches_who_may_not_read(late, client):
    acts.explain(late.deadline, actor=late.mediator, **WHY)
    acts.urge(late.deadline, actor=late.leader, requirement="请尽快调处")
    row = Supervision.objects.get()
    deliver_events()
    client.force_login(late.leader)
    pages = [LIST, "/dashboard/", "/governance/supervisions/", row.get_absolute_url(), late.case.get_absolute_url()]
    pages += [
        "/api/v1/governance/deadlines/",
        f"/api/v1/governance/deadlines/{late.deadline.pk}/events/",
        "/api/v1/governance/supervisions/",
    ]
    for url in pages:
        answer = client.get(url)
        assert answer.status_code == 200, url
        for secret in secrets(late.case):
            assert secret not in answer.content.decode(), (url, secret)
    document = Document(io.BytesIO(b"".join(client.get(f"{row.get_absolute_url()}paper.docx").streaming_content)))
    text = "\n".join(one.text for one in document.paragraphs)
    text += "\n".join(cell.text for table in document.tables for line in table.rows for cell in line.cells)
    told = [f"{notice.title}{notice.body}" for notice in Notice.objects.filter(key__startswith="supervision")]
    assert told
    for secret in secrets(late.case):
        assert secret not in text
        assert secret not in "".join(told)
    assert str(late.case) in text
    client.force_login(late.mediator)
    assert WHY["late_reason"] in client.get(late.case.get_absolute_url()).content.decode()


def test_who_sees_that_a_case_is_urged(late, client):
    acts.urge(late.deadline, actor=late.leader, requirement="请尽快调处")
    row = Supervision.objects.get()
    seen = {  # (the line on the case's page, the supervision itself)
        "leader": (True, True),
        "chief": (True, True),
        "mediator": (True, True),
        "head": (True, False),
        "secretary": (True, False),
        "branch": (False, False),
        "next_door": (False, False),
    }
    for who, (line, itself) in seen.items():
        client.force_login(getattr(late, who))
        page = client.get(late.case.get_absolute_url())
        assert ("区级已督办 1 次" in page.content.decode()) is line, who
        assert client.get(row.get_absolute_url()).status_code == (200 if itself else 404), who


def test_the_mediator_answers_and_the_closed_case_closes_it(late):
    acts.urge(late.deadline, actor=late.leader, requirement="请尽快调处")
    row = acts.answer(
        Supervision.objects.get(),
        actor=late.mediator,
        answer="已约双方周五调解",
        promised_on=clock.today() + timedelta(5),
    )
    routes = ["arbitration", "administrative", "court"]
    proceedings.fail(late.case, actor=late.mediator, reason="分歧较大", routes=routes)
    row.refresh_from_db()
    assert row.status == "closed"


def test_a_moved_case_keeps_its_supervision_while_it_is_late(late):
    with clock.travel(clock.today() - timedelta(40)):
        case = make.assigned(late)
    deadline = Deadline.objects.open().get(object_type="disputes.mediationcase", object_id=case.pk)
    acts.urge(deadline, actor=late.leader, requirement="请尽快调处")
    proceedings.mediate(case, actor=late.mediator, **make.session())
    row = Supervision.objects.get()
    assert row.status == "issued"
    assert row.deadline_id != deadline.pk
    assert row.deadline.followed_n == 1
