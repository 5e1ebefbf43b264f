"""The values that completion offers for a parameter, by its type."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from typer.models import TyperPath

from mentorlog import clock
from mentorlog.cli.completion.offers import FILE_OFFER, CursorPosition, Offer
from mentorlog.cli.context import CliContext
from mentorlog.cli.params.options import FormType, OptionContext, WordType
from mentorlog.journal.dates.format import format_elsewhere
from mentorlog.journal.model.fields import fields_of
from mentorlog.journal.model.forms import Form
from mentorlog.journal.model.kinds import BY_LETTER, parse_ref, ref
from mentorlog.journal.model.records import record_class
from mentorlog.nouns import KINDS, Kind, has_ref_shape
from mentorlog.settings import SETTINGS
from mentorlog.store import NUMBERS_PER_MACHINE

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal

_MAX_CHANGES = 20
_MAX_REFS, _MAX_REFS_EACH = 60, 3  # refs of one noun; of each, where any may stand
_SHORT_NAME_FIELDS = ("title", "name")  # of the fields that name a record, those that are short
_FUTURE_DAYS = (
    "today", "tomorrow", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    "in 1 week", "in 2 weeks", "in 4 weeks", "end of month", "end of quarter", "end of year",
)  # fmt: skip
_PAST_DAYS = (
    "today", "yesterday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    "2 days ago", "1 week ago", "2 weeks ago", "4 weeks ago",
)  # fmt: skip
_PERIODS = ("this week", "last week", "this month", "last month", "this quarter", "last quarter", "this year")
_CADENCES = ("1 week", "2 weeks", "3 weeks", "1 month")


def value_offers(parameter: Any, place: CursorPosition, word: str) -> list[Offer]:
    """The candidates for `word` as a value of a parameter, by the type that the parameter declares."""
    type_ = parameter.type
    if choices := getattr(type_, "choices", ()):
        in_help = [Offer(choice) for choice in (parameter.metavar or "").split("|") if choice in choices]
        return _with_prefix(word, in_help or list(map(Offer, choices)))
    if isinstance(type_, FormType):
        return _form_offers(place.cli, type_.form, word)
    if isinstance(type_, WordType):
        return _word_offers(type_, parameter.metavar, place, word)
    return [FILE_OFFER] if isinstance(type_, TyperPath) else []


def _with_prefix(word: str, offers: Sequence[Offer]) -> list[Offer]:
    """The offers that start with what was typed, in whatever case."""
    return [offer for offer in offers if offer.value.lower().startswith(word.lower())]


def _word_offers(type_: WordType, metavar: str, place: CursorPosition, word: str) -> list[Offer]:
    """The values of a parameter that its command reads itself."""
    match type_.offers:
        case "backups" | "changes" | "drafts" if place.cli.audience is not None:
            return []  # these are the owner's
        case "refs":
            return _ref_word_offers(type_, metavar, place, word)
        case "assignments":
            return _assignment_offers(place, word)
        case "sort fields":
            return _sort_offers(place.group, word)
        case "setting values":
            return _setting_value_offers(place.positional[0], word)
        case "setting keys":
            return _with_prefix(word, [Offer(key, setting.description) for key, setting in SETTINGS.items()])
        case "competences":
            return _with_prefix(word, _competence_offers(place.cli))
        case "frameworks":
            return _with_prefix(word, _framework_offers())
        case "periods":
            return _with_prefix(word, list(map(Offer, _PERIODS)))
        case "backups":
            return _with_prefix(word, _backup_offers(place.cli))
        case "changes":
            return _with_prefix(word, _change_offers(place.cli))
        case "drafts":
            return _with_prefix(word, _draft_offers(place.cli))


def _competence_offers(cli: CliContext) -> list[Offer]:
    """The names of the body's framework and the journal's skills; without a body, those of all frameworks."""
    from mentorlog.journal.competences import all_competences, skill_names
    from mentorlog.journal.frameworks import body_framework

    with open_readonly(cli) as journal:
        if journal is None:
            return []
        body = body_framework()
        names = [*body.competences, *skill_names(journal.store)] if body else all_competences(journal.store)
        return [Offer(name) for name in dict.fromkeys(names)]


def _framework_offers() -> list[Offer]:
    from mentorlog.journal.frameworks import load_frameworks

    return [Offer(framework.key, framework.name) for framework in load_frameworks()]


def _ref_word_offers(type_: WordType, metavar: str, place: CursorPosition, word: str) -> list[Offer]:
    """Refs; behind "n1=" the values that the metavar spells out, such as six figures for NEED=0-5."""
    typed, sign, value = word.partition("=")
    if type_.takes_value and sign:
        offers = _hint_offers(metavar.partition("=")[2])
        return [offer._replace(value=f"{typed}={offer.value}") for offer in _with_prefix(value, offers)]
    noun = type_.noun or next((kind.noun for kind in KINDS.values() if kind.group == place.group), "")
    end = "=" if type_.takes_value else ""
    offers = record_offers(place.cli, noun, word, names=not type_.takes_value)
    if not offers and word and noun == "session" and place.find_option("--mentor"):
        return record_offers(place.cli, "mentor", word)  # whose session it is
    return [offer._replace(value=offer.value + end) for offer in offers]


def _sort_offers(group: str, word: str) -> list[Offer]:
    """The columns by which a noun's list can be sorted; behind a dash, in reverse."""
    record = next(record_class(kind) for kind in KINDS.values() if kind.group == group)
    back = "-" if word.startswith("-") else ""
    fields = [(field.name, field.column.label) for field in fields_of(record) if field.column.in_list]
    return _with_prefix(word, [Offer(back + name, label) for name, label in [("ref", "Ref"), *fields]])


