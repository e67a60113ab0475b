"""Files are sealed in chunks: none can be left out, repeated, reordered, cut off or taken from elsewhere."""

import io
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskforce.vault.sealing import HEADER, DoesNotOpen
from taskforce.vault.streams import CHUNK, PREFIX, TAG, open_stream, seal_stream
from tests.vault.builders import KEY

HEAD, SEALED_CHUNK = HEADER.size + PREFIX, CHUNK + TAG


def some_bytes(size: int) -> bytes:
    return random.Random(size).randbytes(size)  # noqa: S311 - the same bytes each run


def sealed(data: bytes, cell: bytes = b"c", key_id: int = 7) -> bytes:
    pieces = [data[at : at + 50_000] for at in range(0, len(data), 50_000)]
    return b"".join(seal_stream(pieces, key=KEY, key_id=key_id, cell=cell))


def opened(stream: bytes, cell: bytes = b"c", key_id: int = 7) -> bytes:
    return b"".join(open_stream(io.BytesIO(stream), key=KEY, key_id=key_id, cell=cell))


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 5])
def test_a_stream_of_any_size_comes_back_as_it_was(size):
    data = some_bytes(size)

    assert opened(sealed(data)) == data


@given(st.integers(0, 3 * SEALED_CHUNK), st.integers(0, 7))
def test_a_flipped_bit_is_found_wherever_it_is(at, bit):
    stream = bytearray(FOUR_CHUNKS)
    stream[at] ^= 1 << bit

    with pytest.raises(DoesNotOpen):
        opened(bytes(stream))


@given(st.integers(0, 3 * SEALED_CHUNK))
def test_a_stream_that_was_cut_off_is_found(length):
    with pytest.raises(DoesNotOpen):
        opened(FOUR_CHUNKS[:length])


@given(st.lists(st.integers(0, 3), max_size=6).filter(lambda order: order != [0, 1, 2, 3]))
def test_chunks_left_out_repeated_or_reordered_are_found(order):
    chunks = [FOUR_CHUNKS[HEAD + n * SEALED_CHUNK : HEAD + (n + 1) * SEALED_CHUNK] for n in range(4)]

    with pytest.raises(DoesNotOpen):
        opened(FOUR_CHUNKS[:HEAD] + b"".join(chunks[n] for n in order))


def test_a_stream_of_another_cell_or_key_does_not_open():
    for stream in (sealed(b"a" * 100, cell=b"d"), sealed(b"a" * 100, key_id=8)):
        with pytest.raises(DoesNotOpen):
            opened(stream)


FOUR_CHUNKS = sealed(some_bytes(3 * CHUNK + 9))
