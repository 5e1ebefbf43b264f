"""What is settled once: where a value comes from, what a wrong one is told, and what the settings do."""

import os
from pathlib import Path

import pytest

from mentorlog import settings
from mentorlog.cli.prompts import editor
from mentorlog.errors import UsageError
from tests.conftest import Mentee
from tests.systems import has_mode


@pytest.fixture
def file(mentee: Mentee, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the settings are, which are not there yet."""
    monkeypatch.setenv("MENTORLOG_CONFIG", str(mentee.folder / "conf" / "config.toml"))
    return mentee.folder / "conf" / "config.toml"


def write_settings(file: Path, text: str) -> None:
    """Write the file as its owner would."""
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")


def test_without_a_file_each_setting_has_its_default(mentee: Mentee, file: Path) -> None:
    held = mentee.does("config", "list")
    assert {one["source"] for one in held if one["key"] != "journal"} == {"default"}
    assert [one["key"] for one in held] == [
        "journal", "name", "role", "editor", "pager", "colors", "accessible", "week_start", "minutes", "private",
        "cpd.body", "cpd.year-start", "cpd.hours",
    ]  # fmt: skip
    assert all(one["means"] and one["takes"] and one["variable"].startswith("MENTORLOG_") for one in held)
    assert not file.exists()


def test_a_variable_goes_before_the_file_and_the_file_before_the_default(
    mentee: Mentee, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def minutes() -> tuple[int, str, str | None]:
        held = mentee.does("config", "get", "minutes")
        return held["value"], held["source"], held["where"]

    assert minutes() == (60, "default", None)
    write_settings(file, "# how long\nminutes = 45\n")
    assert minutes() == (45, "file", f"{file}, line 2")
    monkeypatch.setenv("MENTORLOG_MINUTES", "30")
    assert minutes() == (30, "environment", "MENTORLOG_MINUTES")


def test_a_flag_goes_before_all(mentee: Mentee, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_settings(file, 'journal = "~/of-the-file.db"\n')
    other = str(mentee.folder / "other.db")
    (data,) = (one for one in mentee.does("config", "list", "--journal", other) if one["key"] == "journal")
    assert (data["value"], data["source"], data["where"]) == (other, "flag", "--journal")
    assert mentee.does("config", "get", "journal")["where"] == "MENTORLOG_JOURNAL"
    monkeypatch.delenv("MENTORLOG_JOURNAL")
    assert mentee.does("config", "get", "journal")["value"] == str(mentee.folder / "of-the-file.db")
    assert mentee.does("init")["journal"] == str(mentee.folder / "of-the-file.db")


def test_what_all_programs_look_at_comes_after_the_file(
    mentee: Mentee, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "ed")
    assert mentee.does("config", "get", "editor")["where"] == "EDITOR"
    monkeypatch.setenv("VISUAL", "vi")
    assert mentee.does("config", "get", "editor")["value"] == "vi"
    write_settings(file, 'editor = "nano -w"\n')
    assert mentee.does("config", "get", "editor")["value"] == "nano -w"


def test_set_keeps_comments_and_their_order(mentee: Mentee, file: Path) -> None:
    write_settings(file, '# mine\nname = "Ada" # me\n\n# colours\ncolors = "dark" # dark!\n')
    mentee.does("config", "set", "colors", "light")
    mentee.does("config", "set", "private", "lessons, questions")
    assert file.read_text() == (
        '# mine\nname = "Ada" # me\n\n# colours\ncolors = "light" # dark!\nprivate = ["lessons", "questions"]\n'
    )
    assert mentee("config", "get", "private").out == "lessons,questions\n"
    mentee.does("config", "unset", "colors")
    assert '# mine\nname = "Ada" # me\n' in file.read_text() and "colors" not in file.read_text()
    assert mentee.does("config", "get", "colors")["source"] == "default"


def test_the_older_name_of_a_setting_is_still_understood(
    mentee: Mentee, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_settings(file, 'name = "Ada"\ncolor = "never"\n')
    assert mentee.does("config", "get", "colors")["value"] == "none"
    assert mentee.does("config", "get", "color")["where"] == f"{file}, line 2"
    mentee.does("config", "set", "color", "always")
    assert file.read_text() == 'name = "Ada"\ncolors = "auto"\n'
    write_settings(file, 'colors = "dark"\ncolor = "never"\n')
    twice = mentee("next")
    assert twice.code == 2 and "line 2: colors is set a second time." in twice.err
    mentee.does("config", "unset", "color")
    assert file.read_text() == 'colors = "dark"\n'
    mentee.does("config", "unset", "colours")
    assert file.read_text() == ""
    monkeypatch.setenv("MENTORLOG_COLOR", "never")
    assert mentee.does("config", "get", "colors") | {"means": ""} == {
        "key": "colors", "value": "none", "source": "environment", "where": "MENTORLOG_COLOR", "default": "auto",
        "takes": "auto|dark|light|theme|none", "variable": "MENTORLOG_COLOR", "means": "",
    }  # fmt: skip
    monkeypatch.setenv("MENTORLOG_COLORS", "light")
    assert mentee.does("config", "get", "colors")["value"] == "light"


def test_the_file_is_for_its_owner_alone(mentee: Mentee, file: Path) -> None:
    old = os.umask(0)
    try:
        mentee.does("config", "set", "name", "Ada")
    finally:
        os.umask(old)
    assert has_mode(file, 0o600)
    assert has_mode(file.parent, 0o700)


def test_a_link_stays_a_link(mentee: Mentee, file: Path) -> None:
    kept = mentee.folder / "dotfiles.toml"
    kept.write_text("# kept elsewhere\n")
    file.parent.mkdir()
    file.symlink_to(kept)
    mentee.does("config", "set", "name", "Ada")
    assert file.is_symlink() and kept.read_text() == '# kept elsewhere\nname = "Ada"\n'


def test_the_path_stands_alone(mentee: Mentee, file: Path) -> None:
    assert mentee("config", "path").out == f"{file}\n"
    assert mentee.does("config", "path") == {"path": str(file), "exists": False}


WRONG = [
    ('name = "Ada"\npagr = "less"\n', "line 2", "Did you mean pager?"),
    ('colors = "drak"\n', "line 1", "Did you mean dark?"),
    ('\n\nprivate = ["lesson"]\n', "line 3", "Did you mean lessons?"),
    ('private = "lessons"\n', "line 1", "a list of any of achievements"),
    ("accessible = 1\n", "line 1", "true or false"),
    ("minutes = 0\n", "line 1", "from 1 to 1440"),
    ("minutes = true\n", "line 1", "from 1 to 1440"),
    ('week_start = "mon"\n', "line 1", "one of monday"),
    ('journal = "here.db"\n', "line 1", "a whole path"),
    ("name = 3\n", "line 1", "a line of text"),
    ("name = 2026-11-23\n", "line 1", "a line of text"),
    ('[name]\nfirst = "Ada"\n', "line 1", "a line of text"),
    ("\nname = Ada\n", "line 2", "Write it like"),
    ('name = "Ada"\nname = "Eve"\n', "line 2", "Write it like"),
    ('name = "Ada', "line 1", "Write it like"),
]


@pytest.mark.parametrize(("text", "line", "hint"), WRONG)
def test_what_is_wrong_in_the_file_is_an_error_with_its_line(
    mentee: Mentee, file: Path, text: str, line: str, hint: str
) -> None:
    write_settings(file, text)
    result = mentee.fails("questions", "add", "Who decides?")
    assert result.code == 2
    assert f"{file}, {line}" in result.err and hint in result.err
    assert mentee("next", "--json").error["code"] == "usage"


@pytest.mark.parametrize(("text", "line", "hint"), WRONG)
def test_config_works_on_to_mend_it(mentee: Mentee, file: Path, text: str, line: str, hint: str) -> None:
    write_settings(file, text)
    listed = mentee("config", "list")
    assert listed.code == 0 and f"{file}, {line}" in listed.err
    assert mentee("config", "path").code == 0
    assert mentee("questions", "--help").code == 0
    if "Write it like" not in hint:  # a file that can be parsed
        wrong = text.strip().split("\n")[-1].partition(" ")[0].strip("[]")
        mentee.does("config", "unset", "name" if wrong == "first" else wrong)
        assert mentee("next").code == 0
    else:
        refused = mentee("config", "set", "colors", "none")
        assert refused.code == 2 and line in refused.err
        assert file.read_text() == text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('name = "Ada"\nminutes = ' + "1" * 5000, ", line 2: this number is too long to be read."),
        ('name = "Ada"\nx = ' + "[" * 3000, ": brackets stand too deep to be read."),
        ("colors = 0x" + "f" * 5000, ", line 1: this is no value for colors."),
        ("private = [0x" + "f" * 5000 + "]", ", line 1: this is no value for private."),
        ('journal = "~\\u0000/journal.db"', ", line 1: this is no value for journal."),
    ],
)
def test_what_no_setting_could_be_is_reported_like_any_other_fault(
    mentee: Mentee, file: Path, text: str, says: str
) -> None:
    write_settings(file, text)
    for words in (("next",), ("goals", "add", "Chair stand-ups", "--json")):
        result = mentee.fails(*words)
        assert result.code == 2 and f"{file}{says}" in result.err, result.err
    assert f"{file}{says}" in mentee("config", "list").err
    if "value" not in says:
        assert f"{file}{says}" in mentee.fails("config", "set", "name", "Ada").err
    assert file.read_text(encoding="utf-8") == text


def test_should_reading_fail_the_error_is_reported_by_the_defaults(
    mentee: Mentee, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(content: bytes, place: Path) -> settings.SettingsFile:
        raise MemoryError

    monkeypatch.setattr(settings, "parse_file", fails)
    write_settings(file, 'name = "Ada"')
    assert "MemoryError" in mentee.fails("next").err


def test_bytes_that_are_no_text_have_their_line(mentee: Mentee, file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(b'colors = "none"\nname = "\xff"\n')
    assert f"{file}, line 2: this is not UTF-8." in mentee.fails("next").err


def test_a_folder_in_its_place_is_reported(mentee: Mentee, file: Path) -> None:
    file.mkdir(parents=True)
    result = mentee.fails("next")
    assert result.code == 74 and f"{file} cannot be read: is a directory." in result.err


def test_a_wrong_variable_is_an_error_too(mentee: Mentee, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MENTORLOG_WEEK_START", "sundy")
    result = mentee.fails("next")
    assert result.code == 2
    assert "MENTORLOG_WEEK_START: this is no value for week_start.\nDid you mean sunday?" in result.err


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("set", "colrs", "none"), "Did you mean colors?"),
        (("set", "colors", "lihgt"), "Did you mean light?"),
        (("set", "minutes", "an hour"), "It takes a whole number"),
        (("set", "accessible", "perhaps"), "It takes true or false."),
        (("get", "nme"), "Did you mean name?"),
        (("unset", "nme"), "Did you mean name?"),
    ],
)
def test_what_cannot_be_set_leaves_the_file_as_it_was(
    mentee: Mentee, file: Path, words: tuple[str, ...], hint: str
) -> None:
    write_settings(file, "# mine\n")
    result = mentee.fails("config", *words)
    assert result.code == 2 and hint in result.err
    assert file.read_text() == "# mine\n"


@pytest.mark.parametrize("key", ["editor", "pager"])
def test_a_command_has_both_halves_of_its_quotation_marks(
    mentee: Mentee, file: Path, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    assert mentee.does("config", "set", key, 'my "own one" -x')["value"] == 'my "own one" -x'
    assert "each quotation mark" in mentee.fails("config", "set", key, 'vi "').err
    monkeypatch.setenv(f"MENTORLOG_{key.upper()}", 'vi "')
    assert f"MENTORLOG_{key.upper()}: this is no value for {key}" in mentee.fails("questions", "add", "Who?").err


def test_what_all_programs_look_at_stops_only_what_needs_it(
    mentee: Mentee, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("EDITOR", "VISUAL", "PAGER"):
        monkeypatch.setenv(name, 'vi "')
    mentee.does("questions", "add", "Who decides?")
    assert mentee("log").code == 0
    assert mentee("doctor").code == 0
    with pytest.raises(UsageError, match="The editor cannot be read as a command"):
        editor.editor_command("page")


def test_what_goes_before_the_file_is_said(mentee: Mentee, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MENTORLOG_COLORS", "dark")
    warned = mentee("config", "set", "colors", "none").err
    assert "MENTORLOG_COLORS goes before the file: colors is dark now." in warned


# What the settings do


def test_my_name_signs_messages(mentee: Mentee, file: Path) -> None:
    mentee.does("mentors", "add", "Ruth Okafor")
    mentee.does("sessions", "add", "--at", "2026-11-20 15:00")
    mentee.does("sessions", "held", "s1")
    assert mentee("recap", "s1").out.endswith("\n[your name]\n")
    assert "[your name]" in mentee("mentors", "message", "m1").out
    mentee.does("config", "set", "name", "Ada Berg")
    assert mentee("recap", "s1").out.endswith("\nAda Berg\n")
    assert "Ada Berg" in mentee("mentors", "message", "m1").out


def test_a_noun_that_is_private_is_so_from_the_start_whatever_adds_it(mentee: Mentee, file: Path) -> None:
    mentee.does("mentors", "add", "Ruth Okafor")
    mentee.does("config", "set", "private", "questions,lessons")
    assert mentee.does("questions", "add", "Who decides?")["private"] is True
    assert mentee.does("questions", "add", "Who pays?", "--no-private")["private"] is None
    assert mentee.does("actions", "add", "Draft")["private"] is None
    mentee.does("checkin", "--ask", "May I stop?")
    assert mentee.does("show", "q3")["private"] is True
    mentee.does("sessions", "add", "--at", "2026-11-20 15:00")
    mentee.does("debrief", "s1", "--takeaway", "Listen", "--lessons")
    assert mentee.does("show", "l1")["private"] is True
    assert "Who decides?" not in mentee("agenda", "--for", "mentor").out
    assert "Who pays?" in mentee("agenda", "--for", "mentor").out


def test_a_private_noun_that_is_shared_keeps_its_private_fields(mentee: Mentee, file: Path) -> None:
    """--no-private lifts the setting; it does not open what is private anyway."""
    mentee.does("mentors", "add", "Ruth Okafor")
    mentee.does("config", "set", "private", "challenges,checkin")
    assert mentee.does("challenges", "add", "Hard", "--kind", "fit", "--no-private")["private"] is None
    assert mentee("show", "x1", "--for", "mentor").code == 1


def test_minutes_are_those_of_a_session_that_has_none_of_its_own(mentee: Mentee, file: Path) -> None:
    mentee.does("mentors", "add", "Ruth Okafor")
    assert mentee.does("sessions", "add", "--at", "2026-11-25 15:00")["minutes"] is None
    assert mentee.does("agenda")["minutes"] == 60
    mentee.does("config", "set", "minutes", "45")
    assert mentee.does("agenda")["minutes"] == 45
    assert mentee.does("sessions", "add", "--at", "2026-11-26 15:00")["minutes"] == 45
    assert mentee.does("sessions", "add", "--at", "2026-11-27 15:00", "--minutes", "30")["minutes"] == 30


@pytest.mark.parametrize(
    ("begins", "since", "until"),
    [("monday", "2026-11-23", "2026-11-29"), ("sunday", "2026-11-22", "2026-11-28"),
     ("saturday", "2026-11-21", "2026-11-27"), ("tuesday", "2026-11-17", "2026-11-23")],
)  # fmt: skip
def test_a_week_begins_on_the_day_that_is_settled(
    mentee: Mentee, file: Path, begins: str, since: str, until: str
) -> None:
    mentee.does("config", "set", "week_start", begins)
    reading = mentee.does("date", "this week")["readings"][0]
    assert reading["for"] == ["period"]
    assert (reading["day"], reading["until"]) == (since, until)
    assert mentee.does("date", "end of week")["readings"][0]["day"] == until
