"""`mentorlog doctor`: whether the journal is sound, what is not, and what to do about it."""

import shlex
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from mentorlog import clock, settings
from mentorlog.cli.params.options import Context
from mentorlog.integrity import check, replay
from mentorlog.integrity import environment as around
from mentorlog.journal.schema.definition import schema
from mentorlog.journal.text import format_count
from mentorlog.journal.timestamps import to_timestamp
from mentorlog.render.answers import Answer, NextStep, PageAnswer
from mentorlog.render.terminal.page import Gap, Grid, GridColumn, Lines, Page, Role, Row, line, ours
from mentorlog.render.terminal.progress import progress
from mentorlog.store import connect
from mentorlog.store.backup import create_backup, ensure_backup_folder, free_path
from mentorlog.store.sqlite_errors import is_damage
from mentorlog.structs import Frozen, asdict, replace

if TYPE_CHECKING:
    from mentorlog.integrity.replay import RowDifference
    from mentorlog.store.connect import Schema

app = typer.Typer(add_completion=False, rich_markup_mode=None)

Severity = Literal["advice", "repair", "damaged"]
_SEVERITY_MARKS: dict[Severity, tuple[str, Role]] = {
    "advice": ("· advice", "dim"), "repair": ("▲ to repair", "warn"), "damaged": ("■ damaged", "bad"),
}  # fmt: skip
_NOT_FIXABLE = ("shape", "log_broken", "no_folder")  # --fix does not mend these
_OLD_BACKUP_DAYS = 14  # days
_WAL_RESET_FIXED_IN = (3, 51, 3)  # the first SQLite without the WAL-reset bug; our journals do not use what it is in

_WAIT_FLAGS = {"code": "--wait", "codium": "--wait", "subl": "--wait", "atom": "--wait", "zed": "--wait",
              "mate": "--wait", "gvim": "--nofork", "kate": "--block"}  # fmt: skip


class Finding(Frozen):
    """What was found: a name, how much it weighs, what it means, what to do; and whether it was repaired just now."""

    name: str
    weight: Severity
    means: str
    do: str
    fixed: bool = False


@app.command()
def doctor(
    ctx: Context,
    fix: Annotated[
        bool, typer.Option("--fix", help="Repair what can be repaired without loss, after a copy.", show_default=False)
    ] = False,
) -> Answer:
    """See whether the journal is sound; nothing of what you wrote is shown."""
    path, known = connect.resolve_path(ctx.obj.journal_path), schema()
    if not connect.check_header(path, known):
        says = line("There is no journal yet, so there is nothing to look at.")
        return PageAnswer(
            "doctor", {"journal": str(path), "findings": []}, [Lines([says])], (NextStep("mentorlog init"),)
        )
    found = [*_check_file(path, known, fix), *_check_environment(path, fix), *_check_program()]
    code = _exit_code([one for one in found if not one.fixed])
    data = {"journal": str(path), "findings": [asdict(one) for one in found]}
    mendable = any(one.weight != "advice" and one.name not in _NOT_FIXABLE for one in found)
    steps = (NextStep("mentorlog doctor --fix"),) if mendable and not fix else ()
    return PageAnswer("doctor", data, _page(found, code), steps, exit_code=code)


def _exit_code(found: list[Finding]) -> int:
    weights = {one.weight for one in found}
    return 65 if "damaged" in weights else 1 if "repair" in weights else 0


def _page(found: list[Finding], code: int) -> Page:
    says = {0: "The journal is sound.", 1: "The journal needs a repair.", 65: "The journal is damaged."}[code]
    rows = [
        Row(
            (
                line(ours("● repaired", "good") if one.fixed else ours(*_SEVERITY_MARKS[one.weight])),
                line(ours(one.means)),
            ),
            [] if one.fixed else [line(ours(one.do, "dim"))],
        )
        for one in sorted(found, key=lambda one: list(_SEVERITY_MARKS).index(one.weight), reverse=True)
    ]
    head = Lines([line(ours(says, "title"))])
    return [head, Gap(), Grid((GridColumn(""), GridColumn("", "words")), rows)] if rows else [head]


# What is in the file


def _check_file(path: Path, known: "Schema", fix: bool) -> Iterator[Finding]:
    try:
        connection = connect.open_existing(path, known)
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:  # the latter where SQLite quotes what is no text
        if not is_damage(error):  # it is in use, or cannot be reached: that says nothing of it
            raise
        yield _handle_damage(path, known, 1, fix)
        return
    with closing(connection):
        check.decode_leniently(connection)
        if faults := check.count_faults(connection):
            yield _handle_damage(path, known, faults, fix)
            return
        if not check.has_expected_schema(connection, known):
            yield Finding(
                "shape", "damaged", "Its tables are not those of a journal.",
                "Somebody changed them. Go back to a copy: mentorlog backup list",
            )  # fmt: skip
            return
        if connect.schema_version(connection) < known.version:
            yield Finding("old_schema", "advice", "It was written by an earlier version.", "Any command brings it up.")
            return
        found = list(_check_contents(connection, known))
        if fix and any(one.weight == "repair" for one in found):
            yield from _repair(path, connection, known, found)
        else:
            yield from found


