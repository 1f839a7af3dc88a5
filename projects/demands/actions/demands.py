"""Demands: recorded, routed, answered, confirmed (domain.md §2.12)."""

from datetime import timedelta

from governance.kernel.clock import clock, rules, serials
from governance.kernel.papers import files
from governance.kernel.steps.entry_rules import as_entered
from governance.kernel.steps.errors import NotAllowed, Refused, WrongState
from governance.kernel.steps.faults import Faults
from governance.kernel.steps.forms import assign
from governance.kernel.upkeep.disclosure import disclose
from governance.models import Appointment, User
from projects.demands.attachments import ANSWER_PAPER, FACES, PHOTO
from projects.demands.models.demands import Demand
from projects.demands.obstacles import note_faults
from projects.demands.workflow import ANSWER, CONFIRMED, DEMAND, answer_day
from projects.visits.attachments import FACES as VISIT_FACES

MEGABYTE = 1024 * 1024


# ------------------------------------------------------------ recorded
@DEMAND.step("register")
def register(demand, *, actor, work, note="", attachments=(), visit_photos=(), has_faces=False, **data):
    """Record a need of residents, also on behalf of others.

    attachments -- photographs and papers up to the rule's size
    has_faces   -- they show minors or faces and are kept private
    visit       -- the home visit on which it was heard, in the same compound
    visit_photos -- Attachments of that visit that are kept with the demand too
    outer_number, outer_due_on -- of the order of the hotline 12345, and the last day that it gives

    Refuses place_missing, category_missing, category_ended, reporter_not_wanted, attachment_too_large,
    order_other_channel, order_known, visit_void, visit_elsewhere, visit_other_channel, file_elsewhere.
    """
    assign(demand, data)
    demand.created_by = actor
    check_record(demand, visit_photos)
    demand.number = serials.number("demand", demand.area, clock.today())
    tell_outer_delay(demand, "已登记需求")

    def after(saved):
        attach_files(saved, attachments, actor, FACES if has_faces else PHOTO)
        carry_photos(saved, visit_photos, actor, has_faces)

    work.after(after)
    return {"number": demand.number}


@DEMAND.step("amend")
def amend(demand, *, actor, note="", attachments=(), visit_photos=(), has_faces=False, **data):
    """Correct the record before it is accepted.  Refuses as `register`."""
    changes = assign(demand, data)
    check_record(demand, visit_photos)
    attach_files(demand, attachments, actor, FACES if has_faces else PHOTO)
    carry_photos(demand, visit_photos, actor, has_faces)
    tell_outer_delay(demand, "已修改登记内容")
    return changes


def tell_outer_delay(demand, done):
    """An order of the hotline that comes in late is taken, and the answer says how late it is.

    done -- what was done, as the answer begins
    """
    late = (clock.today() - demand.outer_due_on).days if demand.outer_due_on else 0
    if late > 0:
        day = clock.zh_near(demand.outer_due_on)
        demand.step_message = (
            f"{done}：{demand.number}。12345 要求{day}前答复，外部期限已过 {late} 天，请尽快受理、答复"
        )


def check_record(demand, visit_photos=()):
    """Refuse at once all that is wrong with a record."""
    faults = Faults()
    note_faults(demand, visit_photos, faults)
    faults.refuse()


@DEMAND.rehearsal("register", "amend")
def rehearse_record(demand, given, faults, wrong):
    """Note what would be refused of a record some fields of which are wrong."""
    note_faults(as_entered(demand, given), given.get("visit_photos") or (), faults)


def carry_photos(demand, photos, actor, has_faces):
    """Keep photographs of the visit with the demand; those that show faces stay for whoever handles it."""
    for photo in photos:
        kind = FACES if has_faces or photo.kind == VISIT_FACES.name else PHOTO
        files.carry(demand, photo, kind=kind, actor=actor)


def attach_files(demand, uploads, actor, kind):
    """Keep files of a demand; each within the rule's size (upload_max_mb_demand)."""
    limit = rules.value("upload_max_mb_demand") * MEGABYTE
    files.attach_all(demand, uploads, kind=kind, actor=actor, limit=limit)


# ------------------------------------------------------------ routed
@DEMAND.step("accept")
def accept(demand, *, actor, note=""):
    """Accept the demand; it counts in the statistics from now on."""
    demand.accepted_on = clock.today()


@DEMAND.step("invalidate")
def invalidate(demand, *, actor, note):
    """Declare the demand invalid, such as spam; it leaves the statistics."""


@DEMAND.step("merge")
def merge(demand, *, actor, into, note=""):
    """Merge into an earlier demand about the same: this one ends, the other continues.

    Refuses merge_itself, merge_other_category, merge_other_place, merge_ended.
    """
    demand.merged_into = into
    return {"facts": [["并入", f"{into.number} {into.title}"]]}


@DEMAND.step("assign")
def assign_to(demand, *, actor, level, handler=None, note=""):
    """Assign the demand to a level and a handler; the level's time begins to run.

    level   -- compound, community or street; for departments see `to_department`
    handler -- the user who answers; None for the nearest holder of the permission at that level

    Refuses level_missing, level_not_here, handler_may_not.
    """
    if handler is None:
        near = User.objects.nearest(ANSWER, getattr(demand.area, level).path)
        handler = User.objects.filter(pk=near).select_related("person").first()
    begin_answering(demand, level, handler, None)
    return {
        "facts": [["办理层级", demand.get_level_display()], ["经办人", demand.handler.name if demand.handler else "—"]]
    }


