"""The pages in a real browser: accessible, readable on a phone, in the dark and on paper."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from pypdf import PdfReader

from tests.conftest import Mentee

PAGES = {
    "report": ("report",),
    "compare": ("report", "--compare"),
    "shared": ("report", "--for", "manager"),
    "evidence": ("report", "--for", "manager", "--evidence"),
    "goal": ("report", "--goal", "g4"),
    "agenda": ("agenda",),
    "agreement": ("agreement", "show"),
    "session": ("show", "s11"),
    "achievements": ("achievements", "list"),
    "timeline": ("timeline",),
    "cpd": ("export", "cpd"),
    "card": ("celebrate", "g1"),
    "card of a win": ("celebrate", "w5", "--how", "a long walk"),
}
_LONG_TITLES = (
    "Estimate, plan, write, review and deliver the WORK of a whole quarter, month by month " * 2,
    "W" * 200,
    "MMMM WWWW @@@@ " * 13,
    "日本語のメモを書く" * 22,
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def pages(demo: Mentee, tmp_path: Path) -> dict[str, Path]:
    """Every page, written to a file."""
    found = {}
    demo.does("config", "set", "cpd.body", "apm")
    for name, words in PAGES.items():
        found[name] = tmp_path / f"{name}.html"
        assert demo(*words, "--format", "html", "--output", str(found[name])).code == 0
    return found


def open_page(browser: Any, path: Path, width: int, scheme: str) -> tuple[Any, list[str]]:
    """A page as it is seen, and what the browser complained about."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: said.append(request.url) if request.url != path.as_uri() else None)
    page.goto(path.as_uri())
    return page, said


@pytest.mark.parametrize("title", _LONG_TITLES)
def test_no_text_of_a_card_leaves_its_frame(browser: Any, mentee: Mentee, tmp_path: Path, title: str) -> None:
    title, card = title.strip()[:200], tmp_path / "card.svg"
    mentee.does("goals", "add", title, "--target", "3", "--unit", title, "--start", "2026-09-01")
    for day, value in (("2026-10-01", "1"), ("2026-11-01", "3")):
        mentee.does("goals", "progress", "g1", value, "--on", day, "--note", title * 3)
    mentee.does("goals", "achieve", "g1", "--how", title, "--to", str(card))
    page = browser.new_page(viewport={"width": 1200, "height": 630})
    page.goto(card.as_uri())
    boxes = page.evaluate(
        "[...document.querySelectorAll('text')].map(text => text.getBBox())"
        ".map(box => [box.x, box.x + box.width, box.y + box.height])"
    )
    assert len(boxes) > 8
    assert all(left >= 32 and right <= 1168 and foot <= 600 for left, right, foot in boxes), boxes
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_no_rule_of_accessibility_is_broken(browser: Any, pages: dict[str, Path], width: int, scheme: str) -> None:
    for name, path in pages.items():
        page, said = open_page(browser, path, width, scheme)
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
        broken = [(one["id"], one["nodes"][0]["html"][:200]) for one in found.response["violations"]]
        assert not broken, (name, broken)
        assert len(found.response["passes"]) > 10, "rules were asked"
        assert not said, (name, "nothing is loaded, and the page's own policy is not in its way")
        page.close()


def test_nothing_scrolls_sideways_on_a_narrow_phone(browser: Any, pages: dict[str, Path]) -> None:
    for name, path in pages.items():
        page, _ = open_page(browser, path, 320, "light")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name
        page.close()


@pytest.mark.parametrize("width", [320, 1280])
def test_no_word_is_broken_and_no_text_is_cut(browser: Any, pages: dict[str, Path], width: int) -> None:
    """A word that is broken takes more than one line."""
    for name, path in pages.items():
        page, _ = open_page(browser, path, width, "light")
        assert page.evaluate(_BROKEN_WORDS) == [], name
        page.close()


_BROKEN_WORDS = """() => {
    const broken = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node; (node = walker.nextNode()); ) {
        if (node.parentElement.closest("svg, .unseen, details:not([open])")) continue;
        for (const word of node.data.matchAll(/[\\p{L}\\p{N}]+/gu)) {
            const range = document.createRange();
            range.setStart(node, word.index);
            range.setEnd(node, word.index + word[0].length);
            if (new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size > 1) broken.push(word[0]);
        }
    }
    return broken;
}"""


@pytest.mark.parametrize("name", ["report", "shared", "cpd", "agenda", "agreement"])
def test_a_page_is_one_sheet_of_paper(browser: Any, pages: dict[str, Path], name: str) -> None:
    page, _ = open_page(browser, pages[name], 1280, "light")
    pdf = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True, print_background=True)))
    assert len(pdf.pages) == 1
    assert "What it stands on" not in pdf.pages[0].extract_text()
    page.close()


def test_a_link_opens_the_entries_that_are_folded_up(browser: Any, pages: dict[str, Path]) -> None:
    page, _ = open_page(browser, pages["report"], 1280, "light")
    assert not page.is_visible("#g4")
    page.click("a.entry[href='#g4']")
    assert page.is_visible("#g4")
    page.close()


def test_on_paper_no_chart_is_parted_and_nothing_is_lost(browser: Any, pages: dict[str, Path]) -> None:
    page, _ = open_page(browser, pages["evidence"], 1280, "dark")
    pdf = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True, print_background=True)))
    sizes = {(round(float(one.mediabox.width)), round(float(one.mediabox.height))) for one in pdf.pages}
    assert sizes <= {(595, 842), (594, 842), (595, 841), (596, 842)}, "A4"
    text = "".join(one.extract_text() for one in pdf.pages)
    assert "Chair stand-ups" in text and "What it stands on" in text
    page.emulate_media(media="print", color_scheme="dark")
    kept = page.evaluate(
        "[...document.querySelectorAll('figure, .small')].map(one => getComputedStyle(one).breakInside)"
    )
    assert kept and set(kept) == {"avoid"}
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    page.close()
