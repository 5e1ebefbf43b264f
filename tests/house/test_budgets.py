"""What each everyday command may import, exactly: start-up is the speed of this program."""

import subprocess
import sys
from functools import cache
from importlib.metadata import packages_distributions
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.house.fresh_process import run_fresh

TYPER = {"typer", "annotated_doc", "shellingham"}
DATES = {name for name in ("dateutil", "six") if find_spec(name)}
ZONES = {"tzdata"}  # where the system has none
RICH = {"rich"}
SCHEMA = {"sqlite_utils", "sqlite_fts4", "click", "pluggy"} | DATES
TOMLKIT = {"tomlkit"}
CALENDAR = {"icalendar"} | DATES
RECIPIENT = "age1xcp2m0ecfg6d6lmpp0kv8r9krvnudk3ljjn9yz7usqt67ew44deqac8ss0"
DEMO_DAY, NOW = "2026-11-23T09:00:00", "2026-11-27T18:00:00"  # the demo's next talk is between the two


def third_party_modules(*argv: str, terminal: bool = False, code: int = 0, **settings: str) -> set[str]:
    """The third-party packages in a fresh process when a command is over."""
    names = top_level_modules(*argv, terminal=terminal, code=code, **settings)
    return (names & _distributions()) - _startup_modules() - {"mentorlog"} - ZONES


def top_level_modules(*argv: str, terminal: bool = False, code: int = 0, **settings: str) -> set[str]:
    """The packages and modules at the top in a fresh process when a command is over."""
    loads_typer = argv != ("--version",) and settings.get("_MENTORLOG_COMPLETE") is None
    settings = {"MENTORLOG_NOW": NOW} | settings
    process = run_fresh(*argv, terminal=terminal, loads_typer=loads_typer, **settings)
    assert process.code == code, process.errors
    return {name.partition(".")[0] for name in process.modules}


_startup_cache: set[str] | None = None


def _startup_modules() -> set[str]:
    """What the interpreter itself loads at its start here."""
    global _startup_cache
    if _startup_cache is None:
        names = subprocess.run(
            [sys.executable, "-c", "import sys; print(*{name.partition('.')[0] for name in sys.modules})"],
            capture_output=True, text=True, check=True,
        ).stdout.split()  # fmt: skip
        _startup_cache = set(names) & _distributions()
    return _startup_cache


@cache
def _distributions() -> set[str]:
    """The third-party packages that are there."""
    return set(packages_distributions())


