"""The XML parts of Office packages: none declares a document type, and so no entity, inside or fetched from elsewhere.

Neither Office nor WPS writes such a declaration.  A program that follows it reads a file or an address of whoever opens
the document, or grows without end.  Runs confined (confined.py) only.
"""

import re
from xml.parsers import expat

from django.core.exceptions import ValidationError

XML_NAME = re.compile(r"\.(?:xml|rels|vml)$", re.IGNORECASE)
LIKE_XML = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*<\0*[?!]")  # so begins whatever may declare one
PORTION = 64 * 1024  # bytes


class RootReached(Exception):
    """The declarations are over: a document type stands before the first element or nowhere."""


def refuse_declarations(package):
    """Refuse a package (zipfile.ZipFile) of which a part declares a document type, or cannot be read as XML.

    Each part is asked that is called XML or begins as XML with a declaration does, in whatever way it is encoded, up to
    its first element.
    Raises ValidationError: active_content, broken_file.
    """
    for part in package.infolist():
        with package.open(part) as source:
            head = source.read(PORTION)
            if XML_NAME.search(part.filename) or LIKE_XML.match(head):
                refuse_declaration(head, source)


def refuse_declaration(head, source):
    """The same of one part, of which the beginning was read."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = declared
    parser.StartElementHandler = reached
    try:
        while head:
            parser.Parse(head, False)
            head = source.read(PORTION)
        parser.Parse(b"", True)
    except RootReached:
        return
    except (expat.ExpatError, ValueError, LookupError):  # an encoding that expat does not know, too
        words = "文件的内部结构有误，请用 Office 或 WPS 打开，另存为新文件后上传"
        raise ValidationError(words, code="broken_file") from None


def declared(*_):
    words = "文件中夹有文档类型声明（可引用外部内容），请用 Office 或 WPS 打开，另存为新文件后上传"
    raise ValidationError(words, code="active_content")


def reached(*_):
    raise RootReached
