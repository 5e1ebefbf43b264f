"""What mentor and mentee share: needs, the agreement, actions, lessons, friction, skills, contacts, reviews."""

import pytest

from tests.conftest import Mentee
from tests.journal_copies import cache_journal

EACH = {  # one of every noun: how it is made, and a field to edit
    "n1": (("needs", "add", "Has time for me"), "weight=5", "weight", 5),
    "v1": (("agreement", "draft", "m1", "--purpose", "Lead"), "notice=a day", "notice", "a day"),
    "b1": (("agreement", "add", "boundary", "No pay talks"), "of=me", "of", "me"),
    "a1": (("actions", "add", "Draft the register", "--by", "friday"), "note=began", "note", "began"),
    "l1": (("lessons", "add", "Bad news first"), "skill=k5", "skill", "k5"),
    "x1": (("challenges", "add", "We talk past each other", "--kind", "misunderstanding"), "kind=fit", "kind", "fit"),
    "k9": (("skills", "add", "negotiating"), "frameworks=own", "frameworks", "own"),
    "e1": (("skills", "rate", "negotiating", "2"), "evidence=a deal", "evidence", "a deal"),
    "o1": (("contacts", "add", "Priya Nair"), "organisation=Northbank", "organisation", "Northbank"),
    "r1": (("review", "--went-well", "We met"), "to_change=rhythm", "to_change", "rhythm"),
}


@pytest.fixture
@cache_journal
def mentee_with_everything(mentee: Mentee) -> Mentee:
    """A mentee with a mentor and one of everything."""
    mentee.does("mentors", "add", "Ruth Okafor")
    for words, *_ in EACH.values():
        mentee.does(*words)
    return mentee


@pytest.mark.parametrize("ref", EACH)
def test_every_record_can_be_shown_edited_deleted_found_and_brought_back(
    mentee_with_everything: Mentee, ref: str
) -> None:
    _, assignment, field, value = EACH[ref]
    before = mentee_with_everything.does("show", ref)
    assert before["ref"] == ref
    assert (ref in mentee_with_everything("show", ref).out) is (ref != "v1"), (
        "an agreement reads as a page to send, without refs"
    )
    assert mentee_with_everything.does("edit", ref, assignment)[field] == value
    assert ref in mentee_with_everything.does("delete", ref)["refs"]
    assert mentee_with_everything("show", ref).code == 3
    mentee_with_everything.does("undo")
    assert mentee_with_everything.does("show", ref)["uid"] == before["uid"]
    assert mentee_with_everything.does("history", ref)[-1]["refs"][0] == ref


def test_the_lists_show_what_is_live(mentee_with_everything: Mentee) -> None:
    mentee_with_everything.does("actions", "done", "a1")
    mentee_with_everything.does("challenges", "resolve", "x1", "We said it aloud")
    mentee_with_everything.does("contacts", "followed-up", "o1", "Coffee")
    for noun in ("actions", "challenges", "contacts"):
        assert mentee_with_everything.does(noun, "list") == []
        assert len(mentee_with_everything.does(noun, "list", "--all")) == 1
    for noun, number in (("needs", 1), ("lessons", 1), ("skills", 9), ("agreement", 1), ("review", 1)):
        assert len(mentee_with_everything.does(noun, "list")) == number


# Actions


def test_several_actions_are_done_as_one_change(mentee: Mentee) -> None:
    mentee.does("actions", "add", "one")
    mentee.does("actions", "add", "two", "--theirs", "--stretch")
    done = mentee.does("actions", "done", "a1", "a2", "--note", "both")
    assert [(action["state"], action["done_on"], action["note"]) for action in done] == [
        ("done", "2026-11-23", "both"), ("done", "2026-11-23", "both"),
    ]  # fmt: skip
    assert mentee.fails("actions", "done", "a1").code == 1
    mentee.does("undo")
    assert [(action["who"], action["stretch"]) for action in mentee.does("actions", "list")] == [
        ("me", False), ("mentor", True),
    ]  # fmt: skip


