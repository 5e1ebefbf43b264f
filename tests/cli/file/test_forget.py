"""`mentorlog forget`: what was forgotten stands nowhere any more, byte by byte, and everything else is as it was."""

import gzip
import json
import shlex
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from mentorlog.integrity import check, replay
from mentorlog.integrity.search_index import is_index_consistent
from mentorlog.journal.schema import schema
from mentorlog.store.connect import backup_folder
from tests.conftest import Mentee
from tests.journal_copies import cache_journal
from tests.systems import has_mode

OLD_JOURNALS = sorted((Path(__file__).parents[2] / "store/old").glob("schema-*.db.gz"))
SECRET = "Zephyrine"  # a word that stands in what is forgotten, and nowhere else


def files_containing(folder: Path, word: str = SECRET) -> list[str]:
    """The files below a folder in whose bytes a word stands, in whatever case."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if word.lower().encode() in path.read_bytes().lower()]


def assert_sound(path: Path) -> None:
    """The file is whole, its log tells its tables, its index its words."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        assert check.count_faults(connection) == 0 and check.count_dangling_links(connection) == 0
        assert is_index_consistent(connection)
        with replay.replay_log(connection, schema()) as result:
            assert not result.broken
            assert replay.find_differences(connection, result.connection) == []


@pytest.fixture
@cache_journal
def mentee_with_entries(mentee: Mentee) -> Mentee:
    """Somebody with a question about Zephyrine that was edited and answered, and one beside it; copied meanwhile."""
    mentee.does("goals", "add", "Chair stand-ups")
    mentee.does("questions", "add", f"Who is {SECRET}?", "--goal", "g1")
    mentee.does("questions", "add", "Who decides?", "--goal", "g1")
    mentee.does("edit", "q1", f"text=What does {SECRET} do?")
    mentee.does("backup")
    mentee.does("questions", "answer", "q1", f"{SECRET} decides")
    return mentee


def test_a_record_is_found_nowhere_in_the_file(mentee_with_entries: Mentee) -> None:
    mentee_with_entries.does("forget", "q1", "--yes")
    assert files_containing(mentee_with_entries.folder) and "journal.db" not in files_containing(
        mentee_with_entries.folder
    ), "the copies are told of"
    assert_sound(mentee_with_entries.path)
    assert [one["ref"] for one in mentee_with_entries.does("questions", "list", "--all")] == ["q2"]
    assert mentee_with_entries.does("search", SECRET) == [] and len(mentee_with_entries.does("search", "decides")) == 1


def test_the_copies_that_hold_it_are_named_and_rewritten_when_asked(mentee_with_entries: Mentee) -> None:
    data = mentee_with_entries.does("forget", "q1", "--yes")
    assert {one["name"] for one in data["backups"]} == {
        path.stem for path in backup_folder(mentee_with_entries.path).glob("*.db")
    } - {"2026-11-23"}  # made before it was written
    times = {path.name: path.stat().st_mtime_ns for path in backup_folder(mentee_with_entries.path).glob("*.db")}
    assert all(one["rewritten"] for one in mentee_with_entries.does("forget", "q1", "--backups", "--yes")["backups"])
    assert files_containing(mentee_with_entries.folder) == []
    assert {
        path.name: path.stat().st_mtime_ns for path in backup_folder(mentee_with_entries.path).glob("*.db")
    } == times
    for copy in backup_folder(mentee_with_entries.path).glob("*.db"):
        assert has_mode(copy, 0o600)
        assert_sound(copy)


