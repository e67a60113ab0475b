"""Who connects to the database: the owner for migrations, a member of `taskforce_web` for web and worker."""

from functools import cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from psycopg2 import sql

from taskforce.accounts.acting import HOUSE_ROLE, WEB_ROLE

POLICY = "taskforce_policy"  # owns the functions that policies ask; nobody connects as it


@transaction.atomic
def admit(name: str, password: str | None) -> None:
    """Make `name` the sign-in of web and worker, or give it a new password. The caller is the database's owner.

    It inherits nothing: it starts as `taskforce_web` and takes `taskforce_house` on only where the house acts.
    """
    login, web, house = sql.Identifier(name), sql.Identifier(WEB_ROLE), sql.Identifier(HOUSE_ROLE)
    with connection.cursor() as cursor:
        cursor.execute("select from pg_roles where rolname = %s", [name])
        if cursor.fetchone() is None:
            cursor.execute(sql.SQL("CREATE ROLE {}").format(login))
        cursor.execute(
            sql.SQL("ALTER ROLE {} LOGIN NOINHERIT NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD %s").format(
                login
            ),
            [password],
        )
        cursor.execute(sql.SQL("GRANT {}, {} TO {}").format(web, house, login))
        cursor.execute(sql.SQL("ALTER ROLE {} SET role = %s").format(login), [WEB_ROLE])


@cache
def refuse_to_serve_unwalled() -> None:
    """Stop a process that would serve as somebody row security does not bind. Asked once a process.

    Tests connect as the owner and take the web's role on (settings.OWNER_TAKES_ROLES), so they are not asked.
    """
    if settings.OWNER_TAKES_ROLES:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "select rolsuper or rolbypassrls or exists (select from pg_class where relowner = pg_roles.oid"
            " and relname = 'accounts_user') from pg_roles where rolname = session_user"
        )
        [[is_unbound]] = cursor.fetchall()
    if is_unbound:
        raise ImproperlyConfigured(
            "Row security does not bind this database role. Serve as a role that `manage.py web_role` made."
        )
