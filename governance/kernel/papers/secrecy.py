"""Secrecy marks: state and work secrets are not allowed in this system.  Source: domain.md §7."""

import re

from django.core.exceptions import ValidationError

MARK = re.compile(r"(?:绝密|机密|秘密)\s*[★☆✭✩]")


def refuse_mark(text):
    """Refuse a file with a secrecy mark: state and work secrets are not allowed here."""
    if MARK.search(text):
        raise ValidationError("文件带有密级标志。本系统为非涉密系统，不得上传涉密文件，请立即移除", code="secrecy_mark")
