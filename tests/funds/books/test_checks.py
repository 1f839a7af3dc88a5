"""`verify` names what is off in the books, also what was changed past all triggers."""

from django.db import connection

from funds.books.checks import books, entries
from funds.donations.checks import donations
from funds.grants.checks import grants
from tests.factories.funds import donate, goods, promise


def test_a_sound_book_has_nothing_to_tell(case):
    donate(case, "1000")
    donate(case, None, kind="goods", items=[goods()])
    promise(case, "300")
    assert [books(), entries(), donations(), grants()] == [[], [], [], []]


def test_what_was_changed_past_the_triggers_is_named(case):
    donate(case, "1000")
    promise(case, "300")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET session_replication_role = replica")
        cursor.execute("UPDATE funds_line SET amount = amount + 7 WHERE amount = 1000")
        cursor.execute("UPDATE funds_balance SET committed = 1")
        cursor.execute("SET session_replication_role = DEFAULT")
    assert any("cash" in sentence for sentence in books())
    assert "借贷不平衡" in entries()[0]
    assert grants() == ["有效承诺 300.00 元，账上已承诺 1.00 元"]
