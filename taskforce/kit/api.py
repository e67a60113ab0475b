"""What every endpoint needs: rows and fields through the policy, problems as problem+json (RFC 9457)."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import ModelSerializer
from rest_framework.views import set_rollback
from rest_framework.viewsets import ReadOnlyModelViewSet

from taskforce.access.reading import put_list_on_record, put_on_record
from taskforce.access.services import fields_of
from taskforce.accounts.models import User
from taskforce.kit.middleware import Turned
from taskforce.kit.purposes import remembered
from taskforce.refusal import NotVisible, Refusal
from taskforce.vault.sealing import DoesNotOpen

# What a row is called, and its version, tell no more than that the caller sees it.
ALWAYS = {"public_id", "version", "reference"}


def caller(request: Request) -> User:
    """Who sent the request. Nobody gets this far without a sign-in; should it ever happen, nothing is done."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


class NewestFirst(CursorPagination):
    """Pages by key, never by offset; the order is one index."""

    page_size = 50
    ordering = "-pk"


if TYPE_CHECKING:
    Serializer = ModelSerializer[Any]
    ViewSet = ReadOnlyModelViewSet[Any]
else:
    Serializer, ViewSet = ModelSerializer, ReadOnlyModelViewSet


class SeenFields(Serializer):
    """Gives each reader only the fields their relation to the row shows."""

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """What the caller sees. What is sealed to others reads null and is named in `locked`."""
        shown = fields_of(self.context["request"].user, instance)
        data: dict[str, Any] = {}
        locked = []
        for field in self._readable_fields:
            name = field.field_name
            if name not in shown and name not in ALWAYS:
                continue
            try:
                value = field.get_attribute(instance)
            except DoesNotOpen:
                value = None
                locked.append(name)
            data[name] = None if value is None else field.to_representation(value)
        return data | ({"locked": locked} if locked else {})


class ScopedViewSet(ViewSet):
    """Reads one model through its policy. Absent and hidden are both 404."""

    lookup_field = "public_id"
    pagination_class = NewestFirst

    def get_queryset(self) -> Any:
        rows: Any = super().get_queryset()
        return rows.with_fields_for(self.request.user, through_glass=False)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One row. A caller who has to say why says it in the header X-Purpose (docs/knowing.md)."""
        found = self.get_object()
        put_on_record(
            caller(request), found, purpose=request.headers.get("X-Purpose", ""), remembered=remembered(request)
        )
        return Response(self.get_serializer(found).data)

    def paginate_queryset(self, queryset: Any) -> Any:
        """One page of rows, put on record as shown."""
        page = super().paginate_queryset(queryset)
        put_list_on_record(caller(self.request), page or [])
        return page


def problem(exception: Exception, context: dict[str, Any]) -> Response | None:
    """Every error as problem+json with our code; unknown errors are left to the server-error page."""
    found = _status_and_body(exception)
    if found is None:
        return None
    set_rollback()
    _turn_away(exception, found[1]["code"], context)
    return Response(found[1] | {"status": found[0]}, status=found[0], content_type="application/problem+json")


def _turn_away(exception: Exception, code: str, context: dict[str, Any]) -> None:
    """Leave word of what was refused: it goes on record once the endpoint's transaction is undone (RefusalAnswers)."""
    if isinstance(exception, NotVisible | Http404):
        rows = getattr(context["view"], "queryset", None)
        turned = Turned(model=str(exception) if rows is None else rows.model._meta.label)
    elif isinstance(exception, Refusal | PermissionDenied) and code != "AUDIT_UNAVAILABLE":
        turned = Turned(code=code)
    else:
        return
    context["request"]._request.turned_away = turned  # noqa: SLF001 - Django's own request, which DRF wraps


def _status_and_body(exception: Exception) -> tuple[int, dict[str, Any]] | None:
    match exception:
        case Refusal():
            body = {
                "code": exception.code,
                "title": str(exception.message),
                "field": exception.field,
                "fix": str(exception.fix),
            }
            if exception.code == "AUDIT_UNAVAILABLE":
                return status.HTTP_503_SERVICE_UNAVAILABLE, body
            return status.HTTP_422_UNPROCESSABLE_ENTITY, body
        case NotVisible() | Http404():
            return status.HTTP_404_NOT_FOUND, {
                "code": "NOT_FOUND",
                "title": "There is no such record for you.",
            }
        case PermissionDenied():
            return status.HTTP_403_FORBIDDEN, {
                "code": "NOT_YOURS_TO_DO",
                "title": "Your function does not include this.",
            }
        case APIException():
            return exception.status_code, {
                "code": str(exception.default_code).upper(),
                "title": "Not accepted.",
                "errors": exception.detail,
            }
    return None
