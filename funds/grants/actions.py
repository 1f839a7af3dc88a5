"""A fund's share of a decided micro-project: set aside, overseen, paid, released."""

from django.contrib.auth import get_user_model

from funds.books import actions as books
from funds.books import ledger
from funds.books.models import Entry
from funds.funds.models import CommunityFund
from funds.roles import RECORD
from governance.kernel.clock import clock, messages
from governance.kernel.figures.formats import yuan as money
from governance.kernel.papers import files
from governance.kernel.steps.errors import Invalid, Refused

from .models import Grant
from .workflow import CLEARED, COMMITTED, GRANT, SHORT


def commit_project(*, project_id, area, title, number, amount):
    """Promise a project's fund share, once; running it again changes nothing.

    area   -- the project's community or a place below it
    amount -- yuan from the community fund, more than 0

    Returns the grant: `committed`, or `short` when the community's fund is
    not running or its free money does not reach; then its managers are notified.
    """
    if there := Grant.objects.filter(project_id=project_id).first():
        return there
    fund = CommunityFund.objects.of_community(area).active().first()
    grant = Grant(project_id=project_id, area=area, title=title[:120], number=number[:40], amount=amount, fund=fund)
    try:
        return commit(grant, actor=None)
    except Invalid:  # another delivery of the same event was faster
        return Grant.objects.get(project_id=project_id)


@GRANT.step("commit")
def commit(grant, *, actor, work, note=""):
    """The approved share is set aside in the fund, or waits for money.

    Nothing is overdrawn: the balance is locked before it is read.
    Event `funds.grant.commit`, data {"amount", "status"}.
    """
    balance = books.lock_balance(grant.fund) if grant.fund else None
    if balance is None or balance.available < grant.amount:
        work.to(SHORT)
        why = "该社区没有运行中的社区基金" if balance is None else f"可统筹余额 {money(balance.available)} 元，不足承诺"
        facts = [["金额", money(grant.amount)], ["原因", why]]
        work.after(lambda grant: warn_managers(grant, why))
        return {"amount": str(grant.amount), "status": SHORT, "facts": facts}
    return {"amount": str(grant.amount), "status": COMMITTED, **set_aside(grant, actor, work)}


def set_aside(grant, actor, work):
    """Move the share from free to committed money; the entry follows once the grant has its key."""
    grant.committed_on = clock.today()
    work.to(COMMITTED)

    def after(grant):
        entry = books.book(
            grant.fund,
            grant.commit_key,
            ledger.commit(grant.amount),
            f"承诺：{grant.title}",
            actor=actor,
            source_url=grant.get_absolute_url(),
        )
        return {"entry": entry.number}

    work.after(after)
    return {"facts": [["基金", str(grant.fund)], ["金额", money(grant.amount)]]}


def warn_managers(grant, why):
    """Tell the managers of the fund that a promise waits for money."""
    managers = get_user_model().objects.holding(RECORD, grant.area).select_related("person")
    messages.notify(
        managers,
        key=f"grant_short:{grant.pk}",
        title=f"基金份额待承诺：{grant.title}",
        body=f"需 {money(grant.amount)} 元；{why}。资金到账后请办理“补足后承诺”。",
        url=grant.get_absolute_url(),
        level="warn",
    )


@GRANT.step("retry")
def retry(grant, *, actor, work, note=""):
    """Money has come in: set the share aside now.

    Event `funds.grant.retry`.  Raises Refused "fund_missing" | "overdrawn".
    """
    fund = grant.fund_to_promise()
    books.need_available(fund, grant.amount)
    grant.fund = fund
    return set_aside(grant, actor, work)


@GRANT.step("oversee")
def oversee(grant, *, actor, work, agrees, opinion, note=""):
    """The supervisor's opinion is minuted; only a consenting one opens the payment.

    Event `funds.grant.oversee`.  Source: 湖南省社区慈善基金设立运行指引（试行）.
    """
    grant.opinion, grant.overseen_by, grant.overseen_on = opinion, actor, clock.today()
    work.to(CLEARED if agrees else COMMITTED)
    return {"facts": [["监督意见", f"{'同意拨付' if agrees else '不同意拨付'}：{opinion}"]]}


@GRANT.step("pay")
def pay(grant, *, actor, payee, voucher_no, paid_on, papers=(), note=""):
    """The host charity has paid the share.

    papers -- the host's payment voucher

    Event `funds.grant.pay`.  Raises Refused "paid_in_future" | "paid_before_commitment".
    """
    if paid_on > clock.today():
        raise Refused("拨付日期不能晚于今天", "paid_in_future", field="paid_on")
    if paid_on < grant.committed_on:
        raise Refused("拨付日期不能早于承诺日期", "paid_before_commitment", field="paid_on")
    grant.payee, grant.voucher_no, grant.paid_on, grant.paid_by = payee, voucher_no, paid_on, actor
    entry = books.book(
        grant.fund,
        grant.pay_key,
        ledger.pay(grant.amount),
        f"拨付：{grant.title}（{payee}）",
        booked_on=paid_on,
        actor=actor,
        source_url=grant.get_absolute_url(),
    )
    files.attach_all(grant, papers, kind="voucher", actor=actor, caption="付款凭据")
    return {
        "amount": str(grant.amount),
        "entry": entry.number,
        "facts": [["凭证", entry.number], ["金额", money(grant.amount)]],
    }


@GRANT.step("release")
def release(grant, *, actor, note=""):
    """The project will not be carried out: its share is free again.  Event `funds.grant.release`."""
    entry = Entry.objects.filter(key=grant.commit_key).first()
    if entry is None:
        return {}
    back = books.reverse(entry, actor=actor, reason=note or "项目不再实施")
    return {"facts": [["冲销凭证", back.number]]}


def release_project(project_id, reason):
    """Free the share of a project that ends early; nothing to do for a paid or released one."""
    grant = Grant.objects.filter(project_id=project_id).first()
    if grant is not None and grant.status in GRANT.steps["release"].source:
        release(grant, actor=None, note=reason)
