"""Draw the pictures of the README and its sample page, from the program as it is.

    python docs/pictures.py [FOLDER]

writes them into docs/, or into another folder to compare:

    report-dark.svg, report-light.svg         the first 20 rows of the demo's report, in a terminal of 80 columns
    recording-dark.svg, recording-light.svg   the program at work (docs/recording.py)
    report.html                               the report as a page

The program runs at a fixed time, so that the same version draws the same pictures byte for byte; `.ci/look` compares.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from recording import record_scenes, render_svg
from screens import EDGE, LINE, PALETTES, ROWS, Palette, demo_folder, line_svg, picture_svg, run_command

DOCS = Path(__file__).parent
_LABEL = (
    "The growth report of the demo's journal: a season of talks, moods, what was written, wins and goals on one line"
)


def report_svg(folder: Path, palette: Palette) -> str:
    """The first rows of the report."""
    rows = run_command(folder, palette, "report").rows[:ROWS]
    lines = [line_svg(row, EDGE + at * LINE) + "\n" for at, row in enumerate(rows) if row]
    return picture_svg(palette, _LABEL, "", "".join(lines))


def draw_all(into: Path) -> list[Path]:
    """Write every picture into a folder; their files."""
    written = []
    for palette in PALETTES:
        with demo_folder() as folder:
            page = into / "report.html"
            run_command(folder, palette, "report", "--output", str(page), "--force")
            page.chmod(0o644)  # the program writes it for its owner alone
            for name, svg in (
                (f"report-{palette.name}.svg", report_svg(folder, palette)),
                (f"recording-{palette.name}.svg", render_svg(palette, record_scenes(folder, palette))),
            ):
                (into / name).write_text(svg, encoding="utf-8")
                written.append(into / name)
    return [*written, page]


def main() -> None:
    """Draw them beside this file, or into the folder that is given."""
    into = Path(sys.argv[1]) if len(sys.argv) > 1 else DOCS
    for path in draw_all(into.absolute()):
        print(f"{path.name}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
