"""The texts that come with the program, loaded on demand: needs, ideas, questions, suggestions, messages.

A file of the same form beside the settings, in `texts`, replaces one of ours, in any language; one called `more-NAME`
adds to it. It is only ever read, and an error in it names its line.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from mentorlog import settings
from mentorlog.errors import InputOutput, UsageError
from mentorlog.journal.text import did_you_mean
from mentorlog.settings_text import find_line, parse_toml
from mentorlog.structs import Frozen

_DATA_FOLDER = Path(__file__).parents[2] / "data"
TEXT_NAMES = ("questions", "needs", "challenges", "agreement")
EXTENDABLE = ("questions", "needs", "challenges")  # that a file may add to
_MAX_LENGTH = 2_000  # characters of a text


class BankQuestion(Frozen):
    """A question of the bank."""

    stage: str
    theme: str
    text: str


def own_text_path(name: str) -> Path | None:
    """Where a text of one's own is looked for; None where settings have no place."""
    try:
        return settings.config_path().parent / "texts" / f"{name}.toml"
    except UsageError:
        return None


def our_text_path(name: str) -> Path:
    """Where ours lies, to start from."""
    return _DATA_FOLDER / f"{name}.toml"


def load_text(name: str) -> list[dict[str, Any]]:
    """The content of a text: one's own or else ours, and what is added to it. Raises UsageError with the line."""
    own, more = own_text_path(name), own_text_path(f"more-{name}")
    ours, _ = _read_toml(our_text_path(name))
    parts = [_load_own(own, name, ours) if own and _is_there(own) else ours]
    if name in EXTENDABLE and more and _is_there(more):
        parts.append(_load_own(more, name, ours))
    return parts


def _is_there(path: Path) -> bool:
    """Whether there is a file. Raises InputOutput for what has its name and cannot be read: a folder, a broken link."""
    if path.is_file():
        return True
    if path.is_symlink() or path.exists():
        raise InputOutput(f"{path} is no file.", "Take it away, or put a text file there.")
    return False


def _read_toml(path: Path) -> tuple[dict[str, Any], str]:
    try:
        text, content = parse_toml(path.read_bytes(), path)
    except OSError as error:
        raise InputOutput(f"{path} cannot be read: {str(error.strerror).lower()}.", "Mend that.") from None
    return content, text


def _load_own(path: Path, name: str, ours: dict[str, Any]) -> dict[str, Any]:
    """A file of one's own, of the form of ours. Raises UsageError that names the line."""
    content, text = _read_toml(path)
    for key, fault, hint in _CHECKS[name](content, ours):
        raise UsageError(f"{path}, line {find_line(key, text)}: {fault}", hint)
    return content


Fault = tuple[str, str, str]  # the key that it is below, what is wrong, and what to do


def _unknown_keys(content: dict[str, Any], known: Sequence[str], key_noun: str) -> Iterator[Fault]:
    for key in content:
        if key not in known:
            yield key, f"there is no {key_noun} like that.", f"{did_you_mean(key[:40], known)}Write {', '.join(known)}."


def _text_faults(key: str, texts: Any) -> Iterator[Fault]:
    """What is wrong with a list of texts."""
    if not isinstance(texts, list) or not texts or not all(_is_text(text) for text in texts):
        yield key, "this takes a list of texts.", 'Write it like: key = ["One text.", "Another."]'


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= _MAX_LENGTH


def _question_faults(content: dict[str, Any], ours: dict[str, Any]) -> Iterator[Fault]:
    yield from _unknown_keys(content, list(ours), "stage")
    for stage, themes in content.items():
        if not isinstance(themes, dict):
            yield stage, "a stage holds themes.", 'Write [first] and below it: relationship = ["..."]'
            continue
        for theme, texts in themes.items():
            yield from _text_faults(theme, texts)


def _challenge_faults(content: dict[str, Any], ours: dict[str, Any]) -> Iterator[Fault]:
    yield from _unknown_keys(content, list(ours), "kind of challenge")
    for kind, texts in content.items():
        yield from _text_faults(kind, texts)


