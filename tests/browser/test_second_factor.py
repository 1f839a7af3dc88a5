"""In the browser: a person sets up the second factor, keeps the recovery codes and signs in with a code."""

import os
import re
from datetime import timedelta

import pyotp
import pytest
from playwright.sync_api import expect

from governance.kernel.clock import clock

from .accessibility import dress, findings, overhang
from .conftest import DESK, PHONE

PASSWORD = "Hetang-2026-Good"


def look(page, name):
    """In both widths and looks: nothing is pushed sideways and nothing keeps people out."""
    for size in (DESK, PHONE):
        for theme in ("light", "dark"):
            dress(page, theme, size)
            if folder := os.environ.get("SHOTS"):
                page.screenshot(path=f"{folder}/{name}_{size[0]}_{theme}.png", full_page=True)
            assert not overhang(page), (name, size)
            assert findings(page) == [], (name, size, theme)
    dress(page, "light", DESK)


def give_password(page, user, to):
    page.goto("/login/")
    page.fill("#id_username", user.username)
    page.fill("#id_password", PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(to)


@pytest.mark.slow
def test_enrolment_and_signing_in_with_a_code(windows, town):
    user = town.secretary
    user.set_password(PASSWORD)
    user.save()
    page = windows.open()
    give_password(page, user, re.compile("/$"))
    page.goto("/account/")
    look(page, "account")
    page.get_by_role("link", name="设置动态验证码").click()
    expect(page.locator(".ht-qr svg")).to_be_visible()
    box = page.locator(".ht-qr svg").bounding_box()
    assert box["width"] == box["height"] >= 150
    look(page, "enrol")
    totp = pyotp.TOTP(page.locator("#secret").inner_text().replace(" ", ""))
    page.locator("#id_code").fill(totp.at(clock.now()))
    page.get_by_label("现在的密码").fill(PASSWORD)
    page.get_by_role("button", name="确认设置").click()
    expect(page.locator(".ht-codes code")).to_have_count(10)
    look(page, "codes")
    codes = page.locator(".ht-codes code").all_inner_texts()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载").click()
    assert download.value.suggested_filename == f"恢复码-{user.username}.txt"
    assert download.value.path().read_text().split() == codes
    page.get_by_role("link", name="已经存好，继续").click()
    page.goto("/account/")
    expect(page.locator("main")).to_contain_text("恢复码还剩 10 个")
    look(page, "account_with")

    other = windows.open()
    with clock.travel(clock.now() + timedelta(seconds=90)):
        give_password(other, user, re.compile("/login/code/$"))
        other.locator("#id_code").fill("000000")
        other.get_by_role("button", name="登录", exact=True).click()
        expect(other.locator("main")).to_contain_text("动态验证码不正确或已经用过")
        look(other, "code")
        other.locator("#id_code").fill(totp.at(clock.now()))
        other.get_by_role("button", name="登录", exact=True).click()
        other.wait_for_url(re.compile("/$"))
        other.goto("/account/")
        expect(other.locator("main")).to_contain_text("（本机）")

    third = windows.open()
    give_password(third, user, re.compile("/login/code/$"))
    third.locator("#id_code").fill(codes[0])
    third.get_by_role("button", name="登录", exact=True).click()
    third.wait_for_url(re.compile("/$"))
