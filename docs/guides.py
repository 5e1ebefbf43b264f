"""Run the commands in the guides (docs/tutorial.md, docs/howto.md, ...) and write their answers below them.

    python docs/guides.py

A page is Markdown. In a block fenced as `console` each line after `$ ` is run, and what a terminal of 80 columns shows
is written below it; a block fenced as `sh` is run and must succeed, but its answer is not shown. Directives:

    <!-- at 2026-09-07 09:00 -->       sets the clock from here on
    <!-- types 4 | 3 | A win | -->     the answers to the questions of the next command, Enter after each
    <!-- demo -->                      the demo's journal, in the usual place of a new folder
    <!-- file notes.csv: a,b;1,2 -->   a file to read, its lines parted by semicolons
    <!-- ends with 3 -->               the exit code of the next command
    <!-- on desk -->                   goes to another machine of the same person, or back: <!-- on laptop -->

A command may begin with variables (`MENTORLOG_AUDIENCE=mentor mentorlog next`) and end with a file for its stdin
(`mentorlog questions add < questions.txt`).

The commands of a page run in order on one journal. `tests/house/test_guides.py` fails if running a page changes it.
"""

import io
import os
import re
import shlex
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mentorlog.cli.main import run

DOCS = Path(__file__).parent
PAGES = ("tutorial.md", "howto.md", "coming-from.md", "agents.md", "sync.md")
HOME = "/home/you"  # replaces the folder of the run in the pages
COLUMNS, ROWS = 80, 400
_FENCE = re.compile(r"^```(\w*)$")
_AT = re.compile(r"<!-- at (\S+) (\S+) -->")
_FILE = re.compile(r"<!-- file (\S+): (.*) -->")
_TYPES = re.compile(r"<!-- types (.*?) ?-->")
_ON = re.compile(r"<!-- on (\w+) -->")
_ENDS_WITH = re.compile(r"<!-- ends with (\d+) -->")
_VARIABLE = re.compile(r"[A-Z_]+=")
_EXIT_CODES = {"mentorlog due": 10}  # by command; these are no failures
_demo_cache: dict[str, bytes] = {}  # by the moment at which it was written


class _TerminalStream(io.TextIOWrapper):
    """A stream that passes for a terminal."""

    def isatty(self) -> bool:
        return True


