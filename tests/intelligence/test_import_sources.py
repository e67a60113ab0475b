"""A file of reports is held against sources and tips as one report is: what names a source, whose reference it is."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from intelligence.models import IntelligenceReport, SourceReference
from intelligence.queries.faults import explained
from intelligence.queries.imports import bad_lines
from intelligence.services.crossing import issue_reference
from intelligence.services.importing import work_on_imports
from intelligence.services.imports import take_import
from taskforce.accounts.models import Function
from taskforce.audit.models import AuditEntry
from tests.builders import someone
from tests.intelligence.builders import an_investigator
from tests.intelligence.files_of_reports import a_brought_file, a_checked_file, a_taken_file, rows_of
from tests.intelligence.sources import a_source, a_tip, an_analyst

pytestmark = pytest.mark.django_db
TELLING = "My cousin works there, she says four women sleep behind the laundry."


def faults(row):
    return [(number, column, code) for number, column, code in type(row).objects.get(pk=row.pk).faults]


def a_reference(corridor, at, *, writer=None):
    return issue_reference(
        source_id=corridor.source.public_id, writer_id=(writer or corridor.writer).public_id, tasked_at=at,
        by=corridor.controller, at=at,
    )  # fmt: skip


# --- Words that may tell who the source is ---


def test_telling_words_keep_a_row_back_until_somebody_read_it_again(at):
    officer = an_investigator()
    rows = rows_of({"text": TELLING}, {"text": f"{TELLING} Twice.", "text_is_clean": "yes"}, {})

    taken = a_taken_file(officer, rows, at)

    assert faults(taken) == [(2, "text_is_clean", "SOURCE_IN_TEXT")]
    assert "yes in text_is_clean" in explained(taken)[0].cure
    assert taken.rows_taken == 2
    logged = AuditEntry.objects.filter(verb="intelligence.report.logged")
    plain, read = sorted(logged.values_list("codes__read_again", flat=True))
    assert plain == ""
    assert "relation" in read


def test_the_file_of_errors_names_the_words_and_the_trail_does_not(at):
    checked = a_checked_file(an_investigator(), rows_of({"text": TELLING}), at)

    _heading, line = bad_lines(checked)

    assert "“My cousin”" in line[3]
    assert "cousin" not in str(list(AuditEntry.objects.values_list("codes", flat=True)))


# --- References of the register ---


def test_a_reference_given_to_the_importer_is_used_for_one_row(at):
    corridor = a_source(at)
    reference = a_reference(corridor, at)
    rows = rows_of({"source_ref": f" {reference.code.lower()} "}, {"source_ref": reference.code}, {})

    taken = a_taken_file(corridor.writer, rows, at)

    assert faults(taken) == [(3, "source_ref", "SOURCE_WALL")]
    reference.refresh_from_db()
    assert reference.report.source_ref == reference.code
    assert IntelligenceReport.objects.filter(source_ref=reference.code).count() == 1
    assert AuditEntry.objects.filter(verb="intelligence.source.reference_used").count() == 1


def test_a_reference_that_was_used_or_is_somebody_else_s_writes_nothing(at):
    corridor = a_source(at)
    used, theirs = a_reference(corridor, at), a_reference(corridor, at, writer=an_analyst(corridor.agency))
    a_taken_file(corridor.writer, rows_of({"source_ref": used.code}), at)

    checked = a_checked_file(corridor.writer, rows_of({"source_ref": used.code}, {"source_ref": theirs.code}), at)

    assert faults(checked) == [(2, "source_ref", "SOURCE_WALL"), (3, "source_ref", "SOURCE_WALL")]
    assert IntelligenceReport.objects.count() == 1


def test_a_reference_that_was_used_meanwhile_sends_the_file_back(at):
    corridor = a_source(at)
    reference = a_reference(corridor, at)
    first = a_checked_file(corridor.writer, rows_of({"source_ref": reference.code}), at)
    a_taken_file(corridor.writer, rows_of({"source_ref": reference.code, "rationale": "Another file."}), at)
    take_import(import_id=first.public_id, by=corridor.writer, at=at)

    work_on_imports(at=at)
    work_on_imports(at=at)

    assert IntelligenceReport.objects.count() == 1
    assert faults(first) == [(2, "source_ref", "SOURCE_WALL")]


@pytest.mark.parametrize("word", ["Quintero", "Silver", "600 555 0142"])
def test_what_names_the_source_has_no_way_around_it_and_stands_on_record(at, word):
    corridor = a_source(at)
    reference = a_reference(corridor, at)
    row = {"source_ref": reference.code, "text": f"Four women sleep there; {word} is near.", "text_is_clean": "yes"}

    checked = a_checked_file(corridor.writer, rows_of(row), at)

    assert faults(checked) == [(2, "text", "SOURCE_IN_TEXT")]
    assert "no names, no numbers" in explained(checked)[0].cure.lower()
    assert SourceReference.objects.filter(report=None).exists()
    assert AuditEntry.objects.filter(verb="intelligence.import.names_a_source", actor=corridor.writer).count() == 1


def test_a_file_does_not_try_many_words_against_one_source(at):
    corridor = a_source(at)
    code = a_reference(corridor, at).code
    rows = rows_of(*({"source_ref": code, "text": f"{name} is near."} for name in ("Ana", "Quintero", "Rosa")))

    checked = a_checked_file(corridor.writer, rows, at)

    assert faults(checked) == [(3, "source_ref", "SOURCE_WALL"), (4, "source_ref", "SOURCE_WALL")]


# --- Tips ---


def test_a_tip_becomes_no_report_by_way_of_a_file(at):
    analyst = an_analyst()
    tip = a_tip(at, by=analyst)

    checked = a_checked_file(analyst, rows_of({"source_ref": tip.reference.lower()}), at)

    assert faults(checked) == [(2, "source_ref", "TIP_UNVETTED")]


def test_what_the_public_told_is_taken_from_an_analyst_alone(at):
    row = {"source_type": "public_tip", "source_ref": "line 7"}

    assert faults(a_checked_file(someone(Function.INVESTIGATOR), rows_of(row), at)) == [
        (2, "source_type", "TIP_UNVETTED")
    ]
    assert faults(a_checked_file(someone(Function.ANALYST), rows_of(row), at)) == []


# --- Many rows ---


def test_many_references_and_tips_are_asked_for_in_as_many_statements_as_few(at):
    corridor = a_source(at)
    tip = a_tip(at, by=corridor.writer)

    def asked(number):
        codes = [a_reference(corridor, at).code for _one in range(number)]
        rows = rows_of(*({"source_ref": code} for code in codes), {"source_ref": tip.reference})
        a_brought_file(corridor.writer, rows, at)
        with CaptureQueriesContext(
            connection,
        ) as statements:
            work_on_imports(at=at + timedelta(seconds=1))
        return len(statements)

    asked(1)
    assert asked(12) == asked(1)
