"""The only sentences that leave the house by themselves: to a mailbox, a lock screen, a calendar (security paper, A8).

They say that something waits. They name no person, no place, no kind of work and nobody's function.
"""

from django.utils.translation import gettext_lazy as _

WAITING = _("You have work waiting in Taskforce.")
SIGN_IN = _("Sign in to see what waits for you: %(address)s")
DUE = _("A task is due. Sign in.")
