"""What is decided on a report, for machines: the services and refusals of the pages. No act gives content back."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from intelligence.api.acts import acted, posts
from intelligence.models import (
    AccountContamination,
    DangerAssessment,
    HandlingConsent,
    IntelligenceReport,
    LegalHold,
    ReportDerivation,
    ReviewDecision,
    TargetLink,
    UnlawfulMark,
)
from intelligence.queries.decisions import who_got
from intelligence.queries.lists import every
from intelligence.services import consents, danger, handling, lawfulness, lineage, presence, reports, retention
from taskforce.access.knowing import Purpose
from taskforce.access.models import Dissemination, Record
from taskforce.access.services import find
from taskforce.kit.api import ScopedViewSet, SeenFields, caller


class GradeInput(serializers.Serializer[Any]):
    scheme = serializers.CharField(max_length=16)
    source_code = serializers.CharField(max_length=1)
    info_code = serializers.CharField(max_length=1)
    rationale = serializers.CharField(max_length=2000)


class LinkReportInput(serializers.Serializer[Any]):
    target = serializers.UUIDField()
    stance = serializers.ChoiceField(choices=TargetLink.Says.choices)


class UnlinkInput(serializers.Serializer[Any]):
    target = serializers.UUIDField()
    reason = serializers.CharField(max_length=2000)


class DeriveInput(serializers.Serializer[Any]):
    rests_on = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=ReportDerivation.Kind.choices)


class ContaminateInput(serializers.Serializer[Any]):
    other = serializers.UUIDField()
    how = serializers.ChoiceField(choices=AccountContamination.How.choices)
    reason = serializers.CharField(max_length=2000)


class StrikeInput(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=2000)


class HandlingInput(serializers.Serializer[Any]):
    scheme = serializers.CharField(max_length=16, required=False, default="")
    code = serializers.CharField(max_length=4, allow_blank=True)
    conditions = serializers.ListField(child=serializers.CharField(max_length=8), default=list)


class BasisInput(serializers.Serializer[Any]):
    basis = serializers.CharField(max_length=16)


class ReasonsInput(serializers.Serializer[Any]):
    reasons = serializers.CharField(max_length=4000)


class FactsInput(serializers.Serializer[Any]):
    facts = serializers.CharField(max_length=4000)
    learned_at = serializers.DateTimeField()


class HoldInput(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=2000)
    until = serializers.DateTimeField()


class AskInput(serializers.Serializer[Any]):
    purpose = serializers.ChoiceField(choices=[code.value for code in Purpose])
    need = serializers.CharField(max_length=2000)


class AnswerInput(serializers.Serializer[Any]):
    gives = serializers.BooleanField()


class WarnInput(serializers.Serializer[Any]):
    recipient_id = serializers.UUIDField(required=False, default=None, allow_null=True)
    told = serializers.CharField(max_length=200)
    words = serializers.CharField(max_length=2000)
    danger = serializers.CharField(max_length=2000)


class VerdictInput(serializers.Serializer[Any]):
    verdict = serializers.ChoiceField(choices=DangerAssessment.Verdict.choices)


class DisseminationOut(serializers.ModelSerializer[Dissemination]):
    """Who of another agency was shown the report, by which right and need, under which handling."""

    reader = serializers.UUIDField(source="reader.public_id")
    recipient = serializers.SlugRelatedField[Any](slug_field="code", read_only=True)

    class Meta:
        model = Dissemination
        fields = ["at", "reader", "recipient", "right", "need", "purpose", "handling"]


class ReportActs:
    """The acts on one report, for the endpoint of reports."""

    @posts(GradeInput)
    def regrade(self, request: Request, public_id: Any) -> Response:
        """Grade it anew, in the scheme that is named; the former grades stay."""

        def does(*, by: Any, **facts: Any) -> Record:
            reports.regrade_report(report_id=public_id, grade=reports.GradeGiven(**facts), by=by, at=timezone.now())
            return find(IntelligenceReport, by, public_id=public_id)

        return acted(request, GradeInput, does)

    @posts(LinkReportInput)
    def link(self, request: Request, public_id: Any) -> Response:
        """Say that it speaks of a target, and how."""

        def does(*, by: Any, target: Any, stance: str) -> Record:
            at = timezone.now()
            return reports.link_report(report_id=public_id, target_id=target, stance=stance, by=by, at=at).report

        return acted(request, LinkReportInput, does)

    @posts(UnlinkInput)
    def unlink(self, request: Request, public_id: Any) -> Response:
        """Take it off a target, with the reason."""

        def does(*, target: Any, **facts: Any) -> Record:
            return presence.unlink_report(report_id=public_id, target_id=target, at=timezone.now(), **facts).report

        return acted(request, UnlinkInput, does)

    @posts(DeriveInput)
    def derive(self, request: Request, public_id: Any) -> Response:
        """Say that it rests on another."""

        def does(*, by: Any, rests_on: Any, kind: str) -> Record:
            return reports.declare_derivation(child_id=public_id, parent_id=rests_on, kind=kind, by=by).child

        return acted(request, DeriveInput, does)

    @posts(ContaminateInput)
    def contaminate(self, request: Request, public_id: Any) -> Response:
        """Say that of two survivors' accounts one may have shaped the other."""

        def does(*, other: Any, **facts: Any) -> Record:
            return lineage.declare_contamination(report_id=public_id, other_id=other, at=timezone.now(), **facts)

        return acted(request, ContaminateInput, does)

    @posts(None)
    def retract(self, request: Request, public_id: Any) -> Response:
        """Withdraw it from all evidence."""
        return acted(request, None, lambda by: reports.retract_report(report_id=public_id, by=by, at=timezone.now()))

    @posts(HandlingInput)
    def handling(self, request: Request, public_id: Any) -> Response:
        """Enter how it may be handled."""
        return acted(
            request, HandlingInput,
            lambda **facts: handling.set_handling(report_id=public_id, at=timezone.now(), **facts),
        )  # fmt: skip

    @posts(BasisInput)
    def attest(self, request: Request, public_id: Any) -> Response:
        """Attest on what legal basis it was obtained."""
        return acted(
            request, BasisInput,
            lambda **facts: lawfulness.attest_report(report_id=public_id, at=timezone.now(), **facts),
        )  # fmt: skip

    @posts(ReasonsInput, url_path="unlawful")
    def mark_unlawful(self, request: Request, public_id: Any) -> Response:
        """Mark it as obtained unlawfully."""
        return acted(
            request, ReasonsInput,
            lambda **facts: lawfulness.mark_unlawful(report_id=public_id, at=timezone.now(), **facts),
        )  # fmt: skip

    @posts(FactsInput)
    def validate(self, request: Request, public_id: Any) -> Response:
        """Keep it longer for facts learned since."""
        return acted(
            request, FactsInput,
            lambda **facts: retention.validate_report(report_id=public_id, at=timezone.now(), **facts),
        )  # fmt: skip

    @posts(None, url_path="let-go")
    def let_go(self, request: Request, public_id: Any) -> Response:
        """Decide that it is purged: when another person confirms it, or its day comes."""
        return acted(request, None, lambda by: retention.let_go(report_id=public_id, by=by, at=timezone.now()))

    @posts(HoldInput)
    def hold(self, request: Request, public_id: Any) -> Response:
        """Place a legal hold on it."""
        return acted(
            request, HoldInput, lambda **facts: retention.place_hold(report_id=public_id, at=timezone.now(), **facts)
        )  # fmt: skip

    @posts(AskInput)
    def ask(self, request: Request, public_id: Any) -> Response:
        """Ask its agency to read it."""
        return acted(
            request, AskInput, lambda **facts: consents.ask_consent(report_id=public_id, at=timezone.now(), **facts)
        )  # fmt: skip

    @posts(WarnInput)
    def warn(self, request: Request, public_id: Any) -> Response:
        """Put words on record that are given because somebody is in danger."""
        return acted(
            request, WarnInput,
            lambda **facts: danger.give_danger_assessment(report_id=public_id, at=timezone.now(), **facts),
        )  # fmt: skip

    @extend_schema(responses=DisseminationOut(many=True))
    @action(detail=True)
    def disseminations(self, request: Request, public_id: Any) -> Response:
        """Who of other agencies was shown it: for overseers of its agency."""
        report = find(IntelligenceReport, caller(request), public_id=public_id)
        return Response(DisseminationOut(who_got(caller(request), report), many=True).data)


