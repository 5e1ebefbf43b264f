"""MENTORLOG_AUDIENCE: no answer tells a guest whether they guessed right what is hidden."""

import pytest

from tests.conftest import Mentee, Result
from tests.journal_copies import journal_cache

pytestmark = pytest.mark.usefixtures("page_sharing")

_PRIVATE = {
    "goal": ("Leave the company", "Learn to sail"),
    "question": ("Should I stay?", "Am I too slow?"),
    "candidate": ("Zoe Miller", "Adam Brown"),
    "need": ("Time", "Courage"),
    "challenge": ("He is late", "He is loud"),
    "feedback": ("You never ask", "You never wait"),
    "blocker": ("Afraid", "Tired"),
    "note": ("Talks a lot", "Says little"),
    "rating": ("2", "4"),
    "moment": ("2026-12-10 15:00", "2026-12-11 16:00"),
}

_GUESSES = """
edit c1 mood={rating}
edit c1 energy={rating}
edit c1 blockers={blocker}
edit c1 mood=
checkin --mood {rating} --blocker {blocker} --win Done
edit s1 rating={rating}
edit s1 missed_by=mentor
edit m1 note={note}
edit m1 referred_by={candidate}
edit m1 reason=
edit q2 goal=g1
edit q2 goal={goal}
edit q2 goal=
goals add {goal}
goals add {goal} --private
goals progress g1 3
goals achieve {goal}
questions add {question}
questions answer {question} Yes
mentors add {candidate}
mentors add {candidate} --candidate
mentors accept {candidate}
needs add {need}
challenges add {challenge} --kind availability
feedback plan {feedback}
feedback add {feedback}
sessions add --at {moment}
sessions move s1 --at {moment}
agreement draft --purpose {note}
show {goal}
show g1
show m2
delete {question}
search {goal}
questions list --goal {goal}
undo 3
undo 6
undo
redo
"""


def _write_journal(mentee: Mentee, values: dict[str, str]) -> None:
    """What the owner wrote: of each noun something private, beside what others see."""
    mentee.does("mentors", "add", "Ruth Okafor")
    mentee.does("edit", "m1", f"note={values['note']}", f"referred_by={values['candidate']}")
    mentee.does("goals", "add", values["goal"], "--private")
    mentee.does("goals", "add", "Chair stand-ups")
    mentee.does("questions", "add", values["question"], "--private")
    mentee.does("questions", "add", "Who decides?", "--goal", "g1")
    mentee.does("mentors", "add", values["candidate"], "--candidate")
    mentee.does("needs", "add", values["need"])
    mentee.does("challenges", "add", values["challenge"], "--kind", "availability")
    mentee.does("feedback", "plan", values["feedback"])
    mentee.does("checkin", "--mood", values["rating"], "--blocker", values["blocker"], "--win", "Said no")
    mentee.does("sessions", "add", "--at", "2026-11-20 15:00", "--mentor", "m1")
    mentee.does("sessions", "held", "s1")
    mentee.does("edit", "s1", f"rating={values['rating']}")
    mentee.does("sessions", "add", "--at", values["moment"], "--mentor", "m1")
    mentee.does("edit", "s2", "private=yes")
    mentee.does("agreement", "draft", "m1", "--purpose", values["note"])


def _answers(mentee: Mentee, own: int, audience: str, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Result]]:
    """What a guest is answered who tries each guess in turn; the journal has the first values (0) or others (1)."""
    mentee.path = mentee.folder / f"{own}.db"
    monkeypatch.setenv("MENTORLOG_JOURNAL", str(mentee.path))
    monkeypatch.delenv("MENTORLOG_AUDIENCE", raising=False)
    values = {field: values[own] for field, values in _PRIVATE.items()}
    journal_cache.load_or_write(("guesses", own), mentee, lambda somebody: _write_journal(somebody, values))
    monkeypatch.setenv("MENTORLOG_AUDIENCE", audience)
    guessed = {field: values[0] for field, values in _PRIVATE.items()}
    lines = _GUESSES.strip().split("\n")
    return [(line, mentee(*(word.format(**guessed) for word in line.split()))) for line in lines]


@pytest.mark.parametrize("audience", ["mentor", "manager"])
def test_a_right_guess_is_answered_like_a_wrong_one(
    mentee: Mentee, monkeypatch: pytest.MonkeyPatch, audience: str
) -> None:
    right, wrong = (_answers(mentee, own, audience, monkeypatch) for own in (0, 1))
    differing = [
        (line, answer, other) for (line, answer), (_, other) in zip(right, wrong, strict=True) if answer != other
    ]
    assert differing == []
    assert sum(answer.code == 0 for _, answer in right) > 5, "some of it is theirs to write"


@pytest.mark.parametrize("words", [("goals", "add", "Speak up"), ("sessions", "add", "--at", "2026-11-20 15:00")])
def test_whether_something_hidden_hangs_on_what_is_taken_back_cannot_be_learnt(
    mentee: Mentee, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    answers = []
    for is_linked in (True, False):
        monkeypatch.setenv("MENTORLOG_JOURNAL", str(mentee.folder / f"{is_linked}.db"))
        mentee.does("mentors", "add", "Ruth Okafor")
        monkeypatch.setenv("MENTORLOG_AUDIENCE", "mentor")
        ref = mentee.does(*words)["ref"]
        assert mentee("undo").code == mentee("redo").code == 0, "their own, while nothing else was written"
        monkeypatch.delenv("MENTORLOG_AUDIENCE")
        link = (f"--{words[0].removesuffix('s')}", ref) if is_linked else ()
        mentee.does("questions", "add", "Whom do I fear?", *link, "--private")
        monkeypatch.setenv("MENTORLOG_AUDIENCE", "mentor")
        answers.append((mentee("undo", "2"), mentee("show", ref).code))
        monkeypatch.delenv("MENTORLOG_AUDIENCE")
    assert answers[0] == answers[1] and answers[0][0].code == 1


@pytest.mark.parametrize("is_linked", [True, False])
def test_whose_something_is_they_do_not_change(
    mentee: Mentee, monkeypatch: pytest.MonkeyPatch, is_linked: bool
) -> None:
    """What hangs on it would become theirs, or another's."""
    mentee.does("mentors", "add", "Ruth Okafor")
    mentee.does("goals", "add", "Speak up", "--mentor", "m1")
    if is_linked:
        mentee.does("questions", "add", "Whom do I fear?", "--goal", "g1", "--private")
    monkeypatch.setenv("MENTORLOG_AUDIENCE", "mentor")
    refused = mentee("edit", "g1", "mentor=")
    assert refused.code == 1 and "up to the owner" in refused.err
