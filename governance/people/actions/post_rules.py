"""What is refused of the place and the term of a post, before anything is written."""

from governance import roles
from governance.kernel.clock import clock
from governance.kernel.steps.errors import Refused
from governance.people.models.posts import Appointment
from governance.people.workflow.posts import POST, POSTS


@POST.entry_rule("appoint", "grant")
def post_stands_here(post, *, role, area):
    """The post stands at the level of its place (wrong_level)."""
    POSTS.check(role, area)


@POST.entry_rule("appoint", "grant")
def term_lies_ahead(post, *, ends_on=None):
    """Nobody takes up a post whose term is over (term_over)."""
    if ends_on and ends_on < clock.today():
        raise Refused("任期止日已过，请填写今后的日期", "term_over", field="ends_on")


@POST.entry_rule("amend")
def term_is_not_over(post, *, ends_on):
    """Who has left already is told by the step `end`, from whose day the rights end (term_over, dates_out_of_order)."""
    if ends_on and ends_on < post.starts_on:
        raise Refused("任期止日不能早于起日", "dates_out_of_order", field="ends_on")
    if ends_on and ends_on < clock.today():
        raise Refused("任期止日已过，请填写今后的日期；已经离任的，请办理离任", "term_over", field="ends_on")


@POST.entry_rule("appoint", "amend")
def building_head_is_neighbour_head(post, *, role, is_building_head):
    """A building's head is one of its neighbour heads (not_neighbour_head).  Source: domain.md §1.1 S25."""
    if is_building_head and role != "neighbour_head":
        raise Refused("只有邻长可以兼任楼栋长", "not_neighbour_head", field="is_building_head")


@POST.entry_rule("appoint", "grant", "amend")
def post_is_free(post, *, role, area, starts_on, ends_on):
    """A post of which a place has one is given when the term of its holder is over (post_taken).

    Of a successor the term may be registered before it begins, as long as that of the holder ends first.
    Source: see `roles.SINGLE`.
    """
    if role not in roles.SINGLE:
        return
    held = Appointment.objects.during(starts_on, ends_on).filter(role=role, area=area).exclude(pk=post.pk)
    holder = held.select_related("person").order_by("starts_on").first()
    if holder is not None:
        raise Refused(taken_words(holder, area), "post_taken", field="ends_on" if post.pk else "role")


def taken_words(holder, area):
    """Who holds a post until when, and what comes first: the sentence of the refusal."""
    term = f"任期到{clock.zh_date(holder.ends_on)}" if holder.ends_on else "未填任期止日"
    if holder.starts_on > clock.today():
        term = f"{clock.zh_date(holder.starts_on)}起任职，{term}"
    way = "请先在其任职页面办理离任，或把任期起日填在其任期之后"
    return f"{area.name}已有{roles.label(holder.role)}，现任是{holder.person.name}，{term}；{way}"
