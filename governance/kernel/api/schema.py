"""How the API describes itself in OpenAPI 3.1: lists with their filters, each step as an operation with its body."""

from django_filters import filters
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent, get_class
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.pagination import BasePagination

from governance.kernel.steps.workflow import CLOCK

from .bodies import JSON, bodies_of, with_version
from .shapes import PROBLEM, READING, REFUSALS, WRITING, Problem

KEY = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="同一个键只办理一次，重复请求得到第一次的结果",
)
ROW_KEY = OpenApiParameter("id", {"type": "integer", "minimum": 0}, OpenApiParameter.PATH)
KEY_SCHEME = {  # `Token` is no word that OpenAPI knows; the same key is taken by either
    "type": "http",
    "scheme": "bearer",
    "description": "Authorization: Bearer <密钥>，也可写成 Authorization: Token <密钥>",
}
IF_MATCH = OpenApiParameter(
    "If-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description='所见记录的版本，写成 "7" 这样；或在正文写 version',
)
PAGE_SIZE = OpenApiParameter(
    "page_size", {"type": "integer", "minimum": 1, "maximum": 200}, description="每页条数，最多 200"
)
PAGING = [OpenApiParameter("cursor", OpenApiTypes.STR, description="上一页或下一页的位置"), PAGE_SIZE]
FILTER_TYPES = ((filters.DateFilter, OpenApiTypes.DATE), (filters.BooleanFilter, OpenApiTypes.BOOL))
SUMMARIES = {"list": "{}列表", "retrieve": "查看一条{}", "steps": "{}可以办理的事项", "events": "{}的办理经过"}
EDITS = "没有提交的字段保持原值；null 或空文字表示清空。"


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
    """Fills in what drf-spectacular cannot guess: the steps of a workflow, what an answer may lack, refusals."""

    @property
    def scoped(self):
        """The action of a resource of rows; "" for other views."""
        return getattr(self.view, "action", "") if hasattr(self.view, "workflow") else ""

    @property
    def step(self):
        """The step that the operation takes; None for one that takes none."""
        if self.scoped == "create":
            return self.view.workflow.first
        return self.view.workflow.steps[self.path.split("/")[-2]] if self.scoped == "take_step" else None

    def get_operation(self, *args):
        """The operation; one that anybody may call says so, for what it leaves out holds as the document says."""
        found = super().get_operation(*args)
        return found and {"security": [], **found}

    # ------------------------------------------------------------ names and words
    def get_tags(self):
        """Operations are grouped by resource, "projects/visits"; what belongs to no app is the portal's."""
        parts = self.path.removeprefix("/api/v1/").strip("/").split("/")
        return ["/".join(parts[:2])] if len(parts) > 1 else ["portal"]

    def get_operation_id(self):
        name = super().get_operation_id()
        return name.removesuffix("_create").replace("_steps_", "_take_") if self.scoped == "take_step" else name

    def get_summary(self):
        """What people call it: the step's label, else the resource with what is asked of it."""
        if self.step:
            return self.step.label
        if self.scoped in SUMMARIES:
            return SUMMARIES[self.scoped].format(self.view.noun or self.view.queryset.model._meta.verbose_name)
        return super().get_summary()

    def get_description(self):
        """What an operation declares or its step says; docstrings are for those who read the code."""
        step = self.step
        if step is None:
            return getattr(self.view, "about", "") if not self.scoped else ""
        return "\n\n".join(filter(None, (step.hint, EDITS if step.edits and not step.creates else "")))

    # ------------------------------------------------------------ what is sent
    def get_override_parameters(self):
        if self.scoped == "list":
            return [*PAGING, *filter_parameters(self.view.filterset)]
        found = [ROW_KEY] if "{id}" in self.path else []
        if self.step:
            found.append(KEY)
        return [*found, IF_MATCH] if self.scoped == "take_step" else found

    def get_request_serializer(self):
        if self.step:
            found = bodies_of(self.view.workflow, self.step.name, self.view.queryset.model)
            return found if self.scoped == "create" else {kind: with_version(body) for kind, body in found.items()}
        return super().get_request_serializer()

    def _get_request_body(self, direction="request"):
        found = super()._get_request_body(direction)
        return found and {**found, "required": True}  # if only an empty object

    def map_parsers(self):
        return [JSON]  # the others read forms of pages and files; steps with files name them

    # ------------------------------------------------------------ what is answered
    def get_response_serializers(self):
        row = super().get_response_serializers()
        row = getattr(row, "shape", None) or row
        if self.step is None:
            return row
        return {201 if self.scoped == "create" else 200: self.disclosing(row)}

    def disclosing(self, row):
        """The row, with what the answer to this one step shows beside it."""
        more = self.view.disclosed.get(self.step.name)
        if more is None:
            return row
        return {"allOf": [self.resolve_serializer(part(), "response").ref for part in (get_class(row), more)]}

    def _get_response_bodies(self, direction="response"):
        found = super()._get_response_bodies(direction)
        problem = self.resolve_serializer(Problem(), direction).ref
        for status in self.refusals():
            answer = {"description": REFUSALS[status], "content": {PROBLEM: {"schema": problem}}}
            name = f"Refused{status}"
            self.registry.register_on_missing(
                ResolvedComponent(name=name, type=ResolvedComponent.RESPONSE, schema=answer, object=name)
            )
            found[str(status)] = {"$ref": f"#/components/responses/{name}"}
        return dict(sorted(found.items()))

    def refusals(self):
        """The statuses with which the call may be refused."""
        found = {*(READING if self.method == "GET" else WRITING), *getattr(self.view, "also_refuses", ())}
        if "{id}" in self.path:
            found |= {404}
        return found | {428} if self.scoped == "take_step" and self.step.needs_version else found

    def _get_paginator(self):
        return Keyset() if getattr(self.view, "action", "") == "list" else None

    # ------------------------------------------------------------ fields
    def _map_serializer_field(self, field, direction, bypass_extensions=False):
        """A choice may be blank, and a field whose default is None may be null."""
        found = super()._map_serializer_field(field, direction, bypass_extensions)
        if found and "enum" in found and "" not in found["enum"] and may_be_blank(field):
            found["enum"] = [*found["enum"], ""]
        if found and (field.default is None or field.allow_null):
            found = or_null(found)
        if found and found.get("format") in ("email", "time"):
            found.pop("format")  # an account may have no address, and a time of day has no zone
        if found and isinstance(field, serializers.ReadOnlyField):
            found.pop("description", None)  # the docstring of a property
        return found

    def _insert_field_validators(self, field, schema):
        """What is only read may be blank, whatever is asked of what is written."""
        super()._insert_field_validators(field, schema)
        if field.read_only and may_be_blank(field) and schema.get("format") == "email":
            schema.pop("format")

    def _map_basic_serializer(self, serializer, direction):
        """An answer has all the fields of a model's row; the docstring stays in the code."""
        found = super()._map_basic_serializer(serializer, direction)
        meta = getattr(serializer, "Meta", None)
        found.pop("description", None)
        if hasattr(meta, "model"):
            found["required"] = sorted({*found["properties"]} - {*getattr(meta, "optional", ())})
        return found


