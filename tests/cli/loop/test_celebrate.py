"""A certificate of what was reached: on the screen for oneself, as a card for the eyes of others."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.conftest import Mentee
from tests.journal_copies import cache_journal

LONG = "Estimate, plan and deliver the work of a whole quarter " * 3 + "without a surprise"
STRANGE = (
    "[red]<script>&amp;",
    "\u05d4\u05d7\u05dc\u05d8\u05d4 \U0001f389",
    "\u65e5\u672c\u8a9e\u306e\u30e1\u30e2" * 12,
)


@pytest.fixture
@cache_journal
def mentee_at_goal(mentee: Mentee) -> Mentee:
    """Somebody who reached a goal with two notes, the second of which is private."""
    mentee.does("mentors", "add", "Ruth Okafor")
    mentee.does("goals", "add", "Chair stand-ups", "--target", "10", "--unit", "meetings", "--start", "2026-09-01",
                "--by", "2026-12-31")  # fmt: skip
    mentee.does("goals", "progress", "g1", "1", "--on", "2026-09-10", "--note", "Shaky voice")
    mentee.does("goals", "progress", "g1", "10", "--note", "Nobody looked at the clock")
    return mentee


@pytest.mark.parametrize("mentor", ["nobody", "sam"])
def test_a_card_for_whom_there_is_none_is_refused_before_the_goal_is_achieved(
    mentee_at_goal: Mentee, mentor: str
) -> None:
    mentee_at_goal.does("mentors", "add", "Sam Adeyemi")
    mentee_at_goal.does("edit", "g1", "mentor=ruth")
    before = mentee_at_goal.bytes()
    card = ("--to", str(mentee_at_goal.folder / "card.svg"), "--mentor", mentor)
    assert mentee_at_goal("goals", "achieve", "g1", *card).code in (1, 3)
    assert mentee_at_goal.bytes() == before


@pytest.mark.parametrize("ref", ["g1", "w1"])
@pytest.mark.parametrize("fault", ["private", "nobody"])
def test_a_card_that_cannot_be_made_is_refused_before_anything_is_celebrated(
    mentee_at_goal: Mentee, ref: str, fault: str
) -> None:
    mentee_at_goal("goals", "achieve", "g1")
    mentee_at_goal.does("achievements", "add", "Chaired ten", "--goal", "g1")
    card = ["--to", str(mentee_at_goal.folder / "card.svg")]
    if fault == "private":
        mentee_at_goal.does("edit", ref, "private=yes")
    else:
        card += ["--mentor", "nobody"]
    before = mentee_at_goal.bytes()
    assert mentee_at_goal("celebrate", ref, "--how", "Cake", *card).code in (1, 3)
    assert mentee_at_goal.bytes() == before


def test_reaching_a_goal_shows_the_way_there(mentee_at_goal: Mentee) -> None:
    shown = mentee_at_goal("goals", "achieve", "g1").out
    assert "★ ★ ★" in shown and "Achieved g1" in shown
    assert "reached after 12 weeks, 5 weeks before its day" in shown
    assert "0 → 10 meetings" in shown and "agreed with Ruth Okafor" in shown
    assert shown.index("“Shaky voice”") < shown.index("→ “Nobody looked at the clock”")
    assert "how will you mark it?" in shown and re.search("[\u2801-\u28ff]", shown)


def test_read_aloud_it_stands_in_words(mentee_at_goal: Mentee, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACCESSIBLE", "1")
    lines = mentee_at_goal("goals", "achieve", "g1").out.split("\n")
    assert lines[:4] == [
        "Achieved g1", "Chair stand-ups", "reached after 12 weeks, 5 weeks before its day", "0 to 10 meetings",
    ]  # fmt: skip
    assert "First, 10 Sep: Shaky voice" in lines and "Last, 23 Nov: Nobody looked at the clock" in lines
    assert not re.search("[★→“\u2800-\u28ff]", "".join(lines))


def test_its_figures_stand_in_the_json(mentee_at_goal: Mentee) -> None:
    goal = mentee_at_goal.does("goals", "achieve", "g1", "--celebrate", "Ten of them")
    assert (goal["state"], goal["also"]) == ("achieved", ["w1"])
    figures = goal["certificate"]
    assert (figures["days"], figures["days_early"], figures["first"], figures["last"]) == (83, 38, 0, 10)
    assert figures["last_note"] == {"day": "2026-11-23", "text": "Nobody looked at the clock"}


def test_what_was_reached_long_ago_is_shown_again_and_changes_nothing(mentee_at_goal: Mentee) -> None:
    mentee_at_goal.does("goals", "achieve", "g1")
    changes = len(mentee_at_goal.does("history"))
    for words in (
        ("celebrate", "g1"),
        ("goals", "celebrate", "g1"),
        ("celebrate", "chair"),
        ("celebrate", "chair", "stand"),
    ):
        assert "0 → 10 meetings" in mentee_at_goal(*words).out, words
    assert len(mentee_at_goal.does("history")) == changes


def test_other_words_for_it_lead_to_the_same(mentee_at_goal: Mentee) -> None:
    mentee_at_goal.does("goals", "achieve", "g1")
    for words in (
        ("certificate", "g1"),
        ("card", "g1", "--format", "svg"),
        ("goals", "achieve", "g1", "--format", "svg"),
    ):
        assert "Chair stand-ups" in mentee_at_goal(*words).out, words


def test_without_a_ref_it_says_what_waits(mentee_at_goal: Mentee) -> None:
    assert "achievements add" in mentee_at_goal.fails("celebrate").err
    mentee_at_goal.does("goals", "achieve", "g1", "--celebrate", "Ten of them")
    waits = mentee_at_goal.fails("celebrate")
    assert waits.code == 2 and "w1" in waits.err and "g1" in waits.err and "Ten" not in waits.err


def test_a_card_is_no_picture_of_dots(mentee_at_goal: Mentee, tmp_path: Path) -> None:
    refused = mentee_at_goal.fails("goals", "achieve", "g1", "--to", str(tmp_path / "card.png"))
    assert refused.code == 2 and "card.svg" in refused.err
    assert mentee_at_goal.does("show", "g1")["state"] == "agreed" and not (tmp_path / "card.png").exists()


def test_marking_a_goal_makes_a_win_of_it_once(mentee_at_goal: Mentee) -> None:
    mentee_at_goal.does("goals", "achieve", "g1")
    shown = mentee_at_goal("celebrate", "g1", "--how", "cake with the team").out
    assert "Celebrated: cake with the team" in shown and "how will you" not in shown
    win = mentee_at_goal.does("show", "w1")
    assert (win["title"], win["state"], win["how"], win["goal"]) == (
        "Chair stand-ups", "celebrated", "cake with the team", "g1",
    )  # fmt: skip
    again = mentee_at_goal.fails("celebrate", "g1", "--how", "more cake")
    assert again.code == 1 and "edit w1 how=" in again.err


def test_marking_a_goal_celebrates_the_win_that_it_was_kept_as(mentee_at_goal: Mentee) -> None:
    mentee_at_goal.does("goals", "achieve", "g1", "--celebrate", "Ten of them")
    mentee_at_goal.does("celebrate", "g1", "--how", "cake")
    assert [win["how"] for win in mentee_at_goal.does("achievements", "list")] == ["cake"]


def test_both_at_once(mentee_at_goal: Mentee, tmp_path: Path) -> None:
    mentee_at_goal.does("goals", "achieve", "g1", "--how", "cake", "--to", str(tmp_path / "card.svg"))
    assert mentee_at_goal.does("show", "w1")["state"] == "celebrated"
    assert "cake" in (tmp_path / "card.svg").read_text()


def test_a_file_that_is_there_stops_it_before_anything_is_changed(mentee_at_goal: Mentee, tmp_path: Path) -> None:
    card = tmp_path / "card.svg"
    card.write_text("mine")
    assert mentee_at_goal.fails("goals", "achieve", "g1", "--to", str(card)).code == 73
    assert mentee_at_goal.does("show", "g1")["state"] == "agreed" and card.read_text() == "mine"


@pytest.mark.parametrize("form", ["svg", "html", "markdown"])
def test_a_private_note_stands_on_no_card_but_ones_own(mentee_at_goal: Mentee, form: str) -> None:
    mentee_at_goal.does("edit", "p2", "private=yes")
    mentee_at_goal.does("goals", "achieve", "g1")
    others = () if form != "markdown" else ("--for", "manager")
    shown = mentee_at_goal("celebrate", "g1", "--format", form, *others)
    assert "Shaky voice" in shown.out and "clock" not in shown.out
    assert "Left out because it is private: 1 entry" in shown.err
    assert "clock" in mentee_at_goal("celebrate", "g1", "--format", form, "--for", "me").out
    assert "clock" in mentee_at_goal("celebrate", "g1").out


def test_a_private_goal_has_a_card_for_its_owner_alone(mentee_at_goal: Mentee) -> None:
    mentee_at_goal.does("goals", "achieve", "g1")
    mentee_at_goal.does("edit", "g1", "private=yes")
    refused = mentee_at_goal.fails("celebrate", "g1", "--format", "svg")
    assert refused.code == 1 and "--for me" in refused.err and "Chair" not in refused.err
    assert "Chair" in mentee_at_goal("celebrate", "g1", "--format", "svg", "--for", "me").out


def test_no_word_of_a_mood_is_on_a_card(mentee_at_goal: Mentee) -> None:
    mentee_at_goal.does("checkin", "--mood", "1", "--blocker", "Exhausted", "--progress", "g1=10")
    mentee_at_goal.does("goals", "achieve", "g1")
    for form in ("svg", "html"):
        card = mentee_at_goal("celebrate", "g1", "--format", form, "--for", "me").out
        assert "Exhausted" not in card and "mood" not in card.lower()


@pytest.mark.parametrize("title", [LONG, *STRANGE])
def test_a_card_is_sound_and_escaped_whatever_the_title(mentee: Mentee, title: str) -> None:
    title = title[:200].strip()
    mentee.does("goals", "add", "--start", "2026-11-01", "--", title)
    mentee.does("goals", "achieve", "g1", "--how", f"{title} too")
    card = mentee("celebrate", "g1", "--format", "svg").out
    svg = ElementTree.fromstring(card)
    assert (svg.get("width"), svg.get("height")) == ("1200", "630") and "script" not in {
        part.tag for part in svg.iter()
    }
    texts = [part for part in svg.iter() if part.tag.endswith("}text")]
    assert texts and all(float(part.get("y") or 0) < 600 for part in texts)
    page = mentee("celebrate", "g1", "--format", "html").out
    assert "<script" not in page and 'dir="auto"' in page and not re.search(r'(src|href)="', page)


def test_a_goal_reached_late_hears_nothing_of_it(mentee: Mentee) -> None:
    mentee.does("goals", "add", "Speak up", "--target", "3", "--start", "2026-01-05", "--by", "2026-03-01")
    mentee.does("goals", "progress", "g1", "3")
    shown = mentee("goals", "achieve", "g1").out
    assert "reached after 46 weeks" in shown and "late" not in shown and "day" not in shown.replace("Monday", "")


def test_goals_without_a_curve_are_celebrated_too(mentee: Mentee) -> None:
    mentee.does("goals", "add", "Say no", "--start", "2026-11-01")
    assert "reached after 3 weeks" in mentee("goals", "achieve", "g1").out
    mentee.does("goals", "add", "Today")
    assert "on the day it was set" in mentee("goals", "achieve", "g2").out
    mentee.does("goals", "add", "Rest", "--target", "3", "--baseline", "1", "--unit", "evenings", "--keep")
    mentee.does("goals", "progress", "g3", "4")
    assert "3 evenings or better, kept 100 % of the time" in mentee("goals", "achieve", "g3").out
    for ref in ("g1", "g2", "g3"):
        ElementTree.fromstring(mentee("celebrate", ref, "--format", "svg").out)


def test_what_is_not_reached_is_not_celebrated(mentee: Mentee) -> None:
    mentee.does("goals", "add", "Speak up")
    still = mentee.fails("celebrate", "g1")
    assert still.code == 1 and "goals achieve g1" in still.err
    mentee.does("goals", "drop", "g1")
    assert "was let go" in mentee.fails("celebrate", "g1").err
    mentee.does("questions", "add", "Who decides?")
    assert mentee.fails("celebrate", "q1").code == 2


def test_a_win_without_a_goal_has_its_evidence_and_a_card(mentee: Mentee) -> None:
    mentee.does("achievements", "add", "The board said yes", "--evidence", "Minutes, item two")
    shown = mentee("celebrate", "w1", "--how", "a long walk").out
    assert "“Minutes, item two”" in shown and "Celebrated: a long walk" in shown
    card = mentee("achievements", "celebrate", "w1", "--format", "svg").out
    assert "Minutes, item two" in card and "a long walk" in card and "23 Nov 2026" in card
    assert mentee("celebrate", "w1").code == 0


def test_a_win_of_a_goal_below_its_target_makes_no_false_claim(mentee: Mentee) -> None:
    mentee.does("goals", "add", "Speak up", "--target", "10", "--start", "2026-09-01", "--by", "2026-12-31")
    mentee.does("goals", "progress", "g1", "2")
    mentee.does("goals", "achieve", "g1", "--celebrate", "Spoke up", "--why", "The board said yes")
    shown = mentee("celebrate", "w1").out
    assert "by your own word at 20 %: The board said yes" in shown and "before its day" not in shown


def test_a_card_is_of_one(mentee: Mentee) -> None:
    for title in ("one", "two"):
        mentee.does("achievements", "add", title)
    assert mentee.fails("celebrate", "w1", "w2", "--format", "svg").code == 2
    assert [win["state"] for win in mentee.does("celebrate", "w1", "w2")] == ["celebrated", "celebrated"]
