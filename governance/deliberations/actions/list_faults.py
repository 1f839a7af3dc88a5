"""What is wrong with the lines of a sign-in list: all of it is named at once, each by its line."""

from governance.deliberations.grounds import GROUNDS
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.faults import shortened


class ListFaults:
    """The faults that were found so far; the first one in the order of the list gives the refusal its code."""

    def __init__(self):
        self.found = []

    def add(self, row, code, sentence, *, by=""):
        """Note a fault of a row, which carries the number of its line.

        by -- as of `Grounds.said`, for faults that rest on a text
        """
        if code in GROUNDS.texts:
            sentence = GROUNDS.said(sentence, code, by=by)
        self.found.append((row["line"], code, f"第 {row['line']} 行：{sentence}"))

    def refuse(self):
        """Refuse the list if anything is wrong with it."""
        if not self.found:
            return
        found = sorted(self.found, key=lambda fault: fault[0])
        sentences = shortened([sentence for _, _, sentence in found])
        raise Refused(found[0][2], found[0][1], field="ballots", errors={"ballots": sentences})
