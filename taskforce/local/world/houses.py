"""Two shelters and their beds."""

from shelters.models import Bed, Shelter
from taskforce.accounts.models import Agency

UNITS = {
    "k2": (("Family unit 1", 3), ("Family unit 2", 3), ("Floor 1", 4), ("Floor 2", 4), ("Child room", 4)),
    "m7": (("East wing", 6), ("West wing", 6)),
}


def open_doors(agencies: dict[str, Agency]) -> dict[str, Shelter]:
    """Open both houses with their beds; one bed is closed for repair."""
    k2 = Shelter.objects.create(
        agency=agencies["k2"], code="K2", location="Made-up house, Garden Close 0", takes_children=True,
        contact_route="Task force switchboard, ask for K2", house_rules="women, families, children; no sobriety rule",
        genders=["feminine", "other"],
    )  # fmt: skip
    m7 = Shelter.objects.create(
        agency=agencies["m7"], code="M7", location="Made-up house, Weir Road 0", takes_children=False,
        contact_route="Task force switchboard, ask for M7", house_rules="all adults, men welcome; ground floor rooms",
    )  # fmt: skip
    for shelter in (k2, m7):
        for unit, beds in UNITS[shelter.code.lower()]:
            for number in range(1, beds + 1):
                Bed.objects.create(shelter=shelter, unit=unit, label=str(number))
    Bed.objects.filter(shelter=m7, unit="West wing", label="6").update(is_closed=True)
    return {"k2": k2, "m7": m7}
