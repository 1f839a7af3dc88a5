"""How the API describes itself in OpenAPI 3.1: lists with their filters, first steps with the fields of their form."""

from django import forms
from django_filters import filters
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, inline_serializer
from rest_framework import serializers
from rest_framework.pagination import BasePagination

PROBLEM = "application/problem+json"
MOST_CHOICES = 60

Problem = inline_serializer(
    "Problem",
    {
        "type": serializers.CharField(),
        "title": serializers.CharField(),
        "status": serializers.IntegerField(),
        "code": serializers.CharField(),
        "errors": serializers.DictField(child=serializers.ListField(child=serializers.CharField()), required=False),
    },
)
REFUSALS = {
    (401, PROBLEM): OpenApiResponse(Problem, "没有登录"),
    (403, PROBLEM): OpenApiResponse(Problem, "无权办理"),
    (404, PROBLEM): OpenApiResponse(Problem, "没有，或不在查看范围内"),
    (409, PROBLEM): OpenApiResponse(Problem, "状态不符，或他人已先办理"),
    (422, PROBLEM): OpenApiResponse(Problem, "不符合规则"),
    (429, PROBLEM): OpenApiResponse(Problem, "过于频繁"),
}
StepSchema = inline_serializer(
    "StepView",
    {
        "name": serializers.CharField(),
        "label": serializers.CharField(),
        "allowed": serializers.BooleanField(),
        "reason": serializers.CharField(),
        "fields": serializers.ListField(child=serializers.DictField()),
    },
    many=True,
)
EventSchema = inline_serializer(
    "EventView",
    {
        "id": serializers.IntegerField(),
        "kind": serializers.CharField(),
        "label": serializers.CharField(),
        "actor": serializers.CharField(),
        "at": serializers.DateTimeField(),
        "data": serializers.DictField(),
    },
    many=True,
)
KEY = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="同一个键只办理一次，重复请求得到第一次的结果",
)
PAGING = [
    OpenApiParameter("cursor", OpenApiTypes.STR, description="上一页或下一页的位置"),
    OpenApiParameter("page_size", OpenApiTypes.INT, description="每页条数，最多 200"),
]
FILTER_TYPES = ((filters.DateFilter, OpenApiTypes.DATE), (filters.BooleanFilter, OpenApiTypes.BOOL))


class Keyset(BasePagination):
    """The frame of a list; the paging itself is `pages.keyset.Page`."""

    def get_paginated_response_schema(self, schema):
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "properties": {"next": link, "previous": link, "results": schema},
            "required": ["next", "previous", "results"],
        }

    def get_schema_operation_parameters(self, view):
        return []


class Described(AutoSchema):
    """Fills in, for resources with steps, what drf-spectacular cannot guess."""

    def get_tags(self):
        """Operations are grouped by resource, "projects/visits"; what belongs to no app is the portal's."""
        parts = self.path.removeprefix("/api/v1/").strip("/").split("/")
        return ["/".join(parts[:2])] if len(parts) > 1 else ["portal"]

    @property
    def scoped(self):
        return getattr(self.view, "action", "") if hasattr(self.view, "workflow") else ""

    def get_override_parameters(self):
        if self.scoped == "list":
            return [*PAGING, *filter_parameters(self.view.filterset)]
        return [KEY] if self.scoped in ("create", "take_step") else []

    def get_response_serializers(self):
        row = super().get_response_serializers()
        code = {"list": 200, "retrieve": 200, "take_step": 200, "create": 201}.get(self.scoped)
        if code is None:
            return row
        if not hasattr(row, "fields"):  # a serializer that writes its rows by hand
            row = Keyset().get_paginated_response_schema(MANY) if self.scoped == "list" else ANYTHING
        return {code: row, **REFUSALS}

    def get_request_serializer(self):
        if self.scoped == "create":
            step = self.view.workflow.first.name
            return {
                "application/json": form_schema(self.view.workflow.forms[step])
                if step in self.view.workflow.forms
                else ANYTHING
            }
        return {"application/json": ANYTHING} if self.scoped == "take_step" else super().get_request_serializer()


ANYTHING = {"type": "object", "additionalProperties": True}
MANY = {"type": "array", "items": ANYTHING}


def filter_parameters(filterset):
    """The filters of a list as parameters."""
    found = []
    for name, filter_ in (filterset.base_filters if filterset else {}).items():
        kind = next((kind for base, kind in FILTER_TYPES if isinstance(filter_, base)), OpenApiTypes.STR)
        found.append(OpenApiParameter(name, kind, description=str(filter_.label or "")))
    return found


def form_schema(form):
    """The fields a step asks for, files aside, as JSON Schema; a form may drop some of them for some rows."""
    fields = {name: field for name, field in form.base_fields.items() if not field.widget.needs_multipart_form}
    return {
        "type": "object",
        "properties": {name: field_schema(field) for name, field in fields.items()},
        "required": [name for name, field in fields.items() if field.required] or [],
    }


def field_schema(field):
    if hasattr(field, "schema"):
        described = field.schema()
    elif isinstance(field, forms.BooleanField):
        described = {"type": "boolean"}
    elif isinstance(field, forms.DecimalField):
        described = {"type": ["string", "number"]}
    elif isinstance(field, forms.IntegerField):
        described = {"type": "integer"}
    elif isinstance(field, forms.DateTimeField):
        described = {"type": "string"}
    elif isinstance(field, forms.DateField):
        described = {"type": "string", "format": "date"}
    elif isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField):
        described = {"type": "array", "items": {"type": ["string", "integer"]}}
    elif isinstance(field, forms.ModelChoiceField):
        described = {"type": ["string", "integer"]}
    else:
        described = {"type": "string"}
        if most := getattr(field, "max_length", None):
            described["maxLength"] = most
    return {**described, "title": str(field.label or "")}


def only_open(endpoints):
    """Leave out of the description what always answers 405: first steps and steps of rows nobody changes."""
    kept = []
    for path, pattern, method, view in endpoints:
        workflow = getattr(view.cls, "workflow", None)
        has_steps = not hasattr(view.cls, "workflow") or workflow is not None
        action = (getattr(view, "actions", None) or {}).get(method.lower(), "")
        if action == "create" and hasattr(view.cls, "workflow") and (workflow is None or workflow.first is None):
            continue
        if action in ("take_step", "steps") and not has_steps:
            continue
        kept.append((path, pattern, method, view))
    return kept
