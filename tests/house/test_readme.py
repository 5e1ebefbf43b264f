"""The README holds: every command it shows is run, in order, on a fresh journal, in a real terminal."""

import re
import shlex
from pathlib import Path

import pexpect
import pytest

from tests.subprocesses import environment_for

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONSOLE_LINES = [
    line for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL) for line in block.splitlines()
]
INLINE_COMMANDS = re.findall(r"`(mentorlog [^`]+)`", README)


def run_in_terminal(line: str, journal: Path) -> tuple[int, str]:
    """Run a command in a terminal, giving each prompt a 4 and then nothing; its exit code and what it showed."""
    from tests.terminal.forked_terminal import open_terminal  # which Windows cannot

    program = open_terminal(tuple(shlex.split(line)[1:]), environment_for(journal, PAGER=""), (24, 80))
    program.delaybeforesend = None
    output = ""
    answer = "4"
    while program.expect(["› ", pexpect.EOF]) == 0:
        output += program.before or ""
        program.sendline(answer)
        answer = ""
    output += program.before or ""
    code = program.wait()
    program.close()
    return code, output


def test_the_set_up_commands_are_the_ones_that_are_tried() -> None:
    install, develop = (line for line in CONSOLE_LINES if line.startswith("python3"))
    assert install == "python3 -m venv .venv && .venv/bin/pip install --quiet . && .venv/bin/mentorlog demo"
    assert develop in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def test_the_commands_run_in_their_order_and_those_in_its_sentences_after_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    journal = tmp_path / "journal.db"
    commands = [line for line in CONSOLE_LINES if not line.startswith("python3")]
    assert commands[:6] == [line for line in commands if line.startswith("mentorlog")][:6]
    assert len(INLINE_COMMANDS) > 3
    for line in (*commands, *INLINE_COMMANDS):
        if line != "mentorlog forget":
            code, output = run_in_terminal(line, journal)
            assert code == 0, f"{line}\n{output}"
            assert "Traceback" not in output


def test_its_text_stays_one_screen() -> None:
    text = re.sub(r"<picture>.*?</picture>\n\n", "", README, flags=re.DOTALL)
    assert len(text.splitlines()) <= 80


@pytest.mark.parametrize("line", re.findall(r"\]\(([^)]+)\)|(?:src|srcset)=\"([^\"]+)\"", README), ids="".join)
def test_what_it_links_to_is_there(line: tuple[str, str]) -> None:
    assert (ROOT / "".join(line)).exists()


@pytest.mark.parametrize("ground", ["dark", "light"])
def test_the_picture_shows_the_report_as_it_is(ground: str) -> None:
    picture = (ROOT / "docs" / f"report-{ground}.svg").read_text(encoding="utf-8")
    words = re.findall(r"\w+", re.sub(r"<[^>]+>", " ", re.sub(r"<style>.*?</style>", "", picture, flags=re.DOTALL)))
    golden = (ROOT / "tests" / "report" / "golden" / "report-80.txt").read_text(encoding="utf-8").splitlines()[:20]
    assert words == re.findall(r"\w+", " ".join(golden)), "run: python docs/pictures.py"
    assert "http" not in picture.replace("http://www.w3.org/", "")


@pytest.mark.parametrize("ground", ["dark", "light"])
def test_no_scene_of_the_recording_shows_through_another(ground: str) -> None:
    """What stands in a hidden scene would be seen with `visible`; with `inherit` it is seen when its scene is."""
    recording = (ROOT / "docs" / f"recording-{ground}.svg").read_text(encoding="utf-8")
    assert "visibility: inherit" in recording and "visibility: visible" not in recording
