"""PostgreSQL as Django knows it, and each transaction begins by saying who acts."""

from typing import Any

from django.db.backends.postgresql import base

from taskforce.accounts.acting import tell


class DatabaseWrapper(base.DatabaseWrapper):
    """Says who acts as soon as a transaction begins, so that nothing can be asked in it before (row security)."""

    is_owner = False

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection: Any = super().get_new_connection(conn_params)
        self.is_owner = connection.info.parameter_status("is_superuser") == "on"
        return connection

    def _set_autocommit(self, autocommit: bool) -> None:  # noqa: FBT001 - Django's own signature
        super()._set_autocommit(autocommit)  # type: ignore[misc]  # Django's own, not in its stubs
        if not autocommit:
            tell(self)