def test_a_copy_that_cannot_be_rewritten_is_named_and_the_others_are_without_it(mentee_with_entries: Mentee) -> None:
    folder = backup_folder(mentee_with_entries.path)
    foreign, torn = folder / "2026-11-30.db", folder / "2026-12-01.db"  # the newest come first
    foreign.write_bytes(f"No journal, but {SECRET}".encode() * 100)
    torn.write_bytes(mentee_with_entries.path.read_bytes()[:-8192])
    result = mentee_with_entries("forget", "q1", "--backups", "--yes", "--json")
    assert result.code == 1, "not everything that was asked for is done"
    assert set(files_containing(mentee_with_entries.folder)) <= {foreign.name, torn.name}
    assert {one["name"] for one in result.data["backups"] if not one["rewritten"]} == {foreign.stem, torn.stem}
    for copy in (foreign, torn):
        assert any(str(copy) in warning and "by hand" in warning for warning in json.loads(result.out)["warnings"])
    assert_sound(mentee_with_entries.path)
    again = mentee_with_entries("forget", "q1", "--backups", "--yes")
    assert again.code == 1 and str(foreign) in again.err
    assert mentee_with_entries("forget", "q1", "--yes").code == 0, "the copies were not asked for"


def test_what_a_killed_command_left_of_a_copy_goes_too(mentee_with_entries: Mentee) -> None:
    copies = backup_folder(mentee_with_entries.path)
    left = copies / f".before-forget-2026-11-23T090000.db.{2**22 + 1}.new"  # no process has such a number
    shutil.copy(mentee_with_entries.path, left)
    mentee_with_entries.does("forget", "q1", "--yes")
    assert not left.exists()


def test_undo_stops_there_with_a_sentence(mentee_with_entries: Mentee) -> None:
    mentee_with_entries.does("forget", "q1", "--yes")
    mentee_with_entries.does("questions", "add", "Who pays?")
    assert mentee_with_entries.does("undo")["command"] == "questions add"
    result = mentee_with_entries.fails("undo")
    assert result.code == 1 and "forgotten for good" in result.err
    assert mentee_with_entries.fails("undo", "--json").error["code"] == "refused"


def test_a_redo_does_not_bring_it_back(mentee_with_entries: Mentee) -> None:
    mentee_with_entries.does("undo")
    mentee_with_entries.does("forget", "q1", "--yes")
    assert mentee_with_entries("redo").code == 1
    assert_sound(mentee_with_entries.path)


def test_what_was_deleted_can_be_forgotten_too(mentee_with_entries: Mentee) -> None:
    mentee_with_entries.does("delete", "q1")
    assert "journal.db" in files_containing(mentee_with_entries.folder), "the log can bring it back"
    mentee_with_entries.does("forget", "q1", "--backups", "--yes")
    assert files_containing(mentee_with_entries.folder) == []
    assert_sound(mentee_with_entries.path)


def test_links_to_it_are_cleared_and_its_parts_go_along(mentee_with_entries: Mentee) -> None:
    mentee_with_entries.does("goals", "step", "g1", f"Ask {SECRET}")
    mentee_with_entries.does("goals", "done", "t1")
    data = mentee_with_entries.does("forget", "g1", "--yes")
    assert data["refs"] == ["g1", "t1"]
    assert mentee_with_entries.does("show", "q2")["goal"] is None
    assert_sound(mentee_with_entries.path)
    assert "goal" not in str(mentee_with_entries.does("history", "q2"))


def test_it_asks_first_and_without_anybody_names_the_flag(mentee_with_entries: Mentee) -> None:
    result = mentee_with_entries.fails("forget", "q1")
    assert result.code == 2 and "--yes" in result.err


def test_one_that_never_was_is_not_found(mentee_with_entries: Mentee) -> None:
    assert mentee_with_entries.fails("forget", "q99", "--yes").code == 3


def test_history_and_show_say_that_it_was_forgotten(mentee_with_entries: Mentee) -> None:
    mentee_with_entries.does("forget", "q1", "--yes")
    assert "q1 was forgotten" in mentee_with_entries("show", "q1").err
    assert "forgotten" in mentee_with_entries("history").out
    assert mentee_with_entries.does("questions", "add", "Next")["ref"] == "q3", "its number is not given again"


