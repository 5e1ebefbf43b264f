"""The values that completion offers for a parameter: what it is says its metavar, or the form it is read with."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mentorlog import clock
from mentorlog.cli import context
from mentorlog.cli.completion.engine import FILES, Offer
from mentorlog.cli.params.options import Today
from mentorlog.journal.model.fields import Form, fields_of
from mentorlog.journal.model.kinds import BY_LETTER, KINDS, Kind, ref
from mentorlog.settings import SETTINGS

if TYPE_CHECKING:
    from mentorlog.cli.completion.engine import Place
    from mentorlog.journal.journal import Journal

_MOST, _FEW = 60, 3  # refs of one noun; of each, where any may stand
_NAMES = ("title", "name")  # of the fields that name a record, those that are short
_AHEAD = (
    "today", "tomorrow", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    "in 1 week", "in 2 weeks", "in 4 weeks", "end of month", "end of quarter", "end of year",
)  # fmt: skip
_BACK = (
    "today", "yesterday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    "2 days ago", "1 week ago", "2 weeks ago", "4 weeks ago",
)  # fmt: skip
_PERIODS = ("this week", "last week", "this month", "last month", "this quarter", "last quarter", "this year")
_CADENCES = ("1 week", "2 weeks", "3 weeks", "1 month")


def values(parameter: Any, group: str, place: "Place", word: str) -> list[Offer]:
    """What may stand for `word` as a value of a parameter of a command in `group`."""
    metavar = (parameter.metavar or "").strip("[].")
    if choices := getattr(parameter.type, "choices", ()):
        return _starting(
            word, [Offer(one) for one in metavar.split("|") if one in choices] or list(map(Offer, choices))
        )
    form = getattr(getattr(parameter.type, "func", None), "form", None)
    if form is not None:
        return _of_form(form, word)
    if metavar == "FILE":
        return [FILES]
    return _named(metavar, group, place, word)


def _starting(word: str, offered: Sequence[Offer]) -> list[Offer]:
    """Those that go on from what was typed, in whatever case."""
    return [offer for offer in offered if offer.value.lower().startswith(word.lower())]


def _named(metavar: str, group: str, place: "Place", word: str) -> list[Offer]:
    """Values of a parameter whose metavar is a noun, REF, FIELD (also =VALUE), PERIOD ...; QUESTION=TEXT is both."""
    name, sign, of = metavar.partition("=")
    typed, equals, value = word.partition("=")
    if name == "FIELD":
        return _assignments(place, word) if sign else _sorts(group, word)
    if group == "config":
        return _starting(word, _keys()) if name == "KEY" else _settings(place.positional[0], word)
    if sign and equals:
        return [offer._replace(value=f"{typed}={offer.value}") for offer in _starting(value, _words(of))]
    if name == "PERIOD":
        return _starting(word, list(map(Offer, _PERIODS)))
    if name == "BACKUP":
        return _starting(word, _backups())
    noun = name.lower()
    if noun == "ref":
        noun = next((kind.noun for kind in KINDS.values() if kind.group == group), "")
    elif noun not in KINDS:
        return []
    return [offer._replace(value=offer.value + sign) for offer in _refs(noun, word, names=not sign)]


def _sorts(group: str, word: str) -> list[Offer]:
    """The columns by which a noun's list can be sorted, forward or, behind a dash, the other way."""
    record = next(kind.record_class for kind in KINDS.values() if kind.group == group)
    back = "-" if word.startswith("-") else ""
    fields = [(field.name, field.column.label) for field in fields_of(record) if field.column.in_list]
    return _starting(word, [Offer(back + name, label) for name, label in [("ref", "Ref"), *fields]])


def _keys() -> list[Offer]:
    return [Offer(key, setting.description) for key, setting in SETTINGS.items()]


def _settings(key: str, word: str) -> list[Offer]:
    """Values of a setting: its words, of which some take several parted by commas."""
    setting = SETTINGS.get(key)
    if setting is None:
        return []
    if setting.value_type.metavar == "FILE":
        return [FILES]
    before, comma, _ = word.rpartition(",") if isinstance(setting.default, tuple) else ("", "", "")
    given = before.lower().split(",")
    return _starting(word, [Offer(before + comma + one) for one in setting.value_type.choices if one not in given])


def _words(hint: str) -> list[Offer]:
    """What a hint spells out: "raised|OUTCOME" one word, "0-5" six figures."""
    if found := re.fullmatch(r"(\d)-(\d)", hint):
        return [Offer(str(figure)) for figure in range(int(found[1]), int(found[2]) + 1)]
    return [Offer(word) for word in hint.split("|") if word.islower()]


def _of_form(form: Form, word: str) -> list[Offer]:
    """The values of a form: its choices, days, figures, refs."""
    if form.link:
        return _refs(form.link, word)
    if form.choices:
        return _starting(word, list(map(Offer, form.choices)))
    if form.metavar == "CADENCE":
        return _starting(word, list(map(Offer, _CADENCES)))
    if form.metavar == "DAY":
        return _starting(word, _days(form, ""))
    if form.metavar == "WHEN":
        return _starting(word, _days(form, f" {_usual_time()}"))
    return _starting(word, _words(form.metavar))


