"""Forms of the templates."""

from django import forms

from governance.kernel.papers import templates
from governance.kernel.steps.filefield import MultiFileField
from governance.kernel.steps.forms import NoteForm, SentenceField, StepForm
from governance.rules_table.forms import SentenceForm

from .choices import kind_choices
from .workflow import TEMPLATE


class ProposeForm(StepForm):
    """For which paper, the file, and why."""

    kind = forms.ChoiceField(label="文书", choices=kind_choices)
    paper = MultiFileField(
        label="模板文件",
        extensions=("docx",),
        most=1,
        least=1,
        limit_mb=templates.LIMIT_MB,
        help_text=f"Word 文档（.docx），不超过 {templates.LIMIT_MB} MB；字段见“文书模板”页的字段表",
    )
    reason = SentenceField(label="说明", max_length=200, help_text="为什么更换、依据什么格式要求")


TEMPLATE.use_forms(
    {
        "propose": ProposeForm,
        "confirm": NoteForm,
        "refuse": SentenceForm,
        "withdraw": NoteForm,
        "restore": SentenceForm,
    }
)
