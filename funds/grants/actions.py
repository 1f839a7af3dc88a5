"""A fund's share of a decided micro-project: asked for, voted on by the committee, overseen, paid, released."""

from funds.books import actions as books
from funds.books import ledger
from funds.books.models import Entry
from funds.funds.actions import need_sound_size
from funds.funds.models import CommunityFund
from funds.vouchers import paper_words, require_paper
from governance.deliberations import majorities
from governance.kernel.clock import clock, rules
from governance.kernel.figures.formats import in_yuan
from governance.kernel.papers import files
from governance.kernel.steps.backdating import refuse_future
from governance.kernel.steps.errors import Invalid
from governance.kernel.steps.faults import Faults

from .attachments import MINUTES, VOUCHER
from .ballots import RECUSED, Ballot
from .grounds import GROUNDS
from .meetings import need_a_decision, need_notice
from .models import CommitteeVote, Grant, roll_call
from .workflow import CLEARED, COMMITTED, FUNDLESS, GRANT, REFUSED, REQUESTED, WAYS


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
    """The manager enters how the committee voted; whether it passed is computed, and only then money is set aside.

    notified_on -- the day on which the members were told of the meeting
    votes  -- [{"member", "choice", "reason"}]: one row for each member of the committee of the day of the notice
    papers -- the minutes of the committee's meeting

    Event `funds.grant.vote`, data {"project_id", "title", "amount", "passed", "formula"}.
    Raises Refused "voted_in_future" | "voted_before_opinion" | "minutes_missing" | "overdrawn", and see `need_notice`,
    `read_votes` and `need_a_decision`.
    Source: 湖南省社区慈善基金设立运行指引（试行）; domain.md §2.9.
    """
    threshold, faults = rules.threshold("fund_committee", voted_on), Faults()
    with faults.noted():
        refuse_future(voted_on, "voted_on", "表决日期不能晚于今天", "voted_in_future")
        if voted_on < grant.advised_on:
            words = "表决日期不能早于监督意见的日期，监督意见须在表决前出具"
            raise GROUNDS.refused(words, "voted_before_opinion", field="voted_on")
    with faults.noted():
        need_notice(grant, notified_on, voted_on)
    with faults.noted():
        if not papers:
            raise GROUNDS.refused("请附管委会会议记录", "minutes_missing", field="papers")
    rows = read_votes(grant, notified_on, voted_on, votes, threshold.basis, faults)
    faults.refuse()
    ballot = Ballot.of(row.choice for row in rows)
    need_a_decision(ballot, threshold)
    passed = ballot.passes(threshold)
    grant.notified_on, grant.voted_on, grant.voted_by = notified_on, voted_on, actor
    grant.vote_rule = majorities.snapshot(threshold)
    if passed:
        books.need_available(grant.fund, grant.amount)
        set_aside(grant, actor, work)
    else:
        work.to(REFUSED)
    CommitteeVote.objects.bulk_create(rows)
    files.attach_all(grant, papers, kind=MINUTES, actor=actor)
    formula = "；".join(condition.sentence for condition in ballot.conditions(threshold))
    return {
        "project_id": grant.project_id,
        "title": grant.title,
        "amount": str(grant.amount),
        "passed": passed,
        "formula": formula,
        "facts": [
            ["结果", "通过" if passed else "未通过"],
            ["会议通知", clock.zh_date(notified_on)],
            *([label, names] for label, names in roll_call(rows)),
            ["表决", ballot.words],
            ["计算", formula],
        ],
    }


def read_votes(grant, notified_on, voted_on, votes, basis, faults):
    """The rows of the vote: exactly one for each member of the committee that was told of the meeting.

    Who came to the committee after its notice votes on what comes next; who left meanwhile still counts here.

    basis  -- the text by which the committee votes, which refusals name
    faults -- where all that is wrong with the rows is noted

    Notes "term_over" | "not_a_member" | "member_twice" | "member_missing" | "recusal_reason_missing", and see
    `need_sound_size`.
    """
    members = {member.pk: member for member in grant.fund.committee_on(notified_on)}
    with faults.noted():
        need_sound_size(len(members), voted_on, field="votes")
    over = [member.name for member in members.values() if member.term_until and member.term_until < voted_on]
    wrong, found = [], {}
    if over:
        words = f"{'、'.join(over)}任期已满，请先换届或续任"
        wrong.append(GROUNDS.refused(words, "term_over", by=basis, field="votes"))
    for row in votes:
        pk = int(getattr(row["member"], "pk", row["member"]))
        if pk not in members:
            words = "名单中有会议通知之日不是管委会成员的人"
            wrong.append(GROUNDS.refused(words, "not_a_member", by=basis, field="votes"))
            continue
        if pk in found:
            words = f"{members[pk].name}登记了两次，每人一票，只登记一行"
            wrong.append(GROUNDS.refused(words, "member_twice", by=basis, field="votes"))
        reason = (row.get("reason") or "").strip()
        if row["choice"] == RECUSED and not reason:
            words = f"{members[pk].name}回避，请写明事由"
            wrong.append(GROUNDS.refused(words, "recusal_reason_missing", by=basis, field="votes"))
        found[pk] = CommitteeVote(grant=grant, member=members[pk], choice=row["choice"], reason=reason)
    if left := [member.name for pk, member in members.items() if pk not in found]:
        words = f"还没有登记：{'、'.join(left)}。未到会的登记为缺席，有关联的登记为回避"
        wrong.append(GROUNDS.refused(words, "member_missing", by=basis, field="votes"))
    faults.found += wrong
    return list(found.values())


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


@GRANT.step("pay")
def pay(grant, *, actor, payee, voucher_no, paid_on, papers=(), note=""):
    """The host charity has paid the share.

    papers -- the host's payment voucher

    Event `funds.grant.pay`.  Raises Refused "paid_in_future" | "paid_before_commitment" | "paper_missing".
    """
    faults = Faults()
    with faults.noted():
        require_paper(papers, GROUNDS.said(paper_words("付款凭据"), "paper_missing"))
    with faults.noted():
        refuse_future(paid_on, "paid_on", "拨付日期不能晚于今天", "paid_in_future")
        if paid_on < grant.committed_on:
            raise GROUNDS.refused("拨付日期不能早于承诺日期", "paid_before_commitment", field="paid_on")
    faults.refuse()
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
