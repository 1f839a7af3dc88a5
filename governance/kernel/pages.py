"""Generic pages: the only place that knows about htmx, messages and downloads."""

import uuid

from django.apps import apps
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.functional import cached_property
from django.views import View

from . import bulk, clock, drafts, files, listings
from .errors import BusinessError
from .forms import NoteForm
from .panels import panels_for
from .records import Deadline, Event
from .records_files import Attachment
from .saved import Views
from .scopes import MOOT, OTHERS
from .submissions import Repeated, digest, once, replay
from .workflow import REGISTRY

TONES = ("primary", "plain", "back", "refuse", "text")


def is_fragment(request):
    """An htmx swap wants a fragment; a history restore wants the whole page."""
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


class Page(LoginRequiredMixin, View):
    """A page of the portal: signed in, whole or as a fragment.

    `permission` is what one must hold somewhere to open it at all.
    """

    permission = None
    title = ""

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and self.permission and not self.may_open(request.user):
            raise Http404
        try:
            return super().dispatch(request, *args, **kwargs)
        except BusinessError as refusal:  # no form to say it beside
            context = {"status": refusal.status, "title": "现在不能办理", "message": refusal.message}
            return render(request, "error.html", context, status=refusal.status)

    def may_open(self, user):
        wanted = (self.permission,) if isinstance(self.permission, str) else self.permission
        return any(user.has(one) for one in wanted)

    def show(self, template, fragment=None, status=200, **context):
        chosen = fragment if fragment and is_fragment(self.request) else template
        response = render(self.request, chosen, {"page": self, "title": self.title, **context}, status=status)
        patch_vary_headers(response, ["HX-Request"])
        return response


class RowPage(Page):
    """A page over rows of one model, entered through `visible_to`."""

    model = None
    select_related = ()

    def rows(self):
        rows = self.model.objects.visible_to(self.request.user)
        return rows.select_related(*self.select_related) if self.select_related else rows

    def get_object(self, pk):
        if pk is None:
            return self.model()
        return get_object_or_404(self.rows(), pk=pk)  # not visible and not there look the same


# ------------------------------------------------------------ lists
class ListPage(RowPage):
    """A filtered, sorted, paged list with its Excel export.

    create -- (workflow, url name): the button that makes a new row
    tabs   -- [(key, label, method name of the queryset or None)]: everybody's views; one's own stand behind (saved.py)
    bulk   -- names of steps of `workflow`, with their `forms`, that can be taken on several rows (bulk.py)
    """

    filterset = table = None
    template = "generic/list.html"
    create = None
    tabs = ()
    subtitle = ""
    exportable = True
    workflow, forms, bulk = None, {}, ()

    def get(self, request):
        if request.GET.get("export") == "xlsx" and self.exportable:
            return listings.answer(self)
        if selection := bulk.asked(self, request.GET):
            return selection.ask()
        table, filters, views = self.listed(), self.filters, Views(request)
        table.picks = self.exportable or bool(self.bulk)
        return self.show(
            self.template,
            "generic/_table.html",
            table=table,
            filters=filters,
            chips=filters.chips(request),
            tabs=self.all_tabs(views),
            views=views,
            swapped=is_fragment(request),
            pick_steps=bulk.offered(self),
            list_query=bulk.list_query(request),
            kept_parameters=[
                (name, request.GET[name]) for name in ("tab", "sort", "page_size") if request.GET.get(name)
            ],
            export_url=table.url(export="xlsx", cursor=None),
            **self.more_context(),
        )

    def post(self, request):
        """A step on the chosen rows, or a view kept or removed."""
        if "_view" in request.POST:
            return self.change_views(Views(request))
        if selection := bulk.asked(self, request.POST):
            return selection.take()
        if not self.bulk:  # here nothing is done to rows
            return self.http_method_not_allowed(request)
        messages.warning(request, "没有可以办理的记录，请先在列表中选择")
        return redirect(request.get_full_path())

    def change_views(self, views):
        if self.request.POST["_view"] != "keep":
            views.drop(self.request.POST["_view"])
            return redirect(self.request.path)
        try:
            view = views.keep(self.request.POST.get("name", ""))
        except BusinessError as refusal:
            messages.error(self.request, refusal.message)
            return redirect(self.request.get_full_path())
        messages.success(self.request, f"已保存为常用视图“{view.name}”")
        return redirect(view.url)

    def all_tabs(self, views):
        """Everybody's tabs, none of them current while one of the person's own is."""
        tabs = self.tab_links()
        if views.rows and not tabs:
            tabs = [("全部", self.request.path, None, not views.query)]
        return [(label, url, count, active and views.current is None) for label, url, count, active in tabs]

    @cached_property
    def filters(self):
        return self.filterset(self.request.GET, queryset=self.in_tab(self.rows()), request=self.request)

    def listed(self):
        """The table of the rows that pass the filters; of those chosen in it, where some are."""
        rows = self.filters.qs if self.filters.is_valid() else self.filters.queryset.none()
        chosen = bulk.picks(self.request.GET)
        return self.table(rows.filter(pk__in=chosen) if chosen else rows, self.request)

    def about(self):
        """What an export says of itself: [(what, value)]."""
        words = self.request.GET.get("q", "").strip()
        chosen = [label for label, _, _, active in self.tab_links() if active]
        filters = [chip for chip, _ in self.filters.chips(self.request)] + ([f"关键词 {words}"] if words else [])
        if chosen_rows := bulk.picks(self.request.GET):
            filters.append(f"所选 {len(chosen_rows)} 条")
        scope = "、".join(dict.fromkeys(area for _, _, area, *_ in self.request.user.posts))
        return [
            ("列表", " · ".join([self.title, *chosen])),
            ("筛选条件", "；".join(filters) or "无"),
            ("数据范围", scope or "本人"),
        ]

    def more_context(self):
        return {}

    def in_tab(self, rows):
        chosen = self.request.GET.get("tab", "")
        for key, _, method in self.tabs:
            if key == chosen and method:
                return getattr(rows, method)()
        return rows

    def tab_links(self):
        chosen = self.request.GET.get("tab", "")
        known = {key for key, *_ in self.tabs}
        chosen = chosen if chosen in known else ""
        return [
            (label, f"?tab={key}" if key else self.request.path, None, key == chosen) for key, label, _ in self.tabs
        ]

    def may_create(self):
        return self.create is not None and self.request.user.has(self.create[0].first.permission)

    @property
    def new_url(self):
        """Where a new row is made, for whom may."""
        return self.create[1] if self.may_create() else ""

    @property
    def new_label(self):
        return self.create[0].first.label if self.create else ""


