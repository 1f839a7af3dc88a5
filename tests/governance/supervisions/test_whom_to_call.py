"""From the board to the telephone of whoever is late: in the row itself, and on the list of all that is late."""

import io

import openpyxl
import pytest

from governance.models import Appointment
from tests.clients import flat
from tests.factories.supervisions import LIST

NUMBER = "0731-00000031"


@pytest.fixture
def post(place):
    held = Appointment.objects.get(person=place.secretary.person)
    held.work_phone = NUMBER
    held.save()
    return held


@pytest.mark.parametrize("who", ["leader", "chief", "street_admin"])
def test_the_row_names_who_has_it_and_calls_the_post(place, post, client, who):
    client.force_login(getattr(place, who))
    name = place.secretary.name
    for page in ("/dashboard/", LIST):
        shown = flat(client.get(page).content.decode())
        assert f'href="tel:073100000031" aria-label="打电话给{name}：{NUMBER}">{NUMBER}</a>' in shown
        assert 'class="ht-call is-sm only-phone" href="tel:073100000031"' in shown
        assert "野鸭冲社区 社区（村）书记" in shown
    board = flat(client.get("/dashboard/").content.decode())
    assert f'href="{post.get_absolute_url()}">{name}</a>' in board
    assert place.street_admin.name in board or place.chief.name in board  # who stands above


def test_the_sheet_has_name_post_and_telephone(place, post, client):
    client.force_login(place.leader)
    answer = client.get(LIST, {"export": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    heads = next(row for row in rows if "当前承办人" in row)
    line = next(row for row in rows if place.late.title in row)
    told = dict(zip(heads, line, strict=True))
    assert told["当前承办人"] == place.secretary.name
    assert (told["岗位"], told["工作电话"]) == ("野鸭冲社区 社区（村）书记", NUMBER)


def test_a_post_without_a_telephone_leads_to_where_it_is_entered(place, client):
    client.force_login(place.leader)
    board = flat(client.get("/dashboard/").content.decode())
    post = Appointment.objects.get(person=place.secretary.person)
    assert f'href="{post.get_absolute_url()}">未登记电话</a>' in board
    assert "tel:" not in board
