"""A list that leaves as a table and comes back is the same: nothing changes here, an empty journal gets the same."""

import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from mentorlog.clock import localize
from mentorlog.errors import MentorlogError
from mentorlog.journal.journal import Journal, create_journal
from mentorlog.journal.model.fields import Field, fields_of
from mentorlog.journal.model.forms import (
    TITLE,
    ChoiceForm,
    DayForm,
    IntForm,
    LinkForm,
    MomentForm,
    NumberForm,
    YesNoForm,
)
from mentorlog.journal.model.period_forms import CadenceForm, RhythmForm, TermForm
from mentorlog.journal.model.record import Record
from mentorlog.journal.model.records import record_class
from mentorlog.journal.model.records.letters import Letter
from mentorlog.journal.model.time_spent import DAY_MINUTES, TimeForm
from mentorlog.journal.text import clean_text
from mentorlog.nouns import KINDS, Kind
from tests.conftest import Mentee
from tests.exchange.test_any_journal import run_command

NOW = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Europe/London"))  # the zone of all tests, not that of the machine
# Each after those that it links to.
NOUNS = (
    "mentor", "skill", "session", "letter", "goal",
    "question", "checkin", "feedback", "achievement", "action", "lesson",
    "challenge", "need", "agreement", "contact", "review",
    "activity",
)  # fmt: skip
HOSTILE = (
    "=SUM(A1)", "'=SUM(A1)", "''-1", "'", "'Be bolder' - how?", "' -5", " +1", "-5", "\tx", "-", '"', '""', 'a"b',
    '"quoted"', "a,b;c\td|e", "a\nb", "\nb", "a\n", "\n=1", "'\n", "x" * 180, "NULL", "None", "nan", "1e-05", "0",
    "no", "[x](y)", "{}", '{"a": 1}', "sep=;", "ref,uid", "עברית אבג", "‏שלום", "e\u0301é", "👩‍👩‍👧‍👦",
    "\ufeffx", "@me", "TRUE", "\u200b-1", "＝1", "g1", "2026-13-45", "0x10", "  two  spaces  ", "\u00a0=1",
    "\\n", "%s", "#N/A", "long " * 9000,
)  # fmt: skip


def _is_storable(text: str) -> bool:
    with suppress(MentorlogError):
        return clean_text(text) == text
    return False


WORDS = st.sampled_from([text for text in HOSTILE if _is_storable(text)]) | st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp", "Cn")), min_size=1, max_size=20
).filter(_is_storable)
NUMBERS = st.sampled_from([0.0, -0.5, 1e-05, -1e-07, 1 / 3, 1e11, 123456.789, 1e-300, 6.5]) | st.floats(-1e11, 1e11)


def test_every_noun_with_a_list_is_tried() -> None:
    assert set(NOUNS) == {kind.noun for kind in KINDS.values() if kind.group}
    seen: set[str] = set()
    for noun in NOUNS:
        seen.add(noun)
        assert {field.form.link for field in fields_of(record_class(KINDS[noun])) if field.form.link} <= seen


