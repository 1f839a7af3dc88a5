"""Forms of what fills the scheme and the six forces of a compound: steps of an area that belong to organisations."""

from django import forms
from django.db.models import Q

from governance.areas.workflow import AREA
from governance.kernel.steps.forms import StepForm
from governance.kernel.steps.many import ManyWidget
from governance.organisations.models import Force, Organisation, OrgSlot
from governance.organisations.workflow import IN_FORCE
from governance.people.models.people import Person
from governance.people.workflow.posts import IN_OFFICE


def organisation_choices(area):
    """[(id, name, kind)] of the bodies that may fill a compound's scheme or forces, read once for the whole form."""
    rows = Organisation.objects.serving(area).order_by("kind", "name")
    return list(rows.values_list("pk", "name", "kind"))


class SeveralField(forms.TypedMultipleChoiceField):
    """Some of a few rows; cleans to their primary keys."""

    def __init__(self, **kwargs):
        super().__init__(required=False, coerce=int, empty_value=[], widget=forms.CheckboxSelectMultiple, **kwargs)


class FillForm(StepForm):
    """One question for each slot of the scheme in force."""

    may_ask = {"slot_*": SeveralField(label="各席位上的组织")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.slots = OrgSlot.objects.filter(scheme__code="1+6", scheme__status=IN_FORCE).order_by("no")
        bodies = organisation_choices(self.obj)
        filled = {}
        for slot, body in self.obj.fills.filter(ends_on=None).values_list("slot_id", "organisation_id"):
            filled.setdefault(slot, []).append(body)
        for slot in self.slots:
            choices = [(pk, name) for pk, name, kind in bodies if not slot.kinds or kind in slot.kinds]
            self.fields[f"slot_{slot.no}"] = SeveralField(
                label=slot.name, choices=choices, help_text="" if choices else "本小区还没有这类组织，请先登记组织"
            )
            self.initial[f"slot_{slot.no}"] = filled.get(slot.pk, [])

    def clean(self):
        data = super().clean()
        bodies = Organisation.objects.in_bulk(
            [pk for value in data.values() if isinstance(value, list) for pk in value]
        )
        slots = {slot: [bodies[pk] for pk in data.get(f"slot_{slot.no}", [])] for slot in self.slots}
        return {"slots": slots}


class MusterForm(StepForm):
    """For each force, how many members it should have and who they are."""

    may_ask = {
        "expected_*": forms.IntegerField(label="各力量应到人数", min_value=0, max_value=200),
        "members_*": forms.MultipleChoiceField(label="各力量的成员", required=False),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.forces = list(Force.objects.filter(is_active=True))
        bodies = [(f"o{pk}", name) for pk, name, kind in organisation_choices(self.obj) if kind != "leads"]
        places = Q(appointments__area__path__startswith=self.obj.path) | Q(appointments__area=self.obj.community_id)
        people = Person.objects.filter(places, appointments__status=IN_OFFICE).distinct().order_by("pinyin")
        people = [(f"p{pk}", name) for pk, name in people.values_list("pk", "name")[:300]]
        seats = dict(self.obj.force_seats.values_list("force_id", "expected"))
        present = {}
        for force, person, body in self.obj.force_members.filter(ends_on=None).values_list(
            "force_id", "person_id", "organisation_id"
        ):
            present.setdefault(force, []).append(f"p{person}" if person else f"o{body}")
        for force in self.forces:
            self.fields[f"expected_{force.pk}"] = forms.IntegerField(
                label=f"{force.name} 应到", min_value=0, max_value=200, initial=seats.get(force.pk, 1)
            )
            self.fields[f"members_{force.pk}"] = forms.MultipleChoiceField(
                label=f"{force.name} 成员",
                required=False,
                choices=[("组织", bodies), ("人员", people)],
                initial=present.get(force.pk, []),
                widget=ManyWidget,
            )

    def clean(self):
        data = super().clean()
        chosen = {force: data.get(f"members_{force.pk}", []) for force in self.forces}
        keys = [key for many in chosen.values() for key in many]
        people = Person.objects.in_bulk([int(key[1:]) for key in keys if key[0] == "p"])
        bodies = Organisation.objects.in_bulk([int(key[1:]) for key in keys if key[0] == "o"])
        return {
            "forces": {
                force: {
                    "expected": data.get(f"expected_{force.pk}") or 0,
                    "people": [people[int(key[1:])] for key in chosen[force] if key[0] == "p"],
                    "organisations": [bodies[int(key[1:])] for key in chosen[force] if key[0] == "o"],
                }
                for force in self.forces
            }
        }


AREA.use_forms({"fill": FillForm, "muster": MusterForm})
