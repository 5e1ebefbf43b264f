"""What a wheel and a source archive are to hold: every file that is kept below their folders, and nothing else.

python .ci/contents.py FOLDER    compares what was built in FOLDER with what is kept in the repository
python .ci/contents.py --lowest  writes the lowest versions that pyproject.toml allows, as constraints for pip
"""

import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def git_files(*folders: str) -> set[str]:
    """The tracked files below these folders."""
    listing = subprocess.run(["git", "ls-files", *folders], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return set(listing.splitlines())


def check_files(name: str, found: set[str], wanted: set[str]) -> bool:
    """Print the files that are missing and those that do not belong; whether there are none."""
    for path in sorted(wanted - found):
        print(f"{name}: {path} is missing")
    for path in sorted(found - wanted):
        print(f"{name}: {path} does not belong there")
    print(f"{name}: {len(found)} files")
    return found == wanted


def check_wheel(path: Path) -> bool:
    """Whether a wheel holds the package, its metadata and the manual page, and nothing else."""
    stem = "-".join(path.stem.split("-")[:2])
    with zipfile.ZipFile(path) as archive:
        found = {one for one in archive.namelist() if not one.endswith("/")}
    data = PROJECT["tool"]["hatch"]["build"]["targets"].get("wheel", {}).get("shared-data", {})
    described = {f"{stem}.dist-info/{one}" for one in ("METADATA", "WHEEL", "RECORD", "entry_points.txt",
                                                       "licenses/LICENSE")}  # fmt: skip
    shared = {f"{stem}.data/data/{place}" for place in data.values()}
    return check_files(path.name, found, {one.removeprefix("src/") for one in git_files("src")} | described | shared)


def check_sdist(path: Path) -> bool:
    """Whether a source distribution holds what is needed to build and test, and nothing else."""
    with tarfile.open(path) as archive:
        found = {one.name.partition("/")[2] for one in archive.getmembers() if one.isfile()}
    wanted = git_files("src", "tests", "docs", "README.md", "CHANGELOG.md", "LICENSE", "pyproject.toml", ".gitignore")
    return check_files(path.name, found, wanted | {"PKG-INFO"})


def lowest_versions() -> list[str]:
    """The lower bound of each dependency, as a constraint for pip."""
    dependencies = PROJECT["project"]["dependencies"]
    bounds = (re.match(r"([\w.-]+)[^>]*>=([\d.]+)", dependency) for dependency in dependencies)
    return [f"{bound[1]}=={bound[2]}" for bound in bounds if bound]


def main() -> int:
    """The exit code: 0 if the built files hold what they should."""
    if sys.argv[1:] == ["--lowest"]:
        print("\n".join(lowest_versions()))
        return 0
    folder = Path(sys.argv[1])
    (built,), (source,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    return 0 if all([check_wheel(built), check_sdist(source)]) else 1


if __name__ == "__main__":
    sys.exit(main())
