"""The page of the roster: another sheet under the token of one already sent is a job of its own, after a question."""

import io

import pytest

from governance.kernel.clock import rules
from governance.kernel.models.jobs import Job
from tests.factories.base import make_district, user_with
from tests.governance.people.test_twins import names

PAGE, TOKEN = "/governance/roster/", "t" * 32


@pytest.fixture
def place(db):
    rules.load_rules()
    return make_district()


def send(client, data, token):
    file = io.BytesIO(data)
    file.name = "花名册.xlsx"
    return client.post(PAGE, {"file": file, "do": "check", "_submission": token})


def test_another_sheet_under_an_old_token_is_asked_for_and_not_led_to_the_first_job(place, client):
    client.force_login(user_with("district_office", place.district))
    first, second = names(place, 2), names(place, 5)
    led = send(client, first, TOKEN)
    assert led.status_code == 302
    assert send(client, first, TOKEN).url == led.url
    asked = send(client, second, TOKEN)
    page = asked.content.decode()
    assert asked.status_code == 409
    assert "这次的内容与那一次不同，尚未提交" in page
    assert "花名册.xlsx" in page  # the chosen file came back
    assert f'value="{TOKEN}"' not in page
    assert Job.objects.count() == 1
    again = send(client, second, "u" * 32)
    assert (again.status_code, again.url != led.url) == (302, True)
    assert Job.objects.count() == 2
