"""What has one meaning is understood, though it is no command as it stands; what has two is refused with both."""

import shlex

import pytest

from tests.conftest import Mentee
from tests.journal_copies import cache_journal


@pytest.fixture
@cache_journal
def mentee_with_two_mentors(mentee: Mentee) -> Mentee:
    """Somebody with two mentors, a goal, a session with each, two questions, an action and a skill in use."""
    mentee.does("mentors", "add", "Ruth Okafor")
    mentee.does("mentors", "add", "Sam Adeyemi")
    mentee.does("goals", "add", "Chair stand-ups", "--target", "10", "--unit", "meetings", "--mentor", "m1")
    mentee.does("goals", "drop", "g1")
    mentee.does("goals", "add", "Speak up", "--target", "10", "--unit", "meetings", "--mentor", "m1")
    mentee.does("sessions", "add", "--at", "2026-11-12 15:00", "--mentor", "m1")
    mentee.does("sessions", "held", "s1", "--takeaway", "Listen")
    mentee.does("sessions", "add", "--at", "thu 15:00", "--mentor", "m1")
    mentee.does("sessions", "add", "--at", "fri 15:00", "--mentor", "m2")
    mentee.does("questions", "add", "Who decides?", "--goal", "g2", "--priority", "high")
    mentee.does("questions", "add", "Who pays?", "--mentor", "m2")
    mentee.does("actions", "add", "Draft the register", "--by", "friday")
    return mentee


READ_AS = [
    ("m1", "show m1"),
    ("q1 q2", "show q1 q2"),
    ("Ruth", "show m1"),
    ("ruth okafor", "show m1"),
    ("Goals", "goals list"),
    ("AGENDA s2", "agenda s2"),
    ("goals Speak", "show g2"),
    ("goals dropped", "goals list --state dropped"),
    ("goals all", "goals list --all"),
    ("goals Ruth", "goals list --mentor Ruth"),
    ("questions high", "questions list --priority high"),
    ("questions about Speak", "questions list --goal Speak"),
    ("questions with Sam Adeyemi", 'questions list --mentor "Sam Adeyemi"'),
    ("sessions last month", 'sessions list --since "last month" --until "last month"'),
    ("sessions held since october", "sessions held since october"),
    ("goals list --mentor Ruth Okafor --state dropped", 'goals list --mentor "Ruth Okafor" --state dropped'),
    ("sessions list --since 1 nov", 'sessions list --since "1 nov"'),
    ("next Ruth", "next --mentor Ruth"),
    ("next with Sam", "next --mentor Sam"),
    ("due Sam", "due --mentor Sam"),
    ("due next week", 'due --within "next week"'),
    ("due 3 days", 'due --within "3 days"'),
    ("due --within 2 weeks", 'due --within "2 weeks"'),
    ("agenda Sam", "agenda --mentor Sam"),
    ("agenda thursday", "agenda s2"),
    ("agenda s2 for mentor", "agenda s2 --for mentor"),
    ("recap Ruth", "recap --mentor Ruth"),
    ("recap 12 nov", "recap s1"),
    ("report Ruth", "report --mentor Ruth"),
    ("report for Ruth", "report --mentor Ruth"),
    ("report last month", 'report --period "last month"'),
    ("report from 1 nov to 15 nov", 'report --period "1 nov to 15 nov"'),
    ("report since october", "report --since october"),
    ("report --since last month", 'report --since "last month"'),
    ("report markdown", "report --format markdown"),
    ("log yesterday", "log --since yesterday --until yesterday"),
    ("log questions since monday", "log --only questions --since monday"),
    ("timeline g2", "timeline --goal g2"),
    ("history 3", "history --limit 3"),
    ("show Ruth Okafor", "show m1"),
]


@pytest.mark.parametrize(("words", "meant"), READ_AS, ids=lambda case: case)
def test_what_has_one_meaning_is_read_as_that_and_says_so(
    mentee_with_two_mentors: Mentee, words: str, meant: str
) -> None:
    result, expected = mentee_with_two_mentors(*shlex.split(words)), mentee_with_two_mentors(*shlex.split(meant))
    assert (result.code, result.out) == (expected.code, expected.out)
    if result.code in (0, 10) and result.err != expected.err:
        assert "Read as: mentorlog " in result.err
    assert mentee_with_two_mentors(*shlex.split(words), "--json").out == (
        mentee_with_two_mentors(*shlex.split(meant), "--json").out
    )


