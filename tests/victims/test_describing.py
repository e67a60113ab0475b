"""What a person tells about themselves is written by counsellors, and only a document makes an adult (SR-23)."""

import pytest

from taskforce.accounts.models import Function
from taskforce.refusal import Refusal
from tests.builders import someone
from tests.victims.builders import a_person_in_care
from victims.services import describe_person

pytestmark = pytest.mark.django_db


def test_a_person_is_described_by_counsellors_alone_and_never_made_an_adult_by_words(at):
    care = a_person_in_care(at, may_be_child=True)
    told = {"called": "Wren", "language": "", "gender": "", "wishes": "", "safe_contact": ""}
    coordinator = someone(Function.COORDINATOR, agency=care.person.agency)

    with pytest.raises(Refusal) as refusal:
        describe_person(person_id=care.person.public_id, version=1, says_child=False, by=coordinator, **told)
    described = describe_person(
        person_id=care.person.public_id, version=1, says_child=False, by=care.counsellor, **told
    )
    with pytest.raises(Refusal) as stale:
        describe_person(
            person_id=care.person.public_id, version=1, says_child=True, by=care.counsellor, **told | {"called": "Sol"}
        )

    care.person.refresh_from_db()
    assert (refusal.value.code, stale.value.code) == ("NOT_YOURS_TO_DO", "STALE_VERSION")
    assert described.child_status == "presumed_child"
    assert (care.person.called, care.person.child_status) == ("Wren", "presumed_child")


def test_saying_to_be_a_child_counts_at_once(at):
    care = a_person_in_care(at)

    described = describe_person(
        person_id=care.person.public_id,
        version=1,
        called="",
        language="",
        gender="",
        wishes="",
        safe_contact="",
        says_child=True,
        by=care.counsellor,
    )

    assert described.child_status == "child"
