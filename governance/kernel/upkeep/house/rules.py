"""All rules about the code, by what they protect; each is rule(tree) -> faults."""

from . import arrows, clocks, grounds, places, spelling, writing

RULES = (
    arrows.apps_meet_below,
    arrows.kernel_stands_alone,
    arrows.kinds_point_down,
    arrows.concepts_in_order,
    arrows.faces_are_for_outside,
    writing.rows_are_written_in_actions,
    writing.namespaces_are_left_alone,
    writing.actions_never_see_the_request,
    writing.forms_are_taken_once,
    writing.days_to_come_are_refused_in_one_place,
    grounds.refusals_name_their_grounds,
    clocks.time_comes_from_the_clock,
    clocks.days_are_read_as_words,
    spelling.kernel_knows_no_domain_words,
    spelling.states_have_one_home,
    spelling.addresses_are_reversed,
    spelling.amounts_carry_their_unit,
    places.files_stay_short,
    places.concepts_have_folders,
    places.tops_hold_shared_nouns,
    places.fragments_are_used,
    places.templates_hold_no_script_or_style,
)
# What `manage.py check` runs too: it reads imports and names of files only, in a fraction of a second.
QUICK = (
    arrows.apps_meet_below,
    arrows.kernel_stands_alone,
    arrows.concepts_in_order,
    places.concepts_have_folders,
    places.fragments_are_used,
)


def faults(rule, tree):
    """What breaks a rule, each place once."""
    return list(dict.fromkeys(rule(tree)))
