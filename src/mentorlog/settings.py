"""What a person settled once: the keys, where the value of each comes from, and what is wrong with it.

A value comes from the setting's own variable (MENTORLOG_PAGER), else from the file, else from what all programs look at
(PAGER), else it is the default. A flag goes before all of them, and is the business of the command that has it.
The file is read only where there is one; a command without it loads nothing for it.
"""

import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from mentorlog.errors import InputOutput, MentorlogError, NotPermitted, UsageError
from mentorlog.structs import Frozen

Value = str | bool | int | tuple[str, ...]
Source = Literal["environment", "file", "default"]
_LONGEST = 200  # characters of a text
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_YES = {"yes": True, "true": True, "on": True, "1": True, "no": False, "false": False, "off": False, "0": False}


class Unwanted(Exception):
    """A value that a setting does not take: what it takes, and the word that was perhaps meant."""

    def __init__(self, wanted: str, near: str = "") -> None:
        super().__init__(wanted)
        self.wanted = wanted
        self.near = near


class Sort(Frozen):
    """What values a setting takes: in words, read from what is typed, and checked as TOML has it.

    `check` raises Unwanted; what `read` cannot make sense of it hands on to be refused there. `words` are those of
    which a value is made, where it is made of some.
    """

    told: str
    read: Callable[[str], Any]
    check: Callable[[Any], Value]
    words: Sequence[str] = ()


class Setting(Frozen):
    """One key: its default, its sort, a sentence, and the variables of all programs that may say it."""

    default: Value
    sort: Sort
    means: str
    shared: Sequence[str] = ()


class Found(Frozen):
    """A value, and where it comes from."""

    value: Value
    source: Source
    where: str = ""  # the variable, or the file and the line


class File(Frozen):
    """What the file says: the values that can be read, their lines, and what is wrong, by key ("": with all of it)."""

    values: Mapping[str, Value]
    lines: Mapping[str, int]
    faults: Mapping[str, MentorlogError]


def _text(value: Any) -> Value:
    if not isinstance(value, str) or not value.isprintable() or len(value) > _LONGEST:
        raise Unwanted("a line of text")
    return value


def _command(value: Any) -> Value:
    import shlex

    try:
        shlex.split(str(_text(value)))
    except ValueError:
        raise Unwanted("a command, in which each quotation mark has its other half") from None
    return str(value)


def _place(value: Any) -> Value:
    whole = _expanded(value) if isinstance(value, str) and "\0" not in value else ""
    if not Path(whole).is_absolute():
        raise Unwanted('a whole path, like "/home/me/journal.db" or "~/journal.db"')
    return whole


def _read_place(text: str) -> str:
    return os.path.abspath(_expanded(text))


def _expanded(text: str) -> str:
    return os.path.expanduser(text)  # noqa: PTH111 - a ~ that stands for nobody stays as it is


def _truth(value: Any) -> Value:
    if not isinstance(value, bool):
        raise Unwanted("true or false")
    return value


def _read_truth(text: str) -> Any:
    return _YES.get(text.strip().lower(), text)


def _minutes(value: Any) -> Value:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 1440:
        raise Unwanted("a whole number of minutes from 1 to 1440")
    return value


def _read_minutes(text: str) -> Any:
    digits = text.strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 6 else text


def _word(*choices: str) -> Sort:
    def check(value: Any) -> Value:
        if value not in choices:
            raise Unwanted(f"one of {', '.join(choices)}", _near(value, choices))
        return str(value)

    return Sort("|".join(choices), lambda text: text.strip().lower(), check, choices)


def _words(*choices: str) -> Sort:
    def check(value: Any) -> Value:
        for one in value if isinstance(value, list) else [None]:
            if one not in choices:
                raise Unwanted(f"a list of any of {', '.join(choices)}", _near(one, choices))
        return tuple(value)

    return Sort("WORD,WORD...", lambda text: text.lower().replace(",", " ").split(), check, choices)


def _near(typed: Any, known: Sequence[str]) -> str:
    """The nearest word; nothing where none is near, or no word was given."""
    from difflib import get_close_matches

    return "" if not isinstance(typed, str) else next(iter(get_close_matches(typed.lower(), known, 1)), "")


