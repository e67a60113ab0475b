"""Addresses. Every one needs a sign-in unless its view is marked open (taskforce.kit.middleware)."""

from django.urls import include, path

from taskforce.kit import gallery

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("style/", gallery.style, name="style"),
    path("accounts/", include("allauth.urls")),
    path("", include("taskforce.desk.urls")),
]

handler404 = "taskforce.kit.errors.not_found"
handler500 = "taskforce.kit.errors.server_error"
