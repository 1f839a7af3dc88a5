"""Sheets whose rows take steps: a new row the first step of a workflow, a changed one a step that edits.

The steps' own forms clean the cells, and their guards, permissions and events hold as on a page; what a sheet adds is
which row of the register is meant.

    LOANS = register(stepped("loans", "钥匙借用", COLUMNS, Taking(KEY_LOAN, KeyLoan, "ask", "edit", find_loans), …))
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import Model

from governance.kernel.steps import gate
from governance.kernel.steps.errors import ALL, BusinessError
from governance.kernel.steps.workflow import Workflow

from .imports import RowsRefused
from .sheets import CHANGES, KNOWN, ROW, Masked, Sheet

NO_FILES = "（表格里附不了材料，请在页面上办理）"
CHUNK = 100  # rows tried in one transaction, which holds its locks no longer
MOST_TRIED = 1000  # rows tried before anything is confirmed; what is wrong with others is found when they are written


@dataclass(frozen=True)
class Taking:
    """How the rows of a sheet become steps.

    workflow, model -- whose steps they are
    creates, edits -- the step of a new row, and of one that is known ("" for none)
    find   -- fn(rows, actor) -> faults (row number, column name or "", sentence) and Ask; it sets `row[KNOWN]`
    moves  -- fn(row) -> [(step, [column names])] in place of one step with everything that is new or changes
    posts  -- {column name: fn(row) -> what the form is given}, where that is not the cell's own value
    given  -- {step: fn(row) -> {field: value}} of what the sheet has no column for
    taken_on -- fn(row) -> the row on which the step is taken, where it is not the known one or a new one
    """

    workflow: Workflow
    model: type
    creates: str
    edits: str
    find: Callable
    moves: Callable | None = None
    posts: dict = field(default_factory=dict)
    given: dict = field(default_factory=dict)
    taken_on: Callable | None = None

    def steps_of(self, row):
        if self.moves:
            return self.moves(row)
        if row[KNOWN] is None:
            return [(self.creates, None)]
        return [(self.edits, list(row[CHANGES]))]

    def posted(self, columns, step, row, names):
        """{field: value} of the cells that a step is given; of a new row, of all that have anything.

        columns -- [(column, {word: value} of its codes or None)]
        """
        found = dict(self.given[step](row)) if step in self.given else {}
        for column, codes in columns:
            value = row.get(column.name)
            if not column.posts or (column.name not in names if names is not None else value is None):
                continue
            if isinstance(value, Masked):
                continue
            made = self.posts.get(column.name)
            found[column.posts] = made(row) if made else form_value(codes, value)
        return found


def form_value(codes, value):
    """A cell's value as a form of the page would send it; `codes` of a word that is chosen."""
    if value is None:
        return ""
    if codes:
        return str(codes[value])
    if isinstance(value, list | tuple):
        return [form_value(None, one) for one in value]
    if isinstance(value, Model):
        return str(getattr(value, "code", value.pk))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    return value.isoformat() if isinstance(value, date) else str(value)


def stepped(kind, title, columns, taking, **options):
    """The Sheet of a register whose rows take steps; `options` as of Sheet."""

    def check(rows, actor):
        yield from taking.find(rows, actor)

    def write(rows, *, actor, progress=None):
        faults, columns = [], with_codes(sheet)
        for count, row in enumerate(rows, 1):
            faults += take(columns, taking, row, actor)
            if progress:
                progress(count, len(rows))
        if faults:
            raise RowsRefused(faults)
        new = sum(row[KNOWN] is None for row in rows)
        return new, len(rows) - new

    def trial(rows, actor):
        rows, columns = rows[:MOST_TRIED], with_codes(sheet)
        parts = [rows[at : at + CHUNK] for at in range(0, len(rows), CHUNK)]
        return [fault for part in parts for fault in tried(columns, taking, part, actor)]

    sheet = Sheet(kind, title, tuple(columns), write, check=check, trial=trial, is_slow=True, **options)
    return sheet


def with_codes(sheet):
    """[(column, {word: value} of its codes or None)], read once for many rows."""
    return [(column, column.code_of if column.codes else None) for column in sheet.columns]


def tried(columns, taking, rows, actor):
    """The faults of some rows, found by taking their steps and undoing them."""
    with transaction.atomic():
        found = [fault for row in rows for fault in take(columns, taking, row, actor)]
        transaction.set_rollback(True)
    return found


def take(columns, taking, row, actor):
    """Take the steps of one row; returns what is wrong with it, [] where all went through."""
    obj = taking.taken_on(row) if taking.taken_on else row[KNOWN]
    for step, names in taking.steps_of(row):
        flow = taking.workflow
        obj = taking.model() if obj is None else obj
        form_class, given = flow.form(step), gate.enter(taking.posted(columns, step, row, names))
        if obj.pk and flow.steps[step].edits:
            gate.keep_unsent(form_class(obj=obj, user=actor), given)
        form = form_class(given, obj=obj, user=actor)
        if not form.is_valid():
            return faults_of(columns, row, {name: list(found) for name, found in form.errors.items()}, form)
        try:
            obj = flow.actions[step](obj, actor=actor, **form.cleaned_data)
        except BusinessError as refusal:
            return faults_of(columns, row, refusal.errors or {ALL: [refusal.message]}, form)
    return []


def faults_of(columns, row, errors, form):
    """[(row number, column name or "", sentence)] of what a form or an action refused, {field: sentences}."""
    cells = {column.posts: column.name for column, _ in columns if column.posts}
    found = []
    for name, sentences in errors.items():
        sentence = "；".join(map(str, sentences))
        if name in form.fields and form.fields[name].widget.needs_multipart_form:
            sentence += NO_FILES
        label = form.fields[name].label if name in form.fields and name not in cells else ""
        found.append((row[ROW], cells.get(name, ""), f"{label}：{sentence}" if label else sentence))
    return found
