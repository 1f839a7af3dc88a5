"""Cases for programs; case text under the same need-to-know as on the pages."""

from rest_framework import serializers

from governance.kernel.api.viewsets import ScopedViewSet, register
from governance.kernel.models import together
from governance.kernel.pages.keyset import Order

from .models.cases import MediationCase
from .models.parties import Party
from .models.proceedings import Agreement, CaseRecord, Term
from .querysets import Reader
from .tables import LISTED, CaseFilter
from .workflow import CASE

TOLD = ("area__code", "station_id", "closed_on", "version", "updated_at")  # beside what a list shows


class PartyShape(serializers.ModelSerializer):
    """A party of a case, sealed values masked; `reveal` answers with them in full."""

    name = serializers.CharField()
    id_number = serializers.CharField()
    phone = serializers.CharField()
    address = serializers.CharField()
    representative = serializers.CharField()

    class Meta:
        model = Party
        fields = [
            "side", "kind", "name", "id_number", "phone", "address", "people_count", "representative", "consent",
        ]  # fmt: skip


class PartiesShape(serializers.Serializer):
    parties = PartyShape(many=True)


class CaseRecordShape(serializers.ModelSerializer):
    class Meta:
        model = CaseRecord
        fields = ["kind", "no", "held_on", "place", "participants", "text", "result"]


class TermShape(serializers.ModelSerializer):
    class Meta:
        model = Term
        fields = ["text", "obligor", "mode", "due_on", "amount"]


class AgreementShape(serializers.ModelSerializer):
    terms = TermShape(many=True)

    class Meta:
        model = Agreement
        fields = ["form", "made_on", "effective_on", "facts", "terms"]


class CaseShape(serializers.ModelSerializer):
    """What `CaseSerializer` writes, for the API's description."""

    kind_label = serializers.CharField()
    status_label = serializers.CharField()
    area = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    is_provisional = serializers.BooleanField()
    url = serializers.CharField()
    mediators = serializers.CharField()
    reason = serializers.CharField()
    parties = PartyShape(many=True)
    records = CaseRecordShape(many=True)
    agreement = AgreementShape(allow_null=True)

    class Meta:
        model = MediationCase
        optional = [  # for readers of the case; the text comes with one case by itself
            "title", "parties_label", "mediators", "summary", "claims", "location", "origin", "amount",
            "risk", "reason", "told_where", "extension", "parties", "records", "agreement",
        ]  # fmt: skip
        fields = [
            "id", "number", "kind", "kind_label", "status", "status_label", "area", "place", "committee", "station",
            "registered_on", "accepted_on", "due_on", "is_provisional", "closed_on", "is_urgent", "url",
            "version", "updated_at", *optional,
        ]  # fmt: skip


class CaseSerializer(serializers.BaseSerializer):
    """A case as a dict made by hand: a list of 50 takes a millisecond.

    Everybody who sees the row gets kind, place, dates and state; readers also
    get title, mediators and masked party names, and one case by itself comes
    with its text, parties (masked), records and agreement.
    """

    shape = CaseShape

    def to_representation(self, case):
        row = {
            "id": case.pk,
            "number": case.number,
            "kind": case.kind,
            "kind_label": case.get_kind_display(),
            "status": case.status,
            "status_label": case.get_status_display(),
            "area": case.area.code,
            "place": case.place,
            "committee": case.committee_id,
            "station": case.station_id,
            "registered_on": case.registered_on,
            "accepted_on": case.accepted_on,
            "due_on": case.due_on if case.is_open else None,
            "is_provisional": case.is_open and case.is_provisional,
            "closed_on": case.closed_on,
            "is_urgent": case.is_urgent,
            "url": case.get_absolute_url(),
            "version": case.version,
            "updated_at": case.updated_at,
        }
        if not Reader.of(self.context["request"].user).may_read(case):
            return row
        row |= {"title": case.title, "parties_label": case.parties_label, "mediators": case.mediators_label}
        return row if isinstance(self.parent, serializers.ListSerializer) else row | case_text(case)


def case_text(case):
    """The text of one case; sealed values masked."""
    parties, records, agreements, terms = together.rows_of(
        [
            case.parties.filter(is_current=True),
            case.records.all(),
            Agreement.objects.filter(case=case),
            Term.objects.filter(agreement__case=case),
        ]
    )
    agreement = next(iter(agreements), None)
    return {
        "summary": case.summary,
        "claims": case.claims,
        "location": case.location,
        "origin": case.origin,
        "amount": case.amount,
        "risk": case.risk,
        "reason": case.outcome_reason,
        "told_where": case.told_where,
        "extension": case.extension,
        "parties": [masked_party(party) for party in parties],
        "records": [
            {
                "kind": record.kind,
                "no": record.no,
                "held_on": record.held_on,
                "place": record.place,
                "participants": record.participants,
                "text": record.text,
                "result": record.result,
            }
            for record in records
        ],
        "agreement": agreement
        and {
            "form": agreement.form,
            "made_on": agreement.made_on,
            "effective_on": agreement.effective_on,
            "facts": agreement.facts,
            "terms": [
                {
                    "text": term.text,
                    "obligor": term.obligor,
                    "mode": term.mode,
                    "due_on": term.due_on,
                    "amount": term.amount,
                }
                for term in terms
            ],
        },
    }


def masked_party(party):
    return {
        "side": party.side,
        "kind": party.kind,
        "name": party.masked_name,
        "id_number": party.masked_id_number,
        "phone": party.masked_phone,
        "address": party.masked_address,
        "people_count": party.people_count,
        "representative": party.masked_representative,
        "consent": party.consent,
    }


def full_party(party):
    return masked_party(party) | {
        "name": party.name,
        "id_number": party.id_number,
        "phone": party.phone,
        "address": party.address,
        "representative": party.representative,
    }


class CaseViewSet(ScopedViewSet):
    """Mediation cases, the latest first."""

    revealing = ("reveal",)

    queryset = MediationCase.objects.select_related(
        "area__community", "area__compound", "committee__area__parent", "unit"
    )
    serializer_class = CaseSerializer
    filterset, workflow = CaseFilter, CASE
    order = Order("listed_on")
    disclosed = {"reveal": PartiesShape}
    keeps_queries = True

    def get_queryset(self):
        rows = super().get_queryset()
        if self.action != "list":
            return rows.select_related("mediator__person")
        return rows.select_related(None).select_related("area").with_paths().only(*LISTED, *TOLD)

    def disclose(self, step, case):
        """`reveal` answers with the parties in full."""
        if step != "reveal":
            return {}
        return {"parties": [full_party(party) for party in case.parties.filter(is_current=True)]}


register("cases", CaseViewSet)
