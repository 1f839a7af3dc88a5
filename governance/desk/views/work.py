"""The first pages of a person: their work, their messages, the search."""

from collections import Counter
from datetime import timedelta

from django.db.models import Case, Count, DateField, F, Q, When
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from governance.desk import actions as notices
from governance.kernel.clock import clock
from governance.kernel.figures.formats import DASH, STOPPED, WEEKDAYS, provisional, zhdate
from governance.kernel.models import built
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.notices import Notice
from governance.kernel.pages.bulk import picks
from governance.kernel.pages.finding import findings, refuse_words
from governance.kernel.pages.keyset import Order
from governance.kernel.pages.keyset import Page as KeysetPage
from governance.kernel.pages.panels import panels_for
from governance.kernel.pages.repeats import answer_once
from governance.kernel.pages.search import LONGEST
from governance.kernel.pages.titles import put_titles
from governance.kernel.pages.views import Page
from governance.supervisions.models import ABOUT
from governance.supervisions.workflow import SUPERVISION_TYPE, asks_why

QUEUE, LONG_QUEUE = 30, 500  # the most urgent first; all of them on demand
ON_A_PHONE = 12  # of the QUEUE; the others wait behind one tap


class Work(Page):
    """What waits for the user: urged, overdue, due today, in the next days, later; then messages and drafts."""

    title = "我的待办"

    def get(self, request):
        user, today = request.user, clock.today()
        if not user.posts:
            return self.show("governance/people/no_post.html", title="尚未任职")
        kind = request.GET.get("kind", "")
        tally = built.rows(("tally", built.standing(user)), lambda: tally_of(Deadline.objects.waiting_for(user)))
        most = LONG_QUEUE if "all" in request.GET else QUEUE
        queue = most_urgent(
            user,
            kind,
            most + 1,
            has_urged=any(object_type == SUPERVISION_TYPE for object_type, *_ in tally),
            has_stopped=any(is_stopped for _, _, is_stopped, _ in tally),
        )
        put_titles(queue, user)
        for row in queue:
            row.is_far = False
            row.asks_why = asks_why(row)
            row.due_text, row.due_kind = due_words(row, today)
            row.place = place_of(row.area)
        groups = group_by_urgency(queue[:most], today)
        if most == QUEUE:
            put_off_on_a_phone(groups)
        return self.show(
            "governance/desk/work.html",
            groups=groups,
            most=most if len(queue) > most else 0,
            most_on_a_phone=ON_A_PHONE if most == QUEUE and len(queue) > ON_A_PHONE else 0,
            may_show_all=most == QUEUE,
            figures=figures(tally, today),
            kinds=kinds(tally, kind),
            chosen=kind,
            week=week(tally, today),
            today=today,
            weekday=WEEKDAYS[today.weekday()],
            notices=built.rows(("notices", user.pk), lambda: Notice.objects.visible_to(user)[:6]),
            actions=[action for actions in panels_for("work.actions", user, user) for action in actions],
            panels=panels_for("work.drafts", user, user) + panels_for("work.side", user, user),
        )


def waiting(user, kind):
    """What waits for the user, of one app where a kind is given, by the day; in the order of the desk's index."""
    rows = Deadline.objects.waiting_for(user).select_related("area__community", "area__street")
    rows = rows.filter(object_type__startswith=f"{kind}.") if kind else rows
    return rows.order_by(F("due_on").asc(nulls_last=True), "id")


URGED = Q(object_type=SUPERVISION_TYPE)


def most_urgent(user, kind, most, *, has_urged, has_stopped):
    """The `most` rows to do first: urged ones, then by the day.  What is stopped comes last: nobody can do it now."""

    def first(part, wanted, most):
        key = ("queue", built.standing(user), kind, part, has_urged, most)
        return built.rows(key, lambda: waiting(user, kind).filter(wanted)[:most])

    others = ~URGED if has_urged else Q()
    found = first("urged", URGED, most) if has_urged else []
    found += first("running", others & Q(stopped_on=None), most - len(found))
    if has_stopped:
        found += first("stopped", others & Q(stopped_on__isnull=False), most - len(found))
    return found


def due_words(row, today):
    """("逾期 3 天", "over"), ("今天到期", "soon"), ("11月23日", ""); a day that may still change is marked."""
    if row.is_stopped:
        return STOPPED, ""
    if row.due_on is None:
        return DASH, ""
    days = (row.due_on - today).days
    if days < 0:
        words, kind = f"逾期 {-days} 天", "over"
    else:
        words, kind = {0: "今天到期", 1: "明天到期"}.get(days) or zhdate(row.due_on), "soon" if days <= 3 else ""
    return provisional(words, row.is_provisional), kind


