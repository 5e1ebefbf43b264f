"""What may have been meant by a ref or a name that nothing answers to: offered, and never taken."""

from collections.abc import Sequence

from mentorlog.journal.model.kinds import Kind, ref
from mentorlog.journal.text import closest_matches, fold_text
from mentorlog.store.store import Store

Candidate = tuple[Kind, int, str]
_MAX_SUGGESTIONS = 3
_MAX_CANDIDATES = 6
_MAX_COMPARED_TITLES = 500  # titles of a noun that are compared, the newest


def suggest_refs(store: Store, kind: Kind, number: int) -> str:
    """The lines that offer records whose refs are one slip of a finger away; else the newest ref."""
    wanted = _typo_variants(str(number))
    rows = dict(
        store.rows(
            f"SELECT number, {kind.title_field} FROM {kind.plural} WHERE number IN ({', '.join(map(str, wanted))})"
        )
    )
    if rows:
        return _format_suggestions([(kind, one, str(rows[one])) for one in wanted if one in rows][:_MAX_SUGGESTIONS])
    newest = store.scalar(f"SELECT max(number) FROM {kind.plural}")
    return f"The newest is {ref(kind.noun, newest)}. " if newest else ""


def _typo_variants(digits: str) -> list[int]:
    """Numbers that differ by a digit too many, two that changed places, a wrong one."""
    places = range(len(digits))
    slips = [digits[:at] + digits[at + 1 :] for at in places]
    slips += [digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :] for at in places[:-1]]
    slips += [digits[:at] + other + digits[at + 1 :] for at in places for other in "0123456789"]
    return list(dict.fromkeys(int(slip) for slip in slips if slip and slip != digits and slip[0] != "0"))


def suggest_names(store: Store, kinds: Sequence[Kind], text: str) -> str:
    """The lines that offer records whose name holds the text somewhere, or starts much like it."""
    start = fold_text(text)
    known: dict[str, Candidate] = {}
    held: list[Candidate] = []
    for kind in kinds:
        if len(kinds) > 1 and kind.title_field not in ("title", "name"):
            continue
        for number, title in store.rows(
            f"SELECT number, {kind.title_field} FROM {kind.plural} ORDER BY number DESC LIMIT {_MAX_COMPARED_TITLES}"
        ):
            found = (kind, number, str(title))
            known.setdefault(fold_text(str(title))[: len(start)], found)
            if len(start) > 2 and start in fold_text(str(title)):
                held.append(found)
    like = [known[one] for one in closest_matches(start, list(known))]
    return _format_suggestions(list(dict.fromkeys(held + like))[:_MAX_SUGGESTIONS])


def _format_suggestions(found: Sequence[Candidate]) -> str:
    """The lines that offer them; empty where there are none."""
    if not found:
        return ""
    lines = [f"  {ref(kind.noun, number):<4} {_truncate(title)}" for kind, number, title in found]
    return "\n".join((f"Did you mean {'this' if len(lines) == 1 else 'one of these'}?", *lines, ""))


def ambiguity_message(found: Sequence[Candidate]) -> str:
    """How many start as somebody typed."""
    names = {kind.plural for kind, *_ in found}
    few = ("Two", "Three", "Four", "Five", "Six")
    number = few[len(found) - 2] if len(found) - 2 < len(few) else str(len(found))
    return f"{number} {names.pop() if len(names) == 1 else 'records'} start like that:"


def format_candidates(found: Sequence[Candidate]) -> str:
    """The lines that tell them, and how to name one."""
    lines = [f"  {ref(kind.noun, number):<4} {_truncate(title)}" for kind, number, title in found]
    if len(lines) > _MAX_CANDIDATES:
        lines[_MAX_CANDIDATES:] = [f"  and {len(lines) - _MAX_CANDIDATES} more"]
    return "\n".join((*lines, f"Name one by its ref, for example {ref(found[0][0].noun, found[0][1])}."))


def _truncate(title: str, width: int = 60) -> str:
    line = " ".join(title.split())
    return line if len(line) <= width else line[: width - 2] + " …"
