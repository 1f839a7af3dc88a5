"""Recorded rows as lines of the form that records a meeting."""


def is_filled(row):
    """Whether a line of the tally says more than which motion it would be for."""
    return any(value is not None for name, value in row.items() if name != "no")


def tally_row(motion):
    names = ("no", "yes", "no_votes", "abstain", "yes_area", "no_area", "abstain_area")
    return {name: getattr(motion, name) for name in names}


def ballot_row(ballot):
    names = ("voter", "name", "exclusive_area", "owner", "is_unsold", "by_proxy", "choice")
    row = {name: getattr(ballot, name) for name in names}
    return row | {f"choice_{no}": choice for no, choice in enumerate(ballot.more_choices, 2)}


def mandate_row(mandate, is_list):
    row = {name: getattr(mandate, name) for name in ("agent", "has_letter", "has_agent_id", "has_owner_id")}
    return row | {"units": None if is_list else mandate.units}
