"""Settings: their keys, where the value of each comes from, and what is wrong with it.

A value comes from the setting's own variable (MENTORLOG_PAGER), else from the file, else from a variable that all
programs share (PAGER), else it is the default. A command's flag overrides all of them; the command sees to that.
TOML is imported only where there is a file.
"""

import os
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from mentorlog import system
from mentorlog.errors import InputOutput, MentorlogError, NotPermitted, UsageError, offer
from mentorlog.nouns import KINDS
from mentorlog.structs import Frozen, Literal

Source = Literal["flag", "environment", "file", "default"]

Value = str | bool | int | tuple[str, ...]
_MAX_LENGTH = 200  # characters of a text
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_BOOLEAN_WORDS = dict.fromkeys(("yes", "true", "on", "1"), True) | dict.fromkeys(("no", "false", "off", "0"), False)


class InvalidValue(Exception):
    """A setting does not take a value: `expected` says what it takes, `near` is the word that was probably meant."""

    def __init__(self, expected: str, near: Sequence[str] = ()) -> None:
        super().__init__(expected)
        self.expected = expected
        self.near = near


class SettingType(Frozen):
    """The values that a setting takes: `parse` reads a text, `validate` checks its result or a value of TOML.

    `parse` returns what it cannot read unchanged, so that `validate` raises InvalidValue for it. `choices` are the
    words that a value may consist of; empty where any will do.
    """

    metavar: str
    parse: Callable[[str], Any]
    validate: Callable[[Any], Value]
    choices: Sequence[str] = ()


class Setting(Frozen):
    """A row of `SETTINGS`; `fallback_variables` are those that other programs share."""

    default: Value
    value_type: SettingType
    description: str
    fallback_variables: Sequence[str] = ()


class ResolvedSetting(Frozen):
    """The value of a setting, and where it comes from."""

    key: str
    value: Value
    source: Source
    where: str = ""  # the flag, the variable, or the file and the line


class SettingsFile(Frozen):
    """The content of the file by key: valid values, line numbers, and errors ("" for one that spoils the file)."""

    values: Mapping[str, Value]
    lines: Mapping[str, int]
    errors: Mapping[str, MentorlogError]


def _validate_text(value: Any) -> Value:
    if not isinstance(value, str) or not value.isprintable() or len(value) > _MAX_LENGTH:
        raise InvalidValue("a line of text")
    return value


def _validate_command(value: Any) -> Value:
    from mentorlog.system import shell

    try:
        shell.split_command(str(_validate_text(value)))
    except ValueError:
        raise InvalidValue("a command, in which each quotation mark has its other half") from None
    return str(value)


def _validate_path(value: Any) -> Value:
    path = expand_home(value) if isinstance(value, str) and "\0" not in value else ""
    if not Path(path).is_absolute():
        raise InvalidValue('a whole path, like "/home/me/journal.db" or "~/journal.db"')
    return path


def _parse_path(text: str) -> str:
    path = expand_home(text)
    return path if path.startswith("~") else os.path.abspath(path)


def expand_home(text: str) -> str:
    """A path whose ~ is replaced by the home folder; unchanged where that is not known, or is no whole path."""
    expanded = os.path.expanduser(text)  # noqa: PTH111 - Path raises for a ~ of an unknown user
    if system.is_home(text) and not system.knows_home():
        return text  # it would lie in whatever folder the person happens to be
    return expanded


def unknown_home_error(instead: str) -> UsageError:
    """The error where a file of the user has no place; `instead` says how to name one."""
    return UsageError("Your home folder is not known: HOME is not set, or is no whole path.", instead)


def _validate_bool(value: Any) -> Value:
    if not isinstance(value, bool):
        raise InvalidValue("true or false")
    return value


def _number_type(least: int, most: int, unit: str) -> SettingType:
    def parse(text: str) -> Any:
        return int(text) if re.fullmatch(r"\s*[0-9]{1,5}\s*", text) else text

    def validate(value: Any) -> Value:
        if type(value) is int and least <= value <= most:  # True is no number
            return value
        raise InvalidValue(f"a whole number of {unit} from {least} to {most}")

    return SettingType(unit.upper(), parse, validate)


def _validate_year_day(value: Any) -> Value:
    from mentorlog.settings_text import normalize_year_day

    if (day := normalize_year_day(value)) is None:
        raise InvalidValue('a day of the year, like "1 Sep"; a date such as 2026-09-01 will do')
    return day


def _validate_body(value: Any) -> Value:
    """One of the bodies, or a file of one's own in the folder of frameworks beside the settings."""
    is_name = isinstance(value, str) and re.fullmatch(r"[\w-]{1,60}", value)
    if is_name and (value in _BODIES or (Path(_config_file()).parent / "frameworks" / f"{value}.txt").is_file()):
        return str(value)
    own = "the name of a file in frameworks/ beside your settings"
    raise InvalidValue(f"one of {', '.join(_BODIES)}, or {own}", _closest_match(value, _BODIES))