def test_a_draft_that_holds_it_goes_and_others_stay(mentee_with_entries: Mentee) -> None:
    drafts = mentee_with_entries.folder / "journal.db-drafts"
    drafts.mkdir(0o700)
    (drafts / "checkin-1.jsonl").write_text('{"key": "wins", "text": "Zephyrine decides"}\n')
    (drafts / "checkin-2.jsonl").write_text('{"key": "wins", "text": "Plan signed"}\n')
    mentee_with_entries.does("forget", "q1", "--yes")
    assert [one.name for one in drafts.iterdir()] == ["checkin-2.jsonl"]


def write_unfinished_page(mentee: Mentee, name: str, text: str) -> Path:
    """An editor's page that was not finished, with what the editor left beside it."""
    page = mentee.folder / "journal.db-drafts" / f"edit-{name}-1" / f"{name}.md"
    page.parent.mkdir(0o700, parents=True)
    page.write_text("text: Who decides?\n")
    page.with_suffix(".md~").write_text(f"=== answer ===\n{text}\n")
    return page


def test_an_unfinished_page_of_it_or_with_its_words_goes_whole_and_others_stay(mentee_with_entries: Mentee) -> None:
    write_unfinished_page(mentee_with_entries, "q1", "Nothing yet")
    write_unfinished_page(mentee_with_entries, "text", f"Ask why {SECRET} decides")
    write_unfinished_page(mentee_with_entries, "q2", "Plan signed")
    mentee_with_entries.does("forget", "q1", "--backups", "--yes")
    assert files_containing(mentee_with_entries.folder) == []
    assert [one.name for one in (mentee_with_entries.folder / "journal.db-drafts").iterdir()] == ["edit-q2-1"]


def test_a_second_forget_finds_drafts_too(mentee_with_entries: Mentee) -> None:
    mentee_with_entries.does("forget", "q1", "--yes")
    write_unfinished_page(mentee_with_entries, "q1", "Nothing yet")
    write_unfinished_page(mentee_with_entries, "text", f"Ask why {SECRET} decides")
    mentee_with_entries.does("forget", "q1", "--backups", "--yes")
    assert (
        files_containing(mentee_with_entries.folder) == []
        and not (mentee_with_entries.folder / "journal.db-drafts").exists()
    )


def test_an_unsaved_command_is_removed_whatever_stands_in_the_words(mentee_with_entries: Mentee) -> None:
    mentee_with_entries.does("questions", "add", f"Nobody's \"say\" but {SECRET}'s?")
    drafts = mentee_with_entries.folder / "journal.db-drafts"
    drafts.mkdir(0o700)
    for name, text in (("one", f"Nobody's \"say\" but {SECRET}'s?"), ("other", "Nobody's say")):
        words = shlex.join(["mentorlog", "questions", "add", text])
        (drafts / f"{name}.sh").write_text(f'{words} && rm -- "$0"\n')
    mentee_with_entries.does("forget", "q3", "--yes")
    assert [one.name for one in drafts.iterdir()] == ["other.sh"]


@pytest.fixture
@cache_journal
def mentee_with_sessions(mentee: Mentee) -> Mentee:
    """Somebody who met Zephyrine three times; what she said has her name in it here."""
    mentee.does("mentors", "add", f"{SECRET} Okafor", "--email", "z@zephyrine.example")
    mentee.does("sessions", "add", "--at", "2026-11-20 15:00", "--mentor", "m1")
    mentee.does("agreement", "draft", "--purpose", f"What {SECRET} and I want", "--boundary", f"{SECRET}: no pay")
    mentee.does("goals", "add", "Speak up", "--mentor", "m1")
    mentee.does("questions", "add", "Who decides?", "--session", "s1")
    mentee.does("debrief", "s1", "--takeaway", f"{SECRET} listens first")
    mentee.does("questions", "answer", "q1", f"{SECRET} does")
    mentee.does("feedback", "add", f"You waited, {SECRET} said")
    mentee.does("actions", "add", f"{SECRET} sends the book", "--theirs", "--session", "s1")
    mentee.does("actions", "add", "Read it", "--session", "s1")
    mentee.does("challenges", "add", f"{SECRET} is late", "--kind", "availability")
    mentee.does("skills", "rate", "planning", "3", "--from", "mentor", "--evidence", f"{SECRET} saw it")
    mentee.does("lessons", "add", "Bad news first", "--session", "s1")
    return mentee


