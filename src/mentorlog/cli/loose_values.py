"""Words behind a command that takes none, as the values of its options: `sessions add ruth friday 10am`.

Only what can mean one thing is taken; what the words mean follows from the declaration of the options.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from mentorlog import clock
from mentorlog.cli.context import CliContext
from mentorlog.cli.params.options import FormType, OptionContext, WordType
from mentorlog.errors import MentorlogError, UsageError
from mentorlog.journal.model.forms import MINUTES, POSITIVE_COUNT, RATING
from mentorlog.journal.model.kinds import parse_ref
from mentorlog.journal.model.kinds import ref as ref_of

MAX_WORDS = 9  # that are read together; the work grows with their square
_NAMED_NOUNS = ("mentor", "goal", "skill")  # which are called by a name, not only by a ref
_PREPOSITIONS = {
    "with": ("--mentor",), "about": ("--goal", "--skill"), "for": ("--for", "--mentor", "--goal"), "from": ("--since",),
    "till": ("--until",),
}  # fmt: skip
_CONSENTS = ("--yes", "--force", "--backups")  # which are written as they stand: "yes" may be a word of a name
_PHRASE_METAVARS = ("DAY", "WHEN", "CADENCE")
_NO_DAY = " mentorlog can read."  # the end of the error for what is no day at all


class _Value(NamedTuple):
    """The option of a run of words, and the words; a flag has none. `span` names two options with one period."""

    option: str
    words: str = ""
    span: str = ""

    @property
    def arguments(self) -> list[str]:
        options = filter(None, (self.option, self.span))
        return [part for option in options for part in ((option, self.words) if self.words else (option,))]


def assign_words(cli: CliContext, command: Any, name: str, words: Sequence[str], taken: Sequence[str]) -> list[str]:
    """The options, with their values, that these words mean together; empty where they mean nothing here.

    `taken` are the options that were given. Raises UsageError where the words could mean two things, or where a day
    among them does.
    """
    if not 0 < len(words) <= MAX_WORDS:
        return []
    reader = ValueReader(cli, command, taken)
    meanings = list(dict.fromkeys(tuple(sorted(values)) for values in reader.divide(tuple(words), ())))
    fewest = min(map(len, meanings), default=0)
    best = [values for values in meanings if len(values) == fewest]
    if len(best) > 1:
        options = sorted({" and ".join(value.option for value in values) for values in best})
        raise UsageError(
            f"{name}: those words could belong to {' or '.join(options)}.",
            f"Name the option: {' or '.join(f'{option} ...' for option in options)}",
        )
    if not best:
        reader.require_one_day(" ".join(words))
    return [part for values in best for value in values for part in value.arguments]


class ValueReader:
    """What words can mean as values of the options of one command."""

    def __init__(self, cli: CliContext, command: Any, taken: Sequence[str]) -> None:
        self._cli = cli
        options = [param for param in command.params if param.param_type_name == "option"]
        self._by_name = {
            param.opts[-1]: param for param in options if not {*param.opts, *param.secondary_opts} & {*taken}
        }
        self._context = OptionContext(clock.now())
        self._cache: dict[str, list[_Value]] = {}

    def divide(self, words: tuple[str, ...], used: tuple[str, ...]) -> Iterator[tuple[_Value, ...]]:
        """Each way to read all words as values of different options."""
        for end in range(len(words), 0, -1):
            for value in self._values(" ".join(words[:end])):
                if value.option in used or value.span in used:
                    continue
                if end == len(words):
                    yield (value,)
                else:
                    for rest in self.divide(words[end:], (*used, *value.arguments)):
                        yield (value, *rest)

    def require_one_day(self, text: str) -> None:
        """Raise the error of the only option for a day, where the text is one but not a clear one."""
        days = [param for param in self._by_name.values() if param.metavar in ("DAY", "WHEN")]
        if len(days) == 1 and isinstance(days[0].type, FormType):
            try:
                days[0].type.form.parse(text, self._context)
            except UsageError as error:
                if not error.message.endswith(_NO_DAY):
                    raise UsageError(f"{days[0].opts[-1]}: {error.message}", error.hint) from None

    def _values(self, text: str) -> list[_Value]:
        if text not in self._cache:
            self._cache[text] = list(self._values_by_name(text)) or list(self._values_by_form(text))
        return self._cache[text]

    def _values_by_name(self, text: str) -> Iterator[_Value]:
        """Behind the name of an option: since friday; a flag's name alone: all."""
        word, _, rest = text.partition(" ")
        for name in dict.fromkeys((f"--{word.lower()}", *_PREPOSITIONS.get(word.lower(), ()))):
            param = self._by_name.get(name)
            if param is not None and not rest and param.is_flag and name not in _CONSENTS:
                yield _Value(name)
            elif param is not None and rest and not param.is_flag and self.reads(param, rest):
                yield _Value(name, rest)

    def _values_by_form(self, text: str) -> Iterator[_Value]:
        takes_days = "--period" not in self._by_name and {"--since", "--until"} <= self._by_name.keys()
        if takes_days and (_is_period(text, self._context) or _is_past_day(text, self._context)):
            yield _Value("--since", text, "--until")
        if "--period" in self._by_name and _is_period(text.removeprefix("from "), self._context):
            yield _Value("--period", text.removeprefix("from "))
            yield from (_Value(name, text) for name in self._record_options() if self.reads(self._by_name[name], text))
            return
        for name, param in self._by_name.items():
            if name in ("--since", "--until", "-o", "--output") or param.is_flag or _is_verb_on_record(name, param):
                continue
            if self.reads(param, text):
                yield _Value(name, text)

    def _record_options(self) -> list[str]:
        """The options that name a record: a mentor may be called May."""
        return [
            name
            for name, param in self._by_name.items()
            if getattr(param.type, "offers", "") == "refs" and not _is_verb_on_record(name, param)
        ]

    def reads(self, param: Any, text: str) -> bool:
        """Whether a text can be the value of an option."""
        type_ = param.type
        if choices := getattr(type_, "choices", ()) or getattr(getattr(type_, "form", None), "choices", ()):
            return text.lower() in [str(choice) for choice in choices]
        if isinstance(type_, WordType):
            return self._reads_word(type_, text)
        if param.metavar == "NOUN":
            return _is_noun(text)
        if not isinstance(type_, FormType):
            return False
        if param.metavar == "TIME":
            return _is_time_ahead(text, self._context)
        numeric = type_.form in (MINUTES, POSITIVE_COUNT, RATING)
        if not (text.strip().isdigit() if numeric else param.metavar in _PHRASE_METAVARS):  # 10h30 may be a time
            return False
        with suppress(MentorlogError, OverflowError):
            type_.form.parse(text, self._context)
            return True
        return False

    def _reads_word(self, type_: WordType, text: str) -> bool:
        if type_.offers == "periods":
            return _is_period(text, self._context)
        if type_.offers != "refs" or type_.takes_value or not type_.noun:
            return False
        if ref := parse_ref(text):
            return ref[0].noun == type_.noun
        return type_.noun in _NAMED_NOUNS and is_name(self._cli, type_.noun, text)


