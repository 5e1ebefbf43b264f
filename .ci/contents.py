"""What a wheel and a source archive are to hold: every file that is kept below their folders, and nothing else.

python .ci/contents.py FOLDER    compares what was built in FOLDER with what is kept in the repository
python .ci/contents.py --lowest  writes the lowest versions that pyproject.toml allows, as constraints for pip
python .ci/contents.py --pythons writes the versions of Python that its classifiers name
python .ci/contents.py --index FILES FOLDER  writes an index for pip and uv to read, of the packages in a folder
python .ci/contents.py --sbom FILE WHEELS  adds to a bill of materials the hashes of the wheels that were installed, and
                                           checks that it names every library that the program asks for
python .ci/contents.py --exact NAME  writes the requirement of a tool that it allows in one version alone
"""

import hashlib
import json
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
    wanted = git_files(
        ".ci", "src", "tests", "docs", "README.md", "CHANGELOG.md", "LICENSE", "pyproject.toml", ".gitignore"
    )
    return check_files(path.name, found, wanted | {"PKG-INFO"})


def lowest_versions() -> list[str]:
    """The lower bound of each dependency, those of the extra included, as a constraint for pip."""
    dependencies = [*PROJECT["project"]["dependencies"], *PROJECT["project"]["optional-dependencies"]["sync"]]
    bounds = (re.match(r"([\w.-]+)[^>]*>=([\d.]+)", dependency) for dependency in dependencies)
    return [f"{bound[1]}=={bound[2]}" for bound in bounds if bound]


def python_versions() -> list[str]:
    """The versions of Python that the classifiers name, the oldest first."""
    names = (
        re.fullmatch(r"Programming Language :: Python :: (3\.\d+)", name) for name in PROJECT["project"]["classifiers"]
    )
    return [name[1] for name in names if name]


def exact_requirement(name: str) -> str:
    """The requirement of a tool for which one version is named."""
    extras = PROJECT["project"]["optional-dependencies"].values()
    return next(each for requirements in extras for each in requirements if each.startswith(f"{name}=="))


def write_index(files: Path, to: Path) -> None:
    """An index as package managers read it: a page for each project, with a link to each of its files."""
    for path in sorted(files.iterdir()):
        is_source = path.name.endswith(".tar.gz")
        name = path.name.removesuffix(".tar.gz").rpartition("-")[0] if is_source else path.name.split("-")[0]
        project = project_key(name)
        page = to / project / "index.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        with page.open("a", encoding="utf-8") as stream:
            stream.write(f'<a href="{path.absolute().as_uri()}">{path.name}</a>\n')


def project_key(name: str) -> str:
    """A project's name as indexes compare it: lower case, with hyphens."""
    return re.sub(r"[-_.]+", "-", name).lower()


def finish_sbom(path: Path, wheels: Path) -> bool:
    """Add the hashes of the wheels that were installed to a bill of materials, which knows none itself.

    Returns whether it describes this project and has each library it asks for, and each component its hash.
    """
    bill = json.loads(path.read_text(encoding="utf-8"))
    hashes = {
        tuple(wheel.name.split("-")[:2]): hashlib.sha256(wheel.read_bytes()).hexdigest()
        for wheel in wheels.glob("*.whl")
    }
    by_project = {(project_key(name), version): digest for (name, version), digest in hashes.items()}
    for part in bill["components"]:
        if digest := by_project.get((project_key(part["name"]), part["version"])):
            part["hashes"] = [{"alg": "SHA-256", "content": digest}]
    path.write_text(json.dumps(bill, indent=2, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")
    components = {project_key(part["name"]): part for part in bill["components"]}
    asked = [project_key(re.split(r"[<>=]", each)[0]) for each in PROJECT["project"]["dependencies"]]
    needed = {"version", "licenses", "hashes"}
    missing = [name for name in {*asked, *components} if not needed <= components.get(name, {}).keys()]
    print(
        f"{path.name}: {len(components)} components",
        *(f"{name} is missing, or its {needed}" for name in missing),
        sep="\n  ",
    )
    project = bill["metadata"]["component"]
    return not missing and path.name == f"{project['name']}-{project['version']}.cdx.json"


def main() -> int:
    """The exit code: 0 if the built files hold what they should."""
    match sys.argv[1:]:
        case ["--lowest"]:
            print("\n".join(lowest_versions()))
            return 0
        case ["--pythons"]:
            print("\n".join(python_versions()))
            return 0
        case ["--index", files, to]:
            write_index(Path(files), Path(to))
            return 0
        case ["--sbom", file, wheels]:
            return 0 if finish_sbom(Path(file), Path(wheels)) else 1
        case ["--exact", name]:
            print(exact_requirement(name))
            return 0
    folder = Path(sys.argv[1])
    (built,), (source,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    return 0 if all([check_wheel(built), check_sdist(source)]) else 1


if __name__ == "__main__":
    sys.exit(main())
