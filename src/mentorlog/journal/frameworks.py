"""Frameworks of competences: the names that a professional body sorts development by, and what its year asks for.

Each is a text file: `field: value` lines, then `[Group]` heads with a name a line. Ours lie in the package; a file of
the same form in the folder `frameworks` beside the settings adds one, or replaces ours of the same name. Such a file
is only ever read, and an error in it names its line.
"""

import re
from pathlib import Path
from typing import NamedTuple

from mentorlog import settings
from mentorlog.errors import InputOutput, UsageError
from mentorlog.journal.text import TITLE_LIMIT, did_you_mean, fold_text, quote_value
from mentorlog.structs import Frozen

_OURS = Path(__file__).parents[1] / "data" / "frameworks"
_FRAMEWORK_OF_BODY = {"ipma": "icb4"}  # the bodies that are called otherwise than their framework
_NUMBERS = {"hours": 10_000, "years": 10, "kinds": 2, "types": 20, "education": 10_000}  # fields, and their greatest
_TEXTS = ("name", "body", "unit")
_MAX_NAMES = 500
_MAX_BYTES = 200_000


class Minimum(NamedTuple):
    """The least hours that a cycle needs in one competence."""

    hours: int
    competence: str


class Framework(Frozen):
    """The names of a framework in its groups, and the rule of its body; 0 where the rule says nothing.

    `hours` are for a cycle of `years`; `kinds` and `types` are how many kinds (formal, informal) and types (course,
    reading, mentoring ...) they come from, `education` how many of them are learning rather than giving back.
    """

    key: str
    name: str
    body: str
    groups: dict[str, list[str]]
    unit: str = "hour"
    hours: int = 0
    years: int = 1
    kinds: int = 0
    types: int = 0
    education: int = 0
    minima: tuple[Minimum, ...] = ()

    @property
    def competences(self) -> list[str]:
        """All names, in their order."""
        return [name for names in self.groups.values() for name in names]


def own_folder() -> Path | None:
    """Where frameworks of one's own are looked for; None where settings have no place."""
    try:
        return settings.config_path().parent / "frameworks"
    except UsageError:
        return None


def framework_files() -> dict[str, Path]:
    """The files by the names of their frameworks; those of one's own go before ours."""
    folder = own_folder()
    try:
        own = sorted(folder.glob("*.txt")) if folder else []
    except OSError:
        own = []
    return files_of_ours() | {file.stem.lower(): file for file in own}


def files_of_ours() -> dict[str, Path]:
    """Ours, by the names of their frameworks."""
    return {file.stem: file for file in sorted(_OURS.glob("*.txt"))}


def load_framework(key: str) -> Framework:
    """The framework of that name, or of the body of that name. Raises UsageError for an unknown or a faulty one."""
    files, name = framework_files(), fold_text(key.strip())
    name = name if name in files else _FRAMEWORK_OF_BODY.get(name, name)
    if name not in files:
        known = ", ".join(sorted(files))
        near = did_you_mean(name[:TITLE_LIMIT], [*files, *_FRAMEWORK_OF_BODY])
        raise UsageError(f"There is no framework {quote_value(key, that='that')}.", f"{near}There is {known}.")
    return parse_framework(name, files[name], _read_text(files[name]))


def load_frameworks() -> list[Framework]:
    """All that can be read; a faulty file of one's own is told where it is asked for by name."""
    frameworks = []
    for key in framework_files():
        try:
            frameworks.append(load_framework(key))
        except (UsageError, InputOutput):
            continue
    return frameworks


def body_framework() -> Framework | None:
    """The framework of the body in the settings; None where there is none."""
    body = str(settings.value("cpd.body"))
    return None if body in ("", "none") else load_framework(body)


