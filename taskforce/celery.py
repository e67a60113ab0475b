"""Celery: wakes the scanners. Every deadline itself is a row (taskforce.clocks), never an ETA in the broker."""

import os
from typing import Any

from celery import Celery, Task, signals

from taskforce.accounts.acting import as_house
from taskforce.logs.context import working_on

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "taskforce.settings")


class HouseTask(Task):  # type: ignore[type-arg]  # generic in its stubs only
    """A task is the house's own work: it acts for nobody in particular, and sees what its service needs."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        from taskforce.vault.keyring import keys_for_one_request  # noqa: PLC0415 - apps must be loaded first
        from taskforce.walls.roles import refuse_to_serve_unwalled  # noqa: PLC0415

        refuse_to_serve_unwalled()
        with as_house("the work of a task"), keys_for_one_request():
            return super().__call__(*args, **kwargs)


app = Celery("taskforce", task_cls=HouseTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.setup_logging.connect
def log_as_the_web_does(**_: Any) -> None:
    """Celery's own formats hold an exception's text. Where somebody listens here it sets up none."""


@signals.task_prerun.connect
def task_begins(task_id: str, task: Any, **_: Any) -> None:
    working_on(task.name, task_id)


@signals.task_postrun.connect
def task_is_over(**_: Any) -> None:
    working_on("", "")
