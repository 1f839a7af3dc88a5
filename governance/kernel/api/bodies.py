"""What a step takes, as JSON Schema: derived from the fields of its form, so that page, API and description agree."""

from django import forms

from governance.kernel.steps.filefield import MultiFileField
from governance.kernel.steps.lines import LinesField

from .versions import FIELD

JSON, MULTIPART = "application/json", "multipart/form-data"
MOST_CHOICES = 60  # longer lists, and those that depend on the caller, are told by the row's list of steps
NUMBER_OR_TEXT = {"type": ["string", "number"], "format": "decimal"}
KEY = {"type": ["string", "integer"]}
VERSION = {"type": "integer", "minimum": 0, "description": "所见记录的 version"}
DAY = {"type": "string", "format": "date"}
KINDS = (  # what each class of field takes; the first that fits
    (forms.BooleanField, {"type": "boolean"}),
    (forms.DecimalField, NUMBER_OR_TEXT),
    (forms.IntegerField, {"type": "integer"}),
    (forms.DateTimeField, {"type": "string"}),
    (forms.DateField, DAY),
    (forms.TimeField, {"type": "string", "pattern": "^[0-9]{1,2}:[0-9]{2}"}),
    (forms.ModelMultipleChoiceField, {"type": "array", "items": KEY}),
    (forms.MultipleChoiceField, {"type": "array", "items": KEY}),
    (forms.ChoiceField, KEY),
)
CELLS = {  # what each kind of column takes
    "money": NUMBER_OR_TEXT,
    "decimal": NUMBER_OR_TEXT,
    "area": NUMBER_OR_TEXT,
    "int": {"type": "integer"},
    "row": {"type": "integer", "minimum": 1},
    "date": DAY,
    "choice": KEY,
    "flag": {"type": "boolean"},
}


def bodies_of(workflow, step, model):
    """{media type: schema} of what a step takes; JSON is left out where a file is required."""
    form = workflow.form(step)
    fields = {name: field for name, field in {**form.base_fields, **form.may_ask}.items() if field is not None}
    kept = kept_fields(form, fields, model) if workflow.steps[step].edits else ()
    optional = {*form.may_drop, *kept}
    files = [name for name, field in fields.items() if isinstance(field, MultiFileField)]
    units = getattr(form, "units", {})
    found = {}
    if not any(fields[name].required and name not in optional for name in files):
        plain = {name: field_schema(field, units.get(name)) for name, field in fields.items() if name not in files}
        found[JSON] = body(fields, plain, optional)
    patterns = row_files(fields)
    if files or patterns:
        parts = {name: part_schema(field, units.get(name)) for name, field in fields.items()}
        found[MULTIPART] = body(fields, parts, optional) | ({"patternProperties": patterns} if patterns else {})
    return found


def kept_fields(form, fields, model):
    """Those that an edit leaves as the row has them when they are not sent; see `gate.keep_unsent`."""
    known = [name for name in fields if name in form.may_ask or hasattr(model, name)]
    return [name for name in known if not form.is_said_anew(name) and not fields[name].widget.needs_multipart_form]


def body(fields, schemas, optional):
    """An object of these fields; "slot_*" stands for any number of them, and other names are refused."""
    named = {name: schema for name, schema in schemas.items() if "*" not in name}
    required = [name for name in named if fields[name].required and name not in optional]
    properties = {name: schema if name in required else or_empty(schema) for name, schema in named.items()}
    more = [{**schemas[name], "description": f"{name}：{fields[name].label}"} for name in schemas if "*" in name]
    found = {"type": "object", "properties": properties, "additionalProperties": {"anyOf": more} if more else False}
    return found | ({"required": required} if required else {})


def row_files(fields):
    """{pattern of the name: schema} of the files that stand in rows: parts called quotes-0-paper, the first row 0."""
    file = {"type": "string", "format": "binary"}
    return {
        f"^{name}-[0-9]+-{column.name}$": {**file, "description": f"{field.label}：{column.label}"}
        for name, field in fields.items()
        if isinstance(field, LinesField)
        for column in field.columns
        if column.kind == "file"
    }


def with_version(schema):
    """The body of a step on a row that exists: it may say which version of the row was seen."""
    return {**schema, "properties": {**schema["properties"], FIELD: VERSION}}


def or_empty(schema):
    """A field that may be emptied: by null, and by "" where the value is text or one of several."""
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    found = {**schema, "type": [*kinds, "null"]}
    if "enum" in schema:
        found["enum"] = [*schema["enum"], *([""] if "string" in kinds and "" not in schema["enum"] else []), None]
    return found


def words_of(field, unit):
    """What people read beside a field: its label with the unit, and the help."""
    label = f"{field.label}（{unit}）" if unit else str(field.label or "")
    return "；".join(filter(None, (label, str(field.help_text or ""))))


def field_schema(field, unit=None):
    """One field as JSON takes it."""
    if isinstance(field, LinesField):
        found = lines_schema(field)
    else:
        found = dict(next((schema for base, schema in KINDS if isinstance(field, base)), {"type": "string"}))
        found |= choices_of(field) | bounds_of(field)
    words = words_of(field, unit)
    return {**found, "description": words} if words else found


def lines_schema(field):
    """Repeated rows: an object for each, with its columns."""
    columns = [column for column in field.columns if column.kind != "file"]
    cells = {column.name: cell_schema(column) for column in columns}
    cells = {column.name: cells[column.name] if column.required else or_empty(cells[column.name]) for column in columns}
    row = {"type": "object", "properties": cells}
    if required := [column.name for column in columns if column.required and column.kind != "flag"]:
        row["required"] = required
    return {"type": "array", "items": row, "minItems": field.min_rows, "maxItems": field.max_rows}


def cell_schema(column):
    found = dict(CELLS.get(column.kind, {"type": "string", "maxLength": column.max_length}))
    if column.kind == "choice" and not callable(column.choices) and 0 < len(column.choices) <= MOST_CHOICES:
        found = {"type": "string", "enum": [value for value, _ in column.options() if value]}
    return {**found, "description": f"{column.label}（{column.unit}）" if column.unit else column.label}


def part_schema(field, unit=None):
    """One field as a part of a form: files as they are, rows as JSON text."""
    if isinstance(field, MultiFileField):
        file = {"type": "string", "format": "binary"}
        return {"type": "array", "items": file, "maxItems": field.most, "description": words_of(field, unit)}
    found = field_schema(field, unit)
    if isinstance(field, LinesField):
        return {"type": "string", "contentMediaType": JSON, "description": found.get("description", "")}
    return found


def choices_of(field):
    """The fixed choices of a field, as an enumeration."""
    if isinstance(field, forms.ModelChoiceField) or not isinstance(field, forms.ChoiceField):
        return {}
    found = field.choices if isinstance(field.choices, list | tuple) else ()
    values = [str(getattr(value, "value", value)) for value, _ in found if value not in ("", None)]
    if not values or len(values) > MOST_CHOICES or any(isinstance(label, list | tuple) for _, label in found):
        return {}
    words = {"type": "string", "enum": values}
    return {"items": words} if isinstance(field, forms.MultipleChoiceField) else words


def bounds_of(field):
    """How long a text may be, how large a number."""
    found = {}
    if isinstance(field, forms.IntegerField):
        for name, bound in (("minimum", field.min_value), ("maximum", field.max_value)):
            if bound is not None and not callable(bound):
                found[name] = int(bound)
    elif (most := getattr(field, "max_length", None)) is not None:
        found["maxLength"] = most
    return found
