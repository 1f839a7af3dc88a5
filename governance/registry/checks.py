"""What `verify` checks of the database: its triggers exist and are switched on."""

from collections import defaultdict

from django.db import connection

from governance.kernel.upkeep.checks import check

GUARDS = {
    "governance_event": ("event_append_only",),
    "governance_area": ("area_guard", "tally_moved"),
    "governance_appointment": ("tally_insert", "tally_update", "tally_delete"),
    "governance_organisation": ("tally_insert", "tally_update", "tally_delete"),
    "governance_jointconference": ("conference_stays_sealed",),
    "governance_agendaitem": ("item_stays_sealed",),
    "governance_conferencemember": ("member_stays_sealed",),
    "governance_vote": ("vote_stays_sealed",),
    "governance_interest": ("interest_stays_sealed",),
    "governance_deliberation": ("deliberation_result_agrees",),
    "governance_motion": ("motion_result_agrees",),
}


@check("guards")
def guards():
    """The triggers that protect events and seals exist and are switched on."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
        )
        there = defaultdict(set)
        for table, name in cursor.fetchall():
            there[table].add(name)
    return [
        f"trigger {name} on {table} is missing or switched off"
        for table, names in GUARDS.items()
        for name in names
        if name not in there[table]
    ]
