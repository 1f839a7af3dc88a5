"""Files of every kind that people upload."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from openpyxl import Workbook
from PIL import Image
from pypdf import PdfWriter

MEGABYTE = 1024 * 1024


def image(kind="JPEG", size=(8, 8), gps=False):
    picture, out = Image.new("RGB", size, "white"), io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6  # turned
    if gps:
        exif[0x8825] = {1: "N", 2: (27.0, 50.0, 1.0)}
    picture.save(out, kind, exif=exif)
    return out.getvalue()


def docx(text="申请书", **parts):
    document, out = Document(), io.BytesIO()
    document.add_paragraph(text)
    document.save(out)
    return repack(out.getvalue(), parts)


def repack(data, parts):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for part in source.infolist():
            target.writestr(part.filename, source.read(part))
        for name, content in parts.items():
            target.writestr(name, content)
    return out.getvalue()


def xlsx(text="姓名"):
    book, out = Workbook(), io.BytesIO()
    book.active.append([text])
    book.save(out)
    return out.getvalue()


def pdf(password=""):
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


def upload(name, data):
    return SimpleUploadedFile(name, data)
