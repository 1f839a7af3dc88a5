"""The events of all rows that a caller may see, oldest first, for systems that follow."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from governance.kernel.models.events import Event
from governance.kernel.steps import cleaning
from governance.kernel.steps.errors import Invalid

from .schema import PAGE_SIZE
from .viewsets import StrictQuery, page_size_of, router, shows_actors

BATCH = 500  # events looked at together
BATCHES = 10  # looked at for one answer at the most; the next one goes on from there
COLUMNS = ("id", "kind", "label", "object_type", "object_id", "actor_name", "created_at")


class FeedEvent(serializers.Serializer):
    id = serializers.IntegerField(label="序号，可作 after")
    resource = serializers.CharField(label="资源，如 projects/demands")
    row = serializers.IntegerField(label="记录的 id")
    address = serializers.URLField(label="记录的接口地址")
    kind = serializers.CharField(label="事项，如 projects.demand.register")
    step = serializers.CharField(label="办理的步骤")
    label = serializers.CharField(allow_blank=True, label="步骤的名称")
    actor = serializers.CharField(allow_blank=True, label="经办人；系统自动办理的为空")
    at = serializers.DateTimeField(label="时间")


class FeedPage(serializers.Serializer):
    next = serializers.URLField(allow_null=True, label="后面还有时的地址；没有时为空，稍后用 after 再问")
    previous = serializers.URLField(allow_null=True)
    after = serializers.IntegerField(label="读到的位置")
    results = FeedEvent(many=True)


class Events(StrictQuery, APIView):
    """`?after=<id>`: a key that is limited to some resources follows these."""

    is_narrowed_by_key = True
    about = "按先后给出调用者可以查看的记录上发生的事。一直用上次的 after 再问，就不会遗漏，也不会重复。"

    def query_names(self):
        return ("after", "page_size")

    @extend_schema(
        parameters=[
            OpenApiParameter("after", OpenApiTypes.INT, description="只要这一件以后的；不填从头开始"),
            PAGE_SIZE,
        ],
        responses={200: FeedPage},
        summary="变更",
    )
    def get(self, request):
        after = position_of(request)
        found, last, is_end = follow(request.user, followed(request.auth), after, page_size_of(request))
        query = request.GET.copy()
        query["after"] = last
        return Response(
            {
                "next": None if is_end else request.build_absolute_uri(f"{request.path}?{query.urlencode()}"),
                "previous": None,
                "after": last,
                "results": [shown(request, *one) for one in found],
            }
        )


def position_of(request):
    """The event after which the answer begins; 0 for the very first.  Raises Invalid for one that never was."""
    given = request.GET.get("after") or "0"
    after = cleaning.row_key(given)
    if after is None or (after and not Event.objects.filter(pk=after).exists()):
        raise Invalid("after 不是这里给出过的位置，请从头开始", "bad_cursor", field="after")
    return after


def followed(key):
    """{object type: (resource, its queryset)} of rows that have an address; of those that the caller's key is for."""
    found = {}
    for resource, viewset, _ in router.registry:
        rows = getattr(viewset, "queryset", None)
        if rows is not None and rows.model is not Event and (not hasattr(key, "allows") or key.allows(resource, True)):
            found.setdefault(rows.model._meta.label_lower, (resource, rows))
    return found


def follow(user, resources, after, size):
    """([(event, resource, who acted)], the last event looked at, whether it is the last there is)."""
    settled = Event.objects.settled().filter(object_type__in=list(resources)).only(*COLUMNS)
    found = []
    for _ in range(BATCHES):
        batch = list(settled.filter(pk__gt=after)[:BATCH])
        rows = visible_rows(user, resources, batch)
        for event in batch:
            after = event.pk
            row = rows.get((event.object_type, event.object_id))
            if row is None:
                continue
            actor = event.actor_name if shows_actors(row, user) else ""
            found.append((event, resources[event.object_type][0], actor))
            if len(found) == size:
                return found, after, False
        if len(batch) < BATCH:
            return found, after, True
    return found, after, False


def visible_rows(user, resources, events):
    """{(object type, key): row} of the rows of these events that the user may see."""
    keys = {}
    for event in events:
        keys.setdefault(event.object_type, set()).add(event.object_id)
    return {
        (kind, row.pk): row
        for kind, wanted in keys.items()
        for row in resources[kind][1].visible_to(user).filter(pk__in=wanted)
    }


def shown(request, event, resource, actor):
    return {
        "id": event.pk,
        "resource": resource,
        "row": event.object_id,
        "address": request.build_absolute_uri(f"/api/v1/{resource}/{event.object_id}/"),
        "kind": event.kind,
        "step": event.kind.rpartition(".")[2],
        "label": event.label,
        "actor": actor,
        "at": event.created_at,
    }
