"""Dated rules: versions are proposed and confirmed by two people, taken back by two, and followed before they end."""

from datetime import date, timedelta
from fractions import Fraction

from governance.kernel.clock import bounds, clock, plausible, recounts, reminders
from governance.kernel.clock.rule_values import parse_value
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Event
from governance.kernel.models.rule_words import PROPOSED
from governance.kernel.models.rules import PERIODS, Comparison, Rule, Unit
from governance.kernel.papers import files
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.faults import Faults
from governance.kernel.steps.saving import lock, save_valid

from .attachments import LAW
from .bases import require_text
from .beginnings import require_beginning
from .effects import affected, facts_of, movable
from .recounting import begin_recount_by
from .workflow import FORESIGHT, RULE, SUCCESSION, WAITING, is_ending

CARRIED = (
    "code",
    "label",
    "kind",
    "starts_at",
    "escalate",
    "is_statutory",
    "is_repeated",
    "base",
    "counts",
    "nature",
    "bound",
    "bound_side",
    "says",
)
SAID = ("value", "unit", "moves", "comparison", "remind", "basis")  # what a version says anew


@RULE.step("revise")
def revise(
    rule, *, actor, work, note="", valid_from, value, basis, unit="", moves="", comparison="", papers=(), **data
):
    """A new version of a rule is proposed; it holds once another person has confirmed it.

    value      -- in the rule's unit; checked by `rule_values`
    unit, moves -- for periods only, and only where no law says; comparison -- for shares only
    remind     -- days before the due day ([-7, -3, -1]), when given
    papers     -- text of a statute in force before the version is entered, see `beginnings`

    Refused: those of `require_beginning`, `basis_names_no_law`, `value_does_not_fit_unit`, `unreachable`,
    `nothing_changes`, `beyond_the_law`, `not_plausible`, `least_above_most`; what is wrong with the day, the value and
    the basis at once.
    Event `governance.rule.revise` on the version to be taken over from.
    Source: domain.md §0 (dated rule table), §9.
    """
    faults = Faults()
    with faults.noted():
        require_beginning(rule, valid_from, basis=basis, note=note, papers=papers)
    unit = unit if unit and rule.is_period and unit in PERIODS else rule.unit
    new = Rule(**{name: getattr(rule, name) for name in CARRIED}, unit=unit, valid_from=valid_from)
    new.moves = moves if moves and rule.is_period else rule.moves
    new.basis, new.note = basis, note
    new.remind = data.get("remind", rule.remind)
    new.comparison = (comparison or rule.comparison) if unit == Unit.SHARE else ""
    new.status, new.proposed_by = PROPOSED, actor
    with faults.noted():
        new.value = parse_value(value, unit, rule.value)
        refuse_unreachable(new)
        if all(getattr(new, name) == getattr(rule, name) for name in SAID):
            raise Refused("新版本与现行版本完全相同，没有需要确认的改变", "nothing_changes", field="value")
        bounds.refuse_beyond(new, rule)
        plausible.refuse_implausible(new)
    with faults.noted():
        require_text(rule, basis)
    faults.refuse()
    changes = [["数值", rule.value_text, new.value_text]] if rule.value_text != new.value_text else []
    if rule.moves != new.moves:
        changes.append(["顺延", rule.get_moves_display(), new.get_moves_display()])
    if rule.basis != new.basis:
        changes.append(["依据", rule.basis, new.basis])

    def propose(old):
        save_valid(new)
        files.attach_all(new, papers, kind=LAW, actor=actor)
        reminders.begin(new, WAITING[PROPOSED])
        return {"version": new.pk, "valid_from": valid_from.isoformat()}

    work.after(propose)
    begins = clock.zh_date(valid_from)
    rule.step_message = f"已提出新版本：{rule.label}（{new.value_text}），{begins}起施行，等待另一人确认"
    return {"changes": changes, "facts": [day_fact("拟施行日", valid_from)]}


def refuse_unreachable(new):
    """Refuse a share of which more than all would be needed: nothing could ever pass."""
    if new.unit == Unit.SHARE and new.comparison == Comparison.MORE_THAN and Fraction(new.value) == 1:
        raise Refused("“超过 1/1”永远达不到，请改为“不低于 1/1”或者填写更小的比例", "unreachable", field="value")