def _choice_type(*choices: str, **older: str) -> SettingType:
    """One of some words; `older` are those of earlier versions, and what they mean now."""

    def validate(value: Any) -> Value:
        word = older.get(value, value) if isinstance(value, str) else value
        if word not in choices:
            raise InvalidValue(f"one of {', '.join(choices)}", _closest_match(word, choices))
        return str(word)

    return SettingType("|".join(choices), lambda text: text.strip().lower(), validate, choices)


def _choice_list_type(choices: Sequence[str]) -> SettingType:
    def validate(value: Any) -> Value:
        for word in value if isinstance(value, list) else [None]:
            if word not in choices:
                raise InvalidValue(f"a list of any of {', '.join(choices)}", _closest_match(word, choices))
        return tuple(value)

    return SettingType("WORD,WORD...", lambda text: text.lower().replace(",", " ").split(), validate, choices)


def _closest_match(typed: Any, known: Sequence[str]) -> list[str]:
    """The known word that is nearest to the typed one, if any is near."""
    from difflib import get_close_matches  # completion of a command's name loads settings without Typer

    return get_close_matches(typed.lower(), known, 1) if isinstance(typed, str) else []


_BODIES = ("apm", "pmi", "ipma", "none")
_TEXT_TYPE = SettingType("TEXT", str, _validate_text)
_COMMAND_TYPE = SettingType("COMMAND", str, _validate_command)
SETTINGS: dict[str, Setting] = {
    "journal": Setting(
        "", SettingType("FILE", _parse_path, _validate_path), "The file of your journal; its usual place unless set."
    ),
    "name": Setting("", _TEXT_TYPE, "Your name, in what others read: messages, agendas, agreements, reports."),
    "role": Setting("", _TEXT_TYPE, "What you do, in a first message: a project manager in training at Northbank."),
    "editor": Setting("", _COMMAND_TYPE, "What opens long texts.", ("VISUAL", "EDITOR")),
    "pager": Setting(system.DEFAULT_PAGER, _COMMAND_TYPE, "What shows more than fits on the screen.", ("PAGER",)),
    "colors": Setting(
        "auto",
        _choice_type("auto", "dark", "light", "theme", "none", always="auto", never="none"),
        "For a dark or a light ground, or your theme's own; auto: by what the terminal says.",
    ),
    "accessible": Setting(
        False,
        SettingType(
            "true|false", lambda text: _BOOLEAN_WORDS.get(text.strip().lower(), text), _validate_bool, ("true", "false")
        ),
        "For a screen reader: no drawing, figures for bars, one fact a line.",
        ("ACCESSIBLE",),
    ),
    "week_start": Setting("monday", _choice_type(*_WEEKDAYS), "The day a week begins on."),
    "minutes": Setting(
        60, _number_type(1, 1440, "minutes"), "How long a session is, where neither you nor its mentor says."
    ),
    "private": Setting(
        (),
        _choice_list_type(tuple(sorted(kind.group for kind in KINDS.values() if kind.group and kind.is_added))),
        "What is private as soon as you add it.",
    ),
    "cpd.body": Setting(
        "none",
        SettingType("apm|pmi|ipma|none|NAME", lambda text: text.strip().lower(), _validate_body, _BODIES),
        "Whose year of development `cpd` counts; or the name of a framework of your own.",
    ),
    "cpd.year-start": Setting(
        "1 Jan", SettingType('"1 Sep"', str, _validate_year_day), "The day your year of membership begins on."
    ),
    "cpd.hours": Setting(
        0, _number_type(0, 1000, "hours"), "The hours that your year asks for, if not the body's; 0: the body's."
    ),
}


def canonical_key(key: str) -> str:
    """The name of a setting that may be given by another: "color" is that of earlier versions."""
    if key in ("color", "colour", "colours"):
        return "colors"
    return next((name for name in SETTINGS if name.replace("-", "_") == key.replace("-", "_")), key)


def environment_variable(name: str) -> str:
    """The environment variable of a setting."""
    is_older = name == "colors" and not os.environ.get("MENTORLOG_COLORS") and os.environ.get("MENTORLOG_COLOR")
    return "MENTORLOG_COLOR" if is_older else f"MENTORLOG_{name.replace('.', '_').replace('-', '_').upper()}"


def config_folder() -> str:
    """Where this system keeps a program's configuration; empty where no home folder is known."""
    return system.user_folder("config", expand_home)


def cache_folder() -> str:
    """Where this system keeps what a program can make anew; empty where no home folder is known."""
    return system.user_folder("cache", expand_home)


def data_folder() -> str:
    """Where this system keeps a program's data; empty where no home folder is known."""
    return system.user_folder("data", expand_home)


def config_path() -> Path:
    """The settings file, which need not exist: MENTORLOG_CONFIG, or its place in the configuration folder.

    Raises UsageError where it has no place.
    """
    if not (path := _config_file()):
        raise unknown_home_error("Set HOME, or name the file of your settings: MENTORLOG_CONFIG=FILE")
    return Path(path)


