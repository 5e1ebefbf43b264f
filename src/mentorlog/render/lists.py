"""A list as a text for another program or page: lines with tabs, CSV, Markdown."""

from typing import TYPE_CHECKING

from mentorlog.journal.model.fields import Field, fields_of, record_to_json
from mentorlog.journal.model.kinds import KINDS
from mentorlog.render.answers import Listing, plural
from mentorlog.render.terminal.text import display

if TYPE_CHECKING:
    from mentorlog.journal.model.record import Record

_ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"})


def written(listing: Listing, form: str) -> str:
    """The list in a form: plain, csv or markdown."""
    return {"plain": _plain, "csv": _csv, "markdown": _markdown}[form](listing)


def _plain(listing: Listing) -> str:
    """A record a line, without a heading: its ref, then each field that a list has, also where all are empty.

    Values stand as in JSON; a line break, a tab and a backslash in a text are written \\n, \\t and \\\\.
    """
    fields = [field for field in fields_of(listing.record) if field.column.in_list]
    return "".join(
        "\t".join([record.ref, *(_bare(field, record) for field in fields)]) + "\n" for record in listing.records
    )


def _bare(field: Field, record: "Record") -> str:
    value = getattr(record, field.name)
    if value is None:
        return ""
    shown = field.form.to_json(value)
    return display(("yes" if shown else "no") if isinstance(shown, bool) else str(shown)).translate(_ESCAPES)


def _csv(listing: Listing) -> str:
    """All fields, under the names that JSON has."""
    from mentorlog.render.documents.csv import Sheet, drawn

    heads = ["ref", "uid", *(field.name for field in fields_of(listing.record)), "created_at", "updated_at"]
    told = [record_to_json(record) for record in listing.records]
    return drawn(Sheet(plural(KINDS[listing.record.noun]), heads, [[one[head] for head in heads] for one in told]))


def _markdown(listing: Listing) -> str:
    """The table as it is shown."""
    from mentorlog.render.documents.document import Document, Section, Table, Words
    from mentorlog.render.documents.markdown import drawn

    fields = listing.fields()
    rows = [[record.ref, *(_told(field, record, listing) for field in fields)] for record in listing.records]
    figures = [at for at, field in enumerate(fields, 1) if field.form.manner == "figure"]
    heads = ["Ref", *(field.column.label for field in fields)]
    title = plural(KINDS[listing.record.noun]).capitalize()
    block = Table(title, heads, rows, figures) if rows else Words("None.")
    return drawn(Document(title, "", "", [Section(listing.name, [block])]))


def _told(field: Field, record: "Record", listing: Listing) -> str:
    value = getattr(record, field.name)
    return "" if value is None else field.form.to_text(value, listing.today)
