"""The forms of a page: what each looks like, and how it is written into a file."""

import csv
import io
import os
import re
import tomllib
from html.parser import HTMLParser
from pathlib import Path

import pytest

from mentorlog.render.documents.csv import CsvTable, render_csv
from mentorlog.render.documents.markdown import escape_markdown
from tests.conftest import Mentee
from tests.systems import has_mode

NASTY = '<script>alert(1)</script> [x](javascript:alert(1)) =HYPERLINK("x") # *b* | `c` http://example.org & "q"'


@pytest.fixture
def demo(mentee: Mentee) -> Mentee:
    """Somebody with the demo's journal."""
    mentee.has_demo()
    return mentee


class PageParser(HTMLParser):
    """The tags, links and anchors of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def values(self, name: str) -> list[str]:
        """All values of an attribute."""
        return [value or "" for key, value in self.attributes if key == name]


def test_a_web_page_stands_for_itself(demo: Mentee) -> None:
    text = demo("report", "--format", "html").out
    page = PageParser(text)
    assert "script" not in page.tags and "img" not in page.tags and "iframe" not in page.tags
    assert page.tags.count("link") == 0 and "@import" not in text and "url(" not in text
    assert not [name for name, _ in page.attributes if name.startswith("on") or name == "style"]
    assert "default-src &#39;none&#39;" in text or "default-src 'none'" in text
    assert page.tags.count("h1") == 1 and 'lang="en"' in text


def test_every_figure_of_a_web_page_leads_to_entries_that_are_there(demo: Mentee) -> None:
    page = PageParser(demo("report", "--format", "html").out)
    anchors, links = page.values("id"), [link for link in page.values("href") if link.startswith("#")]
    assert len(anchors) == len(set(anchors))
    assert len(links) > 60
    assert {link[1:] for link in links} <= set(anchors)
    report = demo.does("report")
    for ref in report["questions"]["refs"]["answered"] + report["feedback"]["refs"]["received"]:
        assert f"#{ref}" in links


def test_every_picture_says_in_words_what_it_shows(demo: Mentee) -> None:
    text = demo("report", "--format", "html").out
    pictures = re.findall(r"<svg [^>]*role=\"img\"[^>]*>", text)
    assert len(pictures) == 4, "the season, and three goals"
    assert all(re.search('aria-label="[^"]{40,}"', picture) for picture in pictures)
    assert "From 20 on" in text and "the aim is 5 late risks" in text
    assert "talks: 10 held, 1 missed, 1 planned" in text and "Send a project newsletter, let go 22 Sep" in text


def test_the_words_of_the_lowest_mood_are_for_their_owner(demo: Mentee) -> None:
    assert "“Ill last week, behind this week”" in demo("report", "--format", "html").out
    for reader in ("mentor", "manager"):
        page = demo("report", "--format", "html", "--for", reader, "--evidence").out.partition("<details")[0]
        assert "Ill last week" not in page


def test_the_entries_behind_a_page_are_folded_and_for_its_owner(demo: Mentee) -> None:
    page = demo("report", "--format", "html").out
    assert '<details class="entries">' in page and len(page.encode()) < 60_000
    manager = demo("report", "--format", "html", "--for", "manager").out
    assert "What it stands on" not in manager and 'href="#' not in manager
    shown = demo("report", "--format", "html", "--for", "manager", "--evidence").out
    assert '<details class="entries evidence" open>' in shown
    assert demo.fails("report", "--evidence").code == 2


def test_no_text_of_a_person_is_markup(mentee: Mentee) -> None:
    mentee.does("goals", "add", NASTY[:190], "--target", "10", "--by", "2026-12-31", "--unit", "<b>meetings</b>")
    mentee.does("questions", "add", NASTY)
    mentee.does("achievements", "add", "Won", "--evidence", f"{NASTY} see https://example.org/a?b=1&c=<d>.")
    page = PageParser(html := mentee("report", "--format", "html").out)
    assert "script" not in page.tags and "b" not in page.tags
    assert all(link.startswith(("#", "http://", "https://")) for link in page.values("href"))
    assert "https://example.org/a?b=1&amp;c=" in html
    markdown = mentee("report", "--format", "markdown").out
    assert "<script>" not in markdown and "[x](" not in markdown and "http://" not in markdown


@pytest.mark.parametrize(
    "text",
    ["# a", "- a", "1. a", "1) a", "+ a", "> a", "*a*", "_a_", "`a`", "[a](b)", "<a>", "a|b", "===", "---", "~~a~~",
     "&amp;", "![a](b)", "\\*a", "http://a.b", "www.a.b"],
)  # fmt: skip
def test_markdown_shows_a_text_as_it_was_typed(text: str) -> None:
    from markdown_it import MarkdownIt

    result = MarkdownIt("commonmark").enable("table").render(escape_markdown(text))
    assert PageParser(result).tags == ["p"]
    import html

    assert html.unescape(re.sub(r"<[^>]*>", "", result)).strip() == text


def test_markdown_of_a_report_is_headings_lists_and_a_table(demo: Mentee) -> None:
    from markdown_it import MarkdownIt

    text = MarkdownIt("commonmark").enable("table").render(demo("report", "--format", "markdown").out)
    tags = PageParser(text).tags
    assert tags.count("h1") == 1 and tags.count("table") == 1 and tags.count("li") > 12
    assert "a" not in tags and "code" not in tags


# Tables


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "  =1", "＝1"])
def test_a_cell_that_looks_like_a_formula_is_harmless(cell: str) -> None:
    ((_,), (result,)) = csv.reader(io.StringIO(render_csv(CsvTable("x", ("a",), [(cell,)])), newline=""))
    assert result == f"'{cell}"


def test_figures_stay_figures(demo: Mentee) -> None:
    assert demo("report", "--format", "csv", "--output", str(demo.folder / "out")).code == 0
    folder = demo.folder / "out"
    assert {path.name for path in folder.iterdir()} == {
        "goals.csv", "values.csv", "figures.csv", "checkins.csv", "skills.csv", "achievements.csv", "wins.csv"
    }  # fmt: skip
    goals = list(csv.DictReader((folder / "goals.csv").read_text(encoding="utf-8").splitlines()))
    assert [(goal["ref"], goal["change"]) for goal in goals if goal["ref"] == "g4"] == [("g4", "-4")]
    assert demo.fails("report", "--format", "csv").code == 2, "tables need a folder"


# Files


def test_a_page_is_written_for_its_owner_alone_and_never_over_another(demo: Mentee) -> None:
    path = demo.folder / "growth.html"
    old = os.umask(0)
    try:
        assert demo.does("report", "--output", str(path))["bytes"] == path.stat().st_size
    finally:
        os.umask(old)
    assert has_mode(path, 0o600)
    assert path.read_text(encoding="utf-8").startswith("<!doctype html>")
    path.write_text("mine")
    refused = demo.fails("report", "--output", str(path))
    assert refused.code == 73 and "--force" in refused.err and path.read_text() == "mine"
    assert demo("report", "--output", str(path), "--force").code == 0
    assert path.read_text(encoding="utf-8") != "mine" and has_mode(path, 0o600)
    assert [one.name for one in demo.folder.iterdir() if one.name.endswith(".new")] == []


@pytest.mark.parametrize(
    ("ending", "start"),
    [("md", "# Growth report"), ("json", '{\n  "schema": 1'), ("txt", "Growth report"), ("htm", "<!doctype")],
)
def test_the_ending_says_the_form(demo: Mentee, ending: str, start: str) -> None:
    path = demo.folder / f"growth.{ending}"
    assert demo("report", "--output", str(path)).code == 0
    assert path.read_text(encoding="utf-8").startswith(start)


@pytest.mark.parametrize("words", [("report",), ("export",), ("export", "cpd"), ("show", "g1", "--format", "html")])
def test_a_dash_is_stdout(demo: Mentee, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]) -> None:
    monkeypatch.chdir(demo.folder)
    assert demo(*words, "--output", "-").out == demo(*words, "-o", "-").out == demo(*words).out != ""
    assert not (demo.folder / "-").exists()


def test_what_is_no_file_is_never_written_over(demo: Mentee) -> None:
    link = demo.folder / "link.html"
    link.symlink_to(demo.path)
    for path in (demo.folder, link, Path("/dev/null")):
        assert demo.fails("report", "--format", "html", "--output", str(path), "--force").code == 73
    for path in (demo.folder / "no" / "where.html", demo.folder / ("x" * 300 + ".html")):
        refused = demo.fails("report", "--output", str(path))
        assert refused.code == 73 and "--journal" not in refused.err
    assert [one.name for one in demo.folder.iterdir() if one.name.startswith(".")] == []


def test_a_form_that_a_page_does_not_have_is_refused(demo: Mentee) -> None:
    assert demo.fails("agenda", "--format", "csv").code == 2
    assert demo.fails("report", "--format", "pdf").code == 2
    assert demo.fails("report", "--plots", "--format", "html").code == 2
    assert demo.fails("report", "--open", "--format", "markdown").code == 2


def test_open_shows_one_page_that_the_next_takes_over(demo: Mentee, monkeypatch: pytest.MonkeyPatch) -> None:
    import webbrowser

    shown: list[str] = []

    def record_open(address: str) -> bool:
        shown.append(address)
        return True

    monkeypatch.setattr(webbrowser, "open", record_open)
    monkeypatch.setenv("XDG_CACHE_HOME", str(demo.folder / "cache"))
    for _ in range(2):
        assert demo("report", "--open").code == 0
    (path,) = (demo.folder / "cache" / "mentorlog").iterdir()
    assert shown == [path.as_uri()] * 2 and has_mode(path, 0o600)
    monkeypatch.setattr(webbrowser, "open", lambda address: False)
    assert demo("report", "--open").code == 73


# The terminal


def test_plots_are_drawn_in_the_terminal(demo: Mentee) -> None:
    out = demo("report", "--plots").out
    assert out.index("Chair stand-ups  meetings") < out.index("Estimate my own work better  % off"), "open goals first"
    assert out.index("Mood, energy and trust") < out.index("Talks"), "above the text"
    assert "⣀" in out and all(label in out for label in ("plan", "at this pace", "trust 5"))
    assert max(len(line) for line in out.splitlines()) <= 140
    assert "\x1b" not in out


def test_a_period_beside_the_one_before_it(demo: Mentee) -> None:
    data = demo.does("report", "--since", "2026-09-01", "--until", "2026-09-30", "--compare")["compare"]
    assert data["period"] == {"since": "2026-08-02", "until": "2026-08-31"}
    by_name = {one["what"]: one for one in data["moved"]}
    now = demo.does("report", "--period", "2026-09")
    assert by_name["Questions asked"]["now"] == now["questions"]["added"]
    assert by_name["Sessions held"]["change"] == by_name["Sessions held"]["now"] - by_name["Sessions held"]["before"]
    out = demo("report", "--compare").out
    assert "Beside the period before" in out and "worse" not in out


def test_a_period_since_a_session(demo: Mentee) -> None:
    day = demo.does("show", "s9")["starts_at"][:10]
    assert demo.does("report", "--since-session", "s9")["period"] == {"since": day, "until": "2026-11-23"}
    assert demo.fails("report", "--since-session", "s9", "--since", "2026-01-01").code == 2


def test_one_goal_tells_its_whole_story(demo: Mentee) -> None:
    story = demo.does("report", "--goal", "g3")["story"]
    assert [one["ref"] for one in story["values"]][:2] == ["p4", "p7"]
    assert story["goal"]["why"] and story["agreement"]["ref"] == "v2"
    out = demo("report", "--goal", "g3").out
    places = [out.index(word) for word in ("Why", "Values", "Questions", "Feedback", "Evidence")]
    assert places == sorted(places) and "Wait. Then ask one person by name, kindly." in out
    page = demo("report", "--goal", "g3", "--format", "html").out
    assert "<h1>Chair stand-ups</h1>" in page and page.count('<svg class="chart ') == 1


def test_the_program_declares_what_it_imports() -> None:
    root = Path(__file__).parents[3]
    result = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    assert {re.split(r"[<>=]", one)[0] for one in result} >= {"icalendar"}
