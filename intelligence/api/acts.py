"""How one act on a row is declared for machines: the service of the page, its refusals, and no content back."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from taskforce.access.models import Record
from taskforce.kit.api import caller


class Done(serializers.Serializer[Any]):
    """The row that an act made or changed."""

    public_id = serializers.UUIDField()
    reference = serializers.CharField()
    version = serializers.IntegerField()


def acted(request: Request, given: type[serializers.Serializer[Any]] | None, does: Callable[..., Record]) -> Response:
    """Check what was sent, let the service act as the caller, and say which row it was."""
    facts: dict[str, Any] = {}
    if given is not None:
        sent = given(data=request.data)
        sent.is_valid(raise_exception=True)
        facts = dict(sent.validated_data)
    return Response(Done(does(by=caller(request), **facts)).data)


def posts(
    given: type[serializers.Serializer[Any]] | None, *, detail: bool = True, **options: Any
) -> Callable[[Any], Any]:
    """An act on one row, or without `detail` on what the caller names; and its place in the OpenAPI document."""

    def declared(method: Any) -> Any:
        # The document's part goes around the act: inside, the act would take its place.
        return extend_schema(request=given, responses=Done)(action(detail=detail, methods=["post"], **options)(method))

    return declared