@pytest.fixture(scope="module")
def journal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo journal that the cases may write to."""
    path = tmp_path_factory.mktemp("budgets") / "journal.db"
    assert third_party_modules("demo", "--to", str(path), MENTORLOG_NOW=DEMO_DAY) == TYPER | SCHEMA
    return path


CASES: list[tuple[tuple[str, ...], set[str]]] = [
    (("--version",), set()),
    (("questions", "add", "Who decides?"), TYPER),
    (("questions", "answer", "q24", "Ask them"), TYPER),
    (("questions", "answer", "q26", "Three", "--on", "yesterday"), TYPER),
    (("questions", "answer", "q27", "Less", "--on", "2 days ago"), TYPER),
    (("goals", "progress", "g3", "9"), TYPER),
    (("goals", "add", "Rest", "--by", "in 3 months"), TYPER),
    (("goals", "done", "t3"), TYPER),
    (("sessions", "add", "--at", "2026-12-10 15:00"), TYPER),
    (("sessions", "held", "s12"), TYPER),
    (("feedback", "add", "You asked early", "--who", "Priya"), TYPER),
    (("feedback", "respond", "f7", "True"), TYPER),
    (("achievements", "add", "Chaired one"), TYPER),
    (("mentors", "add", "Priya Nair", "--candidate"), TYPER),
    (("checkin", "--mood", "4"), TYPER),
    (("edit", "g3", "why=because"), TYPER),
    (("questions", "list"), TYPER),
    (("goals", "list", "--json"), TYPER),
    (("sessions", "list"), TYPER),
    (("show", "g3"), TYPER),
    (("questions", "list", "--goal", "g3", "--state", "open", "--sort", "-carried"), TYPER),
    (("questions", "list", "--format", "plain"), TYPER),
    (("questions", "list", "--format", "csv"), TYPER),
    (("questions", "list", "--format", "markdown"), TYPER),
    (("search", "sponsor"), TYPER),
    (("search", "sponsor", "-risk", "--only", "questions", "--goal", "g3", "--since", "2026-01-01"), TYPER),
    (("log",), TYPER),
    (("log", "--only", "questions", "--since", "2026-01-01"), TYPER),
    (("history",), TYPER),
    (("history", "q24", "--json"), TYPER),
    (("report",), TYPER),
    (("report", "--json"), TYPER),
    (("report", "--format", "markdown"), TYPER),
    (("report", "--format", "html"), TYPER),
    (("report", "--for", "mentor"), TYPER),
    (("report", "--compare"), TYPER),
    (("report", "--goal", "g3"), TYPER),
    (("report", "--plots"), TYPER),
    (("celebrate", "g1"), TYPER),
    (("celebrate", "g1", "--format", "svg"), TYPER),
    (("timeline",), TYPER),
    (("lookback",), TYPER),
    (("export",), TYPER),
    (("export", "--encrypt-to", RECIPIENT), TYPER | {"pyrage"}),
    (("export", "cpd"), TYPER),
    (("cpd",), TYPER),
    (("activities", "add", "Course", "--hours", "7", "--competence", "risk"), TYPER),
    (("export", "calendar"), TYPER | CALENDAR),
    (("show", "s11", "--format", "markdown"), TYPER),
    (("doctor",), TYPER),
    (("backup",), TYPER),
    (("forget", "q1", "--yes"), TYPER),
    ((), TYPER),
    (("next",), TYPER),
    (("agenda",), TYPER),
    (("actions", "add", "Draft", "--by", "friday"), TYPER),
    (("actions", "list"), TYPER),
    (("lessons", "apply", "l3", "Today"), TYPER),
    (("challenges", "add", "Hard", "--kind", "fit"), TYPER),
    (("skills", "rate", "planning", "3"), TYPER),
    (("debrief", "s12", "--takeaway", "Listen"), TYPER),
    (("recap", "s11"), TYPER),
    (("agreement", "show"), TYPER),
    (("mentors", "compare"), TYPER),
    (("config", "list"), TYPER),
    (("config", "get", "color"), TYPER),
    (("config", "path"), TYPER),
    (("date", "friday next week"), TYPER),
    (("completion", "bash"), TYPER),
    (("questions", "drop", "q28", "q30"), TYPER),
    (("questions", "add", "--help"), TYPER),
    (("--help",), TYPER),
    (("help", "dates"), TYPER),
]


@pytest.mark.parametrize(
    ("words", "packages"), CASES, ids=lambda case: " ".join(case) if isinstance(case, tuple) else ""
)
def test_a_command_loads_what_it_needs_and_nothing_else(
    journal: Path, words: tuple[str, ...], packages: set[str]
) -> None:
    assert third_party_modules(*words, MENTORLOG_JOURNAL=str(journal)) == packages


@cache
def _typer_modules() -> set[str]:
    """What is loaded once Typer is, the standard library's with it."""
    script = "import atexit, gc, typer, sys; print(*{name.partition('.')[0] for name in sys.modules})"
    return set(
        subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    )


SQLITE = {"sqlite3", "_sqlite3"}
JSON = {"json", "_json"}


