"""A ref or a name that matches no record: what else it may be.

One with a single meaning is read. Suggestions are offered in the error, never acted upon.
"""

import re
from collections.abc import Sequence
from datetime import datetime

from mentorlog import clock
from mentorlog.errors import Ambiguous, MentorlogError, NotFound, UsageError
from mentorlog.journal.dates.format import format_moment
from mentorlog.journal.model.kinds import is_half_ref, parse_ref, ref
from mentorlog.journal.text import closest_matches, fold_text, quote_value
from mentorlog.nouns import KINDS, Kind
from mentorlog.store.store import Store

Candidate = tuple[Kind, int, str]
_MAX_SUGGESTIONS = 3
_MAX_DIGITS = 10  # of a number that may be that of a record
_MAX_CANDIDATES = 6
_MAX_COMPARED_TITLES = 500  # of each noun, the newest
_MAX_COMPARED = 100  # characters of what was typed: comparing takes the square of it
_MAX_TITLE = 2_000  # characters of a title in which the text is looked for
_QUOTES = "\"' "  # folded; between them stands nothing where a shell was given one pair too many
# What may stand around a ref, folded, and how one may be written: question 12, q 12, q012, question #q12b.
_AROUND = " .,;:!?\"'`#*()[]{}<>"
_LOOSE_REF = r"(?:([a-z][a-z-]*[a-z])[ :]*(?:no\.? ?|number )?#?)?(?:([a-z])[ .:_-]*)?0*([1-9]\d*)([a-z]?)"


def read_loose_ref(text: str) -> tuple[Kind, int] | None:
    """The kind and number of a ref that is not written quite like one, and has one meaning; None for other texts."""
    match = re.fullmatch(_LOOSE_REF, " ".join(fold_text(text).strip(_AROUND).split()), re.ASCII)
    if match is None:
        return None
    word, letter, digits, machine = match.groups()
    named = {kind.letter for kind in KINDS.values() if word in _words_for(kind)} if word else {letter}
    if len(named) != 1 or letter not in (None, *named):
        return None
    return parse_ref(f"{named.pop() or ''}{digits}{machine}")


def _words_for(kind: Kind) -> set[str]:
    return {kind.noun, kind.plural, kind.display_noun, kind.display_plural, kind.group}


def suggest_refs(store: Store, kind: Kind, number: int) -> str:
    """Lines that offer the records whose refs differ by one typing error, or else the newest ref."""
    variants = _typo_variants(str(number))
    numbers = ", ".join(map(str, variants))
    titles = dict(store.rows(f"SELECT number, {kind.title_field} FROM {kind.plural} WHERE number IN ({numbers})"))
    if titles:
        return _format_suggestions([(kind, variant, titles[variant]) for variant in variants if variant in titles])
    newest = store.scalar(f"SELECT max(number) FROM {kind.plural}")
    return f"The newest is {ref(kind.noun, newest)}. " if newest else ""


def _typo_variants(digits: str) -> list[int]:
    """Numbers that result from one digit too many, two digits swapped, or one wrong digit."""
    places = range(len(digits))
    variants = [digits[:at] + digits[at + 1 :] for at in places]
    variants += [digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :] for at in places[:-1]]
    variants += [digits[:at] + other + digits[at + 1 :] for at in places for other in "0123456789"]
    return list(dict.fromkeys(int(slip) for slip in variants if slip and slip != digits and slip[0] != "0"))


def describe_deletion(store: Store, kind: Kind, number: int) -> str:
    """How a record that was there comes back: by the number of the change that took it away."""
    (last,) = store.history((kind.plural, number), 1)
    return (
        f"To bring it back: mentorlog undo {last.number}; what became of it: mentorlog history {ref(kind.noun, number)}"
    )


