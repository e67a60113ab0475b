from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class TaskforceConfig(AppConfig):
    name = "taskforce"

    def ready(self) -> None:
        """The one composition point that needs every app loaded: policies, clock kinds, reactions, checks."""
        from taskforce import checks, events, wiring  # noqa: F401, PLC0415 - models must be loaded first

        autodiscover_modules("access", "deadlines")
        events.connect(wiring.LISTENERS)
