"""What does not go together though each machine did right is listed, and left to a person."""

from datetime import UTC, date, datetime

from mentorlog.integrity import check
from mentorlog.journal.journal import Journal
from mentorlog.journal.machines.clashes import find_clashes
from mentorlog.journal.model.records.agreements import Agreement
from mentorlog.journal.model.records.mentors import Mentor
from mentorlog.journal.model.records.questions import Question
from mentorlog.journal.model.records.sessions import Session
from mentorlog.journal.schema import schema
from mentorlog.nouns import KINDS
from tests.journal.machines.conftest import BeginPair
from tests.journal.machines.pair import Pair, add

NEXT = datetime(2026, 12, 1, 15, tzinfo=UTC)
UID = "0190c0de-0000-5000-8000-000000000001"


def refs(pair: Pair) -> list[tuple[str, ...]]:
    """What clashes, on both machines alike."""
    pair.sync()
    both = [[clash.refs for clash in find_clashes(journal)] for journal in (pair.desk, pair.laptop)]
    assert both[0] == both[1]
    return both[0]


def add_imported(journal: Journal) -> None:
    with journal.change("import") as change:
        change.add(Question(text="Who decides?"), uid=UID)


def test_two_sessions_planned_at_one_moment(begin_pair: BeginPair) -> None:
    pair = begin_pair(lambda journal: add(journal, Mentor(name="Ruth Okafor")))
    for journal in (pair.desk, pair.laptop):
        add(journal, Session(starts_at=NEXT, zone="Europe/London", mentor=1))
    assert refs(pair) == [("s1", "s1b")]
    assert find_clashes(pair.desk)[0].command == "mentorlog delete s1b"
    with pair.desk.change("delete") as change:
        change.delete(KINDS["session"], 1_000_000_001)
    assert refs(pair) == []


def test_two_versions_of_an_agreement_that_both_were_agreed(begin_pair: BeginPair) -> None:
    pair = begin_pair(lambda journal: add(journal, Mentor(name="Ruth Okafor")))
    for journal in (pair.desk, pair.laptop):
        add(journal, Agreement(mentor=1, version=1, state="agreed", agreed_on=date(2026, 11, 20)))
    assert refs(pair) == [("v1", "v1b")]


def test_a_mentor_that_both_added(begin_pair: BeginPair) -> None:
    pair = begin_pair(lambda journal: add(journal, Mentor(name="Ruth Okafor")))
    for journal in (pair.desk, pair.laptop):
        add(journal, Mentor(name="Priya Nair", state="candidate"))
    assert refs(pair) == [("m2", "m1b")]


def test_what_both_brought_in_from_one_file_is_there_twice_until_one_goes(begin_pair: BeginPair) -> None:
    pair = begin_pair(lambda journal: add(journal, Question(text="What next?")))
    for journal in (pair.desk, pair.laptop):
        add_imported(journal)
    assert refs(pair) == [("q2", "q1b")]
    with pair.laptop.change("delete") as change:
        change.delete(KINDS["question"], 2)
    assert refs(pair) == []
    for journal in (pair.desk, pair.laptop):
        assert journal.get(Question, 1_000_000_001).uid == UID
        assert check.is_sound(journal.store.path, schema())
