"""What a sheet that was read would change: row by row, cell by cell, against what the register has now."""

import json
from dataclasses import dataclass, field

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from governance.kernel.models.imports import ImportRow, Outcome
from governance.kernel.upkeep.crypto import blind_index

from .sheets import CHANGES, KNOWN, REMARK, ROW, Masked

EMPTY = "（空）"
MIDDLE_CHANGED = "（遮盖部分有改动）"
LONGEST_TOLD = 200  # characters of one value


@dataclass
class Difference:
    """What becomes of one row; its words are what people may see: masked columns stay masked.

    name    -- which row it is, in words
    names   -- of the columns that change
    cells   -- [(address, head, old words, new words)] of what changes; of a new row, of what it brings
    faults  -- [(address, head, what is written there, sentence)]
    ask     -- the question, and `answers` to it
    digest  -- keyed fingerprint of all values concerned: two differences are one where it is the same
    """

    number: int
    outcome: str
    name: str
    names: tuple = ()
    cells: list = field(default_factory=list)
    faults: list = field(default_factory=list)
    ask: str = ""
    answers: tuple = ()
    answer: str = ""
    remark: str = ""
    digest: str = ""

    @property
    def sentences(self):
        """What the marked copy says in the last column of the row."""
        faults = [f"{head}：{sentence}" if head else sentence for _, head, _, sentence in self.faults]
        changes = [f"{head} {old}→{new}" for _, head, old, new in self.cells if self.outcome == Outcome.CHANGED]
        said = [Outcome.NEW.label] if self.outcome == Outcome.NEW else ["；".join(changes)]
        return [text for text in (*faults, self.ask, *said, self.remark) if text]

    def changed_places(self, reading):
        """[(place of the column, old words)] of the cells that change something of a known row."""
        if self.outcome != Outcome.CHANGED:
            return []
        return [(reading.positions[name], cell[2]) for name, cell in zip(self.names, self.cells, strict=True)]

    def row_of(self, comparison):
        """The row that keeps it until somebody confirms it."""
        row = ImportRow(
            comparison=comparison, number=self.number, outcome=self.outcome, digest=self.digest, answer=self.answer
        )
        row.tell(
            name=self.name,
            cells=self.cells,
            faults=self.faults,
            ask=self.ask,
            answers=self.answers,
            remark=self.remark,
        )
        return row


def compare(sheet, reading):
    """[Difference] of all rows; each row that an import may write gets its `row[CHANGES]`."""
    wrong = {}
    for (number, name), sentences in reading.errors.items():
        wrong.setdefault(number, []).append((name, sentences))
    return [compare_row(sheet, reading, row, wrong.get(row[ROW], ())) for row in reading.rows]


def compare_row(sheet, reading, row, wrong):
    number, known = row[ROW], row.get(KNOWN)
    found = Difference(number, Outcome.SAME, name_of(sheet, row), answer=reading.answers.get(number, ""))
    found.remark = row.get(REMARK, "")
    row[CHANGES] = changes_of(sheet, reading, row, known) if known is not None else {}
    if wrong:
        found.outcome, found.remark = Outcome.REFUSED, ""
        found.faults = [fault_of(sheet, reading, number, *one) for one in wrong]
        return found
    if ask := reading.asked.get(number):
        found.outcome, found.ask, found.answers = Outcome.ASKED, ask.sentence, ask.answers
        found.cells = new_cells(sheet, reading, row) if ask.known is None else beside(sheet, reading, row, ask.known)
    elif known is None:
        found.outcome, found.cells = Outcome.NEW, new_cells(sheet, reading, row)
    elif row[CHANGES]:
        found.outcome, found.names = Outcome.CHANGED, tuple(row[CHANGES])
        found.cells = [changed_cell(sheet.column(name), reading, row, known) for name in row[CHANGES]]
        for name in row[CHANGES]:
            if fixed := sheet.column(name).fixed:
                found.outcome = Outcome.REFUSED
                found.faults.append(fault_of(sheet, reading, number, name, [fixed]))
    found.digest = digest_of(sheet, row, known)
    return found


def changes_of(sheet, reading, row, known):
    """{column name: new value} of what a row changes of the row of the register that it means."""
    found = {}
    for column in sheet.kept:
        value = row.get(column.name)
        if column.name not in reading.positions or isinstance(value, Masked) or (value is None and column.keeps):
            continue
        value = None if value in ("", [], ()) else value
        if value != column.held(known):
            found[column.name] = value
    return found


def name_of(sheet, row):
    """Which row it is: the values of what leads in it, or of its keys."""
    leading = [column for column in sheet.columns if column.lead] or sheet.keys
    told = [column.told(row[column.name]) for column in leading if row.get(column.name) is not None]
    return " · ".join(filter(None, told))[:LONGEST_TOLD]


def new_cells(sheet, reading, row):
    """What a new row brings, beside the keys that name it."""
    columns = [one for one in sheet.kept if not (one.key or one.lead) and row.get(one.name) is not None]
    return [
        (reading.address(row[ROW], column.name), column.header, "", column.told(row[column.name])[:LONGEST_TOLD])
        for column in columns
    ]


def beside(sheet, reading, row, known):
    """What a row would change of the row of the register that it may mean."""
    changes = changes_of(sheet, reading, row, known)
    return [changed_cell(sheet.column(name), reading, row | changes, known) for name in changes]


def changed_cell(column, reading, row, known):
    old, new = (column.told(value)[:LONGEST_TOLD] for value in (column.held(known), row[column.name]))
    if old == new:  # the change lies in what is masked, or beyond what is shown
        new += MIDDLE_CHANGED
    return reading.address(row[ROW], column.name), column.header, old or EMPTY, new or EMPTY


def fault_of(sheet, reading, number, name, sentences):
    """Where a cell is, what stands in it, and what is wrong with it."""
    if not name:
        return reading.address(number, ""), "", "", "；".join(sentences)
    column, text = sheet.column(name), reading.written(number, name)[:LONGEST_TOLD]
    if column.mask and "*" not in text:
        text = column.mask(text)
    return reading.address(number, name), column.header, text, "；".join(sentences)


def digest_of(sheet, row, known):
    """The keyed fingerprint of what a row would write, and of what it found."""
    old = [[name, plain(sheet.column(name).held(known))] for name in row[CHANGES]] if known is not None else []
    new = [[column.name, plain(row.get(column.name))] for column in sheet.columns]
    facts = [known.pk if known is not None else None, old, new, sorted(row[CHANGES])]
    return blind_index(json.dumps(facts, cls=DjangoJSONEncoder, sort_keys=True, default=str), "import")


def plain(value):
    """A value as JSON can say it; a row of the register by its key."""
    if isinstance(value, Model):
        return f"{value._meta.label_lower}:{value.pk}"
    if isinstance(value, list | tuple | set):
        return [plain(one) for one in value]
    return value


def digest_of_all(pairs):
    """One fingerprint of several rows in the order of their numbers.

    pairs -- (number, digest) of each
    """
    text = "|".join(f"{number}:{digest}" for number, digest in sorted(pairs))
    return blind_index(text, "import") if text else ""
