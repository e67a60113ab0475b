from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "taskforce.kit"
