"""Each kind of block as HTML."""

from collections.abc import Sequence

from mentorlog.render.documents.document import (
    Block,
    Bullet,
    Bullets,
    ChangeTable,
    Chart,
    Fact,
    FactList,
    GoalCards,
    LevelTable,
    Outcome,
    OutcomeList,
    Paragraph,
    ReachedList,
    Table,
)
from mentorlog.render.documents.page_blocks import Numeral, Numerals, SeasonPicture
from mentorlog.render.documents.web.charts import chart_figure, small_goal
from mentorlog.render.documents.web.levels import level_list
from mentorlog.render.documents.web.links import Links
from mentorlog.render.documents.web.markup import Html, bdi, direction, element, join, multiline
from mentorlog.render.documents.web.season import season_figure

_MANY_COLUMNS = 5  # above which a table is set small


def block_html(block: Block, title: str, links: Links) -> Html:
    """A block of the section of that title."""
    match block:
        case SeasonPicture():
            return season_figure(block)
        case Paragraph(text):
            return element("p", multiline(text), class_="words", dir="auto")
        case ReachedList(items):
            return element("ul", *(_outcome(item, links) for item in items), class_="outcomes reached")
        case OutcomeList(items):
            return _outcomes(items, links)
        case Bullets(items):
            return element("ul", *(_bullet(item, links) for item in items))
        case Numerals():
            return element("dl", *map(_numeral, block.numerals), class_="figures")
        case FactList(facts):
            return element("dl", *(_fact(fact, links) for fact in facts), class_="facts")
        case LevelTable():
            return level_list(block)
        case Table():
            return _table(block, title, links)
        case Chart():
            return chart_figure(block)
        case GoalCards(goals):
            return element("div", *(small_goal(goal, links) for goal in goals), class_="goals")


def _bullet(item: Bullet, links: Links) -> Html:
    note = [element("div", multiline(item.note), class_="dim", dir="auto")] if item.note else []
    ref = [" ", links.ref(item.ref)] if item.ref else []
    return element("li", element("div", multiline(item.text), *ref, dir="auto"), *note)


def _outcomes(items: Sequence[Outcome], links: Links) -> Html:
    """What was achieved, a line each; in two columns where there is only a day to say of it."""
    has_facts = any(fact for item in items for fact in item.facts)
    kinds = "outcomes" if has_facts else "outcomes short"
    return element("ul", *(_outcome(item, links) for item in items), class_=kinds)


def _outcome(item: Outcome, links: Links) -> Html:
    remark = [" ", element("small", bdi(item.remark), class_="dim")] if item.remark else []
    what = element("span", links.title(item.text, item.ref), *remark, class_="what")
    return element("li", what, *([" ", element("span", bdi(item.note), class_="dim note")] if item.note else []))


def _numeral(figure: Numeral) -> Html:
    whole: list[Html] = []
    if figure.of is not None:
        slash = element("span", " / ", aria_hidden="true")
        whole = [element("small", slash, element("span", " of ", class_="unseen"), str(figure.of))]
    return element("div", element("dt", figure.label), element("dd", str(figure.count), *whole))


def _fact(fact: Fact, links: Links) -> Html:
    groups = join([links.group(word, refs) for word, refs in fact.groups], " ")
    below = [element("p", groups, class_="refs")] if groups else []
    return element("div", element("dt", fact.label), element("dd", multiline(fact.text), *below, dir="auto"))


def _table(table: Table, title: str, links: Links) -> Html:
    def cell(at: int, text: str) -> Html:
        if at in table.numeric_columns:
            return element("td", text, class_="figure")
        moved = "good" if isinstance(table, ChangeTable) and text == "better" else None
        content = links.ref(text) if text in links.known else multiline(text)
        return element("td", content, dir=direction(text), class_=moved)

    heads = [
        element("th", head, scope="col", class_="figure" if at in table.numeric_columns else None)
        for at, head in enumerate(table.headings)
    ]
    rows = [element("tr", *(cell(at, text) for at, text in enumerate(row))) for row in table.rows]
    drawn = element(
        "table",
        *([element("caption", table.caption)] if table.caption else []),
        element("thead", element("tr", *heads)),
        element("tbody", join(rows, "\n")),
    )
    kind = "wide-table dense" if len(table.headings) > _MANY_COLUMNS else "wide-table"
    return element("div", drawn, class_=kind, tabindex="0", role="region", aria_label=table.caption or title)
