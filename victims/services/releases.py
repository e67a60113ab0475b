"""A signed release of information: it gives one agency the keys to exactly its items, and takes them back (4.3).

Signing, taking back and running out each happen in one transaction with the keys. Releases that overlap are settled
together: the recipient holds what those in force cover, each until the latest end, and nothing else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from taskforce.access.services import find, locked, require
from taskforce.accounts.acting import as_house
from taskforce.accounts.models import Agency, Function, HeldFunction, User
from taskforce.audit.services import record
from taskforce.clocks.services import cancel_clock, satisfy_clock, start_clock
from taskforce.jurisdiction.pack import pack
from taskforce.notices.services import tell
from taskforce.refusal import Refusal
from taskforce.vault.models import KeyGrant
from taskforce.vault.rows import SealedRow
from taskforce.vault.services import disclose, withdraw
from victims import rules
from victims.deadlines import RELEASE
from victims.models import CounsellingSession, Person, Release

BATCH = 100


@dataclass(frozen=True, slots=True)
class ReleaseGiven:
    """What a person signed, as the counsellor who saw them sign wrote it down."""

    recipient_id: UUID
    items: tuple[str, ...]
    purpose: str
    alternatives: str
    risks_explained: bool
    language: str
    signed_how: str
    signature: str
    signed_at: datetime
    days: int
    talks: tuple[UUID, ...] = ()
    purpose_words: str = ""
    child_assents: bool = False
    guardian: str = ""
    guardian_agrees: bool = False
    guardian_suspected: bool = False


@transaction.atomic
def sign_release(*, person_id: UUID, given: ReleaseGiven, by: User, at: datetime) -> Release:
    """Write down a release the person signed; the recipient's keys begin with it. Counsellors of the person's agency.

    `by` saw them sign. It lasts `given.days` from the signature. Refuses with GUARDIAN_CONFLICT, RECIPIENT_UNSUITABLE,
    RELEASE_EMPTY, COUNSELLING_NOT_RELEASABLE, SIGNED_IN_FUTURE, RELEASE_TOO_LONG, RELEASE_OVER, RELEASE_NOT_WRITTEN,
    ALTERNATIVES_MISSING, RISKS_NOT_EXPLAINED, ASSENT_MISSING, NO_GUARDIAN, NOT_YOURS_TO_DO (4.3, 5.4).
    """
    person = locked(Person, by, public_id=person_id)
    require(by, "release", person)
    recipient = Agency.objects.get(public_id=given.recipient_id)
    scope = _scope(person, recipient, given, _talks_of(person, given.talks, by=by))
    refused = rules.release_refusal(scope, _care(person, given), longest=pack().duration("release.longest"), now=at)
    if refused:
        raise _not_so(*refused)
    release = _written(person, recipient, scope, given, by=by)
    _settle(person, recipient.pk, by=by, at=at)
    start_clock(
        RELEASE, subject=release, label=release.reference, agency=person.agency, functions=(Function.COUNSELLOR,),
        due_at=release.expires_at, at=at,
    )  # fmt: skip
    record("victims.release.signed", by=by, obj=release, to=recipient.pk, items=",".join(release.items),
           scope=release.scope_hash)  # fmt: skip
    _tell(release, "signed", at=at)
    return release


@transaction.atomic
def withdraw_release(*, release_id: UUID, how: str, by: User, at: datetime) -> Release:
    """Take a release back because the person says so: to say it is enough. Whoever cares for the person's agency.

    The recipient's keys go in the same transaction, and its people are told to stop using it. Refuses with
    RELEASE_OVER, NOT_YOURS_TO_DO.
    """
    found = find(Release, by, public_id=release_id)
    person = _held(found.person_id)
    release = locked(Release, by, public_id=release_id)
    require(by, "withdraw", release)
    if not release.term().is_in_force(at):
        raise _over()
    Release.objects.filter(pk=release.pk).update(withdrawn_at=at, withdrawn_by=by, withdrawn_how=how)
    release.refresh_from_db(fields=["withdrawn_at", "withdrawn_by", "withdrawn_how"])
    _settle(person, release.recipient_id, by=by, at=at)
    cancel_clock(RELEASE, subject=release, at=at)
    record("victims.release.withdrawn", by=by, obj=release, to=release.recipient_id, how=how)
    _tell(release, "withdrawn", at=at)
    return release


@transaction.atomic
@as_house("time ends what was released")
def expire_releases(*, at: datetime) -> int:
    """Mark the releases that have run out and delete their keys, which have opened nothing since. How many.

    The work of a task; safe to run twice at once.
    """
    due = Release.objects.filter(expires_at__lte=at, withdrawn_at=None, expired_at=None).order_by("person", "pk")
    return sum(_expire(person_id, pk, at=at) for person_id, pk in due.values_list("person", "pk")[:BATCH])


def _expire(person_id: int, pk: int, *, at: datetime) -> bool:
    person = _held(person_id)
    marked = Release.objects.filter(pk=pk, withdrawn_at=None, expired_at=None).update(expired_at=at)
    if not marked:
        return False
    release = Release.objects.get(pk=pk)
    _settle(person, release.recipient_id, by=None, at=at)
    satisfy_clock(RELEASE, subject=release, at=at)
    record("victims.release.expired", by=None, obj=release, to=release.recipient_id)
    return True


@as_house("releases of one person are settled one after the other")
def _held(person_id: int) -> Person:
    return Person.objects.select_for_update(of=("self",)).get(pk=person_id)


def _talks_of(person: Person, wanted: Iterable[UUID], *, by: User) -> list[UUID]:
    """The talks that were named, as far as they are this person's and `by` may read them."""
    talks = CounsellingSession.objects.visible_to(by).filter(person=person, public_id__in=list(wanted))
    return sorted(talks.values_list("public_id", flat=True))


