"""Two rows may be one person or thing: suggested with reasons, decided by somebody, and undone without a trace."""

import uuid
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intelligence.models import Entity, EntityApart, EntityLink, EntityMerge, EntityTie, IntelligenceReport, RaidTarget
from intelligence.queries.entities import entities_of
from intelligence.queries.matching import suggestions_for
from intelligence.rules.matching import Thresholds, reasons
from intelligence.services.entities import describe_entity, link_to_report
from intelligence.services.matching import hold_apart, merge_entities, undo_merge
from taskforce.accounts.models import Function
from taskforce.refusal import NotVisible, Refusal
from taskforce.vault.models import BlindIndex, KeyGrant
from tests.builders import someone
from tests.intelligence.builders import a_report_on, a_target, an_investigator
from tests.intelligence.things import a_person, a_subject, a_thing, linked, tied

LIMITS = Thresholds(88, 74)
TABLES = (EntityLink, EntityTie, IntelligenceReport)


def why(kind, one, other):
    found = reasons(kind, one, other, region="US", limits=LIMITS)
    assert found == reasons(kind, other, one, region="US", limits=LIMITS)
    return found


@pytest.mark.parametrize(
    ("kind", "one", "other", "expected"),
    [
        ("phone", "(555) 010-0199", "+1 555 010 0199", ("same_phone",)),
        ("phone", "555 010 0199", "555 010 0198", ()),
        ("vehicle", "XX 00 ABC", "xx00abc", ("same_plate",)),
        ("vehicle", "BO 111", "B0-IL1", ("plate_looks_alike",)),
        ("vehicle", "BO 111", "BO 112", ()),
        ("place", "12 Mill Lane", "Mill Ln. 12", ("same_building",)),
        ("account", "@Night_Owl", "https://social.example/night_owl", ("same_handle",)),
        ("advert", "https://ads.example/x/7", "ads.example/x/7/ call 555 010 0199", ("same_page",)),
        ("person", "Ilir Brandt", "Brandt, Ilir", ("same_name",)),
        ("person", "Ilir Brandt, 1984", "Brandt Ilir 1984", ("same_name", "same_birth_year")),
        ("person", "Ilir Brandt, 1984", "Brandt Ilir 1991", ()),
        ("person", "Юлия Ковальчук", "Yuliya Kovalchuk", ("same_name",)),
        ("person", "Mohammed al-Rashid", "Muhamad Al Rashid", ("name_sounds_same",)),
        ("person", "Ilir Brandt", "Vera Novak", ()),
    ],
)
def test_reasons_are_what_a_person_would_say(kind, one, other, expected):
    found = why(kind, one, other)

    assert set(expected) <= set(found) if kind == "person" and expected else found == expected


@given(
    st.text(max_size=30), st.sampled_from(["person", "phone", "vehicle", "place", "advert", "organisation", "account"])
)
def test_nothing_written_makes_matching_fail(text, kind):
    why(kind, text, text)
    why(kind, text, "Ilir Brandt")


@pytest.fixture
def ines(at):
    return an_investigator()


@pytest.fixture
def pair(at, ines):
    return (a_thing(at, by=ines, label="XX 00 ABC"), a_thing(at, by=ines, label="xx-00-abc"))


def found_by(user):
    return [(s.one, s.other) for s in suggestions_for(user)]


def merged(kept, gone, at, by):
    return merge_entities(kept_id=kept.public_id, merged_id=gone.public_id, reasons=["same_plate"], by=by, at=at)


def tables():
    """Every row that hangs on entities, as it lies there."""
    return {model: list(model._base_manager.order_by("pk").values()) for model in TABLES}


pytestmark = pytest.mark.django_db


def test_two_that_look_the_same_are_suggested_in_their_own_agency_alone(at, ines, pair):
    a_thing(at, by=an_investigator(), label="XX 00 ABC")

    assert found_by(ines) == [pair]
    assert found_by(an_investigator()) == []


def test_people_who_are_no_subject_are_never_suggested_nor_merged(at, ines):
    people = [a_person(at, by=ines, role="possible_victim", label="Lea Sommer") for _number in range(2)]

    assert found_by(ines) == []
    assert not BlindIndex.objects.filter(record__in=[p.public_id for p in people], field__contains="entity").exists()
    with pytest.raises(Refusal, match="NCI_AS_SUBJECT"):
        merged(people[0], people[1], at, ines)


def test_subjects_are_suggested_by_name(at, ines):
    one, other = (a_subject(at, by=ines, label=label) for label in ("Mohammed al-Rashid", "Muhamad Al Rashid"))

    assert found_by(ines) == [(one, other)]


def test_a_new_label_is_matched_anew(at, ines, pair):
    describe_entity(
        entity_id=pair[1].public_id, version=pair[1].version, label="ZZ 99 ZZZ", details="", bears_on_offence=False,
        by=ines,
    )  # fmt: skip

    assert found_by(ines) == []


