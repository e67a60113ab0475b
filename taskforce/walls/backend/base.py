"""PostgreSQL as Django knows it, and each transaction begins by saying who acts."""

from django.db.backends.postgresql import base

from taskforce.accounts.acting import tell


class DatabaseWrapper(base.DatabaseWrapper):
    """Says who acts as soon as a transaction begins, so that nothing can be asked in it before (row security)."""

    def _set_autocommit(self, autocommit: bool) -> None:  # noqa: FBT001 - Django's own signature
        super()._set_autocommit(autocommit)  # type: ignore[misc]  # Django's own, not in its stubs
        if not autocommit:
            tell(self)