class ConsentSerializer(SeenFields):
    need = serializers.CharField()

    class Meta:
        model = HandlingConsent
        fields = ["public_id", "version", "reference", "state", "right", "purpose", "need", "asked_at", "answered_at"]


class Consents(ScopedViewSet):
    """Questions for reports that are held back: those the caller decides on, and their own."""

    queryset = every(HandlingConsent)
    serializer_class = ConsentSerializer

    @posts(AnswerInput)
    def answer(self, request: Request, public_id: Any) -> Response:
        """Say yes or no."""
        return acted(
            request, AnswerInput,
            lambda **facts: consents.answer_consent(consent_id=public_id, at=timezone.now(), **facts),
        )  # fmt: skip

    @posts(None)
    def end(self, request: Request, public_id: Any) -> Response:
        """Take it back."""
        return acted(request, None, lambda by: consents.end_consent(consent_id=public_id, by=by, at=timezone.now()))


class DangerSerializer(SeenFields):
    words = serializers.CharField()
    told = serializers.CharField()
    danger = serializers.CharField()

    class Meta:
        model = DangerAssessment
        fields = [
            "public_id", "version", "reference", "told", "words", "danger", "handling", "given_at", "verdict",
            "reviewed_at",
        ]  # fmt: skip


class Dangers(ScopedViewSet):
    """Words that were given because somebody was in danger."""

    queryset = every(DangerAssessment)
    serializer_class = DangerSerializer

    @posts(VerdictInput)
    def judge(self, request: Request, public_id: Any) -> Response:
        """Judge whether it was justified."""
        return acted(
            request, VerdictInput,
            lambda **facts: danger.review_danger_assessment(danger_id=public_id, at=timezone.now(), **facts),
        )  # fmt: skip


