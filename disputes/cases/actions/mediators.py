"""The mediators of a case: assigned, changed, leaving over a conflict."""

from functools import partial

from disputes.cases.attachments import RIGHTS_NOTICE
from disputes.cases.grounds import GROUNDS
from disputes.cases.models.mediators import CaseMediator
from disputes.cases.models.parties import PARTIES_NOW, Party
from disputes.cases.workflow import ACCEPTED, AT_WORK, CASE, CLOSE
from governance.kernel.clock import clock, rules
from governance.kernel.clock.messages import notify
from governance.kernel.models import together
from governance.kernel.models.writes import Writes
from governance.kernel.steps.backdating import refuse_future
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.faults import refuse_all

from .cases import keep_files

TEAM = ("mediators", PARTIES_NOW)  # what the rules of a team read beside the case


@CASE.step("assign", reads=TEAM)
def assign(
    case,
    *,
    actor,
    work,
    lead,
    others=(),
    is_chosen=False,
    is_conflict_free=False,
    has_consent=False,
    rights_told_on=None,
    rights_notice=(),
    note="",
):
    """Give the accepted case to one or more mediators.

    lead, others     -- active Mediators of the case's committee
    is_conflict_free -- the head has checked that none of them is related to a party
    has_consent      -- the parties agree to mediation and to these mediators
    rights_told_on   -- the day the parties were given the notice of rights and duties

    Raises Refused: mediator_missing, mediator_conflict, conflict_unchecked,
    consent_missing, rights_notice_missing, told_before_registration, foreign_mediator.
    Event `disputes.mediation_case.assign`.  Source: 人民调解法 19, 23.
    """
    chosen = team_of(lead, others)
    case.rights_told_on = rights_told_on
    # the calendar may have changed since the case was accepted
    case.due_on = max(case.due_on, rules.deadline(CLOSE.rule, case.accepted_on))
    show_mediators(case, chosen)

    def after(saved):
        writes = Writes()
        writes.update(saved.parties.filter(is_current=True), consent=Party.Consent.YES)
        appoint(saved, chosen, is_chosen, writes)
        keep_files(saved, rights_notice, RIGHTS_NOTICE, actor)

    work.after(after)
    return {"facts": [["调解员", case.mediators_label]]}


@CASE.step("reassign", reads=TEAM)
def reassign(case, *, actor, work, lead, others=(), is_conflict_free=False, is_chosen=False, note=""):
    """Change the mediators of a running case.  Raises as `assign` does."""
    chosen = team_of(lead, others)
    show_mediators(case, chosen)
    work.after(lambda saved: appoint(saved, chosen, is_chosen, Writes()))
    return {"facts": [["调解员", case.mediators_label]]}


@CASE.step("recuse")
def recuse(case, *, actor, work, reason, note=""):
    """An assigned mediator declares a conflict and leaves; without another one the case is to be assigned again."""
    if not reason.strip():
        raise Refused("请写明回避理由", "reason_missing", field="reason")
    mine = case.mediators.filter(ended_on=None, mediator__person__user=actor)
    present = [row.mediator for row in present_rows(case)]
    left = [mediator for mediator in present if mediator.person_id != actor.person_id]
    mine.update(ended_on=clock.today(), conflict=reason.strip(), is_lead=False)
    show_mediators(case, left)
    if not left:
        work.to(ACCEPTED)
    elif not case.mediators.filter(ended_on=None, is_lead=True).exists():
        case.mediators.filter(ended_on=None, mediator=left[0]).update(is_lead=True)
    return {"facts": [["回避调解员", actor.name]]}


@CASE.step("hand_over")
def hand_over(case, *, actor, work, to, unit, note=""):
    """Give a case to the committee of the place where it is since places were merged or split.

    Its mediators leave it, and the new committee assigns its own.  What is counted from acceptance runs on.

    to   -- the committee that takes it
    unit -- the office that reads it in place of the one that registered it
    """
    before, case.committee, case.unit = case.committee, to, unit
    case.mediators.filter(ended_on=None).update(ended_on=clock.today(), is_lead=False)
    show_mediators(case, [])
    if case.status in AT_WORK:
        work.to(ACCEPTED)
    return {"facts": [["原承办", before.name if before else "—"], ["现承办", to.name]]}


def present_rows(case):
    """The CaseMediator rows of those who mediate the case now, the lead first."""
    return list(case.mediators.filter(ended_on=None).select_related("mediator__person__user"))


@CASE.entry_rule("assign", "reassign")
def conflicts_are_checked(case, *, is_conflict_free=False):
    if not is_conflict_free:
        raise GROUNDS.refused("请先核对调解员与当事人有无利害关系", "conflict_unchecked", field="is_conflict_free")


