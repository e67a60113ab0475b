"""Forms as Harbour draws them: label, hint, field, and an error that says its code."""

from django.forms.renderers import TemplatesSetting


class HarbourRenderer(TemplatesSetting):
    """Django's own form templates, ours first."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
