"""Texts in the manner of format=flowed (RFC 3676): a space at the end of a line says that the next one continues it."""

import re

_QUOTES = re.compile(r">*")


def unflow(text: str, *, delete_space: bool) -> str:
    """The text with its paragraphs as one line each. `delete_space` is DelSp: the space was added for the break alone.

    A line is continued by lines of the same depth of quotation only; "-- " begins a signature and continues nothing.
    """
    lines: list[str] = []
    continued_depth = -1  # of the last line, where it is continued
    for raw in text.split("\n"):
        depth = len(_QUOTES.match(raw)[0])  # type: ignore[index] # it matches an empty text too
        content = raw[depth:].removeprefix(" ")
        is_signature = content == "-- "
        flows = content.endswith(" ") and not is_signature
        shown = content[:-1] if flows and delete_space else content
        if depth == continued_depth and not is_signature:
            lines.append(shown)
        else:
            lines.append("\n" + "> " * depth + shown)
        continued_depth = depth if flows else -1
    return "".join(lines).removeprefix("\n")
