"""Deconfliction and matching for machines: the same services, queries and refusals as the pages."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from intelligence.api.acts import Done, acted, posts
from intelligence.models import (
    DeconflictionCheck,
    DeconflictionConflict,
    DeconflictionContact,
    EntityApart,
    EntityMerge,
    MatchExchange,
)
from intelligence.queries.lists import every
from intelligence.services.deconfliction import Event, ask_deconfliction
from intelligence.services.deconfliction_answers import (
    ask_outside,
    name_contact,
    resolve_conflict,
    withdraw_check,
    write_answer,
)
from intelligence.services.exchanges import abandon_exchange, answer_exchange, start_exchange, take_file
from intelligence.services.matching import hold_apart, merge_entities, undo_merge
from taskforce.accounts.models import User
from taskforce.kit.api import ScopedViewSet, SeenFields, caller


class CheckSerializer(SeenFields):
    class Meta:
        model = DeconflictionCheck
        fields = [
            "public_id", "version", "reference", "kind", "system", "submitted_at", "window_from", "window_until",
            "radius_m", "result", "closed_at",
        ]  # fmt: skip


class EventInput(serializers.Serializer[Any]):
    """When and where an operation is planned; coordinates and radius together, or none of them."""

    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    latitude = serializers.FloatField(required=False, allow_null=True, default=None)
    longitude = serializers.FloatField(required=False, allow_null=True, default=None)
    radius_m = serializers.IntegerField(required=False, allow_null=True, default=None)


class CheckInput(serializers.Serializer[Any]):
    """A target, and for an operation its time and place."""

    target = serializers.UUIDField()
    event = EventInput(required=False, allow_null=True, default=None)


class OutsideInput(serializers.Serializer[Any]):
    """A target, a time, and which system outside this deployment is asked."""

    target = serializers.UUIDField()
    system = serializers.CharField(max_length=32)
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()


class AnsweredInput(serializers.Serializer[Any]):
    """What a system outside said; of a conflict, whom to call."""

    version = serializers.IntegerField()
    result = serializers.ChoiceField(choices=[c for c in DeconflictionCheck.Result.choices if c[0] != "pending"])
    external_ref = serializers.CharField(max_length=64)
    contact = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)


class Checks(ScopedViewSet):
    """What the caller's agency asked; asking here and outside, writing an answer down, and taking an entry back."""

    queryset = every(DeconflictionCheck)
    serializer_class = CheckSerializer

    @extend_schema(request=CheckInput, responses={201: CheckSerializer})
    def create(self, request: Request) -> Response:
        given = CheckInput(data=request.data)
        given.is_valid(raise_exception=True)
        event = given.validated_data["event"]
        entry = ask_deconfliction(
            target_id=given.validated_data["target"], event=Event(**event) if event else None, by=caller(request),
            at=timezone.now(),
        )  # fmt: skip
        return Response(self.get_serializer(entry).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=CheckSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, public_id: UUID) -> Response:
        entry = withdraw_check(check_id=public_id, by=caller(request), at=timezone.now())
        return Response(self.get_serializer(entry).data)

    @posts(OutsideInput, detail=False)
    def outside(self, request: Request) -> Response:
        """Ask a system outside this deployment; without a wire to it, by telephone."""

        def does(*, target: UUID, **facts: Any) -> DeconflictionCheck:
            return ask_outside(target_id=target, at=timezone.now(), **facts)

        return acted(request, OutsideInput, does)

    @posts(AnsweredInput)
    def answer(self, request: Request, public_id: UUID) -> Response:
        """Write down what a system outside said; once."""
        return acted(
            request, AnsweredInput, lambda **facts: write_answer(check_id=public_id, at=timezone.now(), **facts)
        )  # fmt: skip


class ContactSerializer(SeenFields):
    class Meta:
        model = DeconflictionContact
        fields = ["public_id", "version", "reference", "desk", "phone", "named_at"]


class ContactInput(serializers.Serializer[Any]):
    """A desk, never a private person."""

    desk = serializers.CharField(max_length=80)
    phone = serializers.CharField(max_length=40)


class Contacts(ScopedViewSet):
    """Whom others call at the caller's agency, and whom it calls about a conflict; naming one's own."""

    queryset = every(DeconflictionContact)
    serializer_class = ContactSerializer

    @extend_schema(request=ContactInput, responses={200: Done})
    def create(self, request: Request) -> Response:
        """Name the duty desk of one's own agency, in place of the one before."""
        return acted(request, ContactInput, lambda **facts: name_contact(at=timezone.now(), **facts))


class ConflictSerializer(SeenFields):
    call = serializers.SerializerMethodField()
    counterpart_contact = serializers.CharField()
    resolution = serializers.CharField()

    class Meta:
        model = DeconflictionConflict
        fields = [
            "public_id", "version", "reference", "counterpart_contact", "found_at", "resolved_at", "resolution", "call",
        ]  # fmt: skip

    def get_call(self, conflict: DeconflictionConflict) -> dict[str, str] | None:
        """Whom to call, where the other side is an agency of this deployment."""
        contact = conflict.contact
        return {"desk": contact.desk, "phone": contact.phone} if contact else None

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """`call` is what the field `contact` shows."""
        return super().to_representation(instance) | {"call": self.get_call(instance)}


