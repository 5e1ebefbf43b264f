"""A list as a text for another program or page: lines with tabs, CSV, Markdown."""

from mentorlog.journal.model.fields import Field, fields_of
from mentorlog.journal.model.record import Record, record_to_json
from mentorlog.nouns import KINDS
from mentorlog.render.records.listing import Listing
from mentorlog.render.terminal.text import to_printable

_ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"})


def format_plain(listing: Listing) -> str:
    """A record a line, without a heading: its ref, then each field that a list has, also where all are empty.

    Values stand as in JSON; a line break, a tab and a backslash in a text are written \\n, \\t and \\\\.
    """
    fields = [field for field in fields_of(listing.record) if field.column.in_list]
    return "".join(
        "\t".join([record.ref, *(_plain_value(field, record) for field in fields)]) + "\n" for record in listing.records
    )


def _plain_value(field: Field, record: Record) -> str:
    value = getattr(record, field.name)
    if value is None:
        return ""
    plain = field.form.to_json(value)
    return to_printable(("yes" if plain else "no") if isinstance(plain, bool) else str(plain)).translate(_ESCAPES)


def format_csv(listing: Listing) -> str:
    """All fields, under the names that JSON has; for others than the owner without what is nobody else's."""
    from mentorlog.journal.privacy import INTERNAL_FIELDS
    from mentorlog.render.documents.csv import CsvTable, render_csv

    heads = ["ref", "uid", *(field.name for field in fields_of(listing.record)), "created_at", "updated_at"]
    if not listing.for_owner:
        heads = [head for head in heads if head not in INTERNAL_FIELDS]
    rows = ([row[head] for head in heads] for row in map(record_to_json, listing.records))
    return render_csv(CsvTable(KINDS[listing.record.noun].display_plural, heads, rows))


def format_markdown(listing: Listing) -> str:
    """The table as it is shown."""
    from mentorlog.render.documents.document import Document, Paragraph, Section, Table
    from mentorlog.render.documents.markdown import render_markdown

    fields = listing.fields()
    rows = [[record.ref, *(_cell(listing, field, record) for field in fields)] for record in listing.records]
    figures = [at for at, field in enumerate(fields, 1) if field.form.manner == "figure"]
    heads = ["Ref", *(field.column.label for field in fields)]
    title = KINDS[listing.record.noun].display_plural.capitalize()
    block = Table(title, heads, rows, figures) if rows else Paragraph("None.")
    return render_markdown(Document(title, "", "", [Section(listing.heading, [block])]))


def _cell(listing: Listing, field: Field, record: Record) -> str:
    value = listing.value(field, record)
    return "" if value is None else field.form.to_text(value, listing.today) + record.field_suffix(field.name)
