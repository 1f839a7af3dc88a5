"""Deliberations in the API."""

from rest_framework import serializers

from governance.kernel.api.viewsets import ScopedViewSet, register
from governance.kernel.pages.keyset import Order

from .ballots import Motion
from .models import Deliberation
from .objections import Objection
from .tables import DeliberationFilter
from .workflow import DELIBERATION


class MotionSerializer(serializers.ModelSerializer):
    outcome = serializers.CharField(read_only=True, help_text="本项的结果，写法同议事的结果；计票前为空")

    class Meta:
        model = Motion
        fields = [
            "id",
            "no",
            "text",
            "yes",
            "no_votes",
            "abstain",
            "yes_area",
            "no_area",
            "abstain_area",
            "passed",
            "outcome",
            "formula",
        ]


class ObjectionSerializer(serializers.ModelSerializer):
    raised_by = serializers.CharField(source="shown_by", read_only=True, help_text="异议人，已脱敏")

    class Meta:
        model = Objection
        fields = ["id", "raised_by", "raised_on", "text", "answer", "answered_on", "status"]


class DeliberationSerializer(serializers.ModelSerializer):
    """The result is computed from the counts by the rule in `rule_text`; areas are m².

    `roll_text` says on which roll the base rests.  `roll_heads` and `roll_area`
    are what the roll of the day said, null where none was in force; the greater
    of them and of `entitled`, `entitled_area` judges, each on its own.  With `effect` "consults" the
    result binds no owner, and `bring_to` says where the matter must be brought.  `passed` is true where
    all motions passed; what rests on one motion follows `passed` of that motion.
    """

    area = serializers.CharField(source="area.code")
    motions = MotionSerializer(many=True)
    objections = ObjectionSerializer(many=True)
    effect = serializers.CharField(help_text="decides 为决定，consults 为协商")
    outcome = serializers.CharField(
        help_text="通过、未通过、协商一致、未协商一致、形成支部决议、未形成支部决议、会议不成立；各项结果不同的，逐项写明；计票前为空"
    )
    bring_to = serializers.CharField()
    base_note = serializers.CharField(
        read_only=True, help_text="所填应到与名册不同的，写明两者；没有名册的，写明只按所填应到计算；其余为空"
    )
    roll_shortfall = serializers.CharField(
        read_only=True, help_text="只按所填应到达到比例、按名册未达到的事项和办法；没有的为空"
    )
    effective_on = serializers.DateField(read_only=True, allow_null=True)
    publicity_is_provisional = serializers.BooleanField(read_only=True)
    effect_is_provisional = serializers.BooleanField(read_only=True)

    class Meta:
        model = Deliberation
        fields = [
            "id",
            "title",
            "area",
            "body",
            "matter",
            "building",
            "method",
            "notice_on",
            "held_on",
            "held_time",
            "place",
            "chair",
            "clerk",
            "entitled",
            "present",
            "entitled_area",
            "present_area",
            "roll",
            "roll_heads",
            "roll_area",
            "roll_text",
            "deviation_reason",
            "count_by",
            "convener",
            "proposers",
            "party_studied_on",
            "short_notice_reason",
            "matter_told",
            "matter_reason",
            "owners_matters",
            "elects",
            "is_quorate",
            "passed",
            "effect",
            "outcome",
            "base_note",
            "roll_shortfall",
            "bring_to",
            "rule_text",
            "publicised_on",
            "publicity_until",
            "publicity_is_provisional",
            "publicity_place",
            "effective_on",
            "effect_is_provisional",
            "is_entered_late",
            "verified_on",
            "must_check_matter",
            "matter_checked_on",
            "status",
            "version",
            "updated_at",
            "motions",
            "objections",
        ]


class DeliberationViewSet(ScopedViewSet):
    queryset = Deliberation.objects.select_related("area__community").defer("agenda", "minutes", "dissent")
    prefetch = ("motions", "objections")
    serializer_class = DeliberationSerializer
    filterset, workflow = DeliberationFilter, DELIBERATION
    order = Order("id")


register("deliberations", DeliberationViewSet)
