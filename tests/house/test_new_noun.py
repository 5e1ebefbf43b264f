"""A noun added in four places works like every other one, and no other file has to name it.

In a copy of the program a noun `book` is added (record, command, migration, row in nouns.py), as docs/architecture.md
says; then a field (record, command, migration). The program is run from there.
"""

import contextlib
import csv
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

SOURCE = Path(__file__).parents[2] / "src"
ROW = """
    Kind(
        "d", "book", "books", "books", "title", "started_on", "What to read.", "books.Book",
        due=Due("finish_by", condition="state = 'reading'"),
    ),
"""
RECORD = '''
"""A book: something to read, on the mentor's advice."""

from datetime import date
from typing import Annotated, Literal

from mentorlog.journal.model.forms import COMING_DAY, PAST_DAY, TITLE, JournalContext, LinkForm
from mentorlog.journal.model.fields import Column
from mentorlog.journal.model.record import Event, Record
from mentorlog.structs import replace


class Book(Record):
    """Something to read."""

    noun = "book"
    live = "state = 'reading'"
    live_word = "unread"
    events = (Event("finished_on", "'Read'", "title", goal="goal"),)

    title: Annotated[str, Column("Book", TITLE, searchable=True)]
    goal: Annotated[int | None, Column("Goal", LinkForm("goal"))] = None
    started_on: Annotated[date, Column("Started on", PAST_DAY)]
    finish_by: Annotated[date | None, Column("Finish by", COMING_DAY)] = None
    state: Annotated[Literal["reading", "read"], Column("State", editable=False)] = "reading"
    finished_on: Annotated[date | None, Column("Finished on", PAST_DAY, implies_state="read")] = None
    thoughts: Annotated[str | None, Column("Thoughts", searchable=True, in_list=False)] = None

    def check(self, context: JournalContext) -> None:
        """A book is read on a day."""
        self.require_state("finished_on", "read")


def finished(book: Book, on: date) -> Book:
    """A book that was read."""
    return replace(book, state="read", finished_on=on)
'''
COMMAND = '''
"""`mentorlog books`: what to read."""

from datetime import date
from typing import Annotated

import typer

from mentorlog.cli.params.batch import batch_answer, change_all
from mentorlog.cli.params.options import Context, Refs
from mentorlog.cli.params.record_options import DueDay, ForGoal, OnDay, Private, PromptedTitle
from mentorlog.journal.model.records.books import Book, finished
from mentorlog.render.answers import Answer, ChangeAnswer, NextStep, change_sentence

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def add(
    ctx: Context,
    title: PromptedTitle = None,
    goal: ForGoal = None,
    by: DueDay = None,
    private: Private = False,
) -> Answer:
    """Note what to read."""
    journal = ctx.obj.open_journal()
    with journal.change("books add") as change:
        book = change.add(
            Book(
                title=title or "",
                goal=journal.resolve_optional("goal", goal),
                started_on=journal.today,
                finish_by=by,
                private=private or None,
            )
        )
    return ChangeAnswer(change_sentence("Noted", book), book, next_step=NextStep(f"mentorlog books finish {book.ref}"))


@app.command()
def finish(ctx: Context, refs: Refs, on: OnDay = None) -> Answer:
    """You have read it."""
    journal = ctx.obj.open_journal()
    books = change_all(journal, "books finish", Book, refs, lambda book: finished(book, on or journal.today))
    return batch_answer("Read", books, refs, NextStep("mentorlog books list"))
'''
MIGRATION = """
CREATE TABLE books (
  number INTEGER PRIMARY KEY,
  entry INTEGER NOT NULL UNIQUE,
  uid TEXT NOT NULL UNIQUE,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
  goal INTEGER REFERENCES goals DEFERRABLE INITIALLY DEFERRED,
  started_on TEXT NOT NULL,
  finish_by TEXT,
  state TEXT NOT NULL CHECK (state IN ('reading', 'read')),
  finished_on TEXT,
  thoughts TEXT,
  private INTEGER CHECK (private IN (0, 1))
) STRICT;
"""
# A field: the text before which it is inserted and the line, in the record and in the command; and its migration.
RECORD_FIELD = ("    thoughts:", '    author: Annotated[str | None, Column("Author", TITLE, searchable=True)] = None\n')
OPTION = (
    "    private: Private",
    '    author: Annotated[str | None, option("--author", TITLE, "Who wrote it.")] = None,\n',
)
FIELD_MIGRATION = "ALTER TABLE books ADD COLUMN author TEXT;\n"


