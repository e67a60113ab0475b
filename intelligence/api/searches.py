"""Searching for machines: posted, never in an address; and the searches somebody keeps."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from intelligence.models import Search
from intelligence.queries.searches import Hit, Results, saved_searches, search_page
from intelligence.rules.search import Query
from intelligence.services import searches
from taskforce.access.reading import put_list_on_record
from taskforce.access.services import find, require_any
from taskforce.accounts.models import User
from taskforce.jurisdiction.pack import pack
from taskforce.kit.api import caller


class QueryInput(serializers.Serializer[Any]):
    """What to look for: words, and what narrows them. Every field can be left out, but not all of them."""

    words = serializers.CharField(max_length=200, required=False, allow_blank=True, trim_whitespace=True)
    kind = serializers.ChoiceField(choices=["report", "target", "thing", "tip"], required=False)
    source_type = serializers.CharField(max_length=24, required=False)
    access = serializers.CharField(max_length=8, required=False)
    sector = serializers.CharField(max_length=8, required=False)
    target = serializers.UUIDField(required=False)
    scheme = serializers.CharField(max_length=16, required=False)
    source_code = serializers.CharField(max_length=1, required=False)
    info_code = serializers.CharField(max_length=1, required=False)
    observed_from = serializers.DateField(required=False)
    observed_until = serializers.DateField(required=False)
    logged_from = serializers.DateField(required=False)
    logged_until = serializers.DateField(required=False)
    speaks_of_child = serializers.BooleanField(required=False)
    is_lawful = serializers.BooleanField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A grade is asked for within its scheme."""
        if (attrs.get("source_code") or attrs.get("info_code")) and attrs.get("scheme") not in pack().lists["schemes"]:
            raise serializers.ValidationError({"scheme": "Name the scheme of the grade."})
        return attrs

    def query(self) -> Query:
        """What was asked for, of valid data."""
        return as_query(self.validated_data)


class SearchInput(QueryInput):
    """One page of what is found: the first, or the one after the record `before`."""

    before = serializers.UUIDField(required=False)


class PartOut(serializers.Serializer[Any]):
    """A stretch of what a record says, and whether it is what was looked for."""

    words = serializers.CharField()
    is_found = serializers.BooleanField()


class HitOut(serializers.Serializer[Any]):
    """One record that was found. `said` is null where it is sealed to others."""

    kind = serializers.CharField()
    public_id = serializers.UUIDField()
    reference = serializers.CharField()
    said = PartOut(many=True, allow_null=True)


class ResultsOut(serializers.Serializer[Any]):
    """One page, newest first. `total` is counted from this page on, up to 1,001; `before` asks for the next page."""

    total = serializers.IntegerField()
    is_capped = serializers.BooleanField()
    before = serializers.UUIDField(allow_null=True)
    hits = HitOut(many=True)


class SearchNow(APIView):
    """Search what the caller may see. Nothing of what is asked stands in an address or on record."""

    @extend_schema(request=SearchInput, responses={200: ResultsOut})
    def post(self, request: Request) -> Response:
        user, given = caller(request), SearchInput(data=request.data)
        require_any(user, "ask", Search)
        given.is_valid(raise_exception=True)
        query = given.query()
        searches.check_query(query, by=user)
        searches.record_asked(query, by=user)
        return _answer(user, search_page(user, query, before=given.validated_data.get("before")))


class KeepInput(serializers.Serializer[Any]):
    """A search to keep: what it asks for, what it is called, and how often to tell of what is new."""

    query = QueryInput()
    called = serializers.CharField(max_length=80)
    cadence = serializers.ChoiceField(choices=Search.Cadence.choices)


class SavedSearchOut(serializers.Serializer[Any]):
    """A search the caller keeps; `new` is how many records they have not looked at."""

    public_id = serializers.UUIDField()
    called = serializers.CharField()
    cadence = serializers.CharField()
    query = serializers.DictField(source="asked")
    new = serializers.SerializerMethodField()

    def get_new(self, search: Search) -> int:
        return len(search.fresh)


class Searches(mixins.ListModelMixin, GenericViewSet[Search]):
    """The searches the caller keeps."""

    queryset = Search.objects.none()
    serializer_class = SavedSearchOut
    lookup_field = "public_id"

    @extend_schema(responses={200: SavedSearchOut(many=True)})
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(SavedSearchOut(saved_searches(caller(request)), many=True).data)

    @extend_schema(request=KeepInput, responses={201: SavedSearchOut})
    def create(self, request: Request) -> Response:
        given = KeepInput(data=request.data)
        given.is_valid(raise_exception=True)
        user, at = caller(request), timezone.now()
        asked = searches.ask(query=as_query(given.validated_data["query"]), by=user, at=at)
        kept = searches.keep(
            search_id=asked.public_id, called=given.validated_data["called"],
            cadence=given.validated_data["cadence"], by=user, at=at,
        )  # fmt: skip
        return Response(SavedSearchOut(kept).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses={200: ResultsOut})
    def retrieve(self, request: Request, public_id: str) -> Response:
        """The newest page of what a kept search finds now; what was new in it is not any more."""
        user = caller(request)
        search = find(Search, user, public_id=public_id)
        searches.seen(search_id=search.public_id, by=user)
        return _answer(user, search_page(user, search.query()))

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, public_id: str) -> Response:
        searches.forget(search_id=UUID(public_id), by=caller(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


def as_query(given: Mapping[str, Any]) -> Query:
    """The query in valid input."""
    asked = {name: value for name, value in given.items() if name not in ("before", "target")}
    return Query(**asked, target=str(given.get("target") or ""))


def _answer(user: User, results: Results) -> Response:
    """A page of hits, put on record as shown."""
    for rows in results.rows():
        put_list_on_record(user, rows)
    hits = [_hit(hit) for hit in results.hits]
    return Response({"total": results.total, "is_capped": results.is_capped, "before": results.last, "hits": hits})


def _hit(hit: Hit) -> dict[str, Any]:
    said = None if hit.said is None else [{"words": words, "is_found": is_found} for words, is_found in hit.said]
    return {
        "kind": hit.code, "public_id": str(hit.row.public_id), "reference": hit.row.reference, "said": said,
    }  # fmt: skip
