"""`mentorlog help` and `--help`: the pages of topics, and of commands, which are derived from their parameters."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import typer

from mentorlog.cli.context import GLOBAL_OPTIONS, SHORT_OPTIONS
from mentorlog.cli.registry import (
    ANY_NOUN_VERBS,
    COMMANDS,
    PANELS,
    PROGRAM_SUMMARY,
    canonical_call,
    command_help,
    load_command,
    noun_of,
)
from mentorlog.cli.usage import unknown_command_error
from mentorlog.errors import UsageError
from mentorlog.journal.text import did_you_mean
from mentorlog.render.answers import Answer
from mentorlog.render.help import HelpAnswer, HelpBlock, HelpCommands, HelpParagraph, HelpTerms, HelpTitle, parse_topic
from mentorlog.structs import Annotated

app = typer.Typer(add_completion=False, rich_markup_mode=None)

TOPICS = {
    "first-steps": "What to do today, before you meet, and after.",
    "find-a-mentor": "Where to look, what to write, what to ask.",
    "agreement": "What to agree on with your mentor, and how.",
    "dates": "How days, times, periods and lengths are written.",
    "refs": "How an entry is named.",
    "privacy": "What is private, and what others see.",
    "agents": "How a program or an assistant uses it.",
    "exit-codes": "What a script can tell by the exit code.",
    "environment": "The variables that are heeded.",
    "files": "What is kept where.",
}
GLOBAL_OPTIONS_TITLE = HelpTitle("For every command")
_HELP_FOLDER = Path(__file__).parents[2] / "data" / "help"
_MAX_TERM_WIDTH = 26  # letters of a term with its choices; above that they stand in its meaning
_TOPIC_BY_TERM = {
    "DAY": "dates", "WHEN": "dates", "PERIOD": "dates", "TIME": "dates", "CADENCE": "dates", "REF": "refs",
    "REF...": "refs", "--private": "privacy", "--for": "privacy",
}  # fmt: skip


@app.command("help")
def help_(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="TOPIC...", help="A topic, or the words of a command; without it the topics.", show_default=False
        ),
    ] = None,
) -> Answer:
    """Explain a topic or a command."""
    if not words:
        return _topics_page()
    if words[0] in TOPICS and not words[1:]:
        return topic_page(words[0])
    words, _ = canonical_call(words, lists=False)
    if words[0] not in COMMANDS:
        near = did_you_mean(words[0], [*TOPICS, *COMMANDS])
        raise UsageError("There is no help on that.", f"{near}The topics: {', '.join(TOPICS)}.")
    return command_page(words)


def _topics_page() -> HelpAnswer:
    return HelpAnswer(
        "help",
        [
            HelpTitle("Topics"),
            HelpTerms([*TOPICS.items()]),
            HelpTitle("Read one"),
            HelpCommands(load_examples()["help"]),
            HelpParagraph("mentorlog --help lists the commands, and --help behind a command explains it."),
        ],
    )


def topic_page(name: str) -> HelpAnswer:
    """The page of a topic."""
    return HelpAnswer(name, parse_topic((_HELP_FOLDER / f"{name}.txt").read_text(encoding="utf-8")))


def command_page(words: Sequence[str]) -> HelpAnswer:
    """The page of the command that `words` begin with, options left out. Raises UsageError where there is none."""
    name = next((word for word in words if not word.startswith("-")), None)
    if name is None:
        return HelpAnswer("mentorlog", [*_root_blocks()])
    if name not in COMMANDS:
        raise unknown_command_error("mentorlog", name, [*COMMANDS])
    rest = words[words.index(name) + 1 :]
    command = load_command(name, [word for word in rest if not word.startswith("-")])
    subcommands = getattr(command, "commands", {})
    if word := next((word for word in rest if word in subcommands), None):
        return HelpAnswer(f"{name} {word}", [*command_blocks(f"{name} {word}", subcommands[word])])
    if subcommands and rest and not rest[0].startswith("-"):
        raise unknown_command_error(f"mentorlog {name}", rest[0], [*subcommands])
    return HelpAnswer(name, [*command_blocks(name, command)])


def _root_blocks() -> Iterator[HelpBlock]:
    yield HelpParagraph("Usage: mentorlog [COMMAND ...]", hanging_indent=7)
    yield HelpParagraph(PROGRAM_SUMMARY)
    for panel in PANELS:
        yield HelpTitle(panel)
        yield HelpTerms([(name, entry.help) for name, entry in COMMANDS.items() if entry.panel == panel])
    yield GLOBAL_OPTIONS_TITLE
    yield HelpTerms([*_global_terms(), ("-V, --version", "Say which version this is.")])
    yield HelpTitle("Examples")
    yield HelpCommands(load_examples()[""])
    yield HelpParagraph(f"mentorlog COMMAND --help says more, and so does mentorlog help on {', '.join(TOPICS)}.")


def command_blocks(name: str, command: Any) -> Iterator[HelpBlock]:
    """The blocks of the page of a command or a group."""
    commands = getattr(command, "commands", {})
    yield HelpParagraph(f"Usage: mentorlog {name}{_usage_suffix(command)}", hanging_indent=7)
    yield HelpParagraph(command_help(command))
    if commands:
        yield HelpTitle("Commands")
        rows = [(word, command_help(subcommand)) for word, subcommand in commands.items()]
        any_record = [word for word in ANY_NOUN_VERBS if word not in commands] if noun_of(name) else []
        yield HelpTerms([*rows, *((f"{word} REF", COMMANDS[word].help) for word in any_record)])
    for title, params in _params_by_heading(command.params).items():
        yield HelpTitle(title)
        yield HelpTerms([(_param_term(param), _param_description(param)) for param in params])
    yield GLOBAL_OPTIONS_TITLE
    yield HelpTerms([*_global_terms()])
    if examples := load_examples().get(name):
        yield HelpTitle("Examples")
        yield HelpCommands(examples)
    if topics := _see_also_topics(command.params):
        yield HelpParagraph("See also: " + ", ".join(f"mentorlog help {topic}" for topic in topics))


def _usage_suffix(command: Any) -> str:
    """The parameters of a command as its usage line shows them."""
    parts = [
        _param_term(param) if param.required else f"[{_param_term(param)}]"
        for param in command.params
        if param.required or param.param_type_name == "argument"
    ]
    if any(not param.required for param in command.params if param.param_type_name == "option"):
        parts.append("[OPTION ...]")
    if hasattr(command, "commands"):
        parts.append("[COMMAND ...]" if command.invoke_without_command else "COMMAND ...")
    return "".join(f" {part}" for part in parts)


def _params_by_heading(params: Sequence[Any]) -> dict[str, list[Any]]:
    """The parameters under their headings: Arguments, Options, or the heading they were declared with."""
    groups: dict[str, list[Any]] = {"Arguments": [], "Options": []}
    for param in params:
        default = "Arguments" if param.param_type_name == "argument" else "Options"
        groups.setdefault(param.rich_help_panel or default, []).append(param)
    return {title: members for title, members in groups.items() if members}


def _option_names(param: Any) -> str:
    return ", ".join(map(_with_short_name, [*param.opts, *param.secondary_opts]))


def _with_short_name(option: str) -> str:
    """An option behind its short form, where it has one: "-n, --limit"."""
    name = option.partition(" ")[0]
    return "".join(f"{short}, " for short, long in SHORT_OPTIONS.items() if long == name) + option


def _global_terms() -> Iterator[tuple[str, str]]:
    return ((_with_short_name(option), meaning) for option, meaning in GLOBAL_OPTIONS.items())


def _choices(param: Any) -> list[str]:
    """The words that an option or argument takes, if it takes only some."""
    words = str(param.metavar or "").split("|")
    if len(words) > 1 and all(word.replace("-", "").islower() for word in words):
        return words
    return [*(getattr(param.type, "choices", None) or ())]


def _param_term(param: Any) -> str:
    """An option with the placeholder of its value, or the placeholder of an argument."""
    if param.param_type_name == "argument":
        return str(param.metavar or param.name.upper())
    if param.is_flag:
        return _option_names(param)
    return f"{_option_names(param)} {_value_placeholder(param)}"


def _value_placeholder(param: Any) -> str:
    """The placeholder of an option's value: its choices where they are short."""
    choices = "|".join(_choices(param))
    if choices and len(f"{_option_names(param)} {choices}") <= _MAX_TERM_WIDTH:
        return choices
    if param.metavar and param.metavar != choices:
        return str(param.metavar)
    return str(param.opts[0].strip("-") if choices else param.type.name).upper()


