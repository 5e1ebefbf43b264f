"""Bringing a journal into another: by uid, with new refs, as one change; what differs is settled by who asks."""

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Mentee

OTHER = "other.db"


class TwoJournals:
    """Somebody with a journal here and another one, say from a second machine."""

    def __init__(self, mentee: Mentee) -> None:
        self.mentee = mentee
        self._other = mentee.folder / OTHER
        self.file = mentee.folder / "theirs.jsonl"

    def here(self, *words: str) -> Any:
        return self.mentee.does(*words)

    def there(self, *words: str) -> Any:
        return self.mentee.does(*words, "--journal", str(self._other))

    def export_file(self, *, back: bool = False) -> str:
        """The other journal as a file; with `back` this one."""
        send = self.here if back else self.there
        send("export", "--output", str(self.file), "--force")
        return str(self.file)

    def import_theirs(self, *words: str) -> Any:
        return self.here("import", self.export_file(), "--yes", *words)


@pytest.fixture
def two(mentee: Mentee) -> TwoJournals:
    """Both hold a goal and questions of their own."""
    both = TwoJournals(mentee)
    both.here("goals", "add", "Rest")
    both.here("goals", "add", "Read")
    both.here("questions", "add", "Mine?", "--goal", "g1")
    both.there("mentors", "add", "Ruth")
    both.there("goals", "add", "Lead", "--target", "10")
    both.there("goals", "progress", "g1", "2")
    both.there("questions", "add", "Theirs?", "--goal", "g1")
    return both


def move_counts(merge: Any, noun: str) -> tuple[int, int, int]:
    (found,) = [move for move in merge["moves"] if move["noun"] == noun]
    return found["new"], found["same"], found["differing"]


def test_new_records_get_new_refs_and_links_follow_them(two: TwoJournals) -> None:
    data = two.import_theirs()
    assert move_counts(data, "goal") == (1, 0, 0) and move_counts(data, "skill") == (0, 8, 0) and not data["copied"]
    goals = {goal["ref"]: goal for goal in two.here("goals", "list")}
    questions = {one["ref"]: one for one in two.here("questions", "list")}
    assert goals["g3"]["title"] == "Lead" and goals["g3"]["value"] == 2
    assert goals["g3"]["mentor"] == two.there("goals", "list")[0]["mentor"]
    assert questions["q2"]["text"] == "Theirs?" and questions["q2"]["goal"] == "g3"
    assert questions["q1"]["goal"] == "g1", "mine stay as they were"
    (theirs,) = two.there("questions", "list")
    assert {**questions["q2"], "ref": "q1", "goal": "g1"} == theirs, "uid and moments are kept"
    assert [one["ref"] for one in two.here("search", "theirs")] == ["q2"]
    assert two.here("questions", "add", "Next")["ref"] == "q3"
    assert two.mentee("doctor").code == 0


def test_it_is_one_change_and_one_undo(two: TwoJournals) -> None:
    before = {noun: two.here(noun, "list") for noun in ("goals", "questions", "mentors")}
    changes = len(two.here("history"))
    two.import_theirs()
    assert len(two.here("history")) == changes + 1 and two.here("history")[0]["command"] == "import"
    two.here("undo")
    assert {noun: two.here(noun, "list") for noun in before} == before
    assert two.here("search", "theirs") == []
    assert two.mentee("doctor").code == 0
    two.here("redo")
    assert two.here("goals", "list")[-1]["title"] == "Lead"
    assert [one["ref"] for one in two.here("search", "theirs")] == ["q2"]


def test_taken_in_twice_it_adds_nothing(two: TwoJournals) -> None:
    two.import_theirs()
    before = two.mentee.bytes()
    assert "nothing was changed" in two.mentee("import", two.export_file()).out, "and nobody is asked"
    assert {move["new"] + move["differing"] for move in two.import_theirs()["moves"]} == {0}
    assert two.mentee.bytes() == before


def test_what_both_made_of_one_record_is_a_conflict(two: TwoJournals) -> None:
    two.import_theirs()
    two.there("edit", "q1", "priority=high")
    two.there("questions", "add", "Newer?")
    refused = two.mentee.fails("import", two.export_file(), "--yes")
    assert refused.code == 1 and "q2" in refused.err and "--take" in refused.err and "Theirs" not in refused.err
    data = two.here("import", two.export_file(), "--dry-run")
    assert data["conflicts"] == [{"ref": "q2", "fields": ["priority"]}] and move_counts(data, "question") == (1, 0, 1)