def _read_text(file: Path) -> str:
    """The text of a file. Raises UsageError where it is no text, and InputOutput where it cannot be read."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise InputOutput(f"{file} cannot be read: {str(error.strerror).lower()}.", "Mend that.") from None
    if len(content) > _MAX_BYTES:
        raise UsageError(f"{file} is too long for a framework.", f"It has at most {_MAX_BYTES // 1000} kB.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UsageError(f"{file}, line {line}: this is not UTF-8.", "Save the file as UTF-8.") from None


def parse_framework(key: str, file: Path, text: str) -> Framework:
    """The framework in a text. Raises UsageError that names the line of `file`."""
    reader = _Reader(file)
    for number, line in enumerate(text.splitlines(), 1):
        reader.read_line(number, line.strip())
    return reader.framework(key)


class _Reader:
    """Reads one file line by line."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._fields: dict[str, str | int] = {}
        self._groups: dict[str, list[str]] = {}
        self._names: dict[str, int] = {}  # the line of each name, folded
        self._minima: list[tuple[int, Minimum]] = []

    def read_line(self, number: int, line: str) -> None:
        """Take in a line."""
        if not line or line.startswith("#"):
            return
        if head := re.fullmatch(r"\[\s*(.*?)\s*\]", line):
            self._groups.setdefault(self._title(number, head[1]), [])
        elif self._groups:
            self._add_name(number, line)
        else:
            self._add_field(number, line)

    def framework(self, key: str) -> Framework:
        """What was read, once all lines are."""
        for number, minimum in self._minima:
            if fold_text(minimum.competence) not in self._names:
                raise self._error(number, "no name below is called like that.", "Write it as it stands there.")
        if not self._names:
            raise self._error(1, "there are no names.", "Write [Group], and below it a name a line.")
        fields = {name: value for name, value in self._fields.items() if name not in ("name", "body")}
        name = str(self._fields.get("name", key))
        body = str(self._fields.get("body", key))
        minima = tuple(minimum for _, minimum in self._minima)
        return Framework(key, name, body, self._groups, minima=minima, **fields)  # type: ignore[arg-type]  # by name

    def _add_name(self, number: int, line: str) -> None:
        folded = fold_text(self._title(number, line))
        if earlier := self._names.get(folded):
            raise self._error(number, f"this name stands in line {earlier} already.", "Take out one of the two.")
        if ";" in line:
            raise self._error(number, "a name has no semicolon: it parts names elsewhere.", "Write a comma.")
        if len(self._names) >= _MAX_NAMES:
            raise self._error(number, f"there are more than {_MAX_NAMES} names.", "Leave some of them out.")
        self._names[folded] = number
        next(reversed(self._groups.values())).append(line)

    def _add_field(self, number: int, line: str) -> None:
        field, colon, value = (part.strip() for part in line.partition(":"))
        known = (*_TEXTS, *_NUMBERS, "minimum")
        if not colon or field not in known:
            hint = f"{did_you_mean(field[:TITLE_LIMIT], known)}Write one of {', '.join(known)}, a colon, its value."
            raise self._error(number, "this is no field of a framework, and no [Group] stands above it.", hint)
        if field == "minimum":
            count, _, competence = value.partition(" ")
            self._minima.append((number, Minimum(self._number(number, "hours", count), competence.strip())))
        elif field in self._fields:
            raise self._error(number, f"{field} stands there a second time.", "Take out one of the two.")
        else:
            is_number = field in _NUMBERS
            self._fields[field] = self._number(number, field, value) if is_number else self._title(number, value)

    def _number(self, number: int, field: str, value: str) -> int:
        most = _NUMBERS[field]
        if value.isascii() and value.isdigit() and len(value) < 6 and 1 <= int(value) <= most:
            return int(value)
        raise self._error(number, f"{field} takes a whole number from 1 to {most}.", "Write it like hours: 35")

    def _title(self, number: int, text: str) -> str:
        if text and text.isprintable() and len(text) <= TITLE_LIMIT:
            return text
        raise self._error(number, f"a name has 1 to {TITLE_LIMIT} printable characters.", "Mend that line.")

    def _error(self, number: int, fault: str, hint: str) -> UsageError:
        return UsageError(f"{self._file}, line {number}: {fault}", hint)
