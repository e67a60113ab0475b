"""The register of human sources: who they are, who answers for them, for how long they may be tasked."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from intelligence.deadlines import SOURCE_AUTHORISATION, SOURCE_HANDLING
from intelligence.models import SourceAuthorisation, SourceContactRecord, SourceIdentity
from intelligence.queries.sources import controllers_in, handlers_in, standing_of
from intelligence.rules.sources import Standing, may_be_shredded
from intelligence.services.source_words import index_identity
from taskforce.access.services import locked, require, require_any
from taskforce.accounts.models import Function, User
from taskforce.audit.services import record
from taskforce.clocks.services import cancel_clock, satisfy_clock, start_clock
from taskforce.jurisdiction.pack import pack
from taskforce.refusal import NotVisible, Refusal
from taskforce.vault.services import shred

Kind, InCare = SourceAuthorisation.Kind, SourceAuthorisation.InCare
STARTED = {Standing.ACTIVE, Standing.LAPSED}  # what lapsed waits for somebody to renew or to end it


@dataclass(frozen=True, slots=True)
class IdentityGiven:
    """Who a source is, as somebody wrote it down."""

    kind: str
    code_name: str
    name: str
    contact: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class OfficersGiven:
    """Who answers for a source: one officer oversees, another meets them, perhaps a third with them. Public ids."""

    controller: UUID
    handler: UUID
    co_handler: UUID | None = None


@dataclass(frozen=True, slots=True)
class TermsGiven:
    """Why a source may be tasked, until when (aware), and the answer whether they are in a counselling period."""

    reason: str
    expires_at: datetime
    in_care: str


@transaction.atomic
def register_source(
    *, identity: IdentityGiven, officers: OfficersGiven, terms: TermsGiven, by: User, at: datetime
) -> SourceIdentity:
    """Enter a source into the register and grant the first authorisation. Source controllers who do not meet them.

    Refuses with SURVIVOR_RECRUITMENT (somebody who was exploited, or who is or may be in a counselling period: their
    account is a statement under their own release, 2.2), SOURCE_WALL (one officer twice), AUTHORISATION_TOO_LONG,
    NOT_YOURS_TO_DO.
    """
    require_any(by, "register", SourceIdentity)
    if identity.kind == SourceIdentity.Kind.SURVIVOR:
        raise _recruits_a_survivor("kind")
    _refuse_in_care(terms)
    controller, handler, co_handler = _officers(officers, by)
    source = SourceIdentity.objects.create(
        agency=by.agency, kind=identity.kind, code_name=identity.code_name, name=identity.name,
        contact=identity.contact, notes=identity.notes, controller=controller, handler=handler, co_handler=co_handler,
        registered_by=by, registered_at=at,
    )  # fmt: skip
    index_identity(source)
    record("intelligence.source.registered", by=by, obj=source)
    require(by, "authorise", source)  # whoever meets a source does not authorise them, not even on their own entry
    _authorise(source, terms, kind=Kind.GRANTED, by=by, at=at)
    return source


@transaction.atomic
def authorise_source(*, source_id: UUID, terms: TermsGiven, by: User, at: datetime) -> SourceAuthorisation:
    """Renew an authorisation, or grant one anew after it lapsed or was cancelled. Controllers who do not meet them.

    Refuses with SURVIVOR_RECRUITMENT, AUTHORISATION_TOO_LONG, NOT_YOURS_TO_DO.
    """
    source = locked(SourceIdentity, by, public_id=source_id)
    require(by, "authorise", source)
    _refuse_in_care(terms)
    kind = Kind.RENEWED if standing_of(source, at) is Standing.ACTIVE else Kind.GRANTED
    return _authorise(source, terms, kind=kind, by=by, at=at)


@transaction.atomic
def cancel_authorisation(*, source_id: UUID, reason: str, by: User, at: datetime) -> SourceAuthorisation:
    """End an authorisation at once; what was told before stays. Controllers who do not meet the source.

    Refuses with SOURCE_UNAUTHORISED (there is none to end), NOT_YOURS_TO_DO.
    """
    source = locked(SourceIdentity, by, public_id=source_id)
    require(by, "authorise", source)
    if standing_of(source, at) not in STARTED:
        raise Refusal("SOURCE_UNAUTHORISED", _("There is no authorisation to end."))
    ended = SourceAuthorisation.objects.create(source=source, kind=Kind.CANCELLED, reason=reason, by=by, at=at)
    _stop_clocks(source, at)
    record("intelligence.source.cancelled", by=by, obj=source)
    return ended


@transaction.atomic
def appoint_officers(
    *, source_id: UUID, officers: OfficersGiven, by: User, at: datetime, version: int | None = None
) -> SourceIdentity:
    """Hand a source over to other officers; whoever is no longer named sees nothing of them from now on.

    Controllers who do not meet the source. Refuses with SOURCE_WALL (one officer twice), STALE_VERSION,
    NOT_YOURS_TO_DO.
    """
    source = locked(SourceIdentity, by, public_id=source_id, version=version)
    require(by, "appoint", source)
    source.controller, source.handler, source.co_handler = _officers(officers, by)
    source.save(update_fields=["controller", "handler", "co_handler"])
    if standing_of(source, at) in STARTED:
        _start_clocks(source, at=at)
    record("intelligence.source.appointed", by=by, obj=source)
    return source


@transaction.atomic
def record_contact(
    *, source_id: UUID, how: str, held_at: datetime, tasked_at: datetime | None, raw: str, welfare: str, by: User,
    at: datetime,
) -> SourceContactRecord:  # fmt: skip
    """Write down what a source told, as they told it. The officers who meet them; also without an authorisation, for
    what happened is written down, and only what crosses is refused.

    Refuses with OBSERVED_IN_FUTURE, TASKED_AFTERWARDS, NOT_YOURS_TO_DO.
    """
    source = locked(SourceIdentity, by, public_id=source_id)
    require(by, "meet", source)
    if held_at > at:
        raise Refusal("OBSERVED_IN_FUTURE", _("This lies in the future."), field="held_at")
    if tasked_at is not None and tasked_at > held_at:
        raise Refusal("TASKED_AFTERWARDS", _("They were asked before they told."), field="tasked_at")
    contact = SourceContactRecord.objects.create(
        source=source, how=how, held_at=held_at, tasked_at=tasked_at, raw=raw, welfare=welfare, by=by, written_at=at
    )
    record("intelligence.source.contact", by=by, obj=contact)
    return contact


@transaction.atomic
def shred_source(*, source_id: UUID, by: User, at: datetime) -> SourceIdentity:
    """Make everything on a source unreadable for ever; that there was one, and who answered for them, stays.

    Controllers who do not meet the source, once the law no longer asks for the records (`source.kept_for` of the pack
    after the authorisation ended). Reports stay: nothing leads from them to anybody then. Refuses with SOURCE_KEPT,
    NOT_YOURS_TO_DO.
    """
    source = locked(SourceIdentity, by, public_id=source_id)
    require(by, "shred", source)
    steps = [step.value() for step in source.authorisations.all()]
    kept_for = pack().duration("source.kept_for")
    if not may_be_shredded(steps, registered_at=source.registered_at, kept_for=kept_for, now=at):
        raise Refusal(
            "SOURCE_KEPT",
            _("These records are kept for %(days)s days after the authorisation ended.") % {"days": kept_for.days},
        )
    source.shredded_at = at
    source.save(update_fields=["shredded_at"])
    _stop_clocks(source, at)
    for row in (*source.authorisations.all(), *source.contacts.all(), *source.references.all(), source):
        shred(row, by=by, at=at)
    record("intelligence.source.shredded", by=by, obj=source)
    return source


def _authorise(source: SourceIdentity, terms: TermsGiven, *, kind: str, by: User, at: datetime) -> SourceAuthorisation:
    longest = pack().duration("source.authorised_for")
    if not at < terms.expires_at <= at + longest:
        raise Refusal(
            "AUTHORISATION_TOO_LONG",
            _("An authorisation lasts at most %(days)s days, and ends in the future.") % {"days": longest.days},
            field="expires_at",
        )
    step = SourceAuthorisation.objects.create(
        source=source, kind=kind, reason=terms.reason, in_care=terms.in_care, by=by, at=at, expires_at=terms.expires_at
    )
    _start_clocks(source, at=at)
    record(f"intelligence.source.{kind}", by=by, obj=source, in_care=terms.in_care)
    return step


def _officers(officers: OfficersGiven, by: User) -> tuple[User, User, User | None]:
    """The officers named, of the agency of `by`, each another one."""
    named = [officers.controller, officers.handler, *([officers.co_handler] if officers.co_handler else [])]
    if len(set(named)) < len(named):
        raise Refusal(
            "SOURCE_WALL",
            _("One officer meets a source, another one oversees them."),
            field="handler",
            fix=_("Name somebody else."),
        )
    controller = controllers_in(by).filter(public_id=officers.controller).first()
    meeting = [handlers_in(by).filter(public_id=one).first() for one in named[1:]]
    if controller is None or None in meeting:
        raise NotVisible(User._meta.label)
    return controller, meeting[0], meeting[1] if len(meeting) > 1 else None


def _refuse_in_care(terms: TermsGiven) -> None:
    if terms.in_care != InCare.NO:
        raise _recruits_a_survivor("in_care")


def _recruits_a_survivor(field: str) -> Refusal:
    return Refusal(
        "SURVIVOR_RECRUITMENT",
        _("Nobody who was exploited, and nobody in a counselling period, is made a source."),
        field=field,
        fix=_(
            "What they tell is their own account: it comes through an interview they chose, or a release they signed."
        ),
    )


def _start_clocks(source: SourceIdentity, *, at: datetime) -> None:
    due_at = [step.expires_at for step in source.authorisations.all() if step.expires_at is not None][-1]
    start_clock(
        SOURCE_AUTHORISATION, subject=source, label=source.reference, agency=source.agency,
        functions=(Function.SOURCE_CONTROLLER,), due_at=due_at, at=at,
    )  # fmt: skip
    start_clock(
        SOURCE_HANDLING, subject=source, label=source.reference, agency=source.agency, holder=source.handler,
        due_at=due_at, at=at,
    )  # fmt: skip


def _stop_clocks(source: SourceIdentity, at: datetime) -> None:
    satisfy_clock(SOURCE_AUTHORISATION, subject=source, at=at)
    cancel_clock(SOURCE_HANDLING, subject=source, at=at)
