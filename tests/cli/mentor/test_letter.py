"""Letters: a mail that a mentor answers on a phone, of one screen, with what is open and nothing else."""

import re
from email import message_from_bytes, message_from_string, policy
from pathlib import Path
from textwrap import wrap

import pytest

from mentorlog.journal.model.marks import find_codes, find_marks
from tests.conftest import Mentee
from tests.journal_copies import cache_journal

KINDS = ((), ("--agreement",), ("--skills",), ("--feedback",))


@pytest.fixture
@cache_journal
def mentee_of_ruth(mentee: Mentee) -> Mentee:
    """A mentee of Ruth's, who met her for the first time on Friday and meets her on Thursday."""
    mentee.does("mentors", "add", "Ruth Okafor", "--called", "Ruth", "--email", "ruth@example.org")
    mentee.does("sessions", "add", "--at", "2026-11-20 15:00")
    mentee.does("debrief", "s1", "--minutes", "50", "--takeaway", "Ask early", "--theirs", "Send the book")
    mentee.does("sessions", "add", "--at", "thu 15:00")
    mentee.does("questions", "add", "Who decides?")
    return mentee


def letter(mentee: Mentee, *words: str) -> dict[str, object]:
    """A letter as data."""
    return dict(mentee.does("letter", *words))


def text_of(mentee: Mentee, *words: str) -> str:
    return str(letter(mentee, *words)["text"])


def height_of(out: str) -> int:
    """How many lines of 72 columns a letter takes, below its subject."""
    _, _, body = out.rstrip().partition("\n\n")
    return sum(max(len(wrap(line, 72)), 1) for line in body.split("\n"))


@pytest.mark.parametrize("kind", KINDS)
def test_each_letter_is_of_one_screen_and_has_good_form(mentee: Mentee, kind: tuple[str, ...]) -> None:
    mentee.has_demo()
    out = mentee("letter", "ruth", *kind).out
    assert height_of(out) <= (36 if kind == ("--agreement",) else 30), "an agreement is agreed to as a whole"
    assert re.match(r"Subject: [^\n]+\n\nDear Ruth,\n\n[A-Z]", out)
    assert "\n\nWith thanks,\n[your name]\n\nLetter " in out
    assert "{" not in out and "\n\n\n" not in out and ".." not in out.replace("...", "") and "None" not in out


@pytest.mark.parametrize("kind", KINDS)
def test_the_marks_of_a_letter_are_those_that_its_record_keeps(mentee_of_ruth: Mentee, kind: tuple[str, ...]) -> None:
    mentee_of_ruth.does("agreement", "draft", "--purpose", "To be heard")
    data = letter(mentee_of_ruth, *kind)
    text = str(data["text"])
    assert [text[found.start : found.end] for found in find_marks(text)] == data["marks"] != []
    assert find_codes(text) == [data["code"]]
    record = mentee_of_ruth.does("show", str(data["letter"]))
    assert record["state"] == "waiting" and record["code"] == data["code"]
    assert [line.split()[0] for line in record["marks"].splitlines()] == [found.mark.ref for found in find_marks(text)]


def test_the_same_letter_is_one_record_and_a_new_one_closes_it(mentee_of_ruth: Mentee) -> None:
    first = letter(mentee_of_ruth, "--before", "s2")
    assert letter(mentee_of_ruth, "--before", "s2") == first
    mentee_of_ruth.does("questions", "add", "Who pays?")
    second = letter(mentee_of_ruth, "--before", "s2")
    assert second["letter"] == "y2" and second["code"] != first["code"]
    assert [record["state"] for record in mentee_of_ruth.does("letters", "list", "--all")] == ["closed", "waiting"]
    mentee_of_ruth.does("undo")
    assert [record["state"] for record in mentee_of_ruth.does("letters", "list", "--all")] == ["waiting"]


