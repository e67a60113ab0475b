"""Reports for machines."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from intelligence.api.decisions import ReportActs
from intelligence.models import Grade, IntelligenceReport, TargetLink
from intelligence.queries.lists import every
from intelligence.services.reports import GradeGiven, ReportGiven, log_report
from taskforce.kit.api import ScopedViewSet, SeenFields, caller


class GradeSerializer(SeenFields):
    rationale = serializers.CharField()

    class Meta:
        model = Grade
        fields = ["scheme", "source_code", "info_code", "rationale", "at"]


class ReportSerializer(SeenFields):
    text = serializers.CharField()
    grades = GradeSerializer(many=True, read_only=True)

    class Meta:
        model = IntelligenceReport
        fields = [
            "public_id", "version", "reference", "source_type", "source_ref", "access", "text", "observed_at",
            "speaks_of_child", "indicators", "is_lawful", "legal_basis", "attested_at", "unlawful_at",
            "handling_scheme", "handling_code", "handling_conditions", "goes_out", "origin_declared", "logged_at",
            "retracted_at", "retention_due", "purged_at", "grades",
        ]  # fmt: skip


class WrittenInput(serializers.Serializer[Any]):
    """What a report says, how it may be handled, and its two grades, which are mandatory as on the page."""

    access = serializers.ChoiceField(choices=IntelligenceReport.Access.choices)
    text = serializers.CharField(max_length=20000)
    observed_at = serializers.DateTimeField()
    speaks_of_child = serializers.BooleanField(default=False)
    indicators = serializers.ListField(child=serializers.CharField(max_length=8), default=list)
    legal_basis = serializers.CharField(max_length=16, required=False, default="", allow_blank=True)
    handling_code = serializers.CharField(max_length=4, required=False, default="", allow_blank=True)
    handling_conditions = serializers.ListField(child=serializers.CharField(max_length=8), default=list)
    text_is_clean = serializers.BooleanField(default=False)
    scheme = serializers.CharField(max_length=16)
    source_code = serializers.CharField(max_length=1)
    info_code = serializers.CharField(max_length=1)
    rationale = serializers.CharField(max_length=2000)


class ReportInput(WrittenInput):
    """What a report is logged with, and where it comes from."""

    source_type = serializers.ChoiceField(choices=IntelligenceReport.SourceType.choices)
    source_ref = serializers.CharField(max_length=32)
    origin_declared = serializers.BooleanField(default=True)
    target = serializers.UUIDField(required=False, default=None, allow_null=True)
    stance = serializers.ChoiceField(choices=TargetLink.Says.choices, required=False, default="")


def grade_in(facts: dict[str, Any]) -> GradeGiven:
    """Take the grade out of what a machine sent."""
    return GradeGiven(*(facts.pop(name) for name in ("scheme", "source_code", "info_code", "rationale")))


class Reports(ReportActs, ScopedViewSet):
    """The reports the caller sees, newest first; and logging one."""

    queryset = every(IntelligenceReport)
    serializer_class = ReportSerializer

    @extend_schema(request=ReportInput, responses={201: ReportSerializer})
    def create(self, request: Request) -> Response:
        given = ReportInput(data=request.data)
        given.is_valid(raise_exception=True)
        facts = dict(given.validated_data)
        grade = grade_in(facts)
        target, stance = facts.pop("target"), facts.pop("stance")
        report = log_report(
            by=caller(request), at=timezone.now(), report=ReportGiven(**facts), grade=grade, target_id=target,
            stance=stance,
        )  # fmt: skip
        return Response(self.get_serializer(report).data, status=status.HTTP_201_CREATED)