def _check_contents(connection: sqlite3.Connection, known: "Schema") -> Iterator[Finding]:
    """What the log, the counters and the index say about the tables, all as of one moment."""
    connection.execute("BEGIN")
    try:
        with progress("Reading the log", check.count_log_rows(connection)) as step:
            broken, contradicted, rows = replay.find_log_faults(connection, known, step)
        torn = contradicted + check.count_invalid_changes(connection)
        links, behind = check.count_dangling_links(connection), check.lagging_counters(connection)
    finally:
        connection.execute("ROLLBACK")
    if broken:
        means = f"{format_count(broken, 'row', 'rows')} of the log cannot be followed."
        yield Finding("log_broken", "damaged", means, "Going back to a copy mends it: mentorlog backup list")
    if torn:
        places = format_count(torn, "place", "places")
        means = f"The log is not whole in {places}: undo may bring back something else there."
        yield Finding("history", "advice", means, "The entries are there. For what was before: mentorlog backup list")
    if rows:
        means = f"{format_count(len(rows), 'entry is', 'entries are')} not as the log says: {_table_names(rows)}."
        yield Finding("log", "repair", means, "--fix makes them as the log says, after a copy.")
    if links:
        means = f"{format_count(links, 'link leads', 'links lead')} to entries that are not there."
        yield Finding("links", "repair", means, "--fix makes them as the log says, after a copy.")
    if behind:
        yield Finding("counters", "repair", "A ref would be given twice.", "--fix counts anew, after a copy.")
    if not check.is_index_consistent(connection):
        yield Finding("index", "repair", "The search index is not what your texts say.", "--fix makes it anew.")


def _repair(path: Path, connection: sqlite3.Connection, known: "Schema", found: list[Finding]) -> Iterator[Finding]:
    """The findings once they were repaired: what is still found is not."""
    from mentorlog.integrity.repair import repair_from_log

    copy = create_backup(path, f"before-repair-{clock.file_stamp()}")
    if not any(one.name == "log_broken" for one in found):
        repair_from_log(connection, known, to_timestamp(clock.now()))
    left = {one.name for one in _check_contents(connection, known)}
    yield Finding("copy", "advice", f"As it was it stands in {copy}.", "", fixed=True)
    for one in found:
        yield one if one.name in left else replace(one, fixed=True)


def _table_names(rows: "list[RowDifference]") -> str:
    return ", ".join(sorted({row.table for row in rows}))


def _handle_damage(path: Path, known: "Schema", faults: int, fix: bool) -> Finding:
    """A file that SQLite finds fault with; what is readable of it goes into a new one among its copies."""
    means = f"SQLite finds {format_count(faults, 'fault', 'faults')} in the file."
    if not fix:
        do = "It is left as it is. Go back to a copy (mentorlog backup list), or save what is readable: doctor --fix"
        return Finding("damaged", "damaged", means, do)
    from mentorlog.integrity.repair import salvage

    saved = free_path(ensure_backup_folder(path), f"salvaged-{clock.file_stamp()}")
    rows = salvage(path, saved, known, to_timestamp(clock.now()))
    do = f"{format_count(rows, 'row', 'rows')} could be read and stand in {saved}; to go on with it: "
    return Finding("damaged", "damaged", means, f"{do}mentorlog restore {saved.stem}")


# What is around it


def _check_environment(path: Path, fix: bool) -> Iterator[Finding]:
    if open_ := around.find_exposed_files(path):
        for one in open_ if fix else ():
            around.restrict(one)
        means = (
            f"Others on this machine may read {format_count(len(open_), 'file or folder', 'files or folders')} of it."
        )
        yield Finding("modes", "repair", means, "--fix keeps them out.", fix)
    if left := around.stale_files(path):
        for one in left if fix else ():
            one.unlink(missing_ok=True)
        files = format_count(len(left), "temporary file was", "temporary files were")
        means = f"{files} left by a command that was killed."
        yield Finding("left_over", "advice", means, "--fix removes them.", fix)
    if cloud := around.cloud_folder(path):
        do = "Two machines that write at once make two journals. Keep it elsewhere, and copy: mentorlog backup --to"
        yield Finding("cloud", "advice", f"It lies in {cloud}, which is copied to other machines.", do)
    if network := around.network_filesystem(path):
        do = "Locks may not hold there. Keep it on a disk of this machine."
        yield Finding("network", "advice", f"It lies on a network file system ({network}).", do)
    made = around.newest_backup_time(path)
    if blocking := around.blocking_path(path):
        means = f"{blocking} is in the way: copies of the journal need a folder there."
        yield Finding("no_folder", "repair", means, "Move it elsewhere, then: mentorlog backup")
    elif made is None:
        yield Finding("no_backup", "advice", "There is no copy yet.", "Make one: mentorlog backup")
    elif (days := int((path.stat().st_mtime - made) // 86400)) > _OLD_BACKUP_DAYS:
        yield Finding("old_backup", "advice", f"The newest copy is {days} days older than it.", "mentorlog backup")


# What it runs on


def _check_program() -> Iterator[Finding]:
    if sqlite3.sqlite_version_info < _WAL_RESET_FIXED_IN:
        means = f"SQLite {sqlite3.sqlite_version} has a bug in its write-ahead log, which your journal does not use."
        yield Finding("sqlite", "advice", means, "Nothing to do. Other programs' files may be concerned.")
    try:
        words = shlex.split(str(settings.value("editor")))
    except ValueError:
        means = "The command of your editor has a quotation mark without its other half."
        yield Finding("editor", "advice", means, "Add it in the setting editor, or in VISUAL or EDITOR.")
        return
    flag = _WAIT_FLAGS.get(Path(words[0]).name, "") if words else ""
    if flag and not {flag, "-w", "-f", "-b"} & set(words[1:]):
        means = f"Your editor {Path(words[0]).name} returns at once, before you have written."
        yield Finding("editor", "advice", means, f'Settle another: mentorlog config set editor "{words[0]} {flag}"')
