"""What a check-in names in one line is what stands on the agenda."""

from datetime import date

from mentorlog import clock
from mentorlog.journal.journal import Journal
from mentorlog.journal.queries.agenda import agenda_topics
from mentorlog.journal.queries.topics import topics_in_short
from tests.benchmarks.journals import write_journal
from tests.conftest import Mentee


def test_the_topics_in_short_are_those_of_the_agenda(mentee: Mentee) -> None:
    write_journal(mentee.path, 300, date(2026, 11, 23))
    mentee.does("goals", "add", "Keep a diary", "--target", "5", "--keep", "--start", "2026-09-01")
    for value in ("2", "1"):
        mentee.does("goals", "progress", "Keep a diary", value)
    journal = Journal.open(mentee.path, clock.now)
    short, topics = topics_in_short(journal), agenda_topics(journal)
    journal.close()
    first = topics.questions[0]
    assert short.question == (first.ref, first.text)
    assert short.other_count == len(topics.questions) - 1 + topics.other_count
    assert short.goals_behind == [(goal.ref, goal.title, goal.rag) for goal in topics.goals_behind]
    assert len(short.goals_behind) > 1
