from django.apps import AppConfig


class JurisdictionConfig(AppConfig):
    name = "taskforce.jurisdiction"