class Writer:
    """Draws records of any noun, whatever the rules let in."""

    def __init__(self, journal: Journal, draw: Callable[[st.SearchStrategy[Any]], Any]) -> None:
        self.journal = journal
        self.draw = draw

    def add(self, kind: Kind) -> None:
        """Add one record, unless a rule refuses it."""
        record = record_class(kind)
        values = {field.name: self.value(field) for field in fields_of(record) if field.is_stored}
        if any(
            values.get(field.name, 0) is None for field in fields_of(record) if field.is_stored and not field.optional
        ):
            return  # there is nothing yet that it could belong to
        with suppress(MentorlogError), self.journal.change("test") as change:
            change.add(self.consistent(record, values))

    def value(self, field: Field) -> Any:
        """A value that the field may have."""
        if field.optional and self.draw(st.integers(0, 2)) == 0:
            return None
        return self._by_form(field)

    def _by_form(self, field: Field) -> Any:
        form, draw = field.form, self.draw
        if isinstance(form, LinkForm):
            numbers = [row[0] for row in self.journal.store.rows(f"SELECT number FROM {KINDS[form.link].plural}")]
            return draw(st.sampled_from(numbers)) if numbers else None
        if isinstance(form, YesNoForm):
            return draw(st.booleans())
        if isinstance(form, ChoiceForm):
            return draw(st.sampled_from(form.choices))
        if isinstance(form, IntForm):
            return draw(st.integers(max(form._least, field.name == "version"), form._most))
        if isinstance(form, NumberForm):
            return draw(NUMBERS)
        if isinstance(form, DayForm):
            last = date(2026, 11, 23) if form._past else date(2030, 1, 1)
            return draw(st.dates(date(2020, 1, 1), last))
        if isinstance(form, MomentForm):
            return localize(draw(st.datetimes(datetime(2020, 1, 1), datetime(2026, 11, 22))).replace(second=0))
        if isinstance(form, (CadenceForm, TermForm)):
            return draw(st.sampled_from(["2 weeks", "1 month", "10 days"]))
        if isinstance(form, RhythmForm):
            return draw(st.sampled_from([None, "2026-01-05 2 weeks", "2026-01-05 2 weeks, 2026-03-02 paused"]))
        if isinstance(form, TimeForm):
            return draw(st.integers(1, DAY_MINUTES))
        words: str = draw(WORDS)
        return words.replace("\n", "-")[:200] if form is TITLE else words

    def consistent(self, record: type[Record], values: dict[str, Any]) -> Record:
        """The record, in a state that its other fields do not contradict."""
        states = {field.column.implies_state: field for field in fields_of(record) if field.column.implies_state}
        if states:
            for field in fields_of(record):
                if field.column.implies_state and values.get("state") != field.column.implies_state:
                    values[field.name] = None
                elif field.column.implies_state and values[field.name] is None:
                    values[field.name] = self._by_form(field)
        if record.noun == "challenge":
            values["outcome"] = "So." if values["state"] == "resolved" else None
        if record.noun == "goal":
            values["ended_on"] = date(2026, 11, 1) if values["state"] in ("achieved", "dropped") else None
            values["due"] = None if values["due"] and values["due"] < values["start"] else values["due"]
        if "zone" in values:
            values["zone"] = self.draw(st.sampled_from(["Europe/London", "America/New_York", "Asia/Kolkata"]))
            values["starts_at"] = values["starts_at"].astimezone(ZoneInfo(values["zone"]))
        return record(**values)


def rows_of(path: Path, noun: str) -> list[tuple[Any, ...]]:
    """The records of a noun, without what belongs to this file alone."""
    journal = Journal.open(path, lambda: NOW)
    names = [field.name for field in fields_of(record_class(KINDS[noun])) if field.is_stored]
    columns = ", ".join(f'"{name}"' for name in ("number", "uid", "created_at", "updated_at", *names))
    rows = journal.store.rows(f"SELECT {columns} FROM {KINDS[noun].plural} ORDER BY number")
    journal.close()
    return rows