def _need_faults(content: dict[str, Any], ours: dict[str, Any]) -> Iterator[Fault]:
    yield from _unknown_keys(content, list(ours), "list")
    needs = content.get("need")
    is_list = isinstance(needs, list) and all(isinstance(need, dict) for need in needs)
    if not is_list or not all(
        _is_text(need.get("text")) and type(need.get("weight")) is int and 1 <= need["weight"] <= 5
        for need in needs or ()
    ):
        yield "need", "each need has a text, and a weight from 1 to 5.", 'Write { text = "...", weight = 3 }'


def _agreement_faults(content: dict[str, Any], ours: dict[str, Any]) -> Iterator[Fault]:
    yield from _unknown_keys(content, list(ours), "part")
    fields, points = content.get("fields", {}), content.get("points", [])
    if not isinstance(fields, dict) or not isinstance(points, list):
        yield "fields", "an agreement has [fields] and [[points]].", "Copy ours to start from: config texts agreement"
        return
    yield from _unknown_keys(fields, list(ours["fields"]), "field")
    for name, field in fields.items():
        needed = ours["fields"].get(name, {})
        if not isinstance(field, dict) or any(not isinstance(field.get(key), str) for key in needed):
            yield name, f"a field has {', '.join(needed)}, each a text.", 'Write { ask = "...", take = "..." }'
    allowed = {key: {point[key] for point in ours["points"]} for key in ("kind", "of")}
    for point in points:
        if not isinstance(point, dict) or any(not _is_text(point.get(key)) for key in ("ask", "take")):
            yield "points", "a point has kind, of, ask and take, each a text.", "Copy ours: config texts agreement"
        elif any(point.get(key) not in words for key, words in allowed.items()):
            words = "; ".join(f"{key} is one of {', '.join(sorted(words))}" for key, words in allowed.items())
            yield "points", "the kind of a point or whose it is cannot be read.", f"{words}."


_CHECKS = {
    "questions": _question_faults,
    "needs": _need_faults,
    "challenges": _challenge_faults,
    "agreement": _agreement_faults,
}


def load_default_needs() -> list[tuple[str, int]]:
    """A dozen common needs, each with a default weight."""
    return [(need["text"], need["weight"]) for part in load_text("needs") for need in part["need"]]


def load_challenge_ideas(kind: str) -> list[str]:
    """Two to four concrete things to try for a kind of challenge; none where a file of one's own leaves it out."""
    return [idea for part in load_text("challenges") for idea in part.get(kind, ())]


def load_question_bank() -> list[BankQuestion]:
    """All questions, by stage and theme."""
    return [
        BankQuestion(stage, theme, text)
        for part in load_text("questions")
        for stage, themes in part.items()
        for theme, texts in themes.items()
        for text in texts
    ]


def load_agreement_template() -> dict[str, Any]:
    """The fields of an agreement and its points, each with a question; ours where one's own says nothing."""
    ours, _ = _read_toml(our_text_path("agreement"))
    (own,) = load_text("agreement")
    return {"fields": ours["fields"] | own.get("fields", {}), "points": own.get("points", ours["points"])}


def load_message_template(kind: str) -> str:
    """The template of a message, with the names of placeholders in braces."""
    return message_path(kind).read_text(encoding="utf-8")


def message_path(kind: str) -> Path:
    """Where our template of a message lies."""
    return _DATA_FOLDER / "messages" / f"{kind}.txt"


def load_own_message(path: Path) -> str:
    """A template of one's own. Raises UsageError that names the line of a placeholder that there is not."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not UTF-8.", "Save the file as UTF-8.") from None
    known = {
        name for file in (_DATA_FOLDER / "messages").glob("*.txt") for name in _placeholders(file.read_text("utf-8"))
    }
    for number, line in enumerate(text.split("\n"), 1):
        for name in _placeholders(line):
            if name not in known:
                hint = f"{did_you_mean(name[:40], sorted(known))}Write one of {', '.join(sorted(known))}."
                raise UsageError(f"{path}, line {number}: nothing is filled in for {{{name[:40]}}}.", hint)
    return text


def _placeholders(text: str) -> list[str]:
    return re.findall(r"\{(\w+)\}", text)
