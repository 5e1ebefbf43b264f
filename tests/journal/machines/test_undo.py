"""Undo is of this machine's own changes, and takes back what of them still stands."""

from datetime import date

import pytest

from mentorlog.errors import Refused
from mentorlog.integrity.replay import is_faithful
from mentorlog.journal import reversal
from mentorlog.journal.model.records.goals import Goal, Progress
from mentorlog.journal.model.records.questions import Question, answered
from mentorlog.journal.schema import schema
from mentorlog.nouns import KINDS
from mentorlog.structs import replace
from tests.journal.machines.conftest import BeginPair
from tests.journal.machines.pair import add, update

DAY = date(2026, 11, 20)


def test_undo_goes_past_what_the_other_machine_did(begin_pair: BeginPair) -> None:
    pair = begin_pair(lambda journal: add(journal, Question(text="Who decides?")))
    add(pair.desk, Question(text="Mine"))
    add(pair.laptop, Question(text="Theirs"))
    pair.sync()
    undone = pair.desk.undo()
    assert undone is not None and undone.kept == ()
    pair.sync()
    texts = [[question.text for question in journal.read(Question)] for journal in (pair.desk, pair.laptop)]
    assert texts == [["Who decides?", "Theirs"]] * 2
    pair.desk.redo(lambda undo: None)
    assert len(pair.desk.read(Question)) == 3


def test_the_start_belongs_to_the_machine_that_wrote_it(begin_pair: BeginPair) -> None:
    pair = begin_pair(lambda journal: add(journal, Question(text="Who decides?")))
    assert pair.laptop.undo() is None
    assert pair.desk.undo() is not None


def test_what_another_machine_wrote_since_stays_and_is_named(begin_pair: BeginPair) -> None:
    pair = begin_pair(lambda journal: add(journal, Question(text="Who decides?")))
    update(pair.desk, replace(pair.desk.get(Question, 1), text="Who may decide?", priority="high"))
    pair.sync()
    update(pair.laptop, replace(pair.laptop.get(Question, 1), text="Who has to?"))
    pair.sync()
    undone = pair.desk.undo()
    assert undone is not None and undone.kept == (("questions", 1, ("text",)),)
    question = pair.desk.get(Question, 1)
    assert (question.text, question.priority) == ("Who has to?", "normal")
    pair.sync()
    assert pair.laptop.get(Question, 1).priority == "normal"
    assert is_faithful(pair.desk.store.connection, schema())


def test_a_record_stays_to_which_another_machine_added_a_part(begin_pair: BeginPair) -> None:
    pair = begin_pair(lambda journal: add(journal, Question(text="Who decides?")))
    add(pair.desk, Goal(title="Chair the board", start=DAY))
    pair.sync()
    add(pair.laptop, Progress(goal=1, day=DAY, value=1.0))
    pair.sync()
    undone = pair.desk.undo()
    assert undone is not None and undone.kept == (("goals", 1, ()),)
    assert pair.desk.has(KINDS["goal"], 1)
    further = pair.desk.undo()
    assert further is not None and further.number == 1


def test_a_group_goes_back_whole_or_stays(begin_pair: BeginPair) -> None:
    pair = begin_pair(lambda journal: add(journal, Question(text="Who decides?")))
    update(pair.desk, answered(pair.desk.get(Question, 1), "The sponsor.", DAY))
    pair.sync()
    update(pair.laptop, replace(pair.laptop.get(Question, 1), answer="The sponsor, and Ruth."))
    pair.sync()
    undone = pair.desk.undo()
    question = pair.desk.get(Question, 1)
    assert (question.state, question.answer) == ("answered", "The sponsor, and Ruth.")
    assert undone is not None and set(undone.kept[0][2]) == {"state", "answer", "answered_on"}


def test_a_change_of_another_machine_is_taken_back_only_there(begin_pair: BeginPair) -> None:
    pair = begin_pair(lambda journal: add(journal, Question(text="Who decides?")))
    add(pair.laptop, Question(text="Theirs"))
    pair.sync()
    (number,) = [change.number for change in pair.desk.history(None, 9) if change.machine == "laptop"]
    with pytest.raises(Refused, match="was made on laptop"):
        reversal.undo_change(pair.desk, number)
    assert [change.number for change, _ in reversal.last_changes(pair.desk, 9)] == [1]


def test_a_change_further_back_is_taken_back_though_another_machine_wrote_since(begin_pair: BeginPair) -> None:
    pair = begin_pair(lambda journal: add(journal, Question(text="Who decides?")))
    update(pair.desk, replace(pair.desk.get(Question, 1), text="Who may decide?", priority="high"))
    add(pair.desk, Question(text="What next?"))
    pair.sync()
    update(pair.laptop, replace(pair.laptop.get(Question, 1), text="Who has to?"))
    pair.sync()
    undone = reversal.undo_change(pair.desk, 2)
    assert undone.kept == (("questions", 1, ("text",)),)
    assert pair.desk.get(Question, 1).priority == "normal"
