"""A fund's share of a decided micro-project: asked for, voted on by the committee, overseen, paid, released."""

from funds.books import actions as books
from funds.books import ledger
from funds.books.models import Entry
from funds.funds.models import CommunityFund
from funds.vouchers import paper_words, require_paper
from governance.deliberations import majorities
from governance.kernel.clock import clock, reminders
from governance.kernel.figures.formats import in_yuan
from governance.kernel.papers import files
from governance.kernel.steps.backdating import refuse_future
from governance.kernel.steps.errors import Invalid
from governance.kernel.steps.faults import Faults

from . import voting
from .attachments import MINUTES, VOUCHER
from .grounds import GROUNDS
from .models import CommitteeVote, Grant
from .workflow import CLEARED, COMMITTED, FUNDLESS, GRANT, REFUSED, REQUESTED, VOTE_ASKED, WAYS


def request_project(*, project_id, area, title, number, amount):
    """Ask the committee of the community's fund for a project's share, once; running it again changes nothing.

    area   -- the project's community or a place below it
    amount -- yuan from the community fund, more than 0

    Returns the grant: `requested`, or `fundless` when the community has no running fund.
    """
    if there := Grant.objects.filter(project_id=project_id).first():
        return there
    fund = CommunityFund.objects.of_community(area).active().first()
    grant = Grant(project_id=project_id, area=area, title=title[:120], number=number[:40], amount=amount, fund=fund)
    try:
        return request(grant, actor=None)
    except Invalid:  # another delivery of the same event was faster
        return Grant.objects.get(project_id=project_id)


@GRANT.step("request")
def request(grant, *, actor, work, note=""):
    """The joint conference asks the fund for the share; nothing is set aside.

    Event `funds.grant.request`, data {"amount", "status"}.  Source: domain.md §2.9.
    """
    state = REQUESTED if grant.fund else FUNDLESS
    if grant.fund:
        grant.requested_on = clock.today()
    work.to(state)
    facts = [
        ["基金", str(grant.fund) if grant.fund else "该社区没有运行中的社区基金"],
        ["申请金额", in_yuan(grant.amount)],
    ]
    return {"amount": str(grant.amount), "status": state, "facts": facts}


@GRANT.step("submit")
def submit(grant, *, actor, note=""):
    """The community has a running fund now: its committee is asked.

    Event `funds.grant.submit`.  Raises Refused "fund_missing".
    """
    grant.fund, grant.requested_on = grant.fund_to_ask(), clock.today()
    return {"facts": [["基金", str(grant.fund)], ["申请金额", in_yuan(grant.amount)]]}


@GRANT.step("opine")
def opine(grant, *, actor, agrees, opinion, note=""):
    """The supervisor's opinion, minuted before the committee votes; a dissent does not stop the vote.

    Event `funds.grant.opine`.  Source: 湖南省社区慈善基金设立运行指引（试行）.
    """
    grant.advice, grant.advice_agrees = opinion, agrees
    grant.advised_by, grant.advised_on = actor, clock.today()
    return {"facts": [["表决前监督意见", f"{'同意提交表决' if agrees else '有不同意见'}：{opinion}"]]}


@GRANT.step("vote")
def vote(grant, *, actor, work, notified_on, voted_on, votes, papers=(), note=""):
    """The manager enters how the committee voted; nothing is set aside until another person has compared the minutes.

    notified_on -- the day on which the members were told of the meeting
    votes  -- [{"member", "choice", "reason"}]: one row for each member of the committee of the day of the notice
    papers -- the minutes of the committee's meeting

    Event `funds.grant.vote`.  Raises Refused "minutes_missing" | "overdrawn", and see `voting.take`.
    Source: 湖南省社区慈善基金设立运行指引（试行）; domain.md §2.9.
    """
    faults = Faults()
    with faults.noted():
        if not papers:
            raise GROUNDS.refused("请附管委会会议记录", "minutes_missing", field="papers")
    taken = voting.take(grant, notified_on, voted_on, votes, faults)
    if taken.passed:
        books.need_available(grant.fund, grant.amount)
    grant.voted_by, grant.vote_asked = actor, taken.as_kept()
    files.attach_all(grant, papers, kind=MINUTES, actor=actor)
    work.after(await_check)
    return {"facts": [*taken.facts, ["处理", "由另一人与会议记录核对后生效"]]}


