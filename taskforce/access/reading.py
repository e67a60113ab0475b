"""Putting a reading on record: who may know it and why, and that it left its agency. No row, no reading."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import DatabaseError
from django.db.models import BooleanField, ExpressionWrapper, F, Model, Value
from django.utils.translation import gettext as _

from taskforce.access import knowing
from taskforce.access.kept import Rows, shown_by
from taskforce.access.knowing import Known, Rule
from taskforce.access.models import Dissemination, Record
from taskforce.access.policy import Condition, Holds, Policy, policy_of
from taskforce.accounts.acting import as_house
from taskforce.accounts.models import User
from taskforce.audit.services import record, record_shown
from taskforce.refusal import Refusal


class PurposeNeeded(Refusal):
    """The reader has to say why they open this. `key` names the record their answer is remembered for."""

    def __init__(self, key: str) -> None:
        super().__init__(
            "PURPOSE_NEEDED",
            _("Say why you open this record."),
            fix=_("Choose one of the purposes. You are asked once for this record, until you sign out."),
        )
        self.key = key


def put_on_record(
    user: User, obj: Record, *, purpose: str = "", remembered: Mapping[str, str] | None = None
) -> Known | None:
    """Write that `user` opens this row, with the right and the need they have to; before anything of it is shown.

    `purpose` is a code of `knowing.Purpose`; `remembered` maps records to what was said before. When the row belongs to
    another agency, its dissemination is written too. Refuses with NO_RIGHT, NO_NEED, PURPOSE_NEEDED, AUDIT_UNAVAILABLE.
    None for rows that are nobody's secret: they are recorded without these answers.
    """
    declared = policy_of(type(obj))
    if not declared.kind and not declared.owner:
        record("access.read", by=user, obj=obj, purpose=purpose)
        return None
    asked = _ask(user, declared, [obj.pk]).get(obj.pk, {})
    for number, _rule in enumerate(declared.row_rules):  # `fields_of` then asks no further
        setattr(obj, f"shown_by_{number}", bool(asked.get(f"rule_{number}")))
    key = f"{declared.about or declared.model._meta.label}:{asked.get('about', obj.pk)}"
    answer = _known(user, declared, asked, purpose=purpose or (remembered or {}).get(key, ""))
    if answer.refusal == "PURPOSE_NEEDED":
        raise PurposeNeeded(key)
    _refuse(answer)
    _disseminate(user, [(obj, asked.get("owner"), answer)])
    record("access.read", by=user, obj=obj, right=answer.right, need=answer.need, purpose=answer.purpose)
    return answer


def put_list_on_record(user: User, rows: Sequence[Record], *, purpose: str = knowing.LISTED) -> None:
    """Write once that `user` is shown these rows of one model in a list; each that is another agency's is disseminated.

    Rows that stand on the page of a record are read for the `purpose` that was said for it. Refuses with NO_RIGHT,
    NO_NEED, AUDIT_UNAVAILABLE.
    """
    if rows:
        _put_rows_on_record(user, type(rows[0]), rows, verb="access.listed", purpose=purpose)


def put_export_on_record(user: User, model: type[Model], rows: Sequence[Any], *, purpose: str, **codes: str) -> None:
    """Write once that `user` takes these rows of `model` away in a file, for which purpose, under which `codes`.

    Also an empty list is written; each row that is another agency's is disseminated. Call it before the first byte is
    made. Refuses with NO_RIGHT, NO_NEED, AUDIT_UNAVAILABLE.
    """
    _put_rows_on_record(user, model, rows, verb="access.exported", purpose=purpose, **codes)


def _put_rows_on_record(
    user: User, model: type[Model], rows: Sequence[Any], *, verb: str, purpose: str, **codes: str
) -> None:
    declared = policy_of(model)
    asked = _ask(user, declared, [row.pk for row in rows])
    answers = [_known(user, declared, asked.get(row.pk, {}), purpose=purpose) for row in rows]
    for answer in answers:
        _refuse(answer)
    _disseminate(user, [(row, asked[row.pk].get("owner"), answer) for row, answer in zip(rows, answers, strict=True)])
    record_shown(
        model, [row.public_id for row in rows], by=user, verb=verb, purpose=purpose,
        right=_joined(answer.right for answer in answers), need=_joined(answer.need for answer in answers), **codes,
    )  # fmt: skip


def _ask(user: User, declared: Policy, pks: Sequence[Any]) -> dict[Any, dict[str, Any]]:
    """What each rule says of these rows, whose they are, whether they are unusual for this reader. One statement."""
    facts: dict[str, Any] = {
        f"rule_{number}": _answered(shown_by(user, (condition,), declared.model))
        for number, (condition, _) in enumerate(declared.row_rules)
    }
    if declared.owner:
        facts["owner"] = F(declared.owner)
    if declared.about:
        facts["about"] = F(declared.about)
    if declared.unusual is not None:
        facts["is_unusual"] = _answered(shown_by(user, (declared.unusual,), declared.model))
    facts = {f"asked_{name}": fact for name, fact in facts.items()}
    with as_house("what ties a reader to a record, and whose it is"):
        found = list(declared.model._base_manager.filter(pk__in=pks).values("pk", **facts))
    return {row["pk"]: {name.removeprefix("asked_"): value for name, value in row.items()} for row in found}


def _joined(codes: Iterable[str]) -> str:
    return ",".join(sorted(set(codes)))


def _answered(rows: Rows) -> Any:
    return Value(rows) if isinstance(rows, bool) else ExpressionWrapper(rows, output_field=BooleanField())


def _known(user: User, declared: Policy, asked: Mapping[str, Any], *, purpose: str) -> Known:
    rules = [
        Rule(_functions(condition), _relation(condition), bool(asked.get(f"rule_{number}")))
        for number, (condition, _) in enumerate(declared.row_rules)
    ]
    answer = knowing.known(rules, held=user.functions, is_unusual=bool(asked.get("is_unusual")), purpose=purpose)
    if answer.refusal == "PURPOSE_NEEDED" and not declared.kind:
        return Known(answer.right, answer.need, knowing.OWN_WORK)  # nobody's secret: the grant itself says why
    return answer


def _functions(condition: Condition) -> frozenset[str]:
    """Every function the condition asks for; those it forbids are beside the point of a right."""
    return frozenset(
        str(function) for part in condition.parts() if isinstance(part, Holds) for function in part.functions
    )


def _relation(condition: Condition) -> str:
    return "+".join(sorted({part.relation for part in condition.parts() if part.relation})) or "function"


def _refuse(answer: Known) -> None:
    if answer.refusal == "NO_RIGHT":
        raise Refusal(
            "NO_RIGHT",
            _("No function you hold opens such a record."),
            fix=_("If your training or your agency's agreement has run out, your administrator renews it."),
        )
    if answer.refusal:
        raise Refusal(
            "NO_NEED",
            _("Nothing ties you to this record."),
            fix=_("Ask its agency to share it with you, if your work needs it."),
        )


def _disseminate(user: User, read: Sequence[tuple[Record, int | None, Known]]) -> None:
    written = [
        Dissemination(
            owner_id=owner, recipient_id=user.agency_id, reader=user, subject_type=row._meta.label,
            subject_id=row.public_id, reference=row.reference, right=answer.right, need=answer.need,
            purpose=answer.purpose, handling=row.handled_under,
        )
        for row, owner, answer in read
        if owner is not None and owner != user.agency_id
    ]  # fmt: skip
    if not written:
        return
    try:
        with as_house("the owner's own list of who read outside"):
            Dissemination.objects.bulk_create(written)
    except DatabaseError as error:
        raise Refusal(
            "AUDIT_UNAVAILABLE",
            _("What you asked for could not be put on record, so it was not done."),
            fix=_("Try again in a minute. If it stays so, tell the system administrator."),
        ) from error
