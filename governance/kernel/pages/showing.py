"""What a detail page shows around its own content."""

from functools import partial

from django.contrib.auth import get_user_model
from django.db.models import F

from governance.kernel.clock import clock
from governance.kernel.figures.formats import provisional, with_weekday
from governance.kernel.models import built
from governance.kernel.models.addresses import halves
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Event
from governance.kernel.models.prepared import Prepared
from governance.kernel.models.scopes import MOOT, OTHERS
from governance.kernel.models.together import Together
from governance.kernel.papers import files
from governance.kernel.papers.file_kinds import KINDS
from governance.kernel.steps.offers import leads_ahead
from governance.kernel.steps.states import shown_state, state_of, states_of
from governance.kernel.steps.workflow import REGISTRY, TONES

from .answers import missing_first, next_words, what_follows
from .cards import card_url
from .crumbs import crumbs
from .facts import fact_groups
from .panels import panels_for
from .relatives import relatives_of

ORDER = list(TONES)  # of the buttons
NEWEST = 100  # events of a timeline

# What every page of a row asks, by the row's table and key.
events_of = Prepared(lambda table, pk: Event.objects.filter(object_type=table, object_id=pk)[:NEWEST])
running_of = Prepared(
    lambda table, pk: (
        Deadline.objects.open()
        .filter(object_type=table, object_id=pk)
        .select_related("assignee__person", "desk")
        .defer("assignee__person__phone", "assignee__person__id_number")
        .order_by(F("due_on").asc(nulls_last=True), "id")
    )
)

asked_of_page = Together(events_of, running_of, files.files_of)


def detail_context(page, obj):
    """What every detail page shows around its own content."""
    user = page.request.user
    told, running, held = asked_of_page(obj._meta.label_lower, obj.pk)
    files.FILES.keep(obj, held)
    lacks = page.lacks(obj)
    steps = missing_first(step_views(page.workflow, obj, user), lacks)
    due = due_now(running)
    who = who_is_to_act(due, steps, user)
    events = timeline_rows(told)
    return {
        "title": page.heading(obj),
        "card_url": card_url(obj),
        "crumbs": crumbs(obj.area, user),
        "meta": getattr(obj, "number", ""),
        "badge": state_badge(obj),
        "steps": steps,
        "waits_for": waiting_for(due, who, steps, user),
        "follows": what_follows(lacks, steps, due, who, page.awaits(obj)),  # below the answer to a step
        "timeline": events,
        "late": [event for event in events if event["proof"]],
        **attachments(obj, user, held),
        "deadline": clock_of(running),
        "panels": panels_for(page.slot or obj._meta.label_lower, obj, user),
        "callouts": callouts(running, obj, user),
        "process": process_of(obj),
        "people": people_in_charge(obj, running),
        "relatives": relatives_of(obj, user, {event.kind for event in told}),
        "row_fields": partial(fact_groups, obj, user, getattr(page, "unsealed", ())),  # called where it is shown
    }


def callouts(running, obj, user):
    """Panels below the head of a row with an open deadline on which other rows depend."""
    return panels_for("callouts", obj, user) if any(deadline.followed_n for deadline in running) else []


def process_of(obj):
    """The process bar: that of the model, else the stages of its states; [] where it has none."""
    if hasattr(obj, "process"):
        return obj.process()
    states = states_of(type(obj))
    return states.process(obj.status) if states is not None else []


def people_in_charge(obj, running):
    """The people who handle the row: those that the model names, else the one whom its present state waits for."""
    if hasattr(obj, "people_in_charge"):
        return obj.people_in_charge()
    state = state_of(obj)
    due = state.waits_for if state is not None else None
    if due is None:
        return []
    user = handler_of(next((deadline for deadline in running if deadline.permission == due.permission), None))
    return [{"name": user.name, "role": f"经办 · {user.post_label}"}] if user is not None else []


def handler_of(deadline):
    """The account that is to act on a deadline: the one named, else that of the nearest post; None for nobody."""
    if deadline is None or deadline.assignee_id is not None:
        return deadline and deadline.assignee
    if deadline.desk_id is None:
        return None

    def nearest():
        users = get_user_model().objects
        nearest = users.nearest(deadline.permission, deadline.desk.path)
        return users.filter(pk__in=nearest).select_related("person").order_by("pk")[:1]

    key = handler_of, clock.today(), deadline.permission, deadline.desk.path
    return next(iter(built.rows(key, nearest)), None)


def state_badge(obj):
    """The state as {"text", "kind"}, as the model's states declare it."""
    if not hasattr(obj, "get_status_display"):
        return None
    return {"text": obj.get_status_display(), "kind": badge_kind(obj)}


def badge_kind(obj):
    """The colour of the badge of a row's state, as its workflow declares it."""
    state = shown_state(obj)
    return state.kind if state is not None else "info"


