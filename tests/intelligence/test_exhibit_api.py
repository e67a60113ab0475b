"""Machines keep an exhibit after all, disclose it and take that back, with the refusals of the pages."""

import uuid

import pytest

from intelligence.models import CustodyTransfer, ExhibitDisclosure
from intelligence.queries.exhibits import standing_of
from taskforce.accounts.models import Function
from taskforce.vault.models import KeyGrant
from tests.builders import someone
from tests.intelligence.site import a_prosecutor, an_exhibit, disclosed, handed_over, taken

pytestmark = pytest.mark.django_db


def posted(client, path, **data):
    return client.post(f"/api/{path}/", data, content_type="application/json")


@pytest.fixture
def item(at):
    return an_exhibit(at)


@pytest.fixture
def lead(item):
    """Supervises the agency whose exhibit it is."""
    return someone(Function.SUPERVISOR, agency=item.agency)


@pytest.fixture
def stranger(as_user):
    return as_user(someone(Function.INVESTIGATOR, Function.ANALYST, Function.SUPERVISOR))


def test_what_was_handed_over_is_kept_after_all_by_whoever_holds_it(at, as_user, item, stranger):
    mira = someone(Function.ANALYST, agency=item.agency)
    path, holder = f"exhibits/{item.public_id}/recall", as_user(item.obtained_by)
    assert posted(holder, path).json()["code"] == "NOT_OFFERED"
    handed_over(item, mira, at)
    steps = CustodyTransfer.objects.count()

    assert posted(as_user(mira), path).json()["code"] == "NOT_THE_HOLDER"
    assert posted(stranger, path).status_code == 404
    assert CustodyTransfer.objects.count() == steps

    answer = posted(holder, path)

    assert (answer.status_code, answer.json()["step"]) == (201, "recalled")
    stands = standing_of(item, now=at).custody
    assert (stands.holder, stands.offered_to) == (str(item.obtained_by.pk), "")


def test_an_exhibit_is_disclosed_to_a_prosecution_and_taken_back(as_user, item, lead):
    pia = a_prosecutor()
    path = f"exhibits/{item.public_id}"

    answer = posted(as_user(lead), f"{path}/disclose", to=str(pia.agency.public_id))

    assert (answer.status_code, answer.json().keys()) == (200, {"public_id", "reference", "version"})
    assert as_user(pia).get(f"/api/{path}/", headers={"X-Purpose": "case"}).json()["description"]
    [row] = as_user(lead).get("/api/disclosures/").json()["results"]
    assert (row["item"], row["recipient"], row["ended_at"]) == (str(item.public_id), pia.agency.code, None)
    again = posted(as_user(lead), f"{path}/disclose", to=str(pia.agency.public_id))
    assert again.json()["public_id"] == row["public_id"] == answer.json()["public_id"]

    assert posted(as_user(lead), f"disclosures/{row['public_id']}/stop").status_code == 200

    assert as_user(pia).get(f"/api/{path}/", headers={"X-Purpose": "case"}).status_code == 404
    assert not KeyGrant.objects.filter(agency=pia.agency).exists()
    assert posted(as_user(lead), f"disclosures/{row['public_id']}/stop").status_code == 404


def test_nobody_but_its_supervisors_discloses_it_and_to_prosecutions_alone(as_user, item, lead, stranger):
    pia, path = a_prosecutor(), f"exhibits/{item.public_id}/disclose"
    to = str(pia.agency.public_id)

    assert posted(as_user(item.obtained_by), path, to=to).json()["code"] == "NOT_YOURS_TO_DO"
    assert posted(stranger, path, to=to).status_code == 404
    for other in (item.agency.public_id, uuid.uuid4()):
        assert posted(as_user(lead), path, to=str(other)).json()["code"] == "NOT_PROSECUTION"

    assert not ExhibitDisclosure.objects.exists()
    assert not KeyGrant.objects.filter(agency=pia.agency).exists()


def test_a_disclosure_stands_while_somebody_there_holds_it_and_for_whoever_may_not_end_it(
    at, as_user, item, lead, stranger
):
    pia = a_prosecutor()
    given = disclosed(item, pia, at, by=lead)
    path = f"disclosures/{given.public_id}/stop"
    handed_over(item, pia, at)
    taken(item, pia, at)

    assert posted(as_user(lead), path).json()["code"] == "EXHIBIT_HELD_THERE"
    for who in (item.obtained_by, pia):
        assert posted(as_user(who), path).json()["code"] == "NOT_YOURS_TO_DO"
    assert posted(stranger, path).status_code == 404
    assert stranger.get("/api/disclosures/").json()["results"] == []

    assert ExhibitDisclosure.objects.get().ended_at is None
    assert KeyGrant.objects.filter(agency=pia.agency).exists()
