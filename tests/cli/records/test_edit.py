"""`edit`: a field may be called like its option, and the answer says from what to what."""

import pytest

from mentorlog.journal.model.fields import fields_of
from mentorlog.journal.model.records import record_class
from mentorlog.nouns import KINDS, Kind
from tests.conftest import Mentee
from tests.house.test_help import ALL_COMMANDS

# Options of `add` and of the verbs that set no field of the noun: those of its parts, and of other records.
_CARD = {"format", "output", "to", "force", "open", "for", "mentor", "show_withheld"}  # of a certificate
NO_FIELDS = {
    "*": {"editor"},
    "goals": {"step", "draft", "confidence", "note", "celebrate", "how", *_CARD},
    "achievements": _CARD,
    "questions": {"stage", "theme", "count", "add"},
    "sessions": {"count", "by", "skip_weekends", "yes"},
    "checkin": {"progress", "ask", "challenge"},
    "feedback": {"given", "praise", "constructive", "action"},
    "actions": {"theirs"},
    "lessons": {"on"},
    "skills": {"from", "mentor", "on", "evidence", "aspect", "framework", "level"},
    "needs": {"pick"},
    "agreement": {
        "role", "expectation", "responsibility", "boundary", "confidentiality", "of", "mentor", "format", "output",
        "force", "open", "for", "show_withheld", "quiet",
    },
    "review": {"period", "drop", "score"},
    "mentors": {"candidate", "kind", "drop", "contact"},
}  # fmt: skip


@pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if kind.group], ids=lambda kind: str(kind.noun))
def test_every_option_that_sets_a_field_is_a_name_of_it_for_edit(kind: Kind) -> None:
    fields = [field for field in fields_of(record_class(kind)) if field.is_editable]
    names = {field.name for field in fields} | {field.column.option for field in fields}
    names |= {name for field in fields for name in field.form.by_name or ()}
    options = {
        option.removeprefix("--").replace("-", "_")
        for name, command in ALL_COMMANDS.items()
        if name.split()[0] == kind.group and name.split()[-1] != "list"
        for param in command.params
        for option in param.opts
        if option.startswith("--")
    }
    assert options - names - NO_FIELDS["*"] - NO_FIELDS.get(kind.group, set()) == set()


def test_a_field_is_changed_by_the_name_of_its_option(mentee: Mentee) -> None:
    mentee.does("goals", "add", "Chair stand-ups", "--by", "2026-12-04")
    changed = mentee("edit", "g1", "by=7 dec")
    assert "Changed g1: Chair stand-ups" in changed.out
    assert "due  Fri 4 Dec → Mon 7 Dec" in changed.out
    assert mentee.does("show", "g1")["due"] == "2026-12-07"


def test_the_day_of_a_state_is_the_one_that_on_means(mentee: Mentee) -> None:
    mentee.does("questions", "add", "Who decides?")
    mentee.does("questions", "answer", "q1", "The sponsor.")
    assert mentee.does("edit", "q1", "on=yesterday")["answered_on"] == "2026-11-22"
    mentee.does("questions", "add", "What is a risk?")
    mentee.does("questions", "drop", "q2")
    assert mentee.does("edit", "q2", "on=2 days ago")["dropped_on"] == "2026-11-21"
    mentee.does("achievements", "add", "Chaired one")
    assert mentee.does("edit", "w1", "on=friday")["day"] == "2026-11-20"


def test_edit_says_from_what_to_what_in_words(mentee: Mentee) -> None:
    mentee.does("mentors", "add", "Ruth Okafor")
    mentee.does("goals", "add", "Chair stand-ups", "--target", "10")
    mentee.does("sessions", "add", "--at", "thu 15:00", "--minutes", "45")
    assert "when  Thu 26 Nov 15:00 → in 4 days, Fri 27 Nov 15:00" in mentee("edit", "s1", "at=fri 15:00").out
    assert "planned  45 min → nothing" in mentee("edit", "s1", "minutes=").out
    assert "target  10 → 12" in mentee("edit", "g1", "target=12").out
    assert "stretch  no → yes" in mentee("edit", "g1", "stretch=yes").out
    mentee.does("questions", "add", "Who decides?")
    assert "goal  nothing → g1 Chair stand-ups" in mentee("edit", "q1", "goal=chair").out
    assert "→" not in mentee("edit", "q1", "goal=g1").out, "nothing differs"
    long = mentee("edit", "q1", f"text={'Why? ' * 40}").out
    assert "question  Who decides? → Why? Why?" in long and "…" in long
    both = mentee("edit", "g1", "q1", "private=yes").out
    assert "g1  private  nothing → yes" in both and "q1  private  nothing → yes" in both
    assert "T15:00" not in mentee("edit", "s1", "at=mon 15:00").out


def test_what_several_words_mean_is_said_in_a_pipe_and_read_aloud(
    mentee: Mentee, monkeypatch: pytest.MonkeyPatch
) -> None:
    mentee.does("goals", "add", "Chair stand-ups", "--by", "2026-12-04")
    monkeypatch.setenv("ACCESSIBLE", "1")
    assert "due  Fri 4 Dec" in mentee("edit", "g1", "by=7 dec").out


def test_the_day_of_a_record_is_edited_by_any_word_for_it(mentee: Mentee) -> None:
    mentee.does("sessions", "add", "--at", "2026-11-20 15:00")
    mentee.does("checkin", "--mood", "4")
    mentee.does("actions", "add", "Pay")
    assert "19 Nov 10:00" in mentee("edit", "s1", "when=2026-11-19 10:00").out
    assert "Fri 20 Nov" in mentee("edit", "c1", "date=2026-11-20").out
    assert "Fri 27 Nov" in mentee("edit", "a1", "day=2026-11-27").out
    assert mentee.fails("edit", "s1", "day=yesterday").err.endswith('Add it: "yesterday 15:00".\n')
