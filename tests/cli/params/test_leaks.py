"""No private word leaves: every text of every noun, in every form, for every reader."""

import base64
import html
import json
import re
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote

import pytest

from mentorlog.journal.privacy import without_internal_fields
from mentorlog.nouns import KINDS
from mentorlog.render.documents.formats import CARD_FORMATS, FORMATS
from tests.cli.params.conftest import MarkedJournal
from tests.conftest import Mentee

REPORT = tuple(FORMATS)
PAGE = tuple(name for name, row in FORMATS.items() if row.draws != "tables")
CPD = tuple(name for name in FORMATS if name != "terminal")
DRAWN = ("terminal", *(name for name, row in FORMATS.items() if row.draws == "document"))


def share_commands(refs: list[str], hidden: set[str]) -> list[tuple[str, ...]]:
    """The commands that give every page that can be shared, in every format; `csv` of the report goes into a folder.

    An entry that the reader may see comes as data, and by turns as a page and as each document: those draw what the
    data holds; so do a goal's report and a certificate. One that is hidden is refused before the format matters.
    """
    commands = [("report", *more, "--format", form) for form in REPORT for more in ((), ("--compare",))]
    commands += [("report", "--plots"), ("report", "--period", "2026-09"), ("report", "--since-session", "s9")]
    goals = [ref for ref in refs if ref[0] == "g"]
    commands += [("report", "--goal", *one) for one in by_turns(goals, PAGE)]
    commands += [(*words, "--format", form) for form in PAGE for words in (
        ("agenda",), ("agenda", "s11"), ("achievements", "list"), ("timeline",), ("timeline", "--goal", "g3"),
        ("agreement", "show", "1"), ("agreement", "show", "2"), ("agreement", "show"),
    )]  # fmt: skip
    open_ = [ref for ref in refs if ref not in hidden]
    commands += [("show", *one) for one in by_turns(open_, (*DRAWN, "json"))]
    commands += [("show", ref, "--format", PAGE[at % len(PAGE)]) for at, ref in enumerate(refs) if ref in hidden]
    commands += [("celebrate", *one) for one in by_turns([ref for ref in refs if ref[0] in "gw"], tuple(CARD_FORMATS))]
    commands += [("recap", ref) for ref in refs if ref[0] == "s"]
    commands += [("export", "cpd", "--format", form) for form in CPD] + [("export", "calendar")]
    return commands