def step_views(workflow, obj, user):
    """The steps of the present state in fixed order: do, other, back, refuse; what never arises is left out.

    elsewhere -- a step of other people: no button, `waiting_for` names them
    is_ahead  -- it brings the row on, see `offers.leads_ahead`
    """
    if workflow is None:
        return []
    views = [
        {
            "name": step.name,
            "label": step.label,
            "allowed": step.allowed,
            "reason": step.reason,
            "elsewhere": not step.allowed and step.kind == OTHERS,
            "tone": step.tone,
            "icon": step.icon,
            "url": obj.url(step.name),
            "is_ahead": leads_ahead(workflow, step.name, obj),
        }
        for step in workflow.open_to(obj, user)
        if step.allowed or step.kind != MOOT
    ]
    return sorted(views, key=lambda view: ORDER.index(view["tone"]))


def timeline(obj):
    """The row's events, newest first, as people read them."""
    return timeline_rows(events_of(obj._meta.label_lower, obj.pk))


def timeline_rows(events):
    """Events as the timeline shows them: [{title, who, when, note, kind, changes, facts, proof}], at most NEWEST."""
    return [
        {
            "title": event.label,
            "who": event.actor_name or "系统自动办理",
            "when": event.created_at,
            "note": event.data.get("note", ""),
            "kind": "bad" if is_bad(event.kind) else "",
            "changes": event.data.get("changes", []),
            "facts": event.data.get("facts", []),
            "proof": event.data.get("proof", []),
        }
        for event in events[:NEWEST]
    ]


def is_bad(kind):
    """Whether an event is shown in red: its step sends back or refuses."""
    workflow, _, name = kind.rpartition(".")
    step = REGISTRY[workflow].steps.get(name) if workflow in REGISTRY else None
    return step is not None and step.is_bad


def attachments(obj, user, held=None):
    """{attachments, pictures, papers, files_withheld}: files of the row this user may read, and how many others.

    held -- all files of the row, where they were read
    """
    rows, withheld = files.readable(obj, user, held)
    shown = [shown_file(row) for row in rows]
    return {
        "attachments": shown,
        "pictures": [file for file in shown if file["is_picture"]],
        "papers": [file for file in shown if not file["is_picture"]],
        "files_withheld": withheld,
    }


def shown_file(row):
    """One attachment as a page shows it; `view` and `small` are addresses of a picture."""
    address, view, small = (f"{row.pk}".join(halves(name)) for name in ("file", "file_view", "file_small"))
    kind = KINDS.get((row.object_type, row.kind))
    return {
        "pk": row.pk,
        "url": address,
        "view": view,
        "small": small,
        "is_picture": row.is_picture,
        "name": row.name,
        "caption": row.caption or (kind.words if kind else ""),
        "ext": row.extension.upper(),
        "size_text": row.size_text,
        "who": row.uploaded_by.person.name if row.uploaded_by_id else "",
        "when": row.created_at,
    }


def open_deadlines(obj):
    """What is to be done about a row, the soonest first."""
    return running_of(obj._meta.label_lower, obj.pk)


def due_now(running):
    """The deadline on which somebody has to act now; None where there is none, or its clock is stopped."""
    return next((one for one in running if one.stopped_on is None and (one.assignee_id or one.desk_id)), None)


def leads_on(steps):
    """Whether a step that leads on is this user's, open or blocked."""
    return any(step["tone"] == "primary" and not step["elsewhere"] for step in steps)


def who_is_to_act(due, steps, user):
    """您, a name, or the posts of the desk; of a desk only its place where this user may lead on as well."""
    if due is None:
        return ""
    if due.is_assigned_to(user):
        return "您"
    if due.assignee_id is not None:
        return due.assignee.name
    return due.desk.name if leads_on(steps) else get_user_model().objects.who_acts(due.permission, due.desk)


def next_of(obj, user):
    """Who is next with another row on which this one waits: 下一步由陈芳办理：登记会议结果; "" for nobody."""
    due = due_now(open_deadlines(obj))
    return next_words(due, who_is_to_act(due, (), user))


def waiting_for(due, who, steps, user):
    """Whom the row waits for, where no step that leads on is this user's: "等待某社区 社区（村）书记办理：社区初审"."""
    if leads_on(steps):
        return ""
    if due is not None:
        return "" if due.assignee_id == user.pk else f"等待{who}办理：{due.task}"
    led = next((step for step in steps if step["elsewhere"] and step["tone"] == "primary"), None)
    return f"{led['label']}：{led['reason']}" if led else ""


def clock_of(running):
    """The clock of the row's present state: {label, days, due_on, is_over, is_stopped, percent} or None.

    Of a deadline that is stopped the days are those that were left; nothing of it is over.
    """
    deadline = running[0] if running else None
    if deadline is None or deadline.due_on is None:
        return None
    stopped_on, on = deadline.stopped_on, deadline.due_on
    whole = max((on - deadline.opened_on).days, 1)
    left = (on - (stopped_on or clock.today())).days
    due_text = f"{provisional(with_weekday(clock.zh_near(on), on), deadline.is_provisional)}到期"
    if stopped_on:
        due_text = f"{clock.zh_near(stopped_on)}起暂停，恢复后接续计算"
    return {
        "label": deadline.task,
        "days": abs(left),
        "due_on": on,
        "due_text": due_text,
        "is_over": left < 0 and stopped_on is None,
        "is_stopped": stopped_on is not None,
        "percent": max(0, min(100, left * 100 // whole)),
    }
