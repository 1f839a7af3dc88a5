"""The shapes that all resources share in the API's description: refusals, steps with their fields, events."""

from rest_framework import serializers

PROBLEM = "application/problem+json"
REFUSALS = {  # status -> what it says
    400: "请求格式不正确",
    401: "没有登录，或令牌失效",
    403: "无权办理",
    404: "没有，或不在查看范围内",
    405: "这个地址不支持此种请求，只支持这里列出的",
    406: "不支持所要求的返回格式",
    408: "内容传送太慢或中断",
    409: "状态不符，或他人已先办理",
    413: "内容过大",
    415: "不支持这种内容格式",
    422: "不符合规则，errors 按字段说明",
    428: "须写明所见记录的 version（正文或 If-Match）",
    429: "过于频繁，Retry-After 为须等待的秒数",
    503: "数据库暂时没有应答，请稍后重试",
}
READING = (400, 401, 403, 405, 406, 422, 503)  # any read
WRITING = (400, 401, 403, 405, 406, 408, 409, 413, 415, 422, 503)  # any step


class EarlierChange(serializers.Serializer):
    step = serializers.CharField()
    label = serializers.CharField(allow_blank=True)
    actor = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField()
    fields = serializers.ListField(child=serializers.CharField())


class Problem(serializers.Serializer):
    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    errors = serializers.DictField(child=serializers.ListField(child=serializers.CharField()), required=False)
    reference = serializers.CharField(required=False)
    changes = EarlierChange(many=True, required=False)


class Choice(serializers.Serializer):
    value = serializers.CharField()
    label = serializers.CharField()


class AskedColumn(serializers.Serializer):
    name = serializers.CharField()
    label = serializers.CharField()
    type = serializers.CharField()
    required = serializers.BooleanField()
    unit = serializers.CharField(required=False)
    max_length = serializers.IntegerField(required=False)
    choices = Choice(many=True, required=False)


class AskedField(serializers.Serializer):
    name = serializers.CharField()
    label = serializers.CharField()
    type = serializers.CharField()
    required = serializers.BooleanField()
    help = serializers.CharField(required=False)
    choices = Choice(many=True, required=False)
    min_rows = serializers.IntegerField(required=False)
    max_rows = serializers.IntegerField(required=False)
    columns = AskedColumn(many=True, required=False)
    extensions = serializers.ListField(child=serializers.CharField(), required=False)
    least = serializers.IntegerField(required=False)
    most = serializers.IntegerField(required=False)


class OpenStep(serializers.Serializer):
    name = serializers.CharField()
    label = serializers.CharField()
    allowed = serializers.BooleanField()
    reason = serializers.CharField(allow_blank=True)
    needs_version = serializers.BooleanField()
    fields = AskedField(many=True)


class RowEvent(serializers.Serializer):
    id = serializers.IntegerField()
    kind = serializers.CharField()
    label = serializers.CharField(allow_blank=True)
    actor = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField()
    data = serializers.DictField()


def describe(name, field):
    """One form field for a program: name, label, type, required, choices, help."""
    if hasattr(field, "describe"):
        return {"name": name, "label": str(field.label or name), "required": field.required, **field.describe()}
    kind = type(field).__name__.removesuffix("Field").removeprefix("Typed").lower()
    described = {"name": name, "label": str(field.label or name), "type": kind, "required": field.required}
    choices = getattr(field, "choices", None)
    if choices is not None and not callable(choices):
        flat_choices = [
            (str(getattr(value, "value", value)), str(label)) for value, label in choices if value not in ("", None)
        ]
        described["choices"] = [{"value": value, "label": label} for value, label in flat_choices[:200]]
    if field.help_text:
        described["help"] = str(field.help_text)
    return described
