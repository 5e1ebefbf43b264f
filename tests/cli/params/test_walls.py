"""Whose eyes a text is for: every command that addresses somebody, and what each reader may find in it."""

import ast
import json
import re
from collections.abc import Iterator
from email import message_from_string, policy
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import mentorlog.cli
from mentorlog.cli.registry import COMMANDS, load_command
from mentorlog.render.documents.formats import CARD_FORMATS, FORMATS, LETTER_FORMATS
from tests.cli.params.test_leaks import by_turns, plain_text
from tests.conftest import Mentee
from tests.journal_copies import cache_journal

pytestmark = pytest.mark.usefixtures("page_sharing")

# Every command that makes something for another's eyes, with the words that a reader is chosen by. Letters to a mentor
# have no choice: they are for the one whom they name.
FOR_ANOTHER = {
    "achievements list": "--for", "agenda": "--for", "agreement show": "--for", "cpd": "--for",
    "export calendar": "--for", "export cpd": "--for", "export portfolio": "--for",
    "recap": "--for", "report": "--for", "show": "--for", "timeline": "--for",
    "achievements celebrate": "--for", "celebrate": "--for", "goals achieve": "--for", "mentors message": "",
    "letter": "",
}  # fmt: skip
# The functions that make a text for somebody: whatever calls one is a command of the list.
_MAKERS = {"share_page", "share_record", "render_message", "recap_text", "render_calendar", "write_letter"}
_CALLED_BELOW = {"share_page", "share_record"}  # in the room of all commands, by the functions that these are


