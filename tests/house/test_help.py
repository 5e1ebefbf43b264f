"""The help: it fits any screen, its examples run, its topics are true, and the generated pages agree with it."""

import importlib.util
import io
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import tomllib
from datetime import date, datetime
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from mentorlog import clock, errors, settings
from mentorlog.cli import context
from mentorlog.cli.params.options import OUTPUT_PANEL, OptionContext
from mentorlog.cli.program import help as helping
from mentorlog.cli.registry import COMMANDS
from mentorlog.exchange.sealed.age import Unsealable
from mentorlog.journal.dates.duration import parse_cadence
from mentorlog.journal.dates.reading import parse_day, parse_moment, parse_period
from mentorlog.journal.model.kinds import BY_LETTER
from mentorlog.render.help import HelpAnswer, HelpCommands, HelpTerms, HelpTitle
from tests.conftest import Mentee
from tests.exchange.machines.homes import Home, prepare_example

ROOT = Path(__file__).parents[2]
WIDTHS = (40, 80, 120)
TODAY = date(2026, 11, 23)


def _load_manual() -> ModuleType:
    spec = importlib.util.spec_from_file_location("manual", ROOT / "docs" / "manual.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


MANUAL = _load_manual()
ALL_COMMANDS: dict[str, Any] = dict(MANUAL.commands())
EXAMPLES = helping.load_examples()
every_topic = pytest.mark.parametrize("name", helping.TOPICS)


def help_text(name: str, width: int) -> str:
    return _page(name).text(width)


@cache
def _page(name: str) -> HelpAnswer:
    return helping.command_page(name.split())


def mentions(word: str, text: str) -> bool:
    """Whether a text contains a name as a whole word."""
    return re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text) is not None


# The help of each command


@pytest.mark.parametrize("width", WIDTHS)
def test_no_line_is_too_long_and_no_name_is_parted(width: int) -> None:
    for name, command in {"": None, **ALL_COMMANDS}.items():
        text = help_text(name, width)
        assert max(len(line) for line in text.splitlines()) <= width, name
        assert text.isascii()
        for word in _names(command) if command else COMMANDS:
            assert mentions(word, text), f"{word} is not whole in the help of mentorlog {name}"


def _names(command: Any) -> list[str]:
    """The names of a command's options and arguments, and of a group's commands."""
    names = [
        word
        for param in command.params
        for word in (
            (*param.opts, *param.secondary_opts)
            if param.opts[0].startswith("-")
            else (param.metavar or param.name.upper(),)
        )
    ]
    return [*names, *getattr(command, "commands", ())]


def test_every_command_has_one_sentence_and_each_of_its_options_a_meaning() -> None:
    for name, command in ALL_COMMANDS.items():
        result = command.help
        assert result[:1].isupper() and result.endswith(".") and ". " not in result.replace("... ", ""), (name, result)
        assert [param.opts for param in command.params if not param.help] == [], name


def test_every_command_has_two_examples() -> None:
    missing = [name for name in ALL_COMMANDS if len(EXAMPLES.get(name, ())) != 2]
    assert missing == [], "write two examples of each in src/mentorlog/data/examples.txt"
    assert set(EXAMPLES) - set(ALL_COMMANDS) == {""}, "examples of commands that are not there"
    without_own_example = [
        name
        for name in ALL_COMMANDS
        if not any(f"{example} ".startswith(f"mentorlog {name} ") for example in EXAMPLES[name])
    ]
    assert without_own_example == [], "their examples show other commands alone"


@pytest.mark.parametrize("width", WIDTHS)
def test_an_example_that_is_broken_over_lines_is_still_the_same_command(width: int) -> None:
    for name, examples in EXAMPLES.items():
        block = help_text(name, width).partition("Examples\n")[2].replace("\\\n", "")
        items = [shlex.split(example) for example in block.splitlines() if example.startswith("  mentorlog")]
        assert items == [shlex.split(example) for example in examples]


def test_options_for_the_output_stand_together() -> None:
    words = {"--format", "--output", "--pager", "--no-pager"}
    items = [
        (name, param) for name, command in ALL_COMMANDS.items() for param in command.params if words & {*param.opts}
    ]
    assert items
    assert [name for name, param in items if param.rich_help_panel != OUTPUT_PANEL] == [], (
        "declare them with rich_help_panel=OUTPUT_PANEL"
    )