def test_what_was_held_apart_is_never_suggested_again(at, ines, pair):
    hold_apart(one_id=pair[1].public_id, other_id=pair[0].public_id, by=ines, at=at)
    hold_apart(one_id=pair[0].public_id, other_id=pair[1].public_id, by=ines, at=at)

    assert found_by(ines) == []
    assert EntityApart.objects.count() == 1


# What hangs on two before they are merged: who, to what, which way. Both may have the same, or be tied to each other.
WHO, WHAT = ("kept", "gone"), ("target", "other target", "phone", "each other", "report")
HANGS = st.lists(st.tuples(st.sampled_from(WHO), st.sampled_from(WHAT), st.booleans()), max_size=8, unique=True)


@given(hangs=HANGS)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_merging_and_undoing_leaves_every_row_as_it_was(at, ines, pair, hangs):
    with transaction.atomic():
        ends = {
            "target": a_target(at, by=ines), "other target": a_target(at, by=ines),
            "report": a_report_on(None, at, by=ines), "phone": a_thing(at, by=ines, kind="phone", label="555 010 0199"),
        }  # fmt: skip
        for who, what, the_other_way in hangs:
            _hang(dict(zip(WHO, pair, strict=True)), who, ends.get(what), the_other_way, at)
        before, grants = tables(), KeyGrant.objects.count()

        merge = merged(pair[0], pair[1], at, ines)
        during = tables()
        undo_merge(merge_id=merge.public_id, by=ines, at=at)

        assert tables() == before
        assert during[IntelligenceReport] == before[IntelligenceReport]
        assert KeyGrant.objects.count() == grants
        left = {row["entity_id"] for row in during[EntityLink] if row["ended_at"] is None} - {pair[0].pk}
        assert not left or any(who == "kept" for who, _what, _way in hangs)  # only what both had stays where it was
        transaction.set_rollback(True)


def _hang(two, who, end, the_other_way, at):
    one = two[who]
    if isinstance(end, RaidTarget):
        linked(one, end, at, relation="owns" if the_other_way else "seen_at")
    elif isinstance(end, IntelligenceReport):
        link_to_report(entity_id=one.public_id, report_id=end.public_id, by=one.added_by, at=at)
    elif end is not None:
        tied(*((end, one) if the_other_way else (one, end)), at)
    else:
        tied(one, next(other for other in two.values() if other != one), at, relation="same_as_suspected")


def test_what_was_tied_since_stays_with_the_one_that_was_kept(at, ines, pair):
    kept, gone = pair
    target, later = a_target(at, by=ines), a_target(at, by=ines)
    linked(gone, target, at)
    merge = merged(kept, gone, at, ines)
    assert set(EntityLink.objects.filter(entity=kept).values_list("target", flat=True)) == {target.pk}
    linked(kept, later, at)

    undo_merge(merge_id=merge.public_id, by=ines, at=at)

    assert EntityLink.objects.get(entity=gone).target == target
    assert EntityLink.objects.get(entity=kept).target == later


def test_what_is_merged_is_not_merged_again_and_undone_in_order(at, ines, pair):
    third = a_thing(at, by=ines, label="XX 00-ABC")
    first = merged(pair[0], pair[1], at, ines)
    with pytest.raises(Refusal, match="MERGE_UNFIT"):
        merged(third, pair[1], at, ines)
    second = merged(third, pair[0], at, ines)

    with pytest.raises(Refusal, match="MERGE_BURIED"):
        undo_merge(merge_id=first.public_id, by=ines, at=at)
    undo_merge(merge_id=second.public_id, by=ines, at=at)
    undo_merge(merge_id=first.public_id, by=ines, at=at)
    assert not EntityMerge.objects.filter(undone_at=None).exists()


def test_two_kinds_two_agencies_and_one_alone_are_never_one(at, ines, pair):
    phone = a_thing(at, by=ines, kind="phone", label="555 010 0199")
    for other in (phone, pair[0]):
        with pytest.raises(Refusal, match="MERGE_UNFIT"):
            merged(pair[0], other, at, ines)
    with pytest.raises(NotVisible):
        merged(pair[0], a_thing(at, by=an_investigator()), at, ines)


def test_whoever_only_reads_decides_nothing(at, ines, pair):
    supervisor = someone(Function.SUPERVISOR, agency=ines.agency)

    with pytest.raises(Refusal, match="NOT_YOURS_TO_DO"):
        merged(pair[0], pair[1], at, supervisor)
    assert not EntityMerge.objects.exists()


def test_the_pages_show_two_side_by_side_and_do_what_was_decided(at, ines, pair, as_user):
    browser = as_user(ines)
    compare = reverse("intelligence:compare", args=[entity.public_id for entity in pair])
    assert compare in browser.get(reverse("intelligence:same")).content.decode()
    page = browser.get(compare).content.decode()
    assert "<del>" in page
    assert "<ins>" in page

    browser.post(compare, {"decision": "other", "once": str(uuid.uuid4())})

    merge = EntityMerge.objects.get()
    assert (merge.kept, merge.merged, merge.reasons) == (pair[1], pair[0], ["same_plate"])
    assert browser.get(compare).status_code == 404
    browser.post(reverse("intelligence:undo-merge", args=[merge.public_id]))
    merge.refresh_from_db()
    assert merge.undone_at == at
    assert browser.get(compare).status_code == 200


