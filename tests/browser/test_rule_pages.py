"""A rule changes hands in the browser: one proposes, sees the law's refusal, another confirms; both widths hold."""

import os
from datetime import date

from governance.kernel.clock import reminders, rules
from governance.kernel.models.rules import Rule
from tests.factories.base import user_with
from tests.kernel.samples import pdf

from .accessibility import overhang
from .conftest import DESK, PHONE
from .test_accessibility import look

PICTURES = os.environ.get("PICTURES", "")  # a folder: keep what was seen


def see(page, name, wrong):
    """The page at both widths: accessible, nothing wider than the window."""
    look(page, name, wrong)
    for width, height in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": height})
        if found := overhang(page):
            wrong.append(f"{name} at {width}: {found}")
        if PICTURES:
            page.screenshot(path=f"{PICTURES}/{name}-{width}.png", full_page=True)


def test_a_rule_is_proposed_refused_by_law_and_confirmed_by_another(windows, town):
    second = user_with("district_office", town.place.district, "office-two")
    rule, wrong = rules.get("petition_handle"), []
    begun = reminders.begin(rule, reminders.Due(rule.code, "governance.configure", "信访办理"))
    page = windows.open(town.office)
    page.goto("/governance/rules/")
    see(page, "rules", wrong)
    page.goto("/governance/thresholds/")
    see(page, "thresholds", wrong)
    page.goto(f"{rule.get_absolute_url()}revise/")
    page.get_by_label("施行日").fill("2027-01-01")
    page.get_by_label("数值").fill("180")
    page.get_by_label("依据").fill("《信访工作条例》（2026年修订）第三十四条")
    page.get_by_role("button", name="提出新版本").click()
    page.get_by_text("法律规定不超过 60 天").first.wait_for()
    see(page, "refused", wrong)
    page.get_by_label("施行日").fill("2026-01-01")
    page.get_by_label("数值").fill("45")
    page.get_by_role("button", name="提出新版本").click()
    page.get_by_text("须上传已先行施行的法律").first.wait_for()
    page.locator("input[type=file]").set_input_files(
        {"name": "条例.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    )
    page.get_by_label("修订说明").fill("条例一月起施行，文本现在才收到")
    page.get_by_role("button", name="提出新版本").click()
    page.get_by_text("待确认").first.wait_for()
    see(page, "proposed", wrong)
    new = Rule.objects.proposed().get()
    page = windows.open(second)
    page.goto(new.get_absolute_url())
    page.get_by_role("heading", name="受影响的期限").wait_for()
    page.get_by_role("button", name="确认施行").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("均保持原到期日").wait_for()
    dialog.get_by_label("重新计算所列期限").check()
    look(page, "dialog", wrong)
    dialog.get_by_role("button", name="确认施行").click()
    page.get_by_text(f"{second.name} 确认").first.wait_for()
    see(page, "confirmed", wrong)
    assert rules.value("petition_handle", date(2026, 6, 1)) == 45
    begun.refresh_from_db()
    assert begun.due_on == rules.due(new, begun.opened_on) < rules.due(rule, begun.opened_on)
    assert not wrong, "\n".join(wrong)
