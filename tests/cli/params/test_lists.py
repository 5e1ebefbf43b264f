"""Every list: what it can be asked follows from what its noun is, and what it leaves out it says."""

import csv
import io

import pytest

from mentorlog import clock
from mentorlog.cli.registry import load_command
from mentorlog.journal.journal import Journal
from mentorlog.journal.model.fields import fields_of
from mentorlog.journal.model.records import record_class
from mentorlog.journal.model.records.questions import Question
from mentorlog.journal.queries.listing import ListQuery, query_records
from mentorlog.nouns import KINDS, Kind
from mentorlog.structs import fields
from tests.conftest import Mentee
from tests.journal_copies import cache_journal

GROUPS = [kind.group for kind in KINDS.values() if kind.group]


@pytest.fixture
@cache_journal
def mentee_with_questions(mentee: Mentee) -> Mentee:
    """Somebody with questions of every state, for goals and sessions, on several days."""
    mentee.does("goals", "add", "Chair stand-ups")
    mentee.does("goals", "add", "Fewer late risks")
    mentee.does("sessions", "add", "--at", "2026-11-30 15:00")
    for at, (text, *options) in enumerate(
        (
            ("beta", "--goal", "g1"), ("Alpha", "--goal", "g2", "--priority", "high"), ("delta", "--session", "s1"),
            ("charlie", "--goal", "g1", "--priority", "low"), ("echo", "--goal", "g1"),
        ), 1
    ):  # fmt: skip
        mentee.at(f"2026-11-{at:02d}T09:00:00")
        mentee.does("questions", "add", text, *options)
    mentee.at("2026-11-23T09:00:00")
    mentee.does("questions", "answer", "q4", "Heard")
    mentee.does("questions", "drop", "q5")
    return mentee


def refs(mentee: Mentee, *asked: str) -> list[str]:
    return [one["ref"] for one in mentee.does("questions", "list", *asked)]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ((), ["q2", "q1", "q3"]),
        (("--all",), ["q2", "q1", "q3", "q5", "q4"]),
        (("--state", "answered"), ["q4"]),
        (("--state", "answered", "--state", "Dropped"), ["q5", "q4"]),
        (("--goal", "g1"), ["q1"]),
        (("--goal", "chair", "--all"), ["q1", "q5", "q4"]),
        (("--session", "s1"), ["q3"]),
        (("--since", "2026-11-02", "--until", "2026-11-04", "--all"), ["q2", "q3", "q4"]),
        (("--limit", "1"), ["q2"]),
        (("--sort", "ref"), ["q1", "q2", "q3"]),
        (("--sort", "-ref", "--limit", "2"), ["q3", "q2"]),
        (("--sort", "text", "--all"), ["q2", "q1", "q4", "q3", "q5"]),
        (("--sort", "-priority", "--all"), ["q4", "q1", "q3", "q5", "q2"]),
        (("--sort", "answered-on", "--all"), ["q4", "q2", "q1", "q3", "q5"]),
        (("--sort", "-answered_on", "--all"), ["q4", "q2", "q1", "q3", "q5"]),
    ],
    ids=str,
)
def test_a_list_shows_what_was_asked_for(
    mentee_with_questions: Mentee, asked: tuple[str, ...], found: list[str]
) -> None:
    assert refs(mentee_with_questions, *asked) == found


def test_a_list_says_what_it_leaves_out_by_state_and_within_what_was_asked_for(mentee_with_questions: Mentee) -> None:
    def last_line(*asked: str) -> str:
        return mentee_with_questions("questions", "list", *asked).out.rstrip("\n").split("\n")[-1]

    assert last_line() == "1 answered and 1 dropped not shown: --all"
    assert last_line("--goal", "g2").startswith("q2")
    assert last_line("--session", "s1").startswith("q3")
    assert last_line("--until", "2026-11-04") == "1 answered not shown: --all"
    assert last_line("--limit", "2") == "1 more not shown: --limit"
    assert (
        "1 answered and 1 dropped not shown: --all\n1 more"
        in mentee_with_questions("questions", "list", "--limit", "2").out
    )
    assert "not shown" not in mentee_with_questions("questions", "list", "--all").out
    assert "not shown" not in mentee_with_questions("questions", "list", "--state", "open").out


def test_where_nothing_is_like_that_the_list_says_so_and_suggests_no_first_one(mentee_with_questions: Mentee) -> None:
    result = mentee_with_questions("questions", "list", "--goal", "g2", "--until", "2026-11-01")
    assert (result.out, result.err) == ("No open questions like that.\n", "")
    mentee_with_questions.does("questions", "answer", "q1", "Heard")
    result = mentee_with_questions("questions", "list", "--goal", "g1")
    assert result.out == "No open questions like that. 2 answered and 1 dropped not shown: --all\n"
    assert mentee_with_questions("feedback", "list").out == "No feedback yet.\n"
    assert "feedback add" in mentee_with_questions("feedback", "list").err


