from django.forms.renderers import TemplatesSetting


class HarbourRenderer(TemplatesSetting):
    """Forms as Harbour draws them."""
