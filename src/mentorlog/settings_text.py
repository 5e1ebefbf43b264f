"""What of the settings is read from text: the TOML of the file, and a day of the year. Loaded where there is any."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from mentorlog.errors import UsageError

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LAST_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)  # 29 Feb is the 28th in other years


def parse_year_day(text: str) -> tuple[int, int] | None:
    """The day and the month of "1 Sep", "September 1st" or "2026-09-01"; None for any other text.

    Figures alone are refused: 01/09 is one day in London and another in Boston.
    """
    words = text.strip().lower()
    if match := re.fullmatch(r"(?:\d{4}-|--)?(\d{2})-(\d{2})", words, re.ASCII):
        month, day = int(match[1]), int(match[2])
    elif match := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?(?: of)? ([a-z]{3,9})\.?(?: \d{4})?", words, re.ASCII):
        month, day = _month(match[2]), int(match[1])
    elif match := re.fullmatch(r"([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?(?:,? \d{4})?", words, re.ASCII):
        month, day = _month(match[1]), int(match[2])
    else:
        return None
    return (day, month) if 1 <= month <= len(_MONTHS) and 1 <= day <= _LAST_DAYS[month - 1] else None


def _month(word: str) -> int:
    """The number of a month by its name, whole or cut to three letters or four; 0 for no month."""
    names = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december",
    ]  # fmt: skip
    return next(
        (at for at, name in enumerate(names, 1) if name == word or name[: max(3, min(len(word), 4))] == word), 0
    )


def normalize_year_day(value: Any) -> str | None:
    """A day of the year as settings store it, "1 Sep" or "1 Sep 2024"; None for what is none."""
    text = value if isinstance(value, str) else value.isoformat()[:10] if isinstance(value, date) else ""
    day = parse_year_day(text)
    year = re.search(r"[0-9]{4}", text)  # which a cycle of several years counts from
    return f"{day[0]} {_MONTHS[day[1] - 1].capitalize()}{f' {year[0]}' if year else ''}" if day else None


def flatten_tables(document: Mapping[str, Any], known: Iterable[str]) -> dict[str, Any]:
    """The keys and values of the file: `cpd.body` is one key, however it is written."""
    heads = {key.partition(".")[0] for key in known if "." in key}
    items: dict[str, Any] = {}
    for key, item in document.items():
        if key in heads and isinstance(item, dict):
            items |= {f"{key}.{name}": value for name, value in item.items()}
        else:
            items[key] = item
    return items


def parse_toml(content: bytes, path: Path) -> tuple[str, dict[str, Any]]:
    """The text of the file, and its keys and values. Raises UsageError that says which line cannot be read."""
    try:
        text = content.decode("utf-8-sig")
        return text, tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UsageError(f"{path}, line {line}: this is not UTF-8.", "Save the file as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        what, _, where = str(error).partition(" (at ")
        position = re.match(r"line (\d+)", where)  # or "end of document"
        line = int(position[1]) if position else text.count("\n") + 1
        raise UsageError(f"{path}, line {line}: this is not TOML ({what}).", 'Write it like: name = "Ada"') from None
    except RecursionError:
        raise UsageError(f"{path}: brackets stand too deep to be read.", "No setting needs more than one.") from None
    except ValueError:  # Python converts no number of thousands of digits
        number = re.search(r"\d[\d_]{999,}", text)
        line = text.count("\n", 0, number.start() if number else None) + 1
        raise UsageError(f"{path}, line {line}: this number is too long to be read.", "Take it out.") from None


def find_line(key: str, text: str) -> int:
    """The line of a key: the first that begins with it, or below a table's head with its last part."""
    for name in (key, key.rpartition(".")[2]):
        start = re.compile(rf"\s*\[*\s*[\"']?{re.escape(name)}[\"']?\s*[=.\]]")
        if number := next((number for number, line in enumerate(text.split("\n"), 1) if start.match(line)), 0):
            return number
    return 1