# ------------------------------------------------------------ details
class DetailPage(RowPage):
    """One row: what it is, what may be done, what happened."""

    template = "generic/detail.html"
    workflow = None
    slot = ""

    def get(self, request, pk):
        obj = self.get_object(pk)
        return self.show(self.template, object=obj, **detail_context(self, obj), **self.more_context(obj))

    def more_context(self, obj):
        return {}

    def heading(self, obj):
        return str(obj)


def detail_context(page, obj):
    """What every detail page shows around its own content."""
    user = page.request.user
    running = open_deadlines(obj)
    steps = step_views(page.workflow, obj, user)
    return {
        "title": page.heading(obj),
        "crumbs": crumbs(obj.area),
        "meta": getattr(obj, "number", ""),
        "badge": state_badge(obj),
        "steps": steps,
        "waits_for": waiting_for(running, steps, user),
        "timeline": timeline(obj),
        "attachments": attachments(obj, user),
        "deadline": clock_of(running),
        "panels": panels_for(page.slot or obj._meta.label_lower, obj, user),
        "callouts": panels_for("urged", obj, user) if any(one.urged_n for one in running) else [],
        "process": obj.process() if hasattr(obj, "process") else [],
        "people": obj.people_in_charge() if hasattr(obj, "people_in_charge") else [],
    }


def state_badge(obj):
    """The state as {"text", "kind"}; the model says which states are of which kind."""
    if not hasattr(obj, "get_status_display"):
        return None
    kinds = getattr(type(obj), "BADGES", {})
    return {"text": obj.get_status_display(), "kind": kinds.get(obj.status, "info")}


def step_views(workflow, obj, user):
    """The steps of the present state in fixed order: do, other, back, refuse; what never arises is left out.

    elsewhere -- somebody else's: no button, `waiting_for` says whose
    """
    if workflow is None:
        return []
    base = obj.get_absolute_url()
    views = [
        {
            "name": step.name,
            "label": step.label,
            "allowed": step.allowed,
            "reason": step.reason,
            "elsewhere": not step.allowed and step.kind == OTHERS,
            "tone": step.tone,
            "icon": step.icon,
            "url": f"{base}{step.name}/",
        }
        for step in workflow.open_to(obj, user)
        if step.allowed or step.kind != MOOT
    ]
    return sorted(views, key=lambda view: TONES.index(view["tone"]))


def crumbs(area):
    """[(name, address)] from the district to the area."""
    if area is None:
        return []
    Area = apps.get_model("governance", "Area")
    rows = Area.objects.filter(path__in=area.ancestor_paths()).order_by("depth").values_list("name", "pk")
    return [(name, f"/governance/areas/{pk}/") for name, pk in rows]


