"""Forms of files of reports."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from taskforce.jurisdiction.pack import pack
from taskforce.kit.files import TableField
from taskforce.kit.forms import ActForm
from taskforce.refusal import Refusal


class ImportForm(ActForm):
    """Send one file of reports."""

    file = TableField(label=gettext_lazy("The file"))

    def __init__(self, *args: Any, refused: Refusal | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["file"]
        if isinstance(field, TableField):
            field.refused = refused
            field.widget.attrs["accept"] = ".csv,.tsv,.txt,.xlsx"
            field.help_text = _("CSV or XLSX, up to %(rows)s rows and %(size)s MB.") % {
                "rows": pack().number("import.rows"),
                "size": pack().number("upload.largest_table"),
            }
