"""A line for each request: which route, which answer, how long. And an id by which its other lines are found."""

import logging
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from taskforce.logs.context import answering

log = logging.getLogger(__name__)


class RequestLines:
    """Outermost of all. An answer that broke carries the id, so that somebody can say which it was."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.monotonic()
        with answering(request) as request_id:
            response = self.get_response(request)
            took = round((time.monotonic() - began) * 1000)
            log.info("Answered.", extra={"status": response.status_code, "ms": took})
        if response.status_code >= 500:  # any other answer is byte for byte the same for what is hidden and what is not
            response.headers["X-Request-ID"] = request_id
        return response