def begin_answering(demand, level, handler, unit):
    """Set level, handler and unit; the time of the level starts today (rules demand_answer_*)."""
    today = clock.today()
    demand.level, demand.handler, demand.unit = level, handler, unit
    demand.assigned_on, demand.answer_due_on = today, answer_day(demand, level, today)


@DEMAND.step("to_department")
def to_department(demand, *, actor, unit, note=""):
    """Send the demand to a district department, assigned to an account of the department."""
    begin_answering(demand, "dept", find_officer(unit), unit)
    return {"facts": [["承办部门", str(unit)]]}


def find_officer(unit):
    """An active account of a unit; None if there is none."""
    posts = Appointment.objects.in_office().filter(unit=unit).values("person_id")
    return User.objects.active().filter(person__in=posts).order_by("pk").first()


@DEMAND.step("to_mediation")
def to_mediation(demand, *, actor, note):
    """Send a dispute to mediation: the community's committee takes it up on this event."""
    community = demand.area.community
    return {
        "title": demand.title,
        "place": demand.place,
        "number": demand.number,
        "community": community.code if community else "",
    }


@DEMAND.step("to_petition")
def to_petition(demand, *, actor, note):
    """Send it to the register of petitions, which has a procedure of its own."""


@DEMAND.step("take_back")
def take_back(demand, *, actor, note):
    """Take the demand back from where it was sent; it waits for another handler."""
    demand.unit = demand.handler = demand.answer_due_on = None


@DEMAND.step("resume")
def resume(demand, *, actor, note=""):
    """The project ended without result; the demand is to be answered otherwise."""
    demand.project = None


# ------------------------------------------------------------ answered
@DEMAND.step("start")
def start(demand, *, actor, note=""):
    """The handler begins to work on it."""


@DEMAND.step("answer")
def answer(demand, *, actor, answer, attachments=(), note=""):
    """Tell the reporter what was done.  Refuses answer_missing."""
    return give_answer(demand, actor, answer, attachments)


@DEMAND.step("answer_by_department")
def answer_by_department(demand, *, actor, answer, attachments=(), note=""):
    """The department's answer.  Refuses answer_missing."""
    return give_answer(demand, actor, answer, attachments)


def give_answer(demand, actor, text, attachments):
    if not text.strip():
        raise Refused("请填写答复内容，没有答复不能办结", "answer_missing", field="answer")
    demand.answer, demand.answered_on = text, clock.today()
    attach_files(demand, attachments, actor, ANSWER_PAPER)
    return {
        "facts": [["答复", text[:200]]],
        "in_time": demand.answer_due_on is None or clock.today() <= demand.answer_due_on,
    }


@DEMAND.step("confirm")
def confirm(demand, *, actor, rating, is_solved, note=""):
    """Record the reporter's rating, and whether the need is met.  Refuses rating_missing."""
    if rating not in Demand.Rating.values or rating == Demand.Rating.UNRATED:
        raise Refused("请选择反映人的评价", "rating_missing", field="rating")
    demand.rating, demand.is_solved, demand.rated_on = rating, is_solved, clock.today()
    return {"facts": [["评价", demand.get_rating_display()], ["是否解决", "已解决" if is_solved else "未解决"]]}


@DEMAND.step("reopen")
def reopen(demand, *, actor, work, note):
    """Handle the demand again, within the same time; a second time needs the street."""

    def after(saved):
        saved.reopen_count += 1
        saved.save(update_fields=["reopen_count"])

    demand.assigned_on = clock.today()
    demand.answer_due_on = answer_day(demand, demand.level or "community", demand.assigned_on)
    work.after(after)


@DEMAND.step("close")
def close(demand, *, actor, note=""):
    """Answered and rated: done."""
    demand.closed_on = clock.today()


@DEMAND.step("expire")
def expire(demand, *, actor, note=""):
    """Close as "unrated", which is not "satisfied": no rating came within the time."""
    demand.rating, demand.closed_on = Demand.Rating.UNRATED, clock.today()


def close_silent():
    """Close answered demands without a rating (rule demand_confirm) and confirmed ones.  Returns their number."""
    today, moved = clock.today(), 0
    length = rules.value("demand_confirm")
    for row in Demand.objects.silent_since(today - timedelta(length)).iterator():
        if rules.deadline("demand_confirm", row.answered_on) < today:
            moved += try_by_clock(expire, row)
    for row in Demand.objects.filter(status=CONFIRMED).iterator():
        moved += try_by_clock(close, row)
    return moved


def try_by_clock(action, row):
    """Take a step by the clock: 1, or 0 when the demand has meanwhile left the state."""
    try:
        action(row, actor=None)
    except WrongState:
        return 0
    return 1


def reveal(demand, *, actor, reason):
    """Show name and telephone in full and record user and reason.  Event `projects.demand.reveal`.

    Returns {"reporter_name", "reporter_phone", "entered_for"}.  Refuses reason_missing, not_allowed.
    Source: domain.md §7.
    """
    if not demand.shows_private_to(actor):
        raise NotAllowed("只有登记人和承办需求的岗位可以查看联系方式")
    fields = ("reporter_name", "reporter_phone", "entered_for")
    return disclose(demand, "projects.demand.reveal", actor=actor, reason=reason, label="查看联系方式", fields=fields)
