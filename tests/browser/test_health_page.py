"""The system page keeps nobody out and fits both widths, in light and dark."""

import os

from governance.kernel.clock import clock
from governance.kernel.models.upkeep import Task, UpkeepRun
from tests.factories.base import user_with

from .accessibility import dress, overhang
from .conftest import DESK, PHONE
from .test_accessibility import look

PICTURES = os.environ.get("PICTURES", "")  # a folder: keep what was seen


def test_the_system_page_at_both_widths(windows, town):
    UpkeepRun.objects.create(
        task=Task.BACKUP, by="portal", started_at=clock.now(), is_good=False, outcome="没有备份：磁盘已满"
    )
    page, wrong = windows.open(user_with("sys_admin", town.place.district, "sysadmin")), []
    page.goto("/")
    page.goto("/governance/health/")
    page.get_by_role("heading", name="程序与队列").wait_for()
    assert page.locator(".ht-side a[href='/governance/health/']").count() == 1
    look(page, "health", wrong)
    for size in (PHONE, DESK):
        for theme in ("light", "dark"):
            dress(page, theme, size)
            if found := overhang(page):
                wrong.append(f"health at {size[0]}, {theme}: {found}")
            if PICTURES:
                page.screenshot(path=f"{PICTURES}/health-{size[0]}-{theme}.png", full_page=True)
    assert not wrong, "\n".join(wrong)
