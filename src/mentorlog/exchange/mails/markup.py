"""The text of an HTML mail: quotations as `> `, blocks as lines, what was struck out between `~~`.

One pass over the tags, whatever stands in them. The standard library's parser looks for an end that is missing again
at each beginning: a megabyte of `<!--` takes it minutes (before Python 3.13.6), and a reply may come from anybody.
"""

import re
from html import unescape

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]*)((?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*+|[^<>]*+)>")
_TAG_START = re.compile(r"<(?=[!?/a-zA-Z])")
_HUGE_NUMBER = re.compile(r"&#[xX]?[0-9a-fA-F]{8,};?")  # no character has one, and int() refuses thousands of digits
_PARAGRAPHS = {"blockquote", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "ol", "p", "table", "ul"}
_LINES = _PARAGRAPHS | {
    "address", "article", "aside", "br", "center", "dd", "div", "dt", "fieldset", "figure", "footer", "form", "header",
    "li", "main", "nav", "pre", "section", "tbody", "tfoot", "thead", "tr",
}  # fmt: skip
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_UNSEEN = ("script", "style", "title", "template", "textarea")  # nobody reads their content
_STRUCK = ("s", "strike", "del")
_MAX_DEPTH = 30  # quotations, and tags whose end is looked for
_MAX_OPEN = 200  # tags


def text_of_html(html: str) -> str:
    """The text as a reader sees it, line by line; each level of quotation adds `> ` to its lines."""
    return _TextWriter(html).text()


class _TextWriter:
    """The text while the tags are read."""

    def __init__(self, html: str) -> None:
        self._html = html
        self._lines: list[str] = []
        self._line: list[str] = []
        self._depth = 0
        self._open: list[tuple[str, bool]] = []  # tags, and whether they strike out their content
        self._missing: set[str] = set()  # endings that do not come any more

    def text(self) -> str:
        """The whole text."""
        at = 0
        while start := _TAG_START.search(self._html, at):
            self._write(self._html[at : start.start()])
            at = self._read_tag(start.start())
        self._write(self._html[at:])
        self._end_line()
        return "\n".join(self._lines)

    def _read_tag(self, at: int) -> int:
        """Read what begins with `<`; returns where to go on."""
        html = self._html
        if html.startswith("<!--", at):
            return self._skip_to("-->", at, 4)
        if html[at + 1] in "!?":
            return self._skip_to(">", at, 2)
        tag = _TAG.match(html, at)
        if tag is None:
            self._write("<")
            return at + 1
        name, is_end = tag[2].lower(), bool(tag[1])
        if name in _UNSEEN and not is_end:
            return self._skip_to(">", self._skip_to(f"</{name}", tag.end(), 0), 0)
        if is_end:
            self._close(name)
        else:
            self._begin(name, tag[3].lower())
        return tag.end()

    def _skip_to(self, ending: str, at: int, length: int) -> int:
        """The place behind the ending; where it is missing, behind the beginning alone."""
        if ending not in self._missing:
            end = self._html.find(ending, at + length)
            if end < 0 and ending.startswith("</"):
                end = self._html.find(ending.upper(), at)
            if end >= 0:
                return end + len(ending)
            self._missing.add(ending)
        return at + length

    def _begin(self, name: str, attributes: str) -> None:
        if name == "br":
            self._end_line()
        elif name in _LINES:
            self._break(is_paragraph=name in _PARAGRAPHS and "mso" not in attributes)
        if name == "blockquote":
            self._depth = min(self._depth + 1, _MAX_DEPTH)
        elif name == "li":
            self._line.append("- ")
        elif name in ("td", "th"):
            self._line.append(" ")
        if name in _VOID or len(self._open) >= _MAX_OPEN:
            return
        struck = name in _STRUCK or "line-through" in attributes
        self._open.append((name, struck))
        if struck:
            self._line.append("~~")

    def _close(self, name: str) -> None:
        for back, (open_name, _) in enumerate(reversed(self._open[-_MAX_DEPTH:]), 1):
            if open_name == name:
                if any(struck for _, struck in self._open[-back:]):
                    self._line.append("~~")
                del self._open[-back:]
                break
        if name in _LINES:
            self._break(is_paragraph=name in _PARAGRAPHS and name != "p")
        if name == "blockquote":
            self._depth = max(self._depth - 1, 0)

    def _write(self, source: str) -> None:
        text = unescape(_HUGE_NUMBER.sub("\ufffd", source)) if "&" in source else source
        if any(name == "pre" for name, _ in self._open[-_MAX_DEPTH:]):
            first, *rest = text.split("\n")
            self._line.append(first)
            for line in rest:
                self._end_line()
                self._line.append(line)
            return
        self._line.append(re.sub(r"[ \t\r\n\f]+", " ", text))

    def _break(self, *, is_paragraph: bool) -> None:
        """End the line where it holds something; a paragraph leaves an empty line before it."""
        if "".join(self._line).strip(" ") not in ("", "-"):  # an item of a list may have a paragraph of its own
            self._end_line()
        self._line.clear()
        if is_paragraph and self._lines and self._lines[-1].strip("> "):
            self._end_line()

    def _end_line(self) -> None:
        self._lines.append("> " * self._depth + "".join(self._line).strip())
        self._line.clear()
