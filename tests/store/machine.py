"""Random commands against a plain model in Python: adds, edits, deletes, state changes, undos and redos of all nouns.

Undo and redo of a change by its number too: the model compares the tables before and after each command, and so knows
without the log which later change touches, or links to, what an earlier one did.

`python -m tests.store.machine --count 200` runs that many journals of up to 40 commands each, and exits with 1 if a
journal and its model ever disagree. After every command

- the tables hold what the model holds, and the change log, replayed at every fourth command, gives the tables;
- the search index passes its own check, and finds the words of what is there and none of what is not;
- a refused command has changed nothing.

At the end everything is undone, which must give the empty journal, and redone, which must give the same journal.
"""

import argparse
import sqlite3
import sys
import tempfile
from collections import Counter
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any, NamedTuple

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from mentorlog.integrity import check, replay
from mentorlog.integrity.search_index import is_index_consistent
from mentorlog.journal.model.kinds import BY_TABLE
from mentorlog.journal.schema import schema
from mentorlog.nouns import KINDS
from mentorlog.store import search
from tests.conftest import Result
from tests.in_process import fault_in, journal_environment, run_command

TODAY = "2026-11-23"
SKILLS = 8  # that every journal begins with
Key = tuple[str, int]  # table, number


class ModelRow(NamedTuple):
    """What the model knows of a record: its name, its state, its goal, and the record it is a part of."""

    named: str
    state: str | None = None
    goal: int | None = None
    whole: Key | None = None


Rows = dict[Key, dict[str, Any] | None]  # by key, with all fields but the time; None: no such row


class Step(NamedTuple):
    """A change: the rows that it touched, before and after."""

    number: int
    before: Rows
    after: Rows

    def differing_fields(self, key: Key) -> set[str] | None:
        """The fields of a row that differ; None if it was added or deleted."""
        before, after = self.before[key], self.after[key]
        if before is None or after is None:
            return None
        return {name for name in before if before[name] != after[name]}


class Noun(NamedTuple):
    """How a record is added: its table, the words of the command (`{}` is its text), its first state."""

    table: str
    words: str
    state: str | None = None
    named: str = "{}"
    takes_goal: bool = False


ADDS = (
    Noun("questions", "questions add {}", "open", takes_goal=True), Noun("goals", "goals add {}", "agreed"),
    Noun("goals", "goals add {} --draft", "draft"), Noun("goals", "goals add {} --target 10", "agreed"),
    Noun("actions", "actions add {}", "open", takes_goal=True),
    Noun("lessons", "lessons add {}", "open", takes_goal=True),
    Noun("achievements", "achievements add {}", "new", takes_goal=True),
    Noun("challenges", "challenges add {} --kind fit", "open"), Noun("contacts", "contacts add {}", "open"),
    Noun("contacts", "contacts add {} --follow-up friday", "open"), Noun("needs", "needs add {}"),
    Noun("skills", "skills add {}"), Noun("mentors", "mentors add {} --candidate", "candidate"),
    Noun("feedback", "feedback add {} --constructive --who Bo", "open", takes_goal=True),
    Noun("feedback", "feedback plan {} --who Bo", "planned"),
    Noun("sessions", "sessions add --at 2026-12-{day}T15:00", "planned", "2026-12-{day}T15:00+00:00"),
    Noun("sessions", "sessions add --at 2026-11-{day}T08:00", "planned", "2026-11-{day}T08:00+00:00"),
    Noun("checkins", "checkin --win {}", None, TODAY), Noun("reviews", "review --went-well {}", None, TODAY),
)  # fmt: skip


class PartNoun(NamedTuple):
    """How a part of a record is added: the whole's table, the words (`@` is the whole's ref), the part's table."""

    whole: str
    words: str
    table: str
    named: str = "{}"
    state: str | None = None
    whole_becomes: str | None = None


PARTS = (
    PartNoun("goals", "goals step @ {}", "steps", state="open"),
    PartNoun("goals", "goals progress @ 4", "progress", TODAY),
    PartNoun("lessons", "lessons apply @ {}", "applications", whole_becomes="applied"),
    PartNoun("skills", "skills rate @ 3 --evidence {}", "ratings", TODAY),
)


