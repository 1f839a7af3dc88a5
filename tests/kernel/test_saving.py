"""What a row refuses is said in the portal's words, with the name of the field."""

import re
from datetime import date

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models

from disputes.models import CaseRecord, MediationCase
from governance.kernel.steps.errors import Invalid, Refused
from governance.kernel.steps.saving import constraint_sentence, refuse_invalid, reworded, within

APPS = ("governance", "projects", "disputes", "funds")
PLAIN = models.CharField, models.TextField, models.IntegerField, models.DecimalField, models.DateField, models.TimeField
FRAMEWORK = re.compile(r"确保|字段|必须|null|具有|已存在|不是有效|Ensure|%\(", re.IGNORECASE)


def own_models():
    return [model for app in APPS for model in apps.get_app_config(app).get_models()]


def test_composed_text_keeps_to_the_limit_of_its_column_also_of_a_long_one():
    record = CaseRecord(held_on=date(2026, 11, 2), place="长" * 81, text="长" * 4001)
    others = [field.name for field in CaseRecord._meta.fields if field.name not in ("place", "text")]
    with pytest.raises(Invalid) as refusal:
        refuse_invalid(record, exclude=others)
    assert refusal.value.errors["place"] == ["地点最多填写 80 个字，现在是 81 个字，请缩短"]
    record.place = "居委会"
    with pytest.raises(Invalid) as refusal:
        refuse_invalid(record, exclude=others)
    assert refusal.value.errors == {"text": ["记录最多填写 4000 个字，现在是 4001 个字，请缩短"]}


def test_a_text_put_together_is_refused_at_the_field_that_was_filled():
    assert within(MediationCase, "summary", "长" * 2000, field="oral_record", what="情况和记录") == "长" * 2000
    with pytest.raises(Refused) as refusal:
        within(MediationCase, "summary", "长" * 2001, field="oral_record", what="情况和记录")
    sentence = "情况和记录合计最多 2000 个字，现在是 2001 个字，请缩短"
    assert (refusal.value.code, refusal.value.errors) == ("too_long", {"oral_record": [sentence]})


@pytest.mark.parametrize("value", [None, "", "x" * 5000, "9" * 13, "²", "2026-02-30"])
def test_no_field_of_any_row_speaks_in_the_words_of_the_framework(value):
    said = []
    for model in own_models():
        for field in model._meta.concrete_fields:
            if field.primary_key or not isinstance(field, PLAIN):
                continue
            try:
                field.clean(value, model())
            except ValidationError as error:
                said += reworded(ValidationError({field.name: error.error_list}), model()).messages
    assert said
    assert [sentence for sentence in said if FRAMEWORK.search(sentence)] == []


def test_no_constraint_speaks_in_the_words_of_the_framework():
    for model in own_models():
        for constraint in model._meta.constraints:
            if isinstance(constraint, models.UniqueConstraint) and constraint.fields and not constraint.condition:
                assert not FRAMEWORK.search(constraint_sentence(constraint, model)), constraint.name
