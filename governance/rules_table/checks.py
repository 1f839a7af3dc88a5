"""What `verify` compares of the rules: with their bounds, with the catalogue, with the events of their signatures."""

from governance.kernel.clock import bounds, plausible, rules
from governance.kernel.models.events import Event
from governance.kernel.models.rules import Rule
from governance.kernel.upkeep.checks import check

FIXED = ("value", "unit", "comparison", "base", "bound", "bound_side")  # what a line of the catalogue decides


@check("rule values")
def standing_rules():
    """Every version that holds keeps to law and limits, and is as the catalogue or its second signature says."""
    found, lines = [], rules.lines()
    confirmed = dict(Event.objects.filter(kind="governance.rule.confirm").values_list("object_id", "actor_id"))
    for rule in Rule.objects.standing().order_by("code", "valid_from"):
        name = f"rule {rule.pk} ({rule.code} from {rule.valid_from})"
        found += [f"{name}: {fault}" for fault in value_faults(rule)]
        line = lines.get((rule.code, rule.valid_from))
        if rule.proposed_by_id is None and line is None:
            found.append(f"{name}: nobody proposed it, and the catalogue has no such line")
        elif rule.proposed_by_id is None:
            found += [
                f"{name}: {field} is {getattr(rule, field)!r}, the catalogue says {getattr(line, field)!r}"
                for field in FIXED
                if getattr(rule, field) != getattr(line, field)
            ]
        elif confirmed.get(rule.pk, 0) != rule.confirmed_by_id:
            found.append(f"{name}: no event tells that account {rule.confirmed_by_id} confirmed it")
    return found


def value_faults(rule):
    """What is wrong with the value itself."""
    try:
        if not bounds.is_within(rule):
            yield f"its value {rule.value} is beyond the bound {rule.bound_side} {rule.bound}"
        if not plausible.is_plausible(rule):
            yield f"its value {rule.value} is beyond its limits"
    except (ValueError, ZeroDivisionError):
        yield f"its value {rule.value} cannot be read as {rule.unit}"