class PageRunner:
    """Runs the commands of one page."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.answers: list[str] | None = None
        self.exit_code: int | None = None  # of the next command, where it is not the usual one

    def run_command(self, command: str) -> str:
        """What a person would see, their own answers included. Raises SystemExit if the command fails."""
        words = shlex.split(command)
        count = next(at for at, word in enumerate(words) if not _VARIABLE.match(word))
        variables, words = dict(word.split("=", 1) for word in words[:count]), words[count:]
        stdin = (self.folder / words.pop()).read_bytes() if words[-2:-1] == ["<"] else b""
        expected = _EXIT_CODES.get(" ".join(words[:2]), 0) if self.exit_code is None else self.exit_code
        words = [word for word in words[1:] if word != "<"]
        os.environ |= variables
        code, seen = self._run_in_terminal(words) if self.answers is not None else self._run_in_process(words, stdin)
        for name in variables:
            del os.environ[name]
        if code != expected and (code != 0 or self.exit_code is not None):
            raise SystemExit(f"{command}: ended with {code}\n{seen}")
        self.answers = self.exit_code = None
        return seen.replace(os.environ["XDG_DATA_HOME"], f"{HOME}/.local/share").replace(str(self.folder), HOME)

    def _run_in_process(self, words: list[str], stdin: bytes) -> tuple[int, str]:
        """Run it in this process, which is ten times as fast as in one of its own."""
        raw = io.BytesIO()
        streams = sys.stdin, sys.stdout, sys.stderr
        screen = _TerminalStream(raw, encoding="utf-8", write_through=True)
        sys.stdin, sys.stdout, sys.stderr = io.TextIOWrapper(io.BytesIO(stdin)), screen, screen
        try:
            code = run(words)
        finally:
            sys.stdin, sys.stdout, sys.stderr = streams
        return code, raw.getvalue().decode()

    def _run_in_terminal(self, words: list[str]) -> tuple[int, str]:
        """Run it in a real terminal, and type the answers."""
        import pexpect
        import pyte

        screen = pyte.Screen(COLUMNS, ROWS)
        stream = pyte.Stream(screen)
        program = pexpect.spawn(
            sys.executable, ["-m", "mentorlog", *words], env=dict(os.environ), cwd=str(self.folder), encoding="utf-8",
            dimensions=(ROWS, COLUMNS), timeout=20,
        )  # fmt: skip
        program.delaybeforesend = None  # each prompt says that it is waiting
        answers = iter(self.answers or ())
        while program.expect_exact(["› ", pexpect.EOF]) == 0:
            stream.feed(program.before + program.after)
            program.sendline(next(answers, ""))
        stream.feed(program.before)
        program.close()
        return program.exitstatus or 0, "\n".join(line.rstrip() for line in screen.display).rstrip() + "\n"


@contextmanager
def page_environment(folder: Path) -> Iterator[None]:
    """A home, a clock and a terminal of 80 columns, for as long as the block lasts."""
    before = dict(os.environ), Path.cwd()
    for name in [name for name in os.environ if name.startswith("MENTORLOG_")]:
        del os.environ[name]
    os.environ |= {
        "HOME": str(folder), "XDG_DATA_HOME": str(folder / ".local/share"), "XDG_CONFIG_HOME": str(folder / ".config"),
        "COLUMNS": str(COLUMNS), "FORCE_COLOR": "0", "PAGER": "", "TERM": "xterm", "TZ": "Europe/London",
        "LANG": "C.UTF-8",
        "MENTORLOG_NOW": "2026-09-07T09:00:00",
    }  # fmt: skip
    os.chdir(folder)
    time.tzset()
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before[0])
        os.chdir(before[1])
        time.tzset()


def run_page(page: str) -> str:
    """A page with the answers that its commands give now."""
    with tempfile.TemporaryDirectory(prefix="mentorlog-", dir="/tmp") as folder, page_environment(Path(folder)):
        return "\n".join(_run_lines(page, Path(folder))) + "\n"


def _run_lines(page: str, folder: Path) -> Iterator[str]:
    runner, fence, first = PageRunner(folder), None, True
    for text in page.rstrip("\n").split("\n"):
        if mark := _FENCE.match(text):
            fence, first = None if fence is not None else mark[1], True
        elif fence is None:
            _apply_directive(text, runner)
        elif fence == "console":
            if text.startswith("$ "):
                yield from [] if first else [""]
                yield text
                yield from (line.rstrip() for line in runner.run_command(text[2:]).rstrip("\n").split("\n"))
                first = False
            continue
        elif fence == "sh" and "mentorlog " in text and not text.startswith("#"):
            runner.run_command(text)
        yield text


def _apply_directive(text: str, runner: PageRunner) -> None:
    if found := _AT.search(text):
        os.environ["MENTORLOG_NOW"] = f"{found[1]}T{found[2]}:00"
    if found := _ON.search(text):
        data = runner.folder / (".local/share" if found[1] == "laptop" else f".machines/{found[1]}")
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.environ["XDG_DATA_HOME"] = str(data)
    if found := _ENDS_WITH.search(text):
        runner.exit_code = int(found[1])
    if found := _TYPES.search(text):
        runner.answers = [answer.strip() for answer in found[1].split("|")]
    if found := _FILE.search(text):
        file = runner.folder / found[1]
        file.parent.mkdir(exist_ok=True)
        file.write_text(found[2].replace(";", "\n") + "\n", encoding="utf-8")
    if "<!-- demo -->" in text:
        place = runner.folder / ".local/share/mentorlog/journal.db"
        shutil.rmtree(place.parent, ignore_errors=True)
        place.parent.mkdir(parents=True, mode=0o700)
        moment = os.environ["MENTORLOG_NOW"]
        if moment not in _demo_cache:
            runner.run_command(f"mentorlog demo --to {place}")
            _demo_cache[moment] = place.read_bytes()
        place.touch(0o600)
        place.write_bytes(_demo_cache[moment])


def main() -> None:
    """Rewrite every page."""
    for name in PAGES:
        page = DOCS / name
        text = run_page(page.read_text(encoding="utf-8"))
        page.write_text(text, encoding="utf-8")
        print(f"{name}: {text.count(chr(10))} lines")


if __name__ == "__main__":
    main()
