"""The work of mediating: inquiries, sessions, extension, and the three ends of a case."""

from datetime import timedelta

from django.db.models import Max

from disputes.cases.attachments import AGREEMENT, INQUIRY, ROUTES_TOLD, SESSION
from disputes.cases.grounds import GROUNDS
from disputes.cases.models.proceedings import Agreement, CaseRecord, Term
from disputes.cases.workflow import APPROVED, ASKED, CASE, CLOSE, REFUSED, ROUTES
from governance.kernel.clock import clock, reminders, rules
from governance.kernel.figures.formats import provisional
from governance.kernel.steps.backdating import refuse_future
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.faults import Faults
from governance.kernel.steps.saving import refuse_invalid, within

from .cases import keep_files


# ------------------------------------------------------------ records
@CASE.step("investigate")
def investigate(case, *, actor, work, note="", record=(), **data):
    """Write down one inquiry: the visit, the people asked, what they said, signed.

    Raises Refused: date_in_future, record_unsigned.  Source: domain.md §3.3.
    """
    return add_record(case, actor, work, CaseRecord.Kind.INQUIRY, INQUIRY, record, data)


@CASE.step("mediate")
def mediate(case, *, actor, work, note="", record=(), invited="", has_invite_consent=False, **data):
    """Write down one session: time, place, people, what was said, its result, signed.

    invited -- relatives, neighbours, experts: only with the consent of both parties

    Raises Refused: invite_without_consent, session_before_acceptance,
    date_in_future, record_unsigned.  Source: 人民调解法 20–22; domain.md §3.4.
    """
    faults = Faults()
    if invited.strip():
        with faults.noted():
            if not has_invite_consent:
                raise GROUNDS.refused(
                    "邀请亲属、邻里、专家等参加调解，须征得双方当事人同意",
                    "invite_without_consent",
                    field="has_invite_consent",
                )
        with faults.noted():
            people = "、".join(filter(None, [data.get("participants", "").strip(), f"邀请：{invited.strip()}"]))
            data["participants"] = within(
                CaseRecord, "participants", people, field="invited", what="参加人和邀请参加的人员"
            )
    return add_record(case, actor, work, CaseRecord.Kind.SESSION, SESSION, record, data, faults)


def add_record(case, actor, work, kind, paper, uploads, data, faults=None):
    """Keep the record with its papers; what is wrong with it is refused at once with the `faults` found before."""
    held_on, faults = data["held_on"], faults or Faults()
    with faults.noted():
        refuse_future(held_on, "held_on", "记录的是已经发生的事，日期不能晚于今天", "date_in_future")
        if held_on < case.accepted_on:
            words = f"日期不能早于受理日期（{clock.zh_near(case.accepted_on)}）"
            raise GROUNDS.refused(words, "session_before_acceptance", field="held_on")
    with faults.noted():
        if not data.get("is_signed") and not data.get("unsigned_reason", "").strip():
            raise GROUNDS.refused("记录须由在场人签名；没有签名的请写明原因", "record_unsigned", field="is_signed")
    faults.refuse()
    last = case.records.filter(kind=kind).aggregate(n=Max("no"))["n"] or 0
    made = CaseRecord(case=case, kind=kind, no=last + 1, recorded_by=actor, **data)
    refuse_invalid(made, exclude=["case", "recorded_by"])

    def after(saved):
        made.save()
        keep_files(saved, uploads, paper, actor, f"{paper.words} {made.no}")

    facts = [["次序", f"第 {made.no} 次"], ["日期", clock.zh_date(held_on)]]
    work.after(after)
    return {"facts": facts}


# ------------------------------------------------------------ ends
def check_sessions(case):
    """No case is closed without a session on record."""
    if not case.records.filter(kind=CaseRecord.Kind.SESSION).exists():
        raise GROUNDS.refused("还没有调解记录，请先记录至少一次调解再办结", "no_session")


