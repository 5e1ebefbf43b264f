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


def export(folder: Path, diary: str, timeformat: str) -> bytes:
    """What `jrnl --export json` makes of a diary."""
    version = subprocess.run([JRNL, "--version"], capture_output=True, text=True, check=True).stdout.split()[1][1:]
    (folder / "diary.txt").write_text(diary, encoding="utf-8")
    config = folder / "jrnl.yaml"
    config.write_text(CONFIG.format(journal=folder / "diary.txt", timeformat=timeformat, version=version))
    environment = {**os.environ, "HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "LC_ALL": "C.UTF-8"}
    result = subprocess.run(
        [JRNL, "--config-file", config, "--export", "json"], env=environment, capture_output=True, check=False
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


@pytest.mark.parametrize("timeformat", TIME_FORMATS)
def test_a_diary_and_its_export_are_the_same_entries(mentee: Mentee, timeformat: str) -> None:
    diaries = [make_diary(Random(seed), timeformat) for seed in range(6)]
    for at, diary in enumerate(diaries):
        exported = export(mentee.folder, diary, timeformat)
        entries = json.loads(exported)["entries"]
        (mentee.folder / "diary.json").write_bytes(exported)
        journal = ("--journal", str(mentee.folder / f"{at}.db"))
        data = mentee.does("import", str(mentee.folder / "diary.txt"), "--from", "jrnl", *journal)
        assert (data["taken"] + data["there"], data["left"]) == (len(entries), [])
        again = mentee.does("import", str(mentee.folder / "diary.json"), *journal)
        assert (again["taken"], again["there"]) == (0, len(entries)), "the export of jrnl says the same of each entry"
        assert len([ref for ref in data["made"] if ref[0] == "w"]) == sum(entry["starred"] for entry in entries)
