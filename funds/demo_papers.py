"""The papers that gifts and grants of the demo carry: marked as stand-ins."""

from governance.kernel.papers.documents import render
from governance.kernel.papers.uploads import WORD, Checked


def stand_in(name, text, actor):
    """A marked stand-in for a signed paper, as a form has checked it."""

    def write(paper):
        paper.title(f"{name}（演示）")
        paper.text(text)

    return Checked(f"{name}（演示）.docx", WORD, render(write, {}, name=f"演示 {name}", printed_by=actor.signature()))
