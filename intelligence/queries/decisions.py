"""What was decided on one report, and who outside its agency got what of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from intelligence.models import (
    DangerAssessment,
    Grade,
    HandlingConsent,
    IntelligenceReport,
    LegalHold,
    ReportDerivation,
    ReviewDecision,
    UnlawfulMark,
)
from intelligence.queries.lawfulness import Taint, taints_of
from taskforce.access.models import Dissemination
from taskforce.access.services import may, may_each
from taskforce.jurisdiction.pack import pack

ACTS = (
    "attach", "regrade", "derive", "retract", "attest", "handle", "mark_unlawful", "review", "hold", "warn",
    "ask_consent",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decided:
    """One report's marks, reviews, holds and questions as this reader sees them, the newest first."""

    marks: list[UnlawfulMark]
    reviews: list[ReviewDecision]
    holds: list[LegalHold]
    consents: list[HandlingConsent]
    dangers: list[DangerAssessment]
    taint: Taint | None
    now: datetime

    @property
    def hold(self) -> LegalHold | None:
        """The hold that keeps it now."""
        return next((h for h in self.holds if h.released_at is None and h.until > self.now), None)

    @property
    def waiting_consent(self) -> HandlingConsent | None:
        """The question that waits for an answer."""
        return next((c for c in self.consents if c.state == HandlingConsent.State.ASKED), None)

    @property
    def waiting_purge(self) -> ReviewDecision | None:
        """The decision to purge it that waits for a second person."""
        return next((r for r in self.reviews if r.decision == "purge" and r.confirmed_at is None), None)


def decided_on(user: Any, report: IntelligenceReport, *, now: datetime) -> Decided:
    """What was decided on a report that the caller found through its policy. Five statements, and the taint's."""

    def rows(model: Any, *joined: str) -> list[Any]:
        return list(model.objects.visible_to(user).filter(report=report).select_related(*joined))

    return Decided(
        marks=rows(UnlawfulMark, "marked_by", "lifted_by"),
        reviews=rows(ReviewDecision, "decided_by", "confirmed_by"),
        holds=rows(LegalHold, "placed_by", "released_by"),
        consents=rows(HandlingConsent, "reader", "recipient", "answered_by"),
        dangers=rows(DangerAssessment, "recipient", "given_by", "reviewed_by"),
        taint=taints_of(user, [report]).get(report.pk),
        now=now,
    )


def what_rests_on(user: Any, report: IntelligenceReport) -> list[ReportDerivation]:
    """The edges from reports this person sees to this one."""
    return list(ReportDerivation.objects.visible_to(user).filter(parent=report).select_related("child"))


def who_got(user: Any, report: IntelligenceReport) -> list[Dissemination]:
    """Who of other agencies was shown the report or that it is there, newest first: for overseers of its agency."""
    found = Dissemination.objects.visible_to(user).filter(subject_id=report.public_id)
    return list(found.select_related("reader", "recipient")[:50])


def acts_on(user: Any, report: IntelligenceReport) -> dict[str, bool]:
    """Which acts this person may do to the report, for the buttons of its page."""
    acts = {f"may_{act}": given for act, given in may_each(user, ACTS, report).items()}
    acts["may_retract"] = acts["may_retract"] and report.retracted_at is None
    acts["may_attest"] = acts["may_attest"] and not report.is_lawful and report.unlawful_at is None
    acts["may_mark_unlawful"] = acts["may_mark_unlawful"] and report.unlawful_at is None
    return acts


def acts_on_decisions(user: Any, decided: Decided) -> dict[str, bool]:
    """What this person may do to what others decided: nobody undoes or confirms their own."""
    mark = next((m for m in decided.marks if m.lifted_at is None), None)
    waiting = (("lift_mark", "lift", mark), ("confirm_purge", "confirm", decided.waiting_purge),
               ("release_hold", "release", decided.hold))  # fmt: skip
    return {f"may_{name}": row is not None and may(user, act, row) for name, act, row in waiting}


def handling_words(report: IntelligenceReport) -> list[tuple[str, str]]:
    """The handling code and each condition of a report, with their words of the jurisdiction pack."""
    said = pack().lists["handling"][report.handling_scheme]
    words = [(report.handling_code, said["codes"][report.handling_code]["label"])] if report.handling_code else []
    return words + [(code, said["conditions"][code]["label"]) for code in report.handling_conditions]


def grade_words(grade: Grade) -> tuple[str, str, str]:
    """The title of a grade's scheme, and what both its codes say in it."""
    scheme = pack().lists["schemes"][grade.scheme]
    return scheme["title"], scheme["source"][grade.source_code], scheme["information"][grade.info_code]


def basis_words(report: IntelligenceReport) -> str:
    """The legal basis of a report in words; empty where nobody attested one."""
    return str(pack().lists["legal_bases"][report.legal_basis]["label"]) if report.legal_basis else ""


def schemes_offered() -> list[tuple[str, str]]:
    """The grading schemes in use, the first first: code and title."""
    return [(code, row["title"]) for code, row in pack().lists["schemes"].items() if not row.get("is_legacy")]
