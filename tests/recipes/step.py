"""After "add a step": a visit that was put off is right on its page, in the list, in the figures and for programs."""

from tests.recipes import start_portal

start_portal()

from django.test import Client  # noqa: E402

from governance.kernel.clock import rules  # noqa: E402
from governance.kernel.figures.metrics import METRICS, Period  # noqa: E402
from governance.models import Appointment  # noqa: E402
from projects.models import Visit  # noqa: E402
from projects.visits import actions  # noqa: E402
from tests.factories.base import make_district, user_with  # noqa: E402


def main():
    rules.load_rules()
    place = make_district()
    user = user_with("branch_secretary", place.compound)
    post = Appointment.objects.get(person=user.person)
    visits = [actions.record(Visit(), actor=user, post=post, household_count=2, summary="楼道灯不亮") for _ in range(2)]
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    visit, counted = visits[0], METRICS["visit_n"].counted(Period(place.district))

    page = client.get(visit.get_absolute_url()).content.decode()
    assert "改期走访" in page, "the step is a button of the row"
    refused = client.post(visit.url("put_off"), {"note": ""})
    assert refused.status_code == 422, refused.status_code
    assert Visit.objects.get(pk=visit.pk).status == "recorded", "a refusal writes nothing"
    taken = client.post(visit.url("put_off"), {"note": "住户不在家"})
    assert taken.status_code == 302, taken.content.decode()[:2000]

    page = client.get(visit.get_absolute_url()).content.decode()
    assert "已改期" in page, "the page shows the state"
    assert "住户不在家" in page, "the timeline tells the reason"
    listed = client.get("/projects/visits/").content.decode()
    assert '<span class="ht-badge is-warn">已改期</span>' in listed, "the list shows its badge"
    left = METRICS["visit_n"].counted(Period(place.district))
    assert left == counted - 2, f"the figure leaves it out: {counted} before, {left} after"
    row = client.get(f"/api/v1/projects/visits/{visit.pk}/").json()
    assert (row["status"], row["state"]) == ("put_off", "已改期")
    steps = {step["name"] for step in client.get(f"/api/v1/projects/visits/{visits[1].pk}/steps/").json()}
    assert "put_off" in steps
    late = client.post(f"/api/v1/projects/visits/{visit.pk}/steps/put_off/", {"note": "x"}, "application/json")
    assert late.status_code == 409, late.content.decode()


main()
