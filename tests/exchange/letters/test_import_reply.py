"""A reply to a letter becomes answers: shown, asked, written as one change that names who said it."""

from typing import Any, ClassVar

import pytest

from tests.conftest import Mentee, Result
from tests.journal_copies import journal_cache

HEAD = (
    "From: Ruth Okafor <ruth@example.org>\nDate: {day}\nMessage-ID: <{id}@example.org>\nSubject: Re: Our talk\n"
    "Content-Type: text/plain; charset=utf-8\n\n"
)


class Correspondence:
    """A mentee with a mentor, Ruth, to whom a letter was written."""

    _letter: ClassVar[dict[str, Any]]  # of the journal that is written once

    def __init__(self, mentee: Mentee) -> None:
        self.mentee = mentee
        mentee.at("2026-11-26T09:00:00")
        mentee.does("config", "set", "name", "Ada")
        journal_cache.load_or_write(Correspondence, mentee, self._write)
        self.letter = self._letter
        mentee.at("2026-11-27T09:00:00")

    def _write(self, mentee: Mentee) -> None:
        mentee.does("mentors", "add", "Ruth Okafor")
        mentee.does("edit", "m1", "called=Ruth", "email=ruth@example.org")
        mentee.does("questions", "add", "Who decides about the budget?")
        mentee.does("questions", "add", "What would you cut first?")
        mentee.does("actions", "add", "Introduce me to Paul", "--theirs")
        type(self)._letter = mentee.does("letter")

    def reply(
        self, answers: dict[str, str], above: str = "", day: str = "Fri, 27 Nov 2026 08:00:00 +0000", id_: str = "1"
    ) -> bytes:
        """A reply with these answers below the marks of the quoted letter."""
        lines = []
        for line in self.letter["text"].split("\n"):
            lines.append(f"> {line}")
            lines += [answer for name, answer in answers.items() if line.startswith(f"[{name}")]
        text = f"{above}On Thu, 26 Nov 2026 at 09:10, Ada <ada@example.org> wrote:\n\n" + "\n".join(lines)
        return (HEAD.format(day=day, id=id_) + text).encode()

    def take(self, content: bytes, *options: str) -> Result:
        """Import a reply without a question."""
        return self.mentee("import", "-", "--yes", *options, stdin=content)

    def data(self, content: bytes, *options: str) -> dict[str, Any]:
        """What an import of a reply says in JSON."""
        result = self.take(content, "--json", *options)
        assert result.code == 0, result.err
        data: dict[str, Any] = result.data
        return data


@pytest.fixture
def correspondence(mentee: Mentee) -> Correspondence:
    return Correspondence(mentee)


def test_answers_are_one_change_that_names_who_said_it(correspondence: Correspondence) -> None:
    mentee = correspondence.mentee
    content = correspondence.reply({"q1": "The sponsor.", "a1": "yes, on Monday", "next": "Tue 1 Dec at 10:30"})
    before = len(mentee.does("history"))
    taken = correspondence.data(content)
    assert taken["made"] == ["q1", "a1", "s1"] and taken["unanswered"] == ["q2"]
    question, action = (mentee.does("show", ref) for ref in ("q1", "a1"))
    assert (question["answer"], question["said_by"], question["letter"]) == ("The sponsor.", "mentor", "y1")
    assert (action["state"], action["done_on"], action["note"]) == ("done", "2026-11-27", "on Monday")
    assert len(mentee.does("history")) == before + 1
    assert "said by Ruth, 27 Nov, by letter" in mentee("history").out
    mentee.does("undo")
    assert mentee.does("show", "q1")["state"] == "open"
    assert mentee.does("show", "y1")["state"] == "waiting"


def test_a_dry_run_and_a_missing_yes_write_nothing(correspondence: Correspondence) -> None:
    mentee, content = correspondence.mentee, correspondence.reply({"q1": "The sponsor."})
    before = mentee.bytes()
    shown = mentee("import", "-", "--dry-run", stdin=content)
    assert shown.code == 0 and "answered: The sponsor." in shown.out
    refused = mentee("import", "-", "--no-input", stdin=content)
    assert refused.code == 2 and "--yes" in refused.err
    assert mentee.bytes() == before


