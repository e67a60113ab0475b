"""The inside of targets, and the attempts to verify them, for machines."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from intelligence.api.acts import Done, acted
from intelligence.models import Hazard, Room, SketchMark, VerificationAttempt
from intelligence.queries.lists import every
from intelligence.queries.premises import rooms_seen_from
from intelligence.services import premises
from intelligence.services.targets import log_verification
from taskforce.accounts.models import User
from taskforce.kit.api import ScopedViewSet, SeenFields, caller

DRAWN = ["public_id", "version", "reference", "target", "kind", "added_at", "withdrawn_at"]


class OnTargetFields(SeenFields):
    """What stands on one target names it by its public id."""

    target = serializers.UUIDField(source="target.public_id", read_only=True)


class RoomSerializer(OnTargetFields):
    name = serializers.CharField()
    floor = serializers.CharField()
    note = serializers.CharField()
    sightline_to = serializers.SerializerMethodField()

    class Meta:
        model = Room
        fields = [*DRAWN, "lock", "holds", "name", "floor", "note", "sightline_to"]

    def get_sightline_to(self, room: Room) -> list[UUID]:
        """The rooms in its sight, as the caller sees them."""
        return rooms_seen_from(self.context["request"].user, room)


class RoomInput(serializers.Serializer[Any]):
    """What is known of a room, and the rooms one sees into from it."""

    kind = serializers.ChoiceField(choices=Room.Kind.choices)
    name = serializers.CharField(max_length=80)
    floor = serializers.CharField(max_length=80, default="", allow_blank=True)
    lock = serializers.ChoiceField(choices=Room.Lock.choices, default=Room.Lock.UNKNOWN)
    holds = serializers.IntegerField(min_value=0, max_value=999, default=None, allow_null=True)
    note = serializers.CharField(max_length=2000, default="", allow_blank=True)
    sees = serializers.ListField(child=serializers.UUIDField(), default=list)


class NewRoom(RoomInput):
    target = serializers.UUIDField()


class ChangedRoom(RoomInput):
    version = serializers.IntegerField()


class HazardSerializer(OnTargetFields):
    note = serializers.CharField()
    room = serializers.UUIDField(source="room.public_id", default=None, read_only=True)

    class Meta:
        model = Hazard
        fields = [*DRAWN, "note", "room", "seen_at"]


class HazardInput(serializers.Serializer[Any]):
    """What is known of a hazard; room and report are on the same target."""

    kind = serializers.ChoiceField(choices=Hazard.Kind.choices)
    note = serializers.CharField(max_length=2000)
    seen_at = serializers.DateTimeField()
    room = serializers.UUIDField(default=None, allow_null=True)
    report = serializers.UUIDField(default=None, allow_null=True)


class NewHazard(HazardInput):
    target = serializers.UUIDField()


class ChangedHazard(HazardInput):
    version = serializers.IntegerField()


class SketchMarkSerializer(OnTargetFields):
    label = serializers.CharField()  # type: ignore[assignment]  # DRF takes declared fields off the class
    sketch = serializers.UUIDField(source="sketch.public_id", read_only=True)

    class Meta:
        model = SketchMark
        fields = [*DRAWN, "sketch", "number", "label", "x", "y"]


class MarkInput(serializers.Serializer[Any]):
    """One mark: per cent from the upper left, or a field of the coarse grid (A1 to F4)."""

    kind = serializers.ChoiceField(choices=SketchMark.Kind.choices)
    label = serializers.CharField(max_length=200, default="", allow_blank=True)  # type: ignore[assignment]  # as above
    x = serializers.IntegerField(min_value=0, max_value=100, default=None, allow_null=True)
    y = serializers.IntegerField(min_value=0, max_value=100, default=None, allow_null=True)
    cell = serializers.CharField(max_length=2, default="", allow_blank=True)


class NewMark(MarkInput):
    sketch = serializers.UUIDField()


class ChangedMark(MarkInput):
    version = serializers.IntegerField()


class AttemptSerializer(OnTargetFields):
    note = serializers.CharField(allow_null=True)

    class Meta:
        model = VerificationAttempt
        fields = ["public_id", "version", "reference", "target", "method", "result", "attempted_at", "note"]


class NewAttempt(serializers.Serializer[Any]):
    target = serializers.UUIDField()
    method = serializers.ChoiceField(choices=VerificationAttempt.Method.choices)
    result = serializers.ChoiceField(choices=VerificationAttempt.Result.choices)
    attempted_at = serializers.DateTimeField()
    note = serializers.CharField(max_length=4000, default="", allow_blank=True)


def given(form: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    """What the caller sent, as facts; refused with INVALID where it is not whole."""
    filled = form(data=request.data)
    filled.is_valid(raise_exception=True)
    return dict(filled.validated_data)


class _Withdrawn(ScopedViewSet):
    """What can be taken away again."""

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, public_id: Any) -> Response:
        model = self.get_queryset().model
        premises.withdraw_from_target(model, row_id=public_id, by=caller(request), at=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)

    def made(self, row: Any, code: int = status.HTTP_201_CREATED) -> Response:
        return Response(self.get_serializer(row).data, status=code)


class Rooms(_Withdrawn):
    """The rooms of the targets the caller sees."""

    queryset = every(Room)
    serializer_class = RoomSerializer

    @extend_schema(request=NewRoom, responses={201: RoomSerializer})
    def create(self, request: Request) -> Response:
        facts = given(NewRoom, request)
        target, sees = facts.pop("target"), facts.pop("sees")
        room = premises.RoomGiven(**facts)
        return self.made(
            premises.add_room(target_id=target, room=room, sees=sees, by=caller(request), at=timezone.now())
        )

    @extend_schema(request=ChangedRoom, responses={200: RoomSerializer})
    def update(self, request: Request, public_id: Any) -> Response:
        facts = given(ChangedRoom, request)
        version, sees = facts.pop("version"), facts.pop("sees")
        room = premises.RoomGiven(**facts)
        row = premises.change_room(room_id=public_id, version=version, room=room, sees=sees, by=caller(request))
        return self.made(row, status.HTTP_200_OK)


class Hazards(_Withdrawn):
    """The hazards at the targets the caller sees."""

    queryset = every(Hazard)
    serializer_class = HazardSerializer

    @extend_schema(request=NewHazard, responses={201: HazardSerializer})
    def create(self, request: Request) -> Response:
        facts = given(NewHazard, request)
        target, hazard = facts.pop("target"), premises.HazardGiven(**facts)
        return self.made(premises.add_hazard(target_id=target, hazard=hazard, by=caller(request), at=timezone.now()))

    @extend_schema(request=ChangedHazard, responses=Done)
    def update(self, request: Request, public_id: Any) -> Response:
        """Write anew what is known of it: all of it, as when it was added."""

        def does(*, by: User, version: int, **facts: Any) -> Hazard:
            hazard = premises.HazardGiven(**facts)
            return premises.change_hazard(hazard_id=public_id, version=version, hazard=hazard, by=by, at=timezone.now())

        return acted(request, ChangedHazard, does)


class Marks(_Withdrawn):
    """The marks on the sketches of the targets the caller sees."""

    queryset = every(SketchMark)
    serializer_class = SketchMarkSerializer

    @extend_schema(request=NewMark, responses={201: SketchMarkSerializer})
    def create(self, request: Request) -> Response:
        facts = given(NewMark, request)
        sketch, mark = facts.pop("sketch"), premises.MarkGiven(**facts)
        return self.made(premises.add_mark(sketch_id=sketch, mark=mark, by=caller(request), at=timezone.now()))

    @extend_schema(request=ChangedMark, responses=Done)
    def update(self, request: Request, public_id: Any) -> Response:
        """Move it, or name it anew."""

        def does(*, by: User, version: int, **facts: Any) -> SketchMark:
            return premises.change_mark(mark_id=public_id, version=version, mark=premises.MarkGiven(**facts), by=by)

        return acted(request, ChangedMark, does)


class Attempts(ScopedViewSet):
    """The attempts to verify the targets the caller sees."""

    queryset = every(VerificationAttempt)
    serializer_class = AttemptSerializer

    @extend_schema(request=NewAttempt, responses={201: AttemptSerializer})
    def create(self, request: Request) -> Response:
        facts = given(NewAttempt, request)
        row = log_verification(target_id=facts.pop("target"), by=caller(request), at=timezone.now(), **facts)
        return Response(self.get_serializer(row).data, status=status.HTTP_201_CREATED)