@CASE.step("agree")
def agree(case, *, actor, work, form, made_on, facts, terms, effective_on=None, note="", fee=0, document=(), **data):
    """The parties agree, in writing or orally.

    terms    -- rows {text, obligor, mode, due_on, amount}: each duty, its debtor, its way and its last day
    document -- the signed and sealed agreement as files; an oral one has `oral_record`
    effective_on -- of a written one, the day of the last signature or the seal; the day it was made where left out

    Raises Refused: no_session, terms_missing, mode_missing, limit_missing,
    limit_before_agreement, agreed_before_acceptance, effective_before_made, effective_when_made, date_in_future,
    mediation_is_free, agreement_unsigned, agreement_missing.
    Event `disputes.mediation_case.agree`.  Source: 人民调解法 4, 28–30; domain.md §3.5.
    """
    faults, effective_on = Faults(), effective_on or made_on
    faults.note(
        lambda: check_sessions(case),
        lambda: check_fee(fee),
        lambda: check_made(case, made_on),
        lambda: check_effective_day(form, made_on, effective_on),
    )
    check_form(form, document, data, faults)
    rows = check_terms(case, terms, made_on, faults)
    faults.refuse()
    days = {"made_on": made_on, "effective_on": effective_on}
    agreement = Agreement(case=case, form=form, facts=facts, fee=0, **days, **data)
    refuse_invalid(agreement, exclude=["case"])
    case.closed_on = effective_on

    def after(saved):
        agreement.save()
        Term.objects.bulk_create(Term(agreement=agreement, no=number, **row) for number, row in enumerate(rows, 1))
        keep_files(saved, document, AGREEMENT, actor)

    work.after(after)
    return {
        "facts": [
            ["协议形式", agreement.get_form_display()],
            ["生效", clock.zh_date(effective_on)],
            ["条款", f"{len(rows)} 项"],
        ]
    }


def check_fee(fee):
    if fee:
        raise GROUNDS.refused("人民调解不收取任何费用，请退还当事人", "mediation_is_free", field="fee")


def check_made(case, made_on):
    """Agreed between the acceptance and today.  Refuses agreed_before_acceptance, date_in_future."""
    if made_on < case.accepted_on:
        words = f"协议达成日期不能早于受理日期（{clock.zh_near(case.accepted_on)}）"
        raise GROUNDS.refused(words, "agreed_before_acceptance", field="made_on")
    refuse_future(made_on, "made_on", "协议达成日期不能晚于今天", "date_in_future")


def check_effective_day(form, made_on, effective_on):
    """The day from which an agreement is in force.

    Refuses effective_before_made, effective_when_made, date_in_future.
    """
    if effective_on < made_on:
        words = f"生效日期不能早于达成日期（{clock.zh_near(made_on)}），协议自最后一方签名、盖章之日起生效"
        raise GROUNDS.refused(words, "effective_before_made", field="effective_on")
    if form == Agreement.Form.ORAL and effective_on != made_on:
        raise GROUNDS.refused("口头协议自达成之日起生效，不另填生效日期", "effective_when_made", field="effective_on")
    refuse_future(effective_on, "effective_on", "签名盖章齐全后再登记，生效日期不能晚于今天", "date_in_future")


def check_form(form, document, data, faults):
    """Note in `faults` what a written or an oral agreement lacks."""
    if form == Agreement.Form.WRITTEN:
        with faults.noted():
            if not (data.get("is_signed") and data.get("is_sealed")):
                words = "书面协议经当事人和调解员签名、加盖调委会印章后才生效"
                raise GROUNDS.refused(words, "agreement_unsigned", field="is_signed")
        with faults.noted():
            if not document:
                raise GROUNDS.refused("请上传签字盖章的协议书", "agreement_missing", field="document")
        return
    with faults.noted():
        if not data.get("oral_record", "").strip():
            raise GROUNDS.refused("口头协议须记录协议内容", "agreement_missing", field="oral_record")


def check_terms(case, terms, made_on, faults):
    """The duties as they are kept, debtors masked; what each lacks is noted in `faults`."""
    names = {party.name: party.masked_name for party in case.parties.filter(is_current=True)}
    rows = []
    if not terms:
        with faults.noted():
            raise GROUNDS.refused("请写明协议条款", "terms_missing", field="terms")
    for number, term in enumerate(terms, 1):
        faults.found += refusals_of_term(number, term, made_on)
        obligor = (term.get("obligor") or "").strip()
        rows.append({**term, "obligor": names.get(obligor, obligor)})
    return rows


