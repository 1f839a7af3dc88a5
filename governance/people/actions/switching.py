"""Accounts are stopped and let in again; those of the three administrators by two of them (三员, domain.md §7)."""

from governance import roles
from governance.kernel.clock import messages, reminders
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.saving import lock_rows
from governance.people.models.posts import Appointment
from governance.people.workflow.accounts import (
    ACCOUNT,
    RESTART_CONFIRMATION,
    STOP_CONFIRMATION,
    another_of_the_kind,
    holds_both_halves,
    is_administrator,
)

from .access import end_all_access
from .accounts import reset_password, tell_owner

NOT_RIGHT = "有异议的，请告知其他管理员"


def shut(user, actor):
    """All that a stopped account ends: proposals, duties, every way in.  The owner is told."""
    messages.withhold_from(user)  # but for the word of this
    user.reset_by = user.factor_by = user.switch_by = None
    reminders.close(user)
    end_all_access(user)
    tell_owner(user, "您的账号已停用", f"由{actor.signature()}办理；{NOT_RIGHT}")


@ACCOUNT.step("stop")
def stop(user, *, actor, note):
    """Stop the account: it can no longer sign in, and all access ends."""
    shut(user, actor)


@ACCOUNT.step("propose_stop")
def propose_stop(user, *, actor, work, note):
    """Propose to stop an administrator's account: nothing changes until another administrator confirms."""
    user.switch_by = actor
    work.after(ask_to_stop)
    tell_owner(user, "有人提请停用您的账号", f"由{actor.signature()}提请，待另一位管理员确认；{NOT_RIGHT}")


@ACCOUNT.step("confirm_stop")
def confirm_stop(user, *, actor, note=""):
    """Stop an administrator's account as another one has proposed.

    One at a time: of the two last of a kind, stopped at once, the second one stays (last_of_its_kind).
    """
    lock_rows(Appointment.objects.active().filter(role__in=roles.ADMINISTRATORS).order_by("pk"))
    if reason := another_of_the_kind(user, actor):
        raise Refused(reason, "last_of_its_kind")
    shut(user, actor)


@ACCOUNT.step("drop_stop")
def drop_stop(user, *, actor, note):
    """Leave the account as it is, against the proposal."""
    withdraw(user, STOP_CONFIRMATION)


@ACCOUNT.step("restart")
def restart(user, *, actor, note=""):
    """Let the account sign in again; the owner sets a new password by a link.

    Whoever's identity number this actor entered keeps the password: to reset it needs two administrators.
    """
    let_in(user, actor)


@ACCOUNT.step("propose_restart")
def propose_restart(user, *, actor, work, note):
    """Propose to let an administrator sign in again: nothing changes until another one confirms."""
    user.switch_by = actor
    work.after(ask_to_restart)


@ACCOUNT.step("confirm_restart")
def confirm_restart(user, *, actor, note=""):
    """Let an administrator sign in again, with the former password, as another one has proposed."""
    withdraw(user, RESTART_CONFIRMATION)
    let_in(user, actor)


@ACCOUNT.step("drop_restart")
def drop_restart(user, *, actor, note):
    """Leave the account stopped, against the proposal."""
    withdraw(user, RESTART_CONFIRMATION)


def ask_to_stop(user):
    """Put the proposal on the desk of the administrators."""
    reminders.begin(user, STOP_CONFIRMATION)


def ask_to_restart(user):
    reminders.begin(user, RESTART_CONFIRMATION)


def let_in(user, actor):
    if is_administrator(user) or holds_both_halves(user, actor):
        end_all_access(user)
        tell_owner(user, "您的账号已恢复", f"由{actor.signature()}办理")
    else:
        reset_password(user, actor)


def withdraw(user, due):
    user.switch_by = None
    reminders.close(user, due.task)