WEEKDAYS = "一二三四五六日"
BAD = ("return", "send_back", "reject", "refuse", "decline", "drop", "void", "fail", "terminate", "withdraw", "urge")


def timeline(obj):
    """The row's events, newest first, as people read them."""
    return told(Event.objects.filter(object_type=obj._meta.label_lower, object_id=obj.pk))


def told(events):
    return [
        {
            "title": event.label,
            "who": event.actor_name or "系统自动办理",
            "when": event.created_at,
            "note": event.data.get("note", ""),
            "kind": "bad" if event.kind.rsplit(".", 1)[-1].startswith(BAD) else "",
            "changes": event.data.get("changes", []),
            "facts": event.data.get("facts", []),
        }
        for event in events[:100]
    ]


def attachments(obj, user):
    """Files of the row this user may open."""
    rows = Attachment.objects.of(obj).select_related("uploaded_by__person")
    may_private = user.has(f"{obj._meta.app_label}.private") or getattr(obj, "shows_private_to", lambda u: True)(user)
    return [
        {
            "url": f"/files/{row.pk}/",
            "name": row.name,
            "caption": row.caption,
            "kind": row.kind,
            "ext": row.extension.upper(),
            "size_text": row.size_text,
            "who": row.uploaded_by.person.name if row.uploaded_by_id else "",
            "when": row.created_at,
        }
        for row in rows
        if may_private or not row.is_private
    ]


def open_deadlines(obj):
    """What is to be done about a row, the soonest first."""
    running = Deadline.objects.open().filter(object_type=obj._meta.label_lower, object_id=obj.pk)
    people = running.select_related("assignee__person", "desk").defer(
        "assignee__person__phone", "assignee__person__id_number"
    )
    return list(people.order_by(F("due_on").asc(nulls_last=True), "id"))


def waiting_for(running, steps, user):
    """Whom the row waits for, where no step that leads on is this user's: "等待某社区 社区（村）书记办理：社区初审"."""
    if any(step["tone"] == "primary" and not step["elsewhere"] for step in steps):
        return ""
    for deadline in running:
        if deadline.assignee_id is not None:
            return "" if deadline.assignee_id == user.pk else f"等待{deadline.assignee.name}办理：{deadline.task}"
        if deadline.desk_id is not None:
            posts = get_user_model().objects.who_acts(deadline.permission, deadline.desk)
            return f"等待{posts}办理：{deadline.task}"
    led = next((step for step in steps if step["elsewhere"] and step["tone"] == "primary"), None)
    return f"{led['label']}：{led['reason']}" if led else ""


