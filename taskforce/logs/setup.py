"""How logging is set up for web, worker and commands alike: one handler, one line of JSON each."""

import logging
import logging.config
import sys
from types import TracebackType
from typing import Any

import structlog

from taskforce.logs.redaction import only_what_is_listed

log = logging.getLogger(__name__)


def lines() -> logging.Formatter:
    """The formatter of every handler: whatever comes in, what goes out is one redacted line."""
    return structlog.stdlib.ProcessorFormatter(
        processors=[only_what_is_listed, structlog.processors.JSONRenderer()], use_get_message=False
    )


def configure(wanted: dict[str, Any]) -> None:
    """Django's LOGGING_CONFIG. Also shuts the side doors by which Python prints what a handler was given.

    structlog's own loggers are led to the same handler; an exception that nobody caught and a warning become lines.
    """
    logging.config.dictConfig(wanted)
    logging.raiseExceptions = False  # else a handler that fails prints its record's arguments
    structlog.configure(
        processors=[structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )


def shut_the_side_doors() -> None:
    """In a process of its own (not under a test runner): no traceback and no warning goes out as Python prints it."""
    logging.captureWarnings(capture=True)
    sys.excepthook = _uncaught


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    log.critical("Nobody caught this.", exc_info=(kind, error, trace))
