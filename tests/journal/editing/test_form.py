"""A record as a page to edit: a rendered page parses to the same values, and every error has its line."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mentorlog.cli.params.options import OptionContext
from mentorlog.errors import UsageError
from mentorlog.journal.editing import form
from mentorlog.journal.editing.form import FormField, FormProblem
from mentorlog.journal.model.records.goals import Goal
from mentorlog.journal.model.records.questions import Question
from mentorlog.journal.text import clean_text, clean_title

NOW = OptionContext(datetime(2026, 11, 23, 9, tzinfo=UTC))
SIGNS = st.characters(codec="utf-8")
PIECES = st.sampled_from(
    ["=== note ===", "=== x ===  ", "\\=== note ===", "#! x", "\\#! x", "# x", "", " ", "a: b", "\\"]
)
TEXTS = st.one_of(st.text(SIGNS), st.lists(st.one_of(PIECES, st.text(SIGNS, max_size=5)), max_size=6).map("\n".join))


def _is_allowed(text: str, clean: object) -> bool:
    try:
        clean(text)  # type: ignore[operator]
    except UsageError:
        return False
    return True


@given(TEXTS, TEXTS, TEXTS)
@example("=== note ===", "#! x\n\\#! y\n", "\n\n a \n\n")
def test_a_rendered_page_parses_to_the_same_values(name: str, text: str, note: str) -> None:
    texts = [clean_text(value) if _is_allowed(value, clean_text) else "" for value in (text, note)]
    parts = [
        FormField("name", clean_title(name) if _is_allowed(name, clean_title) else "", multiline=False),
        FormField("text", texts[0], multiline=True),
        FormField("note", texts[1], multiline=True),
    ]
    inputs, problems = form.parse_form(form.render_form(["About"], parts), ["name", "text", "note"])
    assert problems == []
    assert {name: entered.value for name, entered in inputs.items()} == {part.name: part.value for part in parts}


@given(TEXTS, TEXTS)
def test_a_page_that_was_not_touched_changes_nothing(text: str, answer: str) -> None:
    texts = [clean_text(value) if _is_allowed(value, clean_text) else "x" for value in (text, answer)]
    question = Question(number=1, text=texts[0], answer=texts[1])
    parts = form.form_fields(question)
    page = form.render_form([], parts)
    for saved in (page, page.rstrip("\n"), page + "\n\n"):
        assert form.parse_changes(question, parts, saved, NOW) == ({}, {}, [])
    for saved in (page.replace("\n", "\r\n"), "\ufeff" + page):
        assert form.parse_changes(question, parts, form.strip_errors(saved), NOW) == ({}, {}, [])


@given(TEXTS)
def test_a_text_that_was_entered_is_the_text_that_is_stored(text: str) -> None:
    if not _is_allowed(text, clean_text):
        return
    question = Question(number=1, text="Who?")
    parts = form.form_fields(question)
    written = [part._replace(value=text) if part.name == "answer" else part for part in parts]
    page = form.strip_errors(form.render_form([], written))  # with the line ends that an editor may have written
    values, _, problems = form.parse_changes(question, parts, page, NOW)
    assert problems == [] and values == {"answer": clean_text(text.replace("\r\n", "\n").strip("\n"))}


def test_a_page_has_fields_on_top_and_texts_below() -> None:
    goal = Goal(number=3, title="Chair stand-ups", why="To be heard", start=date(2026, 11, 1), due=date(2026, 12, 1))
    assert form.render_form(["g3, a goal"], form.form_fields(goal)) == (
        "# g3, a goal\n\ntitle: Chair stand-ups\nunit:\nbaseline: 0\ntarget:\nstart: 2026-11-01\ndue: 2026-12-01\n"
        "mentor:\nskill:\n# yes|no\nkeep: no\n# yes|no\nstretch: no\n"
        "agreed_on:\nended_on:\nown_word:\n# yes|no\nprivate:\n\n"
        "=== why ===\nTo be heard\n"
    )


def page_changes(page: str) -> tuple[dict[str, object], list[FormProblem]]:
    """What a page changes in a question."""
    question = Question(number=1, text="Who?", priority="normal", answer="Me")
    values, _, problems = form.parse_changes(question, form.form_fields(question), page, NOW)
    return values, problems


PAGE = (
    "priority: normal\ngoal:\nsession:\nmentor:\nanswered_on:\ndropped_on:\nprivate:\n\n"
    "=== text ===\nWho?\n\n=== answer ===\nMe\n"
)


def test_fields_are_read_as_they_are_by_edit() -> None:
    assert page_changes(PAGE) == ({}, [])
    assert page_changes(PAGE.replace("normal", " LOW ")) == ({"priority": "low"}, [])
    assert page_changes(PAGE.replace("answered_on:", "Answered-On: yesterday")) == (
        {"answered_on": date(2026, 11, 22)},
        [],
    )
    assert page_changes(PAGE.replace("Me", "")) == ({"answer": None}, [])
    assert page_changes(PAGE.replace("Me", "# A heading\n\n- a point")) == ({"answer": "# A heading\n\n- a point"}, [])


@pytest.mark.parametrize(
    ("before", "after", "line", "message"),
    [
        ("priority: normal", "priority: hgih", 1, "Did you mean high?"),
        ("priority: normal", "priority:", 1, "priority cannot be empty"),
        ("priority: normal", "priorty: low", 1, "Did you mean priority?"),
        ("private:", "private:\nprivate: yes", 8, "a second time"),
        ("private:", "private:\nsome words", 8, "This is no field"),
        ("goal:\n", "", 1, "goal is missing"),
        ("answered_on:", "answered_on: tomorrow", 5, "still to come"),
        ("=== answer ===", "=== answr ===", 12, "Did you mean answer?"),
        ("Who?", "", 9, "text cannot be empty"),
        ("Me", "M\x1be", 12, "U+001B"),
    ],
)
def test_every_error_has_its_line(before: str, after: str, line: int, message: str) -> None:
    _, problems = page_changes(PAGE.replace(before, after))
    assert any(problem.line == line and message in problem.message for problem in problems), problems


def test_all_errors_are_reported_at_once_and_stand_above_their_lines() -> None:
    bad = PAGE.replace("normal", "hgih").replace("dropped_on:", "dropped_on: soon")
    _, problems = page_changes(bad)
    page, moved = form.insert_errors(bad, problems)
    lines = page.split("\n")
    assert [at for at, _ in moved] == [2, 8]
    assert all(lines[at - 2] == f"#! {message}" for at, message in moved)
    assert lines[1] == "priority: hgih" and lines[7] == "dropped_on: soon"
    assert form.strip_errors(page) == bad


def test_an_emptied_page_is_one_without_anything_to_read() -> None:
    assert all(map(form.is_empty, ("", "\n \n", "# only\n\n# this\n")))
    assert not form.is_empty(PAGE)