def refusals_of_term(number, term, made_on):
    """What one duty lacks, as refusals."""
    due_on = term.get("due_on")
    if not (term.get("text") or "").strip():
        yield GROUNDS.refused(f"第 {number} 项：请写明条款内容", "terms_missing", field="terms")
    if term.get("mode") not in Term.Mode.values:
        yield GROUNDS.refused(f"第 {number} 项：请选择履行方式", "mode_missing", field="terms")
    if not due_on:
        yield GROUNDS.refused(f"第 {number} 项：请写明履行期限", "limit_missing", field="terms")
    elif due_on < made_on:
        yield GROUNDS.refused(f"第 {number} 项：履行期限不能早于协议达成日期", "limit_before_agreement", field="terms")


@CASE.step("fail")
def fail(case, *, actor, work, reason, routes=(), notice=(), note=""):
    """Mediation does not succeed: the parties are told of arbitration, administrative and court routes.

    Raises Refused: no_session, routes_not_told, reason_missing.
    Event `disputes.mediation_case.fail`.  Source: 人民调解法 26.
    """
    faults = Faults()
    with faults.noted():
        check_sessions(case)
    with faults.noted():
        if not reason.strip():
            raise Refused("请写明调解不成的原因", "reason_missing", field="reason")
    with faults.noted():
        if set(routes) != set(ROUTES):
            words = "须告知当事人可以通过仲裁、行政、司法三种途径维护权利，请逐项告知"
            raise GROUNDS.refused(words, "routes_not_told", field="routes")
    faults.refuse()
    case.outcome_reason = reason.strip()
    case.told_where = "、".join(ROUTES.values())
    case.closed_on = clock.today()
    work.after(lambda saved: keep_files(saved, notice, ROUTES_TOLD, actor))
    return {"facts": [["已告知途径", case.told_where]]}


@CASE.step("terminate")
def terminate(case, *, actor, ending, reason, note=""):
    """A party asks to stop or cannot be found, or another organ has taken the matter.

    A party that now clearly refuses mediation asks to stop.
    Raises reason_missing.  Source: 人民调解法 23.
    """
    if not reason.strip():
        raise Refused("请写明终止的理由", "reason_missing", field="reason")
    case.ending, case.outcome_reason = ending, reason.strip()
    case.closed_on = clock.today()
    return {"facts": [["终止情形", case.get_ending_display()]]}


# ------------------------------------------------------------ extension
@CASE.step("ask_extension")
def ask_extension(case, *, actor, days, reason, has_consent=False, note=""):
    """Ask for more time, once.

    days -- calendar days after the present due day

    Raises Refused: extension_too_long, consent_missing, reason_missing.  Source: domain.md §2.2.
    """
    rule = rules.get("mediation_extension")
    most = int(rule.value)
    faults = Faults()
    with faults.noted():
        if not 1 <= days <= most:
            words = f"最多延长 {most} 日，请改为 1 至 {most} 日"
            raise GROUNDS.refused(words, "extension_too_long", by=rule.basis, field="days")
    with faults.noted():
        if not has_consent:
            raise GROUNDS.refused("延期须经双方当事人同意", "consent_missing", by=rule.basis, field="has_consent")
    with faults.noted():
        if not reason.strip():
            raise Refused("请写明延期理由", "reason_missing", field="reason")
    faults.refuse()
    case.extension, case.extension_by = ASKED, actor
    case.extension_days, case.extension_reason = days, reason.strip()
    return {"facts": [["申请延长", f"{days} 日"]]}


@CASE.step("approve_extension")
def approve_extension(case, *, actor, work, note=""):
    """The head grants it: the due day moves, and with it the deadline of the mediators.  Refuses own_extension."""
    return extend(case, work)


@CASE.step("approve_extension_for_head")
def approve_extension_for_head(case, *, actor, work, note=""):
    """The committee's supervisor grants what its head asked for himself."""
    return extend(case, work)


def extend(case, work):
    """Move the due day by the days that were asked for."""
    case.extension = APPROVED
    case.due_on += timedelta(case.extension_days)

    def after(saved):
        reminders.close(saved)
        reminders.begin(saved, CLOSE)

    work.after(after)
    return {"facts": [["新的期限", provisional(clock.zh_date(case.due_on), case.is_provisional)]]}


@CASE.step("refuse_extension")
def refuse_extension(case, *, actor, note=""):
    """The head does not grant it; the due day stays."""
    case.extension = REFUSED
    return {}