def _scope(person: Person, recipient: Agency, given: ReleaseGiven, talks: list[UUID]) -> rules.Scope:
    return rules.Scope(
        person=str(person.public_id), discloser=person.agency.code, recipient=recipient.code,
        recipient_kind=recipient.kind, items=tuple(item for item in rules.Item if item in given.items),
        talks=tuple(map(str, talks)) if rules.Item.NEEDS in given.items else (), purpose=given.purpose,
        language=given.language, signed_how=given.signed_how, signed_at=given.signed_at,
        expires_at=given.signed_at + timedelta(days=given.days),
    )  # fmt: skip


def _care(person: Person, given: ReleaseGiven) -> rules.Care:
    return rules.Care(
        alternatives=given.alternatives, risks_explained=given.risks_explained, signature=given.signature,
        is_child=person.is_treated_as_child, child_assents=given.child_assents, guardian=given.guardian,
        guardian_agrees=given.guardian_agrees, guardian_suspected=given.guardian_suspected,
    )  # fmt: skip


def _written(person: Person, recipient: Agency, scope: rules.Scope, given: ReleaseGiven, *, by: User) -> Release:
    is_child = person.is_treated_as_child
    return Release.objects.create(
        person=person, discloser=person.agency, recipient=recipient, items=list(scope.items),
        talks=[UUID(talk) for talk in scope.talks], purpose=given.purpose, purpose_words=given.purpose_words,
        alternatives=given.alternatives, risks_explained=given.risks_explained, language=given.language,
        signed_how=given.signed_how, signature=given.signature, witnessed_by=by, is_child=is_child,
        child_assents=is_child and given.child_assents, guardian=given.guardian if is_child else "",
        guardian_agrees=is_child and given.guardian_agrees, signed_at=given.signed_at, expires_at=scope.expires_at,
        scope_hash=scope.hashed,
    )  # fmt: skip


@as_house("what releases in force cover, and the rows they are about")
def _settle(person: Person, recipient: int, *, by: User | None, at: datetime) -> None:
    """Let the recipient hold the keys that its releases in force cover, each until the latest end, and no other."""
    releases = list(Release.objects.filter(person=person, recipient=recipient))
    until = rules.covered([release.term() for release in releases], now=at)
    talks = CounsellingSession.objects.filter(public_id__in={talk for release in releases for talk in release.talks})
    for item, part in rules.PARTS.items():
        if not part.group:
            continue
        rows: list[tuple[SealedRow, str]] = [(person, "")]
        if item == rules.Item.NEEDS:
            rows = [(talk, str(talk.public_id)) for talk in talks]
        for row, talk in rows:
            _give_or_take(row, part.group, to=recipient, until=until.get((item, talk)), by=by)


def _give_or_take(row: SealedRow, group: str, *, to: int, until: datetime | None, by: User | None) -> None:
    held = KeyGrant.objects.filter(record=row.public_id, agency=to, group=group).first()
    if until is None:
        withdraw(row, to=to, by=by, group=group)
    elif held is None or held.until != until:
        disclose(row, to=to, by=by, group=group, until=until)


def _tell(release: Release, what: str, *, at: datetime) -> None:
    """The recipient's people, that it happened; never of whom or what."""
    functions = rules.RECEIVERS[release.recipient.kind]
    held = HeldFunction.objects.in_date().filter(function__in=functions)
    told = User.objects.filter(agency=release.recipient_id, is_active=True, pk__in=held.values("user"))
    source = f"release-{what}:{release.public_id}"
    tell(told, kind=f"victims.release_{what}", path=reverse("victims:released"), source=source, at=at)


def _not_so(code: str, field: str) -> Refusal:
    days = pack().duration("release.longest").days
    sentence = {
        "GUARDIAN_CONFLICT": _("Somebody who may be involved cannot agree for the child. Ask for another guardian."),
        "RECIPIENT_UNSUITABLE": _("This agency cannot receive it."),
        "RELEASE_EMPTY": _("Choose what they release; of what they need, from which talks."),
        "COUNSELLING_NOT_RELEASABLE": _("What was told to a counsellor is never released to police or prosecution."),
        "SIGNED_IN_FUTURE": _("The signature lies in the future."),
        "RELEASE_TOO_LONG": _("A release lasts %(days)s days at most.") % {"days": days},
        "RELEASE_OVER": _("It would be over already. Ask them to sign anew."),
        "RELEASE_NOT_WRITTEN": _("A release is given in writing, never by word of mouth. Say where the signature is."),
        "ALTERNATIVES_MISSING": _("Look for a way without a release first, and write down what you considered."),
        "RISKS_NOT_EXPLAINED": _("Explain what may follow from it, in their language, before they sign."),
        "ASSENT_MISSING": _("The child signs too. Without their yes nothing is released."),
        "NO_GUARDIAN": _("A guardian signs beside the child. Name them, and write down that they agree."),
    }[code]  # fmt: skip
    return Refusal(code, sentence, field=field)


def _over() -> Refusal:
    return Refusal("RELEASE_OVER", _("This release is over. Nobody reads anything through it."))