# Runs commands one after the other: to start Python and the program anew takes ten times as long as a command.
_SERVE = """
import io, json, os, sys
from contextlib import redirect_stderr, redirect_stdout
from mentorlog import __main__ as program
program.exit_process = sys.exit  # only the command ends
requests, answers = sys.stdin, sys.stdout
before = dict(os.environ)
for line in requests:
    argv, variables = json.loads(line)
    os.environ.update(variables)
    sys.stdin, out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="") for _ in range(3))
    with redirect_stdout(out), redirect_stderr(err):
        sys.argv = ["mentorlog", *argv]
        try:
            program.main()
        except SystemExit as end:
            code = end.code
    os.environ.clear()
    os.environ.update(before)
    for stream in (out, err):
        stream.flush()
    print(json.dumps([code, *(stream.buffer.getvalue().decode() for stream in (out, err))]), file=answers, flush=True)
"""


class Copy:
    """A copy of the program, and the folder of a journal that it works on."""

    def __init__(self, root: Path) -> None:
        self.folder = root
        self._root = root
        self._server: subprocess.Popen[str] | None = None
        self.package = root / "src" / "mentorlog"
        shutil.copytree(SOURCE, root / "src")  # with what is compiled: to do that anew takes half of a test

    def add_noun(self) -> None:
        """The four places of a noun."""
        nouns = self.package / "nouns.py"
        text = nouns.read_text(encoding="utf-8")
        nouns.write_text(text.replace("_ROWS = (\n", f"_ROWS = ({ROW}", 1), encoding="utf-8")
        (self.package / "journal" / "model" / "records" / "books.py").write_text(RECORD.lstrip(), encoding="utf-8")
        (self.package / "cli" / "nouns" / "books.py").write_text(COMMAND.lstrip(), encoding="utf-8")
        self._add_migration("books", MIGRATION)

    def add_field(self) -> None:
        """The three places of a field."""
        self.close()
        for path, (before, more) in (
            (self.package / "journal" / "model" / "records" / "books.py", RECORD_FIELD),
            (self.package / "cli" / "nouns" / "books.py", OPTION),
        ):
            text = path.read_text(encoding="utf-8")
            path.write_text(text.replace(before, more + before, 1), encoding="utf-8")
        command = self.package / "cli" / "nouns" / "books.py"
        text = command.read_text(encoding="utf-8").replace("title=title", "author=author, title=title")
        text = text.replace("Refs\n", "Refs, option\nfrom mentorlog.journal.model.forms import TITLE\n", 1)
        command.write_text(text, encoding="utf-8")
        self._add_migration("author", FIELD_MIGRATION)

    def _add_migration(self, name: str, sql: str) -> None:
        schema = self.package / "journal" / "schema"
        number = len(list(schema.glob("*.sql"))) + 1
        (schema / f"{number:04}_{name}.sql").write_text(sql, encoding="utf-8")

    def __call__(self, *argv: str, code: int = 0, **variables: str) -> str:
        """What a command prints."""
        self._server = self._server or self._start()
        assert self._server.stdin and self._server.stdout
        places = {"MENTORLOG_JOURNAL": "journal.db", "MENTORLOG_CONFIG": "config.toml", "HOME": "", "TMPDIR": ""}
        settings = {name: str(self.folder / place) for name, place in places.items()}
        self._server.stdin.write(json.dumps([argv, settings | variables]) + "\n")
        self._server.stdin.flush()
        result, out, errors = json.loads(self._server.stdout.readline())
        assert result == code, (argv, out, errors)
        return str(out)

    def _start(self) -> "subprocess.Popen[str]":
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environment |= {"PYTHONPATH": str(self._root / "src"), "MENTORLOG_NOW": "2026-11-23T09:00:00"}
        return subprocess.Popen(
            [sys.executable, "-c", _SERVE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=self._root,
            env=environment,
        )  # fmt: skip

    def complete(self, line: str) -> str:
        """What completion offers at the end of a line."""
        return self(line, " =:", _MENTORLOG_COMPLETE="bash")

    def close(self) -> None:
        """End what runs its commands; the next one finds the program as it is by then."""
        if self._server:
            self._server.communicate()
        self._server = None

    def does(self, *argv: str, code: int = 0, **variables: str) -> Any:
        """The data that a command answers."""
        return json.loads(self(*argv, "--json", code=code, **variables))["data"]


def begin_journal(copy: Copy, folder: Path) -> Copy:
    """Let a copy of the program have a journal with one book."""
    copy.folder = folder
    copy("books", "add", "Crucial Conversations", "--by", "friday")
    return copy


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
    """A copy with the noun, which nobody changes any more."""
    with contextlib.closing(Copy(tmp_path_factory.mktemp("noun"))) as program:
        program.add_noun()
        yield program


@pytest.fixture
def copy(program: Copy, tmp_path: Path) -> Copy:
    """The copy with the noun, and a journal of this test."""
    return begin_journal(program, tmp_path)


@pytest.fixture
def changing_copy(tmp_path: Path) -> Iterator[Copy]:
    """A copy with the noun that this test may change."""
    with contextlib.closing(Copy(tmp_path)) as copy:
        copy.add_noun()
        yield begin_journal(copy, tmp_path)


def test_a_new_noun_is_stored_searched_and_changed_like_any_other(copy: Copy) -> None:
    assert [book["title"] for book in copy.does("books", "list")] == ["Crucial Conversations"]
    copy("edit", "d1", "thoughts=Speak up early")
    assert copy.does("show", "d1")["thoughts"] == "Speak up early"
    assert [hit["ref"] for hit in copy.does("search", "early")] == ["d1"]
    assert [change["command"] for change in copy.does("history", "d1")] == ["edit", "books add"]
    copy("undo")
    assert copy.does("show", "crucial")["thoughts"] is None
    copy("delete", "d1")
    assert copy.does("books", "list") == []
    copy("undo")
    copy("goals", "add", "Listen")
    assert copy.does("books", "list", "--goal", "g1") == []
    copy("edit", "d1", "goal=g1")
    assert [book["ref"] for book in copy.does("books", "list", "--goal", "listen")] == ["d1"]


def test_a_new_noun_stands_on_every_page_of_days(copy: Copy) -> None:
    assert [(entry["ref"], entry["title"]) for entry in copy.does("log")] == [("d1", "Crucial Conversations")]
    assert copy.does("log", "--only", "books") and "book" in copy.does("log", "--only", "book")[0]["noun"]
    assert copy.does("due", code=10) == [
        {"ref": "d1", "what": "book", "day": "2026-11-27", "text": "Crucial Conversations"}
    ]
    copy("books", "finish", "d1")
    assert copy.does("due") == []
    events = [(event["what"], event["text"], event["ref"]) for event in copy.does("timeline")]
    assert events == [("Read", "Crucial Conversations", "d1")]
    month = copy.does("lookback", MENTORLOG_NOW="2026-12-23T09:00:00")[-1]
    assert [(entry["ref"], entry["noun"], entry["became"]) for entry in month["written"]] == [("d1", "book", "read")]


def test_a_new_noun_goes_out_and_comes_in(copy: Copy) -> None:
    table = copy("books", "list", "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(table))
    assert row["title"] == "Crucial Conversations"
    sheet = copy.folder / "books.csv"
    sheet.write_text("Title,Finished on\nRadical Candor,2026-11-20\n", encoding="utf-8")
    copy("import", str(sheet), "--noun", "books", "--map", "Title=title")
    assert (copy.does("show", "d2")["state"], copy.does("show", "d2")["started_on"]) == ("read", "2026-11-23")
    exported = copy.folder / "all.jsonl"
    exported.write_text(copy("export"), encoding="utf-8")
    elsewhere = str(copy.folder / "other.db")
    copy("import", str(exported), MENTORLOG_JOURNAL=elsewhere)
    titles = [book["title"] for book in copy.does("books", "list", "--all", MENTORLOG_JOURNAL=elsewhere)]
    assert titles == ["Crucial Conversations", "Radical Candor"]
    copy("doctor")


def test_a_new_noun_can_be_private_and_is_offered_and_explained(copy: Copy) -> None:
    copy("config", "set", "private", "books")
    copy("books", "add", "Radical Candor")
    assert copy.does("show", "d2")["private"] is True
    copy("books", "finish", "d1", "d2")
    assert [event["ref"] for event in copy.does("timeline", "--for", "mentor")] == ["d1"]
    assert "books" in copy("--help") and "Note what to read." in copy("books", "--help")
    assert "--by" in copy("books", "add", "--help")
    assert "books" in copy.complete("mentorlog bo")
    assert "finish" in copy.complete("mentorlog books fi")
    assert "d1" in copy.complete("mentorlog show d")


def test_a_field_is_a_record_a_command_and_a_migration(changing_copy: Copy) -> None:
    copy = changing_copy
    copy.add_field()
    copy("books", "add", "Radical Candor", "--author", "Kim Scott")
    assert copy.does("show", "d1")["author"] is None, "the older journal was migrated"
    copy("edit", "d1", "author=Kerry Patterson")
    assert [book["author"] for book in copy.does("books", "list")] == ["Kerry Patterson", "Kim Scott"]
    assert [hit["ref"] for hit in copy.does("search", "scott")] == ["d2"]
    assert "Kim Scott" in copy("books", "list", "--format", "csv")
    copy("doctor")
