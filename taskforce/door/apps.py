from django.apps import AppConfig


class DoorConfig(AppConfig):
    name = "taskforce.door"
