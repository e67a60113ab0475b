"""Keeping what is learned from: how the evidence stood when an operation went, and what it found (SR-18)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from intelligence.models import OperationOutcome, RaidTarget
from intelligence.queries.presence import Presence, presence_at
from intelligence.rules.outcomes import Features, features_of
from taskforce.access.services import require_any
from taskforce.accounts.models import Agency, User
from taskforce.audit.services import record
from taskforce.refusal import Refusal

Result = OperationOutcome.Result


@dataclass(frozen=True, slots=True)
class PastOperation:
    """An operation from before this system, as its unit remembers it from its files."""

    went_at: datetime
    sector: str
    origins: int
    first_hand: int
    fresh_days: int | None
    result: str
    source_types: tuple[str, ...] = ()


@transaction.atomic
def foresee(*, target: RaidTarget, agency: Agency, operation: UUID, by: User, at: datetime) -> OperationOutcome:
    """Freeze how the evidence on a target stands as an operation of `agency` goes. Its result is not known yet.

    Called where an operation is launched, by who may launch it: it asks nothing more. Figures only, none above three;
    kinds of source only of the agency's own reports, since whence another's come is not told to it (2.3).
    """
    presence = presence_at(target, now=at)
    stood = features_of(presence.assessment, presence.gathered.items, sector=target.sector, now=at)
    kept = OperationOutcome.objects.create(
        agency=agency, target=target, operation=operation, sector=target.sector, origins=stood.origins,
        first_hand=stood.first_hand, fresh_days=stood.fresh_days, level=presence.level, rule=presence.assessment.rule,
        source_types=_kinds_behind(presence, agency), went_at=at,
    )  # fmt: skip
    record("intelligence.outcome.foreseen", by=by, obj=kept)
    return kept


@transaction.atomic
def record_outcome(*, operation: UUID, found: bool, by: User, at: datetime) -> OperationOutcome | None:
    """Set what an operation found beside how its evidence stood. Called where its review is written, by who may.

    None where nothing was frozen: it went before this was kept, and hindsight is no feature. It is written once and
    never corrected, as the review is. Refuses with OUTCOME_KNOWN.
    """
    rows = OperationOutcome.objects.visible_to(by).select_for_update(of=("self",))
    kept = rows.filter(operation=operation).first()
    if kept is None:
        return None
    if kept.result != Result.PENDING:
        raise Refusal("OUTCOME_KNOWN", _("What this operation found is already on record."))
    kept.result, kept.recorded_by, kept.recorded_at = Result.FOUND if found else Result.NOBODY, by, at
    kept.save(update_fields=["result", "recorded_by", "recorded_at"])
    record("intelligence.outcome.recorded", by=by, obj=kept, result=kept.result)
    return kept


@transaction.atomic
def enter_past_operation(*, past: PastOperation, by: User, at: datetime) -> OperationOutcome:
    """Enter an operation of one's unit from before this system. Analysts and supervisors of a police agency.

    It is never corrected, so it is read twice before. Refuses with OUTCOME_AHEAD, OUTCOME_FIGURES_DISAGREE,
    NOT_YOURS_TO_DO.
    """
    require_any(by, "enter", OperationOutcome)
    if past.went_at > at:
        raise Refusal("OUTCOME_AHEAD", _("An operation from before lies in the past."), field="went_on")
    if not Features(past.origins, past.first_hand, past.fresh_days, past.sector).agrees:
        raise Refusal(
            "OUTCOME_FIGURES_DISAGREE",
            _("These figures cannot be so together."),
            field="fresh_days",
            fix=_("A first-hand report has an origin and an age of up to 90 days; without one, leave the age empty."),
        )
    kept = OperationOutcome.objects.create(
        agency=by.agency, sector=past.sector, origins=past.origins, first_hand=past.first_hand,
        fresh_days=past.fresh_days, source_types=sorted(set(past.source_types)), went_at=past.went_at,
        result=past.result, recorded_by=by, recorded_at=at,
    )  # fmt: skip
    record("intelligence.outcome.entered", by=by, obj=kept, result=kept.result)
    return kept


def _kinds_behind(presence: Presence, agency: Agency) -> list[str]:
    behind = presence.assessment.clause("a").items
    told = (presence.gathered.told[ref] for ref in behind)
    return sorted({one.source_type for one in told if one.agency == str(agency.pk)})
