"""Other programs that keep a journal, tasks, times, dates or links, doing the nearest thing at the same size.

Their data are written in their own formats, with texts of the same words. One that is not installed is left out.
"""

import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple
from uuid import UUID

from tests.benchmarks.cases import ADD, LIST, REPORT, SEARCH, Case
from tests.benchmarks.measure import Job, call_in_subprocess
from tests.benchmarks.story import COMMON, RARE, YEARS, demo_words

_FILES = 10_000  # entries at most where each is a file
_OPEN = 10


class PeerEntry(NamedTuple):
    """An entry written at a moment; the newest are open."""

    at: datetime
    uid: str
    text: str
    open: bool


class Peer(NamedTuple):
    """A program: how its data are written, what it is called with for each act, what its environment needs."""

    program: str
    write: Callable[[Path, list[PeerEntry]], None]
    acts: dict[str, tuple[str, ...]]
    environment: dict[str, str]
    python: bool = True
    max_entries: int = 100_000
    exit_codes: tuple[int, ...] = (0,)
    prepare: Callable[[Path], None] | None = None  # what is done before each add, untimed


def entries(number: int, today: date) -> list[PeerEntry]:
    """`number` entries over the years, from a fixed seed; a few hold the rare word."""
    chance, known = Random(number), demo_words()
    begin = datetime(today.year - YEARS, today.month, min(today.day, 28), 9)
    step = timedelta(days=365 * YEARS) / number
    return [
        PeerEntry(
            begin + step * at,
            str(UUID(int=chance.getrandbits(128), version=4)),
            _text(chance, known, at, number),
            at >= number - _OPEN,
        )
        for at in range(number)
    ]


def _text(chance: Random, known: list[str], at: int, number: int) -> str:
    chosen = chance.choices(known, k=chance.randint(15, 35))
    if chance.random() < 0.2:
        chosen[0] = COMMON
    if number - at <= 5:
        chosen[-1] = RARE
    return " ".join(chosen).capitalize()


def prepare_jobs(folder: Path, sizes: list[int], programs: dict[str, str], today: date) -> Iterator[Job]:
    """What the installed ones do, their data written below `folder`; `where` says where each program is."""
    for number in sizes:
        for peer in PEERS:
            if peer.program not in programs or number > peer.max_entries:
                continue
            data = folder / f"{peer.program}-{number}"
            data.mkdir(parents=True)
            call_in_subprocess(_write_data, peer.program, data, number, today)
            home = {"HOME": os.fspath(data), "XDG_DATA_HOME": os.fspath(data), "XDG_CONFIG_HOME": os.fspath(data)}
            settings = home | {name: value.format(data=data) for name, value in peer.environment.items()}
            for act, argv in peer.acts.items():
                before = peer.prepare if act == ADD else None
                name = f"{peer.program} {act}"
                case = Case(name, argv, act=act, program=peer.program, exit_codes=peer.exit_codes, prepare=before)
                command = (programs[peer.program], *(word.replace("{data}", os.fspath(data)) for word in argv))
                yield Job(case, number, data, command, settings)


def _write_data(program: str, data: Path, number: int, today: date) -> None:
    (peer,) = (peer for peer in PEERS if peer.program == program)
    peer.write(data, entries(number, today))


def _write_jrnl(data: Path, items: list[PeerEntry]) -> None:
    (data / "jrnl.yaml").write_text(
        "colors: {body: none, date: none, tags: none, title: none}\ndefault_hour: 9\ndefault_minute: 0\neditor: ''\n"
        "encrypt: false\nhighlight: true\nindent_character: '|'\nlinewrap: 79\ntagsymbols: '@'\ntemplate: false\n"
        f"timeformat: '%Y-%m-%d %H:%M'\nversion: v4.6\njournals: {{default: {{journal: {data}/journal.txt}}}}\n"
    )
    text = "".join(f"[{entry.at:%Y-%m-%d %H:%M}] {entry.text} @g{at % 7}.\n\n" for at, entry in enumerate(items))
    (data / "journal.txt").write_text(text)


