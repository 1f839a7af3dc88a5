"""What the book does because of what happens to its fund."""

from governance.kernel.steps.events import on

from . import actions as books


@on("funds.community_fund.activate", now=True)
def open_book(fund, event):
    """A fund that begins gets its accounts and its balance in the same transaction."""
    books.open_book(fund)
