"""The version of a row in requests and answers: `version` in the body, or the headers `ETag` and `If-Match`."""

import re

from governance.kernel.steps import cleaning
from governance.kernel.steps.errors import Invalid

FIELD = "version"
TAG = re.compile(r'(?:W/)?"([0-9]+)"')  # compression makes a tag weak on its way


def version_headers(body):
    """The headers of an answer that shows one row."""
    return {"ETag": f'"{body[FIELD]}"'} if FIELD in body else {}


def seen_version(request, data):
    """The version of the row that the program says it saw; None where it does not say.

    Raises Invalid (bad_version) for what is no version, and where body and header differ.
    """
    said = {read(value) for value in (data.get(FIELD), request.headers.get("If-Match")) if value is not None}
    if len(said) > 1:
        raise bad_version("version 与 If-Match 不一致，请写同一个版本号")
    return next(iter(said), None)


def read(value):
    tag = TAG.fullmatch(value.strip()) if isinstance(value, str) else None
    found = cleaning.row_key(tag[1] if tag else value) if not isinstance(value, bool) else None
    if found is None:
        raise bad_version('版本号须是所见记录的 version（整数），If-Match 写成 "7" 这样')
    return found


def bad_version(sentence):
    return Invalid(sentence, "bad_version", field=FIELD)