def by_turns(refs: Sequence[str], formats: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Each ref as data and in one of the other formats by turns, so that each noun comes in every one of them."""
    others = [form for form in formats if form != "json"]
    yield from ((ref, "--format", "json") for ref in refs)
    for letter in dict.fromkeys(ref[0] for ref in refs):
        of_noun = [ref for ref in refs if ref[0] == letter]
        for at in range(max(len(of_noun), len(others))):
            yield of_noun[at % len(of_noun)], "--format", others[at % len(others)]


def plain_text(text: str) -> str:
    """A text with what would hide a word taken away: folding, escapes, entities, percent signs, spaces."""
    unfolded = text.replace("\r\n ", "").replace("\r\n\t", "")
    for decode in (html.unescape, unquote, lambda text: re.sub(r"\\u([0-9a-f]{4})", _unescape, text)):
        unfolded = decode(unfolded)
    return re.sub(r"[\s\\*_`]|<br>", "", unfolded).casefold()


def _unescape(found: re.Match[str]) -> str:
    return chr(int(found[1], 16))


def words_in(text: str) -> set[str]:
    """The marks that a text holds, plain or in base64 or hex."""
    found = set(re.findall(r"zq\d{4}qz", plain_text(text)))
    for run in re.findall(r"[A-Za-z0-9+/]{16,}={0,2}", text):
        for at in range(4):
            piece = run[at : at + (len(run) - at) // 4 * 4]
            found |= set(re.findall(r"zq\d{4}qz", base64.b64decode(piece + "==").decode("latin-1").lower()))
    for run in re.findall(r"[0-9a-fA-F]{16,}", text):
        found |= set(re.findall(r"zq\d{4}qz", bytes.fromhex(run[: len(run) // 2 * 2]).decode("latin-1").lower()))
    return found


def run_for_audience(
    mentee: Mentee, words: tuple[str, ...], audience: str, folder: Path, *more: str
) -> tuple[int, str, str]:
    """What a page says to a reader: its exit code, all that leaves, and what stands on stderr."""
    out = folder / "out"
    shutil.rmtree(out, ignore_errors=True)
    into = ("--output", str(out)) if words[0] == "report" and words[-1] == "csv" else ()
    result = mentee(*words, *more, "--for", audience, *into)
    left = result.out + "".join(path.read_text(encoding="utf-8") for path in sorted(out.glob("*")))
    return result.code, left, result.err


@pytest.mark.parametrize("audience", ["mentor", "manager"])
def test_no_private_word_leaves(
    mentee: Mentee, journal_with_marks: MarkedJournal, tmp_path: Path, audience: str
) -> None:
    withheld = {mark.word: mark for mark in journal_with_marks.marks if mark.withheld_from(audience)}
    open_ = {mark.word for mark in journal_with_marks.marks} - set(withheld)
    assert len(withheld) > 100 and len(open_) > 100
    seen: set[str] = set()
    hidden = journal_with_marks.private_refs()
    for words in share_commands(journal_with_marks.refs(), hidden):
        code, out, err = run_for_audience(mentee, words, audience, tmp_path)
        assert code in (0, 1), (words, err)
        assert code == 1 or words[0] != "show" or words[1] not in hidden, words
        shown = words_in(out)
        leaked = [withheld[word] for word in shown | words_in(err) if word in withheld]
        assert not leaked, (words, leaked)
        seen |= shown
    fields = {(mark.noun, mark.field) for mark in journal_with_marks.marks if mark.word in seen}
    assert len(fields) > 30, "what is not private is shown, else the test could not fail"


def test_all_of_it_is_there_for_oneself(mentee: Mentee, journal_with_marks: MarkedJournal, tmp_path: Path) -> None:
    """The same pages hold the private words where nobody else reads: so a leak would be seen."""
    seen: set[str] = set()
    for words in share_commands(journal_with_marks.refs(), set()):
        if words[-1] == "json" or (words[-1] == "html" and words[0] != "show") or len(words) < 3:
            seen |= words_in(run_for_audience(mentee, words, "me", tmp_path)[1])
    missing = {(mark.noun, mark.field) for mark in journal_with_marks.marks} - {
        (mark.noun, mark.field) for mark in journal_with_marks.marks if mark.word in seen
    }
    assert missing == set()


# Whose an entry is, said here again: by its own mentor, by its session's, by its goal's; or as a part of another.
_OWNERS = {
    "question": "s g", "action": "s g", "lesson": "s g", "feedback": "m s g", "challenge": "m s", "checkin": "m s",
    "achievement": "g", "goal": "m", "session": "m", "review": "m", "agreement": "m", "score": "m", "contact": "t",
    "mentor": "n", "step": "goal", "progress": "goal", "application": "lesson", "point": "agreement",
}  # fmt: skip


def owner(connection: sqlite3.Connection, noun: str, number: int) -> int | None:
    """The mentor whose an entry is."""
    how = _OWNERS.get(noun, "")
    if how in KINDS:
        ((parent,),) = connection.execute(f"SELECT {how} FROM {KINDS[noun].plural} WHERE number = ?", (number,))
        return owner(connection, how, parent)
    for letter in how.split():
        said = {
            "n": "number", "m": "mentor", "t": "through",
            "s": "(SELECT mentor FROM sessions s WHERE s.number = session)",
            "g": "(SELECT mentor FROM goals g WHERE g.number = goal)",
        }[letter]  # fmt: skip
        ((of,),) = connection.execute(f"SELECT {said} FROM {KINDS[noun].plural} WHERE number = ?", (number,))
        if of is not None:
            return int(of)
    return None


@pytest.mark.parametrize("audience", ["mentor", "me"])
@pytest.mark.parametrize("mentor", [1, 2])
def test_nothing_of_another_mentor_stands_on_a_page_for_one(
    mentee: Mentee, journal_with_marks: MarkedJournal, tmp_path: Path, audience: str, mentor: int
) -> None:
    journal_with_marks.execute_script("UPDATE mentors SET state = 'active', ended_on = NULL")
    connection = sqlite3.connect(mentee.path)
    owners = {mark.word: owner(connection, mark.noun, mark.number) for mark in journal_with_marks.marks}
    connection.close()
    withheld = {mark.word: mark for mark in journal_with_marks.marks if owners[mark.word] == 3 - mentor}
    assert len(withheld) > 20
    seen: set[str] = set()
    # For oneself nothing is left out but what is another's: the data shows that, and each format is tried for others.
    forms = ("json",) if audience == "me" else ("html", "json", "csv")
    for words in share_commands(journal_with_marks.refs(), set()):
        if words[-1] not in forms and len(words) > 2:
            continue
        code, out, err = run_for_audience(mentee, words, audience, tmp_path, "--mentor", f"m{mentor}")
        assert code in (0, 1, 3), (words, err)
        shown = words_in(out)
        leaked = [withheld[word] for word in shown if word in withheld]
        assert not leaked, (words, leaked)
        seen |= shown
    assert {owners[word] for word in seen} == {mentor, None}


def test_a_page_for_a_mentor_is_for_one_who_has_to_be_named_where_there_are_several(mentee: Mentee) -> None:
    mentee.does("mentors", "add", "Ruth Okafor")
    assert mentee("report", "--for", "mentor").code == 0
    mentee.does("mentors", "add", "Sam Adeyemi")
    refused = mentee.fails("report", "--for", "mentor")
    assert refused.code == 2
    assert "m1   Ruth Okafor" in refused.err and "--mentor" in refused.err
    assert mentee("report", "--for", "mentor", "--mentor", "sam").code == 0


@pytest.mark.parametrize("audience", ["mentor", "manager"])
def test_figures_are_those_of_a_journal_without_what_is_private(
    mentee: Mentee, journal_with_marks: MarkedJournal, audience: str
) -> None:
    """Nothing can be reckoned back: what a reader gets is what a journal would say that never held the rest."""
    shared = {}
    for words in (("report",), ("report", "--goal", "g3"), ("report", "--compare"), ("timeline",), ("export", "cpd")):
        shared[words] = json.loads(mentee(*words, "--for", audience, "--format", "json").out)["data"]
    journal_with_marks.execute_script(_sql_without_private(audience))
    for words, data in shared.items():
        bare = json.loads(mentee(*words, "--for", "me", "--format", "json").out)["data"]
        if isinstance(data, dict):
            assert data.pop("audience") == audience
        assert data == without_internal_fields(bare), words


def _sql_without_private(audience: str) -> str:
    """SQL that takes out of the file what is withheld, with what hangs on it."""
    script = [
        *(_WITHOUT_FORMER_MENTOR if audience == "mentor" else ()),
        "DELETE FROM challenges WHERE coalesce(private, 1)", "DELETE FROM needs WHERE coalesce(private, 1)",
        "DELETE FROM scores WHERE coalesce(private, 1)",
        "DELETE FROM feedback WHERE coalesce(private, state = 'planned' OR direction = 'given')",
        "DELETE FROM agreements WHERE coalesce(private, state = 'draft')",
        "UPDATE checkins SET mood = NULL, energy = NULL, trust = NULL, blockers = NULL WHERE private IS NOT 0",
        "UPDATE sessions SET missed_by = NULL, rating = NULL WHERE private IS NOT 0",
        "UPDATE mentors SET note = NULL, reason = NULL, referred_by = NULL",
    ]  # fmt: skip
    script += [f"DELETE FROM {kind.plural} WHERE private = 1" for kind in KINDS.values()]
    script += [
        f"DELETE FROM {kind.plural} WHERE {kind.parent} NOT IN (SELECT number FROM {KINDS[kind.parent].plural})"
        for kind in KINDS.values()
        if kind.parent
    ]
    for table in ("questions", "actions", "lessons", "feedback", "achievements", "checkins", "challenges", "goals"):
        for link in ("goal", "session", "skill"):
            script.append(
                f"UPDATE {table} SET {link} = NULL WHERE {link} NOT IN (SELECT number FROM {link}s)"
                if link in _LINKS.get(table, ())
                else "SELECT 1"
            )
    if audience == "manager":
        script += [
            "DELETE FROM points",
            "DELETE FROM letters",
            "UPDATE feedback SET situation = NULL, behaviour = '', impact = NULL, response = NULL",
            "UPDATE agreements SET purpose = NULL, channel = NULL, between_sessions = NULL, notice = NULL",
            "UPDATE agreements SET feedback_manner = NULL, ending = NULL",
        ]
    checks_off = "PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF"
    return "; ".join([checks_off, *script])


_OF_FORMER_SESSION = "session IN (SELECT number FROM sessions WHERE mentor = 1)"
_OF_FORMER_GOAL = "goal IN (SELECT number FROM goals WHERE mentor = 1)"
# A page for a mentor is for one, and in the demo the first is a former one.
_WITHOUT_FORMER_MENTOR = (
    *(f"DELETE FROM {table} WHERE {_OF_FORMER_SESSION} OR (session IS NULL AND {_OF_FORMER_GOAL})"
      for table in ("questions", "actions", "lessons", "feedback")),
    f"DELETE FROM checkins WHERE {_OF_FORMER_SESSION}",
    f"DELETE FROM achievements WHERE {_OF_FORMER_GOAL}",
    *(f"DELETE FROM {table} WHERE mentor = 1"
      for table in ("goals", "sessions", "feedback", "checkins", "challenges", "agreements", "reviews", "scores")),
    "DELETE FROM contacts WHERE through = 1", "DELETE FROM mentors WHERE number = 1",
)  # fmt: skip
_LINKS = {
    "questions": ("goal", "session"), "actions": ("goal", "session"), "lessons": ("goal", "session", "skill"),
    "feedback": ("goal", "session"), "achievements": ("goal",), "checkins": ("session",),
    "challenges": ("session",), "goals": ("skill",),
}  # fmt: skip
