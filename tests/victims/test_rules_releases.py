"""What a release covers, for any set of releases: never longer than the cap, never what was taken back."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from taskforce.accounts.models import Agency, Function
from victims.models import Release
from victims.rules import (
    NEVER_COUNSELLING,
    PARTS,
    RECEIVERS,
    Care,
    Item,
    Scope,
    Term,
    covered,
    receivable,
    release_refusal,
)

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
LONGEST = timedelta(days=90)
moments = st.timedeltas(timedelta(days=-120), timedelta(days=120)).map(lambda away: NOW + away)
items = st.lists(st.sampled_from(list(Item)), unique=True).map(tuple)
talks = st.lists(st.sampled_from(["t1", "t2", "t3"]), unique=True).map(tuple)
terms = st.lists(
    st.builds(Term, items, talks, moments, moments, st.one_of(st.none(), moments)).filter(
        lambda term: term.expires_at > term.signed_at
    ),
    max_size=5,
)
kinds = st.sampled_from(list(Agency.Kind.values))
scopes = st.builds(
    Scope, person=st.just("p"), discloser=st.just("d"), recipient=st.sampled_from("dr"), recipient_kind=kinds,
    items=items, talks=talks, purpose=st.just("stay"), language=st.sampled_from(["", "Tagalog"]),
    signed_how=st.sampled_from(["paper", "screen", "oral", ""]), signed_at=moments, expires_at=moments,
)  # fmt: skip
cares = st.builds(
    Care, alternatives=st.sampled_from(["", "We rang."]), risks_explained=st.booleans(),
    signature=st.sampled_from(["", "x"]), is_child=st.booleans(), child_assents=st.booleans(),
    guardian=st.sampled_from(["", "An aunt"]), guardian_agrees=st.booleans(), guardian_suspected=st.booleans(),
)  # fmt: skip


@given(scope=scopes, care=cares)
def test_what_may_be_signed_is_written_informed_limited_and_for_somebody_else(scope, care):
    refused = release_refusal(scope, care, longest=LONGEST, now=NOW)

    if refused is None:
        assert timedelta() < scope.expires_at - scope.signed_at <= LONGEST
        assert scope.signed_at <= NOW < scope.expires_at
        assert scope.recipient != scope.discloser
        assert scope.items
        assert (Item.NEEDS in scope.items) == bool(scope.talks)
        assert scope.signed_how in {"paper", "screen"}
        assert care.signature
        assert care.alternatives
        assert care.risks_explained
        assert scope.language
        assert not care.is_child or (care.child_assents and care.guardian and care.guardian_agrees)
        assert not (care.is_child and care.guardian_suspected)
        assert scope.recipient_kind not in NEVER_COUNSELLING or not {Item.NEEDS, Item.WISHES} & set(scope.items)


@given(terms=terms)
def test_only_what_is_in_force_opens_anything_and_never_beyond_its_own_end(terms):
    until = covered(terms, now=NOW)

    for (item, talk), end in until.items():
        assert end > NOW
        assert any(
            term.withdrawn_at is None and term.expires_at == end and item in term.items
            and (talk in term.talks if item == Item.NEEDS else talk == "")
            for term in terms
        )  # fmt: skip


@given(terms=terms, number=st.integers(0, 4))
def test_taking_one_back_leaves_exactly_what_the_others_cover(terms, number):
    others = [term for place, term in enumerate(terms) if place != number]
    taken_back = [
        Term(t.items, t.talks, t.signed_at, t.expires_at, NOW) if place == number else t
        for place, t in enumerate(terms)
    ]

    assert covered(taken_back, now=NOW) == covered(others, now=NOW)


@given(terms=terms)
def test_the_order_of_releases_changes_nothing_and_one_twice_is_one(terms):
    assert covered(terms, now=NOW) == covered([*reversed(terms), *terms], now=NOW)


@given(one=scopes, other=scopes)
def test_two_scopes_have_one_hash_only_when_they_say_the_same(one, other):
    said = [
        (s.recipient, set(s.items), set(s.talks), s.language, s.signed_how, s.signed_at, s.expires_at)
        for s in (one, other)
    ]
    assert (one.hashed == other.hashed) == (said[0] == said[1])


def test_the_lists_name_what_there_is():
    assert set(RECEIVERS) <= set(Agency.Kind.values)
    assert {function for functions in RECEIVERS.values() for function in functions} <= set(Function.values)
    assert set(PARTS) == set(Item) == set(Release.Item.values)
    assert receivable("oversight") == ()
    groups = [part.group for part in PARTS.values() if part.group]
    assert len(groups) == len(set(groups))
