"""What somebody accepted with `sign_guards` stays told: no record of the guards goes, changes or comes unseen."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from governance.kernel.models.chain import ChainBlock, GuardRecord
from governance.kernel.upkeep import guards, signed_records
from governance.kernel.upkeep.chain import chain_record
from tests.factories.base import make_district

from .test_laundered import EVIL, OFF, ON, as_owner, found

pytestmark = pytest.mark.django_db
COPY = (
    "INSERT INTO governance_guardrecord (id, made_at, key, content, digest)"
    " SELECT {to}, made_at, key, content, digest FROM governance_guardrecord WHERE id = {of}"
)


@pytest.fixture
def accepted():
    """The numbers of two records: somebody put in a function, which was accepted, and then another; all is chained."""
    make_district()
    numbers = []
    for statement in (EVIL, EVIL.replace("zz_evil", "zz_other")):
        as_owner(statement)
        call_command("sign_guards", stdout=StringIO())
        numbers.append(GuardRecord.objects.latest("pk").pk)
    chain_record()
    assert found("definitions") == []
    assert accepted_functions() == ["zz_evil", "zz_other"]
    return numbers


def accepted_functions():
    named = [sentence.rpartition("accepted: function ")[2] for sentence in signed_records.acceptances()]
    return [words.partition("(")[0] for words in named if words.endswith("() is new") and "access" not in words]


def quietly(*statements):
    as_owner(OFF, *statements, ON)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM governance_guardrecord",
        "UPDATE governance_guardrecord SET content = '{}'",
        "TRUNCATE governance_guardrecord",
    ],
)
def test_with_the_triggers_on_it_is_refused(accepted, statement):
    with pytest.raises(IntegrityError, match="只能追加"), transaction.atomic():
        as_owner(statement)
    assert accepted_functions() == ["zz_evil", "zz_other"]


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("DELETE FROM governance_guardrecord WHERE id = {old}", "the record {old} of the guards is gone"),
        (
            "UPDATE governance_guardrecord SET content = '{{}}' WHERE id = {old}",
            "the record {old} of the guards is not what was signed: it was changed",
        ),
        (
            "UPDATE governance_guardrecord SET made_at = '2020-01-01' WHERE id = {old}",
            "the record {old} of the guards is not what was signed: it was changed",
        ),
        (
            COPY.format(to="-1", of="{old}"),
            "the record -1 of the guards is not what was signed: it was put in",
        ),
        (COPY.format(to="{new} + 9", of="{old}"), signed_records.OTHER),
        ("UPDATE governance_guardrecord SET content = '{{}}' WHERE id = {new}", signed_records.OTHER),
        ("DELETE FROM governance_guardrecord", signed_records.NEVER),
        (
            "DELETE FROM governance_guardrecord WHERE id = {new}",
            "the record {new} of the guards, the newest that the chain of the record tells of, is not there",
        ),
        (
            "DELETE FROM governance_guardrecord WHERE id >= {old}",
            "the record {new} of the guards, the newest that the chain of the record tells of, is not there",
        ),
    ],
)
def test_a_record_removed_changed_or_put_in_is_told_until_somebody_signs(accepted, statement, told):
    old, new = accepted
    quietly(statement.format(old=old, new=new))
    sentence = told.format(old=old, new=new)
    for _ in range(2):
        assert sentence in found("definitions")
        chain_record()
    out = StringIO()
    call_command("sign_guards", stdout=out)
    assert f"accepted: {sentence}" in out.getvalue()
    chain_record()
    assert found("definitions") == []
    assert any(sentence in each for each in signed_records.acceptances())


def test_an_older_record_under_the_number_of_the_newest_is_told(accepted):
    old, new = accepted
    quietly(f"DELETE FROM governance_guardrecord WHERE id = {new}", COPY.format(to=new, of=old))
    assert signed_records.OTHER in found("definitions")


def test_a_new_record_is_told_by_a_block_of_its_own(accepted):
    blocks = ChainBlock.objects.count()
    guards.keep()
    chain_record()
    chain_record()
    assert ChainBlock.objects.count() == blocks + 1
    newest = GuardRecord.objects.latest("pk")
    assert signed_records.told_by_the_chain() == [newest.pk, newest.digest]


def test_a_key_that_was_dropped_hides_nothing_that_was_accepted(accepted, settings):
    settings.FIELD_KEY = "another-secret-of-more-than-thirty-two-letters"
    guards.keep()
    settings.SECRET_KEY = "a-third-secret-of-more-than-thirty-two-letters!"
    assert signed_records.read(GuardRecord.objects.get(pk=accepted[0]))[0] is None
    assert signed_records.faults() == []
    assert accepted_functions() == ["zz_evil", "zz_other"]
