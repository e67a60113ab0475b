"""The database role of web and worker."""

from typing import Any
from urllib.parse import unquote, urlsplit

import environ
from django.core.management.base import BaseCommand, CommandError

from taskforce.walls.roles import admit


class Command(BaseCommand):
    help = (
        "Make the role that TASKFORCE_WEB_DATABASE_URL signs in as, or renew its password. Run as the database's owner."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        url = urlsplit(environ.FileAwareEnv().str("TASKFORCE_WEB_DATABASE_URL", default=""))
        if not url.username:
            raise CommandError("TASKFORCE_WEB_DATABASE_URL names no role.")
        admit(url.username, unquote(url.password) if url.password else None)
