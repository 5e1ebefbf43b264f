"""What calendar programs read in the exported calendar."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Mentee

SCRIPTS = Path(sys.executable).parent
KHAL = """[calendars]
[[mentoring]]
path = {folder}
type = calendar
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
local_timezone = Europe/London
default_timezone = Europe/London
[sqlite]
path = {folder}.khal.db
"""


class Programs:
    """khal and todoman with a calendar folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "calendar"
        self.folder.mkdir()
        self.config = folder / "khal.conf"
        self.config.write_text(KHAL.format(folder=self.folder))
        self.todo = folder / "todo.py"
        self.todo.write_text(f'path = "{folder}/cal*"\ndate_format = "%Y-%m-%d"\ntime_format = "%H:%M"\n')
        self._home = {**os.environ, "HOME": str(folder), "TZ": "Europe/London", "LC_ALL": "C.UTF-8"}

    def khal(self, *words: str) -> str:
        return self._run("khal", "-c", str(self.config), *words)

    def todos(self) -> str:
        return self._run("todo", "--config", str(self.todo), "list", "--status", "ANY")

    def _run(self, name: str, *words: str) -> str:
        done = subprocess.run([SCRIPTS / name, *words], env=self._home, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture
def programs(tmp_path: Path) -> Programs:
    """Both, with nothing in them."""
    return Programs(tmp_path)


def import_into_khal(mentee: Mentee, programs: Programs) -> None:
    path = mentee.folder / "mentoring.ics"
    assert mentee("export", "calendar", "--output", str(path), "--force").code == 0
    programs.khal("import", "--batch", "-a", "mentoring", str(path))


def test_khal_shows_a_session_moves_it_and_doubles_none(demo: Mentee, programs: Programs) -> None:
    import_into_khal(demo, programs)
    assert "15:00-16:00 Mentoring with Ruth Okafor" in programs.khal("list", "2026-11-26", "1d")
    demo.does("sessions", "move", "s12", "--at", "2026-11-27 10:00")
    import_into_khal(demo, programs)
    shown = programs.khal("list", "2026-11-20", "30d")
    assert shown.count("Mentoring with Ruth Okafor") == 1 and "10:00-11:00 Mentoring with Ruth Okafor" in shown


def test_todoman_shows_what_is_due(demo: Mentee, programs: Programs) -> None:
    import_into_khal(demo, programs)
    path = demo.folder / "mentoring.ics"
    whole = path.read_text(encoding="utf-8")
    head = whole[: whole.index("BEGIN:V", 10)]
    for number, todo in enumerate(whole.split("BEGIN:VTODO")[1:]):  # a folder of todoman has one thing a file
        body = todo.partition("END:VTODO")[0]
        text = f"{head}BEGIN:VTODO{body}END:VTODO\nEND:VCALENDAR\n"
        (programs.folder / f"todo{number}.ics").write_text(text, encoding="utf-8")
    shown = programs.todos()
    assert "Give each open risk an owner" in shown and "Mentoring review" in shown
