"""Write what `--help` and `mentorlog help` say into one page each: docs/commands.md and the man page docs/mentorlog.1.

    python docs/manual.py

Nothing is said here that the program does not say itself; the tests hold both files against it.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from mentorlog import __version__
from mentorlog.cli.program.help import (
    GLOBAL_OPTIONS_TITLE,
    TOPICS,
    command_blocks,
    command_page,
    load_examples,
    topic_page,
)
from mentorlog.cli.registry import COMMANDS, PANELS, load_command
from mentorlog.render.help import HelpAnswer, HelpBlock, HelpCommands, HelpParagraph, HelpTerms, HelpTitle

COMMANDS_MD = Path(__file__).with_name("commands.md")
MAN_PAGE = Path(__file__).with_name("mentorlog.1")
WIDTH = 80
_ROFF_ESCAPES = str.maketrans(
    {"\\": r"\(rs", "-": r"\-", "'": r"\(aq", '"': r"\(dq", "^": r"\(ha", "~": r"\(ti", "`": r"\(ga"}
)
_SECTION_NAMES = {"exit-codes": "Exit status"}  # what readers of man pages look for


def commands() -> Iterator[tuple[str, Any]]:
    """Every command with its words, a group before its commands."""
    for name in COMMANDS:
        command = load_command(name, [])
        yield name, command
        for word, one in getattr(command, "commands", {}).items():
            yield f"{name} {word}", one


def reference() -> str:
    """Every command's help, as a terminal of 80 columns shows it."""
    parts = [
        "# Every command\n",
        "What `mentorlog COMMAND --help` and `mentorlog help` say on 80 columns. Written by `python docs/manual.py`.\n",
        _code_block("mentorlog", command_page([])),
    ]
    parts += [
        _code_block(f"mentorlog {name}", HelpAnswer(name, [*command_blocks(name, command)]))
        for name, command in commands()
    ]
    parts += [_code_block(f"mentorlog help {name}", topic_page(name)) for name in TOPICS]
    return "\n".join(parts)


def _code_block(heading: str, contents: HelpAnswer) -> str:
    return f"## {heading}\n\n```text\n{contents.text(WIDTH)}```\n"


def man_page() -> str:
    """The same as a manual page."""
    lines = [
        r".\" Written by: python docs/manual.py",
        f'.TH MENTORLOG 1 "" "mentorlog {__version__}" "User Commands"',
        ".nr HY 0",
        ".nh",
        ".ad l",  # no word is parted, and no blank widened
        ".SH NAME",
        r"mentorlog \- " + _escape_roff(_description()[0].lower() + _description()[1:].rstrip(".")),
        ".SH SYNOPSIS",
        ".B mentorlog",
        r"[\fICOMMAND\fR ...]",
        ".SH DESCRIPTION",
        _escape_roff(_description()),
        r"Without a command it says where things stand, and the one best next step.",
        ".SH OPTIONS",
        "These stand anywhere, with every command.",
        *_render_roff([_blocks_after(command_page([]).blocks, GLOBAL_OPTIONS_TITLE)[0]]),
    ]
    for panel in PANELS:
        lines.append(_heading(panel))
        for name, command in commands():
            if COMMANDS[name.partition(" ")[0]].panel == panel:
                lines += [f'.SS "mentorlog {_escape_roff(name)}"', *_render_roff(_specific_blocks(name, command))]
    for name in TOPICS:
        lines += [_heading(_SECTION_NAMES.get(name, name)), *_render_roff(topic_page(name).blocks, ".SS")]
    lines += [".SH EXAMPLES", *_render_roff([HelpCommands(load_examples()[""])])]
    return "\n".join(lines) + "\n"


def _description() -> str:
    """The sentence that says what mentorlog is."""
    return next(
        block.text for block in command_page([]).blocks if isinstance(block, HelpParagraph) and not block.hanging_indent
    )


def _specific_blocks(name: str, command: Any) -> list[HelpBlock]:
    """The help of a command, without the options that every command has."""
    blocks = [*command_blocks(name, command)]
    every = (GLOBAL_OPTIONS_TITLE, _blocks_after(blocks, GLOBAL_OPTIONS_TITLE)[0])
    return [block for block in blocks if block not in every and not _is_pointer(block)]


def _blocks_after(blocks: Sequence[HelpBlock], title: HelpTitle) -> Sequence[HelpBlock]:
    return blocks[blocks.index(title) + 1 :]


def _is_pointer(block: HelpBlock) -> bool:
    return isinstance(block, HelpParagraph) and block.text.startswith("See also: ")


def _heading(text: str) -> str:
    return f'.SH "{_escape_roff(text.upper())}"'


def _render_roff(blocks: Sequence[HelpBlock], heading: str = "") -> Iterator[str]:
    for block in blocks:
        match block:
            case HelpTitle(text):
                yield f'{heading} "{_escape_roff(text)}"' if heading else f".PP\n.I {_escape_roff(text)}"
            case HelpParagraph(text):
                yield f".PP\n{_escape_roff(text)}"
            case HelpTerms(rows):
                for at, (term, meaning) in enumerate(rows):
                    yield f"{'.PD 0' if at == 1 else ''}\n.TP\n.B {_escape_roff(term)}\n{_escape_roff(meaning)}".lstrip(
                        "\n"
                    )
                yield ".PD"
            case HelpCommands():
                typed = HelpAnswer("", [block]).text(WIDTH - 8)
                yield ".PP\n.EX\n" + _escape_roff(typed.rstrip("\n")) + "\n.EE"


def _escape_roff(text: str) -> str:
    """A text escaped for roff, so that no line of it is a request."""
    return "\n".join(rf"\&{one}" if one.startswith(".") else one for one in text.translate(_ROFF_ESCAPES).split("\n"))


if __name__ == "__main__":
    COMMANDS_MD.write_text(reference(), encoding="utf-8")
    MAN_PAGE.write_text(man_page(), encoding="utf-8")
    print(f"{COMMANDS_MD.name}: {len(reference())} bytes, {MAN_PAGE.name}: {len(man_page())} bytes")