def _days(form: Form, time: str) -> list[Offer]:
    """Days as they are written, in the direction in which the form reads a weekday, each with the day it is."""
    now = Today(clock.now())
    ahead = form.parse(f"monday{time}", now).strftime("%F") > now.today.isoformat()
    found = [(phrase + time, form.parse(phrase + time, now)) for phrase in (_AHEAD if ahead else _BACK)]
    return [Offer(phrase, f"{day:%a} {day.day} {day:%b}") for phrase, day in found]


def _usual_time() -> str:
    """The time of the newest session; 15:00 where there is none."""
    journal = seen()
    rows = journal.store.rows("SELECT starts_at FROM sessions ORDER BY number DESC LIMIT 1") if journal else []
    return str(rows[0][0])[11:16] if rows else "15:00"


def _backups() -> list[Offer]:
    from mentorlog.store.connect import backup_folder, resolve_path

    return [
        Offer(path.stem) for path in sorted(backup_folder(resolve_path(context.place())).glob("*.db"), reverse=True)
    ]


# Values of the journal itself


def seen() -> "Journal | None":
    """The journal of the line, to look at only; None where there is none that this version reads as it is."""
    from mentorlog.journal.journal import Journal

    return Journal.open_readonly(context.place(), clock.now)


def _refs(noun: str, word: str, *, names: bool = True) -> list[Offer]:
    """Records of a noun, or of any: by their refs, and by their names where the word begins one."""
    journal = seen()
    if journal is None:
        return []
    if not word:
        if noun:
            return _newest(journal, KINDS[noun], "")
        return [offer for kind in KINDS.values() if kind.letter for offer in _latest(journal, kind)]
    kind, digits = BY_LETTER.get(word[0].lower()), word[1:]
    found: list[Offer] = []
    if kind is not None and noun in ("", kind.noun) and (not digits or (digits.isascii() and digits.isdigit())):
        found = _newest(journal, kind, digits)
    if names and not found:
        among = [KINDS[noun]] if noun else [kind for kind in KINDS.values() if kind.title_field in _NAMES]
        found = [offer for kind in among for offer in _by_name(journal, kind, word)]
    return found


def _latest(journal: "Journal", kind: Kind) -> list[Offer]:
    """A few records of a noun where any may stand: no record is imported for them."""
    query = f"SELECT number, {kind.title_field} FROM {kind.plural} ORDER BY number DESC LIMIT {_FEW}"
    return [Offer(ref(kind.noun, number), _about(name, "")) for number, name in journal.store.rows(query)]


def _newest(journal: "Journal", kind: Kind, digits: str) -> list[Offer]:
    """The newest records of a noun whose number begins with `digits`: those that are live before the others."""
    record = kind.record_class
    state = "state" if any(field.name == "state" for field in fields_of(record)) else "NULL"
    found: list[Offer] = []
    for condition in (f"({record.live})", f"NOT ({record.live})") if record.live else ("1",):
        rows = journal.store.rows(
            f"SELECT number, {kind.title_field}, {state} FROM {kind.plural} WHERE {condition} AND {_beginning(digits)}"
            " ORDER BY number DESC LIMIT ?",
            (_MOST - len(found),),
        )
        settled = condition.startswith("NOT")
        found += [Offer(ref(kind.noun, number), _about(name, was if settled else "")) for number, name, was in rows]
    return found


def _about(name: object, state: str | None) -> str:
    title = str(name)
    if re.match(r"\d{4}-\d{2}-\d{2}T", title):
        title = title[:16].replace("T", " ")
    return f"{title} ({state})" if state else title


def _beginning(digits: str) -> str:
    """SQL: that a number begins with these digits; as ranges, so that no table is walked."""
    if not digits or digits.startswith("0"):
        return "1" if not digits else "0"
    ranges = [(int(digits) * 10**more, int(digits) * 10**more + 10**more - 1) for more in range(6)]
    return "(" + " OR ".join(f"number BETWEEN {low} AND {high}" for low, high in ranges) + ")"


def _by_name(journal: "Journal", kind: Kind, word: str) -> list[Offer]:
    """The names that begin with the word, if each is one record's; of a noun named by a text the only record's ref."""
    from mentorlog.journal.model.text import fold_text

    found = [
        (number, title)
        for number, title in journal.store.find_by_prefix(kind.plural, word, 50)
        if fold_text(title).startswith(fold_text(word))
    ]
    if kind.title_field not in _NAMES:
        return [Offer(ref(kind.noun, number), title) for number, title in found] if len(found) == 1 else []
    titles = [title for _, title in found]
    return [Offer(title, ref(kind.noun, number)) for number, title in found if titles.count(title) == 1]


def _assignments(place: "Place", word: str) -> list[Offer]:
    """FIELD=VALUE of the record that stands before it: its fields, and behind the sign the values of one."""
    journal = seen()
    if journal is None or not place.positional:
        return []
    kind, _ = journal.resolve(place.positional[0])
    fields = {field.name: field for field in fields_of(kind.record_class) if field.is_editable}
    name, sign, value = word.partition("=")
    if not sign:
        return _starting(word, [Offer(f"{name}=", field.column.label) for name, field in fields.items()])
    field = fields.get(name.replace("-", "_").lower())
    found = _of_form(field.form, value) if field else []
    return [offer._replace(value=f"{name}={offer.value}") for offer in found]