def test_lists_of_what_is_overdue_and_of_what_the_mentor_promised(mentee: Mentee) -> None:
    mentee.at("2026-11-01T09:00:00")
    mentee.does("actions", "add", "late", "--by", "2026-11-10")
    mentee.does("actions", "add", "theirs", "--theirs", "--by", "2026-12-01")
    mentee.at("2026-11-23T09:00:00")
    assert [action["ref"] for action in mentee.does("actions", "list", "--overdue")] == ["a1"]
    assert [action["ref"] for action in mentee.does("actions", "list", "--theirs")] == ["a2"]
    assert mentee.does("actions", "list", "--overdue", "--theirs") == []


def test_an_action_is_carried_by_sessions_held_while_it_is_open(mentee: Mentee) -> None:
    mentee.at("2026-11-01T09:00:00")
    mentee.does("actions", "add", "slow")
    for day in ("05", "12"):
        mentee.does("sessions", "add", "--at", f"2026-11-{day} 15:00")
        mentee.at(f"2026-11-{day}T18:00:00")
        mentee.does("sessions", "held", f"s{1 if day == '05' else 2}")
    assert mentee.does("show", "a1")["carried"] == 2
    assert mentee.does("actions", "done", "a1")["carried"] == 1, "the session of its own day does not count"


# Lessons, challenges, skills, contacts, needs


def test_a_lesson_may_be_applied_more_than_once(mentee: Mentee) -> None:
    mentee.does("lessons", "add", "Bad news first", "--minutes", "30")
    mentee.does("lessons", "apply", "l1", "With the sponsor", "--on", "yesterday")
    lesson = mentee.does("lessons", "apply", "l1", "With the team")
    assert (lesson["state"], lesson["applied"], lesson["minutes"]) == ("applied", 2, 30)
    uses = mentee.does("show", "l1")["parts"]["applications"]
    assert [(use["day"], use["text"]) for use in uses] == [
        ("2026-11-22", "With the sponsor"), ("2026-11-23", "With the team"),
    ]  # fmt: skip
    assert mentee.does("lessons", "list", "--waiting") == []
    mentee.does("undo")
    assert mentee.does("show", "l1")["applied"] == 1


KINDS = ("misunderstanding", "disagreement", "discouragement", "availability", "boundary", "trust", "fit", "other")


@pytest.mark.parametrize("kind", KINDS)
def test_a_challenge_comes_with_things_to_try(mentee: Mentee, kind: str) -> None:
    result = mentee("challenges", "add", "It is hard", "--kind", kind)
    ideas = [line for line in result.out.splitlines() if line.startswith("    ")]
    assert 2 <= len(ideas) <= 4
    assert ("speak to a person you trust" in " ".join(result.out.split())) is (kind in ("boundary", "trust"))


def test_a_challenge_is_raised_and_resolved(mentee: Mentee) -> None:
    mentee.does("challenges", "add", "It is hard", "--kind", "fit")
    assert mentee.does("challenges", "raise", "x1")["raised_on"] == "2026-11-23"
    assert mentee.fails("challenges", "raise", "x1").code == 1
    resolved = mentee.does("challenges", "resolve", "x1", "We tried another rhythm")
    assert (resolved["state"], resolved["outcome"]) == ("resolved", "We tried another rhythm")
    assert mentee.fails("challenges", "resolve", "x1", "again").code == 1


def test_the_eight_skills_are_there_from_the_start_and_outside_the_log(mentee: Mentee) -> None:
    assert [skill["name"] for skill in mentee.does("skills", "list")] == [
        "planning", "executing", "evaluating", "risk", "communication", "teamwork", "leadership", "problem solving",
    ]  # fmt: skip
    assert not mentee.path.exists()
    mentee.does("init")
    assert mentee.does("history") == []
    assert mentee.does("search", "stakeholder")[0]["ref"] == "k5"