def test_without_a_kind_it_is_what_fits(mentee_of_ruth: Mentee) -> None:
    def fitting() -> object:
        return letter(mentee_of_ruth)["for"]

    assert fitting() == "before", "the next talk is three days away, the last one three days ago"
    mentee_of_ruth.at("2026-11-21T09:00:00")
    assert fitting() == "after"
    mentee_of_ruth.at("2026-11-23T09:00:00")
    mentee_of_ruth.does("sessions", "move", "s2", "--at", "2026-12-17 15:00")
    assert fitting() == "after"
    mentee_of_ruth.at("2026-12-01T09:00:00")
    assert fitting() == "open"
    mentee_of_ruth.does("agreement", "draft", "--purpose", "To be heard")
    assert fitting() == "agreement"


def test_a_letter_before_a_talk_asks_what_is_open(mentee_of_ruth: Mentee) -> None:
    mentee_of_ruth.does("goals", "add", "Chair stand-ups", "--draft", "--target", "10", "--by", "2026-12-31")
    text = text_of(mentee_of_ruth, "--before", "s2")
    assert "We meet on Thursday 26 November at 15:00" in text
    assert "[q1] Who decides?\n" in text
    assert "[a1] Send the book. Done?\n" in text
    assert "[g1] Chair stand-ups: from 0 to 10, by 31 December 2026. Agreed, yes or no?\n" in text
    mentee_of_ruth.does("questions", "answer", "q1", "Anna")
    mentee_of_ruth.does("actions", "done", "a1")
    mentee_of_ruth.does("goals", "agree", "g1")
    text = text_of(mentee_of_ruth, "--before", "s2")
    assert [found.mark.ref for found in find_marks(text)] == ["next"]


def test_thanks_give_back_a_line_for_the_mentors_own_record(mentee_of_ruth: Mentee) -> None:
    text = text_of(mentee_of_ruth, "--after", "s1")
    assert "Thank you for our talk on Friday 20 November." in text
    assert "What I am taking away: Ask early" in text
    assert "\nMentoring one to one, as the mentor: 20 November 2026, 50 minutes\n" in text


def test_the_fit_is_asked_after_the_first_talk_and_after_a_review_and_not_else(mentee_of_ruth: Mentee) -> None:
    assert "[s1] How well do the two of us fit" in text_of(mentee_of_ruth, "--after", "s1")
    mentee_of_ruth.does("edit", "s1", "mentor_fit=4")
    assert "us fit so far" not in text_of(mentee_of_ruth, "--after", "s1")
    mentee_of_ruth.at("2026-11-27T09:00:00")
    mentee_of_ruth.does("debrief", "s2", "--takeaway", "Listen")
    assert "us fit so far" not in text_of(mentee_of_ruth, "--after", "s2")
    mentee_of_ruth.does("review", "--went-well", "Much")
    assert "[r1] How well do the two of us fit" in text_of(mentee_of_ruth, "--after", "s2")


def test_an_agreement_is_sent_whole_with_the_digest_of_its_text(mentee_of_ruth: Mentee) -> None:
    mentee_of_ruth.does("agreement", "draft", "--purpose", "To be heard", "--cadence", "2 weeks")
    mentee_of_ruth.does("agreement", "add", "boundary", "No pay.")
    mentee_of_ruth.does("agreement", "add", "boundary", "Not my sister", "--private")
    text = text_of(mentee_of_ruth, "--agreement")
    assert "- Purpose: To be heard\n- We meet: every 2 weeks\n- Boundary: No pay.\n\n[v1 " in text
    mark = re.search(r"\[v1 ([0-9a-f]{6})\]", text)
    mentee_of_ruth.does("edit", "b2", "text=Not my brother")
    assert mark and mark[0] in text_of(mentee_of_ruth, "--agreement"), "what is private is no part of it"
    mentee_of_ruth.does("edit", "v1", "purpose=To lead")
    assert mark[0] not in text_of(mentee_of_ruth, "--agreement")


def test_what_cannot_be_asked_is_refused_with_what_to_do(mentee_of_ruth: Mentee) -> None:
    assert "--after s1" in mentee_of_ruth.fails("letter", "ruth", "--before", "s1").err
    assert "--before s2" in mentee_of_ruth.fails("letter", "ruth", "--after", "s2").err
    assert "agreement draft" in mentee_of_ruth.fails("letter", "ruth", "--agreement").err
    assert mentee_of_ruth.fails("letter", "ruth", "--skills", "--feedback").code == 2
    assert mentee_of_ruth.does("letters", "list", "--all") == []


