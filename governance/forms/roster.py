"""The upload of a roster."""

from governance.kernel.filefield import MultiFileField
from governance.kernel.forms import StepForm


class RosterForm(StepForm):
    """One workbook made from the template."""

    file = MultiFileField(extensions=("xlsx",), label="花名册", most=1, least=1)
