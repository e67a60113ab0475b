"""How exhibits are shown."""

from django.utils.translation import gettext_lazy as _

# How an exhibit can stand: its code, what it is called, how it is shown.
STANDINGS = {
    "broken": (_("Chain broken"), "stop"),
    "overdue": (_("Custody audit overdue"), "warn"),
    "perishing": (_("Perishes"), "warn"),
    "offered": (_("Handed over, not taken yet"), "info"),
    "held": (_("Legal hold"), "lock"),
    "whole": (_("Kept, chain whole"), "ok"),
    "disposed": (_("Disposed of"), "plain"),
}
