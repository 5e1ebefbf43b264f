"""Words as people type them: nouns alone and in the singular, short options, texts without quotes, text from a pipe."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mentorlog import __version__
from mentorlog.cli import context, main
from mentorlog.cli.registry import COMMANDS, canonical_call, noun_spellings, verbs
from mentorlog.nouns import KINDS
from tests.conftest import Mentee
from tests.journal_copies import cache_journal

GROUPS = [kind for kind in KINDS.values() if kind.group]
CONVERSATIONS = ("checkin", "review")
OTHER_COMMANDS = ("letter",)  # words of a noun that are a command of their own


@pytest.fixture
@cache_journal
def mentee_with_entries(mentee: Mentee) -> Mentee:
    """Somebody with a mentor, a goal with a step, a session and two questions."""
    mentee.does("mentors", "add", "Ruth Okafor")
    mentee.does("goals", "add", "Chair stand-ups", "--target", "10", "--step", "Chair one")
    mentee.does("sessions", "add", "--at", "thu 15:00")
    mentee.does("questions", "add", "Who decides?", "--goal", "g1")
    mentee.does("questions", "add", "Who pays?")
    return mentee


# A noun


@pytest.mark.parametrize("kind", GROUPS, ids=lambda kind: kind.noun)
def test_every_spelling_of_a_noun_names_its_commands_and_alone_it_lists(
    mentee_with_entries: Mentee, kind: object
) -> None:
    assert hasattr(kind, "group")
    listed = mentee_with_entries(kind.group, "list")
    for word in noun_spellings(kind):  # type: ignore[arg-type]  # a parameter of pytest has no type
        assert mentee_with_entries(word, "list") == listed
        if kind.group not in CONVERSATIONS and word not in OTHER_COMMANDS:
            assert mentee_with_entries(word) == listed
            assert mentee_with_entries(word, "--json").out == mentee_with_entries(kind.group, "list", "--json").out


def test_a_conversation_stays_one_and_a_group_without_a_list_says_what_it_needs(mentee: Mentee) -> None:
    for noun in CONVERSATIONS:
        assert canonical_call([noun])[0] == [noun]
        assert canonical_call([f"{noun}s"])[0] == [noun, "list"]
    assert mentee("config").out == mentee("config", "list").out
    groups = [name for name, entry in COMMANDS.items() if entry.group and name not in dict.fromkeys(CONVERSATIONS)]
    assert [name for name in groups if "list" not in dict(verbs(name))] == ["sync", "export"]


def test_options_of_the_list_follow_the_noun_at_once(mentee_with_entries: Mentee) -> None:
    assert [row["ref"] for row in mentee_with_entries.does("question", "--goal", "g1")] == ["q1"]
    assert [row["ref"] for row in mentee_with_entries.does("questions", "-n", "1")] == ["q1"]
    assert "Usage: mentorlog goals COMMAND" in mentee_with_entries("goal", "-h").out


def test_help_takes_the_singular_too(mentee: Mentee) -> None:
    assert mentee("help", "goal", "add").out == mentee("goals", "add", "--help").out == mentee("goal", "add", "-h").out
    out = mentee("goals", "--help").out
    assert "show REF" in out and "delete REF" in out and "history REF" in out


def test_show_edit_delete_and_history_stand_behind_their_noun(mentee_with_entries: Mentee) -> None:
    assert mentee_with_entries("goals", "show", "g1").out == mentee_with_entries("show", "g1").out
    assert mentee_with_entries("goal", "g1").out == mentee_with_entries("show", "g1").out
    assert mentee_with_entries.does("goals", "show", "t1")["title"] == "Chair one"
    assert mentee_with_entries("goals", "history", "g1").out == mentee_with_entries("history", "g1").out
    assert [change["refs"] for change in mentee_with_entries.does("goals", "history")] == [["g1", "t1"]]
    assert [change["refs"] for change in mentee_with_entries.does("questions", "history")] == [["q2"], ["q1"]]
    assert mentee_with_entries("goals", "show", "Chair").out == mentee_with_entries("show", "g1").out
    mentee_with_entries.does("question", "edit", "q2", "text=Who signs?")
    assert mentee_with_entries.does("show", "q2")["text"] == "Who signs?"
    mentee_with_entries.does("questions", "delete", "q2")
    assert mentee_with_entries("show", "q2").code == 3


@pytest.mark.parametrize("verb", ["show", "edit", "delete", "history"])
def test_behind_a_noun_a_record_of_another_is_refused_by_name(mentee_with_entries: Mentee, verb: str) -> None:
    words = ["goals", verb, "q1", *(["text=x"] if verb == "edit" else [])]
    result = mentee_with_entries.fails(*words)
    assert result.code == 2 and "q1 is a question; a goal is needed here." in result.err
    assert mentee_with_entries.fails("questions", verb, "g1", *words[3:]).code == 2


@pytest.mark.parametrize("kind", GROUPS, ids=lambda kind: kind.noun)
def test_a_ref_behind_its_noun_is_shown(kind: object) -> None:
    assert hasattr(kind, "group") and hasattr(kind, "letter") and hasattr(kind, "noun")
    for verb in ("show", "edit", "delete", "history"):
        assert canonical_call([kind.noun, verb, f"{kind.letter}1"]) == ([verb, f"{kind.letter}1"], kind.noun)
    assert canonical_call(["agreement", "show"])[0] == ["agreement", "show"]


# Short options


@pytest.mark.parametrize(
    ("short", "long"),
    [
        (["questions", "list", "-j"], ["questions", "list", "--json"]),
        (["-j", "questions", "list"], ["questions", "list", "--json"]),
        (["questions", "-jn1"], ["questions", "list", "--json", "--limit", "1"]),
        (["questions", "-jn", "1"], ["questions", "list", "--json", "--limit", "1"]),
        (["log", "-n1"], ["log", "--limit", "1"]),
        (["log", "-n=1"], ["log", "--limit", "1"]),
        (["goals", "-m", "ruth"], ["goals", "list", "--mentor", "ruth"]),
        (["goals", "-mm1"], ["goals", "list", "--mentor", "m1"]),
        (["search", "who", "-n", "1"], ["search", "who", "--limit", "1"]),
        (["next", "-m", "m1"], ["next", "--mentor", "m1"]),
        (["-m", "m1", "goals"], ["goals", "list", "--mentor", "m1"]),
        (["-n1", "log"], ["log", "--limit", "1"]),
        (["-m", "ruth"], ["next", "--mentor", "ruth"]),
        (["-h"], ["--help"]),
        (["log", "-h"], ["log", "--help"]),
        (["-jV"], ["--json", "--version"]),
    ],
)
def test_a_short_option_is_its_long_form_wherever_that_may_stand(
    mentee_with_entries: Mentee, short: list[str], long: list[str]
) -> None:
    result = mentee_with_entries(*short)
    assert result.code == 0 and result == mentee_with_entries(*long)


def test_the_journal_has_a_short_option_too(mentee_with_entries: Mentee) -> None:
    other = str(mentee_with_entries.folder / "other.db")
    for words in (["-f", other], [f"-f{other}"], ["-jf", other]):
        mentee_with_entries("questions", "add", "Elsewhere?", *words)
    assert len(mentee_with_entries.does("questions", "-f", other)) == 3
    assert len(mentee_with_entries.does("questions")) == 2
    assert "names no file" in mentee_with_entries.fails("questions", "-f").err


@pytest.mark.parametrize("word", ["-mentor", "-format", "-limit", "-journal", "-json", "-maybe", "-fear", "-next"])
def test_what_only_begins_like_a_short_option_is_none(mentee_with_entries: Mentee, word: str) -> None:
    for words in (("questions", "add", "Who?"), ("goals", "list"), ("log",)):
        assert f"has no option {word}" in mentee_with_entries.fails(*words, word, "x").err
    assert "Did you mean --mentor?" in mentee_with_entries.fails("log", "-mentor", "x").err
    assert '-- "-..."' in mentee_with_entries.fails("questions", "add", "-maybe", "move").err


def test_a_search_still_leaves_words_out(mentee_with_entries: Mentee) -> None:
    hits = mentee_with_entries.does("search", "who", "-mentor", "-fun", "-hj", "-pays")
    assert [hit["ref"] for hit in hits] == ["q1"]


def test_the_version_has_a_short_option() -> None:
    out = subprocess.run([sys.executable, "-m", "mentorlog", "-V"], capture_output=True, text=True, check=True).stdout
    assert out == f"mentorlog {__version__}\n"


# A text without quotes


@pytest.mark.parametrize(
    ("words", "field", "text"),
    [
        ("questions add Should I move", "text", "Should I move"),
        ("questions add Should I move --goal g1", "text", "Should I move"),
        ("questions add --goal g1 Should I move", "text", "Should I move"),
        ("questions add Should I --goal g1 move", "text", "Should I move"),
        ("questions add Should I --priority high move", "text", "Should I move"),
        ("questions add Should I --private move", "text", "Should I move"),
        ("questions add Should I - or not - move", "text", "Should I - or not - move"),
        ("questions answer q1 The one who pays", "answer", "The one who pays"),
        ("questions answer q1 --on yesterday The one who pays", "answer", "The one who pays"),
        ("goals add Run a workshop --by friday", "title", "Run a workshop"),
        ("goals step g1 Chair a second one", "title", "Chair a second one"),
        ("actions add Draft the register --by friday", "text", "Draft the register"),
        ("lessons add Ask for the reason", "text", "Ask for the reason"),
        ("achievements add Chaired my first one", "title", "Chaired my first one"),
        ("feedback add You let them finish", "behaviour", "You let them finish"),
        ("mentors add Priya Nair", "name", "Priya Nair"),
        ("contacts add Sam Adeyemi", "name", "Sam Adeyemi"),
        ("skills add Asking well", "name", "Asking well"),
        ("needs add Knows my field", "text", "Knows my field"),
        ("challenges add We talk past each other --kind fit", "text", "We talk past each other"),
        ("agreement add boundary No calls after six", "text", "No calls after six"),
    ],
)
def test_a_text_at_the_end_needs_no_quotes(mentee_with_entries: Mentee, words: str, field: str, text: str) -> None:
    if words.startswith("agreement"):
        mentee_with_entries.does("agreement", "draft", "--purpose", "Grow")
    assert mentee_with_entries.does(*words.split())[field] == text


def test_every_command_whose_last_argument_is_a_text_takes_its_words(mentee: Mentee) -> None:
    assert mentee("date", "friday", "next", "week").out == mentee("date", "friday next week").out != ""
    assert mentee("date", "next", "friday").err == mentee("date", "next friday").err
    assert mentee("date", "-3d").code == 0
    assert mentee("config", "set", "name", "Ada", "Lovelace").code == 0
    assert mentee("config", "get", "name").out == "Ada Lovelace\n"


@pytest.mark.parametrize(
    ("words", "both"),
    [
        (("questions", "add", "Who decides here?", "Who pays then?"), ("As one", "as several")),
        (("goals", "add", "Chair", "one", "--mentor", "Ruth", "Okafor"), ("To the value", "to the text")),
        (("actions", "add", "Draft", "it", "--by", "next", "friday"), ("To the value", "to the text")),
        (("actions", "add", "Draft", "it", "--by", "15", "dec"), ("To the value", "to the text")),
        (("questions", "add", "-", "Should", "I"), ("stdin", "in quotes")),
    ],
)
def test_where_words_could_mean_two_things_both_are_named(
    mentee_with_entries: Mentee, words: tuple[str, ...], both: tuple[str, str]
) -> None:
    result = mentee_with_entries.fails(*words)
    assert result.code == 2 and all(part in result.err for part in both)


# A text from a pipe


def run(mentee: Mentee, *words: str, shell: str = "", **options: object) -> "subprocess.CompletedProcess[str]":
    """Run a command in a process of its own, behind a pipeline of the shell if one is given."""
    if shell:
        script = f"{shell} {sys.executable} -m mentorlog {' '.join(words)}"
        return subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=False, timeout=30)
    command = [sys.executable, "-m", "mentorlog", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=30, **options)  # type: ignore[call-overload,no-any-return]  # options of one call each


def test_a_pipe_or_a_file_is_read_without_a_dash(mentee_with_entries: Mentee) -> None:
    assert "Noted 2 questions" in mentee_with_entries("questions", "add", stdin=b"How?\n\nWhen?\n").out
    assert run(mentee_with_entries, "questions", "add", shell="printf 'Where?\\nWho?\\n' |").returncode == 0
    file = Path(mentee_with_entries.folder, "questions.txt")
    file.write_text("What for?\n")
    assert run(mentee_with_entries, f"questions add < {file}", shell=":;").returncode == 0
    texts = [row["text"] for row in mentee_with_entries.does("questions")]
    assert texts[2:] == ["How?", "When?", "Where?", "Who?", "What for?"]
    assert mentee_with_entries("questions", "answer", "q1", stdin=b"The sponsor\n").code == 0
    assert mentee_with_entries.does("show", "q1")["answer"] == "The sponsor"
    assert mentee_with_entries("lessons", "add", stdin=b"Two\nlines\n").code == 0
    assert mentee_with_entries.does("show", "l1")["text"] == "Two\nlines"


def test_what_is_typed_is_taken_and_the_pipe_is_left_alone(mentee_with_entries: Mentee) -> None:
    script = f"printf 'a\\nb\\n' | (while read -r line; do {sys.executable} -m mentorlog questions add $line; done)"
    subprocess.run(["sh", "-c", script], check=True, timeout=60, capture_output=True)
    assert [row["text"] for row in mentee_with_entries.does("questions")][2:] == ["a", "b"]


@pytest.mark.parametrize("words", [("questions", "add"), ("lessons", "add"), ("feedback", "add", "--no-input")])
def test_nothing_hangs_on_a_stdin_that_says_nothing(mentee_with_entries: Mentee, words: tuple[str, ...]) -> None:
    assert "needs TEXT" in mentee_with_entries.fails(*words).err
    assert "needs TEXT" in run(mentee_with_entries, *words, stdin=subprocess.DEVNULL).stderr
    assert "needs TEXT" in run(mentee_with_entries, *words, "<&-", shell=":;").stderr


def test_a_pipe_that_stays_silent_is_not_waited_for_long(
    mentee_with_entries: Mentee, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A tenth as long as in earnest; nobody ever writes to it or closes it."""
    assert context._PIPE_PATIENCE <= 3
    monkeypatch.setattr(context, "_PIPE_PATIENCE", context._PIPE_PATIENCE / 10)
    reader, writer = os.pipe()
    with os.fdopen(reader) as silent, monkeypatch.context() as patch:
        patch.setattr(sys, "stdin", silent)
        assert main.run(("questions", "add")) == 2
    os.close(writer)
    assert "needs TEXT" in capsys.readouterr().err


