"""What the commands of `sync` say."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from mentorlog.journal.text import format_count, join_some, join_words
from mentorlog.render.answers import Answer, NextStep, PageAnswer
from mentorlog.render.terminal.page import Grid, GridColumn, Line, Lines, Page, Row, Span, line, ours, paragraph
from mentorlog.system import shell

if TYPE_CHECKING:
    from pathlib import Path

    from mentorlog.exchange.machines.admitting import Admission
    from mentorlog.exchange.machines.exchanging import Exchange
    from mentorlog.exchange.machines.files.access import FileNote
    from mentorlog.exchange.machines.joining import Join
    from mentorlog.exchange.machines.renewing import Renewal
    from mentorlog.exchange.machines.starting import Start
    from mentorlog.exchange.machines.status import MachineStatus, SyncStatus
    from mentorlog.store.machines.membership import Machine, SyncState

_MAX_NAMED = 8
_FAULTS = {
    "cut": "is not whole yet",
    "altered": "was altered",
    "foreign": "was written by none of your machines",
    "misplaced": "does not hold what its name says",
    "newer": "was written by a newer mentorlog: update it here",
    "junk": "is no file of mentorlog",
    "too large": "is too large to be one of mentorlog",
    "not here yet": "is in the cloud and was not brought in time",
    "unreadable": "cannot be read",
}


def exchange_answer(outcome: "Exchange", *, dry_run: bool) -> Answer:
    """What an exchange took and gave."""
    data = {
        "dry_run": dry_run,
        "taken": outcome.taken,
        "sent": outcome.sent,
        "waiting": outcome.waiting,
        "newer": outcome.newer,
        "conflicts": outcome.conflicts,
        "left": _notes_to_json(outcome.notes),
        "missing": _missing_to_json(outcome.missing),
        "clashes": outcome.clashes,
        "forgotten": list(outcome.forgotten),
        "inbox": outcome.inbox,
        "inbox_left": [fault._asdict() for fault in outcome.inbox_faults],
    }
    took = [f"{count} from {name}" for name, count in sorted(outcome.taken.items())]
    facts = [f"Would take {join_words(took)}" if dry_run else f"Took {join_words(took)}"] if took else []
    if outcome.sent:
        facts.append(f"{'would give' if dry_run else 'gave'} {format_count(outcome.sent, 'change')}")
    lines = [line(_sentence(facts) if facts else "Nothing new on either side.")]
    if outcome.has_gone_over:
        lines.append(line("The journal begins anew, as on your other machine."))
    if outcome.inbox:
        count = format_count(len(outcome.inbox), "text")
        lines.append(line(f"From the inbox {count}: ", Span(join_some(outcome.inbox, _MAX_NAMED), "accent")))
    steps = []
    if outcome.conflicts:
        count = format_count(outcome.conflicts, "entry was", "entries were")
        lines.append(line(ours(f"{count} changed on two machines at once; nothing of it is lost.", "warn")))
        steps.append(NextStep("mentorlog sync conflicts", "shows both, and settles it"))
    answer = PageAnswer("sync", data, [Lines(lines)], steps, exit_code=outcome.exit_code)
    answer.warnings = _warnings(outcome)
    return answer


def _sentence(facts: Sequence[str]) -> str:
    text = f"{', '.join(facts)}."
    return text[0].upper() + text[1:]


def _warnings(outcome: "Exchange") -> list[str]:
    warnings = [f"{note.name} {_FAULTS[note.fault]}. It was left as it is." for note in outcome.notes]
    if outcome.waiting or outcome.missing:
        waiting = format_count(outcome.waiting, "change waits", "changes wait") if outcome.waiting else "Changes wait"
        spans = join_some(
            [
                f"{machine} {first}-{last}" if last else f"devices/{machine}.json"
                for machine, first, last in outcome.missing
            ],
            _MAX_NAMED,
        )
        warnings.append(f"{waiting} for what has not arrived yet{f' ({spans})' if spans else ''}.")
    if outcome.newer:
        count = format_count(outcome.newer, "change needs", "changes need")
        warnings.append(f"{count} a newer mentorlog: update it here.")
    if outcome.clashes:
        count = format_count(outcome.clashes, "pair of entries does", "pairs of entries do")
        warnings.append(f"{count} not go together: mentorlog sync conflicts")
    if outcome.forgotten:
        refs = join_some(outcome.forgotten, _MAX_NAMED)
        command = f"mentorlog forget {outcome.forgotten[0]} --backups"
        warnings.append(f"Forgotten here too, as on another machine: {refs}. Copies may still hold it: {command}")
    if outcome.hold:
        warnings.append(outcome.hold)
    warnings += [f"The clock of {name} is more than a day ahead." for name in outcome.ahead]
    warnings += [
        f"inbox/{fault.name} was left: {fault.why[0].lower()}{fault.why[1:]}" for fault in outcome.inbox_faults
    ]
    return warnings


def _notes_to_json(notes: "Sequence[FileNote]") -> list[dict[str, str]]:
    return [{"file": note.name, "machine": note.machine, "why": note.fault} for note in notes]


def _missing_to_json(missing: Sequence[tuple[str, int, int]]) -> list[dict[str, Any]]:
    return [{"machine": machine, "first": first, "last": last} for machine, first, last in missing if last]


def start_answer(start: "Start", *, dry_run: bool) -> Answer:
    """That the journal is shared, where, and how another machine comes in."""
    beginning = start.beginning
    data = {
        "dry_run": dry_run,
        "place": beginning.place,
        "journal": beginning.journal,
        "letter": beginning.letter,
        "name": beginning.name,
        "encrypted": beginning.is_encrypted,
        "kept": str(start.backup) if start.backup else None,
    }
    lines = [
        line(
            "Would share this journal in " if dry_run else "This journal is shared in ",
            Span(beginning.place, "title"),
            ".",
        ),
        line(
            ours("Encrypted on the way: only your machines read it.", "dim")
            if beginning.is_encrypted
            else ours("Not encrypted: whoever reads that folder reads the journal.", "warn")
        ),
    ]
    if start.backup:
        lines.append(line(ours("The journal as it was: ", "dim"), Span(str(start.backup), "dim")))
    steps = () if dry_run else (NextStep(f"mentorlog sync join {_quote(beginning.place)}", "on your other machine"),)
    return PageAnswer("sync.start", data, [Lines(lines)], steps)


def _quote(place: str) -> str:
    return shell.quote(place)


def join_answer(join: "Join", *, dry_run: bool) -> Answer:
    """That this machine takes part, or what it waits for."""
    beginning = join.beginning
    counts = join.plan.counts if join.plan else []
    data = {
        "dry_run": dry_run,
        "place": beginning.place,
        "journal": beginning.journal,
        "letter": beginning.letter,
        "name": beginning.name,
        "encrypted": beginning.is_encrypted,
        "waiting": join.is_waiting,
        "words": list(join.words),
        "changes": join.changes,
        "moves": [noun._asdict() for noun in counts],
        "kept": str(join.backup) if join.backup else None,
    }
    if join.is_waiting:
        return _waiting_answer(join, data)
    lines = [
        line("Would join" if dry_run else "Joined", " the journal in ", Span(beginning.place, "title"), " as machine "
             f"{beginning.letter}, {beginning.name}."),
    ]  # fmt: skip
    if new := sum(noun.new for noun in counts):
        count = format_count(new, "entry", "entries")
        verb = "would be" if dry_run else "was" if new == 1 else "were"
        lines.append(line(f"{count} of this machine {verb} taken along, with new refs."))
    if join.backup:
        lines.append(line(ours("The journal as it was: ", "dim"), Span(str(join.backup), "dim")))
    has_own = any(noun.new or noun.differing for noun in counts)
    step = NextStep("mentorlog sync", "gives what this machine had") if has_own else NextStep("mentorlog next")
    steps = () if dry_run else (step,)
    return PageAnswer("sync.join", data, [Lines(lines)], steps)


def _waiting_answer(join: "Join", data: dict[str, Any]) -> Answer:
    letter = join.beginning.letter
    lines = [
        line("This machine asks to be let in, as ", Span(letter, "accent"), ". Its words:"),
        line("  ", Span("  ".join(join.words), "title")),
        line(ours(f"On a machine that is in: mentorlog sync admit {letter}", "dim")),
        line(ours("It shows the same words, or it is not this machine that is let in.", "dim")),
    ]
    step = NextStep("mentorlog sync", "here, once it was let in there")
    return PageAnswer("sync.join", data, [Lines(lines)], (step,))


def status_answer(status: "SyncStatus", today: date) -> Answer:
    """How the shared journal stands."""
    state = status.state
    data = {
        "place": state.place,
        "journal": state.journal,
        "generation": state.generation,
        "encrypted": state.is_encrypted,
        "reachable": status.error is None,
        "machines": [_machine_to_json(machine) for machine in status.machines],
        "unsent": status.unsent,
        "conflicts": status.conflicts,
        "left": _notes_to_json(status.notes),
        "missing": _missing_to_json(status.missing),
        "forgotten": [{"by": by, "of": of} for by, of in status.forgotten],
    }
    manner = "encrypted" if state.is_encrypted else "not encrypted"
    page: Page = [
        paragraph("Shared in ", Span(state.place, "title"), ours(f", {manner}.", "")),
        Grid(
            (GridColumn("", hide_label=True), GridColumn("Machine"), GridColumn("Changes", "figure"),
             GridColumn("Last heard", hide_label=True)),
            [Row(_machine_cells(machine, today)) for machine in status.machines],
            has_header=True,
        ),
    ]  # fmt: skip
    facts = []
    if status.unsent:
        facts.append(f"{format_count(status.unsent, 'change')} not given yet.")
    facts += [f"Forgotten on {by} of {of}." for by, of in status.forgotten if by < of]
    if facts:
        page.append(Lines([line(fact) for fact in facts]))
    steps = [NextStep("mentorlog sync", "takes and gives")] if status.unsent and not status.error else []
    if status.conflicts:
        steps.append(NextStep("mentorlog sync conflicts", "what two machines left differently"))
    answer = PageAnswer("sync.status", data, page, steps, exit_code=status.exit_code)
    warnings = [f"{note.name} {_FAULTS[note.fault]}." for note in status.notes]
    if status.error:
        warnings += [status.error.message, status.error.hint]
    answer.warnings = warnings
    return answer


def _machine_cells(machine: "MachineStatus", today: date) -> tuple[Line, ...]:
    if machine.is_own:
        heard = line(ours("this machine", "dim"))
    elif machine.has_left:
        heard = line(ours("has left", "dim"))
    elif not machine.is_let_in:
        heard = line(ours(f"asks to be let in: mentorlog sync admit {machine.letter}", "warn"))
    elif machine.heard_at:
        from mentorlog.clock import local_day
        from mentorlog.render.answers import relative_day

        heard = line(f"last change {relative_day(local_day(machine.heard_at), today)}")
    else:
        heard = line(ours("nothing heard yet", "dim"))
    behind = f" of {machine.last_in_folder}" if machine.last_in_folder > machine.last else ""
    return line(Span(machine.letter, "accent")), line(Span(machine.name)), line(f"{machine.last}{behind}"), heard


def _machine_to_json(machine: "MachineStatus") -> dict[str, Any]:
    return {
        "letter": machine.letter,
        "name": machine.name,
        "own": machine.is_own,
        "changes": machine.last,
        "in_folder": machine.last_in_folder,
        "heard_at": machine.heard_at or None,
        "let_in": machine.is_let_in,
        "left": machine.has_left,
    }


def leave_answer(own: "Machine", state: "SyncState", *, has_said_so: bool, dry_run: bool) -> Answer:
    """That the journal is this machine's alone again."""
    data = {"dry_run": dry_run, "place": state.place, "letter": own.letter, "others_know": has_said_so}
    verb = "Would share" if dry_run else "Shares"
    lines = [line(f"{verb} nothing any more with ", Span(state.place, "title"), ". The journal stays as it is.")]
    if not dry_run and not has_said_so:
        lines.append(line(ours("The folder could not be reached, so your other machines do not know of it.", "warn")))
    return PageAnswer("sync.leave", data, [Lines(lines)])