@pytest.mark.parametrize(
    ("line", "more_modules"),
    [
        ("questions add Who?", SQLITE),
        ("goals progress g3 9", SQLITE),
        ("checkin --mood 4", SQLITE),
        ("actions add Draft --by friday", SQLITE),
        ("questions list", SQLITE),
        ("questions list --json", SQLITE | JSON),
        ("show q24", SQLITE),
        ("log --limit 10", SQLITE),
        ("history", SQLITE),
        ("undo", SQLITE | JSON),
    ],
)
def test_an_everyday_command_loads_of_the_standard_library_what_typer_has_and_sqlite(
    journal: Path, line: str, more_modules: set[str]
) -> None:
    """No dataclasses, no logging, no temporary files, no zones, no hashes."""
    modules = top_level_modules(*line.split(), MENTORLOG_JOURNAL=str(journal))
    assert modules - _typer_modules() - _startup_modules() - {"mentorlog"} == more_modules


def test_the_clock_of_the_machine_costs_no_module(journal: Path) -> None:
    words, path = ("questions", "add", "Who?"), str(journal)
    for _ in range(2):  # the first change of each of the two days makes a copy
        own = top_level_modules(*words, MENTORLOG_JOURNAL=path, MENTORLOG_NOW="")
        other = top_level_modules(*words, MENTORLOG_JOURNAL=path)
    assert own <= other


def test_an_everyday_command_loads_no_other_commands(journal: Path) -> None:
    here = {"MENTORLOG_JOURNAL": str(journal)}
    assert command_modules("questions", "add", "Who?", **here) == {"questions", "options", "record_options", "batch"}
    assert "loose_words" in command_modules("questions", "add", "Who", "decides?", **here)
    for noun in ("questions", "goals", "actions", "mentors", "checkin"):
        assert command_modules(noun, "list", **here) == {"command", "listing"}
    assert command_modules("checkin", "--mood", "4", **here) >= {"checkin", "options"}
    assert not command_modules("checkin", "--mood", "4", **here) & {"goals", "questions", "filters", "listing"}
    assert command_modules("report", **here) == {"report", "options", "sharing"}
    assert command_modules("history", **here) == {"history", "options"}


def test_a_number_for_a_prompt_loads_nothing_that_a_page_needs(journal: Path) -> None:
    """It stays below 1.1 times the instructions of `import typer` (cachegrind: 1.09)."""
    process = run_fresh("due", "--count", MENTORLOG_NOW=NOW, MENTORLOG_JOURNAL=str(journal))
    ours = {name for name in process.modules if name.startswith("mentorlog.")}
    assert len(ours) <= 45, sorted(ours)
    assert not {name for name in ours if name.endswith((".loose_words", ".absence", ".listing", ".reading", ".backup"))}


def test_a_command_that_reads_much_loads_no_more_modules_than_it_did(journal: Path) -> None:
    """Each takes 0.4 million instructions and more: a tenth of a per cent of an everyday command."""
    for line, most in {"report": 72, "checkin --mood 4 --win Signed": 72, "next": 58, "show q24": 55}.items():
        process = run_fresh(*line.split(), MENTORLOG_NOW=NOW, MENTORLOG_JOURNAL=str(journal))
        ours = {name for name in process.modules if name.partition(".")[0] == "mentorlog"}
        assert len(ours) <= most, (line, sorted(ours))


def test_completion_loads_no_more_than_a_command(journal: Path) -> None:
    lines = "questions answer ", "show ", "show Chair", "edit g3 ", "edit g3 due=", "goals add x --by ", "report --"
    needed = {f"mentorlog {line}": TYPER for line in lines} | {"mentorlog que": set()}
    loaded = {
        line: third_party_modules(line, "=:", MENTORLOG_JOURNAL=str(journal), _MENTORLOG_COMPLETE="bash")
        for line in needed
    }
    assert loaded == needed


def test_undo_and_redo_load_no_record_and_no_more(journal: Path) -> None:
    for words in (("questions", "add", "Who decides?"), ("undo",), ("redo",)):
        assert third_party_modules(*words, MENTORLOG_JOURNAL=str(journal)) == TYPER


def test_a_usage_error_loads_no_more(journal: Path) -> None:
    assert third_party_modules("questions", "ad", code=2, MENTORLOG_JOURNAL=str(journal)) == TYPER


