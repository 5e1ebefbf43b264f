"""One more format is one more row: what offers formats, draws and guesses them asks the rows."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from mentorlog.cli import main
from mentorlog.cli.completion import engine
from mentorlog.cli.lists.achievements import list_
from mentorlog.cli.loop.agenda import agenda
from mentorlog.cli.params.filters import LIST_FORMATS
from mentorlog.cli.params.options import BundledCommand
from mentorlog.cli.records.show import show
from mentorlog.render import lists
from mentorlog.render.documents.document import Document
from mentorlog.render.documents.formats import FORMATS, Format
from tests.conftest import Mentee

COMMANDS: tuple[Callable[..., Any], ...] = (show, agenda, list_)


@pytest.fixture
def shout(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A format whose file gives a document's title in capitals."""
    drawer = ModuleType("mentorlog.render.documents.shout")
    drawer.render_shout = lambda document: f"{document.title.upper()}!\n"  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, drawer.__name__, drawer)
    monkeypatch.setitem(FORMATS, "shout", Format("shout", "document", "documents.shout:render_shout", (".loud",)))
    forget_parameters()
    yield
    forget_parameters()


def forget_parameters() -> None:
    """Let commands that ran before ask for their options again."""
    main.build_command.cache_clear()
    for command in COMMANDS:
        while isinstance(command, BundledCommand):  # a list that is a page too has two bundles
            for name in ("_own", "_shared"):
                vars(command).pop(name, None)
            command = command.function


@pytest.mark.usefixtures("shout")
def test_a_row_is_all_that_a_format_needs(mentee: Mentee, tmp_path: Path) -> None:
    mentee.does("achievements", "add", "Chaired one")
    assert mentee("show", "w1", "--format", "shout").out == "CHAIRED ONE!\n"
    assert mentee("agenda", "--format", "shout").out == "AGENDA!\n"
    assert mentee("achievements", "list", "--format", "shout").out == "ACHIEVEMENTS!\n"
    assert mentee("show", "w1", "--output", str(tmp_path / "w1.loud")).code == 0
    assert (tmp_path / "w1.loud").read_text() == "CHAIRED ONE!\n"
    assert "shout" in mentee("show", "--help").out
    assert "shout" in [offer.value for offer in engine.offers_for(["show", "w1", "--format"], "")]
    assert "shout" in mentee.fails("show", "w1", "--format", "nonsense").err
    assert "shout" in mentee.fails("show", "w1", "--format", "csv").err
    assert "--open" in mentee.fails("show", "w1", "--format", "shout", "--open").err


def test_a_row_is_all_that_a_format_of_lists_needs(mentee: Mentee, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LIST_FORMATS, "loud", (" (capitals)", "format_loud"))
    monkeypatch.setattr(lists, "format_loud", lambda listing: f"{listing.records[0].title.upper()}!\n", raising=False)
    forget_parameters()
    mentee.does("achievements", "add", "Chaired one")
    assert mentee("achievements", "list", "--format", "loud").out == "CHAIRED ONE!\n"
    assert "loud" in [offer.value for offer in engine.offers_for(["achievements", "list", "--format"], "")]
    assert "loud" in mentee.fails("achievements", "list", "--format", "nonsense").err
    assert "no loud" in mentee.fails("achievements", "list", "--format", "loud", "--for", "mentor").err
    forget_parameters()


def test_what_is_no_format_is_never_drawn(mentee: Mentee, tmp_path: Path) -> None:
    mentee.does("achievements", "add", "Chaired one")
    assert mentee.fails("show", "w1", "--format", "shout").code == 2
    assert mentee("show", "w1", "--output", str(tmp_path / "w1.loud")).code == 0
    assert "<html" not in (tmp_path / "w1.loud").read_text()


def test_every_row_names_what_draws_it() -> None:
    for row in FORMATS.values():
        if row.draws == "document":
            assert "Chaired one" in row.render(Document("Chaired one", "", "", []))
