"""MENTORLOG_AUDIENCE: what somebody who is let in may write, and what stays the owner's."""

import sqlite3
from pathlib import Path

import pytest

from mentorlog.cli.audience import open_veiled_journal
from mentorlog.errors import NotFound
from mentorlog.journal.model.records.goals import Goal
from mentorlog.structs import replace
from tests.conftest import Mentee
from tests.journal_copies import cache_journal

_PRIVATE_ADDITIONS: tuple[tuple[str, ...], ...] = (
    ("challenges", "add", "We talk past each other", "--kind", "misunderstanding"),
    ("needs", "add", "Time"), ("agreement", "draft", "--purpose", "To grow"), ("feedback", "plan", "Soon"),
    ("questions", "add", "Should I stay?", "--private"),
    ("checkin", "--mood", "3"), ("mentors", "add", "Zoe", "--candidate"),
)  # fmt: skip


@pytest.fixture
@cache_journal
def owner(mentee: Mentee) -> Mentee:
    """Somebody with a mentor, and with something private beside something that is not."""
    mentee.does("mentors", "add", "Ruth Okafor")
    mentee.does("goals", "add", "Leave the company", "--private")
    mentee.does("goals", "add", "Chair stand-ups")
    mentee.does("questions", "add", "Should I stay?", "--private")
    mentee.does("questions", "add", "Who decides?", "--goal", "g1")
    mentee.does("checkin", "--mood", "2", "--win", "Said no")
    return mentee


@pytest.fixture
def assistant(owner: Mentee, monkeypatch: pytest.MonkeyPatch) -> Mentee:
    """An assistant whom they let in."""
    monkeypatch.setenv("MENTORLOG_AUDIENCE", "mentor")
    return owner


def row(mentee: Mentee, query: str) -> tuple[object, ...]:
    """The one row of a query over the file."""
    connection = sqlite3.connect(mentee.path)
    (values,) = connection.execute(query).fetchall()
    connection.close()
    return tuple(values)


def last_change(mentee: Mentee, *words: str) -> int:
    """The number of the change that a command makes."""
    mentee.does(*words)
    (number,) = row(mentee, "SELECT max(id) FROM changes")
    return int(str(number))


def test_what_they_see_they_may_add_and_change(assistant: Mentee) -> None:
    assert assistant.does("questions", "add", "What would you cut?")["ref"] == "q3"
    assistant.does("questions", "answer", "q3", "The newsletter")
    assistant.does("edit", "g2", "why=To be heard")
    assert [question["ref"] for question in assistant.does("questions", "list", "--all")] == ["q2", "q3"]
    assert row(assistant, "SELECT count(*) FROM questions WHERE state = 'answered' AND number = 3") == (1,)
    assert row(assistant, "SELECT why FROM goals WHERE number = 2") == ("To be heard",)


def test_a_change_leaves_the_fields_and_links_that_they_do_not_see(assistant: Mentee) -> None:
    assistant.does("edit", "c1", "wins=Said no, twice")
    assistant.does("edit", "q2", "priority=high")
    assert row(assistant, "SELECT mood, wins FROM checkins") == (2, "Said no, twice")
    assert row(assistant, "SELECT goal, priority FROM questions WHERE number = 2") == (1, "high")


@pytest.mark.parametrize("words", _PRIVATE_ADDITIONS, ids=" ".join)
def test_what_would_be_private_is_refused(assistant: Mentee, words: tuple[str, ...]) -> None:
    assert assistant.fails(*words).code == 1


@pytest.mark.parametrize(
    "words", [("edit", "c1", "mood=4"), ("edit", "c1", "private=no"), ("edit", "q2", "private=yes")]
)
def test_neither_hidden_fields_nor_privacy_itself_are_theirs_to_set(assistant: Mentee, words: tuple[str, ...]) -> None:
    assert assistant.fails(*words).code == 1


