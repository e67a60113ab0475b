"""A report is used once its legal basis is attested; a mark takes it out, and taints what rests on it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from intelligence.events import EvidenceChanged
from intelligence.models import IntelligenceReport, ReportDerivation, TargetLink, UnlawfulMark
from intelligence.queries.lawfulness import taints_of
from intelligence.queries.presence import presence_at
from intelligence.queries.reports import reports_for
from intelligence.services import evidence
from intelligence.services.lawfulness import attest_report, lift_mark, mark_unlawful
from intelligence.services.reports import declare_derivation, link_report
from intelligence.services.sharing import share_target
from taskforce.access.services import fields_of
from taskforce.accounts.models import Function
from taskforce.refusal import Refusal
from tests.builders import someone
from tests.intelligence.builders import a_report_on, a_target, a_target_where_people_are_held, an_investigator

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def is_refused(code, act):
    with pytest.raises(Refusal) as refusal, transaction.atomic():
        act()
    assert refusal.value.code == code


def read_anew(report):
    return IntelligenceReport.objects.get(pk=report.pk)


@pytest.fixture
def held(at):
    """A target where presence is high, the report it would fall without, and two who decide."""
    target = a_target_where_people_are_held(at)
    report = target.links.order_by("pk")[0].report
    analyst, supervisor = (someone(f, agency=target.agency) for f in (Function.ANALYST, Function.SUPERVISOR))
    return target, report, analyst, supervisor


def test_what_nobody_attested_is_kept_and_used_for_nothing(at):
    target = a_target(at)
    is_refused("UNLAWFUL_ORIGIN", lambda: a_report_on(target, at, legal_basis=""))
    assert not IntelligenceReport.objects.exists()
    report = a_report_on(None, at, by=target.opened_by, legal_basis="")

    def link():
        return link_report(
            report_id=report.public_id, target_id=target.public_id, stance="supports", by=target.opened_by, at=at
        )

    is_refused("UNLAWFUL_ORIGIN", link)
    assert not TargetLink.objects.exists()

    attest_report(report_id=report.public_id, basis="voluntary", by=target.opened_by, at=at)
    link()
    stood = read_anew(report)
    assert (stood.is_lawful, stood.legal_basis, stood.attested_by, stood.attested_at) == (
        True, "voluntary", target.opened_by, at,
    )  # fmt: skip


@pytest.mark.parametrize("basis", ["", "hunch", "before"])
def test_a_basis_is_one_that_the_law_here_knows(at, basis):
    report = a_report_on(None, at, legal_basis="")

    is_refused("BASIS_UNKNOWN", lambda: attest_report(
        report_id=report.public_id, basis=basis, by=report.logged_by, at=at))  # fmt: skip

    assert not read_anew(report).is_lawful


def test_the_database_too_takes_nothing_for_lawful_without_a_basis(at):
    report = a_report_on(None, at, legal_basis="")

    with pytest.raises(IntegrityError, match="report_lawful_only_on_a_basis"), transaction.atomic():
        IntelligenceReport.objects.filter(pk=report.pk).update(is_lawful=True)


def test_a_mark_takes_it_out_of_presence_and_lifting_brings_it_back(at, held):
    target, report, analyst, supervisor = held

    mark = mark_unlawful(report_id=report.public_id, reasons="No warrant.", by=analyst, at=at)

    assert presence_at(target, now=at).level != "high"
    assert read_anew(report).unlawful_at == at
    lift_mark(mark_id=mark.public_id, reasons="There was one.", by=supervisor, at=at + DAY)
    assert presence_at(target, now=at).level == "high"
    assert read_anew(report).unlawful_at is None


def test_whoever_set_a_mark_does_not_lift_it_nor_attest_it_away(at, held):
    _target, report, _analyst, supervisor = held
    both = someone(Function.ANALYST, Function.INVESTIGATOR, agency=report.agency)
    mark = mark_unlawful(report_id=report.public_id, reasons="No warrant.", by=both, at=at)

    is_refused("NOT_YOURS_TO_DO", lambda: lift_mark(mark_id=mark.public_id, reasons="Oh.", by=both, at=at))
    is_refused("UNLAWFUL_ORIGIN", lambda: attest_report(
        report_id=report.public_id, basis="voluntary", by=both, at=at))  # fmt: skip
    is_refused("REASON_MISSING", lambda: lift_mark(mark_id=mark.public_id, reasons=" ", by=supervisor, at=at))
    is_refused("ALREADY_MARKED", lambda: mark_unlawful(
        report_id=report.public_id, reasons="Again.", by=supervisor, at=at))  # fmt: skip

    assert UnlawfulMark.objects.get().lifted_at is None
    with pytest.raises(IntegrityError, match="mark_lifted_by_another"), transaction.atomic():
        UnlawfulMark.objects.update(lifted_by=both, lifted_at=at)


def test_a_mark_needs_reasons_and_somebody_who_decides(at, held):
    _target, report, analyst, _supervisor = held
    investigator = someone(Function.INVESTIGATOR, agency=report.agency)

    is_refused("REASON_MISSING", lambda: mark_unlawful(report_id=report.public_id, reasons=" ", by=analyst, at=at))
    is_refused("NOT_YOURS_TO_DO", lambda: mark_unlawful(
        report_id=report.public_id, reasons="No.", by=investigator, at=at))  # fmt: skip

    assert not UnlawfulMark.objects.exists()


def test_a_mark_takes_the_text_back_from_other_agencies(at, held):
    target, report, analyst, supervisor = held
    partner = an_investigator()
    share_target(purpose="case", target_id=target.public_id, colleague_id=partner.public_id, by=supervisor)
    assert "text" in fields_of(partner, reports_for(partner).get(pk=report.pk))

    mark_unlawful(report_id=report.public_id, reasons="No warrant.", by=analyst, at=at)

    assert "text" not in fields_of(partner, reports_for(partner).get(pk=report.pk))


def test_what_rests_on_it_says_so_however_far_and_every_target_of_it_is_told(at, held, as_user, monkeypatch):
    target, report, analyst, _supervisor = held
    elsewhere = a_target(at, by=target.opened_by)
    echo = a_report_on(None, at, by=target.opened_by)
    far = a_report_on(elsewhere, at)
    for child, parent in ((echo, report), (far, echo)):
        declare_derivation(
            child_id=child.public_id, parent_id=parent.public_id, kind="summarises", by=target.opened_by
        )  # fmt: skip
    heard: list[EvidenceChanged] = []
    monkeypatch.setattr(evidence, "publish", heard.append)

    mark_unlawful(report_id=report.public_id, reasons="No warrant.", by=analyst, at=at)

    assert {event.target_id for event in heard} == {target.pk, elsewhere.pk}
    taints = taints_of(analyst, [report, echo, far])
    assert {pk: [r.reference for r in taint.seen] for pk, taint in taints.items()} == {
        echo.pk: [report.reference], far.pk: [report.reference],
    }  # fmt: skip
    page = as_user(analyst).get(reverse("intelligence:report", args=[far.public_id])).text
    assert "which was obtained unlawfully" in page
    assert report.reference in page
    listed = as_user(analyst).get(reverse("intelligence:reports")).text
    assert "Rests on what was obtained unlawfully" in listed


def test_a_report_one_does_not_see_is_not_named_in_the_taint(at, held):
    _target, report, analyst, _supervisor = held
    theirs = an_investigator()
    other = a_report_on(None, at, by=theirs)
    ReportDerivation.objects.create(child=report, parent=other, kind="repeats")
    mark_unlawful(report_id=other.public_id, reasons="No warrant.", by=theirs, at=at)

    taint = taints_of(analyst, [report])[report.pk]

    assert (taint.seen, taint.hidden) == ([], 1)
