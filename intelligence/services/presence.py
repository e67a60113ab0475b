"""Two people affirm that people are held at a target, with reasons; and reports are taken off it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from intelligence.events import EvidenceChanged
from intelligence.models import PresenceAffirmation, RaidTarget, TargetLink, TargetUnlinking
from intelligence.queries.presence import Presence, standing_presence
from intelligence.rules.presence import Level
from intelligence.services.sharing import disclose_report
from taskforce.access.services import locked, require
from taskforce.accounts.acting import as_house
from taskforce.accounts.models import User
from taskforce.audit.services import record
from taskforce.events import publish
from taskforce.refusal import NotVisible, Refusal

Part = PresenceAffirmation.Part


@transaction.atomic
def affirm_presence(*, target_id: UUID, digest: str, reasons: str, by: User, at: datetime) -> PresenceAffirmation:
    """Affirm as an analyst of its agency, with written reasons, that people are held at a target (SR-01).

    `digest` is of the evidence they had on the screen. Refuses with REASON_MISSING, EVIDENCE_CHANGED,
    PRESENCE_NOT_ESTABLISHED where the rule does not say high, ALREADY_AFFIRMED, NOT_YOURS_TO_DO.
    """
    target = locked(RaidTarget, by, public_id=target_id)
    require(by, "affirm", target)
    presence = _as_read(target, digest=digest, reasons=reasons, at=at)
    if presence.standing.analyst is not None:
        raise _already()
    return _affirm(target, presence, part=Part.ANALYST, reasons=reasons, by=by, at=at)


@transaction.atomic
def affirm_second(*, target_id: UUID, digest: str, reasons: str, by: User, at: datetime) -> PresenceAffirmation:
    """Affirm as a supervisor of its agency what an analyst, another person, affirmed of just this evidence (SR-01).

    From here presence is established. Refuses with REASON_MISSING, EVIDENCE_CHANGED, PRESENCE_NOT_ESTABLISHED,
    ANALYST_FIRST, OWN_AFFIRMATION, ALREADY_AFFIRMED, NOT_YOURS_TO_DO.
    """
    target = locked(RaidTarget, by, public_id=target_id)
    require(by, "affirm_second", target)
    presence = _as_read(target, digest=digest, reasons=reasons, at=at)
    first = presence.standing.analyst
    if first is None:
        raise Refusal(
            "ANALYST_FIRST",
            _("No analyst has affirmed this evidence yet."),
            fix=_("Ask an analyst of your agency to read it and affirm it first."),
        )
    if first.by == by.pk:
        raise Refusal(
            "OWN_AFFIRMATION",
            _("You affirmed this as an analyst. Another person has to be the second."),
            fix=_("Ask another supervisor."),
        )
    if presence.is_affirmed:
        raise _already()
    return _affirm(target, presence, part=Part.SUPERVISOR, reasons=reasons, by=by, at=at)


@transaction.atomic
def unlink_report(*, report_id: UUID, target_id: UUID, reason: str, by: User, at: datetime) -> TargetUnlinking:
    """Take a report off a target, with the reason. Investigators and analysts of its agency who see both.

    Whoever read the report only because the target was shared with them reads it no more. Refuses with
    REASON_MISSING, NOT_YOURS_TO_DO; a report that is not linked is NotVisible.
    """
    target = locked(RaidTarget, by, public_id=target_id)
    require(by, "unlink", target)
    _refuse_silence(reason, field="reason")
    links = TargetLink.objects.visible_to(by).select_for_update(of=("self",)).select_related("report")
    link = links.filter(target=target, report__public_id=report_id).first()
    if link is None:
        raise NotVisible(TargetLink._meta.label)
    unlinked = TargetUnlinking.objects.create(
        target=target, report=link.report, stance=link.stance, reason=reason.strip(), by=by, at=at
    )
    link.delete()
    disclose_report(unlinked.report, by=by)
    record("intelligence.report.unlinked", by=by, obj=unlinked.report, target=str(target.public_id))
    publish(EvidenceChanged(target.pk))
    return unlinked


def _as_read(target: RaidTarget, *, digest: str, reasons: str, at: datetime) -> Presence:
    """The presence as it stands, which must be what the person read, and high."""
    _refuse_silence(reasons, field="reasons")
    presence = standing_presence(target, now=at)
    if digest != presence.digest:
        raise Refusal(
            "EVIDENCE_CHANGED",
            _("The evidence changed while you were reading."),
            fix=_("Read it again below; you then affirm what stands there now."),
        )
    if presence.assessment.level is not Level.HIGH:
        raise Refusal(
            "PRESENCE_NOT_ESTABLISHED",
            _("By the rule, presence is not high. Nobody can affirm more than the evidence says."),
            fix=_("The page of the target says what would raise it."),
        )
    return presence


def _affirm(
    target: RaidTarget, presence: Presence, *, part: str, reasons: str, by: User, at: datetime
) -> PresenceAffirmation:
    affirmed = PresenceAffirmation(
        target=target, part=part, digest=presence.digest, rule=presence.assessment.rule, reasons=reasons.strip(),
        lapses_at=presence.assessment.lapses_at or at, by=by, at=at,
    )  # fmt: skip
    if part == Part.SUPERVISOR:
        affirmed.first = _first_of(target, presence)
        affirmed.first_by = affirmed.first.by
    affirmed.save(force_insert=True)
    record("intelligence.presence.affirmed", by=by, obj=target, part=part, digest=presence.digest, rule=affirmed.rule)
    return affirmed


@as_house("the second affirmation names the first")
def _first_of(target: RaidTarget, presence: Presence) -> PresenceAffirmation:
    first = presence.standing.analyst
    rows = PresenceAffirmation.objects.filter(
        target=target, part=Part.ANALYST, digest=presence.digest, rule=presence.assessment.rule
    )
    return rows.select_related("by").get(by=first.by if first else None)


def _refuse_silence(reason: str, *, field: str) -> None:
    if not reason.strip():
        raise Refusal("REASON_MISSING", _("Write down why."), field=field)


def _already() -> Refusal:
    return Refusal(
        "ALREADY_AFFIRMED",
        _("This evidence has been affirmed already."),
        fix=_("Reload the page to see by whom and when."),
    )