def _setting_value_offers(key: str, word: str) -> list[Offer]:
    """The words that a setting takes; some settings take several, separated by commas."""
    setting = SETTINGS.get(key)
    if setting is None:
        return []
    if setting.value_type.metavar == "FILE":
        return [FILE_OFFER]
    before, comma, _ = word.rpartition(",") if isinstance(setting.default, tuple) else ("", "", "")
    choices = [choice for choice in setting.value_type.choices if choice not in before.lower().split(",")]
    return _with_prefix(word, [Offer(before + comma + choice) for choice in choices])


def _hint_offers(hint: str) -> list[Offer]:
    """The values that a metavar spells out: one word in "raised|OUTCOME", six figures in "0-5"."""
    if bounds := re.fullmatch(r"(\d)-(\d)", hint):
        return [Offer(str(figure)) for figure in range(int(bounds[1]), int(bounds[2]) + 1)]
    return [Offer(word) for word in hint.split("|") if word.islower()]


def _form_offers(cli: CliContext, form: Form, word: str) -> list[Offer]:
    """The values of a form: its choices, days, figures, refs."""
    if form.link:
        return record_offers(cli, form.link, word)
    if form.choices:
        return _with_prefix(word, list(map(Offer, form.choices)))
    if form.metavar == "CADENCE":
        return _with_prefix(word, list(map(Offer, _CADENCES)))
    if form.metavar == "DAY":
        return _with_prefix(word, _day_offers(form, ""))
    if form.metavar == "WHEN":
        return _with_prefix(word, _day_offers(form, f" {_default_time(cli)}"))
    return _with_prefix(word, _hint_offers(form.metavar))


def _day_offers(form: Form, time: str) -> list[Offer]:
    """Phrases for days in the direction of the form, each with the day it means."""
    now = OptionContext(clock.now())
    ahead = str(form.parse(f"monday{time}", now))[:10] > now.today.isoformat()
    days = [(phrase + time, form.parse(phrase + time, now)) for phrase in (_FUTURE_DAYS if ahead else _PAST_DAYS)]
    return [Offer(phrase, f"{day:%a} {day.day} {day:%b}") for phrase, day in days]


