"""Dated rules: the office publishes versions, the law or the district's practice changes them."""

from datetime import date, timedelta

from governance.kernel.clock import clock
from governance.kernel.clock.rule_values import written
from governance.kernel.models.events import Event
from governance.kernel.models.rules import PERIODS, Rule, Unit
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.saving import lock, save_valid
from governance.kernel.upkeep import retention

from .workflow import RULE

LEAST = {retention.RULE: (retention.LEAST_DAYS, "《网络安全法》要求网络日志至少保存六个月（183 天）")}
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
    "moves",
    "nature",
    "bound",
    "bound_side",
)


@RULE.step("revise")
def revise(rule, *, actor, work, note="", valid_from, value, basis, unit="", comparison="", **data):
    """A new version of a rule takes over on a day; the version before ends on the day before.

    value      -- in the rule's unit; checked by kernel/rule_values
    unit       -- another unit of time, for periods only; comparison -- for shares only
    remind     -- days before the due day ([-7, -3, -1]), when given

    Refused: `begins_too_early` when it would begin on or before the present
    version's first day, `value_does_not_fit_unit`, `below_the_law`; the
    database refuses versions that overlap.  Event `governance.rule.revise` on
    the version taken over from.  Source: domain.md §0 (dated rule table), §9.
    """
    if valid_from <= rule.valid_from:
        on = rule.valid_from
        raise Refused(
            f"新版本须晚于现行版本的施行日（{clock.zh_date(on)}）",
            "begins_too_early",
            field="valid_from",
        )
    unit = unit if unit and rule.is_period and unit in PERIODS else rule.unit
    new = Rule(**{name: getattr(rule, name) for name in CARRIED}, unit=unit, valid_from=valid_from)
    new.value, new.basis, new.note = written(value, unit, rule.value), basis, note
    new.comparison = (comparison or rule.comparison) if unit == Unit.SHARE else ""
    new.remind = data.get("remind", rule.remind)
    least, law = LEAST.get(rule.code, (None, ""))
    if least is not None and int(new.value) < least:
        raise Refused(f"{law}，请填写不少于 {least} 的数", "below_the_law", field="value")
    changes = [["数值", rule.value_text, new.value_text]] if rule.value_text != new.value_text else []
    if rule.basis != new.basis:
        changes.append(["依据", rule.basis, new.basis])
    ended = rule.valid_to
    if ended is None or ended >= valid_from:
        rule.valid_to = valid_from - timedelta(1)

    def publish(old):
        save_valid(new)
        return {"version": new.pk, "valid_from": valid_from.isoformat(), "ended": ended and ended.isoformat()}

    work.after(publish)
    return {"changes": changes, "facts": [["施行日", valid_from.isoformat()]]}


@RULE.step("withdraw")
def withdraw(rule, *, actor, work, note):
    """A version is taken back before its first day; the one before continues as if it had never been published.

    The row stays, marked: a withdrawn version never held.  Refused:
    `has_begun`, `already_followed`, `withdrawn`.  Event `governance.rule.withdraw`.
    """
    rule.withdrawn_at = clock.now()
    before = rule.versions().not_withdrawn().filter(valid_from__lt=rule.valid_from).first()

    def restore_previous(withdrawn):
        if before is None:
            return None
        kept = lock(before)
        if kept.valid_to == withdrawn.valid_from - timedelta(1):
            kept.valid_to = ended_before(kept, withdrawn)
            save_valid(kept)
        return {"goes_on": kept.pk}

    work.after(restore_previous)
    return {"facts": [["原定施行日", rule.valid_from.isoformat()]]}


def ended_before(kept, withdrawn):
    """The last day the earlier version had before the withdrawn one cut it short; None: without end."""
    published = Event.objects.filter(
        kind="governance.rule.revise",
        object_type=Rule._meta.label_lower,
        object_id=kept.pk,
        data__version=withdrawn.pk,
    ).first()
    ended = published and published.data.get("ended")
    return date.fromisoformat(ended) if ended else None