def place_of(area):
    """ "野鸭冲社区 向阳苑": the community and the place below it."""
    community = area.community
    if community is None or community.pk == area.pk:
        return area.name
    return f"{community.name} {area.name}"


def group_by_urgency(queue, today):
    """The queue in the order of urgency: [(title, css, rows)] without empty groups."""
    soon = today + timedelta(3)
    urged = [row for row in queue if row.object_type == SUPERVISION_TYPE]
    stopped = [row for row in queue if row.is_stopped and row.object_type != SUPERVISION_TYPE]
    queue = [row for row in queue if row.object_type != SUPERVISION_TYPE and not row.is_stopped]
    groups = [
        ("督办", "urged", urged),
        ("已逾期", "over", [row for row in queue if row.due_on and row.due_on < today]),
        ("今日到期", "today", [row for row in queue if row.due_on == today]),
        ("三日内", "soon", [row for row in queue if row.due_on and today < row.due_on <= soon]),
        ("以后", "later", [row for row in queue if row.due_on is None or row.due_on > soon]),
        (STOPPED, "later", stopped),
    ]
    return [{"title": title, "css": css, "rows": rows} for title, css, rows in groups if rows]


def put_off_on_a_phone(groups):
    """Mark the rows that a phone shows on demand only: what comes after the most urgent ones."""
    queue = [row for group in groups for row in group["rows"]]
    for row in queue[ON_A_PHONE:]:
        row.is_far = True


def tally_of(rows):
    """(type of the object, day due or None, whether it is stopped, how many) each: one query for all counts.

    What is stopped has no day: it is neither late nor due.
    """
    counts_on = Case(When(stopped_on=None, then=F("due_on")), output_field=DateField())
    stands = Case(When(stopped_on=None, then=False), default=True)
    found = rows.order_by().annotate(counts_on=counts_on, stands=stands)
    return found.values_list("object_type", "counts_on", "stands").annotate(n=Count("pk"))


def figures(tally, today):
    """How many are overdue, due today, due within three days, and open at all; 督办 have a group of their own."""
    found = {"over": 0, "today": 0, "soon": 0, "all": 0, "longest": 0}
    for object_type, due_on, _, n in tally:
        found["all"] += n
        if object_type == SUPERVISION_TYPE:  # stands in a group of its own, first of all
            continue
        days = (due_on - today).days if due_on else 99
        found["over"] += n if days < 0 else 0
        found["today"] += n if days == 0 else 0
        found["soon"] += n if 0 < days <= 3 else 0
        found["longest"] = max(found["longest"], -days)
    return found


def kinds(tally, chosen):
    """Chips by app: [(label, address, count, active)]."""
    counted = Counter()
    for object_type, _, _, n in tally:
        counted[object_type.split(".")[0]] += n
    address = reverse("work")
    chips = [("全部", address, counted.total(), not chosen)]
    return chips + [
        (label, f"{address}?kind={key}", counted[key], key == chosen) for key, label in ABOUT.items() if counted[key]
    ]


def week(tally, today):
    """The seven days of this week with the number due on each."""
    monday = today - timedelta(today.weekday())
    due = Counter()
    for _, day, _, n in tally:
        due[day] += n
    return [
        {"weekday": WEEKDAYS[n], "day": day, "count": due[day], "is_today": day == today}
        for n, day in enumerate(monday + timedelta(n) for n in range(7))
    ]


class Inbox(Page):
    """The user's messages, newest first; unread ones are marked."""

    title = "消息提醒"

    def get(self, request):
        rows = Notice.objects.visible_to(request.user)
        if request.GET.get("tab") == "unread":
            rows = rows.unread()
        page = KeysetPage(rows, Order("id"), request.GET.get("cursor", ""), 30)
        return self.show(
            "governance/desk/inbox.html", rows=page.rows, page_of=page, unread_only=request.GET.get("tab") == "unread"
        )

    def post(self, request):
        """Mark the chosen ones as read; without a choice, everything."""

        def mark():
            if chosen := picks(request.POST):
                notices.mark_chosen_read(request.user, chosen)
            elif "all" in request.POST:
                notices.mark_all_read(request.user)
            return reverse("inbox"), redirect(reverse("inbox"))

        return answer_once(request, mark)


class OpenNotice(Page):
    """Follow a message to its object; that marks it as read."""

    def get(self, request, pk):
        notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
        notices.mark_read(notice)
        return redirect(notice.url or reverse("inbox"))


class Search(Page):
    """One search over everything the user may see: cases, projects, demands, areas, people."""

    title = "搜索"

    def get(self, request):
        words = request.GET.get("q", "").strip()[:LONGEST]
        exact, found = findings(words, request.user)
        refused = refuse_words(words)
        return self.show("governance/desk/search.html", words=words, exact=exact, found=found, refused=refused)