@pytest.mark.parametrize(
    ("words", "ref", "fields"),
    [
        ("sessions add Ruth friday 10am", "s4", {"at": "2026-11-27T10:00+00:00", "mentor": "m1"}),
        ("sessions add with Sam on friday at 10am", "s4", {"at": "2026-11-27T10:00+00:00", "mentor": "m2"}),
        ("sessions add --mentor Ruth Okafor --at friday 10am", "s4", {"at": "2026-11-27T10:00+00:00", "mentor": "m1"}),
        ("sessions cancel friday", "s3", {"state": "cancelled"}),
        ("sessions move s2 friday 10am", "s2", {"at": "2026-11-27T10:00+00:00"}),
        ("actions done a1 yesterday", "a1", {"done_on": "2026-11-22"}),
        ("actions done a1 on sunday", "a1", {"done_on": "2026-11-22"}),
        ("edit q2 --priority high", "q2", {"priority": "high"}),
        ("edit q2 --priority=high --private", "q2", {"priority": "high", "private": True}),
        ("edit q2 priority low", "q2", {"priority": "low"}),
        ("edit q2 priority to low", "q2", {"priority": "low"}),
        ("edit a1 by next tuesday", "a1", None),
        ("edit a1 by tuesday who mentor", "a1", {"due": "2026-11-24", "who": "mentor"}),
        ("edit a1 text=Draft it by friday", "a1", {"text": "Draft it by friday", "due": "2026-11-27"}),
        ("actions edit a1 --by tuesday", "a1", {"due": "2026-11-24"}),
        ("edit q2 -m Ruth", "q2", {"mentor": "m1"}),
    ],
)
def test_what_is_changed_by_it(
    mentee_with_two_mentors: Mentee, words: str, ref: str, fields: dict[str, object] | None
) -> None:
    if fields is None:
        assert " could be " in mentee_with_two_mentors.fails(*words.split()).err
        return
    result = mentee_with_two_mentors(*words.split())
    assert result.code == 0, result.err
    shown = mentee_with_two_mentors.does("show", ref)
    shown["at"] = shown.get("starts_at")
    assert {name: shown[name] for name in fields} == fields


@pytest.mark.parametrize(
    ("words", "value"),
    [("3 meetings", 3), ("1 meeting", 1), ("2 more", 2), ("2 more meetings", 2), ("+2 meetings", 2), ("4", 4)],
)
def test_the_unit_may_stand_behind_a_value(mentee_with_two_mentors: Mentee, words: str, value: float) -> None:
    assert mentee_with_two_mentors.does("goals", "progress", "g2", *words.split())["value"] == value


def test_another_unit_is_refused(mentee_with_two_mentors: Mentee) -> None:
    assert "counts meetings" in mentee_with_two_mentors.fails("goals", "progress", "g2", "3", "books").err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("sessions add next friday 10am", "2026-12-04"),
        ("sessions add friday", "has no time"),
        ("checkin 4", "--energy or --mood or --trust"),
        ("lookback last year", "It takes options alone."),
        ("debrief monday", "No session"),
        ("goals dropped g2", "no command dropped"),
        ("goals ad", "Did you mean add?"),
        ("goal Speek", "no command"),
        ("Nobody", "no command"),
        ("edit q1 priority=low g1", "FIELD=VALUE"),
        ("show g99 m2", "no goal g99"),
        ("skills next g1", "no command next"),
        ("lessons list week g1", "more words than it takes"),
        ("agreement draft mentor low all --responsibility", "needs a value"),
        ("undo 3 4", "more words than it takes"),
        ("undo last 3", "more words than it takes"),
    ],
)
def test_what_has_no_clear_meaning_changes_nothing_and_gets_a_hint_that_fits(
    mentee_with_two_mentors: Mentee, words: str, says: str
) -> None:
    result = mentee_with_two_mentors.fails(*words.split())
    assert says in result.err and "Put a text in quotes" not in result.err


def test_a_name_that_is_also_like_a_command_is_the_command(mentee_with_two_mentors: Mentee) -> None:
    mentee_with_two_mentors.does("mentors", "add", "Ana Silva")
    mentee_with_two_mentors.does("mentors", "add", "Goalsi Smith")
    assert mentee_with_two_mentors("Ana").out == mentee_with_two_mentors("show", "m3").out
    assert "Did you mean goals?" in mentee_with_two_mentors.fails("Goalsi").err