@pytest.mark.parametrize(("take", "priority"), [("theirs", "high"), ("ours", "low")])
def test_a_conflict_is_settled_as_was_said(two: TwoJournals, take: str, priority: str) -> None:
    two.import_theirs()
    two.there("edit", "q1", "priority=high", "goal=")
    two.here("edit", "q2", "priority=low")
    two.there("questions", "add", "Newer?")
    two.import_theirs("--take", take)
    questions = {one["ref"]: one for one in two.here("questions", "list")}
    assert questions["q2"]["priority"] == priority and questions["q3"]["text"] == "Newer?"
    assert questions["q2"]["goal"] == (None if take == "theirs" else "g3")
    assert two.mentee("doctor").code == 0
    two.here("undo")
    assert {one["ref"]: one["priority"] for one in two.here("questions", "list")} == {"q1": "normal", "q2": "low"}


def test_a_link_to_another_record_is_a_difference_and_another_ref_for_the_same_is_none(two: TwoJournals) -> None:
    two.import_theirs()
    two.there("goals", "add", "Other")
    assert two.import_theirs()["conflicts"] == []
    two.there("edit", "q1", "goal=g2")
    data = two.here("import", two.export_file(), "--dry-run")
    assert data["conflicts"] == [{"ref": "q2", "fields": ["goal"]}]
    two.import_theirs("--take", "theirs")
    (question,) = [one for one in two.here("questions", "list") if one["ref"] == "q2"]
    assert question["goal"] == "g4"


def test_ours_alone_changes_nothing_where_only_known_records_differ(two: TwoJournals) -> None:
    two.import_theirs()
    two.there("edit", "q1", "priority=high")
    before = two.mentee.bytes()
    two.import_theirs("--take", "ours")
    assert two.mentee.bytes() == before


def test_back_and_forth_both_hold_the_same(two: TwoJournals) -> None:
    two.import_theirs()
    two.export_file(back=True)
    two.there("import", str(two.file), "--yes")
    mine = {one["uid"]: {**one, "ref": "", "goal": ""} for one in two.here("questions", "list")}
    theirs = {one["uid"]: {**one, "ref": "", "goal": ""} for one in two.there("questions", "list")}
    assert mine == theirs and len(mine) == 2


def test_over_data_it_asks_or_takes_yes(two: TwoJournals) -> None:
    refused = two.mentee.fails("import", two.export_file())
    assert refused.code == 2 and "--yes" in refused.err
    before = two.mentee.bytes()
    two.here("import", two.export_file(), "--dry-run")
    assert two.mentee.bytes() == before


def test_a_backup_is_made_first(two: TwoJournals) -> None:
    kept = Path(two.import_theirs()["kept"])
    assert kept.name.startswith("before-import-") and kept.parent.name == "journal.db-backups"
    two.here("restore", kept.stem, "--yes")
    assert [goal["title"] for goal in two.here("goals", "list")] == ["Rest", "Read"]


def test_what_breaks_a_rule_is_not_merged(two: TwoJournals) -> None:
    import json

    from tests.exchange.test_dump import with_trailer

    two.export_file()
    lines = two.file.read_bytes().splitlines(keepends=True)[:-1]
    at = next(at for at, line in enumerate(lines) if b'"record": "questions"' in line)
    for fields in (
        {"text": "\x1b[31mcrimson"},
        {"text": "e\u0301"},
        {"answered_on": "2026-11-01"},
        {"state": "dropped"},
    ):
        data = json.loads(lines[at]) | fields
        two.file.write_bytes(with_trailer([*lines[:at], json.dumps(data).encode() + b"\n", *lines[at + 1 :]]))
        refused = two.mentee.fails("import", str(two.file), "--yes")
        assert refused.code == 1 and "q1 of the file" in refused.err and "crimson" not in refused.err


def test_who_wrote_meanwhile_is_not_written_over(two: TwoJournals, monkeypatch: pytest.MonkeyPatch) -> None:
    from mentorlog.cli.file.imports import journal as import_journal
    from tests import subprocesses

    file = two.export_file()

    def slowly(journal: Any) -> None:
        assert subprocesses.run(two.mentee.path, "questions", "add", "Meanwhile").returncode == 0

    monkeypatch.setattr(import_journal, "back_up_before_import", slowly)
    assert two.mentee("import", file, "--yes").code == 75
    assert [one["text"] for one in two.here("questions", "list")] == ["Mine?", "Meanwhile"]
