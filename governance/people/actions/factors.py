"""The second factor of an account is set up, its codes are used up, and it is taken off."""

import secrets
from datetime import timedelta

import pyotp
from django.db import transaction

from governance.kernel.clock import clock, reminders
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.events import record
from governance.kernel.steps.saving import lock
from governance.people.second_factor import WRONG, step_of, tidy
from governance.people.ways_in import RecoveryCode, SecondFactor, digest
from governance.people.workflow.accounts import ACCOUNT, FACTOR_CONFIRMATION

from .access import end_all_access
from .accounts import tell_owner

PATIENCE = timedelta(minutes=30)  # for which a secret that was shown waits for its first code
CODES = 10
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that are read for another
LENGTH = 16  # of a recovery code: 80 bits, so a plain fast digest is enough
NOT_YOU = "不是您本人办理的，请立即告知安全管理员或审计管理员"


# ------------------------------------------------------------ enrolment
def begin(user):
    """The second factor that waits for its first code, made when there is none or it has waited too long.

    Returns the row, or None when the account has a confirmed one.
    """
    with transaction.atomic():
        locked = lock(user)
        SecondFactor.objects.pending().filter(user=locked, created_at__lt=clock.now() - PATIENCE).delete()
        factor, _ = SecondFactor.objects.get_or_create(user=locked, defaults={"secret": pyotp.random_base32()})
    return None if factor.confirmed_at else factor


def confirm(user, *, actor, code):
    """Put the second factor in force, as a first code proves; every other access ends.  Returns the recovery codes.

    Refusals: no_pending_factor, wrong_code.  Event `governance.user.second_factor`.
    """
    with transaction.atomic():
        locked = lock(user)
        factor = SecondFactor.objects.pending().select_for_update().filter(user=locked).first()
        if factor is None:
            raise Refused("二维码已失效或已经设置过，请刷新本页", "no_pending_factor", field="code")
        step = step_of(factor, tidy(code))
        if step is None:
            raise Refused("动态验证码不正确，请核对手机时间后输入当前显示的 6 位数字", "wrong_code", field="code")
        factor.last_step, factor.confirmed_at = step, clock.now()
        factor.save()
        end_all_access(locked)
        locked.save()
        codes = make_codes(locked)
        record("governance.user.second_factor", locked, actor=actor, label="设置动态验证码")
        tell_owner(locked, "动态验证码已启用", f"今后登录须在密码之后输入动态验证码；{NOT_YOU}")
    user.second_factor, user.session_epoch, user.calendar_digest = factor, locked.session_epoch, ""
    return codes


def make_codes(user):
    """Ten new recovery codes in place of those before; they are kept as digests only."""
    codes = ["".join(secrets.choice(LETTERS) for _ in range(LENGTH)) for _ in range(CODES)]
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=digest(code)) for code in codes)
    return ["-".join(code[start : start + 4] for start in range(0, LENGTH, 4)) for code in codes]


def renew_codes(user, *, actor, code):
    """Make new recovery codes for a code; the former ones are void.  Refuses wrong_code.

    Event `governance.user.recovery_codes`.
    """
    with transaction.atomic():
        locked = lock(user)
        take_code(locked, code)
        codes = make_codes(locked)
        record("governance.user.recovery_codes", locked, actor=actor, label="更换恢复码")
        tell_owner(locked, "恢复码已更换", f"原恢复码作废；{NOT_YOU}")
    return codes


# ------------------------------------------------------------ codes
def take_code(user, given):
    """Use up a code of the authenticator or a recovery code.  Refuses wrong_code, also for one used before."""
    code = tidy(given)
    with transaction.atomic():
        factor = SecondFactor.objects.confirmed().select_for_update().filter(user=user).first()
        step = step_of(factor, code) if factor else None
        if step is not None:
            factor.last_step = step
            factor.save()
        elif factor is None or not use_recovery_code(user, code):
            raise Refused(WRONG, "wrong_code", field="code")


def use_recovery_code(user, code):
    """Use a recovery code up, if it is one; the owner is told.  Event `governance.user.recovery_code`."""
    used, _ = RecoveryCode.objects.filter(user=user, digest=digest(code)).delete()
    if used:
        left = user.recovery_codes.count()
        record("governance.user.recovery_code", user, actor=user, label="使用恢复码")
        tell_owner(user, "您的账号使用了一个恢复码", f"还剩 {left} 个；{NOT_YOU}")
    return bool(used)


# ------------------------------------------------------------ the end of a second factor
def remove(user):
    """Take the second factor off the locked account: codes are void and all access ends."""
    RecoveryCode.objects.filter(user=user).delete()
    SecondFactor.objects.filter(user=user).delete()
    user.factor_by = None
    reminders.close(user, FACTOR_CONFIRMATION.task)
    end_all_access(user)


def give_up(user, *, actor, code):
    """End one's own second factor for a code, to set it up on another device.  Refuses wrong_code.

    Event `governance.user.factor_end`.
    """
    with transaction.atomic():
        locked = lock(user)
        take_code(locked, code)
        remove(locked)
        locked.save()
        record("governance.user.factor_end", locked, actor=actor, label="停用动态验证码")
        tell_owner(locked, "动态验证码已停用", NOT_YOU)
    user.refresh_from_db()


@ACCOUNT.step("propose_factor_removal")
def propose_factor_removal(user, *, actor, work, note):
    """Propose to take an account's second factor off: nothing changes until another administrator confirms."""
    user.factor_by = actor
    work.after(ask_confirmation)
    tell_owner(
        user, "有人提请解除您的动态验证码", f"由{actor.signature()}提请，待另一位管理员确认；不是您要求的，请告知管理员"
    )


def ask_confirmation(user):
    """Put the proposal on the desk of the administrators."""
    reminders.begin(user, FACTOR_CONFIRMATION)


@ACCOUNT.step("confirm_factor_removal")
def confirm_factor_removal(user, *, actor, note=""):
    """Take the second factor off as another administrator has proposed; the owner signs in with the password."""
    remove(user)
    tell_owner(user, "您的动态验证码已解除", f"由{actor.signature()}办理；不是您要求的，请立即告知安全管理员")


@ACCOUNT.step("drop_factor_removal")
def drop_factor_removal(user, *, actor, note):
    """Leave the second factor as it is, against the proposal."""
    user.factor_by = None
    reminders.close(user, FACTOR_CONFIRMATION.task)
