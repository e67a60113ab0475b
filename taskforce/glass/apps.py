from django.apps import AppConfig


class GlassConfig(AppConfig):
    name = "taskforce.glass"
