"""What is decided on a report, for machines: the services and refusals of the pages. No act gives content back."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from intelligence.models import (
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
from intelligence.services import consents, danger, handling, lawfulness, reports, retention
from taskforce.access.knowing import Purpose
from taskforce.access.models import Dissemination, Record
from taskforce.access.services import find
from taskforce.kit.api import ScopedViewSet, SeenFields, caller


class Done(serializers.Serializer[Any]):
    """The row that an act made or changed."""

    public_id = serializers.UUIDField()
    reference = serializers.CharField()
    version = serializers.IntegerField()


class GradeInput(serializers.Serializer[Any]):
    scheme = serializers.CharField(max_length=16)
    source_code = serializers.CharField(max_length=1)
    info_code = serializers.CharField(max_length=1)
    rationale = serializers.CharField(max_length=2000)


class LinkInput(serializers.Serializer[Any]):
    target = serializers.UUIDField()
    stance = serializers.ChoiceField(choices=TargetLink.Says.choices)


class DeriveInput(serializers.Serializer[Any]):
    rests_on = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=ReportDerivation.Kind.choices)


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


def _act(request: Request, given: type[serializers.Serializer[Any]] | None, does: Callable[..., Record]) -> Response:
    """Check what was sent, let the service act as the caller, and say which row it was."""
    facts: dict[str, Any] = {}
    if given is not None:
        sent = given(data=request.data)
        sent.is_valid(raise_exception=True)
        facts = dict(sent.validated_data)
    return Response(Done(does(by=caller(request), **facts)).data)


def _posts(given: type[serializers.Serializer[Any]] | None, **options: Any) -> Callable[[Any], Any]:
    """An act on one row, and its place in the OpenAPI document."""

    def declared(method: Any) -> Any:
        return action(detail=True, methods=["post"], **options)(extend_schema(request=given, responses=Done)(method))

    return declared


class ReportActs:
    """The acts on one report, for the endpoint of reports."""

    @_posts(GradeInput)
    def regrade(self, request: Request, public_id: Any) -> Response:
        """Grade it anew, in the scheme that is named; the former grades stay."""

        def does(*, by: Any, **facts: Any) -> Record:
            reports.regrade_report(report_id=public_id, grade=reports.GradeGiven(**facts), by=by, at=timezone.now())
            return find(IntelligenceReport, by, public_id=public_id)

        return _act(request, GradeInput, does)

    @_posts(LinkInput)
    def link(self, request: Request, public_id: Any) -> Response:
        """Say that it speaks of a target, and how."""

        def does(*, by: Any, target: Any, stance: str) -> Record:
            at = timezone.now()
            return reports.link_report(report_id=public_id, target_id=target, stance=stance, by=by, at=at).report

        return _act(request, LinkInput, does)

    @_posts(DeriveInput)
    def derive(self, request: Request, public_id: Any) -> Response:
        """Say that it rests on another."""

        def does(*, by: Any, rests_on: Any, kind: str) -> Record:
            return reports.declare_derivation(child_id=public_id, parent_id=rests_on, kind=kind, by=by).child

        return _act(request, DeriveInput, does)

    @_posts(None)
    def retract(self, request: Request, public_id: Any) -> Response:
        """Withdraw it from all evidence."""
        return _act(request, None, lambda by: reports.retract_report(report_id=public_id, by=by, at=timezone.now()))

    @_posts(HandlingInput)
    def handling(self, request: Request, public_id: Any) -> Response:
        """Enter how it may be handled."""
        return _act(
            request, HandlingInput,
            lambda **facts: handling.set_handling(report_id=public_id, at=timezone.now(), **facts),
        )  # fmt: skip

    @_posts(BasisInput)
    def attest(self, request: Request, public_id: Any) -> Response:
        """Attest on what legal basis it was obtained."""
        return _act(
            request, BasisInput,
            lambda **facts: lawfulness.attest_report(report_id=public_id, at=timezone.now(), **facts),
        )  # fmt: skip

    @_posts(ReasonsInput, url_path="unlawful")
    def mark_unlawful(self, request: Request, public_id: Any) -> Response:
        """Mark it as obtained unlawfully."""
        return _act(
            request, ReasonsInput,
            lambda **facts: lawfulness.mark_unlawful(report_id=public_id, at=timezone.now(), **facts),
        )  # fmt: skip

    @_posts(FactsInput)
    def validate(self, request: Request, public_id: Any) -> Response:
        """Keep it longer for facts learned since."""
        return _act(
            request, FactsInput,
            lambda **facts: retention.validate_report(report_id=public_id, at=timezone.now(), **facts),
        )  # fmt: skip

    @_posts(None, url_path="let-go")
    def let_go(self, request: Request, public_id: Any) -> Response:
        """Decide that it is purged: when another person confirms it, or its day comes."""
        return _act(request, None, lambda by: retention.let_go(report_id=public_id, by=by, at=timezone.now()))

    @_posts(HoldInput)
    def hold(self, request: Request, public_id: Any) -> Response:
        """Place a legal hold on it."""
        return _act(
            request, HoldInput, lambda **facts: retention.place_hold(report_id=public_id, at=timezone.now(), **facts)
        )  # fmt: skip

    @_posts(AskInput)
    def ask(self, request: Request, public_id: Any) -> Response:
        """Ask its agency to read it."""
        return _act(
            request, AskInput, lambda **facts: consents.ask_consent(report_id=public_id, at=timezone.now(), **facts)
        )  # fmt: skip

    @_posts(WarnInput)
    def warn(self, request: Request, public_id: Any) -> Response:
        """Put words on record that are given because somebody is in danger."""
        return _act(
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

    @_posts(AnswerInput)
    def answer(self, request: Request, public_id: Any) -> Response:
        """Say yes or no."""
        return _act(
            request, AnswerInput,
            lambda **facts: consents.answer_consent(consent_id=public_id, at=timezone.now(), **facts),
        )  # fmt: skip

    @_posts(None)
    def end(self, request: Request, public_id: Any) -> Response:
        """Take it back."""
        return _act(request, None, lambda by: consents.end_consent(consent_id=public_id, by=by, at=timezone.now()))


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

    @_posts(VerdictInput)
    def judge(self, request: Request, public_id: Any) -> Response:
        """Judge whether it was justified."""
        return _act(
            request, VerdictInput,
            lambda **facts: danger.review_danger_assessment(danger_id=public_id, at=timezone.now(), **facts),
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

    @_posts(ReasonsInput)
    def lift(self, request: Request, public_id: Any) -> Response:
        """Lift a mark that somebody else set."""
        return _act(
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

    @_posts(None)
    def confirm(self, request: Request, public_id: Any) -> Response:
        """Confirm as the second person that the report is purged."""
        return _act(request, None, lambda by: retention.confirm_purge(review_id=public_id, by=by, at=timezone.now()))


class HoldSerializer(SeenFields):
    reason = serializers.CharField()

    class Meta:
        model = LegalHold
        fields = ["public_id", "version", "reference", "reason", "placed_at", "until", "released_at"]


class LegalHolds(ScopedViewSet):
    """Legal holds on reports."""

    queryset = every(LegalHold)
    serializer_class = HoldSerializer

    @_posts(None)
    def release(self, request: Request, public_id: Any) -> Response:
        """Release a hold that somebody else placed."""
        return _act(request, None, lambda by: retention.release_hold(hold_id=public_id, by=by, at=timezone.now()))