def may_be_blank(field):
    """Whether a field may be left open, in the field or in the column that it shows."""
    model = getattr(getattr(field.parent, "Meta", None), "model", None)
    names = {column.name: column for column in model._meta.get_fields()} if model is not None else {}
    return getattr(field, "allow_blank", False) or getattr(names.get(field.source), "blank", False)


def or_null(schema):
    """The schema, or null."""
    if "$ref" in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    if "oneOf" in schema or "anyOf" in schema or "allOf" in schema or "type" not in schema:
        return schema
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    found = {**schema, "type": list(dict.fromkeys([*kinds, "null"]))}
    if "enum" in found:
        found["enum"] = list(dict.fromkeys([*found["enum"], None]))
    return found


def filter_parameters(filterset):
    """The filters of a list as parameters."""
    found = []
    for name, filter_ in (filterset.base_filters if filterset else {}).items():
        kind = next((kind for base, kind in FILTER_TYPES if isinstance(filter_, base)), OpenApiTypes.STR)
        found.append(OpenApiParameter(name, kind, description=str(filter_.label or "")))
    return found


# ------------------------------------------------------------ the whole document
def only_open(endpoints):
    """The operations that there are: one for each step, and none that always answers 405."""
    kept = []
    for path, pattern, method, view in endpoints:
        action = (getattr(view, "actions", None) or {}).get(method.lower(), "")
        if not hasattr(view.cls, "workflow") or action not in ("create", "steps", "take_step"):
            kept.append((path, pattern, method, view))
            continue
        workflow = view.cls.workflow
        if action == "take_step":
            kept += [(path.replace("{step}", name), pattern, method, view) for name in steps_of_rows(workflow)]
        elif workflow is not None and (action == "steps" or workflow.first is not None):
            kept.append((path, pattern, method, view))
    return kept


def steps_of_rows(workflow):
    """The names of the steps that somebody may take on a row that exists."""
    steps = workflow.steps.values() if workflow is not None else ()
    return [
        step.name
        for step in steps
        if step.source and step.permission != CLOCK and workflow.is_open_to_people(step.name)
    ]


def finished(result, generator, request, public):
    """The document without the marks of its making: titles become descriptions, tags are named."""
    for schema in result["components"]["schemas"].values():
        plain(schema)
    for methods in result["paths"].values():
        for operation in methods.values():
            for answer in (*operation["responses"].values(), operation.get("requestBody", {})):
                for content in answer.get("content", {}).values():
                    plain(content["schema"])
    tags = {tag for methods in result["paths"].values() for operation in methods.values() for tag in operation["tags"]}
    result["components"]["securitySchemes"]["tokenAuth"] = KEY_SCHEME
    return {**result, "servers": [{"url": "/"}], "tags": [{"name": tag} for tag in sorted(tags)]}


def plain(schema):
    """Put the words for people under `description`: generators make names of classes from `title`."""
    schema.pop("x-spec-enum-id", None)
    schema.pop("readOnly", None)
    if {} in schema.get("oneOf", ()):
        schema.pop("oneOf")  # anything, null among it
    title = schema.pop("title", None)
    if title:
        schema["description"] = "\n\n".join(filter(None, (title, schema.get("description"))))
    parts = [*schema.get("properties", {}).values(), schema.get("items"), schema.get("additionalProperties")]
    for part in (*parts, *schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())):
        if isinstance(part, dict):
            plain(part)