def name_error(store: Store, among: Sequence[Kind], text: str, matches: Sequence[Candidate]) -> MentorlogError:
    """The error for a text by which not exactly one record of these nouns is named."""
    if matches:
        return Ambiguous(ambiguity_message(matches), format_candidates(matches))
    noun, letter, hint = "record", "q", "Look for it: mentorlog search WORDS"
    if len(among) == 1:
        noun, letter, hint = among[0].display_noun, among[0].letter, list_hint(among[0])
    start = fold_text(text)
    if not start.strip(_QUOTES):
        return UsageError("The ref is empty.", f"Write one like {letter}12, or the start of a name. {hint}")
    if is_half_ref(start):
        example = f"{letter}{start if start.isdigit() else 12}"
        return NotFound(
            f"{quote_value(text)} alone names no {noun}.",
            f"{_suggest_number(store, among, start)}A ref has a letter and a number: {example}; "
            f"a name, two letters or more. {hint}",
        )
    typed = quote_value(text, that="that")
    return NotFound(f"No {noun} starts like {typed}.", suggest_names(store, among, text) + hint)


def list_hint(kind: Kind) -> str:
    """Where the records of a noun are listed; those of one without a group stand with their parent."""
    listing = f"mentorlog {kind.group} list" if kind.group else f"mentorlog show {KINDS[kind.parent].letter}1"
    return f"See what there is: {listing}"


def _suggest_number(store: Store, kinds: Sequence[Kind], text: str) -> str:
    """Lines that offer the record of a number alone, where one noun is meant."""
    if len(kinds) > 1 or not (text.isascii() and text.isdigit() and len(text) < _MAX_DIGITS):
        return ""
    (kind,) = kinds
    titles = store.rows(f"SELECT {kind.title_field} FROM {kind.plural} WHERE number = ?", (int(text),))
    return _format_suggestions([(kind, int(text), title) for (title,) in titles])


def suggest_names(store: Store, kinds: Sequence[Kind], text: str) -> str:
    """Lines that offer records whose name contains the text, or starts much like it."""
    start = fold_text(text)[:_MAX_COMPARED]
    by_start: dict[str, Candidate] = {}
    containing: list[Candidate] = []
    for kind in kinds:
        if len(kinds) > 1 and kind.title_field not in ("title", "name"):
            continue
        for number, title in store.rows(
            f"SELECT number, substr({kind.title_field}, 1, {_MAX_TITLE}) FROM {kind.plural}"
            f" ORDER BY number DESC LIMIT {_MAX_COMPARED_TITLES}"
        ):
            candidate, folded = (kind, number, str(title)), fold_text(str(title))
            by_start.setdefault(folded[: len(start)], candidate)
            if len(start) > 2 and start in folded:
                containing.append(candidate)
    similar = [by_start[text] for text in closest_matches(start, list(by_start))]
    return _format_suggestions(list(dict.fromkeys(containing + similar)))


def _format_suggestions(candidates: Sequence[Candidate]) -> str:
    """Lines that offer the first candidates; empty without any."""
    lines = _candidate_lines(candidates[:_MAX_SUGGESTIONS])
    if not lines:
        return ""
    return "\n".join((f"Did you mean {'this' if len(lines) == 1 else 'one of these'}?", *lines, ""))


def ambiguity_message(candidates: Sequence[Candidate]) -> str:
    """How many records start like the text."""
    names = {kind.plural for kind, *_ in candidates}
    number = {2: "Two", 3: "Three", 4: "Four", 5: "Five", 6: "Six"}.get(len(candidates), len(candidates))
    return f"{number} {names.pop() if len(names) == 1 else 'records'} start like that:"


def format_candidates(candidates: Sequence[Candidate]) -> str:
    """Lines that list the candidates, and how to name one."""
    lines = _candidate_lines(candidates)
    if len(lines) > _MAX_CANDIDATES:
        lines[_MAX_CANDIDATES:] = [f"  and {len(lines) - _MAX_CANDIDATES} more"]
    return "\n".join((*lines, f"Name one by its ref, for example {ref(candidates[0][0].noun, candidates[0][1])}."))


def _candidate_lines(candidates: Sequence[Candidate]) -> list[str]:
    return [
        f"  {ref(kind.noun, number):<4} {_truncate(_title_text(kind, title))}" for kind, number, title in candidates
    ]


def _title_text(kind: Kind, title: str) -> str:
    """The title as it is read: that of a session is its moment."""
    is_moment = kind.title_field == "starts_at"
    return format_moment(datetime.fromisoformat(title), clock.now().date()) if is_moment else str(title)


def _truncate(title: str, width: int = 60) -> str:
    line = " ".join(title.split())
    return line if len(line) <= width else line[: width - 2] + " …"