@GRANT.step("confirm_vote")
def confirm_vote(grant, *, actor, work, note=""):
    """Another person has compared the entry with the minutes: the vote counts, and only now money is set aside.

    Whether it passed is computed anew, by what the fund has then.

    Event `funds.grant.confirm_vote`, data {"project_id", "title", "amount", "passed", "formula"}.
    Raises Refused "overdrawn", and see `voting.take`.
    """
    taken = voting.take(grant, *voting.as_entered(grant.vote_asked), Faults())
    grant.notified_on, grant.voted_on, grant.vote_confirmed_by = taken.notified_on, taken.voted_on, actor
    grant.vote_rule, grant.vote_asked = majorities.snapshot(taken.threshold), None
    if taken.passed:
        books.need_available(grant.fund, grant.amount)
        set_aside(grant, actor, work)
    else:
        work.to(REFUSED)
    CommitteeVote.objects.bulk_create(taken.rows)
    return {
        "project_id": grant.project_id,
        "title": grant.title,
        "amount": str(grant.amount),
        "passed": taken.passed,
        "formula": taken.formula,
        "facts": taken.facts,
    }


@GRANT.step("refuse_vote")
def refuse_vote(grant, *, actor, work, note):
    """The entry does not agree with the minutes: the manager enters it again.  Event `funds.grant.refuse_vote`."""
    grant.vote_asked = grant.voted_by = None
    work.after(end_check)


def await_check(grant):
    reminders.begin(grant, VOTE_ASKED)


def end_check(grant):
    reminders.close(grant, task=VOTE_ASKED.task)


def set_aside(grant, actor, work):
    """Move the share from free to committed money; the entry follows once the grant is saved."""
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


@GRANT.step("settle")
def settle(grant, *, actor, way, note):
    """The office says where the refused share comes from, or that the matter goes back to the conference.

    way -- "other_money", "conference" or "smaller"

    Event `funds.grant.settle`, data {"project_id", "way"}.
    """
    return {"project_id": grant.project_id, "way": way, "facts": [["安排", dict(WAYS)[way]]]}


@GRANT.step("oversee")
def oversee(grant, *, actor, work, agrees, opinion, note=""):
    """The supervisor's opinion is minuted; only a consenting one opens the payment.

    Event `funds.grant.oversee`.  Source: 湖南省社区慈善基金设立运行指引（试行）.
    """
    grant.opinion, grant.overseen_by, grant.overseen_on = opinion, actor, clock.today()
    work.to(CLEARED if agrees else COMMITTED)
    return {"facts": [["监督意见", f"{'同意拨付' if agrees else '不同意拨付'}：{opinion}"]]}


@GRANT.entry_rule("pay")
def payment_has_paper(grant, *, papers=()):
    require_paper(papers, GROUNDS.said(paper_words("付款凭据"), "paper_missing"))


@GRANT.entry_rule("pay")
def paid_after_commitment(grant, *, paid_on):
    refuse_future(paid_on, "paid_on", "拨付日期不能晚于今天", "paid_in_future")
    if paid_on < grant.committed_on:
        raise GROUNDS.refused("拨付日期不能早于承诺日期", "paid_before_commitment", field="paid_on")


@GRANT.step("pay")
def pay(grant, *, actor, payee, voucher_no, paid_on, papers=(), note=""):
    """The host charity has paid the share.

    papers -- the host's payment voucher

    Event `funds.grant.pay`.  Raises Refused "paid_in_future" | "paid_before_commitment" | "paper_missing".
    """
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
    files.attach_all(grant, papers, kind=VOUCHER, actor=actor)
    return {
        "amount": str(grant.amount),
        "entry": entry.number,
        "facts": [["凭证", entry.number], ["金额", in_yuan(grant.amount)]],
    }


@GRANT.step("release")
def release(grant, *, actor, note=""):
    """The project will not be carried out: its request ends, its share is free again.  Event `funds.grant.release`."""
    grant.vote_asked = None
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
