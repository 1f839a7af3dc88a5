"""Names of private people: masked on timelines and where a page shows its row's columns; sealed values nowhere."""

import re
from pathlib import Path

import pytest
from django.apps import apps

from governance.deliberations.objections import Objection
from governance.kernel.models.sealed import PersonalName
from governance.kernel.pages.facts import value_text
from governance.kernel.steps.forms import SEALED, assign
from governance.kernel.upkeep import masks
from governance.kernel.upkeep.crypto import EncryptedTextField
from projects.models import Demand

ROOT = Path(__file__).parents[2]
SOURCES = [
    path
    for app in ("governance", "projects", "disputes", "funds", "templates")
    for path in (ROOT / app).rglob("*.*")
    if path.suffix in (".py", ".html")
]
NAME_BEFORE_DAY = re.compile(  # 3***11月13日: nobody reads where the name ends
    r"(?:shown_by|raised_by|masked_\w+|\w+_masked|\bname)\s*\}\}?\{\{?[^{}]*(?:zh_|\|zhdate|\|zhtime)"
)
FIELDS = [field for model in apps.get_models() for field in model._meta.concrete_fields]
SEALED_FIELDS = [field for field in FIELDS if isinstance(field, EncryptedTextField)]
NAMES = [field for field in FIELDS if isinstance(field, PersonalName)]


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("张三丰", "张**"),
        ("欧阳修远", "欧阳**"),
        ("2栋 302 室", "2栋"),
        ("2栋302室 王小明", "2栋"),
        ("302 室", "某住户"),
        ("3-1-302", "3栋"),
        ("３－３０２ 业主李明", "３栋"),
        ("A1-302", "A1栋"),
        ("3101", "某住户"),
        ("302 李明", "某住户"),
        ("13800138000", "某住户"),
        ("138-0013-8000", "某住户"),
        ("Jean-Paul", "J********"),
        ("", ""),
        (None, ""),
    ],
)
def test_somebody_is_shown_by_surname_or_building(given, shown):
    assert masks.somebody(given) == shown


@pytest.mark.parametrize("field", SEALED_FIELDS, ids=str)
def test_a_timeline_never_tells_a_sealed_value(field):
    row = field.model(pk=1)
    setattr(row, field.attname, "19900001234")
    told = assign(row, {field.name: "李小龙"})
    assert told["changes"] == [[str(field.verbose_name), SEALED, SEALED]]


@pytest.mark.parametrize("field", NAMES, ids=str)
def test_a_private_name_is_masked_where_the_kernel_shows_it(field):
    row = field.model(pk=1, **{field.name: "张三丰"})
    assert value_text(row, field) == "张**"
    assert assign(row, {field.name: "李小龙"})["changes"] == [[str(field.verbose_name), "张**", "李**"]]


def test_the_columns_are_there():
    names = {(field.model, field.name) for field in NAMES}
    assert {(Objection, "raised_by"), (Demand, "entered_for")} <= names
    assert (Demand, "reporter_name") in {(field.model, field.name) for field in SEALED_FIELDS}


def test_no_sentence_runs_a_name_into_a_day():
    assert len(SOURCES) > 500
    found = [str(path) for path in SOURCES if NAME_BEFORE_DAY.search(path.read_text(encoding="utf-8"))]
    assert found == []
    assert NAME_BEFORE_DAY.search('f"{raised.shown_by}{clock.zh_near(raised.raised_on)}提出"')
    assert NAME_BEFORE_DAY.search("{{ row.issued_by.name }}{{ row.issued_at|zhtime }}发出")
