"""The person's own editor, as a small script, in the real program on a real terminal."""

import json
import shutil
import stat
import sys
from pathlib import Path
from typing import Any

import pytest

import mentorlog
from tests import subprocesses
from tests.in_process import run
from tests.terminal.conftest import Run


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    """A journal with a question, an action and a goal."""
    path = tmp_path / "journal.db"
    assert run(path, "questions", "add", "Who decides?").returncode == 0
    assert run(path, "actions", "add", "Draft the plan").returncode == 0
    assert run(path, "goals", "add", "Chair stand-ups").returncode == 0
    return path


@pytest.fixture
def editor(tmp_path: Path) -> "Editor":
    """Makes editors of a few lines of sh; $1 is the page."""
    return Editor(tmp_path)


class Editor:
    """Scripts that do what a person does in an editor."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made = 0

    def __call__(self, *lines: str) -> str:
        """The command of an editor that runs these lines."""
        self._made += 1
        path = self._folder / f"editor {self._made}"
        path.write_text("\n".join(("#!/bin/sh", "set -e", *lines, "")), encoding="utf-8")
        path.chmod(0o755)
        return f"'{path}'"


def record_data(journal: Path, ref: str) -> Any:
    """A record as it is in the file."""
    return json.loads(run(journal, "show", ref, "--json").stdout)["data"]


def pages(journal: Path) -> list[Path]:
    """The pages that are kept."""
    return sorted(journal.with_name("journal.db-drafts").glob("*/*.md"))


def test_a_record_is_edited_as_one_page_and_nothing_is_left_behind(
    terminal: Run, journal: Path, editor: Editor, tmp_path: Path
) -> None:
    modes = tmp_path / "modes"
    session = terminal(
        "edit", "q1",
        EDITOR=editor(
            f'stat -c %a "$1" "$(dirname "$1")" "$(dirname "$(dirname "$1")")" > {modes}',
            'sed -i -e "s/^priority:.*/priority: high/" -e "s/^Who decides.*/Who decides, and when?/" "$1"',
            'printf "They do.\\n# really\\n" >> "$1"',
            'touch "$1~"',
        ),
    )  # fmt: skip
    assert session.ends() == 0, session.text
    assert "Changed q1: Who decides, and when?" in session.text
    question = record_data(journal, "q1")
    assert (question["priority"], question["text"]) == ("high", "Who decides, and when?")
    assert question["answer"] == "They do.\n# really"
    assert modes.read_text(encoding="utf-8").split() == ["600", "700", "700"]
    assert not journal.with_name("journal.db-drafts").exists()
    run(journal, "undo")
    assert record_data(journal, "q1")["text"] == "Who decides?"


@pytest.mark.parametrize("line", ['touch "$1"', ': > "$1"', 'printf "# nothing\n\n" > "$1"', 'rm "$1"'])
def test_unchanged_or_emptied_changes_nothing(terminal: Run, journal: Path, editor: Editor, line: str) -> None:
    before = journal.read_bytes()
    session = terminal("edit", "q1", EDITOR=editor(line))
    assert session.ends() == 0 and "Nothing differs in q1" in session.text
    assert journal.read_bytes() == before and pages(journal) == []


def test_an_editor_that_returns_at_once_gets_a_hint(terminal: Run, journal: Path) -> None:
    session = terminal("edit", "q1", EDITOR="true")
    assert session.ends() == 0 and 'EDITOR="code --wait"' in session.text


def test_errors_come_back_at_their_lines_until_the_page_is_right(
    terminal: Run, journal: Path, editor: Editor, tmp_path: Path
) -> None:
    seen = tmp_path / "seen"
    session = terminal(
        "edit", "q1",
        EDITOR=editor(
            f'if [ -f {seen} ]; then cp "$1" {seen}; sed -i "s/^priority:.*/priority: low/; s/^goal:.*/goal: g1/" "$1"',
            f'else touch {seen}; sed -i "s/^priority:.*/priority: hgih/; s/^goal:.*/goal: g9/" "$1"; fi',
        ),
    )  # fmt: skip
    assert session.ends() == 0, session.text
    lines = seen.read_text(encoding="utf-8").split("\n")
    assert lines[lines.index("priority: hgih") - 1].startswith('#! "hgih" is none of high, normal, low.')
    assert lines[lines.index("goal: g9") - 1].startswith("#! There is no goal g9.")
    question = record_data(journal, "q1")
    assert (question["priority"], question["goal"]) == ("low", "g1") and pages(journal) == []


def test_a_page_with_errors_that_comes_back_as_it_was_is_kept(terminal: Run, journal: Path, editor: Editor) -> None:
    before = journal.read_bytes()
    session = terminal("edit", "q1", EDITOR=editor("sed -i 's/^priority:.*/priority: hgih/' \"$1\""), columns=200)
    assert session.ends() == 2
    (page,) = pages(journal)
    lines = page.read_text(encoding="utf-8").split("\n")
    at = lines.index("priority: hgih") + 1
    assert f"line {at}: " in session.text and f"What you wrote is kept: {page}" in " ".join(session.lines)
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    assert journal.read_bytes() == before
    again = terminal("edit", "q1", EDITOR="true", columns=200)
    assert again.ends() == 0 and f"was not finished: {page}" in " ".join(again.lines)


def test_a_rule_of_the_record_comes_back_too(terminal: Run, journal: Path, editor: Editor) -> None:
    session = terminal(
        "edit", "q1", EDITOR=editor("sed -i 's/^dropped_on:.*/dropped_on: yesterday/' \"$1\""), columns=200
    )
    assert session.ends() == 2 and "dropped_on is filled when the state is dropped" in session.text
    assert len(pages(journal)) == 1


def _editor_and_command(editor: Editor, *other: str) -> str:
    """An editor whose person changes the priority while another command runs."""
    program = f"PYTHONPATH='{Path(mentorlog.__file__).parent.parent}' '{sys.executable}' -m mentorlog"
    return editor(f"{program} {' '.join(other)} >/dev/null 2>&1", "sed -i 's/^priority:.*/priority: high/' \"$1\"")


@pytest.mark.parametrize("after", ["", "; exit 1"])
def test_a_link_in_the_place_of_the_page_is_not_followed(
    terminal: Run, journal: Path, editor: Editor, tmp_path: Path, after: str
) -> None:
    other = tmp_path / "other.md"
    other.write_text("priority: hgih\n", encoding="utf-8")
    other.chmod(0o644)
    before = journal.read_bytes()
    session = terminal("edit", "q1", EDITOR=editor(f'ln -sf {other} "$1"{after}'))
    assert session.ends() == 74, session.text
    assert "The page is a link now" in session.text
    assert other.read_text(encoding="utf-8") == "priority: hgih\n" and stat.S_IMODE(other.stat().st_mode) == 0o644
    assert journal.read_bytes() == before


def test_an_error_is_written_on_a_page_that_takes_the_place_of_the_other(
    terminal: Run, journal: Path, editor: Editor, tmp_path: Path
) -> None:
    other = tmp_path / "other.md"
    session = terminal(
        "edit",
        "q1",
        EDITOR=editor('sed -i "s/^priority:.*/priority: hgih/" "$1"', f'[ -f {other} ] || ln "$1" {other}'),
    )
    session.ends()
    assert "#!" not in other.read_text(encoding="utf-8")
    assert ["#!" in page.read_text(encoding="utf-8") for page in pages(journal)] == [True]


def test_two_at_once_who_change_different_fields_are_both_kept(terminal: Run, journal: Path, editor: Editor) -> None:
    session = terminal("edit", "q1", EDITOR=_editor_and_command(editor, "edit q1 text=Why?"))
    assert session.ends() == 0, session.text
    question = record_data(journal, "q1")
    assert (question["text"], question["priority"]) == ("Why?", "high")


def test_two_at_once_never_overwrite_each_other(terminal: Run, journal: Path, editor: Editor) -> None:
    session = terminal("edit", "q1", EDITOR=_editor_and_command(editor, "edit q1 priority=low"), columns=200)
    assert session.ends() == 1 and "priority of q1 changed while you were editing" in session.text
    assert record_data(journal, "q1")["priority"] == "low"
    (page,) = pages(journal)
    assert "priority: high" in page.read_text(encoding="utf-8") and str(page) in session.text


def test_a_record_that_is_gone_meanwhile_keeps_the_page(terminal: Run, journal: Path, editor: Editor) -> None:
    session = terminal("edit", "q1", EDITOR=_editor_and_command(editor, "delete q1"), columns=200)
    assert session.ends() == 3 and len(pages(journal)) == 1 and str(pages(journal)[0]) in session.text


@pytest.mark.parametrize(
    ("words", "ref", "field"),
    [
        (("questions", "answer", "q1"), "q1", "answer"),
        (("actions", "add"), "a2", "text"),
        (("feedback", "add"), "f1", "behaviour"),
        (("goals", "add", "Rest"), "g2", "why"),
        (("lessons", "add"), "l1", "text"),
        (("challenges", "add", "--kind", "fit"), "x1", "text"),
    ],
)
def test_long_texts_are_written_in_the_editor(
    terminal: Run, journal: Path, editor: Editor, words: tuple[str, ...], ref: str, field: str
) -> None:
    session = terminal(*words, "--editor", EDITOR=editor('printf "# First\\n\\nand more\\n" >> "$1"'))
    assert session.ends() == 0, session.text
    assert record_data(journal, ref)[field] == "# First\n\nand more"
    assert pages(journal) == []


def test_what_was_written_is_kept_where_the_command_is_refused(terminal: Run, journal: Path, editor: Editor) -> None:
    session = terminal(
        "actions", "add", "--goal", "g9", "--editor", EDITOR=editor('echo Long words >> "$1"'), columns=200
    )
    assert session.ends() == 3
    (page,) = pages(journal)
    assert "Long words" in page.read_text(encoding="utf-8") and str(page) in session.text


def test_nobody_writes_for_nothing(terminal: Run, journal: Path, editor: Editor, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    for words in (("questions", "answer", "q9", "--editor"), ("edit", "q9")):
        assert terminal(*words, EDITOR=editor(f"touch {ran}")).ends() == 3
    assert terminal("questions", "answer", "q1", "--editor", EDITOR="true").ends() == 2
    assert not ran.exists() and pages(journal) == []


def test_visual_goes_before_editor_and_one_that_fails_changes_nothing(
    terminal: Run, journal: Path, editor: Editor
) -> None:
    session = terminal("edit", "q1", VISUAL=editor("exit 3"), EDITOR="true")
    assert session.ends() == 74 and "(3)" in session.text and pages(journal) == []
    session = terminal("edit", "q1", VISUAL="/nowhere/editor")
    assert session.ends() == 2 and "cannot be started" in session.text and pages(journal) == []
    session = terminal("edit", "q1", VISUAL="'unclosed")
    assert session.ends() == 2 and pages(journal) == []


def test_without_a_terminal_nothing_is_opened(journal: Path) -> None:
    for words, missing in ((("edit", "q1"), "FIELD=VALUE"), (("questions", "answer", "q1", "--editor"), "text")):
        result = subprocesses.run(journal, *words, EDITOR="true")
        assert result.returncode == 2 and missing in result.stderr
    result = subprocesses.run(journal, "questions", "answer", "q1")
    assert result.returncode == 2 and "needs TEXT" in result.stderr


def test_ctrl_c_is_the_editors_own(terminal: Run, journal: Path, editor: Editor) -> None:
    session = terminal(
        "edit", "q1",
        EDITOR=editor("trap 'echo CAUGHT' INT", "echo OPEN", "read line || read line", "sed -i s/normal/high/ \"$1\""),
    )  # fmt: skip
    session.waits_for("OPEN")
    session.program.sendintr()
    session.waits_for("CAUGHT")
    session.program.sendline("")
    assert session.ends() == 0, session.text
    assert record_data(journal, "q1")["priority"] == "high"


@pytest.mark.skipif(shutil.which("vi") is None, reason="there is no vi here")
def test_a_real_editor_works_on_the_same_terminal(terminal: Run, journal: Path) -> None:
    session = terminal("edit", "q1", EDITOR="vi -u NONE", TERM="vt100")
    session.waits_for("answered_on")
    session.program.send(":%s/^priority:.*/priority: high/\r:wq\r")
    assert session.ends() == 0, session.text
    assert record_data(journal, "q1")["priority"] == "high" and pages(journal) == []