def _write_taskwarrior(data: Path, items: list[PeerEntry]) -> None:
    (data / "taskrc").write_text(f"data.location={data}\nconfirmation=off\nverbose=nothing\n")
    tenth = len(items) * 9 // 10
    for name, part, state in (("completed", items[:tenth], "completed"), ("pending", items[tenth:], "pending")):
        (data / f"{name}.data").write_text(
            "".join(
                f'[description:"{entry.text}" {_end_field(entry, state)}entry:"{entry.at.timestamp():.0f}"'
                f' modified:"{entry.at.timestamp():.0f}" project:"g{at % 7}" status:"{state}" uuid:"{entry.uid}"]\n'
                for at, entry in enumerate(part)
            )
        )


def _end_field(entry: PeerEntry, state: str) -> str:
    return f'end:"{entry.at.timestamp():.0f}" ' if state == "completed" else ""


def _write_watson(data: Path, items: list[PeerEntry]) -> None:
    frames = [
        [int(entry.at.timestamp()), int(entry.at.timestamp()) + 60, f"g{at % 7}", entry.uid.replace("-", ""),
         [RARE if RARE in entry.text else "work"], int(entry.at.timestamp())]
        for at, entry in enumerate(items)
    ]  # fmt: skip
    (data / "frames").write_text(json.dumps(frames, indent=1))


def _write_files(data: Path, items: list[PeerEntry], kind: str) -> None:
    (data / "list").mkdir()
    for entry in items:
        own = (
            f"DTSTART:{entry.at:%Y%m%dT%H%M%SZ}\nDTEND:{entry.at + timedelta(hours=1):%Y%m%dT%H%M%SZ}\n"
            if kind == "VEVENT"
            else f"STATUS:{'NEEDS-ACTION' if entry.open else 'COMPLETED'}\n"
            + ("" if entry.open else f"COMPLETED:{entry.at:%Y%m%dT%H%M%SZ}\nPERCENT-COMPLETE:100\n")
        )
        text = (
            f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//benchmarks//EN\nBEGIN:{kind}\nUID:{entry.uid}\n"
            f"DTSTAMP:{entry.at:%Y%m%dT%H%M%SZ}\n{own}SUMMARY:{entry.text}\nEND:{kind}\nEND:VCALENDAR\n"
        )
        (data / "list" / f"{entry.uid}.ics").write_text(text.replace("\n", "\r\n"))


def _write_todoman(data: Path, items: list[PeerEntry]) -> None:
    _write_files(data, items, "VTODO")
    (data / "todoman").mkdir()
    (data / "todoman" / "config.py").write_text(
        f'path = "{data}/*"\ncache_path = "{data}/cache.sqlite3"\ndefault_list = "list"\n'
    )


def _write_khal(data: Path, items: list[PeerEntry]) -> None:
    _write_files(data, items, "VEVENT")
    (data / "khal").mkdir()
    (data / "khal" / "config").write_text(
        f"[calendars]\n[[list]]\npath = {data}/list\n[sqlite]\npath = {data}/khal.db\n[default]\n"
        "default_calendar = list\n[locale]\ntimeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n"
        "datetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n"
    )


def _write_buku(data: Path, items: list[PeerEntry]) -> None:
    (data / "buku").mkdir()
    with closing(sqlite3.connect(data / "buku" / "bookmarks.db")) as connection, connection:
        connection.execute(
            "CREATE TABLE bookmarks (id integer PRIMARY KEY, URL text NOT NULL UNIQUE, metadata text default '',"
            " tags text default ',', desc text default '', flags integer default 0)"
        )
        connection.executemany(
            "INSERT INTO bookmarks (URL, metadata, tags, desc) VALUES (?, ?, ?, ?)",
            [(f"https://example.org/{entry.uid}", entry.text[:60], ",work,", entry.text) for entry in items],
        )


