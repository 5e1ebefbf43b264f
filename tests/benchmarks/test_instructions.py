"""The figures on file: there is one for every command that has a target, and a command above its own is named."""

from tests.benchmarks.cases import CASES
from tests.benchmarks.instructions import InstructionCount, cases_above, read_figures


def test_every_command_with_a_target_has_a_figure() -> None:
    counted = {case.name for case in CASES if case.target and not case.terminal}
    assert read_figures().keys() == counted | {"python", "import typer"}


def test_no_figure_is_filed_above_its_ceiling() -> None:
    """A change that makes every command dearer cannot just file new figures: this is what a start may ever take."""
    figures = read_figures()
    ceilings = {"--version": 0.32, "report": 1.25}
    above = [name for name, figure in figures.items() if figure > ceilings.get(name, 1.16)]
    assert above == []


def test_a_command_that_takes_more_than_its_figure_is_named() -> None:
    figures = {"next": 1.2, "due": 1.1}
    counts = {
        "next": InstructionCount(295.0, 1.23),
        "due": InstructionCount(266.0, 1.11),
        "new": InstructionCount(1, 9),
    }
    assert cases_above(counts, figures) == ["next takes 1.230 times `import typer`; on file are 1.200"]
