"""The result that was posted right after the meeting: recorded, counted and publicised by one form."""

from django import forms

from governance.deliberations.publicity import publicity_rule
from governance.kernel.clock import clock
from governance.kernel.figures.formats import bracketed
from governance.kernel.steps.backdating import VOUCHER
from governance.kernel.steps.filefield import PhotosField
from governance.kernel.steps.following import show_with

NAMES = {"posted_on": "publicised_on", "posted_at": "publicity_place", "posted_photos": "photos"}  # of `publicise`


class PostingFields(forms.Form):
    """Asked for where somebody says that the result hangs already."""

    renamed = NAMES
    is_posted = forms.BooleanField(label="结果已经张贴公示", required=False)
    posted_on = forms.DateField(label="张贴日期", required=False)
    posted_at = forms.CharField(label="公示地点", max_length=60, required=False)
    posted_photos = PhotosField(label="公示照片", required=False, most=6)

    def posting_section(self):
        """The part of the form, in a list; nothing where a form leaves the fields out."""
        return [("计票和公示", ["is_posted", *NAMES])] if "is_posted" in self.fields else []

    def explain_posting(self, row):
        if "is_posted" not in self.fields:
            return
        for name in NAMES:
            show_with(self.fields[name], "is_posted", ("on",))
        if not row.pk:
            return
        rule = publicity_rule(row)
        self.fields["is_posted"].help_text = "勾选的，登记后随即计票并开始公示；不勾选的，以后再计票、公示"
        self.fields["posted_on"].help_text = f"公示不少于 {rule.value} 日{bracketed(rule.basis)}"
        self.initial["posted_on"] = self.initial.get("posted_on") or clock.today()

    def take_posting(self, data):
        """Take what is said of the posting out of the cleaned data: the steps that follow, as [(name, data)]."""
        given = {asked: data.pop(name, None) for name, asked in NAMES.items()}
        if not data.pop("is_posted", False):
            return []
        given["publicity_place"] = given["publicity_place"] or ""
        return [
            ("count", {}),
            ("publicise", {**given, "photos": given["photos"] or (), VOUCHER: data.get(VOUCHER, "")}),
        ]

    def refuse(self, refusal):
        """What the posting is refused for stands under its own fields."""
        is_postings = refusal.refused_by == "publicise"
        for name, asked in NAMES.items():
            if asked in refusal.errors and (is_postings or asked not in self.fields):
                refusal.errors[name] = refusal.errors.pop(asked)
        super().refuse(refusal)
