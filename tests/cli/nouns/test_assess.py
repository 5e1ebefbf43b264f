"""Assessing oneself against a framework: levels by name, aspects apart, the largest gaps as goals."""

from typing import Any

from tests.conftest import Mentee


def assess(mentee: Mentee, *words: str) -> Any:
    return mentee.does("skills", "assess", "--framework", "apm", *words)


def test_levels_are_kept_by_name_and_what_has_no_skill_becomes_one(mentee: Mentee) -> None:
    data = assess(mentee, "--level", "risk=1", "--level", "leadership=0")
    assert [rating["value"] for rating in data["ratings"]] == [1, 0]
    assert data["gaps"] == [{"skill": "k7", "level": 0, "target": 3}, {"skill": "k9", "level": 1, "target": 3}]
    assert mentee.does("show", "k9")["name"] == "Risk and issue management"
    assert assess(mentee, "--level", "risk=1")["ratings"] == [], "a level that is the last one is not noted again"


def test_what_one_knows_and_what_one_does_are_apart(mentee: Mentee) -> None:
    assess(mentee, "--level", "risk=4", "--aspect", "knowledge")
    assert mentee.does("show", "k9")["self_now"] is None
    assess(mentee, "--level", "risk=2")
    assert mentee.does("show", "k9")["self_now"] == 2


def test_the_mentors_view_stands_beside_ones_own(mentee: Mentee) -> None:
    mentee.does("mentors", "add", "Ruth Okafor")
    assess(mentee, "--level", "risk=2")
    assess(mentee, "--level", "risk=3", "--from", "mentor")
    listed = mentee.does("skills", "list", "--framework", "apm")["competences"]
    (risk,) = [one for one in listed if one["name"].startswith("Risk")]
    assert (risk["self"], risk["mentor"]) == (2, 3)
    mentee.does("edit", "k9", "target=4")
    out = mentee("skills", "list", "--framework", "apm").out
    assert "Ruth says 3" in out and "aim 4" in out


def test_a_gap_that_a_goal_is_for_is_no_longer_offered(mentee: Mentee) -> None:
    assess(mentee, "--level", "risk=1")
    mentee.does("goals", "add", "Risks found early", "--skill", "k9", "--by", "in 6 months")
    assert assess(mentee, "--level", "change=2")["gaps"] == [{"skill": "k10", "level": 2, "target": 3}]


def test_an_unknown_name_a_level_out_of_range_and_no_answer_are_refused(mentee: Mentee) -> None:
    assert "Did you mean Leadership?" in mentee.fails("skills", "assess", "--level", "leadrship=2").err
    assert mentee.fails("skills", "assess", "--level", "risk=6").code == 2
    assert mentee.fails("skills", "assess", "--level", "risk").code == 2
    assert mentee.fails("skills", "assess").code == 2
    assert mentee.does("history") == []


def test_each_of_the_three_largest_gaps_has_its_command(mentee: Mentee) -> None:
    levels = ("--level", "risk=1", "--level", "leadership=0", "--level", "change=2", "--level", "reviews=2")
    err = mentee("skills", "assess", "--framework", "apm", *levels).err
    assert err.count("mentorlog goals add ") == 3 and '"leadership" --skill k7 --by "in 6 months"' in err