def _remove_new_link(data: Path) -> None:
    """It takes a link only once."""
    with closing(sqlite3.connect(data / "buku" / "bookmarks.db")) as connection, connection:
        connection.execute("DELETE FROM bookmarks WHERE URL = 'https://example.org/new'")


def _write_sqlite_utils(data: Path, items: list[PeerEntry]) -> None:
    (data / "one.json").write_text('[{"day": "2026-11-23", "kind": "question", "text": "Who decides?"}]')
    with closing(sqlite3.connect(data / "entries.db")) as connection, connection:
        connection.execute("CREATE TABLE entries (id INTEGER PRIMARY KEY, day TEXT, kind TEXT, text TEXT)")
        connection.executemany(
            "INSERT INTO entries (day, kind, text) VALUES (?, ?, ?)",
            [(f"{entry.at:%Y-%m-%d}", f"k{at % 7}", entry.text) for at, entry in enumerate(items)],
        )
        connection.executescript(
            'CREATE VIRTUAL TABLE "entries_fts" USING FTS5 ("text", content="entries");'
            "INSERT INTO entries_fts (rowid, text) SELECT id, text FROM entries;"
            "CREATE TRIGGER entries_ai AFTER INSERT ON entries BEGIN"
            " INSERT INTO entries_fts (rowid, text) VALUES (new.id, new.text); END;"
        )


_NEW = "Who decides while the sponsor is away?"
_CONFIG = ("--config-file", "{data}/jrnl.yaml")
_DB = "{data}/entries.db"
PEERS = (
    Peer("jrnl", _write_jrnl, {
        ADD: (*_CONFIG, "today:", _NEW), LIST: (*_CONFIG, "-n", "10"),
        SEARCH: (*_CONFIG, "-contains", RARE, "-n", "10"), REPORT: (*_CONFIG, "--tags"),
    }, {}, max_entries=10_000),
    Peer("task", _write_taskwarrior, {
        ADD: ("add", _NEW), LIST: ("list", "limit:10"), SEARCH: (f"/{RARE}/", "all"), REPORT: ("summary",),
    }, {"TASKRC": "{data}/taskrc"}, python=False, exit_codes=(0, 1)),
    Peer("watson", _write_watson, {
        ADD: ("add", "-f", "2026-11-23 10:00", "-t", "2026-11-23 11:00", "g1", "+work"), LIST: ("log", "-G", "--week"),
        SEARCH: ("log", "-G", "--tag", RARE, "--year"), REPORT: ("report", "-G", "--year"),
    }, {"WATSON_DIR": "{data}"}),
    Peer("todo", _write_todoman, {
        ADD: ("new", "-l", "list", _NEW), LIST: ("list",), SEARCH: ("list", "--grep", RARE),
    }, {}, max_entries=_FILES),
    Peer("khal", _write_khal, {
        ADD: ("new", "2026-12-01", "10:00", _NEW), LIST: ("list", "today", "10d"), SEARCH: ("search", RARE),
    }, {}, max_entries=_FILES),
    Peer("buku", _write_buku, {
        ADD: ("--nostdin", "--np", "--offline", "-a", "https://example.org/new", "work"),
        LIST: ("--nostdin", "--np", "-p", "-10"), SEARCH: ("--nostdin", "--np", "-n", "10", "-s", RARE),
        REPORT: ("--nostdin", "--np", "--stag"),
    }, {}, prepare=_remove_new_link),
    Peer("sqlite-utils", _write_sqlite_utils, {
        ADD: ("insert", _DB, "entries", "{data}/one.json"),
        LIST: ("query", _DB, "SELECT * FROM entries ORDER BY id DESC LIMIT 10"),
        SEARCH: ("search", _DB, "entries", RARE, "--limit", "10"),
        REPORT: ("query", _DB, "SELECT kind, count(*), max(day) FROM entries GROUP BY kind"),
    }, {}),
)  # fmt: skip
