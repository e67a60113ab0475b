"""Addresses. Every one needs a sign-in unless its view is marked open (taskforce.kit.middleware)."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("", include("taskforce.desk.urls")),
]

handler404 = "taskforce.kit.errors.not_found"
handler500 = "taskforce.kit.errors.server_error"