def test_words_that_could_belong_to_two_options_name_both(mentee_with_two_mentors: Mentee) -> None:
    mentee_with_two_mentors.does("skills", "add", "Ruthless planning")
    result = mentee_with_two_mentors.fails("questions", "list", "Ruth")
    assert "--mentor or --skill" in result.err


@pytest.mark.parametrize("words", ["feedback [red] given n1", "sessions é cancel -- k1 k1", "contacts n1 o1 p1"])
def test_words_that_mean_nothing_are_refused_as_the_command_refuses_them(
    mentee_with_two_mentors: Mentee, words: str
) -> None:
    assert mentee_with_two_mentors(*words.split()).code in (2, 3)


@pytest.mark.parametrize("command", ["report", "log"])
def test_a_mentor_who_is_called_like_a_month_is_not_taken_for_it(mentee: Mentee, command: str) -> None:
    mentee.does("mentors", "add", "May Lee")
    assert "--mentor or --" in mentee.fails(command, "may").err
    assert "Read as:" not in mentee(command, "--mentor", "may").err
    assert mentee(command, "with", "may").out == mentee(command, "--mentor", "may").out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("delete 2", '"2" alone names no record.'),
        ("sessions cancel 2", '"2" alone names no session.'),
        ("goals drop 1", "A ref has a letter and a number: g1;"),
        ("delete d", '"d" alone names no record.'),
        ("actions drop D", "a12"),
    ],
)
def test_half_a_ref_is_no_start_of_a_name(mentee: Mentee, words: str, says: str) -> None:
    mentee.does("sessions", "add", "--at", "2026-12-20 15:00")
    mentee.does("goals", "add", "10 talks")
    mentee.does("actions", "add", "Draft the register")
    assert says in mentee.fails(*words.split()).err


def test_a_whole_name_of_one_sign_is_a_name(mentee: Mentee) -> None:
    mentee.does("skills", "add", "C")
    mentee.does("skills", "add", "C++")
    assert mentee.does("skills", "show", "c")["name"] == "C"


def test_the_list_of_what_is_meant_follows_the_sentence_that_leads_to_it(mentee: Mentee) -> None:
    for text in ("Mail Ruth", "Mail Ruth again"):
        mentee.does("actions", "add", text)
    result = mentee.fails("actions", "drop", "Mail", "Ruth")
    assert "start like that:\n" in result.err and "None of them was changed." in result.err


@pytest.mark.parametrize("words", ["edit q1 =x", "edit q1 text=One text=Two", "edit a1 due=friday by=monday"])
def test_an_assignment_names_its_field_and_each_field_once(mentee_with_two_mentors: Mentee, words: str) -> None:
    before = mentee_with_two_mentors.bytes()
    assert mentee_with_two_mentors.fails(*shlex.split(words)).code == 2
    assert mentee_with_two_mentors.bytes() == before


def test_who_wants_to_see_five_changes_is_not_sent_to_take_one_back(mentee_with_two_mentors: Mentee) -> None:
    assert "undo --list --limit 5" in mentee_with_two_mentors.fails("undo", "--list", "5").err


def test_a_ref_alone_is_never_dropped_by_it(mentee_with_two_mentors: Mentee) -> None:
    mentee_with_two_mentors.fails("debrief", "Ruth", "q1", "sunday")
    assert mentee_with_two_mentors.does("show", "q1")["state"] == "open"
    mentee_with_two_mentors.fails("review", "Speak")
    assert mentee_with_two_mentors.does("show", "g2")["state"] != "dropped"
    assert "debrief s1 --drop q1" in mentee_with_two_mentors("debrief", "s1", "drop", "q1").err
    assert mentee_with_two_mentors.does("show", "q1")["state"] == "dropped", "where it is said, it is done"


def test_no_word_of_a_name_is_consent_to_what_cannot_be_undone(mentee_with_two_mentors: Mentee) -> None:
    mentee_with_two_mentors.does("lessons", "add", "Say what you need")
    mentee_with_two_mentors.fails("forget", "say", "yes")
    assert mentee_with_two_mentors.does("show", "l1")["ref"] == "l1"


def test_words_that_are_a_name_and_a_name_with_a_day_are_refused(mentee: Mentee) -> None:
    mentee.does("mentors", "add", "Will Friday")
    assert "the name of m1, or to --on" in mentee.fails("mentors", "pause", "Will", "friday").err
    assert mentee.does("mentors", "pause", "Will", "--on", "friday")["state"] == "paused"
