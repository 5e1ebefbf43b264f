"""Lines of spans as HTML."""

from mentorlog.render.documents.web.markup import Html, element, isolated, join, markup
from mentorlog.render.terminal.page import Line, Span


def spans(line: Line) -> Html:
    """A line whose roles are classes; what a person wrote keeps its own direction."""
    return join(map(_span, line))


def _span(span: Span) -> Html:
    text = markup(span.text) if span.ours else isolated(span.text)
    if span.role == "title":
        return element("strong", text)
    return element("span", text, class_=span.role) if span.role else text
