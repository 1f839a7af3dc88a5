"""What the registers say now of the day of a meeting, beside what its result was counted with.

A roll that is voided, or a version filed late for an earlier day, changes no result.  Before its publicity the record
is corrected; in force it is reviewed.  Source: domain.md §2.7, §2.7a.
"""

from django.db.models import Q

from governance.kernel.clock import clock
from governance.kernel.steps.guards import times_taken
from governance.rolls.electorate import entitled_by, find_roll, nearness, places
from governance.rolls.kinds import BY_BODY, Kind
from governance.rolls.resting import Resting

from .bases import words_of
from .bodies import find_electorate
from .tallying import ballots_on

VOIDED, REPLACED = "名册已作废", "召开当日的名册已变更"


def numbers_of(found):
    """[key of the roll, heads, m²] of an Electorate, as an event keeps them; [] of none."""
    return [found.roll.pk, found.heads, "" if found.area is None else str(found.area)] if found else []


def change_of(deliberation):
    """Why the number that counted is no longer the registers' of that day; "" where it still is.

    A version with the same numbers changes nothing, unless it names others than those who signed the list.
    """
    return compare(deliberation)[0]


def compare(deliberation):
    """(why the number is no longer the registers', see `change_of`; the Electorate of now or None), read once.

    Before the meeting nothing is compared: ("", None).
    """
    if deliberation.present is None:
        return "", None
    found = find_electorate(deliberation)
    is_another = found is None or found.roll.pk != deliberation.roll_id
    if is_another and deliberation.roll_id is not None and deliberation.roll.is_void:
        return VOIDED, found
    if found is None:
        return "", None
    is_same = (found.heads, found.area) == (deliberation.roll_heads, deliberation.roll_area)
    return "" if is_same and not (is_another and names_others(deliberation, found.roll)) else REPLACED, found


def names_others(deliberation, roll):
    """Whether somebody who signed the list has no vote by this roll."""
    ballots = list(deliberation.ballots.all())
    return len(ballots_on(roll, ballots)) < len(ballots)


def is_reviewed(deliberation, found):
    """Whether the last review of the base was about what the registers say now, and is concluded or under way.

    Its conclusion is about what they said by then: of a roll that was filed again meanwhile too.  Another version with
    the same numbers is nothing new where no list names who voted.

    found -- the Electorate of now, or None
    """
    told = times_taken(deliberation, "review_base", "uphold").filter(data__has_key="registers").order_by("-id").first()
    if told is None:
        return False
    judged, now = told.data["registers"], numbers_of(found)
    return judged == now or (judged[1:] == now[1:] != [] and not deliberation.ballots.all())


def awaits_conclusion(deliberation):
    """Whether a review of the base was begun and nobody who may review concluded it."""
    return is_begun_by(reviews_of_base(deliberation).first())


def reviews_of_base(deliberation):
    """The kinds of the events that begin or conclude a review of the base, the latest first."""
    return times_taken(deliberation, "review_base", "uphold", "overturn").order_by("-id").values_list("kind", flat=True)


def is_begun_by(kind):
    """Whether a review of the base is under way after the latest of these events (its kind, or None)."""
    return kind is not None and kind.endswith(".review_base")


def causes_of_review(deliberation):
    """Why a result is under review, as papers say: 异议, 名册变动, or both."""
    is_objected = any(row.is_open for row in deliberation.objections.all())
    causes = [("异议", is_objected), ("名册变动", awaits_conclusion(deliberation))]
    return "和".join(cause for cause, holds in causes if holds)


def words_of_change(deliberation, change, found):
    """What to do about a base that the registers no longer carry, of what `compare` found; "" where they do."""
    if not change:
        return ""
    now = f"现在以{found.label}为准" if found else "现在没有在召开当日有效的名册"
    if deliberation.is_correctable:
        do = "请先更正登记，再计票、公示"
    elif is_reviewed(deliberation, found):
        do = "已就此复核"
    elif deliberation.is_settled or deliberation.effective_on is not None:
        do = "须由街道或联席办按有效的名册复核"
    else:
        waited = "异议答复" if deliberation.stopped_on else f"{deliberation.awaited}核实"
        do = f"{waited}以后由街道或联席办复核"
    return f"应到依据有变：{change}，{now}。登记的应到人数和结果保留不变，{do}"


def caveat(deliberation, compared=None):
    """(mark behind a result, sentence) of what puts it in doubt; ("", "") where it stands.

    A review that upheld the result about what the registers say now settled it.

    compared -- what `compare` found, where it was asked already
    """
    if deliberation.halt:
        return ("结果已撤销" if deliberation.is_overturned else "正在复核，结果待定"), deliberation.halt
    change, found = compared or compare(deliberation)
    words = words_of_change(deliberation, change, found)
    if words and not is_reviewed(deliberation, found):
        return "应到依据有变，结果待复核", words
    if deliberation.stopped_on:
        return "异议处理中，结果待定", "公示期间有异议待答复"
    if deliberation.awaits_check:
        return f"{deliberation.awaited}待核实，结果待定", f"{deliberation.awaited}由街道或联席办核实后，结果才能生效"
    return "", words


def qualified(deliberation, words):
    """The words of a result, never plain while something puts it in doubt."""
    mark, _ = caveat(deliberation)
    return f"{words}（{mark}）" if mark else words


def counted_otherwise(rows, roll, since):
    """The deliberations among the rows that a version would have counted otherwise, had it begun by then.

    rows -- deliberations that were held and stand
    """
    return [row for row in held_under(rows, roll, since) if counts_otherwise(row, roll)]


def held_under(rows, roll, since):
    """The deliberations among the rows that may rest on a version, had it begun by then, in the order of their days."""
    bodies = [body for body, kind in BY_BODY.items() if kind == roll.kind]
    rows = rows.filter(near(roll), body__in=bodies, held_on__gte=since, held_on__lte=clock.today())
    return rows.select_related("area", "roll").order_by("held_on", "id")


def near(roll):
    """A condition for deliberations at whose place the roll may count: a branch covers places beside its own."""
    if roll.kind == Kind.PARTY:
        return Q(area__street=roll.area.street_id)
    return Q(area__path__startswith=roll.area.path)


def counts_otherwise(row, roll):
    """Whether this version would be the one of that place and day, with other numbers than those that counted."""
    if roll.area_id not in set(places(roll.kind, row.area)):
        return False
    there = find_roll(roll.kind, row.area, row.held_on)
    if there is not None and nearness(there, row.area)[:2] > nearness(roll, row.area)[:2]:
        return False
    found = entitled_by(roll, row.body, row.held_on, by=row.count_by, building=row.building)
    return (found.heads, found.area) != (row.roll_heads, row.roll_area)


def as_resting(row):
    """3月10日“增设楼道照明”（已生效，应到按 453 户、41,000.00 ㎡）."""
    bases = row.bases()
    counted = words_of(row, bases["heads"].whole, bases["area"].whole if "area" in bases else None)
    return Resting(row.held_on, f"“{row.title}”（{row.get_status_display()}，计票应到 {counted}）")