def test_what_python_works_out_can_be_sorted_by_too(mentee: Mentee) -> None:
    for title, value in (("one", "3"), ("two", "8"), ("three", "")):
        mentee.does("goals", "add", title, *(("--target", "10") if value else ()))
        if value:
            mentee.does("goals", "progress", title, value)
    assert [one["ref"] for one in mentee.does("goals", "list", "--sort", "progress")] == ["g1", "g2", "g3"]
    assert [one["ref"] for one in mentee.does("goals", "list", "--sort", "-progress")] == ["g2", "g1", "g3"]
    assert "2 more not shown: --limit" in mentee("goals", "list", "--sort", "-progress", "--limit", "1").out


def test_a_nouns_own_options_and_the_shared_ones_go_together(mentee_with_questions: Mentee) -> None:
    mentee_with_questions.does("actions", "add", "Mine", "--goal", "g1", "--by", "2026-11-30")
    mentee_with_questions.does("actions", "add", "Theirs", "--theirs", "--goal", "g1", "--by", "2026-12-01")
    mentee_with_questions.does("actions", "add", "Theirs too", "--theirs", "--goal", "g2")
    mentee_with_questions.does("actions", "done", "a2")
    mentee_with_questions.does("lessons", "add", "Ask early", "--goal", "g1")

    def refs_of(*words: str) -> list[str]:
        return [one["ref"] for one in mentee_with_questions.does(*words)]

    assert refs_of("actions", "list", "--theirs", "--goal", "g1", "--all") == ["a2"]
    assert refs_of("actions", "list", "--since", "2026-11-25", "--all") == ["a1", "a2"]
    assert refs_of("lessons", "list", "--waiting", "--goal", "g2") == []
    assert refs_of("lessons", "list", "--waiting", "--goal", "g1") == ["l1"]
    text = mentee_with_questions("actions", "list", "--theirs", "--goal", "g1").out
    assert text == "No open actions like that. 1 done not shown: --all\n"


def test_what_has_no_day_of_its_own_counts_as_of_the_day_it_was_written(mentee: Mentee) -> None:
    mentee.does("actions", "add", "Some day")
    mentee.does("actions", "add", "Soon", "--by", "2026-12-24")
    for asked, ref in ((("--until", "today"), "a1"), (("--since", "2026-12-24"), "a2")):
        assert [one["ref"] for one in mentee.does("actions", "list", *asked)] == [ref]


@pytest.mark.parametrize("group", GROUPS)
def test_every_list_can_be_asked_for_its_links_its_states_and_its_days(mentee: Mentee, group: str) -> None:
    text = mentee(group, "list", "--help").out
    for name in ("--all", "--since", "--until", "--sort", "--limit", "--format"):
        assert f"{name} " in text
    record = record_class(next(kind for kind in KINDS.values() if kind.group == group))
    names = set(fields(record))
    assert ("--state" in text) == ("state" in names)
    for noun in ("goal", "session", "mentor", "skill"):
        through = {"mentor": group in {"activities", "contacts", "achievements", "skills"}, "skill": "goal" in names}
        assert (f"--{noun} " in text) == (noun in names or through.get(noun, False))
    assert ("--priority " in text) == ("priority" in names)


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("form", ["table", "plain", "csv", "json", "markdown"])
def test_every_list_takes_every_form_full_and_empty(mentee: Mentee, group: str, form: str) -> None:
    assert mentee(group, "list", "--format", form).code == 0
    mentee.has_demo()
    assert mentee(group, "list", "--all", "--sort", "-ref", "--format", form).out.strip()


def test_plain_is_a_record_a_line_with_tabs_and_nothing_is_cut(mentee: Mentee) -> None:
    text = "Who\tdecides,\nand who pays? " + "word " * 60 + "C:\\risks"
    mentee.does("questions", "add", text)
    mentee.does("questions", "add", "Next?", "--priority", "high")
    shown = text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")
    assert mentee("questions", "list", "--format", "plain").out == (
        f"q2\tNext?\thigh\t\t\topen\t0\t\nq1\t{shown}\tnormal\t\t\topen\t0\t\n"
    )


def test_csv_has_all_fields_and_no_formula(mentee: Mentee) -> None:
    mentee.does("questions", "add", '=HYPERLINK("x")\nand, more')
    rows = list(csv.DictReader(io.StringIO(mentee("questions", "list", "--format", "csv").out)))
    assert rows[0]["text"] == '\'=HYPERLINK("x")\nand, more'
    fact = mentee.does("questions", "list")[0]
    assert list(rows[0]) == list(fact)
    assert rows[0] | {"text": ""} == {name: "" if value is None else str(value) for name, value in fact.items()} | {
        "text": ""
    }


def test_markdown_is_a_table_in_which_nothing_is_markup(mentee: Mentee) -> None:
    mentee.does("questions", "add", "Is | *this* <b>ours</b>?", "--priority", "high")
    assert mentee("questions", "list", "--format", "markdown").out == (
        "# Questions\n\n## Open\n\n| Ref | Question | Priority |\n| --- | --- | --- |\n"
        "| q1 | Is \\| \\*this\\* \\<b\\>ours\\</b\\>? | high |\n"
    )