def test_a_reply_is_known_again(correspondence: Correspondence) -> None:
    content = correspondence.reply({"q1": "The sponsor."})
    correspondence.data(content)
    again = correspondence.take(content)
    assert again.code == 0 and "taken in before" in again.out
    resent = correspondence.reply({"q1": "The sponsor."}, id_="2")
    assert "taken in before" in correspondence.take(resent).out


def test_a_mail_that_was_put_right_by_hand_is_read_again(correspondence: Correspondence) -> None:
    correspondence.data(correspondence.reply({"q1": "The sponsor.", "a1": "perhaps"}))
    again = correspondence.data(correspondence.reply({"q1": "The sponsor.", "a1": "yes"}))
    assert (again["made"], again["there"]) == (["a1"], ["q1"])
    before = correspondence.mentee.bytes()
    nothing = correspondence.take(correspondence.reply({"q1": "The sponsor."}))
    assert nothing.code == 0 and "nothing was changed" in nothing.out
    assert correspondence.mentee.bytes() == before


def test_a_correction_is_named_and_what_is_new_is_taken(correspondence: Correspondence) -> None:
    correspondence.data(correspondence.reply({"q1": "The sponsor."}))
    second = correspondence.data(correspondence.reply({"q1": "The board.", "q2": "Scope."}, id_="2"))
    assert second["made"] == ["q2"]
    assert [(left["mark"], left["text"]) for left in second["left"]] == [("q1", "The board.")]
    assert correspondence.mentee.does("show", "q1")["answer"] == "The sponsor."


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (("questions", "answer", "q1", "Paul"), "another answer"),
        (("questions", "drop", "q1"), "dropped"),
        (("edit", "q1", "text=Who decides about people?"), "changed since"),
        (("delete", "q1"), "not there any more"),
    ],
)
def test_a_record_that_has_changed_meanwhile_is_left(
    correspondence: Correspondence, command: tuple[str, ...], why: str
) -> None:
    content = correspondence.reply({"q1": "The sponsor.", "q2": "Scope."})
    result = correspondence.mentee(*command)
    assert result.code == 0, result.err
    taken = correspondence.data(content)
    assert taken["made"] == ["q2"]
    assert why in {left["mark"]: left["why"] for left in taken["left"]}["q1"]


def test_a_letter_that_asked_what_is_forgotten_is_read_no_more(correspondence: Correspondence) -> None:
    content = correspondence.reply({"q1": "The sponsor.", "q2": "Scope."})
    assert correspondence.mentee("forget", "q1", "--yes").code == 0
    refused = correspondence.take(content)
    assert refused.code == 1 and "forgotten" in refused.err


def test_what_may_mean_two_things_is_left_with_its_text(correspondence: Correspondence) -> None:
    content = correspondence.reply({"a1": "yes, but only half of it", "q1": "The sponsor."})
    taken = correspondence.data(content)
    assert [(left["mark"], left["text"]) for left in taken["left"]] == [("a1", "yes, but only half of it")]
    assert correspondence.mentee.does("show", "a1")["state"] == "open"


def test_a_reply_that_only_leaves_doubts_changes_nothing(correspondence: Correspondence) -> None:
    before = correspondence.mentee.bytes()
    result = correspondence.take(correspondence.reply({"a1": "perhaps"}))
    assert result.code == 1 and "perhaps" in result.out
    assert correspondence.mentee.bytes() == before


@pytest.mark.parametrize("code", ["Letter 0bad-c0de", "Letter", ""])
def test_a_letter_of_another_journal_is_refused(correspondence: Correspondence, code: str) -> None:
    text = f"[q1] The sponsor.\n[a1] yes\n\n{code}\n".encode()
    refused = correspondence.mentee("import", "-", "--yes", "--from", "letter", stdin=text)
    assert refused.code == 1 and "letters list" in refused.err


