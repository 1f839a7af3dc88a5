"""What the tests of disputes share: the rules, and a committee with its people."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from governance.kernel.clock import rules
from tests.factories.disputes import make_room


@pytest.fixture(autouse=True)
def catalogue(db):
    rules.load_rules()


@pytest.fixture
def room(db):
    return make_room()


@pytest.fixture
def paper():
    """A scanned paper as it is uploaded."""
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(picture, "PNG")
    return SimpleUploadedFile("协议书.png", picture.getvalue(), "image/png")