def _config_file() -> str:
    """The path of the settings file; empty where it has no place."""
    if path := os.environ.get("MENTORLOG_CONFIG"):
        return os.path.abspath(path)
    folder = config_folder()
    return f"{folder}/config.toml" if folder else ""


def value(name: str) -> Any:
    """The value of a setting. Invalid ones are skipped here: `require_valid` raises them before a command runs."""
    return resolve(name).value


def resolve(name: str) -> ResolvedSetting:
    """The value of a setting, and where it comes from."""
    setting = SETTINGS[name]
    with suppress(UsageError):
        if (typed := environment_value(name)) is not None:
            return ResolvedSetting(name, typed, "environment", environment_variable(name))
    file = read_file()
    if name in file.values:
        return ResolvedSetting(name, file.values[name], "file", f"{config_path()}, line {file.lines[name]}")
    for variable in setting.fallback_variables:
        if text := os.environ.get(variable):
            # Another program's variable is never an error: any value but a clear no turns a switch on.
            shared = _BOOLEAN_WORDS.get(text.lower(), True) if setting.default is False else text
            return ResolvedSetting(name, shared, "environment", variable)
    return ResolvedSetting(name, setting.default, "default")


def environment_value(name: str) -> Value | None:
    """The value of a setting's own variable; None where it is not set. Raises UsageError where it is invalid."""
    variable = environment_variable(name)
    return parse_value(name, text, variable) if (text := os.environ.get(variable)) else None


def parse_value(name: str, text: str, where: str) -> Value:
    """The value that a text means for a setting. Raises UsageError that names `where` the text stands."""
    value_type = SETTINGS[name].value_type
    try:
        return value_type.validate(value_type.parse(text))
    except InvalidValue as invalid:
        raise _invalid_value_error(name, where, invalid) from None


def require_valid() -> None:
    """Raise the first error in the environment or the file, so that no invalid setting falls back silently."""
    for error in find_errors():
        raise error


def find_errors() -> list[MentorlogError]:
    """All errors in the environment and the file."""
    errors: list[MentorlogError] = []
    for name in SETTINGS:
        try:
            environment_value(name)
        except UsageError as error:
            errors.append(error)
    return [*errors, *read_file().errors.values()]


_EMPTY_FILE = SettingsFile({}, {}, {})
_file_cache: tuple[tuple[object, ...], SettingsFile] = ((), _EMPTY_FILE)  # the state of the file, and its content


def read_file() -> SettingsFile:
    """The content of the settings file, empty where there is none; read again only after it changed."""
    global _file_cache
    path = _config_file()
    try:
        status = os.stat(path)  # noqa: PTH116 - making a Path costs more than the call
        state = (path, status.st_ino, status.st_mtime_ns, status.st_size)
        if _file_cache[0] != state:
            with open(path, "rb") as file:
                _file_cache = (state, _EMPTY_FILE)  # printing an error of parse_file reads settings again
                _file_cache = (state, parse_file(file.read(), Path(path)))
        return _file_cache[1]
    except (FileNotFoundError, NotADirectoryError):
        return _EMPTY_FILE
    except OSError as error:
        kind = NotPermitted if isinstance(error, PermissionError) else InputOutput
        message = f"{path} cannot be read: {str(error.strerror).lower()}."
        return SettingsFile({}, {}, {"": kind(message, "Mend that, or name another file: MENTORLOG_CONFIG=FILE")})


def parse_file(content: bytes, path: Path) -> SettingsFile:
    """The settings in the content of the file at `path`."""
    from mentorlog.settings_text import find_line, flatten_tables, parse_toml

    try:
        text, document = parse_toml(content, path)
    except UsageError as error:
        return SettingsFile({}, {}, {"": error})
    values: dict[str, Value] = {}
    errors: dict[str, MentorlogError] = {}
    items = flatten_tables(document, SETTINGS)
    lines = {key: find_line(key, text) for key in items}
    for typed, item in items.items():
        key, where = canonical_key(typed), f"{path}, line {lines[typed]}"
        if key not in SETTINGS:
            errors[key] = unknown_key_error(key, where)
        elif key in values or key in errors:
            errors[typed] = UsageError(f"{where}: {key} is set a second time.", "Take out one of the two lines.")
        else:
            lines.setdefault(key, lines[typed])
            try:
                values[key] = SETTINGS[key].value_type.validate(item)
            except InvalidValue as invalid:
                errors[key] = _invalid_value_error(key, where, invalid)
    return SettingsFile(values, lines, errors)


def unknown_key_error(key: str, where: str = "") -> UsageError:
    """The error for an unknown key, which offers the nearest one."""
    name = f'"{key[:40]}"' if key.isprintable() else "like that"
    near = _closest_match(key.replace("-", "_"), tuple(SETTINGS))
    start = f"{where}: there" if where else "There"
    return UsageError(f"{start} is no setting {name}.", offer(near) + "See: mentorlog config list")


def _invalid_value_error(name: str, where: str, invalid: InvalidValue) -> UsageError:
    return UsageError(f"{where}: this is no value for {name}.", f"{offer(invalid.near)}It takes {invalid.expected}.")
