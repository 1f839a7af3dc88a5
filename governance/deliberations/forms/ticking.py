"""The members of a body on one screen: who was there and how each voted, one tap each."""

from dataclasses import replace

from governance.kernel.steps.line_widgets import MOST_ROWS
from governance.rolls.electorate import serving

ALL_AGREE = ("yes", "其余都同意")
HELP = "点一下登记一位成员的表决，再点一下取消；没有登记的按未到计算"
HELP_OF_SEVERAL = "点一下登记一位成员的表决，再点一下取消；第 1 项没有登记的按未到计算，第 2 项起没有登记的按弃权计算"


def offer_members(form, found, recorded):
    """Let the sign-in list of a form be the members of the roll of the day, each with the votes to tap.

    found    -- the Electorate of the day, or None
    recorded -- Ballots that were recorded before

    Returns whether there are members to offer; others fill the list in by hand.
    """
    if found is None or not found.roll.lists_members:
        return False
    members = list(serving(found.roll, form.obj.held_on).order_by("no")[: MOST_ROWS + 1])
    if not 0 < len(members) <= MOST_ROWS:
        return False
    field = form.fields["ballots"]
    field.label = "到会和表决"
    field.help_text = HELP_OF_SEVERAL if len(form.listing.choices) > 1 else HELP
    field.fix(tuple(ticked(column) for column in form.listing.shown))
    votes = {ballot.voter: votes_of(ballot) for ballot in recorded}
    form.initial["ballots"] = [
        {"name": member.name, "voter": str(member.no), **votes.get(str(member.no), {})} for member in members
    ]
    return True


def ticked(column):
    """A column of the list as the page draws it: names stand fixed, votes are tapped."""
    if column.name.startswith("choice"):
        return replace(column, is_ticked=True, fill=ALL_AGREE)
    return replace(column, is_fixed=True, label="序号" if column.name == "voter" else column.label)


def votes_of(ballot):
    return {"choice": ballot.choice} | {f"choice_{no}": choice for no, choice in enumerate(ballot.more_choices, 2)}
