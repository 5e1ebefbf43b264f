"""The sources that `import` can read. A new one needs a row here and a file that parses it.

Nothing else lists them: how a file is recognised, `--from`, help, completion and errors follow from the rows.
"""

import re
from importlib import import_module
from pathlib import PurePath
from typing import TYPE_CHECKING

from mentorlog.errors import UsageError
from mentorlog.structs import Frozen, asdict

if TYPE_CHECKING:
    from mentorlog.exchange.entries import ParsedEntries
    from mentorlog.exchange.merge import MergeSide
    from mentorlog.journal.journal import Journal

SNIFF_BYTES = 100_000  # bytes of a file by which its source is recognised
_FIRST_LINE = 200  # bytes of it that may hold the pattern of a first line


class ImportOptions(Frozen):
    """The options of `import` that only some sources have."""

    pick: list[int] | None = None
    mentor: str | None = None
    noun: str | None = None
    map: list[str] | None = None
    take: "MergeSide | None" = None
    yes: bool = False
    dry_run: bool = False
    as_: str | None = None  # the noun that the events of a calendar become
    note: bool = False  # whether the text of a reply that answers nothing is kept


class Source(Frozen):
    """A program that writes files, and how they are recognised and read.

    `parser` is the `module:function` that turns a journal, the file's content and the options into entries to add.
    Without one the source has an import of its own: a journal, which is merged, a calendar, which is chosen from, and a
    reply to a letter.
    """

    name: str
    label: str  # in a sentence
    options: tuple[str, ...]  # the fields of ImportOptions that it has
    suffixes: tuple[str, ...] = ()  # endings of file names that mean it
    first_line: str = ""  # a pattern that recognises it, where the ending does not
    parser: str = ""
    marker: str = ""  # a pattern that recognises it wherever it stands, if nothing else does

    def parse(self, journal: "Journal", content: bytes, options: ImportOptions) -> "ParsedEntries":
        """The entries of a file. Raises UsageError for a file that this source cannot have written."""
        module, _, name = self.parser.partition(":")
        entries: ParsedEntries = getattr(import_module(f"mentorlog.exchange.{module}"), name)(journal, content, options)
        return entries

    def check_options(self, options: ImportOptions) -> None:
        """Raise UsageError for an option of another source."""
        for name, value in asdict(options).items():
            if value and name not in self.options:
                raise UsageError(
                    f"--{name.rstrip('_').replace('_', '-')} says nothing to {self.label}.", "Leave it out."
                )


_ROWS = (
    Source("mentorlog", "a journal", ("take", "yes", "dry_run"), (".jsonl",), r'\{"mentorlog": '),
    Source(
        "calendar", "a calendar", ("pick", "mentor", "take", "dry_run", "as_"), (".ics", ".ical", ".ifb"),
        r"BEGIN:VCALENDAR",
    ),
    Source(
        "jrnl", "a diary of jrnl", ("noun", "dry_run"), (),
        r'\[(?=[^\]\n]*\d[^\]\n]*\d)[^\]\n"{\[]{7,40}\](?: |[\r\n]|$)|\{\s*"tags":', "diaries.jrnl:parse_diary",
    ),
    Source(
        "csv", "a table", ("noun", "map", "mentor", "take", "dry_run"), (".csv", ".tsv", ".tab"),
        # A list of JSON objects; a list of this program, in either form; the line that tells Excel the delimiter.
        r'\[\s*\{|\{\s*"schema": *\d+,\s*"kind": *"\w+\.list"|"?ref"?[,;\t|]"?uid"?[,;\t|]|(?i:sep)=',
        "tables.records:parse_table",
    ),
    Source(
        "letter", "a reply to a letter", ("note", "yes", "dry_run"), (".eml", ".emlx"),
        # The headers that a mail begins with.
        r"(?i:From |Return-Path:|Received:|Delivered-To:|Message-ID:|MIME-Version:|(?:X-[\w-]+|From|To|Date|Subject):)"
        r" ?\S.*\r?\n(?:[\w-]+:|[ \t])", marker=r"(?i:\bletter\s+[0-9a-f]{4}\s?[-\u2010-\u2015]\s?[0-9a-f]{4}\b)",
    ),
)  # fmt: skip
SOURCES = {row.name: row for row in _ROWS}


def detect_source(name: str, start: bytes, options: ImportOptions) -> Source:
    """The source of a file, by the ending of its name, its first bytes, or an option that only one has.

    Raises UsageError if none of them tells.
    """
    from mentorlog.exchange.entries import encoding_of

    suffix = PurePath(name).suffix.lower()
    for source in SOURCES.values():
        if suffix in source.suffixes:
            return source
    first = start[:_FIRST_LINE].decode(encoding_of(start), "replace").lstrip()
    for source in SOURCES.values():
        if source.first_line and re.match(source.first_line, first):
            return source
    if first.startswith("SQLite format 3"):
        raise UsageError(f"{name} is a file of SQLite.", "To go back to a copy of the journal: mentorlog restore FILE")
    if first.strip() and (options.noun or options.map):
        return SOURCES["csv"]  # a diary, which takes a noun too, has been recognised
    text = start.decode(encoding_of(start), "replace")
    for source in SOURCES.values():
        if source.marker and re.search(source.marker, text):
            return source
    *names, last = sorted(SOURCES)
    raise UsageError(
        f"What wrote {'this file' if name else 'what stands on stdin'} cannot be seen from its "
        f"{'name' if name else 'first line'}.",
        f"Say so: --from {', '.join(names)} or {last}",
    )
