"""`mentorlog doctor`: whether the journal is sound, what is not, and what to do about it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import typer

from mentorlog import clock, settings
from mentorlog.cli.params.options import Context, flag
from mentorlog.cli.prompts.drafts import waiting_texts
from mentorlog.clock import to_timestamp
from mentorlog.errors import Interrupted, Refused
from mentorlog.integrity import check, environment, replay
from mentorlog.integrity.machines import count_conflict_faults, count_operation_faults, count_rows_unlike_operations
from mentorlog.integrity.search_index import is_index_consistent
from mentorlog.journal.schema import schema
from mentorlog.journal.text import format_count, join_some
from mentorlog.programs import program_words
from mentorlog.render.answers import Answer, NextStep, PageAnswer, relative_day
from mentorlog.render.documents.browser_pages import browser_pages, delete_browser_pages
from mentorlog.render.progress import progress
from mentorlog.render.terminal.page import Gap, Grid, GridColumn, Page, Role, Row, line, ours, paragraph
from mentorlog.store import connect, migrate
from mentorlog.store.backup import create_backup, ensure_backup_folder, free_path
from mentorlog.store.connect import transaction
from mentorlog.store.deferred_backup import finish_if_possible
from mentorlog.store.dump import count_rows
from mentorlog.store.machines.membership import is_joined
from mentorlog.store.sqlite_errors import is_damage
from mentorlog.structs import Annotated, Frozen, Literal, asdict, replace
from mentorlog.system import filesystem

if TYPE_CHECKING:
    from mentorlog.store.connect import Schema

app = typer.Typer(add_completion=False, rich_markup_mode=None)

Severity = Literal["advice", "repair", "damaged"]
_SEVERITY_MARKS: dict[Severity, tuple[str, Role]] = {
    "advice": ("· advice", "dim"), "repair": ("▲ to repair", "warn"), "damaged": ("■ damaged", "bad"),
}  # fmt: skip
_NOT_FIXABLE = ("shape", "log_broken", "no_folder", "exchange")  # --fix does not mend these
_OLD_BACKUP_DAYS = 14
_MAX_NAMES = 5  # named before "and 3 more"
_WAL_RESET_FIXED_IN = (3, 51, 3)  # the first SQLite without the WAL-reset bug; journals do not use WAL

_DISK_SENTENCES = {
    True: "The disk below it is encrypted.",
    False: (
        "The disk below it is not encrypted, as far as can be seen: whoever takes it can read the journal."
        " Your system can encrypt it."
    ),
    None: "Whether the disk below it is encrypted cannot be seen from here.",
}
_WAIT_FLAGS = {"code": "--wait", "codium": "--wait", "subl": "--wait", "atom": "--wait", "zed": "--wait",
              "mate": "--wait", "gvim": "--nofork", "kate": "--block"}  # fmt: skip


class Finding(Frozen):
    """One line of the diagnosis; its fields are the keys of the JSON. `fixed` says that `--fix` has repaired it."""

    name: str
    weight: Severity
    means: str
    do: str
    fixed: bool = False


@app.command()
def doctor(
    ctx: Context,
    fix: Annotated[bool, flag("--fix", "Repair what can be repaired without loss, after a copy.")] = False,
) -> Answer:
    """See whether the journal is sound; nothing of what you wrote is shown."""
    if fix and ctx.obj.audience is not None:
        raise Refused("A repair is left to the owner of the journal.", "To see what is wrong: mentorlog doctor")
    path, expected = connect.resolve_path(ctx.obj.journal_path), schema()
    finish_if_possible(path)
    if not connect.check_header(path, expected):
        page: Page = [paragraph("There is no journal yet, so there is nothing to look at.")]
        nothing: dict[str, Any] = {"journal": str(path), "disk_encrypted": None, "findings": []}
        return PageAnswer("doctor", nothing, page, (NextStep("mentorlog init"),))
    from mentorlog.system.disks import is_disk_encrypted

    findings = [*_check_file(path, expected, fix), *_check_environment(path, fix), *_check_program()]
    code = _exit_code([finding for finding in findings if not finding.fixed])
    encrypted = is_disk_encrypted(path)
    data = {"journal": str(path), "disk_encrypted": encrypted, "findings": [asdict(finding) for finding in findings]}
    fixable = any(finding.weight != "advice" and finding.name not in _NOT_FIXABLE for finding in findings)
    steps = (NextStep("mentorlog doctor --fix"),) if fixable and not fix else ()
    return PageAnswer("doctor", data, _page(findings, code, encrypted), steps, exit_code=code)


def _exit_code(findings: list[Finding]) -> int:
    weights = {finding.weight for finding in findings}
    return 65 if "damaged" in weights else 1 if "repair" in weights else 0


def _page(findings: list[Finding], code: int, encrypted: bool | None) -> Page:
    verdict = {0: "The journal is sound.", 1: "The journal needs a repair.", 65: "The journal is damaged."}[code]
    rows = [
        Row(
            (
                line(ours("● repaired", "good") if finding.fixed else ours(*_SEVERITY_MARKS[finding.weight])),
                line(finding.means),
            ),
            [] if finding.fixed else [line(finding.do)],
        )
        for finding in sorted(findings, key=lambda finding: list(_SEVERITY_MARKS).index(finding.weight), reverse=True)
    ]
    head: Page = [paragraph(ours(verdict, "title")), paragraph(_DISK_SENTENCES[encrypted])]
    return [*head, Gap(), Grid((GridColumn(""), GridColumn("", "words")), rows)] if rows else head


# The file


def _check_file(path: Path, expected: "Schema", fix: bool) -> Iterator[Finding]:
    try:
        connection = connect.open_existing(path, expected)
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:  # SQLite's message may quote bytes that are no text
        if not is_damage(error):  # a lock or a missing permission is no damage
            raise
        yield _handle_damage(path, expected, 1, fix)
        return
    with closing(connection):
        check.decode_leniently(connection)
        if faults := check.count_faults(connection):
            yield _handle_damage(path, expected, faults, fix)
            return
        if not migrate.has_all_tables(connection, expected):
            do = "Somebody changed them. Go back to a copy: mentorlog backup list"
            yield Finding("shape", "damaged", "Its tables are not those of a journal.", do)
            return
        if connect.schema_version(connection) < expected.version:
            yield Finding("old_schema", "advice", "It was written by an earlier version.", "Any command brings it up.")
            return
        findings = list(_check_contents(connection, expected))
        if fix and any(finding.weight == "repair" for finding in findings):
            yield from _repair(path, connection, expected, findings)
        else:
            yield from findings
        yield from _check_machines(connection, path)


def _check_machines(connection: sqlite3.Connection, path: Path) -> Iterator[Finding]:
    """What is amiss between the machines that share the journal, where several do."""
    if not is_joined(connection):
        return
    from mentorlog.exchange.machines.health import find_concerns

    now = clock.now()
    for concern in find_concerns(connection, path, now):
        since = relative_day(clock.to_local(concern.since).date(), now.date()) if concern.since else ""
        match concern.name:
            case "unsent":
                count = format_count(concern.number, "change was", "changes were")
                means, do = f"{count} not given to your other machines, the first from {since}.", "mentorlog sync"
            case "quiet":
                means = f"Nothing of {concern.machine} has arrived that is younger than {since}."
                do = f"Sync there and here. If it is lost: mentorlog sync renew --without {concern.letter}"
            case "no_shared_folder":
                means = f"{concern.place}, through which your machines share the journal, is not there."
                do = "Bring it back, or say where it is now: mentorlog sync --folder FOLDER"
            case "conflicts":
                count = format_count(concern.number, "entry was", "entries were")
                means, do = f"{count} changed on two machines at once.", "To settle it: mentorlog sync conflicts"
            case "clock":
                means, do = f"The clock of {concern.machine} is more than a day ahead.", "Set it right there."
        yield Finding(concern.name, "advice", means, do)


def _check_contents(connection: sqlite3.Connection, expected: "Schema") -> Iterator[Finding]:
    """Compare the tables with the log, the counters and the index, in one snapshot."""
    yield from _check_foreign_objects(connection, expected)
    has_search_index = migrate.has_search_index(connection, expected)
    if not has_search_index or migrate.missing_objects(connection, expected):
        yield Finding("missing", "repair", "An index of the journal is missing.", "--fix makes it anew, after a copy.")
    connection.execute("BEGIN")
    try:
        with progress("Reading the log", count_rows(connection, "change_rows")) as advance:
            broken, contradicted, rows = replay.find_log_faults(connection, expected, advance)
        torn = contradicted + check.count_invalid_changes(connection)
        unlike = count_operation_faults(connection) or count_rows_unlike_operations(connection, expected)
        disputed = 0 if unlike else count_conflict_faults(connection, expected)
        links, behind = check.count_dangling_links(connection), check.lagging_counters(connection)
    finally:
        if connection.in_transaction:  # SQLite rolls back by itself if it cannot read
            connection.execute("ROLLBACK")
    if broken:
        means = f"{format_count(broken, 'row')} of the log cannot be followed."
        yield Finding("log_broken", "damaged", means, "Going back to a copy mends it: mentorlog backup list")
    if torn:
        means = f"The log is not whole in {format_count(torn, 'place')}: undo may bring back something else there."
        yield Finding("history", "advice", means, "The entries are there. For what was before: mentorlog backup list")
    if rows:
        tables = ", ".join(sorted({row.table for row in rows}))
        means = f"{format_count(len(rows), 'entry is', 'entries are')} not as the log says: {tables}."
        yield Finding("log", "repair", means, "--fix makes them as the log says, after a copy.")
    if links:
        means = f"{format_count(links, 'link leads', 'links lead')} to entries that are not there."
        yield Finding("links", "repair", means, "--fix makes them as the log says, after a copy.")
    if unlike:
        means = (
            f"What was exchanged with other machines is not what the journal says, in {format_count(unlike, 'place')}."
        )
        do = "To take it anew, and keep what is only here: mentorlog sync join"
        yield Finding("exchange", "repair", means, do)
    if disputed:
        means = (
            f"The list of what two machines changed at once is wrong in {format_count(disputed, 'entry', 'entries')}."
        )
        yield Finding("disputed", "repair", means, "--fix makes it anew, after a copy.")
    if behind:
        yield Finding("counters", "repair", "A ref would be given twice.", "--fix counts anew, after a copy.")
    if has_search_index and not is_index_consistent(connection):
        yield Finding("index", "repair", "The search index is not what your texts say.", "--fix makes it anew.")


def _check_foreign_objects(connection: sqlite3.Connection, expected: "Schema") -> Iterator[Finding]:
    """What other programs added: triggers and indexes can stand in the way, all else is left in peace."""
    foreign = migrate.foreign_objects(connection, expected)
    for kinds, weight, do in (
        (("trigger", "index"), "repair", "--fix removes it, after a copy."),
        (("table", "view"), "advice", "It stays, and is in no export. It takes part in nothing here."),
    ):
        if names := [f"{kind} {name}" for kind, name, _ in foreign if kind in kinds]:
            means = f"Another program added to it: {join_some(names, _MAX_NAMES)}."
            yield Finding("meddling" if weight == "repair" else "foreign", cast("Severity", weight), means, do)


def _repair(
    path: Path, connection: sqlite3.Connection, expected: "Schema", findings: list[Finding]
) -> Iterator[Finding]:
    """Repair what the log can repair; yields each finding, marked as fixed unless a second check still reports it."""
    from mentorlog.integrity.repair import repair_from_log

    copy = create_backup(path, f"before-repair-{clock.file_stamp()}")
    try:
        with transaction(connection):
            migrate.drop_meddling_objects(connection, expected)
            migrate.create_missing_objects(connection, expected)
        if not any(finding.name == "log_broken" for finding in findings):
            repair_from_log(connection, expected, to_timestamp(clock.now()))
        remaining = {finding.name for finding in _check_contents(connection, expected)}
    except KeyboardInterrupt:
        hint = f"To see what is repaired already: mentorlog doctor\nAs the journal was it stands in {copy}."
        raise Interrupted("Stopped.", hint) from None
    yield Finding("copy", "advice", f"As it was it stands in {copy}.", "", fixed=True)
    for finding in findings:
        yield finding if finding.name in remaining else replace(finding, fixed=True)


def _handle_damage(path: Path, expected: "Schema", faults: int, fix: bool) -> Finding:
    """Report a file that SQLite cannot read; with `fix`, salvage its readable rows into a new backup."""
    means = f"SQLite finds {format_count(faults, 'fault')} in the file."
    if not fix:
        do = "It is left as it is. Go back to a copy (mentorlog backup list), or save what is readable: doctor --fix"
        return Finding("damaged", "damaged", means, do)
    from mentorlog.integrity.repair import salvage

    saved = free_path(ensure_backup_folder(path), f"salvaged-{clock.file_stamp()}")
    rows = salvage(path, saved, expected, to_timestamp(clock.now()))
    do = f"{format_count(rows, 'row')} could be read and stand in {saved}; to go on with it: "
    return Finding("damaged", "damaged", means, f"{do}mentorlog restore {saved.stem}")


# Its folder, backups and permissions


def _check_environment(path: Path, fix: bool) -> Iterator[Finding]:
    if exposed := environment.find_exposed_files(path):
        for file in exposed if fix else ():
            filesystem.restrict(file)
        files = format_count(len(exposed), "file or folder", "files or folders")
        means = f"Others on this machine may read {files} of it."
        yield Finding("modes", "repair", means, "--fix keeps them out.", fix)
    if profile := filesystem.profile_outside(path):
        do = f"Keep it below {profile}, where only you can read it; backup --to copies it there."
        yield Finding("outside", "advice", "It lies outside your profile, where others may be able to read it.", do)
    if stale := environment.stale_files(path):
        for file in stale if fix else ():
            filesystem.remove(file)
        files = format_count(len(stale), "temporary file was", "temporary files were")
        yield Finding("left_over", "advice", f"{files} left by a command that was killed.", "--fix removes them.", fix)
    yield from _check_leftovers(path, fix)
    if cloud := environment.cloud_folder(path):
        do = "Two machines that write at once make two journals. Keep it elsewhere, and copy: mentorlog backup --to"
        yield Finding("cloud", "advice", f"It lies in {cloud}, which is copied to other machines.", do)
    if network := filesystem.network_filesystem(path):
        do = "Locks may not hold there. Keep it on a disk of this machine."
        yield Finding("network", "advice", f"It lies on a network file system ({network}).", do)
    newest = environment.newest_backup_time(path)
    if blocking := environment.blocking_path(path):
        means = f"{blocking} is in the way: copies of the journal need a folder there."
        yield Finding("no_folder", "repair", means, "Move it elsewhere, then: mentorlog backup")
    elif newest is None:
        yield Finding("no_backup", "advice", "There is no copy yet.", "Make one: mentorlog backup")
    elif (days := int((path.stat().st_mtime - newest) // 86400)) > _OLD_BACKUP_DAYS:
        yield Finding("old_backup", "advice", f"The newest copy is {days} days older than it.", "mentorlog backup")


def _check_leftovers(path: Path, fix: bool) -> Iterator[Finding]:
    """Pages that were shown, texts that were begun, copies that are not whole."""
    if pages := browser_pages():
        if fix:
            delete_browser_pages()
        means = f"{format_count(len(pages), 'page', 'pages')} shown in the browser still in {pages[0].parent}."
        yield Finding("pages", "advice", means, "--fix removes them.", fix)
    if drafts := waiting_texts(path):
        means = f"{format_count(len(drafts), 'text was', 'texts were')} begun and not finished: {drafts[0].parent}."
        yield Finding("drafts", "advice", means, "Go on with them, or remove what nobody needs. --fix leaves them.")
    if broken := environment.broken_backups(path):
        means = f"{format_count(len(broken), 'copy is', 'copies are')} not whole: {join_some(broken, _MAX_NAMES)}."
        yield Finding("copies", "advice", means, "Going back to such a one is refused. Make one: mentorlog backup")


# SQLite and the editor


def _check_program() -> Iterator[Finding]:
    if sqlite3.sqlite_version_info < _WAL_RESET_FIXED_IN:
        means = f"SQLite {sqlite3.sqlite_version} has a bug in its write-ahead log, which your journal does not use."
        yield Finding("sqlite", "advice", means, "Nothing to do. Other programs' files may be concerned.")
    try:
        words = program_words(str(settings.value("editor")))
    except ValueError:
        means = "The command of your editor has a quotation mark without its other half."
        yield Finding("editor", "advice", means, "Add it in the setting editor, or in VISUAL or EDITOR.")
        return
    program = Path(words[0]).name.removesuffix(".exe").removesuffix(".cmd") if words else ""
    flag = _WAIT_FLAGS.get(program, "")
    if flag and not {flag, "-w", "-f", "-b"} & set(words[1:]):
        means = f"Your editor {program} returns at once, before you have written."
        yield Finding("editor", "advice", means, f'Settle another: mentorlog config set editor "{words[0]} {flag}"')
