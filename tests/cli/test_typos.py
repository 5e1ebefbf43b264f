"""What was mistyped is answered with the nearest that there is, and never run as a guess."""

import pytest

from mentorlog.cli.program.help import TOPICS
from mentorlog.cli.registry import COMMANDS, verbs
from mentorlog.cli.usage import synonyms
from tests.conftest import Mentee
from tests.journal_copies import cache_journal


@pytest.fixture
@cache_journal
def mentee_with_entries(mentee: Mentee) -> Mentee:
    """Somebody with goals, questions and a mentor."""
    for title in ("Chair stand-ups", "Fewer late risks"):
        mentee.does("goals", "add", title)
    mentee("questions", "add", "-", stdin="\n".join(f"Question {at}" for at in range(1, 13)).encode())
    mentee.does("mentors", "add", "Ruth Okafor")
    return mentee


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("goals", "remove", "g1"), 2, "Did you mean delete?"),
        (("show", "g1", "--format", "svg"), 2, "mentorlog celebrate REF --to card.svg"),
        (("show", "g1", "--format", "cvs"), 2, "Did you mean csv?"),
        (("goals", "new"), 2, "Did you mean add?"),
        (("meet",), 2, "sessions add"),
        (("prep",), 2, "agenda"),
        (("notes",), 2, "debrief"),
        (("version",), 2, "--version"),
        (("new",), 2, "questions add"),
        (("todo",), 2, "actions list"),
        (("Journal",), 2, "log"),
        (("quesstion", "list"), 2, "Did you mean questions?"),
        (("questions", "anwser", "q1", "x"), 2, "Did you mean answer?"),
        (("goals", "lst"), 2, "Did you mean list?"),
        (("answer", "q1", "x"), 2, "Did you mean questions answer?"),
        (("log", "--only", "sesions"), 2, "Did you mean sessions or session? There"),
        (("goals", "list", "--sort", "tilte"), 2, "Did you mean title? There"),
        (("done", "a1"), 2, "Did you mean goals done or actions done?"),
        (("add", "question"), 2, "Did you mean questions add?"),
        (("list", "goals"), 2, "Did you mean goals list?"),
        (("new", "goal", "Rest"), 2, "Did you mean goals add?"),
        (("question", "How do I say no?"), 2, 'To note one: mentorlog questions add "..."'),
        (("undelete", "q1"), 2, "Did you mean undo?"),
        (("goals", "reopen", "g1"), 2, "Did you mean agree or resume?"),
        (("due", "--days", "30"), 2, "Did you mean --within?"),
        (("edit", "g1", "state=achieved"), 2, "mentorlog goals --help"),
        (("restore", "q1"), 2, "mentorlog history q1"),
        (("goals", "progress", "1", "2"), 3, "g1   Chair stand-ups"),
        (("actions", "add", "x", "--due", "friday"), 2, "Did you mean --by?"),
        (("feedback", "add", "x", "--from", "Ruth"), 2, "Did you mean --mentor?"),
        (("sessions", "list", "--from", "january"), 2, "Did you mean --since or --mentor?"),
        (("sessions", "held", "s1", "--when", "yesterday"), 2, "Did you mean --at?"),
        (("questions", "add", "x", "-p", "high"), 2, "Did you mean --priority or --private?"),
        (("mentors", "pause", "ruth", "--until", "friday"), 2, "has no option --until.\nSee: mentorlog mentors pause"),
        (("lessons", "add", "x", "--on", "friday"), 2, "has no option --on.\nSee: mentorlog lessons add"),
        (("challenges", "add", "x"), 2, "It is one of misunderstanding, "),
        (("sessions", "held"), 2, "mentorlog sessions held needs REF.\nSee which there are: mentorlog sessions list."),
        (("questions", "add", "x", "--goals", "g1"), 2, "Did you mean --goal?"),
        (("questions", "add", "x", "-goal", "g1"), 2, "Did you mean --goal?"),
        (("questions", "add", "x", "--prio", "low"), 2, "Did you mean --priority?"),
        (("questions", "add", "x", "--priority", "hgih"), 2, "Did you mean high?"),
        (("challenges", "add", "x", "--kind", "boundry"), 2, "Did you mean boundary?"),
        (("agreement", "add", "bondary", "x"), 2, "Did you mean boundary?"),
        (("report", "--format", "makrdown"), 2, "Did you mean markdown?"),
        (("completion", "bsh"), 2, "Did you mean bash?"),
        (("feedback", "respond", "f1", "x", "--decision", "tri"), 2, "Did you mean try?"),
        (("edit", "q1", "priorty=low"), 2, "Did you mean priority?"),
        (("edit", "q1", "priority=lwo"), 2, "Did you mean low?"),
        (("show", "q99"), 3, "q9   Question 9"),
        (("show", "q21"), 3, "q12  Question 12"),
        (("show", "q777"), 3, "The newest is q12."),
        (("goals", "pause", "Chiar"), 3, "g1   Chair stand-ups"),
        (("goals", "pause", "late"), 3, "g2   Fewer late risks"),
        (("show", "Rtuh"), 3, "m1   Ruth Okafor"),
        (("questions", "answer", "Qestion 3", "x"), 3, "Did you mean"),
    ],
)
def test_the_nearest_is_named_and_nothing_is_done(
    mentee_with_entries: Mentee, words: tuple[str, ...], code: int, says: str
) -> None:
    result = mentee_with_entries.fails(*words)
    assert result.code == code and says in result.err