# What came to a value


def test_plus_adds_to_the_last_value_and_a_figure_stands_for_itself(mentee: Mentee) -> None:
    mentee.does("goals", "add", "Chair stand-ups", "--target", "10")
    assert mentee.does("goals", "progress", "g1", "+1")["value"] == 1
    assert mentee.does("goals", "progress", "g1", "6")["value"] == 6
    assert mentee.does("goals", "progress", "g1", "+0.5")["value"] == 6.5
    assert mentee.does("goals", "progress", "g1", "+1", "--on", "yesterday")["value"] == 1
    mentee.does("checkin", "--progress", "g1=+1")
    assert mentee.does("show", "g1")["value"] == 7.5


def test_minus_is_a_value_only_where_figures_go_below_zero(mentee: Mentee) -> None:
    mentee.does("goals", "add", "Chair stand-ups", "--target", "10")
    assert mentee.does("goals", "progress", "g1", "-1")["value"] == -1, "from nothing, both are the same"
    mentee.does("undo")
    mentee.does("goals", "progress", "g1", "6")
    for words in (("goals", "progress", "g1", "-2"), ("checkin", "--progress", "g1=-2")):
        result = mentee.fails(*words)
        assert result.code == 2 and "For the value write =-2, for 2 less write 4." in result.err
    assert mentee.does("goals", "progress", "g1", "=-2")["value"] == -2
    assert mentee.does("goals", "progress", "g1", "-3")["value"] == -3
    mentee.does("goals", "add", "Balance", "--baseline", "-10", "--target", "-2")
    assert mentee.does("goals", "progress", "g2", "-6")["value"] == -6
    mentee.does("checkin", "--progress", "g2==-5")
    assert mentee.does("show", "g2")["value"] == -5


