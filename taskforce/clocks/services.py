"""Starting, ending and sweeping clocks. Called by the services of the rooms, inside their transaction."""

from datetime import datetime, timedelta

from django.db import models

from taskforce.accounts.acting import as_house
from taskforce.accounts.models import Agency, User
from taskforce.clocks.kinds import ClockKind
from taskforce.clocks.models import Clock, ClockStep
from taskforce.notices.services import tell

BATCH = 500


@as_house("a deadline is often somebody else's")
def start_clock(
    kind: ClockKind,
    *,
    subject: models.Model,
    label: str,
    agency: Agency,
    due_at: datetime,
    at: datetime,
    functions: tuple[str, ...] = (),
    holder: User | None = None,
) -> Clock:
    """Start a deadline for `subject` (a Record), due at `due_at` (aware). A running one of the kind is moved.

    `label` is the subject's own code, never a name or place. Those told are `holder`, or those of `agency` who hold
    one of `functions`.
    """
    clock, is_new = Clock.objects.select_for_update(of=("self",)).get_or_create(
        kind=kind.code,
        subject_id=subject.public_id,  # type: ignore[attr-defined]  # every record has one
        state=Clock.State.RUNNING,
        defaults={
            "subject_type": subject._meta.label,
            "label": label,
            "agency": agency,
            "functions": list(functions),
            "holder": holder,
            "started_at": at,
            "due_at": due_at,
        },
    )
    if not is_new:
        clock.due_at, clock.agency, clock.functions, clock.holder = due_at, agency, list(functions), holder
        clock.save()
        clock.steps.all().delete()  # a moved deadline speaks anew
    steps = [ClockStep(clock=clock, offset=offset, at=due_at + offset) for offset in (*kind.warn, timedelta())]
    ClockStep.objects.bulk_create([step for step in steps if step.at >= at or not step.offset], ignore_conflicts=True)
    return clock


def satisfy_clock(kind: ClockKind, *, subject: models.Model, at: datetime) -> None:
    """What the deadline asked for has happened. No running clock of the kind: nothing to do."""
    _end(kind, subject, Clock.State.SATISFIED, at)


def cancel_clock(kind: ClockKind, *, subject: models.Model, at: datetime) -> None:
    """What the deadline asked for is no longer wanted."""
    _end(kind, subject, Clock.State.CANCELLED, at)


@as_house("a deadline is often somebody else's")
def _end(kind: ClockKind, subject: models.Model, state: str, at: datetime) -> None:
    subject_id = subject.public_id  # type: ignore[attr-defined]  # every record has one
    for clock in Clock.objects.select_for_update().filter(kind=kind.code, subject_id=subject_id, state="running"):
        clock.state, clock.ended_at = state, at
        clock.save()


def sweep_clocks(*, at: datetime) -> int:
    """Speak for every step that is due and not yet spoken for; returns how many. Call inside a transaction.

    Two sweeps at once share the work (SKIP LOCKED); a sweep after days of silence catches up, each step once.
    """
    due = list(
        ClockStep.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(fired_at__isnull=True, at__lte=at, clock__state=Clock.State.RUNNING)
        .select_related("clock", "clock__agency")
        .order_by("at", "pk")[:BATCH]
    )
    for step in due:
        tell(
            step.clock.people(),
            kind=step.clock.kind,
            path=step.clock.get_absolute_url(),
            source=f"clock-step:{step.pk}",
            at=at,
        )
        step.fired_at = at
    ClockStep.objects.bulk_update(due, ["fired_at"])
    return len(due)
