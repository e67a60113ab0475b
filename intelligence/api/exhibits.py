"""Exhibits, their custody and disclosure reviews for machines: the services of the pages, and their refusals."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from intelligence.api.acts import acted, posts
from intelligence.api.premises import given
from intelligence.models import CustodyTransfer, DisclosureReview, EvidenceItem, ExhibitDisclosure
from intelligence.queries.exhibits import chain_of, standing_of
from intelligence.queries.lists import every
from intelligence.services import custody, exhibits
from taskforce.access.services import find
from taskforce.accounts.models import User
from taskforce.kit.api import ScopedViewSet, SeenFields, caller


class ExhibitSerializer(SeenFields):
    description = serializers.CharField()
    place = serializers.CharField()
    basis_words = serializers.CharField()

    class Meta:
        model = EvidenceItem
        fields = [
            "public_id", "version", "reference", "number", "kind", "description", "place", "basis", "basis_words",
            "obtained_at", "logged_at", "perishable_until",
        ]  # fmt: skip


class StepSerializer(SeenFields):
    place = serializers.CharField()
    reason = serializers.CharField()
    by = serializers.UUIDField(source="by.public_id", read_only=True)
    receiver = serializers.UUIDField(source="receiver.public_id", default=None, read_only=True)

    class Meta:
        model = CustodyTransfer
        fields = [
            "public_id", "position", "step", "by", "receiver", "at", "seal_before", "seal_after", "condition", "place",
            "reason", "previous", "digest",
        ]  # fmt: skip


class CustodySerializer(serializers.Serializer[Any]):
    """How an exhibit stands, and every row of its chain."""

    holder = serializers.CharField()
    offered_to = serializers.CharField()
    seal = serializers.CharField(source="custody.seal")
    is_broken = serializers.BooleanField(source="custody.is_broken")
    is_altered = serializers.BooleanField(source="custody.is_altered")
    is_held = serializers.BooleanField(source="custody.is_held")
    is_disposed = serializers.BooleanField(source="custody.is_disposed")
    is_overdue = serializers.BooleanField()
    chain = StepSerializer(many=True)


class NewExhibit(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=EvidenceItem.Kind.choices)
    description = serializers.CharField(max_length=4000)
    place = serializers.CharField(max_length=400)
    basis = serializers.ChoiceField(choices=EvidenceItem.Basis.choices)
    basis_words = serializers.CharField(max_length=400, default="", allow_blank=True)
    obtained_at = serializers.DateTimeField()
    perishable_until = serializers.DateTimeField(default=None, allow_null=True)
    target = serializers.UUIDField(default=None, allow_null=True)
    seal = serializers.CharField(max_length=32)


class Looked(serializers.Serializer[Any]):
    """What somebody finds who takes an exhibit into their hands."""

    seal = serializers.CharField(max_length=32)
    condition = serializers.ChoiceField(choices=CustodyTransfer.Condition.choices)
    place = serializers.CharField(max_length=400)
    reason = serializers.CharField(max_length=2000, default="", allow_blank=True)


class Offered(Looked):
    to = serializers.UUIDField()
    new_seal = serializers.CharField(max_length=32, default="", allow_blank=True)


class Reason(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=2000)


class Disclosed(serializers.Serializer[Any]):
    to = serializers.UUIDField(help_text="A prosecution agency.")


class Explained(Reason):
    new_seal = serializers.CharField(max_length=32)


class Exhibits(ScopedViewSet):
    """The exhibits the caller sees; taking one in; and each step of its custody."""

    queryset = every(EvidenceItem)
    serializer_class = ExhibitSerializer

    @extend_schema(request=NewExhibit, responses={201: ExhibitSerializer})
    def create(self, request: Request) -> Response:
        facts = given(NewExhibit, request)
        seal, target = facts.pop("seal"), facts.pop("target")
        item = exhibits.receive_exhibit(
            exhibit=exhibits.ExhibitGiven(**facts), seal=seal, target_id=target, by=caller(request), at=timezone.now()
        )
        return Response(self.get_serializer(item).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses={200: CustodySerializer})
    @action(detail=True, methods=["get"])
    def custody(self, request: Request, public_id: Any) -> Response:
        """How it stands, and its chain; looking at it is on record like looking at the exhibit."""
        self.retrieve(request, public_id=public_id)
        item = self.get_object()
        stands = standing_of(item, now=timezone.now())
        said = CustodySerializer(_Told(stands, chain_of(caller(request), item)), context={"request": request})
        return Response(said.data)

    @extend_schema(request=Offered, responses={201: StepSerializer})
    @action(detail=True, methods=["post"], url_path="hand-over")
    def hand_over(self, request: Request, public_id: Any) -> Response:
        return self._step(custody.offer_exhibit, Offered, request, public_id)

    @extend_schema(request=Looked, responses={201: StepSerializer})
    @action(detail=True, methods=["post"])
    def take(self, request: Request, public_id: Any) -> Response:
        return self._step(custody.accept_exhibit, Looked, request, public_id)

    @extend_schema(request=Looked, responses={201: StepSerializer})
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, public_id: Any) -> Response:
        return self._step(custody.decline_exhibit, Looked, request, public_id)

    @extend_schema(request=Looked, responses={201: StepSerializer})
    @action(detail=True, methods=["post"])
    def check(self, request: Request, public_id: Any) -> Response:
        return self._step(custody.check_custody, Looked, request, public_id)

    @extend_schema(request=Explained, responses={201: StepSerializer})
    @action(detail=True, methods=["post"])
    def explain(self, request: Request, public_id: Any) -> Response:
        return self._step(custody.explain_break, Explained, request, public_id)

    @extend_schema(request=Reason, responses={201: StepSerializer})
    @action(detail=True, methods=["post"])
    def hold(self, request: Request, public_id: Any) -> Response:
        return self._step(custody.place_hold, Reason, request, public_id)

    @extend_schema(request=Reason, responses={201: StepSerializer})
    @action(detail=True, methods=["post"])
    def lift(self, request: Request, public_id: Any) -> Response:
        return self._step(custody.lift_hold, Reason, request, public_id)

    @extend_schema(request=Reason, responses={201: StepSerializer})
    @action(detail=True, methods=["post"])
    def consent(self, request: Request, public_id: Any) -> Response:
        return self._step(custody.consent_to_disposal, Reason, request, public_id)

    @extend_schema(request=Reason, responses={201: StepSerializer})
    @action(detail=True, methods=["post"])
    def dispose(self, request: Request, public_id: Any) -> Response:
        return self._step(custody.dispose_of_exhibit, Reason, request, public_id)

    @extend_schema(request=None, responses={201: StepSerializer})
    @action(detail=True, methods=["post"])
    def recall(self, request: Request, public_id: Any) -> Response:
        """Keep it after all: it was handed over, and not taken yet."""
        row = custody.recall_offer(item_id=public_id, by=caller(request), at=timezone.now())
        said = StepSerializer(row, context={"request": request})
        return Response(said.data, status=status.HTTP_201_CREATED)

    @posts(Disclosed)
    def disclose(self, request: Request, public_id: Any) -> Response:
        """Let one prosecution see it; the answer names the disclosure."""
        return acted(
            request, Disclosed, lambda **facts: exhibits.disclose_exhibit(item_id=public_id, at=timezone.now(), **facts)
        )  # fmt: skip

    def _step(self, service: Any, form: type[serializers.Serializer[Any]], request: Request, item_id: Any) -> Response:
        facts = given(form, request)
        told = custody.Told(place=facts.pop("place", ""), reason=facts.pop("reason", ""))
        if "seal" in facts:
            facts["found"] = custody.Found(facts.pop("seal"), facts.pop("condition"))
        row = service(item_id=item_id, told=told, by=caller(request), at=timezone.now(), **facts)
        said = StepSerializer(row, context={"request": request})
        return Response(said.data, status=status.HTTP_201_CREATED)


class _Told:
    """How an exhibit stands, with its chain, for the serializer."""

    def __init__(self, stands: Any, chain: list[CustodyTransfer]) -> None:
        self.holder, self.offered_to, self.custody = stands.holder, stands.offered_to, stands.custody
        self.is_overdue, self.chain = stands.is_overdue, chain


class DisclosureSerializer(SeenFields):
    item = serializers.UUIDField(source="item.public_id")
    recipient = serializers.SlugRelatedField[Any](slug_field="code", read_only=True)

    class Meta:
        model = ExhibitDisclosure
        fields = ["public_id", "version", "reference", "item", "recipient", "at", "ended_at"]


class Disclosures(ScopedViewSet):
    """To which prosecution an exhibit is, or was, disclosed; and taking that back."""

    queryset = every(ExhibitDisclosure).select_related("item", "recipient")
    serializer_class = DisclosureSerializer

    @posts(None)
    def stop(self, request: Request, public_id: Any) -> Response:
        """Take it back: its keys go at once."""

        def does(*, by: User) -> ExhibitDisclosure:
            exhibits.stop_disclosing(disclosure_id=public_id, by=by, at=timezone.now())
            return find(ExhibitDisclosure, by, public_id=public_id)

        return acted(request, None, does)


class DisclosureReviewSerializer(SeenFields):
    proposed = serializers.CharField()
    protection = serializers.CharField()

    class Meta:
        model = DisclosureReview
        fields = [
            "public_id", "version", "reference", "proposed", "protection", "asked_at", "decision", "decided_at",
        ]  # fmt: skip


class NewReview(serializers.Serializer[Any]):
    report = serializers.UUIDField()
    of = serializers.UUIDField()
    proposed = serializers.CharField(max_length=8000)
    text_is_clean = serializers.BooleanField(default=False)


class Decided(serializers.Serializer[Any]):
    version = serializers.IntegerField()
    decision = serializers.ChoiceField(choices=DisclosureReview.Decision.choices)
    protection = serializers.CharField(max_length=4000)


class Sealing(serializers.Serializer[Any]):
    seal = serializers.CharField(max_length=32)


class Reviews(ScopedViewSet):
    """The disclosure reviews the caller asked for, or can decide."""

    queryset = every(DisclosureReview)
    serializer_class = DisclosureReviewSerializer

    @extend_schema(request=NewReview, responses={201: DisclosureReviewSerializer})
    def create(self, request: Request) -> Response:
        facts = given(NewReview, request)
        row = exhibits.ask_for_review(report_id=facts.pop("report"), by=caller(request), at=timezone.now(), **facts)
        return Response(self.get_serializer(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=Decided, responses={200: DisclosureReviewSerializer})
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, public_id: Any) -> Response:
        facts = given(Decided, request)
        row = exhibits.decide_review(review_id=public_id, by=caller(request), at=timezone.now(), **facts)
        return Response(self.get_serializer(row).data)

    @extend_schema(request=Sealing, responses={201: ExhibitSerializer})
    @action(detail=True, methods=["post"])
    def convert(self, request: Request, public_id: Any) -> Response:
        item = exhibits.convert_report(
            review_id=public_id, by=caller(request), at=timezone.now(), **given(Sealing, request)
        )
        said = ExhibitSerializer(item, context={"request": request})
        return Response(said.data, status=status.HTTP_201_CREATED)