class Verb(NamedTuple):
    """A change of state: the words (`@` is the ref), and the state it leads to."""

    table: str
    words: str
    state: str


VERBS = (
    Verb("questions", "questions answer @ {}", "answered"), Verb("questions", "questions drop @", "dropped"),
    Verb("questions", "questions reopen @", "open"), Verb("actions", "actions done @", "done"),
    Verb("actions", "actions drop @", "dropped"), Verb("achievements", "achievements celebrate @", "celebrated"),
    Verb("challenges", "challenges raise @", "raised"), Verb("challenges", "challenges resolve @ {}", "resolved"),
    Verb("contacts", "contacts followed-up @ {}", "done"), Verb("goals", "goals agree @", "agreed"),
    Verb("goals", "goals pause @", "paused"), Verb("goals", "goals resume @", "agreed"),
    Verb("goals", "goals drop @", "dropped"), Verb("goals", "goals achieve @", "achieved"),
    Verb("steps", "goals done @", "done"), Verb("sessions", "sessions held @", "held"),
    Verb("sessions", "sessions missed @", "missed"), Verb("sessions", "sessions cancel @", "cancelled"),
    Verb("mentors", "mentors contacted @", "contacted"), Verb("mentors", "mentors met @", "meeting"),
    Verb("mentors", "mentors decline @", "declined"), Verb("feedback", "feedback given @", "given"),
    Verb("feedback", "feedback respond @ {} --decision use", "answered"),
)  # fmt: skip

FIGURES: Counter[str] = Counter()  # of all runs of this process
_LINKS: dict[str, list[tuple[str, str, bool]]] = {}  # by table


def ref(key: Key) -> str:
    """A record's ref."""
    return f"{BY_TABLE[key[0]].letter}{key[1]}"