def test_what_a_setting_makes_private_is_refused_unless_it_is_said_not_to_be(
    assistant: Mentee, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MENTORLOG_PRIVATE", "questions")
    assert assistant.fails("questions", "add", "What now?").code == 1
    assistant.does("questions", "add", "What now?", "--no-private")


def test_what_others_may_hang_on_is_not_deleted_and_all_else_is(assistant: Mentee) -> None:
    refused = assistant.fails("delete", "g2")
    assert refused.code == 1 and "cannot be deleted here" in refused.err
    assert assistant.fails("delete", "q2").code == 1  # its link is hidden, and would be lost
    assistant.does("questions", "add", "What now?")
    assistant.does("delete", "q3")
    assert [question["ref"] for question in assistant.does("questions", "list")] == ["q2"]
    assistant.does("undo")
    assert [question["ref"] for question in assistant.does("questions", "list")] == ["q2", "q3"]


def test_they_take_back_what_they_see_and_nothing_else(assistant: Mentee, monkeypatch: pytest.MonkeyPatch) -> None:
    assistant.does("actions", "add", "Draft the list")
    monkeypatch.delenv("MENTORLOG_AUDIENCE")
    private = last_change(assistant, "questions", "add", "Is it me?", "--private")
    monkeypatch.setenv("MENTORLOG_AUDIENCE", "mentor")
    listed = [change["change"] for change in assistant.does("undo", "--list")]
    assert private not in listed
    hidden, missing = assistant.fails("undo", str(private)), assistant.fails("undo", "999")
    assert hidden.code == missing.code == 3
    assert hidden.err.replace(str(private), "N") == missing.err.replace("999", "N")
    refused = assistant.fails("undo")
    assert refused.code == 1 and "undo --list" in refused.err, "and never an older one in its stead"
    assert "action a1" in assistant("undo", str(max(listed))).out
    assert assistant.does("actions", "list") == []
    assert "action a1" in assistant("redo").out
    assert [action["ref"] for action in assistant.does("actions", "list")] == ["a1"]
    assert row(assistant, "SELECT count(*) FROM questions WHERE number = 3") == (1,)


def test_a_change_of_what_was_private_then_stays_the_owners(assistant: Mentee, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MENTORLOG_AUDIENCE")
    changes = [last_change(assistant, "edit", "q1", "text=Should I go?")]
    changes.append(last_change(assistant, "edit", "q1", "private=no"))
    later = last_change(assistant, "edit", "q1", "priority=high")
    monkeypatch.setenv("MENTORLOG_AUDIENCE", "mentor")
    listed = {change["change"] for change in assistant.does("undo", "--list")}
    assert later in listed and not listed & set(changes)
    assert "Should I stay" not in assistant("undo", "--list", "--limit", "50").out


def test_what_stands_on_a_change_unseen_keeps_it_without_a_word(
    assistant: Mentee, monkeypatch: pytest.MonkeyPatch
) -> None:
    added = last_change(assistant, "goals", "add", "Speak up")
    monkeypatch.delenv("MENTORLOG_AUDIENCE")
    assistant.does("questions", "add", "Whom do I fear?", "--goal", "g3", "--private")
    monkeypatch.setenv("MENTORLOG_AUDIENCE", "mentor")
    refused = assistant.fails("undo", str(added))
    assert refused.code == 1 and "fear" not in refused.err and "q3" not in refused.err


def test_what_became_private_while_they_read_is_not_theirs_to_change(owner: Mentee) -> None:
    journal = open_veiled_journal(owner.path, "mentor")
    assert journal.find(Goal, "g2").title == "Chair stand-ups"
    owner.does("edit", "g2", "private=yes")
    with pytest.raises(NotFound), journal.change("edit") as change:
        change.update(replace(journal.find(Goal, "g2"), why="To be heard"))
    journal.close()
    assert row(owner, "SELECT why FROM goals WHERE number = 2") == (None,)


def test_answers_hold_no_field_that_is_the_owners(assistant: Mentee) -> None:
    for words in (("questions", "list"), ("show", "g2"), ("checkin", "list"), ("report", "--format", "json")):
        assert "uid" not in assistant(*words, "--json").out and '"private"' not in assistant(*words, "--json").out
    assert assistant("goals", "list", "--format", "csv").out.startswith("ref,title,why,")
    assert "private" not in assistant("goals", "list", "--format", "csv").out


def test_no_option_leads_away_from_the_audience(assistant: Mentee) -> None:
    for words in (("report", "--for", "me"), ("recap", "--for", "manager"), ("report", "--show-withheld")):
        assert assistant.fails(*words).code == 1, words
    assert assistant("report", "--for", "mentor").code == 0
    assert assistant.fails("doctor", "--fix").code == 1


def test_nothing_is_written_beside_the_settings(
    assistant: Mentee, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MENTORLOG_CONFIG", str(tmp_path / "conf" / "config.toml"))
    assert assistant("config", "texts").code == 0
    assert assistant.fails("config", "texts", "questions").code == 1 and not (tmp_path / "conf").exists()


def test_nobody_is_asked_and_no_draft_is_touched(assistant: Mentee) -> None:
    drafts = assistant.path.with_name("journal.db-drafts")
    drafts.mkdir()
    (drafts / "checkin-1764000000000.toml").write_text('blockers = "Afraid"\n')
    result = assistant("checkin")
    assert result.code == 2 and "draft" not in result.err
    assert "Afraid" not in assistant().err + assistant().out
    assert [path.name for path in drafts.iterdir()] == ["checkin-1764000000000.toml"]


def test_of_two_mentors_one_has_to_be_named(owner: Mentee, monkeypatch: pytest.MonkeyPatch) -> None:
    owner.does("mentors", "add", "Sam Adeyemi")
    owner.does("goals", "add", "With Sam", "--mentor", "sam")
    monkeypatch.setenv("MENTORLOG_AUDIENCE", "mentor")
    refused = owner.fails("goals", "list")
    assert refused.code == 2 and "Sam" not in refused.err and "Ruth" not in refused.err
    for named, titles in (("m2", ["With Sam"]), ("ruth", ["Chair stand-ups"])):
        monkeypatch.setenv("MENTORLOG_AUDIENCE", named)
        assert [goal["title"] for goal in owner.does("goals", "list")] == titles
    assert owner.fails("show", "m2").code == 3
    assert owner.fails("goals", "add", "For Sam", "--mentor", "sam").code == 3


@pytest.mark.parametrize("value", ["", " ", "me", "Zoe", "m9", "mentors"])
def test_a_value_that_names_nobody_opens_nothing(owner: Mentee, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("MENTORLOG_AUDIENCE", value)
    refused = owner.fails("questions", "list")
    assert refused.code == 2 and "Ruth" not in refused.err and refused.out == ""


def test_a_new_journal_is_begun_by_what_anybody_may_see(mentee: Mentee, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MENTORLOG_AUDIENCE", "mentor")
    assert mentee("next").code == 0
    assert mentee.fails("needs", "add", "Time").code == 1 and not mentee.path.exists()
    mentee.does("questions", "add", "What now?")
    assert [question["ref"] for question in mentee.does("questions", "list")] == ["q1"]
    assert mentee("search", "what").code == 0 and "q1" in mentee("search", "what").out


def test_figures_count_what_they_see(assistant: Mentee, monkeypatch: pytest.MonkeyPatch) -> None:
    veiled = assistant("report", "--format", "json").data
    monkeypatch.delenv("MENTORLOG_AUDIENCE")
    assert assistant("report", "--for", "mentor", "--format", "json").data == veiled


@pytest.mark.parametrize("last_day", ["2026-11-20", "2026-08-20"])
def test_where_nothing_is_private_all_is_as_for_the_owner(
    mentee: Mentee, monkeypatch: pytest.MonkeyPatch, last_day: str
) -> None:
    """Also what the log tells: when somebody was last here, and how often two meant to meet."""
    mentee.at("2026-05-04T09:00:00")
    mentee.does("mentors", "add", "Ruth Okafor", "--cadence", "2 weeks")
    mentee.at("2026-06-04T09:00:00")
    mentee.does("edit", "m1", "cadence=4 weeks")
    mentee.at(f"{last_day}T09:00:00")
    mentee.does("actions", "add", "Draft the list", "--by", "2026-09-01")
    mentee.at("2026-11-23T09:00:00")
    pages = {words: mentee(*words).out for words in ((), ("next",), ("log",), ("questions", "list"), ("due",))}
    assert ("Welcome back" in pages[()]) == (last_day < "2026-10")
    monkeypatch.setenv("MENTORLOG_AUDIENCE", "mentor")
    assert {words: mentee(*words).out for words in pages} == pages
