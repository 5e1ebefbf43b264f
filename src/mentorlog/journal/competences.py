"""Competences by name: what a person types for one, and what of it is meant.

A name may be cut short, or be some of its words: "risk" is "Risk and issue management". Those of the body in the
settings go before the journal's own skills, and both before the names of other frameworks.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from mentorlog.errors import Ambiguous, NotFound, UsageError, offer
from mentorlog.journal.frameworks import body_framework, load_frameworks
from mentorlog.journal.text import closest_matches, fold_text, quote_value

if TYPE_CHECKING:
    from mentorlog.store.store import Store

SEPARATOR = "; "  # between several in one field; no name has a semicolon
_MAX_LISTED = 8
_MIN_LENGTH = 2  # letters of a name that is cut short
_MAX_COMPARED = 100  # characters of what was typed: comparing takes the square of it


def split_competences(text: str | None) -> list[str]:
    """The names in a stored field."""
    return [name for name in (part.strip() for part in (text or "").split(";")) if name]


def join_competences(names: Iterable[str]) -> str | None:
    """Names as a field stores them, each once; None where there are none."""
    return SEPARATOR.join(dict.fromkeys(names)) or None


def skill_names(store: "Store") -> list[str]:
    """The names of the journal's own skills."""
    return [str(name) for name in store.column("SELECT name FROM skills ORDER BY number")]


def resolve_competences(store: "Store", texts: Iterable[str]) -> str | None:
    """The names that texts stand for, as a field stores them. Raises NotFound and Ambiguous."""
    return join_competences(resolve_competence(store, name) for text in texts for name in _split_typed(store, text))


def _split_typed(store: "Store", text: str) -> list[str]:
    """The names in what was typed: parted by semicolons or lines, or by commas that stand within no name."""
    parts = [part.strip() for part in text.replace("\n", ";").split(";") if part.strip()]
    known = {fold_text(name) for name in all_competences(store)}
    if len(parts) == 1 and "," in parts[0] and fold_text(parts[0]) not in known:
        return [part.strip() for part in parts[0].split(",") if part.strip()]
    return parts


def all_competences(store: "Store") -> list[str]:
    """All names, each once: of the body, the skills, and the other frameworks."""
    body = body_framework()
    others = [name for framework in load_frameworks() for name in framework.competences]
    return list(dict.fromkeys([*(body.competences if body else ()), *skill_names(store), *others]))


def resolve_competence(store: "Store", text: str) -> str:
    """The one name that a text stands for. Raises NotFound with the nearest, and Ambiguous with the candidates."""
    typed = fold_text(" ".join(text.split()))
    if not typed:
        raise UsageError("A competence has a name.", "See: mentorlog skills list --framework apm")
    body, skills = body_framework(), skill_names(store)
    names = body.competences if body else []
    tiers = [_equal(typed, names), _starting(typed, names), _equal(typed, skills), _with_words(typed, names)]
    tiers += [_starting(typed, skills)]
    if (name := _only(tiers)) is None:
        known = all_competences(store)
        name = _only([*tiers, _equal(typed, known), _starting(typed, known), _with_words(typed, known)])
    if name is not None:
        return name
    raise _unknown_error(text, typed, known)


def resolve_name(text: str, names: Sequence[str], framework: str) -> str:
    """The one of these names that a text stands for. Raises NotFound with the nearest, and Ambiguous."""
    typed = fold_text(" ".join(text.split()))
    if (name := _only([_equal(typed, names), _starting(typed, names), _with_words(typed, names)])) is not None:
        return name
    raise NotFound(
        f"{framework} has no name like {quote_value(text, that='that')}.",
        f"{offer(_nearest(typed, names))}See: mentorlog skills list --framework {framework}",
    )


def _only(tiers: Sequence[list[str]]) -> str | None:
    """The name of the first tier that has exactly one. Raises Ambiguous where tiers have several, and none has one."""
    for names in tiers:
        if len(names) == 1:
            return names[0]
    if several := next((names for names in tiers if names), None):
        more = [f"  and {len(several) - _MAX_LISTED} more"] if len(several) > _MAX_LISTED else []
        lines = [f"  {name}" for name in several[:_MAX_LISTED]] + more
        raise Ambiguous(f"{len(several)} competences are called like that:", "\n".join([*lines, "Name one in full."]))
    return None


def _equal(typed: str, names: Iterable[str]) -> list[str]:
    return [name for name in names if fold_text(name) == typed]


def _starting(typed: str, names: Iterable[str]) -> list[str]:
    return [name for name in names if len(typed) >= _MIN_LENGTH and fold_text(name).startswith(typed)]


def _with_words(typed: str, names: Iterable[str]) -> list[str]:
    """The names in which each word that was typed begins a word."""
    parts = typed.split()
    return [
        name
        for name in names
        if len(typed) >= _MIN_LENGTH
        and all(any(word.startswith(part) for word in fold_text(name).replace(",", " ").split()) for part in parts)
    ]


def _unknown_error(text: str, typed: str, known: Sequence[str]) -> NotFound:
    hint = f"{offer(_nearest(typed, known))}Those of a framework: mentorlog skills list --framework apm; "
    quoted = quote_value(text, that="that")
    return NotFound(f"There is no competence {quoted}.", f"{hint}one of your own: mentorlog skills add NAME")


def _nearest(typed: str, known: Sequence[str]) -> list[str]:
    """The names most like a mistyped one, or else those with a word most like it."""
    by_word = {word: name for name in reversed(known) for word in fold_text(name).split() if len(word) > _MIN_LENGTH}
    by_name = {fold_text(name): name for name in known}
    near = [by_name[name] for name in closest_matches(typed[:_MAX_COMPARED], list(by_name))]
    near = near or [by_word[word] for word in closest_matches(typed[:_MAX_COMPARED], list(by_word))]
    return list(dict.fromkeys(near))
