"""After "add a workflow": keys on loan have a page, a list, a form, a deadline, a figure and a resource."""

from datetime import timedelta

from tests.recipes import start_portal

start_portal()

from django.apps import apps  # noqa: E402
from django.test import Client  # noqa: E402

from governance.kernel.clock import clock, rules  # noqa: E402
from governance.kernel.figures.metrics import METRICS, Period  # noqa: E402
from governance.models import Deadline  # noqa: E402
from tests.factories.base import make_district, user_with  # noqa: E402


def main():
    rules.load_rules()
    place = make_district()
    branch, secretary = user_with("branch_secretary", place.compound), user_with("community_secretary", place.community)
    stranger = user_with("branch_secretary", place.other_compound)
    by, other, foreign = (Client(headers={"host": "localhost"}) for _ in range(3))
    by.force_login(branch)
    other.force_login(secretary)
    foreign.force_login(stranger)
    KeyLoan = apps.get_model("governance", "KeyLoan")
    day = clock.today() + timedelta(3)
    form = {"area": place.compound.code, "room": "一楼活动室", "borrower": "王小明", "return_by": day.isoformat()}

    assert "归还期限" in by.get("/governance/key-loans/new/").content.decode(), "the form has the row's fields"
    past = by.post("/governance/key-loans/new/", {**form, "return_by": "2020-01-01"})
    assert (past.status_code, KeyLoan.objects.count()) == (422, 0), "a refusal writes nothing"
    made = by.post("/governance/key-loans/new/", form)
    loan = KeyLoan.objects.get()
    assert (made.status_code, made["Location"]) == (302, loan.get_absolute_url())
    page = by.get(loan.get_absolute_url()).content.decode()
    for words in ("待发放", "王小明", "一楼活动室", place.compound.name):
        assert words in page, f"the page shows the row's own fields: {words}"
    assert by.post(loan.url("lend"), {}).status_code == 422, "not by who asked"
    assert foreign.get(loan.get_absolute_url()).status_code == 404, "unseen is not there"
    assert other.post(loan.url("lend"), {}).status_code == 302
    deadline = Deadline.objects.get(object_type="governance.keyloan")
    assert (deadline.due_on, deadline.task, deadline.url) == (day, "收回钥匙", loan.get_absolute_url())
    assert "收回钥匙" in other.get("/").content.decode() or "收回钥匙" in by.get("/").content.decode()
    listed = by.get("/governance/key-loans/?tab=out").content.decode()
    assert "借出" in listed
    assert "一楼活动室" in listed
    assert "钥匙借用" in by.get("/").content.decode(), "the menu names it"
    assert METRICS["keys_out"].counted(Period(place.district)) == 1
    assert by.get("/dashboard/rows/keys_out/").status_code == 200
    row = by.get(f"/api/v1/governance/key-loans/{loan.pk}/").json()
    assert (row["status"], row["area"]) == ("lent", place.compound.code)
    back = by.post(f"/api/v1/governance/key-loans/{loan.pk}/steps/give_back/", {}, "application/json")
    assert back.status_code == 200, back.content.decode()
    assert METRICS["keys_out"].counted(Period(place.district)) == 0
    assert Deadline.objects.open().filter(object_type="governance.keyloan").count() == 0


main()