def test_what_was_merged_leaves_the_list_until_it_is_undone(at, ines, pair):
    kept, gone = pair
    merge = merged(kept, gone, at, ines)
    assert entities_of(ines).rows == [kept]

    undo_merge(merge_id=merge.public_id, by=ines, at=at)

    assert set(entities_of(ines).rows) == {kept, gone}


def test_the_list_of_people_and_things_leads_to_what_may_be_the_same(at, ines, pair, as_user):
    way = f'href="{reverse("intelligence:same")}"'
    supervisor = someone(Function.SUPERVISOR, agency=ines.agency)

    assert way in as_user(ines).get(reverse("intelligence:entities")).content.decode()
    assert way not in as_user(supervisor).get(reverse("intelligence:entities")).content.decode()


def test_what_was_written_before_there_was_matching_is_marked_and_people_who_are_no_subject_are_not(at, ines, pair):
    a_person(at, by=ines, role="possible_victim", label="Lea Sommer")
    BlindIndex.objects.filter(field__contains="entity").delete()
    assert found_by(ines) == []

    call_command("mark_entities", stdout=(told := StringIO()))

    assert told.getvalue() == "2 people and things written.\n"
    assert found_by(ines) == [pair]


def test_strangers_compare_nothing(at, pair, as_user):
    compare = reverse("intelligence:compare", args=[entity.public_id for entity in pair])

    assert as_user(an_investigator()).get(compare).status_code == 404
    assert Entity.objects.count() == 2


def test_what_was_merged_is_offered_nowhere_and_leads_to_what_it_became(at, ines, pair, as_user):
    kept, gone = pair
    target = a_target(at, by=ines)
    for entity in pair:
        linked(entity, target, at)  # a link that both have stays where it is
    merge = merged(kept, gone, at, ines)
    browser = as_user(ines)
    places = [
        reverse("intelligence:add-thing", args=[target.public_id]),
        reverse("intelligence:things", args=[target.public_id]),
        reverse("intelligence:chart", args=[target.public_id]),
        reverse("intelligence:entities"),
        "/api/entities/",
    ]
    for place in places:
        page = browser.get(place).content.decode()
        assert kept.reference in page or str(kept.public_id) in page, place
        assert gone.reference not in page, place
        assert str(gone.public_id) not in page, place

    page = browser.get(reverse("intelligence:entity", args=[gone.public_id])).content.decode()
    assert reverse("intelligence:entity", args=[kept.public_id]) in page
    assert reverse("intelligence:tie-entity", args=[gone.public_id]) not in page
    page = browser.get(reverse("intelligence:entity", args=[kept.public_id])).content.decode()
    for way in (reverse("intelligence:same"), reverse("intelligence:undo-merge", args=[merge.public_id])):
        assert way in page
    assert gone.reference in page

    undo_merge(merge_id=merge.public_id, by=ines, at=at)
    assert gone.reference in browser.get(places[0]).content.decode()


@pytest.mark.parametrize("act", ["target", "report", "tie", "tied to"])
def test_an_old_form_or_machine_that_names_what_was_merged_is_told_what_it_became(at, ines, pair, as_user, act):
    kept, gone = pair
    merged(kept, gone, at, ines)
    phone, report = a_thing(at, by=ines, kind="phone", label="555 010 0199"), a_report_on(None, at, by=ines)
    path, data = {
        "target": ("/api/entity-links/", {"entity": gone, "target": a_target(at, by=ines), "relation": "seen_at"}),
        "report": ("/api/entity-links/", {"entity": gone, "report": report, "relation": "mentioned"}),
        "tie": ("/api/entity-ties/", {"one": gone, "other": phone, "relation": "uses"}),
        "tied to": ("/api/entity-ties/", {"one": phone, "other": gone, "relation": "uses"}),
    }[act]  # fmt: skip
    sent = {name: str(getattr(value, "public_id", value)) for name, value in data.items()}

    answer = as_user(ines).post(path, sent, content_type="application/json")

    assert answer.status_code == 422
    assert "MERGED_AWAY" in answer.content.decode()
    assert kept.reference in answer.content.decode()
    assert not EntityLink.objects.filter(entity=gone).exists()
    assert not EntityTie.objects.exists()


def test_what_was_merged_is_found_as_it_was_spelt_and_leads_to_what_it_became(at, ines, as_user):
    kept = a_thing(at, by=ines, label="XX 00 ABC")
    gone = a_thing(at, by=ines, label="ZZ99QQQ")
    merged(kept, gone, at, ines)

    page = as_user(ines).post(reverse("intelligence:search-for"), {"words": "ZZ99QQQ"}, follow=True).content.decode()

    assert gone.reference in page
    assert reverse("intelligence:entity", args=[kept.public_id]) in page
