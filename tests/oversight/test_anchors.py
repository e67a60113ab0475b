"""Every agency keeps anchors of the record outside the system: as a file that the check reads, or on paper."""

import pytest
from django.core import mail
from django.urls import reverse

from taskforce.accounts.models import Agency, Function
from taskforce.audit.anchors import deposit_anchors, read_anchors
from taskforce.audit.models import AuditAnchor, AuditEntry
from taskforce.audit.sealer import seal_waiting
from taskforce.audit.sealing import Checkpoint, fingerprint
from taskforce.audit.verifying import verify
from tests.builders import someone
from tests.oversight.builders import an_auditor, on_record

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner():
    return someone(Function.SHELTER_WORKER, kind=Agency.Kind.SHELTER)


@pytest.fixture
def anchor(at, partner):
    """What the partner's agency was given."""
    on_record(someone(), at, xid=100)
    seal_waiting(horizon=101)
    deposit_anchors()
    return AuditAnchor.objects.get(agency=partner.agency)


def test_everybody_takes_the_anchors_of_their_own_agency_and_no_other(anchor, partner, as_user):
    stranger = someone(Function.INVESTIGATOR)
    pages = [reverse(f"oversight:{name}", args=[anchor.public_id]) for name in ("anchor", "anchor-file")]

    assert str(anchor.public_id) in as_user(partner).get(reverse("oversight:anchors")).content.decode()
    assert str(anchor.public_id) not in as_user(stranger).get(reverse("oversight:anchors")).content.decode()
    assert [as_user(partner).get(page).status_code for page in pages] == [200, 200]
    assert [as_user(stranger).get(page).status_code for page in pages] == [404, 404]


def test_auditors_see_who_holds_which(anchor, as_user):
    page = as_user(an_auditor()).get(reverse("oversight:anchors")).content.decode()

    assert anchor.agency.name in page


def test_the_file_is_what_the_check_reads(anchor, partner, as_user, tmp_path):
    answer = as_user(partner).get(reverse("oversight:anchor-file", args=[anchor.public_id]))
    (tmp_path / "ours.json").write_bytes(answer.content)

    [checkpoint] = read_anchors(tmp_path)

    assert answer["Content-Disposition"] == f'attachment; filename="anchor-{anchor.block:08d}.json"'
    assert checkpoint == Checkpoint(anchor.block, anchor.digest, anchor.sealed_at, anchor.signature, fingerprint())
    assert verify(anchors=[checkpoint]).faults == []
    assert AuditEntry.objects.get(verb="audit.anchor.taken").actor == partner


def test_on_paper_the_digest_stands_in_groups_of_four(anchor, partner, as_user):
    page = as_user(partner).get(reverse("oversight:anchor", args=[anchor.public_id])).content.decode()

    for whole in (anchor.digest, anchor.signature, anchor.public_key):
        groups = " ".join(whole[n : n + 4] for n in range(0, len(whole), 4))
        assert groups in page
    assert str(anchor.block) in page
    assert AuditEntry.objects.get(verb="audit.anchor.printed").object_id == anchor.public_id


def test_the_auditor_s_mailbox_is_sent_each_anchor(at, settings, django_capture_on_commit_callbacks):
    settings.AUDIT_MAIL = "anchors@oversight.example"
    on_record(someone(), at, xid=100)
    seal_waiting(horizon=101)

    with django_capture_on_commit_callbacks(execute=True):
        deposit_anchors()

    [message] = mail.outbox
    assert message.to == ["anchors@oversight.example"]
    assert Checkpoint.from_text(message.body).is_genuine()