@pytest.mark.parametrize(
    "words", [("show", "q1234567"), ("show", "zzz"), ("frobnicate",), ("questions", "add", "--qqq")]
)
def test_where_nothing_is_near_nothing_is_offered(mentee_with_entries: Mentee, words: tuple[str, ...]) -> None:
    assert "Did you mean" not in mentee_with_entries.fails(*words).err


@pytest.mark.parametrize(
    "words", [("quest", "list"), ("questions", "l"), ("rep",), ("undo-",), ("questions", "ans", "q1", "x")]
)
def test_no_command_is_taken_for_another_by_its_beginning(mentee_with_entries: Mentee, words: tuple[str, ...]) -> None:
    assert mentee_with_entries.fails(*words).code == 2


def test_an_empty_journal_has_nothing_near(mentee: Mentee) -> None:
    assert mentee.fails("show", "q7").err.startswith(
        "There is no question q7.\nSee what there is: mentorlog questions list\n"
    )
    assert "Did you mean" not in mentee.fails("show", "Chair").err


def test_every_synonym_stands_once_is_no_command_and_leads_to_one() -> None:
    rows = synonyms()
    assert len(rows) > 150
    assert not set(rows) & set(COMMANDS)
    for commands in rows.values():
        for command in commands:
            name, *verb = command.split()
            known = TOPICS if name == "help" else dict(verbs(name)) if name in COMMANDS else {}
            assert command == "--version" or (name in COMMANDS and {*verb} <= {*known}), command


@pytest.mark.parametrize(
    ("words", "command"),
    [
        ("start begin setup", "init"),
        ("talk reschedule postpone", "sessions move"),
        ("call meeting schedule", "sessions add"),
        ("task owe", "actions list"),
        ("learned", "lessons add"),
        ("win success proud", "achievements add"),
        ("stats summary-report overview pdf", "report"),
        ("remove rm", "delete"),
        ("ls", "log"),
        ("settings theme", "config list"),
        ("save", "backup"),
        ("push merge", "sync"),
        ("calendar", "agenda"),
        ("remind late week month", "due"),
        ("today", "next"),
        ("mood", "checkin"),
        ("invite", "mentors message"),
        ("contract boundaries roles expectations", "agreement show"),
        ("idea inspiration", "questions suggest"),
        ("find-mentor candidate", "help find-a-mentor"),
        ("privacy secret", "help privacy"),
        ("holiday break", "mentors pause"),
        ("gdpr wipe", "forget"),
        ("guide quickstart", "help first-steps"),
        ("hours", "export cpd"),
        ("file location", "config path"),
    ],
)
def test_what_a_person_might_try_leads_to_a_command_in_one_line(mentee: Mentee, words: str, command: str) -> None:
    for word in words.split():
        for typed in (word, word.capitalize()):
            lines = mentee.fails(typed).err.splitlines()
            assert len(lines) == 2 and command in lines[1].partition("?")[0], (word, lines)
