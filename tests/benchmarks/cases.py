"""What is measured, and how many times `import typer` it may take."""

from typing import NamedTuple


class Case(NamedTuple):
    """A command, and its targets: at up to 10,000 entries, and at 100,000."""

    name: str
    words: tuple[str, ...]
    target: float
    target_large: float
    terminal: bool = False
    sized: bool = True  # it is worth measuring at each size
    code: int = 0


CASES = (
    Case("version", ("--version",), 0.35, 0.35, sized=False),
    Case("help", ("--help",), 2.2, 2.2, sized=False),
    Case("usage error", ("questions", "ad"), 1.10, 1.10, sized=False, code=2),
    Case("questions add", ("questions", "add", "Who decides while the sponsor is away?"), 1.10, 1.15),
    Case("goals progress", ("goals", "progress", "g1", "42"), 1.10, 1.15),
    Case("checkin", ("checkin", "--mood", "4", "--win", "Plan signed"), 1.10, 1.15),
    Case("questions list", ("questions", "list"), 1.08, 1.15),
    Case("questions list --json", ("questions", "list", "--json"), 1.08, 1.15),
    Case("show", ("show", "g1"), 1.08, 1.15),
    Case("history", ("history",), 1.08, 1.15),
    Case("search", ("search", "sponsor", "courage", "--limit", "10"), 1.08, 1.15),
    Case("report", ("report",), 1.18, 1.40),
    Case("questions list, terminal", ("questions", "list"), 1.60, 1.65, terminal=True),
    Case("search, terminal", ("search", "sponsor", "courage", "--limit", "10"), 1.60, 1.65, terminal=True),
    Case("report, terminal", ("report",), 2.0, 2.4, terminal=True),
)