def _param_description(param: Any) -> str:
    """The help of a parameter, with its choices and its default where the help does not mention them."""
    text = str(param.help or "")
    choices = _choices(param)
    if choices and "|".join(choices) not in _param_term(param) and not all(word in text for word in choices):
        text += f" One of {', '.join(choices[:-1])} or {choices[-1]}."
    names_default = "unless given" in text or "default" in text
    if isinstance(param.default, (str, int)) and param.default != "" and not param.is_flag and not names_default:
        text = f"{text.rstrip('.')}; {param.default} unless given."
    return text


def _see_also_topics(params: Sequence[Any]) -> list[str]:
    """The topics that explain what a command takes."""
    words = [word for param in params for word in (param.metavar, *param.opts)]
    topics = [_TOPIC_BY_TERM[word] for word in words if word in _TOPIC_BY_TERM]
    return [topic for topic in TOPICS if topic in topics]


def load_examples() -> dict[str, list[str]]:
    """Commands that a person may type, by the command they explain; "" is mentorlog itself."""
    examples: dict[str, list[str]] = {}
    name = ""
    for text in (_HELP_FOLDER.parent / "examples.txt").read_text(encoding="utf-8").splitlines():
        if text.startswith(" "):
            examples[name].append(text.strip())
        elif text:
            name = text.removeprefix("mentorlog").strip()
            examples[name] = []
    return examples
