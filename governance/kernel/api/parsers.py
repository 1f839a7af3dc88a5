"""JSON in: strict, and no deeper than the portal's forms need."""

import orjson
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from governance.kernel.steps.errors import BusinessError

DEEPEST = 16  # levels of lists and objects in each other


class TooBig(BusinessError):
    """The body is larger than a request without files may be."""

    status = 413
    code = "too_big"


class StrictJSONParser(BaseParser):
    """UTF-8 JSON; anything else, and bodies nested beyond reason, are a bad request."""

    media_type = "application/json"

    def parse(self, stream, media_type=None, parser_context=None):
        try:
            body = stream.read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
        except (RequestDataTooBig, OSError) as error:
            raise ParseError from error
        if len(body) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise TooBig("请求内容过大，文件请用 multipart/form-data 上传")
        try:
            data = orjson.loads(body)
        except orjson.JSONDecodeError as error:
            raise ParseError from error
        if is_too_deep(data):
            raise ParseError
        return data


def is_too_deep(data):
    """Whether lists and objects are nested more than DEEPEST times; walks without recursion."""
    level = [data]
    for _ in range(DEEPEST):
        level = [
            part
            for value in level
            if isinstance(value, dict | list)
            for part in (value.values() if isinstance(value, dict) else value)
        ]
        if not level:
            return False
    return True
