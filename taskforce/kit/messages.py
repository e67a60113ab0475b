"""Where a message waits for the next page: in a cookie that belongs to this host alone, in production."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage


class HostCookie(CookieStorage):
    cookie_name = settings.MESSAGE_COOKIE_NAME
