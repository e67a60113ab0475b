"""One operation the whole way, as those who would carry it: from a tip to a reminder, with a real worker and beat."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tests.journeys.conftest import Colleague, Demo

pytestmark = pytest.mark.browser
Signs = Callable[..., Colleague]

SECTIONS = ("unknowns", "safety", "segregation", "identification", "interviews", "minors", "evidence", "care", "media")
STRIPS = {"sightlines": "none", "exclusion": "yes"}
SAID = "She said the rooms are cold and that she misses her brother."


def local(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M")


def test_five_people_carry_one_operation_the_whole_way(demo: Demo, colleague: Signs) -> None:
    now = datetime.now(UTC)
    ines, jon = colleague("Ines Duarte"), colleague("Jon Mensah")

    target = open_a_target(ines)
    log_what_was_seen(ines, target, now)
    two_people_affirm(colleague, target)
    plan = draft_and_be_refused_as_a_blind_sweep(jon, target)
    make_the_plan_a_smart_one(jon, plan, now)
    ruth = colleague("Ruth Okafor")
    hold_places(ruth)
    two_others_sign(colleague, jon, plan)
    vera = colleague("Vera Lindqvist", phone=True)
    person_reached_safety(vera, plan)

    amara = colleague("Amara Nwosu")
    person = talk_survives_a_closed_browser(amara, colleague)
    police_can_open_no_talk(colleague, amara)
    interview_away_from_the_site(amara, ines, person, now)
    placed_and_handed_over(colleague, amara, ruth, person)
    reminded(demo, amara)


def open_a_target(ines: Colleague) -> str:
    ines.opens("/targets/").follows("Open a target")
    ines.fills(title="Glasshouse nine", address="Glasshouse nine, behind the pump")
    ines.chooses(sector="labour", scope="district", premises="dwelling")
    ines.presses("Open the target").sees("TARGET_NOT_SPECIFIC")
    assert ines.page.locator("[name=address]").input_value() == "Glasshouse nine, behind the pump"
    ines.chooses(scope="premises").presses("Open the target").sees("Glasshouse nine").sees("Low: not established")
    return ines.page.url.removeprefix(ines.demo.address)


def log_what_was_seen(ines: Colleague, target: str, now: datetime) -> None:
    for number, text in enumerate(("Doors are locked from outside at night.", "Their passports are in a tin box.")):
        ines.opens(target).follows("Log a report")
        ines.fills(text=text, source_ref=f"S-90{number}", rationale="Reliable before.")
        ines.fills(observed_at=local(now - timedelta(days=1 + number)))
        ines.chooses(legal_basis="voluntary", source_type="human_source", access="direct", stance="supports")
        for code in ("D4.01", "D4.02", "D4.03", "D5.01", "D5.02"):
            ines.chooses(indicators=code)
        ines.presses("Log the report")  # without a grade
        assert ines.page.locator("[name=text]").input_value() == text
        ines.chooses(grade_source="B", grade_info="2").presses("Log the report").sees("logged")
    ines.opens(target).follows("Log a check")
    ines.fills(attempted_at=local(now - timedelta(hours=5))).chooses(method="surveillance", result="consistent")
    ines.presses("Log the attempt")
    ines.opens(target).sees("High: every clause is met")


def two_people_affirm(colleague: Signs, target: str) -> None:
    for name, told in (("Leena Virtanen", "An analyst affirmed it"), ("Vera Lindqvist", "Affirmed by two people")):
        colleague(name).opens(target).follows("Affirm it").fills(
            reasons="Read both; they agree and never met."
        ).presses("Affirm with these reasons").sees("Affirmed. It falls by itself").sees(told)


def draft_and_be_refused_as_a_blind_sweep(jon: Colleague, target: str) -> str:
    jon.opens(target).follows("Plan an operation").chooses(bases="area_clean_up").presses("Draft the plan")
    plan = jon.page.url.removeprefix(jon.demo.address)
    jon.presses("Send for approval").sees("Refused: a blind sweep").sees("BLIND_SWEEP")
    return plan


def make_the_plan_a_smart_one(jon: Colleague, plan: str, now: datetime) -> None:
    jon.opens(f"{plan}head/").chooses(bases="evidence", provisions="MTA-4", children="possible")
    jon.fills(
        objective="Free the people held there.", success_test="All safe, evidence secured.", authority_kind="Warrant",
        authority_number="W-1", authority_expires_at=local(now + timedelta(days=9)),
        starts_at=local(now + timedelta(hours=1)), ends_at=local(now + timedelta(days=1)), expected_people="2",
    )  # fmt: skip
    jon.presses("Save").sees("gates are red")
    for kind in SECTIONS:
        jon.opens(f"{plan}sections/{kind}/")
        for field in jon.page.locator("form textarea").all():
            field.fill("Named, told and rehearsed.")
        for name, value in STRIPS.items():
            if jon.page.locator(f"input[name={name}]").count():
                jon.chooses(**{name: value})
        jon.presses("Save the section")
    jon.opens(f"{plan}tell/")
    jon.picks("agency", "Shelter K2").presses("Release the notice").sees("Not ready: 1 gate is red").sees(
        "NO_CARE_CAPACITY"
    )


def hold_places(ruth: Colleague) -> None:
    ruth.opens("/")
    ruth.follows("A request for places waits for your answer").sees_nothing_of("Glasshouse")
    ruth.follows("Hold beds").fills(places="2").presses("Hold the beds").sees("Held.")


def two_others_sign(colleague: Signs, jon: Colleague, plan: str) -> None:
    jon.opens(plan).sees("Ready: every gate is met").presses("Send for approval").sees("Waiting for approval")
    jon.opens(f"{plan}decide/").sees("OWN_PLAN")
    for name, told in (("Vera Lindqvist", "One more signature is needed"), ("Paul Adeyemi", "Approved")):
        signer = colleague(name).opens("/").follows("A plan waits for your decision").opens(f"{plan}decide/")
        signer.chooses(decision="sign").presses("Sign the decision").sees(told)


def person_reached_safety(vera: Colleague, plan: str) -> None:
    vera.opens(plan).presses("Go").sees("Scene not secured").presses("Scene is secured")
    vera.chooses(role="suspected_victim").presses("Write down").sees("May be a victim")
    vera.page.locator(".todo").get_by_role("link").first.click()
    vera.picks("agency", "Safe Harbour").chooses(safe_place="reception")
    vera.presses("They have left the site").sees("On the way to safety")


def talk_survives_a_closed_browser(amara: Colleague, colleague: Signs) -> str:
    amara.opens("/people/")
    amara.page.locator(".todo").get_by_role("link").first.click()
    amara.look().sees("Day 1 of 14").presses("They wish to end it").sees("COUNSELLING_CLOSED_EARLY")
    person = amara.page.url.removeprefix(amara.demo.address)
    amara.opens(f"{person}talk/").fills(said=SAID)
    amara.page.locator("[data-save-status]").filter(has_text="Kept on the server").wait_for()
    amara.context.close()  # the browser is gone; nothing was sent

    back = colleague("Amara Nwosu").opens(f"{person}talk/").sees("was kept and stands below")
    assert back.page.locator("[name=said]").input_value() == SAID
    back.presses("Save the talk").sees("Only the counsellors of your agency can read it")
    amara.context, amara.page = back.context, back.page
    return person


def police_can_open_no_talk(colleague: Signs, amara: Colleague) -> None:
    amara.page.locator(".todo").get_by_role("link").first.click()
    talk = amara.page.url.removeprefix(amara.demo.address)
    for name in ("Ines Duarte", "Vera Lindqvist", "Simone Weiss", "Ada Marsh", "Sami Haddad"):
        colleague(name).opens(talk).sees("There is nothing here for you").sees_nothing_of("brother")


def interview_away_from_the_site(amara: Colleague, ines: Colleague, person: str, now: datetime) -> None:
    amara.opens(f"{person}book/").fills(held_at=local(now + timedelta(hours=2)), language="Vietnamese")
    amara.picks("interviewer", "Ines Duarte").chooses(place="site").presses("Book it").sees("INTERVIEW_AT_SITE")
    amara.chooses(place="ngo_room").presses("Book it").sees("TRIAGE_ONLY")
    amara.fills(held_at=local(now + timedelta(hours=30))).presses("Book it").sees("Booked.")

    ines.opens("/interviews/")
    ines.page.locator(".todo").get_by_role("link").first.click()
    ines.look().fills(account="The work was another one than promised.")
    ines.presses("Finish the record").sees("CONSENT_MISSING")
    second = ines.new_page()  # the same record in a second tab
    second.goto(ines.page.url)
    for item in ("purpose", "content", "use", "who_sees", "refuse", "stop", "restrict"):
        ines.chooses(**{f"consent_{item}": "yes"})
    ines.chooses(consent_recording="no").presses("Save and pause")
    second.locator("[name=account]").fill("Typed in the other tab.")
    second.locator("[data-save-status]").filter(has_text="newer version").wait_for()
    second.get_by_role("button", name="Save and pause").click()
    assert "STALE_VERSION" in second.locator("body").inner_text()
    assert second.locator("[name=account]").input_value() == "Typed in the other tab."
    second.close()
    ines.presses("Finish the record").sees("Finished")


def placed_and_handed_over(colleague: Signs, amara: Colleague, ruth: Colleague, person: str) -> None:
    amara.opens(person).follows("Ask for a place")
    amara.picks("shelter", "K2")
    amara.fills(needs="Somebody of the same language near").presses("Ask for a place").sees("Asked.")
    placement = amara.page.url.removeprefix(amara.demo.address)

    ruth.opens(placement).chooses(answer="decline").presses("Send").sees("REASON_MISSING")
    ruth.chooses(answer="offer")
    ruth.page.locator("select[name=bed]").select_option(index=1)
    ruth.presses("Send").sees("Place offered")
    amara.opens(placement).chooses(accepts="yes").presses("Send").sees("MEETING_POINT_MISSING")
    amara.fills(meeting_point="Station hall").presses("Send").sees("Handoff receipt")
    word = ruth.opens(placement).page.locator(".codeword").inner_text()
    amara.opens(placement).sees_nothing_of(word).fills(code_word="wrong").presses("Sign as").sees("CODE_WORD_WRONG")
    amara.fills(code_word=word, belongings="One bag").presses("Sign as").sees("Brought: Amara")
    ruth.opens(placement).presses("Sign as the house").sees("They are staying")
    seen = colleague("Vera Lindqvist").opens(placement).sees("K2").sees("Staying")
    seen.sees_nothing_of("Garden Close").sees_nothing_of("same language")


def reminded(demo: Demo, amara: Colleague) -> None:
    demo.let_time_pass(kind="victims.counselling_period")
    before = amara.opens("/inbox/").page.locator(".todo li").count()
    for _look in range(40):
        if amara.opens("/inbox/").page.locator(".todo li").count() > before:
            break
        amara.page.wait_for_timeout(500)
    amara.sees("A counselling period needs you")
    assert amara.page.locator(".todo li").count() > before
