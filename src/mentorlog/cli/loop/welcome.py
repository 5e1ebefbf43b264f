"""`mentorlog` alone: a short welcome as long as there is no journal, then the same as `next`."""

import platform
import re
from typing import TYPE_CHECKING

from mentorlog import __version__
from mentorlog.cli.context import CliContext
from mentorlog.render.answers import Answer, NextStep, PageAnswer, relative_day
from mentorlog.render.terminal.page import Block, Gap, Line, Lines, Page, Span, label_grid, line, ours
from mentorlog.render.terminal.screen import Screen

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal

_NARROW_WIDTH = 70  # columns below which a command stands under what it is for


def version(cli: CliContext) -> Answer:
    """The version; in JSON also the environment, for a bug report."""
    data: dict[str, object] = {"version": __version__}
    if cli.as_json:
        data |= _environment()
    return PageAnswer("version", data, [Lines([line(f"mentorlog {__version__}")])])


def _environment() -> dict[str, object]:
    import sqlite3
    from importlib.metadata import requires
    from importlib.metadata import version as version_of

    from mentorlog.journal.schema import schema

    named = (re.match(r"[\w.-]+", asked) for asked in requires("mentorlog") or () if "extra ==" not in asked)
    return {
        "schema": schema().version,
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "system": platform.platform(),
        "libraries": {name.group(): version_of(name.group()) for name in named if name},
    }


_FIRST_STEPS = (
    ('mentorlog init --mentor "Ruth Okafor"', "make the journal"),
    ('mentorlog goals add "Chair stand-ups"', "what you agreed to grow in"),
    ('mentorlog questions add "How do I say no?"', "while you prepare"),
    ("mentorlog checkin", "before you meet"),
    ("mentorlog report", "to see your growth"),
)


class Welcome(Answer):
    """What mentorlog is, the first commands, and where the journal will be."""

    kind = "welcome"

    steps = (NextStep("mentorlog demo", "to see one first"),)

    def __init__(self, path: str) -> None:
        self._path = path

    def data(self) -> object:
        return {"journal": self._path, "exists": False}

    def page(self, screen: Screen) -> Page:
        return [
            Lines([line(ours("mentorlog", "title"), ours("  a mentorship journal for the terminal"))]),
            Gap(),
            _loop_block(narrow=0 < screen.width < _NARROW_WIDTH),
            Gap(),
            Lines([line(ours("No mentor yet? "), ours("mentorlog help find-a-mentor", "accent"))]),
            Lines([line(ours("There is no journal yet; the first entry makes "), Span(self._path))]),
        ]


def _loop_block(*, narrow: bool) -> Block:
    if narrow:
        lines = [
            part
            for command, why in _FIRST_STEPS
            for part in (line(ours(why, "dim")), line(ours(f"  {command}", "accent")))
        ]
        return Lines(lines, indent=2)
    return label_grid([(why, line(ours(command, "accent"))) for command, why in _FIRST_STEPS], indent=2)


def greeting(cli: CliContext) -> Answer:
    """What comes next, or a welcome where there is no journal yet; and each conversation that waits to go on."""
    journal = cli.open_journal()
    answer: Answer
    if journal.exists:
        from mentorlog.cli.loop.next import next_answer

        answer = next_answer(journal)
    else:
        answer = Welcome(str(journal.store.path))
    answer.asides = [] if journal.is_veiled else _waiting_lines(journal)
    return answer


def _waiting_lines(journal: "Journal") -> list[Line]:
    """A sentence for each conversation that ended early: when it began, and how to go on with it or let it go."""
    path = journal.store.path
    if not path.with_name(f"{path.name}-drafts").is_dir():  # spares every other call what reading drafts takes
        return []
    from mentorlog.cli.prompts.drafts import waiting_drafts

    return [
        line(
            ours(f"{draft.words}, begun {relative_day(draft.started_at, journal.today)}, waits for you: "),
            ours(draft.command, "accent"),
            ours(" goes on with it, "),
            ours(f"mentorlog drafts drop {draft.name}", "accent"),
            ours(" lets it go."),
        )
        for draft in waiting_drafts(path)
    ]