def test_a_letter_without_its_code_is_known_by_its_lines(correspondence: Correspondence) -> None:
    content = correspondence.reply({"q1": "The sponsor."})
    cut = b"\n".join(line for line in content.split(b"\n") if b"> Letter" not in line)
    assert correspondence.data(cut)["made"] == ["q1"]


def test_what_has_no_mark_is_offered_and_kept_on_demand(correspondence: Correspondence) -> None:
    mentee = correspondence.mentee
    answers = {"q1": "The sponsor.", "a1": "perhaps"}
    content = correspondence.reply(answers, above="Hi Ada,\n\nthe board liked your chart.\n\n")
    taken = correspondence.data(content, "--dry-run")
    assert (taken["unmarked"], taken["note"]) == ("the board liked your chart.", None)
    assert correspondence.data(content, "--note")["note"] == "m1"
    text = "Ruth, by letter, 27 Nov: the board liked your chart.\n[a1] perhaps"
    assert mentee.does("show", "m1")["note"] == text


def test_a_letter_about_a_session_is_noted_there(mentee: Mentee) -> None:
    correspondence = Correspondence(mentee)
    mentee.at("2026-11-26T09:30:00")
    mentee.does("sessions", "add", "--at", "2026-12-01 10:00")
    mentee.does("edit", "s1", "notes=Bring the plan.")
    correspondence.letter = mentee.does("letter", "--before", "s1")
    mentee.at("2026-11-27T09:00:00")
    content = correspondence.reply({"q1": "The sponsor."}, above="Paul may join us.\n\n")
    assert correspondence.data(content, "--note")["note"] == "s1"
    assert mentee.does("show", "s1")["notes"] == "Bring the plan.\n\nRuth, by letter, 27 Nov: Paul may join us."


def test_the_day_is_the_one_of_the_mail(correspondence: Correspondence) -> None:
    mentee = correspondence.mentee
    mentee.at("2026-12-03T09:00:00")
    correspondence.data(correspondence.reply({"q1": "The sponsor.", "next": "next Friday at 15:00"}))
    assert mentee.does("show", "q1")["answered_on"] == "2026-11-27"
    assert mentee.does("show", "s1")["starts_at"].startswith("2026-12-04T15:00")


@pytest.mark.parametrize(
    ("day", "warning"),
    [("Mon, 2 Nov 2026 08:00:00 +0000", "before the letter"), ("Fri, 27 Nov 2099 08:00:00 +0000", "still to come")],
)
def test_a_day_that_cannot_be_is_not_believed(correspondence: Correspondence, day: str, warning: str) -> None:
    result = correspondence.take(correspondence.reply({"q1": "The sponsor."}, day=day))
    assert warning in result.err
    assert correspondence.mentee.does("show", "q1")["answered_on"] == "2026-11-27"


def test_another_sender_is_named(correspondence: Correspondence) -> None:
    content = correspondence.reply({"q1": "The sponsor."}).replace(b"<ruth@example.org>", b"<r.okafor@example.com>")
    assert "r.okafor@example.com" in correspondence.take(content).err


@pytest.mark.parametrize(
    ("email", "sender", "is_known"),
    [
        ("ruth@exämple.org", "ruth@exämple.org", True),
        ("ruth@exämple.org", "Ruth@xn--exmple-cua.org", True),
        ("ruth@straße.org", "ruth@xn--strae-oqa.org", True),
        ("ruth@xn--strae-oqa.org", "ruth@straße.org", True),
        ("ruth@straße.org", "ruth@strasse.org", False),
    ],
)
def test_an_address_is_known_in_both_forms_of_its_domain(
    correspondence: Correspondence, email: str, sender: str, is_known: bool
) -> None:
    correspondence.mentee.does("edit", "m1", f"email={email}")
    content = correspondence.reply({"q1": "The sponsor."}).replace(b"ruth@example.org", sender.encode())
    assert ("as its sender" not in correspondence.take(content).err) is is_known


