"""Anchors: signed checkpoints in the hands of others, so that nobody can cut or remake the chain unseen.

Partners that distrust one another hold one another's roots. An anchor is a number, a digest, a time and a signature.
"""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from taskforce.accounts.acting import as_house
from taskforce.accounts.models import Agency
from taskforce.audit.models import AuditAnchor, AuditBlock
from taskforce.audit.sealing import Checkpoint, fingerprint
from taskforce.jurisdiction.pack import pack


def checkpoint_of(block: AuditBlock | AuditAnchor) -> Checkpoint:
    """What travels of a block, or of an anchor that an agency holds."""
    if isinstance(block, AuditAnchor):
        return Checkpoint(block.block, block.digest, block.sealed_at, block.signature, block.public_key)
    return Checkpoint(block.number, block.digest, block.sealed_at, block.signature, fingerprint())


def latest_checkpoint() -> Checkpoint | None:
    """The last sealed block as it travels; None before the first."""
    last = AuditBlock.objects.order_by("-number").first()
    return checkpoint_of(last) if last else None


def file_name(checkpoint: Checkpoint) -> str:
    """What a file with this checkpoint is called; it says nothing but a number."""
    return f"anchor-{checkpoint.block:08d}.json"


@transaction.atomic
def deposit_anchors(*, is_due_only: bool = True) -> int:
    """Deposit the last checkpoint with every agency, and mail it to the auditor if one is named; how many were new.

    With `is_due_only`, nothing happens until the pack's `audit.anchor` has passed since the last deposit. For tasks.
    """
    with as_house("deposit anchors with every agency"):
        newest = AuditAnchor.objects.order_by("-deposited_at").first()
        checkpoint = latest_checkpoint()
        if checkpoint is None or (newest is not None and newest.block >= checkpoint.block):
            return 0
        if is_due_only and newest and timezone.now() - newest.deposited_at < pack().duration("audit.anchor"):
            return 0
        facts = {
            name: getattr(checkpoint, name) for name in ("block", "digest", "sealed_at", "signature", "public_key")
        }
        made = AuditAnchor.objects.bulk_create([AuditAnchor(agency=agency, **facts) for agency in Agency.objects.all()])
    transaction.on_commit(lambda: _mail(checkpoint), robust=True)
    return len(made)


def read_anchors(folder: Path) -> Iterator[Checkpoint]:
    """Every anchor file in `folder`; raises ValueError, naming the file, on one that is none."""
    for path in sorted(folder.glob("*.json")):
        try:
            yield Checkpoint.from_text(path.read_text())
        except ValueError as error:
            raise ValueError(f"{path.name}: {error}") from error


def _mail(checkpoint: Checkpoint) -> None:
    if settings.AUDIT_MAIL:
        subject = _("Anchor %(block)s of the audit trail") % {"block": checkpoint.block}
        send_mail(subject, checkpoint.as_text(), None, [settings.AUDIT_MAIL])