def test_self_and_mentor_stand_side_by_side(mentee: Mentee) -> None:
    mentee.does("skills", "rate", "planning", "2", "--on", "2026-01-10", "--evidence", "a plan with help")
    mentee.does("skills", "rate", "planning", "3")
    result = mentee("skills", "rate", "planning", "4", "--from", "mentor")
    assert "You say 3, your mentor says 4" in result.out
    skill = mentee.does("show", "k1")
    assert {name: skill[name] for name in ("self_first", "self_now", "mentor_first", "mentor_now")} == {
        "self_first": 2, "self_now": 3, "mentor_first": 4, "mentor_now": 4,
    }  # fmt: skip
    row = next(text for text in mentee("skills", "list").out.splitlines() if "planning" in text)
    assert "○━━━━━●     ◆" in row and row.endswith("◆ mentor says 4")
    for level in ("-1", "6", "2.5"):
        assert mentee.fails("skills", "rate", "planning", level).code == 2


def test_contacts_whose_day_has_come(mentee: Mentee) -> None:
    mentee.does("mentors", "add", "Ruth Okafor")
    contact = mentee.does("contacts", "add", "Priya Nair", "--follow-up", "2026-11-24")
    assert (contact["through"], contact["introduced_on"]) == ("m1", "2026-11-23")
    assert mentee.does("contacts", "list", "--due") == []
    mentee.at("2026-11-24T09:00:00")
    assert [one["ref"] for one in mentee.does("contacts", "list", "--due")] == ["o1"]
    done = mentee.does("contacts", "followed-up", "o1", "We meet in spring")
    assert (done["state"], done["outcome"], done["follow_up"]) == ("done", "We meet in spring", None)


def test_usual_needs_are_picked_by_number(mentee: Mentee) -> None:
    suggested = mentee.does("needs", "suggest")
    assert len(suggested) == 12 and not mentee.path.exists()
    taken = mentee.does("needs", "suggest", "--pick", "2", "--pick", "1", "--pick", "2")
    assert [need["text"] for need in taken] == [suggested[1]["text"], suggested[0]["text"]]
    assert mentee.fails("needs", "suggest", "--pick", "13").code == 2


# The agreement


@pytest.fixture
@cache_journal
def mentee_with_mentor(mentee: Mentee) -> Mentee:
    """A mentee with one mentor."""
    mentee.does("mentors", "add", "Ruth Okafor")
    return mentee


def test_a_draft_is_agreed_and_writes_its_rhythm_to_the_mentor(mentee_with_mentor: Mentee) -> None:
    draft = mentee_with_mentor.does(
        "agreement", "draft", "--purpose", "Grow", "--cadence", "2 weeks", "--minutes", "60", "--channel", "video",
        "--lasts", "3 sessions", "--review-on", "2027-02-01", "--boundary", "No pay talks", "--role", "She asks first",
    )  # fmt: skip
    assert (draft["version"], draft["state"], draft["lasts"], draft["also"]) == (1, "draft", "3 sessions", ["b1", "b2"])
    agreed = mentee_with_mentor.does("agreement", "agree", "--on", "yesterday")
    assert (agreed["state"], agreed["agreed_on"]) == ("agreed", "2026-11-22")
    mentor = mentee_with_mentor.does("show", "m1")
    assert (mentor["cadence"], mentor["minutes"], mentor["channel"]) == ("2 weeks", 60, "video")
    assert mentee_with_mentor.fails("agreement", "agree").code == 1
    mentee_with_mentor.does("undo")
    assert mentee_with_mentor.does("show", "m1")["cadence"] is None


def test_a_change_begins_the_next_version_as_a_copy(mentee_with_mentor: Mentee) -> None:
    mentee_with_mentor.does("agreement", "draft", "--purpose", "Grow", "--boundary", "No pay talks")
    mentee_with_mentor.does("agreement", "agree")
    point = mentee_with_mentor.does("agreement", "add", "expectation", "Come prepared", "--of", "me")
    assert point["agreement"] == "v2"
    assert [one["kind"] for one in mentee_with_mentor.does("show", "v2")["parts"]["points"]] == [
        "expectation",
        "boundary",
    ]
    assert mentee_with_mentor.does("show", "v2")["purpose"] == "Grow"
    difference = mentee_with_mentor.does("agreement", "diff")
    assert difference["changes"] == [{"label": "expectation of me", "before": None, "after": "Come prepared"}]
    mentee_with_mentor.does("agreement", "agree")
    assert [one["state"] for one in mentee_with_mentor.does("agreement", "list", "--all")] == ["superseded", "agreed"]


