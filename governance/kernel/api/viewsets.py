"""The API: read what you may see, change it only by taking steps."""

from functools import cache, partial

from django.db.models import prefetch_related_objects
from django.http import Http404
from django.utils.functional import SimpleLazyObject
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, status
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter
from rest_framework.serializers import ModelSerializer
from rest_framework.viewsets import GenericViewSet

from governance.kernel.figures.formats import some_of
from governance.kernel.models import built
from governance.kernel.models.events import Event
from governance.kernel.pages import proofs
from governance.kernel.pages.keyset import PAGE_SIZES, PER_PAGE, Order, Page
from governance.kernel.steps import cleaning, gate
from governance.kernel.steps.errors import ALL, Invalid, Refused
from governance.kernel.steps.sequels import take_all

from .errors import TITLES, flat_errors, problem
from .repeats import answer_once, replayed_first
from .schema import Keyset
from .shapes import OpenStep, RowEvent, describe
from .versions import FIELD, seen_version, version_headers

PAGING_NAMES = ("cursor", "page_size")
CSRF_FIELD = "csrfmiddlewaretoken"  # of a browser's session

router = SimpleRouter()


def register(plural, viewset):
    """Put a resource at /api/v1/<app>/<plural>/; the app is the one in which the viewset is written."""
    app = viewset.__module__.partition(".")[0]
    router.register(f"{app}/{plural}", viewset, basename=f"{app}-{plural}")


def body_of(request):
    """The object that a request brings.  Raises Invalid for anything else."""
    if not hasattr(request.data, "keys"):
        raise Invalid("请求内容须是一个对象，写成 {字段: 值}", field=ALL)
    return request.data


@cache
def kept_fields(serializer_class):
    """The fields of a serializer, made once: they only read rows, and know nothing of a request."""
    return serializer_class().fields


def refuse_unknown(names, code="unknown_field", sentence="这一步没有这一项", errors=()):
    """Refuse names that mean nothing here, rather than drop what somebody thought would be kept; with other errors."""
    if names:
        shown = some_of((name[:40] or "（空）" for name in names), 8)
        errors = {**dict(errors), **{name[:40] or ALL: [sentence] for name in names}}
        raise Invalid(f"不认识的名称：{shown}", code, errors=errors)


def page_size_of(request):
    """How many rows a request asks for.  Raises Invalid."""
    size = cleaning.row_key(request.GET.get("page_size", PER_PAGE))
    if size is None or not 1 <= size <= PAGE_SIZES[-1]:
        raise Invalid(f"page_size 须是 1 至 {PAGE_SIZES[-1]} 的整数", field="page_size")
    return size


class StrictQuery:
    """A view that reads the address strictly: `query_names()` lists what it knows, each once; all else is refused."""

    def query_names(self):
        return ()

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        if request.method in ("GET", "HEAD"):
            known = set(self.query_names())
            unknown = [name for name in request.GET if name not in known]
            refuse_unknown(unknown, "unknown_parameter", "这个地址没有这个参数")
            for name, values in request.GET.lists():
                if len(values) > 1:
                    raise Invalid(f"参数 {name} 只能写一次", "repeated_parameter", field=name)


