"""gunicorn's settings (`gunicorn -c python:taskforce.logs.gunicorn`): its two logs become lines like all others.

Its own formats hold the address, the query and the referrer, and its error log the exception's text.
"""

from typing import Any

from gunicorn.glogging import Logger

from taskforce.logs.setup import lines


class Lines(Logger):  # type: ignore[misc]  # gunicorn ships no types
    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for logger in (self.error_log, self.access_log):
            for handler in logger.handlers:
                handler.setFormatter(lines())

    def access(self, resp: Any, req: Any, environ: Any, request_time: Any) -> None:
        """How much was sent, how fast, with which status, under which id. No address, no query, no referrer."""
        if not self.access_log_enabled:
            return
        sent = {name.lower(): value for name, value in resp.headers}
        self.access_log.info(
            "Sent.",
            extra={
                "status": int(str(resp.status).split(maxsplit=1)[0]),
                "bytes": getattr(resp, "sent", None) or 0,
                "ms": round(request_time.total_seconds() * 1000),
                "request_id": sent.get("x-request-id", ""),
            },
        )


logger_class = Lines
accesslog = "-"
