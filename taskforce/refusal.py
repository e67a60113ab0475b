"""One class for every "no" that a rule or a service says.

Forms show it beside the field, the API as problem+json, pages as a plain sentence that says who can put it right.
Codes are those of the domain paper; docs/refusals.md lists each one.
"""


class Refusal(Exception):
    """A domain refusal.

    `code` is a stable SHOUTING code, `message` a sentence for the person at the screen, `field` the form field it
    belongs to (None: the act as a whole), `fix` who or what can put it right.
    """

    def __init__(self, code: str, message: str, *, field: str | None = None, fix: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.field = field
        self.fix = fix

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


class NotVisible(Exception):
    """The row is absent or hidden; the two are told apart nowhere (domain paper, section 10, 8). Pages answer 404."""