def test_small_numbers_are_written_out(mentee: Mentee) -> None:
    mentee.does("goals", "add", "Fewer faults", "--baseline", "0.001", "--target", "0.00005")
    assert "0.00005" in mentee("goals").out and "e-05" not in mentee("goals").out + mentee("show", "g1").out
    assert "0.00002" in mentee("goals", "progress", "g1", "0.00002").out


# Lists


def test_lists_are_filtered_by_priority_and_by_the_skill_of_the_goal(mentee: Mentee) -> None:
    mentee.does("goals", "add", "Plan well")
    mentee.does("goals", "add", "Chair stand-ups", "--skill", "communication")
    for text, *more in (("a", "--goal", "g2"), ("b", "--goal", "g1", "--priority", "high"), ("c", "--priority", "low")):
        mentee.does("questions", "add", text, *more)
    assert [row["ref"] for row in mentee.does("questions", "--skill", "communication")] == ["q1"]
    assert [row["ref"] for row in mentee.does("questions", "--priority", "high", "--priority", "low")] == ["q2", "q3"]
    for noun in ("actions", "achievements", "feedback", "lessons"):
        mentee.does(noun, "add", "x", "--goal", "g2")
        mentee.does(noun, "add", "y")
        assert [row["ref"][1:] for row in mentee.does(noun, "--skill", "communication")] == ["1"]
    mentee.does("lessons", "add", "z", "--goal", "g2", "--skill", "planning")
    assert [row["ref"] for row in mentee.does("lessons", "--skill", "communication")] == ["l1"]
    assert [row["ref"] for row in mentee.does("lessons", "--skill", "planning")] == ["l3"]