@CASE.entry_rule("assign")
def parties_agree(case, *, has_consent=False):
    if not has_consent:
        raise GROUNDS.refused("须经双方当事人同意调解及调解员人选", "consent_missing", field="has_consent")


@CASE.entry_rule("assign")
def parties_were_told(case, *, rights_told_on=None):
    """The parties were given the notice of their rights between the registration and today.

    Refuses rights_notice_missing, date_in_future, told_before_registration.
    """
    if rights_told_on is None:
        words = "须先向当事人送达权利义务告知书，请填写送达日期"
        raise GROUNDS.refused(words, "rights_notice_missing", field="rights_told_on")
    refuse_future(rights_told_on, "rights_told_on", "送达日期不能晚于今天", "date_in_future")
    if rights_told_on < case.registered_on:
        words = f"送达日期不能早于本案登记日期（{clock.zh_near(case.registered_on)}），登记以前没有可以告知的纠纷"
        raise GROUNDS.refused(words, "told_before_registration", field="rights_told_on")


def team_of(lead, others):
    """The chosen mediators, the lead first, each once."""
    return list(dict.fromkeys(mediator for mediator in (lead, *others) if mediator is not None))


@CASE.entry_rule("assign", "reassign")
def lead_may_mediate(case, *, lead):
    if lead is None:
        raise GROUNDS.refused("请至少指派一名调解员", "mediator_missing", field="lead")
    check_mediator(case, lead, "lead")


@CASE.entry_rule("assign", "reassign")
def others_may_mediate(case, *, lead=None, others=()):
    """Each of the others too; whoever is also the lead is asked once."""
    refuse_all(*(partial(check_mediator, case, one, "others") for one in team_of(None, others) if one != lead))


def check_mediator(case, mediator, field):
    """One of the committee's mediators in office, without a conflict.  Refuses foreign_mediator, mediator_conflict."""
    if mediator.committee_id != case.committee_id or mediator.left_on is not None:
        raise GROUNDS.refused(f"{mediator}不是{case.committee}的在任调解员", "foreign_mediator", field=field)
    if any(row.mediator_id == mediator.pk and row.conflict for row in case.mediators.all()):
        raise GROUNDS.refused(f"{mediator}已申明与本案有利害关系，请另行指派", "mediator_conflict", field=field)
    if is_party(case, mediator.person):
        raise GROUNDS.refused(f"{mediator}是本案当事人，应当回避，请另行指派", "mediator_conflict", field=field)


def is_party(case, person):
    """The same identity number or telephone as a party of the case."""
    return any(
        (person.id_index and person.id_index == party.id_index)
        or (person.phone_index and person.phone_index == party.phone_index)
        for party in case.parties_now()
    )


def appoint(case, chosen, is_chosen, writes):
    """Write the rows of the chosen mediators of a saved case, the lead first, and tell them.

    case   -- with its mediators as they were when it was locked
    writes -- what else the step writes: it goes with the new rows and with what they are told
    """
    present, lead = [row for row in case.mediators.all() if row.ended_on is None], chosen[0].pk
    kept = {mediator.pk for mediator in chosen}
    if any(row.mediator_id not in kept for row in present):
        case.mediators.filter(ended_on=None).exclude(mediator__in=kept).update(ended_on=clock.today(), is_lead=False)
    if any(row.is_lead and row.mediator_id != lead for row in present):
        case.mediators.filter(ended_on=None, is_lead=True).update(is_lead=False)
    if any(not row.is_lead and row.mediator_id == lead for row in present):
        case.mediators.filter(ended_on=None, mediator=lead).update(is_lead=True)
    staying = {row.mediator_id for row in present}
    writes.insert(
        [
            CaseMediator(case=case, mediator=one, is_lead=one.pk == lead, is_chosen_by_parties=is_chosen)
            for one in chosen
            if one.pk not in staying
        ]
    )
    notify(
        [mediator.user for mediator in chosen if mediator.user is not None],
        key=f"case:{case.pk}:assigned:{case.version}",
        title="指派您调解一起纠纷",
        body=f"{case.number} {case}",
        url=case.get_absolute_url(),
        beside=writes,
    )
    together.forget(case, *TEAM)


def show_mediators(case, chosen):
    """Put the mediators on the case's own row, the lead first."""
    case.mediator = chosen[0] if chosen else None
    case.mediators_label = "、".join(str(mediator) for mediator in chosen)[:80]
    case.handlers = [mediator.user.pk for mediator in chosen if mediator.user is not None]