class ContaminationSerializer(SeenFields):
    one = serializers.UUIDField(source="one.public_id")
    other = serializers.UUIDField(source="other.public_id")
    reason = serializers.CharField()
    struck_because = serializers.CharField()

    class Meta:
        model = AccountContamination
        fields = [
            "public_id", "version", "reference", "one", "other", "how", "reason", "at", "struck_because", "struck_at",
        ]  # fmt: skip


class Contaminations(ScopedViewSet):
    """Which accounts may have shaped each other; taking that back."""

    queryset = every(AccountContamination).select_related("one", "other")
    serializer_class = ContaminationSerializer

    @posts(StrikeInput)
    def strike(self, request: Request, public_id: Any) -> Response:
        """Take it back: they count as two again."""
        return acted(
            request, StrikeInput,
            lambda **facts: lineage.strike_contamination(contamination_id=public_id, at=timezone.now(), **facts),
        )  # fmt: skip


class UnlawfulMarkSerializer(SeenFields):
    reasons = serializers.CharField()

    class Meta:
        model = UnlawfulMark
        fields = ["public_id", "version", "reference", "reasons", "marked_at", "lifted_at"]


class Unlawfuls(ScopedViewSet):
    """Marks on reports that were obtained unlawfully."""

    queryset = every(UnlawfulMark)
    serializer_class = UnlawfulMarkSerializer

    @posts(ReasonsInput)
    def lift(self, request: Request, public_id: Any) -> Response:
        """Lift a mark that somebody else set."""
        return acted(
            request, ReasonsInput, lambda **facts: lawfulness.lift_mark(mark_id=public_id, at=timezone.now(), **facts)
        )  # fmt: skip


class ReviewDecisionSerializer(SeenFields):
    facts = serializers.CharField()

    class Meta:
        model = ReviewDecision
        fields = [
            "public_id", "version", "reference", "decision", "facts", "learned_at", "decided_at", "former_due",
            "new_due", "confirmed_at",
        ]  # fmt: skip


class Decisions(ScopedViewSet):
    """Reviews of how long reports are kept."""

    queryset = every(ReviewDecision)
    serializer_class = ReviewDecisionSerializer

    @posts(None)
    def confirm(self, request: Request, public_id: Any) -> Response:
        """Confirm as the second person that the report is purged."""
        return acted(request, None, lambda by: retention.confirm_purge(review_id=public_id, by=by, at=timezone.now()))


class HoldSerializer(SeenFields):
    reason = serializers.CharField()

    class Meta:
        model = LegalHold
        fields = ["public_id", "version", "reference", "reason", "placed_at", "until", "released_at"]


class LegalHolds(ScopedViewSet):
    """Legal holds on reports."""

    queryset = every(LegalHold)
    serializer_class = HoldSerializer

    @posts(None)
    def release(self, request: Request, public_id: Any) -> Response:
        """Release a hold that somebody else placed."""
        return acted(request, None, lambda by: retention.release_hold(hold_id=public_id, by=by, at=timezone.now()))
