"""What one machine forgets has no words on any, and nothing is lost that whoever forgot had not seen."""

import re
from datetime import date

from mentorlog.integrity import check
from mentorlog.integrity.machines import count_rows_unlike_operations
from mentorlog.journal import forgetting
from mentorlog.journal.journal import Journal
from mentorlog.journal.model.records.mentors import Mentor
from mentorlog.journal.model.records.questions import Question, answered
from mentorlog.journal.model.records.sessions import Session
from mentorlog.journal.schema import schema
from mentorlog.nouns import KINDS
from mentorlog.store.backup import create_backup
from mentorlog.store.changes import FORGET
from mentorlog.store.machines.forgetting import forget_operations, keep_rewritten, operations_without_words
from mentorlog.structs import replace
from tests.journal.machines.conftest import BeginPair
from tests.journal.machines.pair import NOW, Pair, add, update

DAY = date(2026, 11, 20)


def forget(journal: Journal, ref: str) -> None:
    target = forgetting.resolve_target(journal, ref)
    forgetting.forget_in_journal(journal, target, forgetting.forget_scope(journal, target))
    forgetting.rewrite_file(journal)


def has_word(journal: Journal, word: str) -> bool:
    forgetting.rewrite_file(journal)
    return re.search(word.encode(), journal.store.path.read_bytes()) is not None


def begin_with_a_question(begin_pair: BeginPair) -> Pair:
    pair = begin_pair(lambda journal: add(journal, Question(text="What next?")))
    add(pair.desk, Question(text="Xylophone lessons?"))
    pair.sync()
    return pair


def test_the_words_are_gone_on_every_machine_and_from_what_travels(begin_pair: BeginPair) -> None:
    pair = begin_with_a_question(begin_pair)
    update(pair.laptop, replace(pair.laptop.get(Question, 2), text="Xylophone or zither?"))
    forget(pair.desk, "q2")
    taken = pair.take(pair.laptop)
    assert taken.forgotten == (("questions", 2),)
    pair.sync()
    for journal in (pair.desk, pair.laptop):
        assert not has_word(journal, "ylophone") and not has_word(journal, "zither")
        assert "ylophone" not in str(pair.send(journal))
        assert check.is_sound(journal.store.path, schema())
        assert [(forgotten.machine, forgotten.rows) for forgotten in forget_operations(journal.store.connection)] == [
            ("a", (("questions", 2),))
        ]


def test_no_operation_gets_another_number_and_the_files_to_write_anew_are_known(begin_pair: BeginPair) -> None:
    pair = begin_with_a_question(begin_pair)
    before = [operation.change.seq for operation in pair.send(pair.desk)]
    forget(pair.desk, "q2")
    after = pair.send(pair.desk)
    assert [operation.change.seq for operation in after] == [*before, len(before) + 1]
    assert after[-1].command == FORGET
    assert operations_without_words(pair.desk.store.connection) == (1,)
    keep_rewritten(pair.desk.store, [1])
    assert operations_without_words(pair.desk.store.connection) == ()


def test_what_comes_later_of_a_forgotten_record_is_kept_without_words(begin_pair: BeginPair) -> None:
    pair = begin_with_a_question(begin_pair)
    update(pair.laptop, replace(pair.laptop.get(Question, 2), text="Rather a zither?"))
    late = pair.send(pair.laptop)
    forget(pair.desk, "q2")
    pair.take(pair.desk)
    assert "zither" in str(late)
    assert not has_word(pair.desk, "zither") and not pair.desk.has(KINDS["question"], 2)


def test_a_mentor_is_forgotten_with_their_words_and_what_is_ones_own_stays_private(begin_pair: BeginPair) -> None:
    def begin(journal: Journal) -> None:
        add(journal, Mentor(name="Ruth Okafor"))
        add(journal, Session(starts_at=NOW, zone="Europe/London", mentor=1, state="held", takeaways="Xylophone"))
        add(journal, Question(text="Who decides?", mentor=1))
        add(journal, Question(text="Who pays?", session=1))
        update(journal, answered(journal.get(Question, 2), "Zither, said Ruth.", DAY))

    pair = begin_pair(begin)
    forget(pair.desk, "m1")
    pair.sync()
    for journal in (pair.desk, pair.laptop):
        for word in ("Okafor", "Xylophone", "Zither"):
            assert not has_word(journal, word)
        questions = journal.read(Question)
        assert [(question.private, question.answer) for question in questions] == [(True, None), (True, None)]
        assert check.is_sound(journal.store.path, schema())
        assert count_rows_unlike_operations(journal.store.connection, schema()) == 0
    assert pair.desk.read(Question) != [] and [question.state for question in pair.desk.read(Question)] == [
        question.state for question in pair.laptop.read(Question)
    ]


def test_copies_lose_the_words_of_what_was_sent_too(begin_pair: BeginPair) -> None:
    pair = begin_with_a_question(begin_pair)
    copy = create_backup(pair.desk.store.path, "by-hand")
    target = forgetting.resolve_target(pair.desk, "q2")
    forget(pair.desk, "q2")
    affected, _ = forgetting.forget_in_backups(pair.desk, target, [], rewrite=True)
    assert copy in affected.cleaned
    assert b"ylophone" not in copy.read_bytes()