class Machine(RuleBasedStateMachine):
    """One journal and its model."""

    def __init__(self) -> None:
        super().__init__()
        self._stack = ExitStack()
        memory = "/dev/shm" if Path("/dev/shm").is_dir() else None  # a disk that waits for nothing
        self._folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(dir=memory)))
        self.journal = self._folder / "journal.db"
        self._stack.enter_context(journal_environment(self.journal))
        self.rows: dict[Key, ModelRow] = {}
        self.last_numbers = Counter({"skills": SKILLS})  # numbers by table, never given again
        self.steps: dict[int, Step] = {}  # by the number of the change
        self.in_effect: set[int] = set()  # numbers of changes that are not undone
        self.undone: list[int] = []  # numbers of changes undone since the last ordinary change, in that order
        self.words = 0
        assert run_command("init").code == 0
        first = {("skills", number): ModelRow(name) for number, name, *_ in self._read()["skills"]}
        self.rows = dict(first)
        self._empty = first
        self.content = self._read_content()

    # Commands

    def _text(self) -> str:
        """A text with a word that occurs nowhere else."""
        self.words += 1
        return f"word{self.words}x and [more] 'of' \"it\""

    def _run(self, words: str, text: str, **named: Any) -> Result:
        argv = [text if word == "{}" else word.format(**named) for word in words.split()]
        result = run_command(*argv, "--json")
        assert not fault_in(result), (argv, result)
        assert result.code in (0, 1), (argv, result)
        FIGURES["commands"] += 1
        FIGURES["refused"] += result.code == 1
        return result

    def _record_change(self, after: dict[Key, ModelRow]) -> None:
        """Note a change: it can be undone, and earlier undos can no longer be redone one by one."""
        self.rows = after
        former, self.content = self.content, self._read_content()
        keys = {key for key in former | self.content if former.get(key) != self.content.get(key)}
        if keys:
            number = self._last_change()
            rows = ({key: state.get(key) for key in keys} for state in (former, self.content))
            self.steps[number] = Step(number, *rows)
            self.in_effect.add(number)
            self.undone = []

    def _add_row(self, table: str, row: ModelRow, result: Result) -> dict[Key, ModelRow]:
        self.last_numbers[table] += 1
        key = (table, self.last_numbers[table])
        if BY_TABLE[table].letter and result.data.get("ref", "")[:1] == BY_TABLE[table].letter:
            assert result.data["ref"] == ref(key), "a number is given once, and the next is one more"
        return {**self.rows, key: row}

    def _pick_key(self, data: st.DataObject, table: str) -> Key | None:
        keys = sorted(key for key in self.rows if key[0] == table)
        return data.draw(st.sampled_from(keys)) if keys else None

    @rule(data=st.data(), noun=st.sampled_from(ADDS), day=st.integers(10, 22))
    def add(self, data: st.DataObject, noun: Noun, day: int) -> None:
        """Add a record, at times for a goal."""
        text, goal = self._text(), self._pick_key(data, "goals") if noun.takes_goal else None
        words = noun.words + (f" --goal {ref(goal)}" if goal else "")
        result = self._run(words, text, day=day)
        if result.code == 0:
            row = ModelRow(noun.named.replace("{}", text).format(day=day) if "{" in noun.named else noun.named,
                      noun.state, goal[1] if goal else None)  # fmt: skip
            self._record_change(self._add_row(noun.table, row, result))
        self._check_model()

    @rule(data=st.data(), part=st.sampled_from(PARTS))
    def add_part(self, data: st.DataObject, part: PartNoun) -> None:
        """Add a part to an existing record."""
        whole = self._pick_key(data, part.whole)
        if whole is None:
            return
        text = self._text()
        result = self._run(part.words.replace("@", ref(whole)), text)
        if result.code == 0:
            after = self._add_row(part.table, ModelRow(part.named.replace("{}", text), part.state, None, whole), result)
            if part.whole_becomes:
                after[whole] = after[whole]._replace(state=part.whole_becomes)
            self._record_change(after)
        self._check_model()

    @rule(data=st.data(), verb=st.sampled_from(VERBS))
    def change_state(self, data: st.DataObject, verb: Verb) -> None:
        """Use one of a noun's own verbs; a rule may refuse."""
        key = self._pick_key(data, verb.table)
        if key is None:
            return
        result = self._run(verb.words.replace("@", ref(key)), self._text())
        if result.code == 0:
            self._record_change({**self.rows, key: self.rows[key]._replace(state=verb.state)})
        self._check_model()

    @rule(data=st.data(), same=st.booleans())
    def edit(self, data: st.DataObject, same: bool) -> None:
        """Give a record another name, or the one it has: that is no change."""
        keys = sorted(key for key in self.rows if BY_TABLE[key[0]].letter and BY_TABLE[key[0]].title_field in
                      ("text", "title", "name", "behaviour"))  # fmt: skip
        if not keys:
            return
        key = data.draw(st.sampled_from(keys))
        text = self.rows[key].named if same else self._text()
        result = run_command("edit", ref(key), f"{BY_TABLE[key[0]].title_field}={text}", "--json")
        FIGURES["commands"] += 1
        assert result.code == 0, result
        if not same:
            self._record_change({**self.rows, key: self.rows[key]._replace(named=text)})
        self._check_model()

    @precondition(lambda self: self.rows)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        """Delete a record: its parts go with it, and links to it are cleared."""
        key = data.draw(st.sampled_from(sorted(key for key in self.rows if BY_TABLE[key[0]].letter)))
        assert self._run("delete " + ref(key), "").code == 0
        gone = {key}
        gone |= {other for other, row in self.rows.items() if row.whole in gone}
        after = {other: row for other, row in self.rows.items() if other not in gone}
        if key[0] == "goals":
            for other, row in after.items():
                after[other] = row._replace(goal=None) if row.goal == key[1] else row
        self._record_change(after)
        self._check_model()

    @rule(times=st.integers(1, 4))
    def undo(self, times: int) -> None:
        """Take back the last changes."""
        for _ in range(times):
            result = self._run("undo", "")
            assert result.code == (0 if self.in_effect else 1), result
            if self.in_effect:
                self._revert(max(self.in_effect))
            self._check_model()

    @rule(times=st.integers(1, 4))
    def redo(self, times: int) -> None:
        """Redo the last undos, if no change came after them."""
        for _ in range(times):
            result = self._run("redo", "")
            assert result.code == (0 if self._is_redoable() else 1), result
            if result.code == 0:
                self._revert(self.undone[-1])
            self._check_model()

    @precondition(lambda self: self.steps)
    @rule(data=st.data())
    def revert_by_number(self, data: st.DataObject) -> None:
        """Take back a change further back, or do one again, which is refused where something stands in the way."""
        number = data.draw(st.sampled_from(sorted(self.steps)))
        command = "undo" if number in self.in_effect else "redo"
        is_free = (command == "undo" and number == max(self.in_effect)) or not self._obstacles(number)
        result = self._run(f"{command} {number}", "")
        assert result.code == (0 if is_free else 1), (result, self._obstacles(number))
        FIGURES["by number"] += 1
        FIGURES["refused by number"] += not is_free
        if is_free:
            self._revert(number)
        self._check_model()

    def _is_redoable(self) -> bool:
        return bool(self.undone) and not self._obstacles(self.undone[-1])

    def _revert(self, number: int) -> None:
        """Undo a change that is in effect, or redo one that is not, in the model alone."""
        step = self.steps[number]
        is_undo = number in self.in_effect
        source, target = (step.after, step.before) if is_undo else (step.before, step.after)
        for key, row in target.items():
            former = source[key]
            if row is None:
                del self.content[key]
            elif former is None:
                self.content[key] = row
            else:
                differing = {name: row[name] for name in row if row[name] != former[name]}
                self.content[key] = {**self.content[key], **differing}
        self.rows = {key: self._model_row(key, row) for key, row in self.content.items()}
        if is_undo:
            self.in_effect.remove(number)
            self.undone.append(number)
        else:
            self.in_effect.add(number)
            self.undone = [other for other in self.undone if other != number]

    @staticmethod
    def _model_row(key: Key, row: dict[str, Any]) -> ModelRow:
        kind = BY_TABLE[key[0]]
        whole = (KINDS[kind.parent].plural, row[kind.parent]) if kind.parent else None
        return ModelRow(row[kind.title_field], row.get("state"), None if whole else row.get("goal"), whole)

    def _obstacles(self, number: int) -> list[str]:
        """Why a change cannot be undone, or redone, while all others stay as they are."""
        step = self.steps[number]
        source, target = (step.after, step.before) if number in self.in_effect else (step.before, step.after)
        found = []
        for later in (self.steps[other] for other in self.in_effect if other > number):
            for key in later.before:
                touched = later.differing_fields(key)
                if key in step.before:
                    mine = step.differing_fields(key)
                    if touched is None or mine is None or touched & mine:
                        found.append(f"{later.number} touches {key}")
                found += [f"{later.number} {why}" for why in self._clashes_by_link(step, later, key, target)]
        for key, row in source.items():
            present = self.content.get(key)
            if row is None or present is None:
                if row is not present:
                    found.append(f"{key} is not as it was")
            elif any(present[name] != row[name] for name in step.differing_fields(key) or row):
                found.append(f"{key} is not as it was")
        for (table, _), row in target.items():
            for column, linked, _ in self._links(table) if row else ():
                number_there = (row or {})[column]
                other = (linked, number_there)
                if number_there is not None and other not in self.content and not target.get(other):
                    found.append(f"there is no {other}")
        return found

    def _clashes_by_link(self, step: Step, later: Step, key: Key, target: Rows) -> list[str]:
        """How a row of a later change links to what goes, or is a part added to what gets another state."""
        touched, clashes = later.differing_fields(key), []
        for column, linked, required in self._links(key[0]):
            is_added = required and later.before[key] is None
            for row in (later.before[key], later.after[key]):
                if row is None or (touched is not None and column not in touched):
                    continue
                whole = (linked, row[column])
                if whole in target and target[whole] is None:
                    clashes.append(f"links to {whole}")
                if is_added and whole in step.before and "state" in (step.differing_fields(whole) or ()):
                    clashes.append(f"is a part of {whole}")
        return clashes

    # Checks

    def _last_change(self) -> int:
        with closing(sqlite3.connect(self.journal)) as connection:
            return int(connection.execute("SELECT max(id) FROM changes").fetchone()[0])

    def _links(self, table: str) -> list[tuple[str, str, bool]]:
        """(column, table, required) of each link that rows of a table have."""
        if table not in _LINKS:
            with closing(sqlite3.connect(self.journal)) as connection:
                required = {row[1]: bool(row[3]) for row in connection.execute(f"PRAGMA table_info({table})")}
                keys = connection.execute(f"PRAGMA foreign_key_list({table})").fetchall()
                _LINKS[table] = [(row[3], row[2], required[row[3]]) for row in keys]
        return _LINKS[table]

    def _read_content(self) -> dict[Key, dict[str, Any]]:
        """All rows with all fields but the time of the last change."""
        with closing(sqlite3.connect(self.journal)) as connection:
            connection.row_factory = sqlite3.Row
            return {
                (table, row["number"]): {name: row[name] for name in row.keys() if name != "updated_at"}  # noqa: SIM118 - a Row iterates over its values
                for table in BY_TABLE
                for row in connection.execute(f"SELECT * FROM {table}")
            }

    def _read(self) -> dict[str, list[tuple[Any, ...]]]:
        """The rows of each table: number, name, state, goal."""
        with closing(sqlite3.connect(self.journal)) as connection:
            found = {}
            for table, kind in BY_TABLE.items():
                fields = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
                state, goal = (name if name in fields else "NULL" for name in ("state", "goal"))
                found[table] = connection.execute(
                    f"SELECT number, {kind.title_field}, {state}, {goal if not kind.parent else 'NULL'} FROM {table}"
                ).fetchall()
            return found

    def _check_model(self, *, whole: bool = False) -> None:
        """Compare the file with the model; the log is replayed at every fourth check, and if `whole`."""
        found = {(table, row[0]): row[1:] for table, rows in self._read().items() for row in rows}
        assert found == {key: (row.named, row.state, row.goal) for key, row in self.rows.items()}
        assert self._read_content() == self.content
        with closing(sqlite3.connect(self.journal, isolation_level=None)) as connection:
            if whole or FIGURES["looks"] % 4 == 0:
                with replay.replay_log(connection, schema()) as result:
                    assert replay.find_differences(connection, result.connection) == []
                    assert (result.broken, result.contradictory) == ((), frozenset())
            assert is_index_consistent(connection)
            assert check.lagging_counters(connection) == []
            for number in {1, self.words // 2, self.words} - {0}:
                word = f"word{number}x"
                hits, _ = search.search(connection, word, len(self.rows))
                assert all((hit.table, hit.number) in self.rows for hit in hits)
                assert {key for key, row in self.rows.items() if word in row.named.split()} <= {
                    (hit.table, hit.number) for hit in hits if word in hit.snippet
                }
        FIGURES["looks"] += 1

    def teardown(self) -> None:
        """Undo everything, which must give the empty journal; redo everything, which must give this one."""
        try:
            self._undo_redo_all()
        finally:
            self._stack.close()

    def _undo_redo_all(self) -> None:
        FIGURES["journals"] += 1
        while self.in_effect:
            assert run_command("undo").code == 0
            self._revert(max(self.in_effect))
        # `init` is a change in which nothing differs, and is not in the log.
        assert run_command("undo").code == 1
        assert self.rows == self._empty
        self._check_model(whole=True)
        for group in ("questions", "goals", "sessions", "mentors", "feedback"):
            assert run_command(group, "list", "--all", "--json").data == []
        assert run_command("search", "word1x", "--json").data == []
        while self._is_redoable():
            assert run_command("redo").code == 0
            self._revert(self.undone[-1])
        assert run_command("redo").code == 1
        self._check_model(whole=True)


def attack(count: int, steps: int = 40, *, shrink: bool = True) -> None:
    """Run `count` journals. A disagreement is raised as AssertionError, with the shortest commands that lead to it."""
    phases = [Phase.generate, Phase.shrink] if shrink else [Phase.generate]
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=count, stateful_step_count=steps, database=None, deadline=None, derandomize=True,
            suppress_health_check=list(HealthCheck), phases=phases,
        ),
    )  # fmt: skip


def main() -> int:
    """Run a large attack, and print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=200)
    try:
        attack(parser.parse_args().count)
    except AssertionError as error:
        print(f"{error}\nthe journal and the model disagree")
        return 1
    finally:
        print(", ".join(f"{number} {name}" for name, number in FIGURES.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