def _leaves(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    for verb, below in getattr(command, "commands", {}).items():
        yield from _leaves(f"{name} {verb}", below)
    if not getattr(command, "commands", {}):
        yield name, command


@cache
def all_commands() -> dict[str, Any]:
    """Every command by its full name, as Typer builds it."""
    return dict(leaf for name in COMMANDS for leaf in _leaves(name, load_command(name)))


def test_the_list_of_what_is_made_for_others_is_that_of_the_commands() -> None:
    with_reader = {
        name
        for name, command in all_commands().items()
        for option in command.params
        if "--for" in option.opts and "manager" in str(getattr(option.type, "choices", ()))
    }
    assert with_reader == {name for name, option in FOR_ANOTHER.items() if option}


def test_whatever_makes_a_text_for_somebody_is_on_the_list() -> None:
    callers = set()
    for path in Path(mentorlog.cli.__file__).parent.rglob("*.py"):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(function, ast.FunctionDef) or function.name in _CALLED_BELOW:
                continue
            called = {n.func.id for n in ast.walk(function) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
            if called & _MAKERS:
                callers.add((path.stem, function.name))
    assert callers == {
        ("achievements", "list_"), ("agenda", "agenda"), ("agreement", "show"), ("export", "calendar"),
        ("development", "development_answer"),
        ("export", "portfolio"), ("mentors", "message"), ("letter", "letter"),
        ("letter", "_message"), ("recap", "recap"), ("report", "report"),
        ("show", "_record_answer"), ("timeline", "timeline"), ("cards", "certificate_answer"),
    }  # fmt: skip


# A story: two mentors, a manager, and words that are for one of them, or for nobody

OF_RUTH, OF_SAM, OWN, CONFIDED = "zqruthqz", "zqsamqz", "zqownqz", "zqconfidedqz"


@pytest.fixture
@cache_journal
def mentee_of_two(mentee: Mentee) -> Mentee:
    """Somebody with two mentors, who wrote something of each, something private, and something in confidence."""
    for at, (name, mark) in enumerate((("Ruth Okafor", OF_RUTH), ("Sam Adeyemi", OF_SAM)), 1):
        mentee.does("mentors", "add", name)
        m = f"m{at}"
        for text, private in ((mark, ()), (f"{mark} {OWN}", ("private=yes",))):
            refs = [
                mentee.does("goals", "add", f"Goal {text}", "--mentor", m, "--by", "2026-12-31")["ref"],
                mentee.does("sessions", "add", "--at", f"2026-11-{at * 2:02} 15:00", "--mentor", m)["ref"],
            ]
            goal, session = refs
            mentee.does("sessions", "held", session)
            mentee.does("edit", session, f"takeaways=Taken {text}")
            refs += [
                mentee.does("questions", "add", f"Question {text}?", "--session", session)["ref"],
                mentee.does("actions", "add", f"Action {text}", "--session", session, "--by", "2026-11-30")["ref"],
                mentee.does("lessons", "add", f"Lesson {text}", "--session", session)["ref"],
                mentee.does("achievements", "add", f"Win {text}", "--goal", goal)["ref"],
                mentee.does("feedback", "add", f"You {text} {CONFIDED}", "--session", session)["ref"],
            ]
            for ref in refs if private else ():
                mentee.does("edit", ref, *private)
        mentee.does("sessions", "add", "--at", f"2026-12-{at:02} 15:00", "--mentor", m)
        mentee.does("agreement", "draft", m, "--purpose", f"Purpose {mark} {CONFIDED}")
        mentee.does("agreement", "add", "boundary", f"Point {mark} {CONFIDED}", "--mentor", m)
        mentee.does("agreement", "agree", "--mentor", m)
    mentee.does("edit", "g1", f"why=because {OF_RUTH}")
    return mentee


_CELEBRATIONS = ("achievements celebrate", "celebrate", "goals achieve")  # of which the last changes what it is about


def letters_to(mentee: Mentee, mentor: str | None, sessions: list[str]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every letter that this mentor can be sent, as text and in each other form by turns."""
    kinds = [("--agreement",), ("--skills",), ("--feedback",), ()]
    kinds += [(side, ref) for ref in sessions for side in ("--before", "--after")]
    others = [form for form in LETTER_FORMATS if form != "text"]
    for at, kind in enumerate(kinds if mentor else ()):
        for form in ("text", others[at % len(others)]):
            words = ("letter", str(mentor), *kind, "--format", form)
            page = mentee(*words).out
            mail = message_from_string(page, policy=policy.default) if form == "eml" else None
            yield words, page + (str(mail.get_content()) if mail and page else "")


def pages_for(mentee: Mentee, folder: Path, reader: str, mentor: str | None) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every page that this reader can be given, with what leaves on it: in every format, or of many by turns."""
    refs = [hit["ref"] for noun in ("goals", "sessions", "questions", "actions", "lessons", "achievements", "feedback")
            for hit in mentee.does(noun, "list", "--all")]  # fmt: skip
    named = ("--mentor", mentor) if mentor else ()
    for name in FOR_ANOTHER:
        if name == "mentors message":
            kinds = ("first", "follow-up", "thanks", "again", "closing") if mentor else ()
            for kind in kinds:
                letter = ("mentors", "message", str(mentor), "--kind", kind)
                yield letter, mentee(*letter).out
            continue
        if name == "letter":
            yield from letters_to(mentee, mentor, [ref for ref in refs if ref[0] == "s"])
            continue
        if name in _CELEBRATIONS:
            letters = {"achievements celebrate": "w", "celebrate": "gw"}.get(name, "")
            for page in by_turns([ref for ref in refs if ref[0] in letters], tuple(CARD_FORMATS)):
                card = (*name.split(), *page, "--for", reader, *named)
                yield card, mentee(*card).out
            continue
        subjects: list[tuple[str, ...]] = [("--format", form) for form in FORMATS]
        if name == "show":
            subjects = [*by_turns(refs, tuple(FORMATS))]
        elif name == "recap":
            subjects = [(ref,) for ref in refs if ref[0] == "s"]
        elif name in ("report", "timeline"):
            goals = [ref for ref in refs if ref[0] == "g"]
            subjects += [("--goal", *subject) for subject in by_turns(goals, tuple(FORMATS))]
        elif name == "export calendar":
            subjects = [()]
        for subject in subjects:
            out = folder / "page"
            words: tuple[str, ...] = (*name.split(), *subject, "--for", reader, *named)
            is_folder = name == "report" and subject[-1] == "csv"
            result = mentee(*words, "--output", str(out)) if is_folder else mentee(*words)
            if result.code == 2:
                continue  # not in this format
            left = "".join(path.read_text(encoding="utf-8") for path in out.glob("*"))
            for path in out.glob("*"):
                path.unlink()
            yield words, result.out + left


_READERS = [("mentor", "m1", {OF_RUTH, CONFIDED}), ("mentor", "m2", {OF_SAM, CONFIDED}),
            ("manager", None, {OF_RUTH, OF_SAM})]  # fmt: skip
# What never leaves the house in any form, as a key, a column, a word or a property.
_INTERNAL = re.compile(
    r'"(uid|private|moved|withheld|created_at|updated_at)"|left out|\bprivate\b|\buid\b(?!:)|withheld'
    r"|^(created|last-mod)",
    re.IGNORECASE | re.MULTILINE,
)


@pytest.mark.parametrize(("reader", "mentor", "allowed"), _READERS, ids=["ruth", "sam", "manager"])
def test_each_reader_finds_what_is_theirs_and_nothing_else(
    mentee_of_two: Mentee, tmp_path: Path, reader: str, mentor: str | None, allowed: set[str]
) -> None:
    (tmp_path / "pages").mkdir()
    uids = {record["uid"] for noun in ("goals", "sessions", "questions", "mentors", "actions", "feedback")
            for record in mentee_of_two.does(noun, "list", "--all")}  # fmt: skip
    seen: set[str] = set()
    count = 0
    for words, page in pages_for(mentee_of_two, tmp_path / "pages", reader, mentor):
        count += 1
        text = plain_text(page)
        found = {mark for mark in (OF_RUTH, OF_SAM, OWN, CONFIDED) if mark in text}
        assert found <= allowed, (words, found - allowed)
        body = page.partition("</style>")[2] or page
        assert not (inside := _INTERNAL.search(body)), (words, inside)
        assert not [uid for uid in uids if uid in page], words
        seen |= found
    assert seen == allowed and count > 60


def test_a_calendar_for_others_tells_no_count_of_changes_and_still_grows(mentee_of_two: Mentee) -> None:
    def sequences(*words: str) -> list[int]:
        return [int(n) for n in re.findall(r"^SEQUENCE:(\d+)", mentee_of_two("export", "calendar", *words).out, re.M)]

    words = ("--for", "mentor", "--mentor", "m1")
    uids = re.findall(r"^UID:(.*)", mentee_of_two("export", "calendar", *words).out, re.M)
    before = sequences(*words)
    assert len(set(before)) == 1 and max(sequences()) < 20
    mentee_of_two.at("2026-11-23T09:05:00")
    mentee_of_two.does("edit", "a1", "text=Another thing")
    assert min(sequences(*words)) > max(before)
    assert re.findall(r"^UID:(.*)", mentee_of_two("export", "calendar", *words).out, re.M) == uids


def test_the_owners_own_data_have_all_fields(mentee_of_two: Mentee) -> None:
    data = json.loads(mentee_of_two("show", "q1", "--json").out)["data"]
    assert {"uid", "private", "created_at", "updated_at"} <= set(data)


# A stranger's file

_STRANGER = """BEGIN:VCALENDAR
BEGIN:VEVENT
UID:{uid}@mentorlog
DTSTART:20261210T150000Z
SUMMARY:Taken over
END:VEVENT
END:VCALENDAR
"""


def test_a_strangers_file_learns_nothing_and_takes_nothing_over(mentee_of_two: Mentee, tmp_path: Path) -> None:
    """It may come with uids that it guessed, or refs of what is private: no answer tells whether they are here."""
    private = next(goal for goal in mentee_of_two.does("goals", "list", "--all") if goal["private"])
    before = mentee_of_two.does("goals", "list", "--all"), mentee_of_two.does("sessions", "list", "--all")
    files = {
        "events.ics": _STRANGER.format(uid=private["uid"]),
        "table.csv": f"title,goal\nA question,{private['ref']}\n",
        "dump.jsonl": '{"format": "mentorlog", "version": 1}\n',
        "note.txt": "[2026-11-01 09:00] An entry\n",
    }
    for name, content in files.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
        result = mentee_of_two("import", str(tmp_path / name), "--dry-run")
        assert OWN not in result.out + result.err, name
    assert (mentee_of_two.does("goals", "list", "--all"), mentee_of_two.does("sessions", "list", "--all")) == before
    shared = mentee_of_two("export", "calendar", "--for", "mentor", "--mentor", "m1").out
    (tmp_path / "back.ics").write_text(shared, encoding="utf-8")
    assert OWN not in mentee_of_two("import", str(tmp_path / "back.ics"), "--dry-run").out


# Pages that were shown


def test_forgetting_removes_the_pages_that_were_shown_and_names_them(
    mentee: Mentee, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("webbrowser.open", lambda address: True)
    mentee.does("questions", "add", f"Who is {OWN}?")
    for words in (("show", "q1", "--open"), ("report", "--open"), ("agenda", "--open")):
        mentee.does(*words)
    pages = list((tmp_path / "cache").rglob("*.html"))
    assert len(pages) == 3 and any(OWN in page.read_text(encoding="utf-8") for page in pages)
    result = mentee("forget", "q1", "--yes")
    assert result.code == 0 and "report.html" in result.out
    assert list((tmp_path / "cache").rglob("*.html")) == []
    assert mentee.does("forget", "q1", "--yes")["pages"] == []


def test_what_stops_forgetting_half_way_says_that_the_copies_still_hold_it(
    mentee: Mentee, monkeypatch: pytest.MonkeyPatch
) -> None:
    mentee.does("questions", "add", f"Who is {OWN}?")
    mentee.does("backup")

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("mentorlog.journal.forgetting.forget_in_backups", stop)
        result = mentee("forget", "q1", "--backups", "--yes")
    assert result.code == 130 and "copies" in result.err and "forget q1 --backups" in result.err
    assert "Nothing was changed" not in result.err
    assert mentee("forget", "q1", "--backups", "--yes").code == 0
    assert not any(OWN.encode() in path.read_bytes() for path in mentee.folder.rglob("*.db"))


def test_a_reader_of_the_file_keeps_no_copy_from_being_rewritten(
    mentee: Mentee, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sqlite3

    mentee.does("questions", "add", f"Who is {OWN}?")
    mentee.does("backup")

    def be_busy(*_: object) -> None:
        error = sqlite3.OperationalError("database is locked")
        error.sqlite_errorname = "SQLITE_BUSY"
        raise error

    with monkeypatch.context() as patch:
        patch.setattr("mentorlog.backups.forget.vacuum", be_busy)
        result = mentee("forget", "q1", "--yes")
    assert result.code == 1 and "run the command again" in result.err and "still hold it" in result.out
    assert mentee("forget", "q1", "--backups", "--yes").code == 0
    assert not any(OWN.encode() in path.read_bytes() for path in mentee.folder.rglob("*.db"))
