"""What two machines said differently is settled by one of the two or by both, on both machines alike."""

from datetime import date

import pytest

from mentorlog.errors import Refused
from mentorlog.journal import forgetting
from mentorlog.journal.journal import Journal
from mentorlog.journal.machines.settling import Side, settle
from mentorlog.journal.model.records.actions import Action
from mentorlog.journal.model.records.goals import Goal, Progress
from mentorlog.journal.model.records.questions import Question, answered, dropped
from mentorlog.nouns import KINDS
from mentorlog.store.machines.conflicts import conflicts
from mentorlog.store.machines.membership import is_joined
from mentorlog.structs import replace
from tests.journal.machines.conftest import BeginPair
from tests.journal.machines.pair import Pair, add, update

DAY = date(2026, 11, 20)


def question(journal: Journal) -> Question:
    return journal.get(Question, 1)


def pair_with_two_texts(begin_pair: BeginPair) -> Pair:
    pair = begin_pair(lambda journal: add(journal, Question(text="Who decides?")))
    update(pair.desk, replace(question(pair.desk), text="Who may decide?"))
    update(pair.laptop, replace(question(pair.laptop), text="Who has to decide?"))
    pair.sync()
    return pair


@pytest.mark.parametrize(
    ("side", "text"),
    [
        ("ours", "Who may decide?"),
        ("theirs", "Who has to decide?"),
        ("both", "Who may decide?\n\nWho has to decide?"),
    ],
)
def test_a_text_that_two_wrote_is_settled_everywhere(begin_pair: BeginPair, side: Side, text: str) -> None:
    pair = pair_with_two_texts(begin_pair)
    settle(pair.desk, conflicts(pair.desk.store), side)
    assert conflicts(pair.desk.store) == ()
    pair.sync()
    assert [question(journal).text for journal in (pair.desk, pair.laptop)] == [text, text]
    assert [conflicts(journal.store) for journal in (pair.desk, pair.laptop)] == [(), ()]


def test_settling_is_one_step_of_undo(begin_pair: BeginPair) -> None:
    pair = pair_with_two_texts(begin_pair)
    settle(pair.desk, conflicts(pair.desk.store), "ours")
    pair.desk.undo()
    assert question(pair.desk).text == "Who has to decide?"


def test_an_edit_of_the_disputed_text_settles_it_and_another_does_not(begin_pair: BeginPair) -> None:
    pair = pair_with_two_texts(begin_pair)
    update(pair.laptop, replace(question(pair.laptop), priority="high"))
    assert len(conflicts(pair.laptop.store)) == 1
    update(pair.laptop, replace(question(pair.laptop), text="Who decides, and who must?"))
    assert conflicts(pair.laptop.store) == ()


def test_both_keeps_an_answer_beside_a_question_that_was_dropped(begin_pair: BeginPair) -> None:
    pair = begin_pair(lambda journal: add(journal, Question(text="Who decides?")))
    update(pair.laptop, answered(question(pair.laptop), "The sponsor.", DAY))
    update(pair.desk, dropped(question(pair.desk), DAY))
    pair.sync()
    settle(pair.desk, conflicts(pair.desk.store), "both")
    pair.sync()
    for journal in (pair.desk, pair.laptop):
        record = question(journal)
        assert "The sponsor." in f"{record.text} {record.answer}"
        record.check(journal)


def test_a_day_can_only_be_one_of_two(begin_pair: BeginPair) -> None:
    pair = begin_pair(lambda journal: add(journal, Action(text="Write to Priya", who="me")))
    for journal, due in ((pair.desk, date(2026, 12, 1)), (pair.laptop, date(2026, 12, 2))):
        update(journal, replace(journal.get(Action, 1), due=due))
    pair.sync()
    with pytest.raises(Refused, match="a1 can hold only one of the two"):
        settle(pair.desk, conflicts(pair.desk.store), "both")
    assert len(conflicts(pair.desk.store)) == 1


@pytest.mark.parametrize(("side", "stays"), [("ours", False), ("theirs", True), ("both", True)])
def test_what_one_deleted_and_another_edited_stays_until_somebody_decides(
    begin_pair: BeginPair, side: Side, stays: bool
) -> None:
    pair = begin_pair(lambda journal: add(journal, Question(text="Who decides?")))
    with pair.desk.change("delete") as change:
        change.delete(KINDS["question"], 1)
    update(pair.laptop, replace(question(pair.laptop), text="Who has to decide?"))
    pair.sync()
    assert question(pair.desk).text == "Who has to decide?"
    settle(pair.desk, conflicts(pair.desk.store), side)
    pair.sync()
    for journal in (pair.desk, pair.laptop):
        assert journal.has(KINDS["question"], 1) == stays
        assert conflicts(journal.store) == ()


def test_a_part_of_what_was_forgotten_is_let_go_only_when_somebody_says_so(begin_pair: BeginPair) -> None:
    pair = begin_pair(lambda journal: add(journal, Goal(title="Chair the board", start=DAY)))
    add(pair.laptop, Progress(goal=1, day=DAY, value=1.0, note="A first try"))
    target = forgetting.resolve_target(pair.desk, "g1")
    forgetting.forget_in_journal(pair.desk, target, forgetting.forget_scope(pair.desk, target))
    pair.sync()
    (conflict,) = conflicts(pair.laptop.store)
    assert conflict.kind == "lost part" and conflict.others[0][1]["note"] == "A first try"
    with pytest.raises(Refused, match="forgotten for good"):
        settle(pair.laptop, [conflict], "both")
    settle(pair.laptop, [conflict], "theirs")
    pair.sync()
    assert [conflicts(journal.store) for journal in (pair.desk, pair.laptop)] == [(), ()]
    assert is_joined(pair.desk.store.connection)