def test_who_is_no_mentor_yet_is_written_what_comes_next_with_them(mentee: Mentee) -> None:
    mentee.does("mentors", "add", "Sam Adeyemi", "--candidate", "--email", "sam@example.org")
    data = letter(mentee, "sam")
    assert (data["for"], data["letter"], data["marks"]) == ("first", None, [])
    assert data["text"] in mentee.does("mentors", "message", "sam")["text"]
    assert "To: Sam Adeyemi <sam@example.org>" in mentee("letter", "sam", "--format", "eml").out
    assert mentee.does("letters", "list", "--all") == []


def test_a_draft_is_a_mail_that_flows_on_a_phone(mentee_of_ruth: Mentee) -> None:
    file = mentee_of_ruth.folder / "letter.eml"
    mentee_of_ruth.does(
        "edit",
        "q1",
        "text=Wer entscheidet über den nächsten Schritt, wenn alle Größen verreist sind und niemand es darf?",
    )
    text = text_of(mentee_of_ruth, "--before", "s2")
    mentee_of_ruth("letter", "ruth", "--before", "s2", "--to", str(file))
    mail = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert str(mail["To"]) == "Ruth Okafor <ruth@example.org>" and mail["X-Unsent"] == "1" and mail["From"] is None
    assert mail.get_content_type() == "text/plain" and mail["Content-Type"].params["format"] == "flowed"
    body = mail.get_content()
    assert all(len(line) <= 72 for line in body.splitlines())
    assert body.replace(" \n", " ").rstrip() == text


@pytest.mark.parametrize("email", ["", "ruth at home", "a@b, c@d", "@"])
def test_an_address_that_is_none_leaves_the_draft_without_one(mentee_of_ruth: Mentee, email: str) -> None:
    mentee_of_ruth.does("edit", "m1", f"email={email}")
    result = mentee_of_ruth("letter", "ruth", "--format", "eml")
    assert result.code == 0 and "Subject: " in result.out and "To:" not in result.out


@pytest.mark.parametrize(
    ("email", "sent_to"),
    [
        ("ruth@exämple.org", "ruth@xn--exmple-cua.org"),
        ("ruth@Straße.example", "ruth@xn--strae-oqa.example"),  # which is another domain than strasse.example
        ("ruth@βόλος.example", "ruth@xn--nxasmm1c.example"),
        ("ruth@\u212belfi.example", "ruth@xn--elfi-poa.example"),  # the sign of a unit, which is the letter too
        ("ruth@ﬁn.example", "ruth@ﬁn.example"),  # a ligature is allowed in no domain
        ("rüth@example.org", "rüth@example.org"),
        pytest.param(f"ruth@{'ä' * 70}.org", f"ruth@{'ä' * 70}.org", id="longer than IDNA allows"),
    ],
)
def test_a_draft_names_an_address_with_any_letters(mentee_of_ruth: Mentee, email: str, sent_to: str) -> None:
    mentee_of_ruth.does("edit", "m1", "name=Ruth Ökafor", f"email={email}")
    file = mentee_of_ruth.folder / "letter.eml"
    assert mentee_of_ruth("letter", "ruth", "--to", str(file)).code == 0
    heads = file.read_text(encoding="utf-8").partition("\n\n")[0]
    assert f"<{sent_to}>" in heads.replace("\n ", " ")
    assert heads.isascii() is sent_to.isascii()
    recipient = message_from_string(file.read_text(encoding="utf-8"), policy=policy.default)["To"].addresses[0]
    assert (recipient.display_name, recipient.addr_spec) == ("Ruth Ökafor", sent_to)


def test_a_letter_as_a_page_escapes_what_was_written(mentee_of_ruth: Mentee) -> None:
    mentee_of_ruth.does("edit", "q1", "text=Is <b>this</b> & that so?")
    page = mentee_of_ruth("letter", "ruth", "--before", "s2", "--format", "html").out
    assert "Is &lt;b&gt;this&lt;/b&gt; &amp; that so?" in page and "http" not in page