def test_an_agreement_reads_as_a_page_to_send(mentee_with_mentor: Mentee) -> None:
    mentee_with_mentor.does(
        "agreement", "draft", "--purpose", "Grow", "--boundary", "No pay talks", "--confidentiality", "Ours"
    )
    for words in (("agreement", "show"), ("agreement", "show", "--format", "markdown")):
        out = mentee_with_mentor(*words).out
        assert "Ruth Okafor" in out and "No pay talks" in out and "v1" not in out and "b1" not in out
    assert (
        "## Boundaries\n\n- **Both of us:** No pay talks"
        in mentee_with_mentor("agreement", "show", "--format", "markdown").out
    )


def test_an_agreement_can_be_closed(mentee_with_mentor: Mentee) -> None:
    assert mentee_with_mentor.fails("agreement", "close").code == 1
    mentee_with_mentor.does("agreement", "draft", "--purpose", "Grow")
    assert mentee_with_mentor.does("agreement", "close")["state"] == "closed"
    assert mentee_with_mentor.does("agreement", "list") == []


def test_without_a_mentor_there_is_nobody_to_agree_with(mentee: Mentee) -> None:
    assert mentee.fails("agreement", "draft", "--purpose", "Grow").code == 1
    assert mentee.fails("agreement", "show").code in (1, 3)


def test_a_length_in_all_is_time_or_sessions(mentee_with_mentor: Mentee) -> None:
    for lasts in ("soon", "0 sessions", "3"):
        assert mentee_with_mentor.fails("agreement", "draft", "--lasts", lasts).code == 2


# Reviews


def test_a_review_looks_back_since_the_last_one(mentee_with_mentor: Mentee) -> None:
    first = mentee_with_mentor.does("review", "--went-well", "We met", "--on", "2026-11-01")
    assert (first["since"], first["until"], first["mentor"]) == ("2026-08-25", "2026-11-23", "m1")
    second = mentee_with_mentor.does("review", "--to-change", "Rhythm", "--next-review", "in 3 months")
    assert (second["since"], second["next_review"]) == ("2026-11-01", "2027-02-23")
    assert mentee_with_mentor.fails("review").code == 2


def test_a_review_may_drop_a_goal_in_one_change(mentee_with_mentor: Mentee) -> None:
    mentee_with_mentor.does("goals", "add", "Newsletter")
    made = mentee_with_mentor.does("review", "--went-well", "Clarity", "--drop", "newsletter")
    assert made["made"] == ["g1"] and mentee_with_mentor.does("show", "g1")["state"] == "dropped"
    mentee_with_mentor.does("undo")
    assert mentee_with_mentor.does("show", "g1")["state"] == "agreed" and mentee_with_mentor("show", "r1").code == 3


def test_an_edit_by_which_agreement_and_mentor_part_says_how_to_bring_them_together(mentee: Mentee) -> None:
    mentee.does("mentors", "add", "Ruth Okafor")
    mentee.does("agreement", "draft", "--cadence", "4 weeks")
    assert "still" not in mentee("edit", "v1", "cadence=3 weeks").err, "a draft binds nobody"
    mentee.does("agreement", "agree")
    assert "still" not in mentee("edit", "v1", "purpose=").err
    edited = mentee("edit", "v1", "cadence=2 weeks", "channel=phone")
    assert "Changed v1: agreement" in edited.out
    said = edited.out + edited.err
    assert "Sessions still go by m1: every 3 weeks. To follow: mentorlog edit m1 cadence='2 weeks'" in said
    assert "mentorlog edit m1 channel='phone'" in said
    assert "still" not in str(mentee("edit", "m1", "cadence=2 weeks", "channel=phone"))
    parted = mentee("edit", "m1", "cadence=1 month")
    assert "The agreement v1 still says every 2 weeks." in parted.out + parted.err
    assert "mentorlog agreement draft m1 --cadence '1 month'" in parted.out + parted.err
