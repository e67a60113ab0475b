"""Keeping exhibits apart from intelligence: receiving, converting after review, disclosing to prosecutors."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from intelligence.deadlines import PERISHABLE
from intelligence.models import (
    DisclosureReview,
    EvidenceItem,
    ExhibitDisclosure,
    ExhibitFile,
    IntelligenceReport,
    RaidTarget,
    SourceReference,
)
from intelligence.queries.exhibits import prosecutions, standing_of
from intelligence.rules.custody import Step
from intelligence.services.custody import KEEPERS, Told, disclose_rows, extend, refuse_unsealed, start_audit
from intelligence.services.source_words import check_text
from taskforce.access.services import find, locked, require, require_any
from taskforce.accounts.acting import as_house
from taskforce.accounts.models import Agency, User
from taskforce.audit.services import record
from taskforce.clocks.services import start_clock
from taskforce.refusal import Refusal
from taskforce.uploads.examining import Examined
from taskforce.uploads.models import SHOWN
from taskforce.uploads.services import receive_file
from taskforce.vault.services import settle


@dataclass(frozen=True, slots=True)
class ExhibitGiven:
    """What was obtained: times are aware; `basis` is a code of EvidenceItem.Basis, `basis_words` says which exactly."""

    kind: str
    description: str
    place: str
    basis: str
    basis_words: str
    obtained_at: datetime
    perishable_until: datetime | None = None


@transaction.atomic
def receive_exhibit(
    *, exhibit: ExhibitGiven, seal: str, by: User, at: datetime, target_id: UUID | None = None
) -> EvidenceItem:
    """Take an exhibit in: it gets a number of its agency, a seal, and its first row of custody. Investigators.

    Whoever takes it in holds it. Refuses with INTEL_AS_EVIDENCE (what reports say comes in by a disclosure review
    alone), OBSERVED_IN_FUTURE, SEAL_MISSING, NOT_YOURS_TO_DO.
    """
    require_any(by, "receive", EvidenceItem)
    if exhibit.kind == EvidenceItem.Kind.STATEMENT or exhibit.basis == EvidenceItem.Basis.REVIEW:
        raise _not_reviewed()
    return _kept(exhibit, seal, by=by, at=at, target=find(RaidTarget, by, public_id=target_id) if target_id else None)


@transaction.atomic
def ask_for_review(
    *, report_id: UUID, of: UUID, proposed: str, by: User, at: datetime, text_is_clean: bool = False
) -> DisclosureReview:
    """Ask the prosecution whether what a report says may become evidence, in the words that would be used.

    Investigators and analysts of the report's agency. The reviewers read these words and nothing of the report. Refuses
    with REASON_MISSING, SOURCE_IN_TEXT, NOT_YOURS_TO_DO; NOT_PROSECUTION where that agency prosecutes nothing.
    """
    require_any(by, "ask", DisclosureReview)
    report = find(IntelligenceReport, by, public_id=report_id)
    if report.agency_id != by.agency_id:
        raise Refusal("NOT_YOURS_TO_DO", _("The agency that logged a report asks for its review."))
    if not proposed.strip():
        raise Refusal("REASON_MISSING", _("Write down what would be said as evidence."), field="proposed")
    reviewers = _prosecution(of)
    passed = _checked(report, proposed, is_read=text_is_clean)
    review = DisclosureReview.objects.create(
        agency=by.agency, report=report, reviewing_agency=reviewers, proposed=proposed, asked_by=by, asked_at=at
    )
    settle(review, to=[reviewers.pk], by=by)
    record(
        "intelligence.disclosure_review.asked",
        by=by,
        obj=review,
        of=str(reviewers.public_id),
        read_again=",".join(passed),
    )
    return review


@transaction.atomic
def decide_review(
    *, review_id: UUID, version: int, decision: str, protection: str, by: User, at: datetime
) -> DisclosureReview:
    """Decide whether the words may be used, and write down what protecting the source asks for. Final.

    Prosecutors and legal advisers of the agency that was asked. Refuses with STALE_VERSION, REVIEW_DECIDED,
    REASON_MISSING, NOT_YOURS_TO_DO.
    """
    review = locked(DisclosureReview, by, version=version, public_id=review_id)
    if review.decision:
        raise Refusal("REVIEW_DECIDED", _("This review is decided. A new question is a new review."))
    require(by, "decide", review)
    if not protection.strip():
        raise Refusal("REASON_MISSING", _("Write down what protecting the source asks for."), field="protection")
    review.decision, review.protection, review.decided_by, review.decided_at = decision, protection, by, at
    review.save()
    record("intelligence.disclosure_review.decided", by=by, obj=review, decision=decision)
    return review


@transaction.atomic
def convert_report(*, review_id: UUID, seal: str, by: User, at: datetime) -> EvidenceItem:
    """Make an exhibit of the reviewed words: what was intelligence becomes evidence, and its source stays behind.

    Investigators of the agency that asked. Refuses with INTEL_AS_EVIDENCE unless the review allowed it,
    ALREADY_CONVERTED, SEAL_MISSING, NOT_YOURS_TO_DO.
    """
    review = locked(DisclosureReview, by, public_id=review_id)
    require(by, "convert", review)
    report = review.report
    is_usable = report.is_lawful and report.retracted_at is None and report.purged_at is None
    if review.decision != DisclosureReview.Decision.ALLOWED or not is_usable:
        raise _not_reviewed()
    with as_house("whether a review was used already"):
        if EvidenceItem.objects.filter(review=review).exists():
            raise Refusal("ALREADY_CONVERTED", _("An exhibit came out of this review already."))
    exhibit = ExhibitGiven(
        kind=EvidenceItem.Kind.STATEMENT, description=review.proposed, place="", basis=EvidenceItem.Basis.REVIEW,
        basis_words=review.reference, obtained_at=at,
    )  # fmt: skip
    return _kept(exhibit, seal, by=by, at=at, review=review)


@transaction.atomic
def add_file_to_exhibit(*, item_id: UUID, file: Examined, caption: str, by: User, at: datetime) -> ExhibitFile:
    """Keep a file with an exhibit: its original byte for byte, with size and SHA-256 at reception. Investigators.

    Refuses with EXHIBIT_DISPOSED, NOT_YOURS_TO_DO.
    """
    item = find(EvidenceItem, by, public_id=item_id)
    require(by, "attach", item)
    if standing_of(item, now=at).custody.is_disposed:
        raise Refusal("EXHIBIT_DISPOSED", _("This exhibit was disposed of. Its chain has ended."))
    row = ExhibitFile(item=item)
    receive_file(row, file, caption=caption, keeps_original=True, by=by, at=at)
    _disclose(item, by=by)
    return row


@transaction.atomic
def disclose_exhibit(*, item_id: UUID, to: UUID, by: User, at: datetime) -> ExhibitDisclosure:
    """Let the prosecutors of one agency see an exhibit, its chain and what its files show. Supervisors of its agency.

    They get the keys with it; the target, the review behind it and originals stay. Doing it again changes nothing.
    """
    item = find(EvidenceItem, by, public_id=item_id)
    require(by, "disclose", item)
    given, is_new = ExhibitDisclosure.objects.get_or_create(
        item=item, recipient=_prosecution(to), ended_at=None, defaults={"by": by, "at": at}
    )
    _disclose(item, by=by)
    if is_new:
        record("intelligence.exhibit.disclosed", by=by, obj=item, to=str(given.recipient.public_id))
    return given


@transaction.atomic
def stop_disclosing(*, disclosure_id: UUID, by: User, at: datetime) -> None:
    """Take a disclosure back: the keys go in the same transaction. Supervisors of its agency.

    Refuses with EXHIBIT_HELD_THERE while somebody there holds it, NOT_YOURS_TO_DO.
    """
    given = locked(ExhibitDisclosure, by, public_id=disclosure_id, ended_at=None)
    require(by, "disclose", given.item)
    stands = standing_of(given.item, now=at).custody
    with as_house("where somebody works"):
        hands = [pk for pk in (stands.holder, stands.offered_to) if pk]
        is_there = User.objects.filter(pk__in=hands, agency=given.recipient_id).exists()
    if is_there:
        raise Refusal(
            "EXHIBIT_HELD_THERE",
            _("Somebody there holds this exhibit, or it was handed to them."),
            fix=_("It is handed back first."),
        )
    given.ended_at, given.ended_by = at, by
    given.save()
    _disclose(given.item, by=by)
    record("intelligence.exhibit.disclosure_ended", by=by, obj=given.item, to=str(given.recipient.public_id))


@as_house("by what a source is known is told to nobody: only that the words name them")
def _checked(report: IntelligenceReport, proposed: str, *, is_read: bool) -> tuple[str, ...]:
    """The text check on words that would be said in court, against whoever stands behind the report."""
    reference = SourceReference.objects.filter(report=report).select_related("source").first()
    try:
        return check_text(proposed, is_read=is_read, source=reference.source if reference else None)
    except Refusal as refusal:
        field = "proposed" if refusal.field == "text" else refusal.field
        raise Refusal(refusal.code, refusal.message, field=field, fix=refusal.fix) from refusal


def _kept(
    exhibit: ExhibitGiven, seal: str, *, by: User, at: datetime, target: RaidTarget | None = None,
    review: DisclosureReview | None = None,
) -> EvidenceItem:  # fmt: skip
    if exhibit.obtained_at > at:
        raise Refusal("OBSERVED_IN_FUTURE", _("This was obtained in the future."), field="obtained_at")
    refuse_unsealed(seal)
    item = EvidenceItem.objects.create(
        agency=by.agency, number=_next_number(by.agency), kind=exhibit.kind, description=exhibit.description,
        place=exhibit.place, basis=exhibit.basis, basis_words=exhibit.basis_words, obtained_at=exhibit.obtained_at,
        obtained_by=by, logged_at=at, perishable_until=exhibit.perishable_until, target=target, review=review,
    )  # fmt: skip
    extend(item, Step.OBTAINED, by=by, at=at, receiver=by, told=Told(exhibit.place), new_seal=seal)
    start_audit(item, at=at)
    if exhibit.perishable_until is not None:
        start_clock(
            PERISHABLE, subject=item, label=item.reference, agency=item.agency, functions=KEEPERS, at=at,
            due_at=max(exhibit.perishable_until, at),
        )  # fmt: skip
    return item


def _next_number(agency: Agency) -> int:
    """The next number of an agency, nobody else counting there until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('intelligence.exhibit'), %s::int)", [agency.pk])
    with as_house("numbers are counted over all exhibits"):
        last = EvidenceItem.objects.filter(agency=agency).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


@as_house("who reads an exhibit may work elsewhere")
def _disclose(item: EvidenceItem, *, by: User) -> None:
    """The agencies an exhibit is disclosed to hold its key, its chain's, and that of what its files show."""
    told = set(ExhibitDisclosure.objects.filter(item=item, ended_at=None).values_list("recipient", flat=True))
    settle(item, to=told, by=by)
    disclose_rows(item.transfers.all(), item, by=by)
    for file in item.files.all():
        settle(file, to=told, by=by, group=SHOWN)


def _prosecution(public_id: UUID) -> Agency:
    found: Agency | None = prosecutions().filter(public_id=public_id).first()
    if found is None:
        raise Refusal("NOT_PROSECUTION", _("This agency prosecutes nothing."), field="to")
    return found


def _not_reviewed() -> Refusal:
    return Refusal(
        "INTEL_AS_EVIDENCE",
        _("What a report says is intelligence. It is no evidence without a disclosure review that allows it."),
        field="kind",
        fix=_("Ask the prosecution for a disclosure review from the page of the report."),
    )