def _default_time(cli: CliContext) -> str:
    """The time of the newest session, or 15:00."""
    with open_readonly(cli) as journal:
        rows = journal.store.rows("SELECT starts_at FROM sessions ORDER BY number DESC LIMIT 1") if journal else []
    return f"{clock.to_local(datetime.fromisoformat(rows[0][0])):%H:%M}" if rows else "15:00"


def _backup_offers(cli: CliContext) -> list[Offer]:
    from mentorlog.store.connect import backup_folder, resolve_path

    folder = backup_folder(resolve_path(cli.journal_path))
    names = [path.stem for path in sorted(folder.glob("*.db"), reverse=True)]
    sealed = [Offer(path.name, "Encrypted") for path in sorted(folder.glob("*.age"), reverse=True)]
    return [*map(Offer, names), *([Offer("latest", "The newest of them")] if names else []), *sealed]


def _draft_offers(cli: CliContext) -> list[Offer]:
    from mentorlog.cli.prompts.drafts import drafts_let_go, waiting_drafts

    drafts = [*waiting_drafts(cli.journal_path), *drafts_let_go(cli.journal_path)]
    return [Offer(name, words) for name, words in {draft.name: draft.words for draft in drafts}.items()]


# Values of the journal itself


def _change_offers(cli: CliContext) -> list[Offer]:
    """The numbers of the last changes, each with what it did."""
    from mentorlog.journal import reversal
    from mentorlog.journal.editing.effects import effects_text

    with open_readonly(cli) as journal:
        if journal is None:
            return []
        changes = reversal.last_changes(journal, _MAX_CHANGES)
        return [Offer(str(change.number), effects_text(journal, change)) for change, _ in changes]


@contextmanager
def open_readonly(cli: CliContext) -> "Iterator[Journal | None]":
    """The journal that the command line names, read-only; None where there is none, or its version differs."""
    journal = _open_readonly(cli)
    try:
        yield journal
    finally:
        if journal is not None:
            journal.close()


def _open_readonly(cli: CliContext) -> "Journal | None":
    if cli.audience is not None:
        from mentorlog.cli.audience import open_veiled_journal

        return open_veiled_journal(cli.journal_path, cli.audience)
    from mentorlog.journal.journal import Journal

    return Journal.open_readonly(cli.journal_path, clock.now)


def record_offers(cli: CliContext, noun: str, word: str, *, names: bool = True) -> list[Offer]:
    """Records of a noun, or of any where `noun` is empty: by ref, or by name where the word begins one."""
    with open_readonly(cli) as journal:
        return [] if journal is None else _record_offers(journal, noun, word, names=names)


def _record_offers(journal: "Journal", noun: str, word: str, *, names: bool) -> list[Offer]:
    if not word:
        if noun:
            return _ref_offers(journal, KINDS[noun], "")
        return [offer for kind in KINDS.values() if kind.letter for offer in _sample_offers(journal, kind)]
    kind = BY_LETTER.get(word[0].lower())
    offers: list[Offer] = []
    if kind is not None and noun in ("", kind.noun) and (len(word) == 1 or has_ref_shape(word)):
        offers = _ref_offers(journal, kind, word[1:])
    if names and not offers:
        among = [KINDS[noun]] if noun else [kind for kind in KINDS.values() if kind.title_field in _SHORT_NAME_FIELDS]
        offers = [offer for kind in among for offer in _name_offers(journal, kind, word)]
    return offers


def _sample_offers(journal: "Journal", kind: Kind) -> list[Offer]:
    """A few records of a noun where any noun may stand. This imports no record."""
    query = f"SELECT number, {_label_sql(kind)} FROM {kind.plural} ORDER BY number DESC LIMIT {_MAX_REFS_EACH}"
    return [Offer(ref(kind.noun, number), _record_label(kind, name, "")) for number, name in journal.store.rows(query)]