def test_a_limit_keeps_the_newest_where_the_order_is_time_and_the_first_where_it_is_weight(mentee: Mentee) -> None:
    mentee.has_demo()
    for noun in ("sessions", "checkin", "feedback", "achievements", "lessons", "goals", "review"):
        rows = mentee.does(noun, "list", "--all") if noun == "goals" else mentee.does(noun, "list")
        newest = mentee.does(noun, "list", "-n", "2", *(["--all"] if noun == "goals" else []))
        assert newest == rows[-2:]
    for noun in ("questions", "actions", "needs"):
        assert mentee.does(noun, "list", "-n", "2") == mentee.does(noun, "list")[:2]
    assert "earlier not shown: --limit" in mentee("sessions", "-n", "2").out
    assert "more not shown: --limit" in mentee("questions", "-n", "2").out
    assert [row["ref"] for row in mentee.does("sessions", "-n", "2", "--sort", "ref")] == ["s1", "s2"]


# A journal that is not there


def test_a_named_journal_that_is_not_there_is_said_once_by_what_reads_it(
    mentee: Mentee, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = f"There is no journal at {mentee.path}.\n"
    for words in (("goals",), ("report",), ("due",), ("search", "x"), ("goals", "-f", str(mentee.path))):
        assert mentee(*words).err.count(said) == 1
    assert said in mentee.fails("show", "g1").err
    assert "There is no journal" not in mentee("help").err + mentee("config").err + mentee("date", "friday").err
    monkeypatch.delenv("MENTORLOG_JOURNAL")
    assert "There is no journal" not in mentee("goals").err
    assert "journal was made" not in mentee("goals", "add", "x").err


def test_what_makes_a_named_journal_says_so(mentee: Mentee) -> None:
    said = f"A new journal was made: {mentee.path}\n"
    assert said in mentee("goals", "add", "x").err
    assert said not in mentee("goals", "add", "y").err
    other = str(mentee.folder / "other.db")
    assert "journal was made" not in mentee("init", "-f", other).err


# A number for a prompt


def test_due_counts_for_a_prompt_and_for_a_mentor(mentee: Mentee) -> None:
    assert (mentee("due", "--count").out, mentee("due", "--count").code) == ("0\n", 0)
    mentee.does("mentors", "add", "Ruth Okafor")
    mentee.does("mentors", "add", "Sam Adeyemi")
    mentee.does("sessions", "add", "--at", "thu 15:00", "--mentor", "m1")
    mentee.does("sessions", "add", "--at", "thu 17:00", "--mentor", "m2")
    mentee.does("actions", "add", "Draft", "--by", "tomorrow")
    result = mentee("due", "--count")
    assert (result.out, result.err, result.code) == ("3\n", "", 10)
    assert mentee("due", "--count", "-m", "sam").out == "2\n"
    assert [item["ref"] for item in mentee("due", "--mentor", "ruth", "--json").data] == ["a1", "s1"]


@pytest.mark.parametrize(
    "words",
    ["questions add What is on the list", "actions add Send the list to Jan", "questions add Should I drop it",
     "lessons add To add is easy", "feedback add We plan too late"],
)  # fmt: skip
def test_a_word_of_a_text_is_no_command_though_it_may_be_the_name_of_one(mentee: Mentee, words: str) -> None:
    group, _, *text = words.split()
    mentee.does(*words.split())
    (record,) = mentee.does(group, "list", "--all")
    assert " ".join(text) in record.values()
