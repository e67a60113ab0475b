from django.apps import AppConfig


class WallsConfig(AppConfig):
    name = "taskforce.walls"
