"""The portfolio: evidence in four parts, gaps named, the mentor's name and words out."""

from typing import Any

import pytest

from tests.conftest import Mentee
from tests.journal_copies import cache_journal


@pytest.fixture
@cache_journal
def mentee_with_evidence(mentee: Mentee) -> Mentee:
    """Somebody with a goal for which things were done, and an achievement for no goal."""
    mentee.does("mentors", "add", "Ruth Okafor")
    mentee.does("goals", "add", "Find risks early", "--skill", "risk", "--why", "Three late ones", "--target", "10")
    mentee.does("actions", "add", "Held a risk workshop for Harbour", "--goal", "g1")
    mentee.does("actions", "done", "a1")
    mentee.does("actions", "add", "Ruth lends her template", "--theirs", "--goal", "g1")
    mentee.does("actions", "done", "a2")
    mentee.does("feedback", "add", "You asked early", "--who", "Ruth")
    mentee.does("achievements", "add", "Nine risks found", "--goal", "g1", "--evidence", "The register, Ruth saw it")
    mentee.does("achievements", "add", "Chaired a board")
    return mentee


def statements(mentee: Mentee, *words: str) -> Any:
    return mentee.does("export", "portfolio", *words)["statements"]


def test_evidence_has_four_parts_its_words_and_its_refs(mentee_with_evidence: Mentee) -> None:
    first, second = statements(mentee_with_evidence)
    assert (first["situation"], first["task"]) == ("Three late ones.", "Find risks early: from 0 to 10.")
    assert first["action"] == "Held a risk workshop for Harbour."
    assert first["result"] == "Nine risks found: The register, my mentor saw it."
    assert first["gaps"] == [] and first["words"] == 25 and first["refs"] == ["g1", "a1", "w1"]
    assert second["gaps"] == ["situation", "task", "action"]


def test_only_what_belongs_to_a_competence_or_a_project_is_there(mentee_with_evidence: Mentee) -> None:
    for words in (("--competence", "risk"), ("--competence", "Risk and issue"), ("--project", "harbour")):
        assert [one["title"] for one in statements(mentee_with_evidence, *words)] == ["Find risks early"]
    assert statements(mentee_with_evidence, "--project", "Nowhere") == []
    assert mentee_with_evidence.fails("export", "portfolio", "--competence", "rsk").code == 3


@pytest.mark.parametrize("form", ["terminal", "markdown", "html", "json"])
def test_the_mentor_and_their_words_stay_out_of_every_form(mentee_with_evidence: Mentee, form: str) -> None:
    out = mentee_with_evidence("export", "portfolio", "--format", form).out
    assert "Harbour" in out and "my mentor saw it" in out
    for word in ("Ruth", "Okafor", "lends her", "asked early"):
        assert word not in out


def test_gaps_and_words_over_the_limit_are_named_for_the_owner(mentee_with_evidence: Mentee) -> None:
    answer = mentee_with_evidence("export", "portfolio", "--words", "20", "--format", "markdown")
    assert "to write: what was going on" in answer.out
    assert "w2 has nothing yet for: situation, task, action" in answer.err and "g1 is 5 words over 20" in answer.err


def test_what_is_private_stays_out_and_only_that_is_counted_as_private(mentee_with_evidence: Mentee) -> None:
    mentee_with_evidence.does("edit", "w2", "private=yes")
    answer = mentee_with_evidence("export", "portfolio", "--project", "Harbour")
    assert "Chaired" not in answer.out and "private: 1 entry" in answer.err
    everything = mentee_with_evidence.does("export", "portfolio", "--for", "me")["statements"]
    assert {one["title"] for one in everything} == {"Find risks early", "Chaired a board"}
