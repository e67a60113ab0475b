"""Files of reports for machines: sending one, how far it is, what is wrong, having it written, giving it up."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from intelligence.models import ReportImport
from intelligence.queries.faults import explained, failure
from intelligence.queries.imports import bad_lines
from intelligence.queries.lists import every
from intelligence.services.import_progress import told
from intelligence.services.imports import abandon_import, bring_import, error_file_taken, take_import
from taskforce.kit.api import ScopedViewSet, SeenFields, caller
from taskforce.kit.files import CSV, WORKBOOK, to_keep
from taskforce.kit.receiving import Received, refusal_of
from taskforce.kit.spreadsheet import as_csv, as_workbook
from taskforce.refusal import NotVisible, Refusal
from taskforce.uploads.examining import examine_table
from taskforce.uploads.rules import Table


class ImportSerializer(SeenFields):
    name = serializers.CharField()

    class Meta:
        model = ReportImport
        fields = [
            "public_id", "version", "reference", "name", "kind", "state", "received_at", "rows", "rows_checked",
            "rows_bad", "is_guessed", "unread_columns", "failed_with", "asked_at", "interrupted_at", "taken_at",
            "rows_taken",
        ]  # fmt: skip


class ProgressSerializer(serializers.Serializer[Any]):
    """How far the check and the writing are. What is counted in `written` is not committed before the last one is."""

    state = serializers.ChoiceField(choices=ReportImport.State.choices)
    rows = serializers.IntegerField()
    rows_checked = serializers.IntegerField()
    rows_good = serializers.IntegerField()
    written = serializers.IntegerField()
    was_interrupted = serializers.BooleanField()
    failure = serializers.CharField()


class FaultSerializer(serializers.Serializer[Any]):
    row = serializers.IntegerField()
    column = serializers.CharField()
    code = serializers.CharField()
    cure = serializers.CharField()


class NewImport(serializers.Serializer[Any]):
    file = serializers.FileField()


class Imports(ScopedViewSet):
    """The files of reports the caller sees. A file is sent as a form with the one part `file`."""

    queryset = every(ReportImport)
    serializer_class = ImportSerializer
    parser_classes = [MultiPartParser, JSONParser]
    takes = frozenset(Table)

    @extend_schema(request={"multipart/form-data": NewImport}, responses={201: ImportSerializer})
    def create(self, request: Request) -> Response:
        """Keep a file, sealed, so that it is checked. No report is written."""
        sent = request.FILES.get("file")
        if refused := refusal_of(request._request):  # noqa: SLF001 - Django's own request, which DRF wraps
            raise refused
        if not isinstance(sent, Received):
            raise Refusal("FILE_EMPTY", _("There is no file."), field="file", fix=_("Send one as `file`."))
        table = examine_table(sent.spool, name=sent.called, kind=Table(sent.kind))
        row = bring_import(file=table, by=caller(request), at=timezone.now())
        return Response(self.get_serializer(self._again(row)).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses={200: ProgressSerializer})
    @action(detail=True, methods=["get"])
    def progress(self, request: Request, public_id: Any) -> Response:
        """To be asked for every few seconds while the file is checked or written."""
        row = self.get_object()
        said = {name: getattr(row, name) for name in ("state", "rows", "rows_checked", "rows_good")}
        said |= {"written": row.rows_taken or told(row), "was_interrupted": row.interrupted_at is not None}
        return Response(ProgressSerializer(said | {"failure": failure(row)}).data)

    @extend_schema(responses={200: FaultSerializer(many=True)}, filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def faults(self, request: Request, public_id: Any) -> Response:
        """Everything that is wrong: row, column, code and cure. What stood in the cell is in the file of errors."""
        return Response(FaultSerializer(explained(self.get_object()), many=True).data)

    @extend_schema(
        parameters=[OpenApiParameter("kind", str, enum=["csv", "xlsx"], default="csv")],
        responses={(200, kind): OpenApiTypes.BINARY for kind in ("text/csv", WORKBOOK)},
    )
    @action(detail=True, methods=["get"])
    def errors(self, request: Request, public_id: Any) -> HttpResponse:
        """The bad rows as they were sent, with row, column, code and cure in front. Mended, it can be sent as it is."""
        self.retrieve(request, public_id=public_id)
        row = self.get_object()
        if row.file_gone_at is not None or not row.faults:
            raise NotVisible(row._meta.label)
        lines = bad_lines(row)
        error_file_taken(row, by=caller(request))
        if request.query_params.get("kind") == "xlsx":
            return to_keep(as_workbook({"Errors": lines}), f"{row.reference}-errors.xlsx", WORKBOOK)
        return to_keep(as_csv(lines), f"{row.reference}-errors.csv", CSV)

    @extend_schema(request=None, responses={200: ImportSerializer})
    @action(detail=True, methods=["post"])
    def take(self, request: Request, public_id: Any) -> Response:
        """Have the good rows written, all of them or none. Asking twice changes nothing."""
        row = take_import(import_id=public_id, by=caller(request), at=timezone.now())
        return Response(self.get_serializer(self._again(row)).data)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def discard(self, request: Request, public_id: Any) -> Response:
        """Give the file up: it is deleted, and no report was written."""
        abandon_import(import_id=public_id, by=caller(request), at=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _again(self, row: ReportImport) -> Any:
        return self.get_queryset().get(pk=row.pk)
