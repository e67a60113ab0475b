"""Who stands how to what: every function alone and what takes functions away; every relation a declaration speaks of.

The relations are found in the declarations. Each kind of condition has a stager here, written by hand, that gives for
one fact the people of whom it is true of some row. A kind without a stager fails the matrix with a sentence.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Permission
from django.db import connection
from guardian.utils import get_user_obj_perms_model

from taskforce.access.policy import (
    AgencyKind,
    Anyone,
    BrokeGlass,
    Condition,
    Granted,
    Holds,
    Linked,
    Nobody,
    OwnAgency,
    Related,
    Sees,
    Where,
    policies,
)
from taskforce.accounts.models import Agency, Function, HeldFunction, PartnerAgreement, User
from taskforce.clocks import access as clocks
from tests.builders import someone
from tests.walls.expected import Facts, Model, Somebody, declared, identity
from tests.walls.rows import a_release_to
from victims.access import Recipient, Released
from victims.rules import RECEIVERS

F, K = Function, Agency.Kind


@dataclass(frozen=True)
class Standing:
    """What somebody holds, and what may take it away from them."""

    name: str
    functions: frozenset[str]
    is_trained: bool = True
    is_agreed: bool = True
    is_active: bool = True

    @property
    def held(self) -> frozenset[str]:
        """What still counts."""
        return self.functions if self.is_trained and self.is_agreed else frozenset()


ALL_HATS = frozenset(str(f) for f in F)
STANDINGS = [
    *(Standing(str(f), frozenset({str(f)})) for f in F),
    Standing("no function", frozenset()),
    Standing("every function", ALL_HATS),
    Standing("training out of date", ALL_HATS, is_trained=False),
    Standing("agreement out of date", ALL_HATS, is_agreed=False),
    Standing("switched off", ALL_HATS, is_active=False),
]


@dataclass(frozen=True)
class Position:
    """One person, and how they came to be in the matrix."""

    name: str
    user: User

    def at(self, standing: Standing) -> Somebody:
        """Who they are at this standing, in plain values."""
        user = self.user
        return Somebody(user.pk, user.agency_id, user.agency.kind, standing.held, standing.is_active)


def positions(facts: Facts) -> list[Position]:
    """Everybody whom some declared fact is true of, and a stranger of every kind of agency. Each person once."""
    found: dict[int, Position] = {}
    for name, user in [*_strangers(), *_staged(facts)]:
        found.setdefault(user.pk, Position(name, user))
    return list(found.values())


def take(standing: Standing, people: list[User]) -> None:
    """Give all these people this standing, and nobody else's any other."""
    pks, agencies = [u.pk for u in people], list({u.agency_id for u in people})
    with connection.cursor() as cursor:
        cursor.execute("delete from accounts_heldfunction where user_id = any(%s)", [pks])
        cursor.execute(
            "insert into accounts_heldfunction (user_id, function, trained_until)"
            " select u, f, now() + %s * interval '1 day' from unnest(%s::bigint[]) u, unnest(%s::text[]) f",
            [90 if standing.is_trained else -1, pks, sorted(standing.functions)],
        )
        cursor.execute("update accounts_user set is_active = %s where id = any(%s)", [standing.is_active, pks])
        cursor.execute(
            "update accounts_partneragreement set valid_until = current_date + %s where agency_id = any(%s)",
            [90 if standing.is_agreed else -1, agencies],
        )


CHANGED = (HeldFunction, PartnerAgreement, User)  # what `take` changes


def users_now(people: list[Position]) -> list[User]:
    """The same people, read anew: nothing of a former standing is remembered on them."""
    users = User.objects.select_related("agency").in_bulk([p.user.pk for p in people])
    return [users[p.user.pk] for p in people]


def _strangers() -> Iterator[tuple[str, User]]:
    """One of each kind of agency, whose agency owns nothing and who is named on nothing."""
    for kind in K:
        yield f"stranger of {kind}", someone(kind=kind)


def _staged(facts: Facts) -> Iterator[tuple[str, User]]:
    done = set()
    for model, condition in sorted(declared(), key=lambda told: isinstance(told[1], Related)):  # grants name people too
        stager = STAGERS.get(type(condition))
        if stager is None:
            raise NotImplementedError(
                f"The policy of {model._meta.label} uses {type(condition).__name__}, which nobody stages: write its"
                " stager in tests/walls/standing.py and its meaning in tests/walls/expected.py."
            )
        key = (model, identity(condition))
        if key not in done:
            done.add(key)
            yield from stager(facts, model, condition)


def _colleagues(facts: Facts, model: Model, condition: Any) -> Iterator[tuple[str, User]]:
    """In each agency that some row belongs to along this path: somebody who is named on nothing."""
    agencies = {facts.end(model, row, condition.path) for row in facts.read(model).values()} - {None}
    if not agencies:
        raise AssertionError(_nothing(model, f"whose {condition.path} is somebody's agency"))
    for pk in sorted(agencies)[:MOST_OWNERS]:
        if pk not in facts.staged:
            facts.staged[pk] = someone(agency=Agency.objects.get(pk=pk))
        yield f"colleague at {facts.staged[pk].agency.kind}", facts.staged[pk]


