"""Two people affirm that people are held, with reasons; what they affirmed falls by itself when the evidence moves."""

import uuid
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from cases.queries import standing_of
from intelligence.models import (
    AccountContamination,
    IntelligenceReport,
    PresenceAffirmation,
    TargetLink,
    TargetUnlinking,
)
from intelligence.queries.presence import presence_at, standing_presence
from intelligence.services.lineage import declare_contamination, strike_contamination
from intelligence.services.presence import affirm_presence, affirm_second, unlink_report
from intelligence.services.reports import declare_derivation, link_report, regrade_report, retract_report
from intelligence.services.sharing import share_target
from taskforce.access.services import find
from taskforce.accounts.models import Function
from taskforce.audit.models import AuditEntry
from taskforce.refusal import NotVisible, Refusal
from tests.builders import someone
from tests.cases.builders import an_approved_plan
from tests.intelligence.builders import (
    a_grade,
    a_report_on,
    a_target,
    a_target_where_people_are_held,
    affirmed,
    an_investigator,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def target(at):
    return a_target_where_people_are_held(at)


def everything():
    """What a refused act must leave as it was."""
    kept = (PresenceAffirmation, TargetLink, TargetUnlinking)
    return [list(model.objects.order_by("pk").values_list("pk", flat=True)) for model in kept]


def refused(act):
    before = everything()
    with pytest.raises(Refusal) as refusal, transaction.atomic():
        act()
    assert everything() == before
    return refusal.value


def analyst_of(target):
    return someone(Function.ANALYST, agency=target.agency)


def supervisor_of(target):
    return someone(Function.SUPERVISOR, agency=target.agency)


def affirm(target, at, *, by, digest=None, reasons="They fit.", second=False):
    return (affirm_second if second else affirm_presence)(
        target_id=target.public_id, digest=digest or presence_at(target, now=at).digest, reasons=reasons, by=by, at=at
    )


def test_presence_is_established_when_an_analyst_and_then_a_supervisor_affirm_it(at, target):
    assert standing_presence(target, now=at).standing.lacks == "analyst"

    affirm(target, at, by=analyst_of(target))
    assert standing_presence(target, now=at).standing.lacks == "supervisor"

    affirm(target, at, by=supervisor_of(target), second=True)
    assert standing_presence(target, now=at).is_affirmed
    assert AuditEntry.objects.filter(verb="intelligence.presence.affirmed", object_id=target.public_id).count() == 2


def test_the_reasons_are_sealed(at, target):
    said = affirm(target, at, by=analyst_of(target), reasons="The vans and the door.")

    assert said.reasons == "The vans and the door."
    stored = PresenceAffirmation.objects.filter(pk=said.pk).extra(select={"raw": "reasons::bytea"}).values_list("raw")
    assert b"vans" not in bytes(stored.get()[0])


def test_nobody_affirms_without_saying_why(at, target):
    assert refused(lambda: affirm(target, at, by=analyst_of(target), reasons="  ")).code == "REASON_MISSING"


def test_nobody_affirms_more_than_the_evidence_says(at):
    target = a_target(at)
    a_report_on(target, at)

    assert refused(lambda: affirm(target, at, by=analyst_of(target))).code == "PRESENCE_NOT_ESTABLISHED"


def test_nobody_affirms_evidence_they_have_not_read(at, target):
    read = presence_at(target, now=at).digest
    a_report_on(target, at, source_ref="S-3", stance="neutral")

    assert refused(lambda: affirm(target, at, by=analyst_of(target), digest=read)).code == "EVIDENCE_CHANGED"


def test_the_analyst_is_first(at, target):
    assert refused(lambda: affirm(target, at, by=supervisor_of(target), second=True)).code == "ANALYST_FIRST"


def test_the_second_is_another_person(at, target):
    both = someone(Function.ANALYST, Function.SUPERVISOR, agency=target.agency)
    affirm(target, at, by=both)

    assert refused(lambda: affirm(target, at, by=both, second=True)).code == "OWN_AFFIRMATION"


def test_the_database_too_wants_two_people(at, target):
    first = affirm(target, at, by=analyst_of(target))

    def again(**facts):
        with transaction.atomic():
            PresenceAffirmation.objects.create(
                target=target, part="supervisor", digest=first.digest, rule=first.rule, lapses_at=at, at=at, **facts
            )

    with pytest.raises(IntegrityError, match="affirmed_by_two_people"):
        again(by=first.by, first=first, first_by=supervisor_of(target))  # the database looks who the first was
    with pytest.raises(IntegrityError, match="affirmation_has_its_part"):
        again(by=supervisor_of(target))
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        PresenceAffirmation.objects.update(rule="another")
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        PresenceAffirmation.objects.all().delete()


def test_the_database_copies_what_the_first_affirmed(at, target):
    first = affirm(target, at, by=analyst_of(target))

    second = PresenceAffirmation.objects.create(
        target=a_target(at), part="supervisor", digest="0" * 64, rule="another", lapses_at=at, at=at,
        by=supervisor_of(target), first=first, first_by=first.by,
    )  # fmt: skip

    second.refresh_from_db()
    assert (second.target_id, second.digest, second.rule) == (target.pk, first.digest, first.rule)


@pytest.mark.parametrize("second", [False, True])
def test_affirming_twice_is_affirming_once(at, target, second):
    affirmed(target, at)
    by = supervisor_of(target) if second else analyst_of(target)

    assert refused(lambda: affirm(target, at, by=by, second=second)).code == "ALREADY_AFFIRMED"


@pytest.mark.parametrize(
    ("function", "second"),
    [(Function.INVESTIGATOR, False), (Function.PLANNER, False), (Function.SUPERVISOR, False), (Function.ANALYST, True)],
)
def test_each_affirms_in_their_own_part(at, target, function, second):
    by = someone(function, agency=target.agency)

    assert refused(lambda: affirm(target, at, by=by, second=second)).code == "NOT_YOURS_TO_DO"


def test_an_analyst_elsewhere_affirms_nothing_even_where_the_target_is_shared(at, target):
    guest = someone(Function.ANALYST)
    with pytest.raises(NotVisible):
        affirm(target, at, by=guest)
    share_target(purpose="case", target_id=target.public_id, colleague_id=guest.public_id, by=supervisor_of(target))

    assert refused(lambda: affirm(target, at, by=guest)).code == "NOT_YOURS_TO_DO"


def regrade(target, at):
    report = target.links.order_by("pk")[0].report
    regrade_report(report_id=report.public_id, grade=a_grade("C2"), by=target.opened_by, at=at)


def grade_the_same(target, at):
    report = target.links.order_by("pk")[0].report
    regrade_report(report_id=report.public_id, grade=a_grade("B2"), by=target.opened_by, at=at)


def retract(target, at):
    retract_report(report_id=target.links.order_by("pk")[0].report.public_id, by=target.opened_by, at=at)


def taint(target, at):
    origin = a_report_on(None, at, by=target.opened_by, legal_basis="")
    child = target.links.order_by("pk")[0].report
    declare_derivation(child_id=child.public_id, parent_id=origin.public_id, kind="cites", by=target.opened_by)


def unlink(target, at):
    report = target.links.order_by("pk")[0].report
    unlink_report(
        report_id=report.public_id, target_id=target.public_id, reason="Another house.", by=target.opened_by, at=at
    )


def contradict(target, at):
    a_report_on(target, at, source_ref="S-9", stance="contradicts", indicators=())


MOVES = [regrade, grade_the_same, retract, taint, unlink, contradict]


@pytest.mark.parametrize("move", MOVES, ids=lambda move: move.__name__)
def test_what_was_affirmed_falls_by_itself_when_the_evidence_moves(at, target, move):
    affirmed(target, at)

    move(target, at)

    stands = standing_presence(target, now=at).standing
    assert (stands.is_affirmed, stands.fell) == (False, "evidence")


def test_what_was_affirmed_falls_by_itself_when_it_ages(at, target):
    affirmed(target, at)

    assert standing_presence(target, now=at + timedelta(days=13)).is_affirmed
    stands = standing_presence(target, now=at + timedelta(days=13, seconds=1)).standing
    assert (stands.is_affirmed, stands.fell) == (False, "stale")


def test_what_fell_can_be_affirmed_anew(at, target):
    affirmed(target, at)
    regrade(target, at)

    affirmed(target, at)

    assert standing_presence(target, now=at).is_affirmed
    assert PresenceAffirmation.objects.count() == 4


def test_what_was_unlinked_and_linked_again_is_affirmed_anew(at, target):
    affirmed(target, at)
    report = target.links.order_by("pk")[0].report
    unlink(target, at)
    link_report(report_id=report.public_id, target_id=target.public_id, stance="supports", by=target.opened_by, at=at)

    assert presence_at(target, now=at).level == "high"
    assert not standing_presence(target, now=at).is_affirmed


@pytest.mark.parametrize("move", MOVES, ids=lambda move: move.__name__)
def test_an_approved_plan_is_suspended_and_its_gate_red_the_moment_the_evidence_moves(at, move):
    told = an_approved_plan(at)

    move(told.target, at)

    gate = next(f for f in standing_of(told.now(), now=at).findings if f.gate == "presence")
    assert told.now().status == "suspended"
    assert (gate.code, gate.is_green) == ("PRESENCE_NOT_ESTABLISHED", False)


def test_an_unlinked_report_proves_nothing_and_stays_readable(at, target):
    report = target.links.order_by("pk")[0].report

    unlink(target, at)

    assert presence_at(target, now=at).level == "moderate"
    assert find(IntelligenceReport, target.opened_by, public_id=report.public_id) == report
    assert TargetUnlinking.objects.get().reason == "Another house."


def test_who_read_a_report_only_through_the_target_reads_it_no_more(at, target):
    guest = someone(Function.INVESTIGATOR)
    share_target(purpose="case", target_id=target.public_id, colleague_id=guest.public_id, by=supervisor_of(target))
    report = target.links.order_by("pk")[0].report
    assert find(IntelligenceReport, guest, public_id=report.public_id) == report

    unlink(target, at)

    with pytest.raises(NotVisible):
        find(IntelligenceReport, guest, public_id=report.public_id)


def test_unlinking_wants_a_reason_and_a_link(at, target):
    loose = a_report_on(None, at, by=target.opened_by)

    def without(report, reason):
        unlink_report(
            report_id=report.public_id, target_id=target.public_id, reason=reason, by=target.opened_by, at=at
        )  # fmt: skip

    linked = target.links.order_by("pk")[0].report
    assert refused(lambda: without(linked, " ")).code == "REASON_MISSING"
    with pytest.raises(NotVisible):
        without(loose, "Why not.")


def test_a_planner_unlinks_nothing(at, target):
    planner = someone(Function.PLANNER, agency=target.agency)
    report = target.links.order_by("pk")[0].report

    def unlink_it():
        unlink_report(report_id=report.public_id, target_id=target.public_id, reason="x", by=planner, at=at)

    assert refused(unlink_it).code == "NOT_YOURS_TO_DO"


def two_accounts(at):
    target = a_target(at)
    one = a_report_on(target, at, source_type="survivor_account")
    other = a_report_on(target, at, source_type="survivor_account", source_ref="S-2")
    return target, one, other


def contaminate(one, other, at, *, by, how="shared_a_room", reason="One night in one room."):
    return declare_contamination(
        report_id=one.public_id, other_id=other.public_id, how=how, reason=reason, by=by, at=at
    )  # fmt: skip


def test_accounts_that_may_have_shaped_each_other_count_once(at):
    target, one, other = two_accounts(at)
    assert presence_at(target, now=at).assessment.clause("a").found == 2

    for pair in ((one, other), (other, one)):
        contaminate(*pair, at, by=target.opened_by)

    assert presence_at(target, now=at).assessment.clause("a").found == 1
    assert one.contaminated_with.count() == 1


def test_only_survivors_accounts_shape_each_other_and_somebody_says_why(at):
    target, one, other = two_accounts(at)
    seen = a_report_on(target, at, source_type="undercover_officer", source_ref="S-3")
    by = target.opened_by

    assert refused(lambda: contaminate(one, seen, at, by=by)).code == "NOT_AN_ACCOUNT"
    assert refused(lambda: contaminate(one, other, at, by=by, how="guessed")).code == "NOT_AN_ACCOUNT"
    assert refused(lambda: contaminate(one, one, at, by=by)).code == "DERIVES_FROM_ITSELF"
    assert refused(lambda: contaminate(one, other, at, by=by, reason="")).code == "REASON_MISSING"
    investigator = someone(Function.INVESTIGATOR, agency=target.agency)
    assert refused(lambda: contaminate(one, other, at, by=investigator)).code == "NOT_YOURS_TO_DO"


def test_an_assumption_is_on_the_list_and_proves_nothing(at, target):
    report = target.links.order_by("pk")[0].report

    link_report(
        report_id=report.public_id, target_id=target.public_id, stance="supports", basis="assumption",
        by=target.opened_by, at=at,
    )  # fmt: skip

    assert presence_at(target, now=at).assessment.clause("a").found == 1


def test_a_report_by_whom_nobody_here_may_read_counts_without_being_shown(at):
    """A guest's own report on a shared target: its owner's readers get the count alone."""
    target = a_target(at)
    a_report_on(target, at)
    guest = an_investigator()
    share_target(purpose="case", target_id=target.public_id, colleague_id=guest.public_id, by=supervisor_of(target))
    theirs = a_report_on(target, at, by=guest, source_ref="S-7")

    assert presence_at(target, now=at).level == "high"
    with pytest.raises(NotVisible):
        find(IntelligenceReport, target.opened_by, public_id=theirs.public_id)


def test_a_note_that_two_accounts_shaped_each_other_is_taken_back_and_stays_on_record(at):
    target, one, other = two_accounts(at)
    by = target.opened_by
    said = contaminate(one, other, at, by=by)
    investigator = someone(Function.INVESTIGATOR, agency=target.agency)
    assert strike(said, at, by=by, reason=" ", code="REASON_MISSING")
    assert strike(said, at, by=investigator, code="NOT_YOURS_TO_DO")
    assert presence_at(target, now=at).assessment.clause("a").found == 1

    strike_contamination(contamination_id=said.public_id, reason="They never met.", by=by, at=at)

    assert presence_at(target, now=at).assessment.clause("a").found == 2
    said = one.contaminated_with.get()
    assert (said.reason, said.struck_because, said.struck_by) == ("One night in one room.", "They never met.", by)
    assert AuditEntry.objects.filter(verb="intelligence.report.contamination_struck", object_id=one.public_id).exists()
    assert strike(said, at, by=by, code="NOT_YOURS_TO_DO")
    contaminate(one, other, at, by=by)
    assert presence_at(target, now=at).assessment.clause("a").found == 1
    assert one.contaminated_with.count() == 2


def strike(said, at, *, by, code, reason="They never met."):
    no = refused(lambda: strike_contamination(contamination_id=said.public_id, reason=reason, by=by, at=at))
    return no.code == code


def test_the_database_keeps_what_was_said_and_what_was_struck(at):
    target, one, other = two_accounts(at)
    said = contaminate(one, other, at, by=target.opened_by)
    rows = AccountContamination.objects.filter(pk=said.pk)
    for facts in ({"how": "relayed"}, {"struck_at": at}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**facts)
    strike_contamination(contamination_id=said.public_id, reason="Wrong.", by=target.opened_by, at=at)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(struck_at=None, struck_by=None)


def test_the_page_of_the_lineage_leads_to_taking_a_note_back(at, as_user):
    target, one, other = two_accounts(at)
    said = contaminate(one, other, at, by=target.opened_by)
    lineage = reverse("intelligence:lineage", args=[target.public_id])
    way = reverse("intelligence:strike-contamination", args=[said.public_id])
    browser = as_user(target.opened_by)
    assert way in browser.get(lineage).content.decode()

    browser.post(way, {"reason": "They never met.", "once": str(uuid.uuid4())})

    page = browser.get(lineage).content.decode()
    assert way not in page
    assert "They never met." in page
