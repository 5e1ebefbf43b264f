"""A document for somebody who has only the page: no refs, which mean nothing there, and no commands."""

from collections.abc import Sequence

from mentorlog.render.documents.document import (
    Block,
    Bullets,
    Document,
    Fact,
    FactList,
    GoalCards,
    OutcomeList,
    Section,
    Table,
)
from mentorlog.render.terminal.page import line
from mentorlog.structs import replace


def without_refs(document: Document) -> Document:
    """The document without the refs of its entries."""
    return replace(document, sections=sections_without_refs(document.sections))


def sections_without_refs(sections: Sequence[Section]) -> list[Section]:
    """Sections without the refs of their entries."""
    return [replace(section, blocks=[_bare_block(block) for block in section.blocks]) for section in sections]


def _bare_block(block: Block) -> Block:
    match block:
        case OutcomeList(items):
            return replace(block, items=[replace(item, ref="") for item in items], command="")
        case Bullets(items):
            return replace(block, items=[replace(item, ref="") for item in items])
        case FactList(facts):
            return replace(block, facts=[_bare_fact(fact) for fact in facts if fact.text])
        case GoalCards(goals):
            return replace(block, goals=[replace(goal, ref="") for goal in goals])
        case Table(_, ("Ref", *headings), rows):
            return replace(block, headings=headings, rows=[row[1:] for row in rows])
    return block


def _bare_fact(fact: Fact) -> Fact:
    return replace(fact, groups=(), compact=line(fact.text), sources="")