_TEXT = Sort("TEXT", str, _text)
_COMMAND = Sort("COMMAND", str, _command)

SETTINGS: dict[str, Setting] = {
    "journal": Setting("", Sort("FILE", _read_place, _place), "The file of your journal; its usual place unless set."),
    "name": Setting("", _TEXT, "Your name, at the end of a message or a recap."),
    "editor": Setting("", _COMMAND, "What opens long texts.", ("VISUAL", "EDITOR")),
    # less ends at once what fits, shows colours, and leaves on the screen what was read.
    "pager": Setting("less -FRX", _COMMAND, "What shows more than fits on the screen.", ("PAGER",)),
    "color": Setting("auto", _word("auto", "always", "never"), "Whether to colour; auto: on a terminal that can."),
    "accessible": Setting(
        False, Sort("true|false", _read_truth, _truth, ("true", "false")),
        "For a screen reader: no drawing, figures for bars, one fact a line.", ("ACCESSIBLE",),
    ),
    "week_start": Setting("monday", _word(*_WEEKDAYS), "The day a week begins on."),
    "minutes": Setting(
        60, Sort("MINUTES", _read_minutes, _minutes), "How long a session is, where neither you nor its mentor says."
    ),
    "private": Setting(
        (),
        _words("achievements", "actions", "agreement", "challenges", "checkin", "contacts", "feedback", "goals",
               "lessons", "mentors", "needs", "questions", "review", "sessions", "skills"),
        "What is private as soon as you add it.",
    ),
}  # fmt: skip


def variable(name: str) -> str:
    """The environment variable that says a setting."""
    return f"MENTORLOG_{name.upper()}"


def folder() -> str:
    """Where this system keeps a program's configuration."""
    return _folder("config", "XDG_CONFIG_HOME", "~/.config")


def data_folder() -> str:
    """Where this system keeps what a program's user made."""
    return _folder("data", "XDG_DATA_HOME", "~/.local/share")


def _folder(what: str, variable: str, usual: str) -> str:
    """A folder as platformdirs has it. On Linux it is spelled out, and no Path is made: every command asks."""
    if sys.platform == "linux":
        named = os.environ.get(variable, "")
        return f"{named if named.startswith('/') else _expanded(usual)}/mentorlog"
    import platformdirs

    return str(getattr(platformdirs, f"user_{what}_dir")("mentorlog"))


def path() -> Path:
    """The file of the settings, which may not be there: MENTORLOG_CONFIG, or its usual place."""
    return Path(_file())


def _file() -> str:
    named = os.environ.get("MENTORLOG_CONFIG")
    return os.path.abspath(named) if named else f"{folder()}/config.toml"


def value(name: str) -> Any:
    """What holds for a setting now. What is wrong with it is told by `check`, before any command runs."""
    return found(name).value


def found(name: str) -> Found:
    """What holds for a setting now, and where that comes from."""
    setting = SETTINGS[name]
    told = os.environ.get(variable(name))
    if told:
        try:
            return Found(from_text(name, told, variable(name)), "environment", variable(name))
        except UsageError:
            pass
    file = read()
    if name in file.values:
        return Found(file.values[name], "file", f"{path()}, line {file.lines[name]}")
    for other in setting.shared:
        if told := os.environ.get(other):
            # Another program's word: it is taken as it is meant, and never wrong.
            return Found(_YES.get(told.lower(), True) if setting.default is False else told, "environment", other)
    return Found(setting.default, "default")


def from_text(name: str, text: str, where: str) -> Value:
    """The value that a person typed for a setting. Raises UsageError, which says `where`."""
    sort = SETTINGS[name].sort
    try:
        return sort.check(sort.read(text))
    except Unwanted as wanted:
        raise _wrong(name, where, wanted) from None


def check() -> None:
    """Raise what is wrong in the environment or the file, the first of it: nothing falls back without a word."""
    for fault in faults():
        raise fault


def faults() -> list[MentorlogError]:
    """Everything that is wrong in the environment and the file."""
    wrong: list[MentorlogError] = []
    for name in SETTINGS:
        if told := os.environ.get(variable(name)):
            try:
                from_text(name, told, variable(name))
            except UsageError as error:
                wrong.append(error)
    return [*wrong, *read().faults.values()]


