"""All that is wrong with one form is said at once: refusals that do not depend on each other are collected.

faults = Faults()
with faults.noted():
    check_notice(row)
with faults.noted():
    check_callers(row)
faults.note(lambda: check_callers(row), lambda: check_words(row))
faults.refuse()

A form with wrong fields is told with them what the step would refuse of the others, see `entry_rules`.
"""

from contextlib import contextmanager

from .errors import ALL, Refused

MOST_SENTENCES = 40  # shown at once of what is wrong with a list; the last one tells how many are left


class Hint(str):
    """A sentence among the faults of a form that names none: what to do next."""


class LeftOut(str):
    """The sentence behind a list of faults that was cut short; `n` faults are not listed."""

    def __new__(cls, n):
        sentence = super().__new__(cls, f"还有 {n:,} 处，略")
        sentence.n = n
        return sentence


def shortened(sentences):
    """The first MOST_SENTENCES of them, and how many were left out."""
    left = len(sentences) - MOST_SENTENCES
    return [*sentences[:MOST_SENTENCES], *([LeftOut(left)] if left > 0 else [])]


def counted(sentences):
    """How many faults a list of sentences tells, those that it leaves out too."""
    return sum(one.n if isinstance(one, LeftOut) else not isinstance(one, Hint) for one in sentences)


def refuse_all(*checks):
    """Run checks, functions without arguments, and refuse at once what any of them does."""
    faults = Faults()
    faults.note(*checks)
    faults.refuse()


class Faults:
    """The refusals found so far, in their order; the first one gives its code."""

    def __init__(self):
        self.found = []

    @contextmanager
    def noted(self):
        """Note a refusal of the block instead of ending the step with it; `refuse` ends it."""
        try:
            yield
        except Refused as refusal:
            self.found.append(refusal)

    def note(self, *checks):
        """Run checks, functions without arguments, and note what each refuses."""
        for check in checks:
            with self.noted():
                check()

    def refuse(self):
        """Raise what was found, each sentence at its field; a single refusal as it was."""
        if not self.found:
            return
        first, *others = self.found
        if not others:
            raise first
        errors = {}
        for refusal in self.found:
            for field, sentences in (refusal.errors or {ALL: [refusal.message]}).items():
                kept = errors.setdefault(field, [])
                kept += [sentence for sentence in sentences if sentence not in kept]
        sentences = dict.fromkeys(refusal.message for refusal in self.found)
        raise Refused("；".join(sentences), first.code, field=first.field, errors=errors)