def test_a_mentor_goes_with_everything_they_said_and_what_is_mine_stays(mentee_with_sessions: Mentee) -> None:
    data = mentee_with_sessions.does("forget", "m1", "--backups", "--yes")
    assert files_containing(mentee_with_sessions.folder) == []
    assert {"m1", "s1", "f1", "a1", "x1", "v1", "b1", "e1"} == set(data["refs"]) and data["emptied"] == ["q1"]
    assert_sound(mentee_with_sessions.path)
    assert [mentee_with_sessions.does("show", ref)["ref"] for ref in ("g1", "q1", "a2", "l1")] == [
        "g1",
        "q1",
        "a2",
        "l1",
    ]
    assert mentee_with_sessions.does("show", "q1")["answer"] is None


def test_with_two_mentors_only_what_is_known_to_be_theirs_goes(mentee_with_sessions: Mentee) -> None:
    mentee_with_sessions.does("mentors", "add", "Ann Lee")
    mentee_with_sessions.does("sessions", "add", "--at", "2026-11-21 15:00", "--mentor", "m2")
    mentee_with_sessions.does("feedback", "add", "You asked", "--who", "Ann")
    mentee_with_sessions.does("edit", "f2", "mentor=m2")
    data = mentee_with_sessions.does("forget", "m1", "--yes")
    assert {"m2", "s2", "f2"}.isdisjoint(data["refs"])
    assert {"m1", "s1", "f1", "a1", "x1", "e1"} <= set(data["refs"])
    assert_sound(mentee_with_sessions.path)


def test_other_entries_that_name_a_mentor_are_reported(mentee_with_sessions: Mentee) -> None:
    mentee_with_sessions.does("lessons", "add", f"As {SECRET} does: listen")
    assert mentee_with_sessions.does("forget", "m1", "--yes")["mentions"] == ["l2"]


def test_folded_words_go_too(mentee: Mentee) -> None:
    mentee.does("lessons", "add", "Die Straße nach Łódź, 预算明年")
    mentee.does("lessons", "add", "Another one – of mine")
    assert "journal.db" in files_containing(mentee.folder, "strasse nach lodz")
    mentee.does("forget", "l1", "--yes", "--backups")
    assert files_containing(mentee.folder, "strasse") == files_containing(mentee.folder, "lodz") == []
    assert files_containing(mentee.folder, "预 算") == []
    assert [hit["ref"] for hit in mentee.does("search", "another")] == ["l2"]
    assert_sound(mentee.path)


@pytest.mark.parametrize("stored", OLD_JOURNALS, ids=lambda path: path.name)
def test_a_copy_of_an_earlier_version_is_rewritten_and_can_be_restored(mentee: Mentee, stored: Path) -> None:
    mentee.path.write_bytes(gzip.decompress(stored.read_bytes()))
    asked = mentee.does("show", "q3")["text"]
    (copy,) = mentee.path.with_name("journal.db-backups").iterdir()
    assert copy.name in files_containing(mentee.folder, asked)
    mentee.does("forget", "q3", "--yes", "--backups")
    assert files_containing(mentee.folder, asked) == []
    mentee.does("restore", copy.stem, "--yes")
    mentee.does("questions", "list")
    assert mentee("show", "q3").code == 3
    assert len(mentee.does("search", "sponsor")) > 5
    assert_sound(mentee.path)
