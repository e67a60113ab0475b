"""Two sides learn what both have, and no file shows anything of the rest."""

import json
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intelligence.rules import exchanges, psi
from intelligence.rules.identifiers import Mark

SHARED = psi.shared_key("five words told by telephone")
ITEMS = st.lists(st.text("abcdef", min_size=1, max_size=3), max_size=12, unique=True)


def a_key():
    return psi.key_of(os.urandom(48))


def exchanged(mine, theirs, *, shared=SHARED, shared_too=None, number="n"):
    """What each of two sides learns: the three files as they are carried, and the places of what both have."""
    shared_too = shared_too or shared
    a, b = a_key(), a_key()
    sent = psi.masked(mine, key=a, shared=shared, exchange=number)
    filled = (*sent, *psi.padding(len(sent), key=a, seed=os.urandom(32)))
    first = psi.written(psi.Message(number, 1, own=filled), shared=shared)
    read = psi.read(first, shared=shared, step=1, exchange=None, most=4096)
    back = psi.masked_again(read.own, key=b)
    own = psi.masked(theirs, key=b, shared=shared_too, exchange=number)
    own = (*own, *psi.padding(len(own), key=b, seed=os.urandom(32)))
    second = psi.written(psi.Message(number, 2, own=own, returned=back), shared=shared)
    answer = psi.read(second, shared=shared, step=2, exchange=number, most=4096)
    theirs_twice = psi.masked_again(answer.own, key=a)
    third = psi.written(psi.Message(number, 3, returned=theirs_twice), shared=shared)
    last = psi.read(third, shared=shared, step=3, exchange=number, most=4096)
    learned = {mine[place] for place in psi.common(answer.returned, theirs_twice)}
    learned_too = {theirs[place] for place in psi.common(last.returned, back)}
    return (first, second, third), learned, learned_too


@settings(max_examples=25, deadline=None)
@given(ITEMS, ITEMS)
def test_both_learn_exactly_what_both_have(mine, theirs):
    _files, learned, learned_too = exchanged(mine, theirs)

    assert learned == learned_too == set(mine) & set(theirs)


@settings(max_examples=25, deadline=None)
@given(ITEMS, ITEMS)
def test_files_look_alike_whatever_they_say(mine, theirs):
    files, _learned, _too = exchanged(mine, theirs)

    for file, empty in zip(files, exchanged([], [])[0], strict=True):
        assert len(file) == len(empty)
        for element in (lists := json.loads(file))["own"] + lists["returned"]:
            assert len(element) == 64


def test_lists_are_filled_to_a_power_of_two():
    assert [psi.size_to_send(n) for n in (0, 1, 64, 65, 1000)] == [64, 64, 64, 128, 1024]


def test_no_file_holds_an_item_its_hash_or_its_point():
    items = ["premises|ln mill|12", "phone|+15550100199"]
    files, learned, _too = exchanged(items, [items[0], "plate|B0111"])

    assert learned == {items[0]}
    carried = b"".join(files)
    for item in [*items, "plate|B0111", "five words"]:
        assert item.encode() not in carried
        point = psi.hashed(item, shared=SHARED, exchange="n").public_numbers().x
        assert point.to_bytes(32).hex().encode() not in carried


def test_the_same_item_looks_another_way_in_the_next_exchange():
    one, other = (exchanged(["plate|B0111"], [])[0][0] for _run in range(2))

    assert not set(json.loads(one)["own"]) & set(json.loads(other)["own"])


def test_another_secret_finds_nothing():
    _files, learned, learned_too = exchanged(["x"], ["x"], shared_too=psi.shared_key("another secret altogether"))

    assert learned == learned_too == set()


def a_file(**changes):
    own = psi.masked(map(str, range(64)), key=a_key(), shared=SHARED, exchange="n")
    body = json.loads(psi.written(psi.Message("n", 1, own=own), shared=SHARED)) | changes
    body.pop("seal")
    return json.dumps(body | {"seal": psi._seal(body, SHARED)}).encode(), own


