"""`mentorlog completion SHELL`: the script that makes a shell complete what is typed."""

from pathlib import Path

import typer

from mentorlog.render.answers import Answer, PageAnswer
from mentorlog.structs import Annotated, Literal

app = typer.Typer(add_completion=False, rich_markup_mode=None)
_SCRIPTS = Path(__file__).parents[2] / "data" / "completion"
Shell = Literal["bash", "zsh", "fish", "powershell"]


@app.command()
def completion(
    shell: Annotated[Shell, typer.Argument(metavar="SHELL", help="bash, zsh, fish or powershell.", show_default=False)],
) -> Answer:
    """Print the script that completes commands, options and your own refs; its first lines say where it goes."""
    answer = PageAnswer("completion", {}, [])
    answer.raw = (_SCRIPTS / f"mentorlog.{shell}").read_text(encoding="utf-8")
    return answer