class ResolutionInput(serializers.Serializer[Any]):
    version = serializers.IntegerField()
    resolution = serializers.CharField(max_length=4000)


class Conflicts(ScopedViewSet):
    """The conflicts of the caller's agency; and settling one."""

    queryset = every(DeconflictionConflict).select_related("contact")
    serializer_class = ConflictSerializer

    @extend_schema(request=ResolutionInput, responses=ConflictSerializer)
    @action(detail=True, methods=["post"])
    def resolve(self, request: Request, public_id: UUID) -> Response:
        given = ResolutionInput(data=request.data)
        given.is_valid(raise_exception=True)
        conflict = resolve_conflict(
            conflict_id=public_id, by=caller(request), at=timezone.now(), **given.validated_data
        )
        return Response(self.get_serializer(conflict).data)


class ExchangeSerializer(SeenFields):
    outgoing = serializers.CharField()
    found = serializers.JSONField()

    class Meta:
        model = MatchExchange
        fields = [
            "public_id", "version", "reference", "partner", "side", "state", "items", "outgoing", "found", "begun_at",
            "stands_until", "ended_at",
        ]  # fmt: skip


class ExchangeInput(serializers.Serializer[Any]):
    """With whom, and the secret both agreed on; with the other side's first file where it began."""

    partner = serializers.CharField(max_length=80)
    secret = serializers.CharField(max_length=200)
    file = serializers.CharField(required=False, allow_blank=True, default="", trim_whitespace=False)


class FileInput(serializers.Serializer[Any]):
    file = serializers.CharField(trim_whitespace=False)


class Exchanges(ScopedViewSet):
    """Matching with other deployments: beginning, answering, and taking their next file. Ours is in `outgoing`."""

    queryset = every(MatchExchange)
    serializer_class = ExchangeSerializer

    @extend_schema(request=ExchangeInput, responses={201: ExchangeSerializer})
    def create(self, request: Request) -> Response:
        given = ExchangeInput(data=request.data)
        given.is_valid(raise_exception=True)
        facts: dict[str, Any] = dict(given.validated_data)
        file = facts.pop("file")
        who: dict[str, Any] = {"by": caller(request), "at": timezone.now()}
        made = answer_exchange(file=file.encode(), **facts, **who) if file else start_exchange(**facts, **who)
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=FileInput, responses=ExchangeSerializer)
    @action(detail=True, methods=["post"])
    def take(self, request: Request, public_id: UUID) -> Response:
        given = FileInput(data=request.data)
        given.is_valid(raise_exception=True)
        exchange = take_file(
            exchange_id=public_id, file=given.validated_data["file"].encode(), by=caller(request), at=timezone.now()
        )
        return Response(self.get_serializer(exchange).data)

    @posts(None)
    def abandon(self, request: Request, public_id: UUID) -> Response:
        """Give it up: its key and what was sent are deleted."""
        return acted(
            request, None, lambda by: abandon_exchange(exchange_id=public_id, by=by, at=timezone.now())
        )  # fmt: skip


class MergeSerializer(SeenFields):
    class Meta:
        model = EntityMerge
        fields = ["public_id", "version", "reference", "reasons", "at", "undone_at"]


class MergeInput(serializers.Serializer[Any]):
    kept = serializers.UUIDField()
    merged = serializers.UUIDField()


class ApartInput(serializers.Serializer[Any]):
    one = serializers.UUIDField()
    other = serializers.UUIDField()


class Merges(ScopedViewSet):
    """What was merged in the caller's agency; merging two, undoing it, and holding two apart."""

    queryset = every(EntityMerge)
    serializer_class = MergeSerializer

    @extend_schema(request=MergeInput, responses={201: MergeSerializer})
    def create(self, request: Request) -> Response:
        given = MergeInput(data=request.data)
        given.is_valid(raise_exception=True)
        merge = merge_entities(
            kept_id=given.validated_data["kept"], merged_id=given.validated_data["merged"], reasons=(),
            by=caller(request), at=timezone.now(),
        )  # fmt: skip
        return Response(self.get_serializer(merge).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=MergeSerializer)
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, public_id: UUID) -> Response:
        merge = undo_merge(merge_id=public_id, by=caller(request), at=timezone.now())
        return Response(self.get_serializer(merge).data)

    @posts(ApartInput, detail=False, url_path="hold-apart")
    def hold_apart(self, request: Request) -> Response:
        """Say that two are not the same: they are suggested no more."""

        def does(*, by: User, one: UUID, other: UUID) -> EntityApart:
            return hold_apart(one_id=one, other_id=other, by=by, at=timezone.now())

        return acted(request, ApartInput, does)
