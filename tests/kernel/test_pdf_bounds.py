"""A PDF that is too much is called so, whichever bound is reached first."""

import pytest
from pypdf.errors import LimitReachedError

from governance.kernel.papers import confined, looks
from tests.kernel.samples import pdf


def test_an_error_that_came_of_too_little_memory_is_told_from_others():
    def renamed():
        try:
            raise MemoryError
        except MemoryError as error:
            raise ValueError("not a stream") from error

    with pytest.raises(ValueError, match="not a stream") as caught:
        renamed()
    assert confined.is_of_memory(caught.value)
    assert not confined.is_of_memory(ValueError("not a stream"))


def test_a_pdf_at_which_its_reader_gives_up_is_too_large_and_not_broken(monkeypatch):
    """Whether the reader's own bound or that of the processor comes first depends on the machine."""

    def give_up(page):
        raise LimitReachedError("Reached maximum number of tokens per stream.")

    monkeypatch.setattr("pypdf.PageObject.extract_text", give_up)
    with pytest.raises(MemoryError):
        looks.look_at_pdf(pdf())
