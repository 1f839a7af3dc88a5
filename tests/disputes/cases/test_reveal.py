"""The parties in full: for a reason, on record, and never kept for a repeated request."""

from disputes.cases.actions import parties
from governance.kernel.models.events import Event
from governance.kernel.models.pages import Submission
from tests.disputes.refusals import refused
from tests.factories import disputes as make

API = "/api/v1/disputes/cases/"
SECRETS = ("19900000011", "张晓明", make.id_number(serial=11))


def test_revealing_needs_a_reason_and_leaves_a_trace(room):
    case = make.mediating(room)
    refused("reason_missing", parties.reveal, case, actor=room.mediator, reason="看")
    refused("not_allowed", parties.reveal, case, actor=room.secretary, reason="想看一下")
    parties.reveal(case, actor=room.mediator, reason="电话联系当事人")
    event = Event.objects.first()
    assert (event.kind, event.actor, event.data["note"]) == (
        "disputes.mediation_case.reveal",
        room.mediator,
        "电话联系当事人",
    )


def test_sealed_values_are_not_in_the_database_in_clear(room):
    from django.db import connection

    case = make.registered(room)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id_number, phone, address FROM disputes_party WHERE case_id = %s", [case.pk])
        stored = str(cursor.fetchall())
    for secret in ("19900000011", make.id_number(serial=11), "荷馨苑5栋"):
        assert secret not in stored


def ask(client, case, key, reason="电话联系当事人"):
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(f"{API}{case.pk}/steps/reveal/", {"reason": reason}, "application/json", headers=headers)


def test_a_repeated_request_is_answered_masked_and_recorded_once(client, room):
    case = make.mediating(room)
    client.force_login(room.mediator)
    first, second = ask(client, case, "key-1"), ask(client, case, "key-1")
    assert (first.status_code, first["Cache-Control"]) == (200, "private, no-store")
    assert first.json()["parties"][0]["phone"] == "19900000011"
    assert (second.status_code, second["Idempotent-Replay"]) == (200, "true")
    assert second.json()["parties"][0]["phone"] == "199****0011"
    assert second.json()["id"] == case.pk
    assert Event.objects.filter(kind="disputes.mediation_case.reveal").count() == 1


def test_nothing_unmasked_is_kept(client, room):
    case = make.mediating(room)
    client.force_login(room.mediator)
    assert ask(client, case, "key-1").status_code == 200
    kept = Submission.objects.get(key="key-1").body
    assert "199****0011" in kept
    for secret in SECRETS:
        assert secret not in kept


def test_a_key_is_for_one_reason(client, room):
    case = make.mediating(room)
    client.force_login(room.mediator)
    assert ask(client, case, "key-1").status_code == 200
    other = ask(client, case, "key-1", reason="另一个理由")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert Event.objects.filter(kind="disputes.mediation_case.reveal").count() == 1


def test_without_a_key_each_request_is_on_record(client, room):
    case = make.mediating(room)
    client.force_login(room.mediator)
    for _ in range(2):
        assert ask(client, case, "").json()["parties"][0]["phone"] == "19900000011"
    assert Event.objects.filter(kind="disputes.mediation_case.reveal").count() == 2


def test_an_answer_to_another_step_discloses_nothing(client, room):
    case = make.mediating(room)
    client.force_login(room.mediator)
    form = {"reported_to": "月塘派出所", "reason": "扬言报复"}
    answer = client.post(f"{API}{case.pk}/steps/report_urgent/", form, "application/json")
    assert answer.status_code == 200
    assert answer.get("Cache-Control") != "no-store"
    for secret in SECRETS:
        assert secret not in answer.content.decode()