def test_a_global_option_is_taken_from_any_place() -> None:
    for name in context.GLOBAL_OPTIONS:
        assert context.take_global_options(["goals", *name.split(), "list"])[1] == ["goals", "list"], name


# The examples run


class Person(io.TextIOWrapper):
    """Somebody at a keyboard, who answers the first question with a 4 and then skips all others."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(b"4\n" + b"\n" * 60), encoding="utf-8")

    def isatty(self) -> bool:
        return True


class Screen(io.StringIO):
    """A terminal to print to."""

    def isatty(self) -> bool:
        return True


# Conversations run with a person at the keyboard: without one they only name the missing flags.
TALKS = {"mentorlog checkin", "mentorlog debrief", "mentorlog review", "mentorlog agreement draft"}
_MEETING = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Example//EN
BEGIN:VEVENT
UID:1@example.org
DTSTAMP:20261101T090000Z
DTSTART:20261210T150000Z
DTEND:20261210T160000Z
SUMMARY:Coffee with Ruth
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def demo(mentee: Mentee, monkeypatch: pytest.MonkeyPatch) -> Mentee:
    """Somebody with the demo's journal, in a folder with a calendar."""
    mentee.has_demo()
    (mentee.folder / "meetings.ics").write_text(_MEETING, encoding="utf-8")
    monkeypatch.chdir(mentee.folder)
    monkeypatch.setattr(tempfile, "tempdir", str(mentee.folder))
    return mentee