@RULE.step("confirm")
def confirm(rule, *, actor, work, note="", recount=False):
    """Another person confirms a proposed version: it takes over on its day, the one before ends on the day before.

    recount -- the running deadlines that began while the version is in force
               are counted again by it; else each keeps the version that
               counted it, and the event tells what the new one would make of them

    A right, a minimum period and a duty that somebody was reminded of never come earlier.
    Refused: `own_proposal`, `begins_in_past`, `beyond_the_law`,
    `already_followed` when a version of a later day was confirmed meanwhile.
    Events `governance.rule.confirm`, `governance.deadline.recount`.
    """
    found = affected(rule)
    moving = movable(found) if recount else []
    staying = [move for move in found if recounts.is_kept(move)] if recount else found
    rule.confirmed_by = actor
    later = rule.versions().standing().filter(valid_from__gte=rule.valid_from).first()
    if later is not None:
        raise Refused(f"已有{clock.zh_date(later.valid_from)}起施行的版本，请退回后重新提出", "already_followed")
    before = rule.versions().standing().filter(valid_from__lt=rule.valid_from).first()
    data = {"changes": [], "facts": [day_fact("施行日", rule.valid_from), *facts_of(staying)]}
    if moving:
        data["facts"].append(["重新计算的期限", f"{len(moving)} 项"])
        why = f"规则“{rule.label}”新版本施行"
        work.after(lambda version: {"recounted": begin_recount_by(version, actor=actor, why=why).moved})
    if before is not None:
        bounds.refuse_beyond(rule, before)
        kept, ended = lock(before), before.valid_to
        if ended is None or ended >= rule.valid_from:
            kept.valid_to = rule.valid_from - timedelta(1)
            save_valid(kept)
        reminders.close(kept, SUCCESSION.task)
        data |= {"before": kept.pk, "ended": ended and ended.isoformat()}
        data["changes"] = [["数值", before.value_text, rule.value_text]]
    return data


@RULE.step("refuse")
def refuse(rule, *, actor, note):
    """The proposed version does not hold; the row stays with the reason.  Event `governance.rule.refuse`."""
    return {"facts": [day_fact("拟施行日", rule.valid_from)]}


@RULE.step("withdraw")
def withdraw(rule, *, actor, note=""):
    """The proposer takes the own proposal back before anybody confirmed it.  Event `governance.rule.withdraw`."""
    return {"facts": [day_fact("拟施行日", rule.valid_from)]}


@RULE.step("ask_withdrawal")
def ask_withdrawal(rule, *, actor, note):
    """A confirmed version that has not begun shall be taken back; till another person agrees it stands.

    Refused: `has_begun`, `already_followed`.  Event `governance.rule.ask_withdrawal`.
    """
    rule.withdrawal_by = actor
    return {"facts": [day_fact("施行日", rule.valid_from)]}


@RULE.step("confirm_withdrawal")
def confirm_withdrawal(rule, *, actor, work, note=""):
    """The version is taken back and the one before continues as if it had never been published.

    The row stays, marked.  Refused: `own_proposal`, `has_begun`.  Event `governance.rule.confirm_withdrawal`.
    """
    before = rule.versions().standing().filter(valid_from__lt=rule.valid_from).first()

    def restore_previous(withdrawn):
        if before is None:
            return None
        kept = lock(before)
        if kept.valid_to == withdrawn.valid_from - timedelta(1):
            kept.valid_to = ended_before(withdrawn)
            save_valid(kept)
        return {"goes_on": kept.pk}

    work.after(restore_previous)
    return {"facts": [day_fact("原定施行日", rule.valid_from)]}


@RULE.step("keep")
def keep(rule, *, actor, note=""):
    """The version stands after all.  Event `governance.rule.keep`."""
    rule.withdrawal_by = None


@RULE.step("let_end")
def let_end(rule, *, actor, work, note):
    """The end of a rule is meant: nobody need find a successor.  Event `governance.rule.let_end`."""
    rule.lapses = True
    work.after(lambda ended: reminders.close(ended, SUCCESSION.task))
    return {"facts": [day_fact("失效日", rule.valid_to)]}


def day_fact(label, day):
    return [label, clock.zh_date(day)]


def ended_before(withdrawn):
    """The last day the earlier version had before the withdrawn one cut it short; None: without end."""
    confirmed = Event.objects.filter(
        kind="governance.rule.confirm", object_type=Rule._meta.label_lower, object_id=withdrawn.pk
    ).first()
    ended = confirmed and confirmed.data.get("ended")
    return date.fromisoformat(ended) if ended else None


def ask_successors():
    """Put every rule that ends within 60 days, with nothing after it, on the office's desk.  Returns how many."""
    label = Rule._meta.label_lower
    waiting = Deadline.objects.open().filter(object_type=label, task=SUCCESSION.task).values("object_id")
    ending = Rule.objects.standing().filter(valid_to__lte=clock.today() + FORESIGHT, lapses=False)
    asked = 0
    for rule in ending.exclude(pk__in=waiting):
        if is_ending(rule):
            reminders.begin(rule, SUCCESSION)
            asked += 1
    return asked