def test_a_page_on_a_terminal_loads_rich_without_its_heavy_parts(journal: Path) -> None:
    for words in (("show", "g3"), ("search", "sponsor"), ("report",)):
        assert third_party_modules(*words, terminal=True, MENTORLOG_JOURNAL=str(journal)) == TYPER | RICH


def test_a_table_on_a_terminal_loads_no_rich(journal: Path) -> None:
    for words in (("questions", "list"), ("goals", "list"), ("checkin", "list"), ("history",), ("due",)):
        code = 10 if words == ("due",) else 0
        assert third_party_modules(*words, terminal=True, code=code, MENTORLOG_JOURNAL=str(journal)) == TYPER


def test_a_log_on_a_terminal_loads_no_rich_since_it_may_have_many_lines(journal: Path) -> None:
    assert third_party_modules("log", "--no-pager", terminal=True, MENTORLOG_JOURNAL=str(journal)) == TYPER


def test_a_refused_phrase_loads_no_more(journal: Path) -> None:
    assert third_party_modules("date", "nxt friday", code=2, MENTORLOG_JOURNAL=str(journal)) == TYPER


def test_settings_cost_nothing_without_a_file_and_with_one_no_package(journal: Path, tmp_path: Path) -> None:
    """Reading needs the standard library's tomllib alone; what keeps comments is loaded only to write."""
    file = tmp_path / "config.toml"
    everyday = ("questions", "list")
    assert "tomllib" not in top_level_modules(*everyday, MENTORLOG_JOURNAL=str(journal), MENTORLOG_CONFIG=str(file))
    for words in (("config", "set", "color", "never"), ("config", "unset", "name")):
        assert third_party_modules(*words, MENTORLOG_CONFIG=str(file)) == TYPER | TOMLKIT
    assert third_party_modules(*everyday, MENTORLOG_JOURNAL=str(journal), MENTORLOG_CONFIG=str(file)) == TYPER
    assert "tomllib" in top_level_modules(*everyday, MENTORLOG_JOURNAL=str(journal), MENTORLOG_CONFIG=str(file))


def test_one_line_on_a_terminal_loads_no_rich(journal: Path) -> None:
    assert third_party_modules("questions", "add", "Who pays?", terminal=True, MENTORLOG_JOURNAL=str(journal)) == TYPER


def test_the_default_place_costs_nothing_on_linux(tmp_path: Path) -> None:
    extra = set() if sys.platform == "linux" else {"platformdirs"}
    assert third_party_modules("questions", "list", MENTORLOG_JOURNAL="", XDG_DATA_HOME=str(tmp_path)) == TYPER | extra


def test_help_loads_no_command_but_the_one_it_explains(journal: Path) -> None:
    assert command_modules("--help") == {"help"} == command_modules("help", "dates")
    assert command_modules("lessons", "add", "--help") == {"help", "lessons", "options", "record_options"}


def command_modules(*argv: str, **settings: str) -> set[str]:
    """The program's own modules of commands in a fresh process when a command is over."""
    settings = {"MENTORLOG_NOW": NOW} | settings
    process = run_fresh(*argv, terminal=False, loads_typer=True, **settings)
    assert process.code == 0, process.errors
    ours = {name for name in process.modules if name.startswith("mentorlog.cli.")}
    folders = {name.rpartition(".")[0] for name in ours}
    return {name.rpartition(".")[2] for name in ours - folders} - {
        "main",
        "context",
        "registry",
        "lazy_parameters",
        "usage",
    }


def test_only_the_first_change_of_a_file_loads_sqlite_utils(tmp_path: Path) -> None:
    place = str(tmp_path / "journal.db")
    assert third_party_modules("init", MENTORLOG_JOURNAL=place) == TYPER | SCHEMA
    assert third_party_modules("init", MENTORLOG_JOURNAL=place) == TYPER
    assert third_party_modules("questions", "list", MENTORLOG_JOURNAL=str(tmp_path / "none.db")) == TYPER