def try_example(demo: Mentee, example: str, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    """The exit code of an example (0 also for `due`, which may say 10), and what stood on stderr."""
    if example in TALKS:
        from mentorlog.cli.main import run

        with monkeypatch.context() as patch:
            screen = Screen()
            patch.setattr(sys, "stdin", Person())
            patch.setattr(sys, "stderr", screen)
            return run(shlex.split(example)[1:]), screen.getvalue()
    result = demo(*shlex.split(example)[1:])
    return 0 if example.startswith("mentorlog due") and result.code == 10 else result.code, result.err


@pytest.mark.parametrize("name", EXAMPLES)
def test_its_examples_run_on_the_demos_journal(demo: Mentee, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if name.startswith("sync "):
        prepare_example(name, Home(demo.folder))
    for example in EXAMPLES[name]:
        code, errors = try_example(demo, example, monkeypatch)
        assert code == 0, (example, errors)


@every_topic
def test_a_topics_examples_run_too(demo: Mentee, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if name == "first-steps":
        demo.does("sessions", "cancel", "s12")  # else the check-in could be for either of two mentors
    for block in helping.topic_page(name).blocks:
        for example in block.commands if isinstance(block, HelpCommands) else ():
            code, errors = try_example(demo, example, monkeypatch)
            assert code == 0, (example, errors)


# Ways to ask for help


def test_help_alone_lists_the_topics_and_helps_a_command_as_its_flag_does(mentee: Mentee) -> None:
    assert all(mentions(topic, mentee("help").out) for topic in helping.TOPICS)
    assert mentee("help", "goals", "add").out == mentee("goals", "add", "--help").out == help_text("goals add", 80)
    assert mentee("help", "goals").out == mentee("goals", "--help").out
    assert mentee("help", "help").out == mentee("help", "--help").out


@pytest.mark.parametrize("words", [("goals", "add", "Rest", "--why", "--help"), ("--help", "goals", "add"),
                                   ("goals", "--json", "--help", "add")])  # fmt: skip
def test_the_flag_explains_and_changes_nothing_wherever_it_stands(mentee: Mentee, words: tuple[str, ...]) -> None:
    result = mentee(*words)
    assert result.code == 0 and "Usage: mentorlog goals add [TITLE]" in result.out
    assert not mentee.path.exists()


def test_the_value_of_an_option_is_no_command(mentee: Mentee) -> None:
    assert mentee("checkin", "--win", "Plan signed", "--help").out == mentee("checkin", "--help").out
    assert mentee("questions", "add", "list", "--help").out == mentee("questions", "add", "--help").out


def test_behind_two_dashes_it_is_a_text(mentee: Mentee) -> None:
    assert mentee.does("questions", "add", "--", "--help")["text"] == "--help"


@every_topic
def test_a_topic_is_what_help_shows_and_the_flag_explains_the_command(mentee: Mentee, name: str) -> None:
    assert mentee("help", name).out == helping.topic_page(name).text(80)
    if name in COMMANDS:
        assert mentee(name, "--help").out == help_text(name, 80) != mentee("help", name).out


@pytest.mark.parametrize("name", ["first-steps", "find-a-mentor", "agreement"])
def test_a_topic_that_gives_advice_is_a_page_one_likes_to_read(name: str) -> None:
    assert 25 <= len(helping.topic_page(name).text(80).splitlines()) <= 45


def test_as_json_it_is_a_topic_and_its_text(mentee: Mentee) -> None:
    assert mentee("goals", "add", "--help", "--json").data == {"topic": "goals add", "text": help_text("goals add", 80)}
    assert mentee("help", "dates", "--json").data["topic"] == "dates"


@pytest.mark.parametrize(
    ("words", "near"),
    [(("help", "dats"), "dates"), (("help", "goasl"), "goals"), (("help", "goals", "ad"), "add"),
     (("goals", "ad", "--help"), "add"), (("gaols", "--help"), "goals"), (("help", "xyz"), "exit-codes")],
)  # fmt: skip
def test_an_unknown_topic_gets_the_nearest_name(mentee: Mentee, words: tuple[str, ...], near: str) -> None:
    result = mentee.fails(*words)
    assert result.code == 2 and mentions(near, result.err)


# The topics are true


def topic_rows(name: str, title: str = "") -> list[tuple[str, str]]:
    """The terms of a topic and their meanings, of one of its parts or of all."""
    rows: list[tuple[str, str]] = []
    heading = ""
    for block in helping.topic_page(name).blocks:
        heading = block.text if isinstance(block, HelpTitle) else heading
        if isinstance(block, HelpTerms) and title in ("", heading):
            rows += block.rows
    return rows


@every_topic
def test_a_topic_fits_any_screen(name: str) -> None:
    for width in WIDTHS:
        text = helping.topic_page(name).text(width)
        assert max(len(line) for line in text.splitlines()) <= width and text.isascii()
    if name in COMMANDS:
        assert f"mentorlog {name} --help" in text, "who meant the command of this name has to find it"


def test_every_letter_of_a_ref_is_explained() -> None:
    items = {term.removesuffix("1"): meaning.partition(":")[0] for term, meaning in topic_rows("refs")}
    assert items == {letter: kind.display_noun for letter, kind in BY_LETTER.items()}, (
        "see src/mentorlog/data/help/refs.txt"
    )


def test_every_exit_code_is_explained() -> None:
    codes: dict[int, set[str]] = {}
    classes: set[type[errors.MentorlogError]] = {
        errors.MentorlogError,
        *errors.MentorlogError.__subclasses__(),
        Unsealable,
    }
    for error_class in classes:
        codes.setdefault(error_class.exit_code, set()).add(error_class.code)
    items = {int(term): set(meaning.partition(":")[0].split(", ")) for term, meaning in topic_rows("exit-codes")}
    assert {code: items.get(code) for code in codes} == codes, "see src/mentorlog/data/help/exit-codes.txt"
    assert set(items) - set(codes) == {0, 10, 129, 143}
    assert items[129] == items[143] == codes[130], "a signal that ends a program is told as Ctrl-C is"


@pytest.mark.parametrize("ahead", [True, False])
def test_every_date_that_is_explained_can_be_read(ahead: bool) -> None:
    now = datetime(2026, 11, 23, 9)
    assert topic_rows("dates", "Days") and topic_rows("dates", "Times"), "what cannot be read raises"
    for term, meaning in topic_rows("dates", "Days"):
        parse_day(term, TODAY, ahead=ahead)
        head = term.rpartition(" ")[0] if "also " in meaning else ""
        for unit in re.findall(r"days|weeks|months|years|week|quarter|year", meaning.partition("also ")[2]):
            parse_day(f"2 {unit} ago" if "ago" in term else f"{head} {unit}", TODAY, ahead=ahead)
    for term, _ in topic_rows("dates", "Times"):
        parse_moment(term, now, ahead=ahead)
    for term, _ in topic_rows("dates", "Periods"):
        parse_period(term, TODAY)
    for term, _ in topic_rows("dates", "Lengths"):
        parse_cadence(term)


def test_every_option_of_a_day_is_explained_with_its_direction(mentee: Mentee) -> None:
    items = {
        (word, term)
        for term, meaning in topic_rows("dates", "Their direction")
        for word in re.findall(r"--[\w-]+", meaning)
    }
    directions: set[tuple[str, str]] = set()
    for command in ALL_COMMANDS.values():
        for param in command.params:
            if param.metavar in ("DAY", "WHEN"):
                value = param.type.form.parse(
                    "monday" if param.metavar == "DAY" else "monday 10:00", OptionContext(clock.now())
                )
                day = value.date() if isinstance(value, datetime) else value
                directions.add((param.opts[0], "ahead" if day > TODAY else "behind"))
    assert items == directions, "see src/mentorlog/data/help/dates.txt"


def test_every_environment_variable_is_explained() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    variables = set(re.findall(r"""environ(?:\.get\(|\[)"([A-Z_]+)""", source)) | set(
        re.findall("MENTORLOG_[A-Z_]+", source)
    )
    variables |= {settings.environment_variable(name) for name in settings.SETTINGS} | {"PYTHONUTF8"}
    ours_alone = {
        "MENTORLOG_COMPLETE",
        "_MENTORLOG_COMPLETE",
        "MENTORLOG_LINE",
        "_MENTORLOG_LINE",
    }  # set by the completion scripts
    variables -= {"MENTORLOG_X", "PYTHONUTF"} | ours_alone
    items = {word for term, _ in topic_rows("environment") for word in term.split(", ")}
    ours = {name for name in items if name.startswith("MENTORLOG_")}
    assert variables - items == set(), "see src/mentorlog/data/help/environment.txt"
    assert ours - variables == set()


def test_every_topic_has_a_text_and_every_text_a_topic() -> None:
    assert {path.stem for path in (ROOT / "src/mentorlog/data/help").iterdir()} == set(helping.TOPICS)


# Generated pages


def test_the_reference_and_the_man_page_are_what_the_program_says() -> None:
    hint = "run: python docs/manual.py"
    assert MANUAL.COMMANDS_MD.read_text(encoding="utf-8") == MANUAL.reference(), hint
    assert MANUAL.MAN_PAGE.read_text(encoding="utf-8") == MANUAL.man_page(), hint


def test_the_man_page_and_the_completions_are_installed_where_man_and_shells_look() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        shared = tomllib.load(file)["tool"]["hatch"]["build"]["targets"]["wheel"]["shared-data"]
    assert shared.pop("docs/mentorlog.1") == "share/man/man1/mentorlog.1"
    places = {
        "bash": "bash-completion/completions/mentorlog",
        "zsh": "zsh/site-functions/_mentorlog",
        "fish": "fish/vendor_completions.d/mentorlog.fish",
    }
    scripts = {f"src/mentorlog/data/completion/mentorlog.{shell}": f"share/{at}" for shell, at in places.items()}
    assert shared == scripts


def test_help_in_a_pipe_is_as_wide_as_asked(mentee: Mentee, monkeypatch: pytest.MonkeyPatch) -> None:
    for columns in (40, 60, 100):
        monkeypatch.setenv("COLUMNS", str(columns))
        for words in (("help", "dates"), ("goals", "add", "--help"), ("--help",)):
            widest = max(map(len, mentee(*words).out.splitlines()))
            assert columns - 25 < widest <= columns, (words, columns)


def test_no_default_is_named_where_there_is_none(mentee: Mentee) -> None:
    for group in ("goals", "questions", "achievements"):
        assert ";  unless given" not in " ".join(mentee(group, "list", "--help").out.split("\n"))


def test_help_says_the_same_without_docstrings(mentee: Mentee) -> None:
    """`python -OO` strips them."""
    lines = ("goals --help", "goals drop --help", "report --help", "agenda --help")
    script = "import sys; from mentorlog.cli.main import run; [run(line.split()) for line in sys.argv[1:]]"
    stripped = subprocess.run(
        [sys.executable, "-OO", "-c", script, *lines], capture_output=True, text=True, check=True
    ).stdout
    assert stripped == "".join(mentee(*line.split()).out for line in lines) and "None" not in stripped


def test_from_within_a_zip_it_says_what_to_do(tmp_path: Path) -> None:
    archive = shutil.make_archive(str(tmp_path / "program"), "zip", ROOT / "src")
    script = (
        "import sys; sys.path.insert(0, sys.argv.pop(1)); from mentorlog.cli.main import run; run(['help', 'dates'])"
    )
    result = subprocess.run([sys.executable, "-c", script, archive], capture_output=True, text=True, check=False)
    assert "cannot run from within a zip file" in result.stderr