def test_open_hands_a_draft_to_the_systems_program(mentee_of_ruth: Mentee, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Path] = []

    def open_file(path: Path) -> bool:
        opened.append(path)
        return True

    monkeypatch.setattr("mentorlog.system.processes.open_file", open_file)
    result = mentee_of_ruth("letter", "ruth", "--open")
    assert result.code == 0 and "sent by you" in result.out
    assert opened[0].suffix == ".eml" and b"X-Unsent: 1" in opened[0].read_bytes()
    monkeypatch.setattr("mentorlog.system.processes.open_file", lambda path: False)
    refused = mentee_of_ruth("letter", "ruth", "--open")
    assert refused.code == 73 and str(opened[0]) in refused.err


def test_a_letter_that_would_be_written_over_a_file_is_not_kept(mentee_of_ruth: Mentee) -> None:
    file = mentee_of_ruth.folder / "letter.eml"
    file.write_text("Another one")
    before = mentee_of_ruth.bytes()
    assert mentee_of_ruth("letter", "ruth", "--to", str(file)).code == 73
    assert mentee_of_ruth.bytes() == before and file.read_text() == "Another one"


def test_a_letter_is_listed_shown_and_closed_under_both_names(mentee_of_ruth: Mentee) -> None:
    letter(mentee_of_ruth, "--feedback")
    assert mentee_of_ruth.does("letter", "list") == mentee_of_ruth.does("letters", "list")
    assert mentee_of_ruth.does("letter", "show", "y1")["kind"] == "feedback"
    mentee_of_ruth.does("letters", "close", "y1")
    assert mentee_of_ruth.does("letters", "list") == []
    assert mentee_of_ruth.fails("letters", "close", "y1").code == 1


def test_what_is_forgotten_leaves_no_digest_in_a_letter(mentee_of_ruth: Mentee) -> None:
    letter(mentee_of_ruth, "--before", "s2")
    letter(mentee_of_ruth, "--feedback")
    for ref, kept in (("q1", [False, True]), ("s2", [False, True])):
        mentee_of_ruth("forget", ref, "--yes")
        letters = mentee_of_ruth.does("letters", "list", "--all")
        assert [bool(record["marks"] and record["prints"]) for record in letters] == kept
        digests = b"".join(path.read_bytes() for path in [mentee_of_ruth.path])
        assert mentee_of_ruth("doctor").code == 0 and f"{ref} ".encode() not in digests
    mentee_of_ruth("forget", "m1", "--yes")
    assert mentee_of_ruth.does("letters", "list", "--all") == []


def test_a_letter_stays_on_one_screen_however_much_is_open(mentee_of_ruth: Mentee) -> None:
    for at in range(9):
        mentee_of_ruth.does("questions", "add", f"Who {at}? " + "word " * 200, "--priority", "high")
        mentee_of_ruth.does("actions", "add", f"Send {at} " + "page " * 200, "--theirs", "--session", "s1")
        mentee_of_ruth.does("goals", "add", f"Goal {at}", "--draft")
    mentee_of_ruth.does("edit", "s1", "takeaways=" + "\n".join("thought " * 90 for _ in range(9)))
    for kind in (("--before", "s2"), ("--after", "s1"), ("--skills",), ("--agreement",)):
        out = mentee_of_ruth("letter", "ruth", *kind).out
        assert height_of(out) <= 30, kind


def test_a_mentor_is_named_or_the_only_one(mentee_of_ruth: Mentee) -> None:
    only = letter(mentee_of_ruth, "--feedback")
    assert (
        letter(mentee_of_ruth, "--feedback", "--mentor", "ruth") == letter(mentee_of_ruth, "ruth", "--feedback") == only
    )
    mentee_of_ruth.does("mentors", "add", "Sam Adeyemi")
    refused = mentee_of_ruth.fails("letter", "--feedback")
    assert refused.code == 2 and "Name one with --mentor REF" in refused.err
