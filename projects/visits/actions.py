"""Home visits: recorded, corrected by their author, or void (domain.md §2.12).  Nothing is deleted."""

from governance.kernel.clock import clock, serials
from governance.kernel.papers import files
from governance.kernel.steps.entry_rules import as_entered
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.faults import Faults
from governance.kernel.steps.forms import assign

from .attachments import FACES, PHOTO
from .obstacles import NOBODY_HOME, note_faults
from .workflow import VISIT


@VISIT.step("record")
def record(visit, *, actor, work, note="", photos=(), has_faces=False, **data):
    """Record a visit to households by the holder of a post, or on behalf of one below the own post (代录).

    post       -- Appointment of the visitor; the place defaults to its area
    photos     -- photographs, also of a written record
    has_faces  -- the photographs show minors or faces and are kept private

    Refuses visitor_missing, visitor_not_below, visitor_elsewhere, visitor_not_in_office, place_missing, place_ended,
    visit_in_future, visit_too_old, no_household, too_many_households, summary_missing, names_somebody, behalf_unproven.
    """
    assign(visit, data)
    visit.created_by = actor
    check_record(visit, actor, photos, clock.today())
    visit.number = serials.number("visit", visit.area, clock.today())

    def after(saved):
        attach_photos(saved, photos, actor, has_faces)

    work.after(after)
    return {"number": visit.number, "facts": record_facts(visit)}


@VISIT.step("miss")
def miss(visit, *, actor, work, note="", photos=(), has_faces=False, **data):
    """Nobody was at home: the try is kept, counts in no figure, and the place stays on the round.

    Refuses as `record`, but asks for no household and no words.
    """
    assign(visit, {**data, "household_count": 0})
    visit.summary = visit.summary or NOBODY_HOME
    visit.created_by = actor
    check_record(visit, actor, photos, clock.today(), is_try=True)
    visit.number = serials.number("visit", visit.area, clock.today())
    work.after(lambda saved: attach_photos(saved, photos, actor, has_faces))
    return {"number": visit.number, "facts": [*record_facts(visit)[:1], ["结果", "没在家，仍列在今日走访"]]}


@VISIT.step("correct")
def correct(visit, *, actor, note="", photos=(), has_faces=False, **data):
    """The author corrects the record within some days; the earlier values stay on the timeline.

    Refuses as `record`, and demands_elsewhere.
    """
    before = visit.area
    changes = assign(visit, data)
    check_record(visit, actor, photos, clock.local_date(visit.created_at))
    if root_key(before) != root_key(visit.area) and visit.demands.exists():
        raise Refused(
            f"由本次走访登记的需求在{before.compound.name}，走访地点不能改到其他小区", "demands_elsewhere", field="area"
        )
    attach_photos(visit, photos, actor, has_faces)
    return changes


@VISIT.step("void")
def void(visit, *, actor, note):
    """Mark a record as void, such as one recorded twice: it is kept and not counted.  Refuses reason_missing."""
    if not note.strip():
        raise Refused("请写明作废理由", "reason_missing", field="note")


# ------------------------------------------------------------ rules
def check_record(visit, actor, photos, recorded_on, *, is_try=False):
    """Refuse at once all that breaks a rule; `recorded_on` is the day from which the visit's age is counted."""
    faults = Faults()
    note_faults(visit, actor, photos, recorded_on, faults, is_try=is_try)
    faults.refuse()


@VISIT.rehearsal("record", "correct")
def rehearse_record(visit, given, faults, wrong, *, is_try=False):
    """Note what would be refused of a record some fields of which are wrong."""
    recorded_on = clock.local_date(visit.created_at) if visit.pk else clock.today()
    entered = as_entered(visit, given)
    note_faults(entered, given["actor"], given.get("photos"), recorded_on, faults, is_try=is_try)


@VISIT.rehearsal("miss")
def rehearse_miss(visit, given, faults, wrong):
    """Note what would be refused of a try some fields of which are wrong; words are not asked."""
    rehearse_record(visit, {**given, "summary": given.get("summary") or NOBODY_HOME}, faults, wrong, is_try=True)


# ------------------------------------------------------------ parts
def attach_photos(visit, uploads, actor, has_faces):
    files.attach_all(visit, uploads, kind=FACES if has_faces else PHOTO, actor=actor)


def record_facts(visit):
    return [
        ["走访人", f"{visit.post.person.name}（{visit.post.get_role_display()}）"],
        ["走访户数", f"{visit.household_count} 户"],
    ]


def root_key(area):
    return area.compound_id or area.pk