@pytest.mark.usefixtures("schema_copies")
@settings(
    max_examples=2,
    deadline=None,
    phases=[Phase.generate],  # an example runs a hundred commands: to shrink one takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_any_list_as_a_table_is_the_same_when_it_comes_back(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder) / "here.db"
        write_journal(here, data)
        for form in ("csv", "json"):
            empty = Path(folder) / f"{form}.db"
            for noun in NOUNS:
                check_list(here, empty, noun, form)
            assert run_command("doctor", "--journal", str(empty))[0] == 0


def write_journal(path: Path, data: st.DataObject) -> None:
    """Write some records of each noun, and delete a goal, whose ref is given to no other."""
    clock = [localize(datetime(2026, 10, 5, 9))]
    with create_journal(path, lambda: clock[0], Random(1).randbytes) as journal:
        writer = Writer(journal, data.draw)
        for noun in NOUNS:
            for _ in range(data.draw(st.integers(2, 4))):
                clock[0] += timedelta(minutes=7)
                writer.add(KINDS[noun])
        with journal.change("test") as change:
            goals = journal.store.rows("SELECT number FROM goals")
            if len(goals) > 1:
                change.delete(KINDS["goal"], goals[0][0])


def check_list(here: Path, empty: Path, noun: str, form: str) -> None:
    """Import the list of a noun where it was written, which changes nothing, and into a journal without it."""
    group = KINDS[noun].group
    code, listed = run_command(*group.split(), "list", "--all", "--format", form, "--journal", str(here))
    assert code == 0
    file = here.with_name(f"{noun}.{form}")
    file.write_bytes(listed)
    before = here.read_bytes()
    code, out = run_command("import", str(file), "--noun", group, "--journal", str(here), "--json")
    assert (code, here.read_bytes()) == (0, before), out
    assert b'"left": []' in out and b'"unused": []' in out, out
    code, out = run_command("import", str(file), "--noun", group, "--journal", str(empty), "--json")
    assert code == 0 and b'"left": []' in out, out
    assert rows_of(here, noun) == rows_of(empty, noun)


@pytest.mark.parametrize("form", ["csv", "json"])
def test_the_lists_of_the_demo_make_the_same_journal_elsewhere(mentee: Mentee, form: str) -> None:
    mentee.has_demo()
    mentee.does("activities", "add", "PFQ course", "--hours", "1h30", "--competence", "risk", "--competence", "plan")
    journal = Journal.open(mentee.path, lambda: NOW)
    with journal.change("letter") as change:
        change.add(Letter(day=NOW.date(), mentor=2, kind="before", code="4f9c1a77", marks="q1 9f3a1c0b77aa\nnext"))
    journal.close()
    elsewhere = mentee.folder / "elsewhere.db"
    for noun in NOUNS:
        group = KINDS[noun].group
        file = mentee.folder / f"{noun}.{form}"
        file.write_text(mentee(*group.split(), "list", "--all", "--format", form).out, encoding="utf-8", newline="")
        before = mentee.bytes()
        answer = mentee.does("import", str(file))  # a list of our own says what it is
        assert (answer["taken"], answer["left"], answer["unused"]) == (0, [], []) and mentee.bytes() == before
        mentee.does("import", str(file), "--journal", str(elsewhere))
        assert rows_of(mentee.path, noun) == rows_of(elsewhere, noun)


def test_a_list_changed_in_a_spreadsheet_is_taken_only_when_asked(mentee: Mentee) -> None:
    mentee.does("questions", "add", "Who decides?")
    mentee.does("questions", "add", "Who pays?")
    file = mentee.folder / "q.csv"
    text = mentee("questions", "list", "--format", "csv").out.replace("Who pays?,normal", "Who pays?,high")
    file.write_text(text, newline="")
    refused = mentee.does("import", str(file))
    assert refused["left"] == [
        {"at": "line 3", "why": "q2 is here with another priority: --take theirs, or --take ours."}
    ]
    assert mentee.does("import", str(file), "--take", "ours")["there"] == 2
    result = mentee("import", str(file), "--take", "theirs")
    assert "Changed 1 question: q2." in result.out and mentee.does("show", "q2")["priority"] == "high"
    mentee.does("undo")
    assert mentee.does("show", "q2")["priority"] == "normal"
    columns = "\n".join(",".join(line.split(",")[1:4]) for line in text.splitlines())
    file.write_text(columns.replace("Who decides?", ""))
    assert mentee.does("import", str(file), "--noun", "questions", "--take", "theirs")["changed"] == 1
    assert mentee.does("show", "q1")["text"] == "Who decides?", "what every question has cannot be emptied"


def test_a_ref_that_is_taken_is_another_one_and_the_answer_says_so(mentee: Mentee) -> None:
    mentee.does("questions", "add", "Who decides?")
    (mentee.folder / "q.csv").write_text(mentee("questions", "list", "--format", "csv").out)
    other = str(mentee.folder / "other.db")
    mentee.does("questions", "add", "Who pays?", "--journal", other)
    result = mentee("import", str(mentee.folder / "q.csv"), "--journal", other)
    assert "Other records have these refs here: q1 is q2." in result.err


def test_a_table_of_a_stranger_cannot_use_up_the_refs(mentee: Mentee) -> None:
    uid = "019e93d3-ecc0-7484-b18c-6ccd3fd2cab4"
    (mentee.folder / "q.csv").write_text(f"ref,uid,text,created_at\nq999999999,{uid},Why?,9999-12-31T00:00:00Z\n")
    assert mentee.does("import", str(mentee.folder / "q.csv"))["made"] == ["q1"]
    assert mentee.does("show", "q1")["created_at"] == "2026-11-23T09:00:00.000Z"