def _is_verb_on_record(name: str, param: Any) -> bool:
    """Whether an option does something to a record (--drop q1), rather than say what a thing belongs to: --goal g1."""
    type_ = param.type
    return isinstance(type_, WordType) and type_.offers == "refs" and type_.noun != name.rpartition("-")[2]


def _is_period(text: str, context: OptionContext) -> bool:
    from mentorlog.journal.dates.reading import parse_period

    with suppress(UsageError):
        return bool(parse_period(text, context.today))
    return False


def _is_past_day(text: str, context: OptionContext) -> bool:
    from mentorlog.journal.dates.reading import parse_day

    with suppress(UsageError):
        return bool(parse_day(text, context.today, ahead=False))
    return False


def _is_noun(text: str) -> bool:
    from mentorlog.journal.queries.filters import parse_nouns

    with suppress(UsageError):
        return bool(parse_nouns([text]))
    return False


def _is_time_ahead(text: str, context: OptionContext) -> bool:
    from mentorlog.journal.dates.duration import days_ahead

    with suppress(UsageError, OverflowError):
        return days_ahead(text, context.today) >= 0
    return False


def is_name(cli: CliContext, noun: str, text: str) -> bool:
    """Whether the name of exactly one record of a noun starts with a text."""
    return find_by_name(cli, noun, text) is not None


def find_by_name(cli: CliContext, noun: str, text: str) -> str | None:
    """The ref of the only record whose name starts with a text; of any noun where `noun` is empty."""
    if len(text.strip()) < 2:
        return None
    with suppress(MentorlogError):
        journal = cli.open_journal()
        if noun:
            return ref_of(noun, journal.resolve_number(noun, text))
        kind, number = journal.resolve(text)
        return ref_of(kind.noun, number)
    return None