def _named(facts: Facts, model: Model, condition: Any) -> Iterator[tuple[str, User]]:
    """Whoever a row names along this path."""
    facts.forget(model)
    people = {facts.end(model, row, condition.path) for row in facts.read(model).values()} - {None}
    if not people:
        raise AssertionError(_nothing(model, f"that names somebody as its {condition.path}"))
    if condition.path != "pk":
        pk = min(people)
        yield f"{condition.path} of {model._meta.label}", User.objects.select_related("agency").get(pk=pk)


def _granted(facts: Facts, _model: Model, condition: Any) -> Iterator[tuple[str, User]]:
    """Strangers with the grant, police and not; and one from whom it was taken back."""
    for kind in (K.LAW_ENFORCEMENT, K.VICTIM_SERVICES):
        yield _holder_of(facts, condition, "granted", kind)
    yield _holder_of(facts, condition, "taken back", K.LAW_ENFORCEMENT)


def _through_glass(facts: Facts, _model: Model, condition: Any) -> Iterator[tuple[str, User]]:
    """Strangers of each kind whose glass is open now; one whose hour is over a second ago."""
    for kind in (K.LAW_ENFORCEMENT, K.VICTIM_SERVICES, K.SHELTER):
        yield _holder_of(facts, condition, "in force", kind, until=facts.now + timedelta(hours=1))
    yield _holder_of(facts, condition, "over", K.VICTIM_SERVICES, until=facts.now - timedelta(seconds=1))


def _holder_of(facts: Facts, condition: Any, state: str, kind: str, **until: Any) -> tuple[str, User]:
    """One person for each permission, kind of agency and state, whatever the models: on the first row of each."""
    codename = condition.permission.split(".")[1]
    name = f"{codename} {state} at {kind}"
    user = facts.staged.get(name) or someone(kind=kind)
    facts.staged[name] = user
    row = min(facts.read(condition.model))
    grants = get_user_obj_perms_model(condition.model)._base_manager.filter(user=user, permission__codename=codename)
    if not grants.exists():
        grant = _grant(condition, row, user, **until)
        if state == "taken back":
            grant.delete()
    return name, user


def _grant(condition: Any, row: int, user: User, **facts: Any) -> Any:
    app, codename = condition.permission.split(".")
    permission = Permission.objects.get(
        content_type__app_label=app, content_type__model=condition.model._meta.model_name, codename=codename
    )
    return get_user_obj_perms_model(condition.model)._base_manager.create(
        user=user, permission=permission, content_object_id=row, **facts
    )


def _released(facts: Facts, _model: Model, _condition: Any) -> Iterator[tuple[str, User]]:
    """Somebody of each kind of agency that was given all it may get; and two for whom that is over."""
    for kind in RECEIVERS:
        yield _recipient(facts, f"released to {kind}", kind, ends_in=timedelta(days=9))
    yield _recipient(facts, "released, and run out", K.VICTIM_SERVICES, ends_in=-timedelta(seconds=1))
    yield _recipient(facts, "released, and taken back", K.SHELTER, ends_in=timedelta(days=9), is_taken_back=True)


def _recipient(facts: Facts, name: str, kind: str, *, ends_in: timedelta, **how: bool) -> tuple[str, User]:
    if name not in facts.staged:
        facts.staged[name] = someone(kind=kind)
        a_release_to(facts.staged[name].agency, ends_at=facts.now + ends_in, at=facts.now, **how)
    return name, facts.staged[name]


def _so_and_not_so(facts: Facts, model: Model, condition: Any) -> Iterator[tuple[str, User]]:
    """A row that is so, and one that is not: otherwise nothing is tried."""
    nobody = Somebody(0, 0, "", frozenset())
    answers = {facts.of(nobody).holds(condition, model, row) for row in facts.read(model).values()}
    if answers != {True, False}:
        raise AssertionError(_nothing(model, f"of which “{condition.words}” is {not answers.pop()}"))
    return iter(())


def _by_others(_facts: Facts, _model: Model, _condition: Any) -> Iterator[tuple[str, User]]:
    """True or false by what others stage: the functions, the kinds of agency, the parent, the row that is linked."""
    return iter(())


def _nothing(model: Model, what: str) -> str:
    return f"There is no {model._meta.label} {what}: make one in tests/walls/rows.py."


def models_without_a_row(facts: Facts) -> list[str]:
    """Models with a policy of which the world has no row, so that nothing of them is tried."""
    return [policy.model._meta.label for policy in policies() if not facts.read(policy.model)]


MOST_OWNERS = 3  # of one path: a fourth agency would teach nothing more
Stager = Callable[[Facts, Model, Any], Iterator[tuple[str, User]]]
STAGERS: dict[type[Condition], Stager] = {
    OwnAgency: _colleagues,
    Recipient: _colleagues,
    Released: _released,
    Related: _named,
    Granted: _granted,
    BrokeGlass: _through_glass,
    Where: _so_and_not_so,
    Holds: _by_others,
    AgencyKind: _by_others,
    Linked: _by_others,
    Sees: _by_others,
    Anyone: _by_others,
    Nobody: _by_others,
    clocks._FunctionNamed: _by_others,
}
