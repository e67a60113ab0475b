from django.apps import AppConfig
from django.conf import settings
from django.utils.module_loading import autodiscover_modules

from taskforce.logs.setup import shut_the_side_doors


class TaskforceConfig(AppConfig):
    name = "taskforce"

    def ready(self) -> None:
        """The one composition point that needs every app loaded: policies, clock kinds, reactions, checks."""
        from taskforce import checks, events, wiring  # noqa: PLC0415 - models must be loaded first

        if settings.IS_PRODUCTION:
            checks.refuse_to_start()
        if settings.MODE != "test":  # a test runner shows its own tracebacks
            shut_the_side_doors()
        autodiscover_modules("access", "deadlines")
        events.connect(wiring.LISTENERS)
