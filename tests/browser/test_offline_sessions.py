"""A meeting is held where no network is: its totals and the photograph of its paper are sent when there is one."""

from datetime import timedelta

from playwright.sync_api import expect

from governance.models import Deliberation
from tests.factories import deliberations as make
from tests.factories.projects import picture

from .accessibility import findings, overhang
from .conftest import TODAY
from .test_offline import forgive_the_network, phone


def test_the_totals_of_a_meeting_are_kept_and_recorded_once(windows, town):
    row = make.called(town.secretary, town.compound, notice_on=TODAY - timedelta(7), held_on=TODAY)
    page = phone(windows, town.secretary)
    page.context.set_offline(True)
    page.goto("/offline/")
    page.get_by_role("button", name="登记会议结果").click()
    form = page.locator(f"#deliberation-hold-{row.pk}")
    expect(form).to_be_visible()
    assert not findings(page)
    assert not overhang(page)
    form.get_by_label("实到").fill("30")
    form.get_by_label("同意").first.fill("24")
    form.get_by_label("反对").first.fill("4")
    form.get_by_label("弃权").first.fill("2")
    shot = {"name": "计票单.jpg", "mimeType": "image/jpeg", "buffer": picture("计票单.jpg").read()}
    form.locator("[name=tally]").set_input_files(shot)
    form.get_by_role("button", name="存在本机").click()
    expect(page.locator("[data-net-waiting]")).to_have_text("待上传 1")
    page.context.set_offline(False)
    expect(page.locator("[data-list]")).to_contain_text("登记会议结果：已登记")
    assert Deliberation.objects.get(pk=row.pk).present == 30
    forgive_the_network(windows)
