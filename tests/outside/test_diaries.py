"""What jrnl reads in a diary is what is taken from it, entry by entry: it is the second reader of its format."""

import json
import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from tests.conftest import Mentee

JRNL = Path(sys.executable).with_name("jrnl")
CONFIG = """colors: {{body: none, date: none, tags: none, title: none}}
default_hour: 9
default_minute: 0
editor: ''
encrypt: false
highlight: true
indent_character: '|'
journals:
  default:
    journal: {journal}
linewrap: 79
tagsymbols: '@'
template: false
timeformat: '{timeformat}'
version: v{version}
"""
TIME_FORMATS = [
    "%Y-%m-%d %H:%M", "%F %r", "%d.%m.%Y %H:%M", "%A, %d %B %Y %H:%M", "%Y-%m-%d %a %H:%M", "%Y/%m/%d %I:%M %p",
    "%b %d, %Y %H:%M:%S", "%Y-%m-%dT%H:%M", "%d %B %Y at %H:%M",
]  # fmt: skip
# None with a bracket that only looks like a date: jrnl makes an entry of today of "[26/11, 23:32] a chat", we leave it.
LINES = (
    "A day like any other.", "What did she mean? Who knows.", "Won it! *", "*emphasis* first", "@work and @home",
    "[x] done", "[1] a footnote", "Ends with a star*", "  indented",
    "\"Quoted.\" She said.", "日本語。短い文。", "e.g. this one", "- a list", "> a quote", "[link](http://example.org)",
)  # fmt: skip


def make_diary(random: Random, timeformat: str) -> str:
    """Entries as jrnl writes them, of lines that make trouble."""
    moment = datetime(2025, 1, 1, 0, 0)
    entries = []
    for _ in range(random.randint(1, 12)):
        moment += timedelta(minutes=random.randint(1, 60_000))
        body = [random.choice(LINES) for _ in range(random.randint(1, 5))]
        body[0] = body[0].lstrip()  # jrnl cuts a title that is indented in the middle of a word
        entries.append(f"[{moment.strftime(timeformat)}] " + "\n".join(body) + "\n")
    return "\n".join(entries)


# jrnl's own command line, once for each folder that is named, since it takes longer to start than to export.
_EXPORT_ALL = """
import contextlib, pathlib, sys
from jrnl.main import run
for folder in map(pathlib.Path, sys.argv[1:]):
    with open(folder / "diary.json", "w", encoding="utf-8") as file, contextlib.redirect_stdout(file):
        code = run(["--config-file", str(folder / "jrnl.yaml"), "--export", "json"])
    if code:
        sys.exit(f"{folder}: {code}")
"""


@pytest.fixture(scope="module")
def diaries(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Path]]:
    """Folders with a diary and what `jrnl --export json` makes of it, six for each form of a moment."""
    root = tmp_path_factory.mktemp("diaries")
    version = subprocess.run([JRNL, "--version"], capture_output=True, text=True, check=True).stdout.split()[1][1:]
    folders: dict[str, list[Path]] = {}
    for at, timeformat in enumerate(TIME_FORMATS):
        folders[timeformat] = [root / f"{at}-{seed}" for seed in range(6)]
        for seed, folder in enumerate(folders[timeformat]):
            folder.mkdir()
            (folder / "diary.txt").write_text(make_diary(Random(seed), timeformat), encoding="utf-8")
            config = CONFIG.format(journal=folder / "diary.txt", timeformat=timeformat, version=version)
            (folder / "jrnl.yaml").write_text(config, encoding="utf-8")
    result = subprocess.run(
        [JRNL.with_name("python"), "-c", _EXPORT_ALL, *(str(path) for paths in folders.values() for path in paths)],
        env={**os.environ, "HOME": str(root), "XDG_CONFIG_HOME": str(root), "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return folders


@pytest.mark.parametrize("timeformat", TIME_FORMATS)
def test_a_diary_and_its_export_are_the_same_entries(
    mentee: Mentee, diaries: dict[str, list[Path]], timeformat: str
) -> None:
    for at, folder in enumerate(diaries[timeformat]):
        entries = json.loads((folder / "diary.json").read_bytes())["entries"]
        journal = ("--journal", str(mentee.folder / f"{at}.db"))
        data = mentee.does("import", str(folder / "diary.txt"), "--from", "jrnl", *journal)
        assert (data["taken"] + data["there"], data["left"]) == (len(entries), [])
        again = mentee.does("import", str(folder / "diary.json"), *journal)
        assert (again["taken"], again["there"]) == (0, len(entries)), "the export of jrnl says the same of each entry"
        assert len([ref for ref in data["made"] if ref[0] == "w"]) == sum(entry["starred"] for entry in entries)
