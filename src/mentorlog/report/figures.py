"""What the sections of a report have in common: their fields declare their JSON, and the refs behind them."""

from datetime import date
from typing import Any

from mentorlog.journal.model.kinds import parse_ref
from mentorlog.journal.model.kinds import ref as ref_of
from mentorlog.journal.model.record import Record, record_to_json
from mentorlog.structs import Annotated, Frozen, Literal, asdict

Ref = Annotated[str, "the ref of an entry"]


Better = Literal["more", "fewer"] | None  # which way a figure is better, where any is


class Refs(list[Ref]):
    """The refs of the entries that a figure counts."""


class Compared(Frozen):
    """Marks a field that a comparison of two periods has under this label, by its length or its mean.

    Fields with the same label are counted together. `better` says which way is better, where any is.
    """

    label: str
    is_mean: bool = False
    better: Better = "more"


class Figures(Frozen):
    """Figures whose fields are the keys of their JSON, except those in `not_in_json`.

    A fraction has four places there, and a day is ISO.
    """

    not_in_json = frozenset[str]()

    def refs(self) -> set[str]:
        """The refs of the entries that they are based on."""
        return _collect_refs(self)

    def to_json(self) -> dict[str, Any]:
        """The fields as JSON."""
        return {name: to_json(value) for name, value in asdict(self).items() if name not in self.not_in_json}


class Counts(Figures):
    """A section that counts entries: its JSON has the number of each of its `Refs`, and these below the key `refs`."""

    has_refs_in_json = True

    def to_json(self) -> dict[str, Any]:
        data = super().to_json()
        refs = {name: value for name, value in data.items() if isinstance(value, Refs)}
        counts = {name: len(value) for name, value in refs.items()}
        return data | counts | ({"refs": refs} if self.has_refs_in_json else {})


def _collect_refs(value: Any) -> set[str]:
    match value:
        case Refs():
            return set(value)
        case list():
            return set().union(*map(_collect_refs, value))
        case Figures():
            values = asdict(value)
            own = {values["ref"]} if "ref" in values else set()
            return own.union(*map(_collect_refs, values.values()))
        case _:
            return set()


def has_refs(value: Any) -> bool:
    """Whether figures are based on any entry: looked for until one is found."""
    match value:
        case Refs():
            return bool(value)
        case list():
            return any(map(has_refs, value))
        case Figures():
            return "ref" in value.__match_args__ or any(map(has_refs, asdict(value).values()))
        case _:
            return False


def to_json(value: Any) -> Any:
    """A figure or record, or a list of them, as JSON."""
    match value:
        case Figures():
            return value.to_json()
        case Record():
            return record_to_json(value)
        case Frozen():
            hidden = getattr(value, "not_in_json", ())
            return {name: to_json(part) for name, part in asdict(value).items() if name not in hidden}
        case date():
            return value.isoformat()
        case float():
            rounded = round(value, 4)
            return int(rounded) if rounded == int(rounded) else rounded
        case list() | tuple() if not isinstance(value, Refs):
            return [to_json(item) for item in value]
        case _:
            return value


def period_to_json(since: date, until: date) -> dict[str, str]:
    """A period's first and last day as JSON."""
    return {"since": since.isoformat(), "until": until.isoformat()}


class FigureChange(Frozen):
    """One figure in both periods, and the difference; the ref of the goal that it belongs to, if any."""

    what: str
    """What the figure counts."""
    ref: Ref | None
    """The goal it belongs to, if any."""
    before: float | None
    """The figure of the period before."""
    now: float | None
    """The figure of the report's period."""
    change: float | None
    """The difference."""
    better: Better
    """Which way is better, where any is."""


class Comparison(Frozen):
    """The changes since the period before, which is as long as the one of the report."""

    since: date
    until: date
    changes: list[FigureChange]

    def to_json(self) -> dict[str, Any]:
        """The `compare` of the JSON answer."""
        return {
            "period": period_to_json(self.since, self.until),
            "moved": [asdict(change) for change in self.changes],
        }


def ref_ranges(refs: list[str]) -> str:
    """Refs of one noun with neighbours drawn together: "s1–s3, s5"."""
    runs: list[list[int]] = []
    parsed = list(filter(None, map(parse_ref, refs)))
    for number in sorted(number for _, number in parsed):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    names = [[ref_of(parsed[0][0].noun, number) for number in (run[0], run[-1])] for run in runs]
    return ", ".join("–".join(dict.fromkeys(run)) for run in names)


def to_date(text: str) -> date:
    """A day as the file has it."""
    return date.fromisoformat(text)


def to_date_or_none(text: str | None) -> date | None:
    """A day as the file has it, where there is any."""
    return date.fromisoformat(text) if text else None