def test_a_session_that_the_letter_asked_about_is_moved(mentee: Mentee) -> None:
    correspondence = Correspondence(mentee)
    mentee.at("2026-11-26T09:30:00")
    mentee.does("sessions", "add", "--at", "2026-12-01 10:00")
    mentee.at("2026-11-26T09:45:00")
    correspondence.letter = mentee.does("letter", "--before", "s1")
    mentee.at("2026-11-27T09:00:00")
    taken = correspondence.data(correspondence.reply({"next": "Wed 2 Dec at 11:00 would be better"}))
    assert taken["answers"][0]["becomes"] == "moved to"
    assert mentee.does("show", "s1")["starts_at"].startswith("2026-12-02T11:00")
    assert correspondence.data(correspondence.reply({"next": "yes"}, id_="2"))["there"] == ["next"]


def test_times_of_another_zone_are_left(correspondence: Correspondence) -> None:
    content = correspondence.reply({"next": "Wed 2 Dec at 11:00"}, day="Fri, 27 Nov 2026 16:00:00 +0900")
    result = correspondence.take(content)
    assert result.code == 1 and "time zone" in result.out


def test_both_agree_to_the_text_that_was_sent(mentee: Mentee) -> None:
    correspondence = Correspondence(mentee)
    mentee.does("agreement", "draft", "m1", "--purpose", "To lead small projects", "--cadence", "2 weeks")
    correspondence.letter = mentee.does("letter", "--agreement")
    mark = next(mark for mark in correspondence.letter["marks"] if mark.startswith("[v"))
    consent = {mark[1:-1]: "I agree"}
    content = correspondence.reply(consent)
    assert correspondence.data(content)["made"] == ["v1"]
    agreed = mentee.does("show", "v1")
    assert (agreed["state"], agreed["both_agreed_on"]) == ("agreed", "2026-11-27")
    mentee.does("undo")
    mentee.does("edit", "v1", "purpose=To lead large projects")
    result = correspondence.take(content)
    assert result.code == 1 and "changed since" in result.out


def test_a_yes_to_another_text_or_to_none_is_left(mentee: Mentee) -> None:
    correspondence = Correspondence(mentee)
    mentee.does("agreement", "draft", "m1", "--purpose", "To lead small projects")
    correspondence.letter = mentee.does("letter", "--agreement")
    code = correspondence.letter["code"]
    foot = f"\n\nLetter {code[:4]}-{code[4:]}\n"
    for mark in ("[v1 ffffff]", "[v1]"):
        result = correspondence.take(f"{mark} yes{foot}".encode())
        assert result.code == 1 and "v1" in result.out
    assert mentee.does("show", "v1")["state"] == "draft"


def test_a_mentor_rates_skills(mentee: Mentee) -> None:
    correspondence = Correspondence(mentee)
    correspondence.letter = mentee.does("letter", "--skills")
    first, second = (mark[1:-1] for mark in correspondence.letter["marks"][:2])
    taken = correspondence.data(correspondence.reply({first: "4 - asks before she starts", second: "3-4"}))
    assert [left["mark"] for left in taken["left"]] == [second]
    rating = mentee.does("show", taken["made"][0])
    assert (rating["value"], rating["by"], rating["evidence"]) == (4, "mentor", "asks before she starts")


def test_a_mail_without_text_is_refused(correspondence: Correspondence) -> None:
    part = b"--b\nContent-Type: application/octet-stream\n\nx\n--b--"
    sealed = b"From: a@b\nTo: c@d\nContent-Type: multipart/encrypted; boundary=b\n\n" + part
    refused = correspondence.take(sealed)
    assert refused.code == 1 and "encrypted" in refused.err


def test_a_session_at_the_same_time_is_named(correspondence: Correspondence) -> None:
    mentee = correspondence.mentee
    mentee.does("mentors", "add", "Paul Meier")
    mentee.does("sessions", "add", "--at", "2026-12-01 10:00", "--mentor", "Paul")
    assert "s1 is at that time too" in correspondence.take(correspondence.reply({"next": "Tue 1 Dec at 10:30"})).err


def test_an_audience_is_refused(correspondence: Correspondence, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MENTORLOG_AUDIENCE", "mentor")
    assert correspondence.take(correspondence.reply({"q1": "The sponsor."})).code == 1