_NOTHING = File({}, {}, {})
_last: tuple[tuple[object, ...], File] = ((), _NOTHING)  # the file as it was read, and what it said


def read() -> File:
    """What the file says; nothing where there is none. It is read again only where it changed."""
    global _last
    place = _file()
    try:
        status = os.stat(place)  # noqa: PTH116 - a Path would cost more than the question
        state = (place, status.st_ino, status.st_mtime_ns, status.st_size)
        if _last[0] != state:
            with open(place, "rb") as file:
                _last = (state, _NOTHING)  # should reading fail, telling of it asks again
                _last = (state, parsed(file.read(), Path(place)))
        return _last[1]
    except (FileNotFoundError, NotADirectoryError):
        return _NOTHING
    except OSError as error:
        kind = NotPermitted if isinstance(error, PermissionError) else InputOutput
        message = f"{place} cannot be read: {str(error.strerror).lower()}."
        return File({}, {}, {"": kind(message, "Mend that, or name another file: MENTORLOG_CONFIG=FILE")})


def parsed(content: bytes, place: Path) -> File:
    """What the content of the file at `place` says."""
    import tomllib

    try:
        text = content.decode()
        told = tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return File({}, {}, {"": UsageError(f"{place}, line {line}: this is not UTF-8.", "Save the file as UTF-8.")})
    except tomllib.TOMLDecodeError as error:
        return File({}, {}, {"": _unreadable(str(error), text, place)})
    except (ValueError, RecursionError) as error:  # more digits, or deeper brackets, than Python reads
        return File({}, {}, {"": _too_much(error, text, place)})
    values: dict[str, Value] = {}
    wrong: dict[str, MentorlogError] = {}
    lines = {key: _line_of(key, text) for key in told}
    for key, given in told.items():
        where = f"{place}, line {lines[key]}"
        if key not in SETTINGS:
            wrong[key] = unknown(key, where)
            continue
        try:
            values[key] = SETTINGS[key].sort.check(given)
        except Unwanted as wanted:
            wrong[key] = _wrong(key, where, wanted)
    return File(values, lines, wrong)


def _unreadable(said: str, text: str, place: Path) -> UsageError:
    at = re.search(r"\(at line (\d+), column \d+\)", said)
    line = int(at[1]) if at else text.count("\n") + 1
    what = said.partition(" (at ")[0]
    return UsageError(f"{place}, line {line}: this is not TOML ({what}).", 'Write it like: name = "Ada"')


def _too_much(error: Exception, text: str, place: Path) -> UsageError:
    if isinstance(error, RecursionError):
        return UsageError(
            f"{place}: brackets stand in brackets too deep to be read.", "No setting needs more than one."
        )
    number = re.search(r"\d[\d_]{999,}", text)
    line = text.count("\n", 0, number.start() if number else None) + 1
    return UsageError(f"{place}, line {line}: this number is too long to be read.", "Take it out.")


def _line_of(key: str, text: str) -> int:
    """The line that a key stands on; the file has no tables, so that the first that begins with it is meant."""
    begins = re.compile(rf"\s*\[*\s*[\"']?{re.escape(key)}[\"']?\s*[=.\]]")
    return next((at for at, line in enumerate(text.split("\n"), 1) if begins.match(line)), 1)


def unknown(key: str, where: str = "") -> UsageError:
    """There is no such setting; the nearest one is."""
    shown = f'"{key[:40]}"' if key.isprintable() else "like that"
    near = _near(key.replace("-", "_"), tuple(SETTINGS))
    there = f"{where}: there" if where else "There"
    return UsageError(f"{there} is no setting {shown}.", _meant(near) + "See: mentorlog config list")


def _wrong(name: str, where: str, unwanted: Unwanted) -> UsageError:
    return UsageError(f"{where}: this is no value for {name}.", f"{_meant(unwanted.near)}It takes {unwanted.wanted}.")


def _meant(near: str) -> str:
    return f"Did you mean {near}? " if near else ""
