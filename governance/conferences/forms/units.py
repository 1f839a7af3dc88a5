"""Forms of a member unit of the joint conference."""

from django import forms

from governance.areas.models import Area
from governance.conferences.workflow.units import UNIT
from governance.kernel.steps.authority import gives_authority
from governance.kernel.steps.forms import ReasonForm, StepForm
from governance.organisations.models import Organisation
from governance.people.models.people import Person

from .choices import conference_areas, speakers, units_near


class OrderForm(StepForm):
    """The place of a unit in the order; who speaks for it is changed by two people."""

    order = forms.IntegerField(label="排序", min_value=0, max_value=999, required=False)

    def clean_order(self):
        return self.cleaned_data["order"] or 0


class SpeakerForm(StepForm):
    """Who speaks for a standing member unit; another unit joins by a row of its own, which another person confirms."""

    person = forms.ModelChoiceField(Person.objects.none(), label="代表", required=False, empty_label="待定")
    is_chair = forms.BooleanField(label="召集人", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = speakers()


class AddUnitForm(SpeakerForm, OrderForm):
    area = forms.ModelChoiceField(Area.objects.none(), label="联席会议", to_field_name="code", empty_label=None)
    unit = forms.ModelChoiceField(Organisation.objects.none(), label="单位", empty_label="请选择")
    field_order = ("area", "unit", "person", "order", "is_chair")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        areas = conference_areas(self.user)
        self.fields["area"].queryset = areas
        if (place := areas.first()) is not None:
            self.fields["unit"].queryset = units_near(place.pk)


UNIT.use_forms(
    {
        "add": AddUnitForm,
        "edit": OrderForm,
        "ask_change": SpeakerForm,
        "decline": ReasonForm,
        "ask_stop": ReasonForm,
    }
)
gives_authority(UNIT, {"add": ("unit", "person", "area"), "ask_change": ("person",)})
