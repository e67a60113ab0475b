"""What auditors do: review the week, check the chain, ask who knew. Each is on record like whatever they look at."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from taskforce.access.models import Record
from taskforce.access.services import locked, require, require_any
from taskforce.accounts.acting import as_house
from taskforce.accounts.models import Agency, Function, User
from taskforce.audit.models import AuditEntry
from taskforce.audit.sealer import seal_now
from taskforce.audit.services import record
from taskforce.audit.verifying import Verdict, verify
from taskforce.clocks.services import satisfy_clock, start_clock
from taskforce.jurisdiction.pack import pack
from taskforce.oversight import rules
from taskforce.oversight.deadlines import REVIEW
from taskforce.oversight.models import AuditReview, Finding
from taskforce.oversight.queries import knew
from taskforce.oversight.queries.outliers import outliers_of
from taskforce.oversight.queries.week import figures_of
from taskforce.oversight.rules import Outlier
from taskforce.refusal import Refusal

LARGEST_LOCK = 2**63 - 1


@transaction.atomic
@as_house("every oversight agency reviews every week")
def open_reviews(*, at: datetime) -> int:
    """See to it that each oversight agency has one review running; how many were opened. For tasks.

    A review begins where the former ended, so that no moment is left out; the first begins now (CJIS AU-6).
    """
    agencies = Agency.objects.select_for_update().filter(kind=Agency.Kind.OVERSIGHT).order_by("pk")
    return sum(open_review(agency=agency, at=at) for agency in agencies)


def open_review(*, agency: Agency, at: datetime, since: datetime | None = None) -> bool:
    """Open the agency's next review, unless one is open; whether it did. Called by services that act as the house.

    `since` is where the very first one begins.
    """
    last = AuditReview.objects.filter(agency=agency).order_by("-from_at").first()
    if last is not None and last.signed_at is None:
        return False
    begins = last.until_at if last else since or at
    review = AuditReview.objects.create(
        agency=agency, from_at=begins, until_at=begins + pack().duration("audit.week"), opened_at=at
    )
    start_clock(
        REVIEW, subject=review, label=review.reference, agency=agency, functions=(Function.AUDITOR,), at=begins,
        due_at=review.until_at + pack().duration("audit.review"),
    )  # fmt: skip
    record("audit.review.opened", by=None, obj=review)
    return True


@transaction.atomic
def check_chain(*, review_id: UUID, by: User, at: datetime) -> Verdict:
    """Check every block sealed since the review's week began, and the anchors; what was found stands on the review.

    Auditors of its agency, while it is not signed. Refuses with NOT_YOURS_TO_DO.
    """
    review = locked(AuditReview, by, public_id=review_id)
    require(by, "check", review)
    found = verify(since=review.from_at)
    review.checked_at, review.checked_blocks, review.faults = at, found.blocks, len(found.faults)
    review.save()
    first = found.faults[0] if found.faults else None
    record(
        "audit.chain.checked", by=by, obj=review, blocks=found.blocks, checked=found.rows, faults=len(found.faults),
        first=first.code if first else "", entry=str(first.entry or "") if first else "",
    )  # fmt: skip
    return found


@transaction.atomic
def sign_review(*, review_id: UUID, judgements: Mapping[str, str], note: str, by: User, at: datetime) -> AuditReview:
    """Sign the review of a week that is over: a judgement on each outlier (by its key), and a note. The next one opens.

    Auditors of its agency. Refuses with NOT_YOURS_TO_DO, REVIEW_TOO_EARLY, CHAIN_NOT_CHECKED, FINDING_MISSING,
    NOTE_MISSING.
    """
    review = locked(AuditReview, by, public_id=review_id)
    require(by, "sign", review)
    _refuse_unready(review, at=at)
    outliers = outliers_of(by, since=review.from_at, until=review.until_at)
    _refuse_unjudged(outliers, judgements, note)
    Finding.objects.bulk_create(_finding(review, each, judgements[each.key]) for each in outliers)
    review.figures = figures_of(by, since=review.from_at, until=review.until_at, at=at)
    review.note, review.signed_at, review.signed_by = note, at, by
    review.save()
    said = Counter(judgements[each.key] for each in outliers)
    satisfy_clock(REVIEW, subject=review, at=at)
    record(
        "audit.review.signed", by=by, obj=review, outliers=len(outliers), follow_up=said["follow_up"],
        reported=said["reported"], faults=review.faults,
    )  # fmt: skip
    with as_house("the next week begins where this one ended"):
        open_review(agency=review.agency, at=at)
    seal_now()
    return review


@transaction.atomic
def ask_who_knew(*, reference: str, purpose: str, by: User) -> Record:
    """Ask who was shown the record called `reference`, for a purpose (a code). Auditors.

    Gives the record to name it by; nothing of it is shown. Refuses with NOT_YOURS_TO_DO, UNKNOWN_REFERENCE.
    """
    require_any(by, "trace", AuditEntry)
    subject = knew.subject_called(by, reference)
    if subject is None:
        raise Refusal(
            "UNKNOWN_REFERENCE",
            _("No plan, target, report, person, placement or shelter has this reference."),
            field="reference",
            fix=_("Check it with whoever gave it to you."),
        )
    record("audit.knew.asked", by=by, subject=str(subject.public_id), subject_type=subject._meta.label, purpose=purpose)
    return subject


@transaction.atomic
def number_copy(*, subject_id: UUID, by: User) -> int:
    """Give out the next numbered copy of the report on who knew a record; on record with its number. Auditors.

    Two at once are given two numbers. Refuses with NOT_YOURS_TO_DO.
    """
    require_any(by, "trace", AuditEntry)
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [subject_id.int & LARGEST_LOCK])
    number = knew.copies_of(by, subject_id) + 1
    record("audit.knew.copied", by=by, subject=str(subject_id), copy=number)
    return number


def _refuse_unready(review: AuditReview, *, at: datetime) -> None:
    if at < review.until_at:
        raise Refusal(
            "REVIEW_TOO_EARLY",
            _("The week is not over yet."),
            fix=_("Look at it now as often as you like, and sign when it has ended."),
        )
    if review.checked_at is None or review.checked_at < review.until_at:
        raise Refusal(
            "CHAIN_NOT_CHECKED",
            _("Nobody has checked the seals since this week ended."),
            fix=_("Check the chain, then sign."),
        )


def _refuse_unjudged(outliers: list[Outlier], judgements: Mapping[str, str], note: str) -> None:
    open_ones = rules.not_judged(outliers, judgements)
    if open_ones:
        raise Refusal(
            "FINDING_MISSING",
            _("Say of each outlier whether it is explained, followed up or reported."),
            field=open_ones[0].key,
            fix=_("Ask whoever it concerns, or their supervisor."),
        )
    if not note.strip():
        raise Refusal("NOTE_MISSING", _("A review says in words what was looked at and what came of it."), field="note")


def _finding(review: AuditReview, outlier: Outlier, judgement: str) -> Finding:
    return Finding(
        review=review, kind=outlier.kind, who_id=outlier.who, from_at=outlier.from_at, until_at=outlier.until_at,
        count=outlier.count, usual=outlier.usual, judgement=judgement,
    )  # fmt: skip