def words_page(admission: "Admission") -> Page:
    """The words to compare before a machine is let in."""
    device = admission.device
    return [
        paragraph(Span(device.name, "title"), f" asks to be let in, as {device.letter}. Its words:"),
        paragraph(Span("  ".join(admission.words), "accent"), indent=2),
        paragraph("They must be those that mentorlog sync join shows on it."),
    ]


def admit_answer(admission: "Admission", *, dry_run: bool) -> Answer:
    """That a machine was let in."""
    device = admission.device
    data = {
        "dry_run": dry_run, "letter": device.letter, "name": device.name, "words": list(admission.words),
        "before": admission.was_admitted,
    }  # fmt: skip
    if dry_run:
        step = NextStep(f"mentorlog sync admit {device.letter}", "lets it in, if the words are the same")
        return PageAnswer("sync.admit", data, words_page(admission), (step,))
    page: Page = [paragraph("Let in: ", Span(device.name, "title"), f", as {device.letter}.")]
    return PageAnswer(
        "sync.admit", data, page, (NextStep("mentorlog sync join FOLDER", f"once more on {device.name}"),)
    )


def renew_answer(renewal: "Renewal", *, dry_run: bool) -> Answer:
    """That the journal begins anew, who follows, and who has to be let in again."""
    data = {
        "dry_run": dry_run, "generation": renewal.generation, "members": renewal.members,
        "without_key": renewal.without_key, "left_out": renewal.left_out,
    }  # fmt: skip
    lines = [line("Would begin anew." if dry_run else "Begun anew. Your other machines follow when they sync.")]
    if renewal.left_out:
        lines.append(line(f"Left out: {join_words(renewal.left_out)}. What it read before, it still has."))
    lines += [
        line(ours(f"Machine {letter} has to join again: it never synced since it was let in.", "warn"))
        for letter in renewal.without_key
    ]
    return PageAnswer("sync.renew", data, [Lines(lines)])


def key_answer(journal: "Path", state: "SyncState", text: str) -> Answer:
    """Where the key is, or the key."""
    from mentorlog.exchange.sealed.keys import keys_folder

    file = keys_folder(journal) / f"journal-{state.generation}.key"
    data = {"file": str(file), "generation": state.generation, "key": text or None}
    if text:
        return PageAnswer("sync.key", data, [Lines([line(Span(part)) for part in text.splitlines()])])
    page: Page = [
        paragraph("The key of the shared journal is in ", Span(str(file), "title"), "."),
        paragraph(
            ours("Whoever has it reads what stands in the shared folder. No copy and no export holds it.", "dim")
        ),
    ]
    return PageAnswer("sync.key", data, page, (NextStep("mentorlog sync key --print", "to keep it on paper"),))
