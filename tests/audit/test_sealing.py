"""The arithmetic of the seals has laws, whatever stands in a row."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from taskforce.audit.sealing import Checkpoint, Stamp, packed, root_of, unpacked

MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds are naive
STAMPS = st.builds(Stamp, entry=st.uuids(), at=MOMENTS, leaf=st.binary(min_size=32, max_size=32))
MANY = st.lists(STAMPS, min_size=2, max_size=40, unique_by=lambda each: each.entry)


@given(st.lists(STAMPS, max_size=20))
def test_an_index_gives_back_what_went_in(stamps):
    assert unpacked(packed(stamps)) == stamps


@given(MANY, st.data())
def test_no_row_leaves_moves_or_comes_twice_without_another_root(stamps, data):
    place = data.draw(st.integers(0, len(stamps) - 1))
    without = stamps[:place] + stamps[place + 1 :]

    assert root_of(without) != root_of(stamps)
    assert root_of([*stamps, stamps[place]]) != root_of(stamps)
    assert root_of([*without, stamps[place]]) != root_of(stamps) or place == len(stamps) - 1


@given(st.integers(1, 10**9), st.binary(min_size=32, max_size=32), MOMENTS)
def test_a_checkpoint_travels_as_text_and_proves_only_itself(block, digest, moment):
    signed = Checkpoint(block, digest.hex(), moment).signed()

    assert Checkpoint.from_text(signed.as_text()) == signed
    assert signed.is_genuine()
    for other in (
        Checkpoint(block + 1, signed.digest, moment, signed.signature),
        Checkpoint(block, "0" * 63 + "1", moment, signed.signature),
        Checkpoint(block, signed.digest, moment, ""),
    ):
        assert not other.is_genuine()