class ScopedViewSet(StrictQuery, GenericViewSet):
    """Read what the user may see; change it only by taking workflow steps.

    queryset, serializer_class, filterset, workflow -- declared by each resource
    prefetch -- relations of many rows that the serializer shows
    order -- kernel Order of the list; select_related is on the queryset
    noun -- what people call a row, where the model's name is not it
    keeps_queries -- the rows follow from who asks and from the address alone: as of kernel.pages.views.RowPage
    disclosed -- {step: serializer of what `disclose` adds to the answer of that step}
    revealing -- names of steps whose answer shows masked data in full: no program takes them where a code is asked for
    """

    pagination_class = Keyset
    lookup_value_regex = r"[0-9]{1,18}"
    prefetch = ()
    filterset = None
    workflow = None
    revealing = ()
    order = Order("id")
    noun = ""
    disclosed = {}
    keeps_queries = True

    def __init_subclass__(cls, **options):
        super().__init_subclass__(**options)
        if "get_queryset" in vars(cls) and "keeps_queries" not in vars(cls):
            cls.keeps_queries = False

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return self.queryset.none()
        return self.queryset.all().visible_to(self.request.user)

    def query_names(self):
        if self.action != "list":
            return ()
        return [*PAGING_NAMES, *(self.filterset.base_filters if self.filterset else ())]

    def list(self, request):
        rows = self.get_queryset
        if self.filterset is not None:
            filters = self.filterset(request.GET, queryset=SimpleLazyObject(rows), request=request)
            if not filters.is_valid():
                raise Invalid("筛选条件有误", errors=flat_errors(filters.errors))
            rows = partial(getattr, filters, "qs")
        size = page_size_of(request)
        page = Page(rows, self.order, request.GET.get("cursor", ""), size, self.key)
        if page.is_lost:
            raise Invalid("cursor 不是这个列表给出的位置，请从第一页重新开始", "bad_cursor", field="cursor")
        return Response(
            {
                "next": self.page_url(request, page.next_cursor),
                "previous": self.page_url(request, page.previous_cursor),
                "results": self.serialise(page.rows, many=True),
            }
        )

    @property
    def key(self):
        """Everything from which the list's query is made (`built.rows`); None for a resource with rows of its own."""
        if not self.keeps_queries:
            return None
        query = tuple(item for item in self.request.GET.items() if item[0] not in ("cursor", "page_size"))
        return type(self), built.standing(self.request.user), query

    def page_url(self, request, cursor):
        if cursor is None:
            return None
        query = request.GET.copy()
        query["cursor"] = cursor
        return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")

    def retrieve(self, request, pk):
        body = self.serialise(self.get_object())
        return Response(body, headers=version_headers(body))

    def serialise(self, rows, many=False):
        """One row or many as the answer shows them."""
        prefetch_related_objects(rows if many else [rows], *self.prefetch)
        serializer = self.get_serializer(rows, many=many)
        one = serializer.child if many else serializer
        if isinstance(one, ModelSerializer):
            one.fields = kept_fields(type(one))
        return serializer.data

    def get_object(self):
        try:
            return self.get_queryset().get(pk=int(self.kwargs["pk"]))
        except (self.get_queryset().model.DoesNotExist, OverflowError):
            raise Http404 from None

    def create(self, request):
        """Take the workflow's first step."""
        step = self.workflow and self.workflow.first
        if step is None:
            raise exceptions.MethodNotAllowed("POST")
        if not request.user.has(step.permission):
            return problem(403, *TITLES[403])
        return self.take(request, self.queryset.model(), step.name, status.HTTP_201_CREATED)

    @extend_schema(responses={200: OpenStep(many=True)})
    @action(detail=True, methods=["get"])
    def steps(self, request, pk):
        """The steps that leave the row's present state, each with a verdict for the caller."""
        obj = self.get_object()
        if self.workflow is None:
            return Response([])
        return Response(
            [
                {
                    "name": step.name,
                    "label": step.label,
                    "allowed": step.allowed,
                    "reason": step.reason,
                    "needs_version": self.workflow.steps[step.name].needs_version,
                    "fields": self.fields_of(step.name, obj, request.user) if step.allowed else [],
                }
                for step in self.workflow.open_to(obj, request.user)
            ]
        )

    @action(detail=True, methods=["post"], url_path=r"steps/(?P<step>[a-z_]+)")
    def take_step(self, request, pk, step):
        """Take one step and get the row back."""
        if self.workflow is None or not self.workflow.is_open_to_people(step):
            raise Http404
        return self.take(request, self.get_object(), step, status.HTTP_200_OK)

    def take(self, request, obj, step, code):
        data = body_of(request)
        with replayed_first(request):
            form, seen = self.checked_form(obj, step, data)
            if step in self.revealing:
                proofs.refuse_unproved(request)

        def work():
            taken = take_all(self.workflow, step, obj, form, actor=request.user, version=seen)[-1]
            body = self.serialise(taken)
            return body, (body, self.disclose(step, taken))

        try:
            body, disclosed = answer_once(request, work, code)
        except Refused as refusal:
            if form.then:  # what follows is refused with it
                form.refuse(refusal)
                self.workflow.foresee_following(obj, form, refused_by=refusal.refused_by)
                refusal.errors = flat_errors(form.errors)
            raise
        return Response({**body, **disclosed}, status=code, headers=version_headers(body))

    def checked_form(self, obj, name, data):
        """(the valid form of a step, the version of the row that the program saw or None); refuses everything else."""
        step, user = self.workflow.steps[name], self.request.user
        around, seen = {CSRF_FIELD}, None
        if obj.pk:
            self.workflow.right(step, obj, user).or_raise()
            around, seen = {CSRF_FIELD, FIELD}, seen_version(self.request, data)
            self.workflow.refuse_stale(step, obj, user, seen)
        form = self.filled_form(name, obj, data)
        unknown = gate.unknown_names(form, [name for name in form.data if name not in around])
        if not form.is_valid() or unknown:
            if obj.pk:  # a step that is refused anyway is refused first
                self.workflow.check(step, obj, user)
            self.workflow.foresee(step, obj, form)
            refuse_unknown(unknown, errors=flat_errors(form.errors))
            raise Invalid("提交的内容有误，请按提示修改", errors=flat_errors(form.errors))
        return form, seen

    def filled_form(self, step, obj, data):
        """The form of a step with what was sent; an edit leaves the rest as the row has it."""
        form_class, given = self.workflow.form(step), gate.enter(data)
        if obj.pk and self.workflow.steps[step].edits:
            gate.keep_unsent(form_class(obj=obj, user=self.request.user), given)
        return form_class(given, self.request.FILES, obj=obj, user=self.request.user)

    def disclose(self, step, row):
        """What this one answer shows unmasked: {field: value}; not kept, so a repeated request gets the masked row."""
        return {}

    def fields_of(self, step, obj, user):
        form = self.workflow.form(step)(obj=obj, user=user)
        return [describe(name, field) for name, field in form.fields.items()]

    @extend_schema(responses={200: RowEvent(many=True)})
    @action(detail=True, methods=["get"])
    def events(self, request, pk):
        """The row's history, newest first; who acted and what was said only for those who may read the row's text."""
        obj = self.get_object()
        shows = shows_actors(obj, request.user)
        rows = Event.objects.filter(object_type=obj._meta.label_lower, object_id=obj.pk)[:200]
        return Response(
            [
                {
                    "id": row.pk,
                    "kind": row.kind,
                    "label": row.label,
                    "actor": row.actor_name if shows else "",
                    "at": row.created_at,
                    "data": row.data if shows else {},
                }
                for row in rows
            ]
        )


def shows_actors(row, user):
    """Whether somebody who sees the row also sees who acted on it: not where they may not read its text."""
    return getattr(row, "may_read_text", lambda user: True)(user)
