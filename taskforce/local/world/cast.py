"""The people of the made-up task force. Any likeness to a real person or agency would be chance."""

from datetime import UTC, date, datetime

from taskforce.accounts.models import Agency, Function, HeldFunction, PartnerAgreement, User

FAR = datetime(2999, 1, 1, tzinfo=UTC)
K, F = Agency.Kind, Function

AGENCIES = (
    ("north", K.LAW_ENFORCEMENT, "Northmark Police, trafficking unit"),
    ("south", K.LAW_ENFORCEMENT, "Southmark Police, trafficking unit"),
    ("border", K.LAW_ENFORCEMENT, "Border and Harbour Service"),
    ("harbour", K.VICTIM_SERVICES, "Safe Harbour"),
    ("lantern", K.VICTIM_SERVICES, "Lantern Counselling"),
    ("k2", K.SHELTER, "Shelter K2"),
    ("m7", K.SHELTER, "Shelter M7"),
    ("justice", K.PROSECUTION, "Office of the Public Prosecutor"),
    ("child", K.CHILD_PROTECTION, "Child Protection Service"),
    ("watch", K.OVERSIGHT, "Independent Oversight Office"),
)

# (key, name, agency, functions). The key is the mailbox; the first seven carry the story.
PEOPLE = (
    ("ines", "Ines Duarte", "north", (F.INVESTIGATOR, F.INTERVIEWER)),
    ("jon", "Jon Mensah", "north", (F.PLANNER, F.INVESTIGATOR)),
    ("vera", "Vera Lindqvist", "north", (F.SUPERVISOR,)),
    ("paul", "Paul Adeyemi", "north", (F.SUPERVISOR,)),
    ("amara", "Amara Nwosu", "harbour", (F.COUNSELLOR,)),
    ("ruth", "Ruth Okafor", "k2", (F.SHELTER_MANAGER,)),
    ("sami", "Sami Haddad", "k2", (F.SHELTER_WORKER,)),
    ("leena", "Leena Virtanen", "north", (F.ANALYST,)),
    ("otto", "Otto Brandt", "north", (F.SOURCE_CONTROLLER,)),
    ("admin", "Ada Marsh", "north", (F.ADMINISTRATOR,)),
    ("carla", "Carla Reyes", "south", (F.INVESTIGATOR, F.PLANNER, F.ANALYST)),
    ("bela", "Bela Novak", "south", (F.SUPERVISOR,)),
    ("dina", "Dina Petrova", "south", (F.SUPERVISOR,)),
    ("noor", "Noor Rahman", "border", (F.INVESTIGATOR, F.ANALYST)),
    ("hugo", "Hugo Silva", "border", (F.SUPERVISOR,)),
    ("olga", "Olga Marin", "border", (F.SUPERVISOR,)),
    ("pia", "Pia Fontaine", "border", (F.PLANNER, F.INVESTIGATOR)),
    ("mira", "Mira Kovac", "harbour", (F.COORDINATOR,)),
    ("tomas", "Tomas Eriksen", "harbour", (F.COUNSELLOR,)),
    ("linh", "Linh Tran", "harbour", (F.INTERPRETER,)),
    ("grace", "Grace Boateng", "lantern", (F.COUNSELLOR, F.COORDINATOR)),
    ("ilse", "Ilse Werner", "m7", (F.SHELTER_MANAGER, F.SHELTER_WORKER)),
    ("karim", "Karim Aziz", "justice", (F.PROSECUTOR,)),
    ("edith", "Edith Moreau", "justice", (F.LEGAL_ADVISER,)),
    ("yara", "Yara Costa", "child", (F.CHILD_PROTECTION, F.INTERVIEWER)),
    ("felix", "Felix Okoye", "child", (F.GUARDIAN,)),
    ("maja", "Maja Horvat", "harbour", (F.MEDICAL,)),
    ("simone", "Simone Weiss", "watch", (F.AUDITOR,)),
)


def enter() -> tuple[dict[str, User], dict[str, Agency]]:
    """Make the agencies and their people; no password is ever set for any of them."""
    agencies = {
        code: Agency.objects.create(code=code, kind=kind, name=name, exit_url="https://weather.example/")
        for code, kind, name in AGENCIES
    }
    for agency in agencies.values():
        PartnerAgreement.objects.create(agency=agency, signed_on=date(2024, 1, 1), valid_until=date(2999, 1, 1))
    people = {}
    for key, name, code, functions in PEOPLE:
        user = User.objects.create_user(f"{key}@taskforce.example", name=name, agency=agencies[code])
        HeldFunction.objects.bulk_create(HeldFunction(user=user, function=f, trained_until=FAR) for f in functions)
        people[key] = user
    return people, agencies
