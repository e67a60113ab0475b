"""A counsellor finds somebody by the name they are called, and nobody else can look a name up."""

import pytest
from django.urls import reverse

from taskforce.accounts.models import Function
from taskforce.audit.models import AuditEntry
from taskforce.refusal import Refusal
from taskforce.vault.blind_index import find_by_words, words
from taskforce.vault.models import BlindIndex
from taskforce.vault.services import shred
from tests.builders import someone
from tests.victims.builders import Care, a_person_in_care
from victims.models import Person
from victims.services import describe_person, find_people

pytestmark = pytest.mark.django_db


def somebody_called(name: str, at, care: Care | None = None) -> Care:
    care = care or a_person_in_care(at)
    describe_person(
        person_id=care.person.public_id, version=None, called=name, language="", gender="", wishes="",
        safe_contact="", says_child=False, by=care.counsellor,
    )  # fmt: skip
    return care


@pytest.mark.parametrize("asked", ["Catherine Okoro", "okoro catherine", "CATHERINE", "Kathrin Okoro", "Cathérine"])
def test_a_name_is_found_in_any_order_without_accents_and_as_it_sounds(at, asked):
    care = somebody_called("Catherine Okoro", at)

    assert find_people(text=asked, by=care.counsellor) == [care.person]


@pytest.mark.parametrize("asked", ["Marisol", "Catherine Marisol", "", "   ", "Cath"])
def test_another_name_finds_nobody(at, asked):
    care = somebody_called("Catherine Okoro", at)

    assert find_people(text=asked, by=care.counsellor) == []


def test_a_name_that_was_changed_is_no_longer_found(at):
    care = somebody_called("Catherine", at)
    somebody_called("Blessing", at, care)

    assert find_people(text="Catherine", by=care.counsellor) == []
    assert find_people(text="Blessing", by=care.counsellor) == [care.person]


def test_a_name_in_another_script_is_found_as_it_is_spelt(at):
    care = somebody_called("Нина", at)

    assert find_people(text="нина", by=care.counsellor) == [care.person]


def test_two_agencies_with_the_same_name_find_each_their_own_and_share_no_digest(at):
    here, there = somebody_called("Catherine", at), somebody_called("Catherine", at)

    assert find_people(text="Catherine", by=here.counsellor) == [here.person]
    digests = [
        {bytes(entry.digest) for entry in BlindIndex.objects.filter(agency=care.person.agency)}
        for care in (here, there)
    ]
    assert digests[0].isdisjoint(digests[1])
    assert find_by_words(Person, "called", "Catherine", agency_id=there.person.agency_id) == [there.person.public_id]


def test_only_who_may_read_the_name_may_look_for_it(at):
    care = somebody_called("Catherine", at)
    coordinator = someone(Function.COORDINATOR, agency=care.counsellor.agency)

    for user in (coordinator, care.investigator):
        with pytest.raises(Refusal, match="NOT_YOURS_TO_DO"):
            find_people(text="Catherine", by=user)


def test_a_search_is_on_record_without_what_was_searched_for(at):
    care = somebody_called("Catherine", at)

    find_people(text="Catherine", by=care.counsellor)

    entry = AuditEntry.objects.get(verb="victims.person.searched")
    assert (entry.rows, entry.shown) == (1, [care.person.public_id])
    assert "atherine" not in str(entry.codes)


def test_the_page_finds_somebody_and_keeps_the_name_out_of_its_address(at, as_user):
    care = somebody_called("Catherine", at)
    browser = as_user(care.counsellor)
    token = browser.get(reverse("victims:find")).context["form"]["once"].value()

    page = browser.post(reverse("victims:find"), {"name": "Kathrin", "once": token})

    assert care.person.reference in page.content.decode()
    assert page.status_code == 200


def test_a_shredded_person_is_no_longer_found(at):
    care = somebody_called("Catherine", at)

    shred(care.person, by=care.counsellor, at=at)

    assert find_people(text="Catherine", by=care.counsellor) == []


def test_words_are_compared_without_case_accents_and_punctuation():
    assert words("O'Brien-García, ana  ANA") == ["ana", "brien", "garcia", "o"]