def clock_of(running):
    """The clock of the row's present state: {label, days, due_on, is_over, is_stopped, percent} or None."""
    deadline = running[0] if running else None
    if deadline is None or deadline.due_on is None:
        return None
    today = clock.today()
    whole = max((deadline.due_on - deadline.opened_on).days, 1)
    left = (deadline.due_on - today).days
    on = deadline.due_on
    stopped = "，异议处理期间暂停计时" if deadline.stopped_on else ""
    return {
        "label": deadline.task,
        "days": abs(left),
        "due_on": deadline.due_on,
        "due_text": f"{clock.zh_day(on)}（周{WEEKDAYS[on.weekday()]}）到期{stopped}",
        "is_over": left < 0,
        "is_stopped": deadline.stopped_on is not None,
        "percent": max(0, min(100, left * 100 // whole)),
    }


# ------------------------------------------------------------ steps
class StepPage(RowPage):
    """Show one step's form, then take the step.  Serves every step of a workflow.

    drafted -- what is typed is kept as a draft until the step is taken (drafts.py)
    """

    workflow = None
    forms = {}
    template = "generic/step.html"
    drafted = True

    def setup(self, request, *args, step, pk=None, **kwargs):
        super().setup(request, *args, pk=pk, step=step, **kwargs)
        if step not in self.workflow.actions:
            raise Http404
        self.step = self.workflow.steps[step]

    @cached_property
    def form_class(self):
        return self.forms.get(self.step.name, NoteForm)

    def get_object(self, pk):
        obj = super().get_object(pk)
        if pk is None and not (self.step.creates and self.request.user.has(self.step.permission)):
            raise Http404
        return obj

    def initial(self, obj):
        """Values a new form starts with, from the address: /projects/new/?demand=3."""
        return {name: value for name, value in self.request.GET.items() if name in self.form_class.base_fields}

    def get(self, request, step, pk=None):
        obj = self.get_object(pk)
        form = self.form_class(obj=obj, user=request.user, initial=self.initial(obj))
        draft = drafts.find(request.user, self.address) if self.drafted else None
        if draft:
            drafts.restore(form, draft)
        return self.show_form(obj, form, draft=draft)

    @property
    def address(self):
        """The form's own address, under which its draft is kept."""
        return self.request.get_full_path()

    def post(self, request, step, pk=None):
        obj = self.get_object(pk)
        if "_draft" in request.POST and self.drafted:
            return self.keep_draft(obj)
        try:
            replay(request.user, request.POST.get("_submission", ""), request.path, digest(b""))
        except Repeated as repeated:
            return self.leave(repeated.submission.body)
        form = self.form_class(request.POST, request.FILES, obj=obj, user=request.user)
        if form.is_valid():
            try:
                obj, address = self.take(obj, form)
            except Repeated as repeated:
                return self.leave(repeated.submission.body)
            except BusinessError as refusal:
                form.refuse(refusal)
                return self.show_form(obj, form, status=409 if refusal.status == 409 else 422)
            else:
                messages.success(request, getattr(obj, "step_message", f"{self.step.label}：已完成"))
                return self.leave(address)
        return self.show_form(obj, form, status=422)

    def take(self, obj, form):
        data = dict(form.cleaned_data)
        version = self.request.POST.get("_version", "")
        if obj.pk and version.isdigit():
            data["version"] = int(version)

        def run():
            taken = self.workflow.take(self.step.name, obj, actor=self.request.user, **data)
            drafts.forget(self.request.user, self.address)
            address = self.address_after(taken)
            return 302, address, (taken, address)

        return once(self.request.user, self.request.POST.get("_submission", ""), self.request.path, digest(b""), run)

    def keep_draft(self, obj):
        """Put what is typed so far aside and say when; nothing of the row changes."""
        user, posted = self.request.user, self.request.POST
        form = self.form_class(posted, obj=obj, user=user)
        try:
            draft = drafts.keep(user, self.address, form, posted, title=self.step.label, is_new=obj.pk is None)
        except BusinessError as refusal:
            return HttpResponse(refusal.message, status=refusal.status, content_type="text/plain; charset=utf-8")
        words = f"{timezone.localtime(draft.saved_at):%H:%M} 已自动保存草稿" if draft else ""
        return HttpResponse(words, content_type="text/plain; charset=utf-8")

    def address_after(self, obj):
        return obj.get_absolute_url()

    def leave(self, url):
        return HttpResponse(headers={"HX-Redirect": url}) if is_fragment(self.request) else redirect(url)

    def show_form(self, obj, form, status=200, draft=None):
        version = getattr(obj, "version", "") if obj.pk else ""
        verdict = self.workflow.verdict(self.step.name, obj, self.request.user) if obj.pk else None
        return self.show(
            self.template,
            "generic/_step.html",
            status=status,
            title=self.step.label,
            object=obj,
            form=form,
            step=self.step,
            blocked="" if verdict is None or verdict else verdict.reason,
            action_url=self.request.get_full_path(),
            cancel_url=obj.get_absolute_url() if obj.pk else self.request.META.get("HTTP_REFERER", "/"),
            submission=self.request.POST.get("_submission") or uuid.uuid4().hex,
            version=self.request.POST.get("_version") or version,
            keeps_draft=self.drafted and bool(form.fields) and len(self.address) <= drafts.LONGEST_PATH,
            draft=draft,
            is_stale=bool(draft) and draft.version != str(version),
            crumbs=crumbs(obj.area) if obj.pk else [],
        )


class FilePage(LoginRequiredMixin, View):
    """Download one attachment: allowed to whom its row is visible, private ones only to whom the row says."""

    def get(self, request, pk):
        attachment = get_object_or_404(Attachment, pk=pk)
        model = apps.get_model(attachment.object_type)
        obj = get_object_or_404(model.objects.visible_to(request.user), pk=attachment.object_id)
        if attachment.is_private and not getattr(obj, "shows_private_to", lambda user: True)(request.user):
            raise Http404
        return files.content_response(attachment)


def refusal_page(request, exception=None, status=404):
    """One template for 400, 403, 404, 429 and 500."""
    return render(request, "error.html", {"status": status}, status=status)


def workflow_of(obj):
    """The workflow a row goes through, by its table's name."""
    return REGISTRY.get(f"{obj._meta.app_label}.{kind_name(type(obj))}")


def kind_name(model):
    """MicroProject -> micro_project."""
    return "".join(f"_{char.lower()}" if char.isupper() else char for char in model.__name__).lstrip("_")