def refusal_of(file, **asked):
    with pytest.raises(psi.DoesNotFit) as refused:
        psi.read(file, **({"shared": SHARED, "step": 1, "exchange": "n", "most": 4096} | asked))
    return refused.value.code


def test_a_file_that_was_sealed_anew_by_a_test_is_read():
    file, own = a_file()

    assert psi.read(file, shared=SHARED, step=1, exchange="n", most=4096).own == own


@pytest.mark.parametrize("data", [b"", b"{}", b"[1]", b"\xff\xfe", b'{"format":"other","version":1}', b"[" * 100_000])
def test_what_is_no_file_of_ours_is_refused(data):
    assert refusal_of(data) == "EXCHANGE_MALFORMED"


@pytest.mark.parametrize(
    "changes",
    [
        {"version": 2},
        {"own": "abc"},
        {"own": []},
        {"own": ["zz" * 32] * 64},
        {"counts": {"own": 63, "returned": 0}},
        {"returned": ["00" * 32]},
        {"exchange": None},
    ],
)
def test_a_sealed_file_with_a_wrong_body_is_refused(changes):
    asked = {"exchange": None} if "exchange" in changes else {}

    assert refusal_of(a_file(**changes)[0], **asked) == "EXCHANGE_MALFORMED"


def test_elements_that_are_doubled_or_no_points_are_refused():
    _file, own = a_file()
    no_point = next(x for x in map("{:064x}".format, range(1, 99)) if psi._point(bytes.fromhex(x)) is None)
    with_letters = next(element for element in own[1:] if element != element.upper())

    for wrong in (own[0], no_point, "ff" * 32, with_letters.upper(), own[0][:-2], "", "g" * 64):
        others = [element for element in own if element != with_letters][:63]
        assert refusal_of(a_file(own=[*others, wrong])[0]) == "EXCHANGE_MALFORMED", wrong


def test_a_changed_file_another_exchange_and_another_step_are_told_apart():
    file, own = a_file()
    swapped = file.replace(own[0].encode(), own[1].encode(), 1)

    assert refusal_of(swapped) == "EXCHANGE_NOT_SEALED"
    assert refusal_of(file, shared=psi.shared_key("another secret altogether")) == "EXCHANGE_NOT_SEALED"
    assert refusal_of(file, exchange="m") == "EXCHANGE_OTHER"
    assert refusal_of(file, step=2) == "EXCHANGE_STEP"


def test_a_list_longer_than_an_exchange_takes_is_refused():
    long = psi.masked(map(str, range(128)), key=a_key(), shared=SHARED, exchange="n")
    assert refusal_of(psi.written(psi.Message("n", 1, own=long), shared=SHARED), most=64) == "EXCHANGE_MALFORMED"


def both(mine, theirs):
    """Whether two marks meet in an exchange, by the forms in which each side compares them."""
    return bool(set(exchanges.forms_of(mine, exchanges.STARTER)) & set(exchanges.forms_of(theirs, exchanges.ANSWERER)))


def test_a_coarse_mark_meets_a_deciding_one_and_no_other_coarse_one():
    coarse, deciding = Mark("premises", "ln mill|12", decides=False), Mark("premises", "ln mill|12")

    assert both(deciding, deciding)
    assert both(coarse, deciding)
    assert both(deciding, coarse)
    assert not both(coarse, coarse)


def test_every_state_waits_for_one_file_or_has_ended():
    found = {
        (side, state): exchanges.waits_for(side, state)
        for side in (exchanges.STARTER, exchanges.ANSWERER)
        for state in (exchanges.OFFERED, exchanges.ANSWERED, exchanges.CLOSED, exchanges.ABANDONED)
    }

    assert {place: step for place, step in found.items() if step} == {
        ("starter", "offered"): 2,
        ("answerer", "answered"): 3,
    }