def test_what_is_left_out_of_a_text_is_said_beside_it(mentee_with_questions: Mentee) -> None:
    for form in ("plain", "csv", "markdown"):
        result = mentee_with_questions("questions", "list", "--format", form)
        assert result.err == "1 answered and 1 dropped not shown: --all\n" and "not shown" not in result.out


def test_json_is_json_in_whatever_form_it_is_asked_for(mentee_with_questions: Mentee) -> None:
    plain = mentee_with_questions("questions", "list", "--json").out
    assert mentee_with_questions("questions", "list", "--format", "json").out == plain
    assert mentee_with_questions("questions", "list", "--json", "--format", "csv").out == plain


def test_the_wins_are_a_page_to_share_as_well_as_a_list(mentee: Mentee) -> None:
    mentee.has_demo()
    assert "<html" in mentee("achievements", "list", "--format", "html").out
    shared = mentee("achievements", "list", "--for", "mentor", "--goal", "g4").out
    assert "w5" in shared and "w2" not in shared
    assert "What I am proud of" in mentee("achievements", "list", "--format", "markdown", "--limit", "1").out
    assert mentee("achievements", "list", "--for", "mentor", "--format", "csv").code == 2


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (("--state", "anwered"), "Did you mean answered?"),
        (("--sort", "prioritty"), "Did you mean priority"),
        (("--format", "cvs"), "Did you mean csv?"),
        (("--contact", "o1"), "has no option --contact"),
        (("--goal", "g9"), "There is no goal g9."),
        (("--gaol", "g1"), "Did you mean --goal"),
        (("--since", "today", "--until", "yesterday"), "Swap --since and --until."),
    ],
    ids=str,
)
def test_what_cannot_be_asked_is_reported_with_what_can(
    mentee_with_questions: Mentee, asked: tuple[str, ...], message: str
) -> None:
    refused = mentee_with_questions.fails("questions", "list", *asked)
    assert refused.code == (3 if "g9" in asked else 2) and message in refused.err


def test_a_list_is_read_as_of_one_moment(mentee_with_questions: Mentee) -> None:
    """What somebody else adds between its questions to the file would stand in one and not in the other."""
    journal = Journal.open(mentee_with_questions.path, clock.now)
    asked: list[str] = []
    journal.store.connection.set_trace_callback(asked.append)
    found = query_records(journal, Question, ListQuery())
    journal.close()
    assert len(found.records) == 3 and found.settled_counts
    assert asked[0] == "BEGIN" and asked[-1] == "COMMIT" and len(asked) > 3


def _reaches(noun: str, link: str) -> bool:
    """Whether records of a noun know one of `link`: themselves, or through the goal or session that they link to."""
    if noun == link:
        return False
    links = {field.form.link for field in fields_of(record_class(KINDS[noun])) if field.form.link and field.is_stored}
    return link in links or any(_reaches(by, link) for by in ("goal", "session") if by in links)


@pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if kind.group], ids=lambda kind: kind.noun)
def test_no_list_lacks_a_filter_that_its_record_knows(kind: Kind) -> None:
    options = _option_names(kind.group, "list")
    for noun in ("mentor", "goal", "skill", "session"):
        assert (f"--{noun}" in options) >= _reaches(kind.noun, noun), noun
    for field in ("priority", "state"):
        assert (f"--{field}" in options) == any(known.name == field for known in fields_of(record_class(kind))), field


@pytest.mark.parametrize("command", ["log", "search"])
def test_what_reads_all_nouns_has_all_their_filters(command: str) -> None:
    assert {"--mentor", "--goal", "--skill", "--session", "--priority", "--only"} <= _option_names(command)


def _option_names(command: str, verb: str = "") -> set[str]:
    loaded = load_command(command, [verb] if verb else [])
    loaded = loaded.commands[verb] if verb else loaded
    return {name for param in loaded.params for name in param.opts}


def test_log_and_search_are_filtered_by_skill_and_priority(mentee: Mentee) -> None:
    mentee.does("goals", "add", "Plan well")
    mentee.does("goals", "add", "Chair stand-ups", "--skill", "communication", "--step", "Chair word")
    mentee.does("questions", "add", "word a", "--goal", "g2", "--priority", "high")
    mentee.does("questions", "add", "word b", "--goal", "g1")
    mentee.does("lessons", "add", "word c", "--goal", "g2", "--skill", "planning")
    mentee.does("lessons", "add", "word d", "--goal", "g2")
    of_skill = {"g2", "t1", "q1", "l2"}
    assert {entry["ref"] for entry in mentee.does("log", "--skill", "communication")} == of_skill
    assert {hit["ref"] for hit in mentee.does("search", "word", "--skill", "communication")} == of_skill - {"g2"}
    assert {entry["ref"] for entry in mentee.does("log", "--priority", "high")} == {"q1"}
    assert {hit["ref"] for hit in mentee.does("search", "word", "--priority", "normal")} == {"q2"}
    assert "None of these nouns has a priority." in mentee.fails("log", "--only", "goals", "--priority", "low").err
