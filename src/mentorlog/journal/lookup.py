"""What may have been meant by a ref or a name that nothing answers to: offered, and never taken."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mentorlog.journal.model.kinds import Kind, ref
from mentorlog.journal.model.text import fold, nearest

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal

Found = tuple[Kind, int, str]
_MOST = 3
_MOST_CANDIDATES = 6
_READ = 500  # titles of a noun that are compared, the newest


def refs(journal: "Journal", kind: Kind, number: int) -> str:
    """The lines that offer records whose refs are one slip of a finger away; else the newest ref."""
    wanted = _slips(str(number))
    rows = dict(
        journal.store.rows(
            f"SELECT number, {kind.named_by} FROM {kind.plural} WHERE number IN ({', '.join(map(str, wanted))})"
        )
    )
    if rows:
        return _offered([(kind, one, str(rows[one])) for one in wanted if one in rows][:_MOST])
    newest = journal.store.scalar(f"SELECT max(number) FROM {kind.plural}")
    return f"The newest is {ref(kind.noun, newest)}. " if newest else ""


def _slips(digits: str) -> list[int]:
    """Numbers that differ by a digit too many, two that changed places, a wrong one."""
    places = range(len(digits))
    slips = [digits[:at] + digits[at + 1 :] for at in places]
    slips += [digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :] for at in places[:-1]]
    slips += [digits[:at] + other + digits[at + 1 :] for at in places for other in "0123456789"]
    return list(dict.fromkeys(int(slip) for slip in slips if slip and slip != digits and slip[0] != "0"))


def names(journal: "Journal", among: Sequence[Kind], text: str) -> str:
    """The lines that offer records whose name holds the text somewhere, or starts much like it."""
    start = fold(text)
    known: dict[str, Found] = {}
    held: list[Found] = []
    for kind in among:
        if len(among) > 1 and kind.named_by not in ("title", "name"):
            continue
        for number, title in journal.store.rows(
            f"SELECT number, {kind.named_by} FROM {kind.plural} ORDER BY number DESC LIMIT {_READ}"
        ):
            found = (kind, number, str(title))
            known.setdefault(fold(str(title))[: len(start)], found)
            if len(start) > 2 and start in fold(str(title)):
                held.append(found)
    like = [known[one] for one in nearest(start, list(known))]
    return _offered(list(dict.fromkeys(held + like))[:_MOST])


def _offered(found: Sequence[Found]) -> str:
    """The lines that offer them; empty where there are none."""
    if not found:
        return ""
    lines = [f"  {ref(kind.noun, number):<4} {_shortened(title)}" for kind, number, title in found]
    return "\n".join((f"Did you mean {'this' if len(lines) == 1 else 'one of these'}?", *lines, ""))


def several(found: Sequence[Found]) -> str:
    """How many start as somebody typed."""
    names = {kind.plural for kind, *_ in found}
    few = ("Two", "Three", "Four", "Five", "Six")
    number = few[len(found) - 2] if len(found) - 2 < len(few) else str(len(found))
    return f"{number} {names.pop() if len(names) == 1 else 'records'} start like that:"


def candidates(found: Sequence[Found]) -> str:
    """The lines that tell them, and how to name one."""
    lines = [f"  {ref(kind.noun, number):<4} {_shortened(title)}" for kind, number, title in found]
    if len(lines) > _MOST_CANDIDATES:
        lines[_MOST_CANDIDATES:] = [f"  and {len(lines) - _MOST_CANDIDATES} more"]
    return "\n".join((*lines, f"Name one by its ref, for example {ref(found[0][0].noun, found[0][1])}."))


def _shortened(title: str, width: int = 60) -> str:
    line = " ".join(title.split())
    return line if len(line) <= width else line[: width - 2] + " …"
