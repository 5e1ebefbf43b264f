"""Build the documentation as a site that needs no network, not even for its search.

python .ci/site/build.py FOLDER    writes the site to FOLDER; fails on the first warning

The README is its first page, the reference has a page for each command, and every page of docs/ has its place.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PLACES = {  # pages of docs/, by what a reader wants; one that stands nowhere is a guide
    "Guides": ["tutorial", "howto", "coming-from", "export"],
    "Promises": ["trust", "security", "speed", "dependencies"],
    "Developing": ["contributing", "architecture", "releasing", "changelog"],
}
ASSETS = ("*.svg", "*.html", "*.schema.json")
_SHIM = "https://unpkg.com/iframe-worker/shim"  # what the theme would load to search among files

Nav = list[dict[str, "str | Nav"]]


def write_pages(to: Path) -> Nav:
    """Copy the pages to a folder, with links as the site has them, and return its navigation."""
    sources = {path.stem: path for path in sorted(DOCS.glob("*.md"))} | {"changelog": ROOT / "CHANGELOG.md"}
    sections = split_reference(sources.pop("commands").read_text(encoding="utf-8"))
    for name, path in {"index": ROOT / "README.md", **sources}.items():
        text = path.read_text(encoding="utf-8")
        (to / f"{name}.md").write_text(relink(text, set(sections)), encoding="utf-8")
    for pattern in ASSETS:
        for path in DOCS.glob(pattern):
            shutil.copy(path, to)
    placed = {name for names in PLACES.values() for name in names}
    places = {**PLACES, "Guides": [*PLACES["Guides"], *(name for name in sources if name not in placed)]}
    nav: Nav = [
        {title: [{page_title(sources[name]): f"{name}.md"} for name in names if name in sources]}
        for title, names in places.items()
    ]
    return [{"mentorlog": "index.md"}, nav[0], {"Commands": write_reference(to, sections)}, *nav[1:]]


def page_title(path: Path) -> str:
    """The first heading of a page."""
    return path.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")


def relink(text: str, commands: set[str]) -> str:
    """A page whose links lead to pages of the site instead of files of the repository."""
    text = (
        text.replace("](docs/", "](")
        .replace('src="docs/', 'src="')
        .replace('srcset="docs/', 'srcset="')
        .replace("](../CHANGELOG.md", "](changelog.md")
        .replace("](../README.md", "](index.md")
    )

    def command_page(link: re.Match[str]) -> str:
        return f"](commands/{link[2]}.md{link[1]}" if link[2] in commands else link[0]

    text = re.sub(r"\]\(commands\.md(#mentorlog-([a-z]+)[a-z-]*)", command_page, text)
    return text.replace("](commands.md", "](commands/index.md")


def split_reference(text: str) -> dict[str, str]:
    """The reference by command: the sections of a command and of what stands below it, by its first word."""
    pages: dict[str, str] = {}
    for section in re.split(r"(?m)^## mentorlog ?", text)[1:]:
        heading, _, body = section.partition("\n")
        words = heading.split()
        name = "-".join(words) if words[:1] == ["help"] else words[0] if words else "index"
        level = "##" if name in pages else "#"
        pages[name] = pages.get(name, "") + f"{level} {' '.join(('mentorlog', *words))}\n{body}"
    return pages


def write_reference(to: Path, pages: dict[str, str]) -> Nav:
    """Write a page for each command and each topic of help; the navigation has the panels of `--help`."""
    (to / "commands").mkdir()
    for name, text in pages.items():
        (to / "commands" / f"{name}.md").write_text(text, encoding="utf-8")
    nav: Nav = [{"All": "commands/index.md"}]
    for panel, names in read_panels(pages["index"]):
        nav.append({panel: [{name: f"commands/{name}.md"} for name in names]})
    topics = [name for name in pages if name.startswith("help-")]
    return [*nav, {"Topics": [{name.removeprefix("help-"): f"commands/{name}.md"} for name in topics]}]


def read_panels(page: str) -> Iterator[tuple[str, list[str]]]:
    """The panels of `mentorlog --help` with the names of their commands."""
    for block in page.strip().split("\n\n"):
        title, *rows = block.splitlines()
        names = [row.split()[0] for row in rows if re.match(r" {2}[a-z]", row)]
        if names and names[0] != "mentorlog" and not title.startswith(" "):
            yield title, names


def build_site(to: Path) -> None:
    """Build the site in a folder that does not exist. Raises CalledProcessError for a warning."""
    with tempfile.TemporaryDirectory(prefix="mentorlog-site-") as folder:
        project = Path(folder)
        (project / "docs").mkdir()
        nav = write_pages(project / "docs")
        for name in ("site.css", "worker.js"):
            shutil.copy(Path(__file__).with_name(name), project / "docs")
        settings = Path(__file__).with_name("zensical.toml").read_text(encoding="utf-8")
        tables = re.sub(r'("[^"]*"): ', r"\1 = ", json.dumps(nav, ensure_ascii=False))
        (project / "zensical.toml").write_text(
            settings.replace("[project]\n", f"[project]\nnav = {tables}\n", 1), encoding="utf-8"
        )
        subprocess.run([sys.executable, "-m", "zensical", "build", "--strict"], cwd=project, check=True)
        (project / "site" / "404.html").unlink()  # for a server alone: its links begin at the root
        for page in (project / "site").rglob("*.html"):
            text = page.read_text(encoding="utf-8")
            depth = len(page.relative_to(project / "site").parts) - 1
            page.write_text(text.replace(_SHIM, "../" * depth + "worker.js"), encoding="utf-8")
        shutil.move(project / "site", to)


if __name__ == "__main__":
    build_site(Path(sys.argv[1]))
    print(f"{sum(1 for _ in Path(sys.argv[1]).rglob('*.html'))} pages")