def _ref_offers(journal: "Journal", kind: Kind, digits: str) -> list[Offer]:
    """The newest records of a noun whose number begins with `digits`, live ones first."""
    record = record_class(kind)
    state = "state" if any(field.name == "state" for field in fields_of(record)) else "NULL"
    offers: list[Offer] = []
    for condition in (f"({record.live})", f"NOT ({record.live})") if record.live else ("1",):
        is_settled = condition.startswith("NOT")
        rows = journal.store.rows(
            f"SELECT number, {_label_sql(kind)}, {state if is_settled else 'NULL'} FROM {kind.plural}"
            f" WHERE {condition} AND {_number_prefix_sql(digits)} ORDER BY number DESC LIMIT ?",
            (_MAX_REFS - len(offers),),
        )
        offers += [Offer(ref(kind.noun, number), _record_label(kind, *label)) for number, *label in rows]
    return offers


def _label_sql(kind: Kind) -> str:
    """SQL of what names a record: of a session its time and its zone."""
    return "starts_at || ' ' || zone" if kind.title_field == "starts_at" else kind.title_field


def _record_label(kind: Kind, name: object, state: str | None) -> str:
    """What names a record, as `_label_sql` gives it, and its state; a title that looks like a time stays one."""
    title = str(name)
    if kind.title_field == "starts_at":
        starts_at, _, zone = title.partition(" ")
        moment = datetime.fromisoformat(starts_at)
        title = f"{clock.to_local(moment):%Y-%m-%d %H:%M}{format_elsewhere(moment, zone)}"
    return f"{title} ({state})" if state else title


def _number_prefix_sql(digits: str) -> str:
    """An SQL condition that the number of a ref begins so, as ranges, for which SQLite can use the index.

    What a person typed has digits, and may end in the letter of a machine.
    """
    if not digits or digits.startswith("0"):
        return "1" if not digits else "0"
    if digits[-1].isalpha():
        exact = parse_ref(f"q{digits}")
        return f"number = {exact[1] if exact else 0}"
    ranges = [(int(digits) * 10**more, int(digits) * 10**more + 10**more - 1) for more in range(6)]
    own = f"number % {NUMBERS_PER_MACHINE}"
    return (
        "(" + " OR ".join(f"number BETWEEN {low} AND {high}" for low, high in ranges)
        + f" OR number > {NUMBERS_PER_MACHINE} AND ("
        + " OR ".join(f"{own} BETWEEN {low} AND {high}" for low, high in ranges) + "))"
    )  # fmt: skip


def _name_offers(journal: "Journal", kind: Kind, word: str) -> list[Offer]:
    """Names that begin with the word and are unique; where a noun is named by a text, the ref of the only match."""
    from mentorlog.journal.text import fold_text

    matches = [
        (number, title)
        for number, title in journal.store.find_by_prefix(kind.plural, word, 50)
        if fold_text(title).startswith(fold_text(word))
    ]
    if kind.title_field not in _SHORT_NAME_FIELDS:
        return [Offer(ref(kind.noun, number), title) for number, title in matches] if len(matches) == 1 else []
    titles = [title for _, title in matches]
    return [Offer(title, ref(kind.noun, number)) for number, title in matches if titles.count(title) == 1]


def _assignment_offers(place: CursorPosition, word: str) -> list[Offer]:
    """FIELD=VALUE for the record named before it: its fields, and behind the sign the values of one."""
    with open_readonly(place.cli) as journal:
        if journal is None or not place.positional:
            return []
        kind, _ = journal.resolve(place.positional[0])
    fields = {field.name: field for field in fields_of(record_class(kind)) if field.is_editable}
    name, sign, value = word.partition("=")
    if not sign:
        return _with_prefix(word, [Offer(f"{name}=", field.column.label) for name, field in fields.items()])
    field = fields.get(name.replace("-", "_").lower()) or next(
        (field for field in fields.values() if field.column.option == name.lower()), None
    )
    offers = _form_offers(place.cli, field.form, value) if field else []
    return [offer._replace(value=f"{name}={offer.value}") for offer in offers]
