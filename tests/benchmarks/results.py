"""Measurements as a table, as JSON, and compared with an earlier run."""

import os
import platform
import subprocess
from typing import Any

from tests.benchmarks.cases import ADD, LIST, REPORT, SEARCH
from tests.benchmarks.measure import Job, Measurement, Place
from tests.benchmarks.peers import PEERS

NOTABLE_CHANGE = 0.10  # the share by which a ratio has to move to be printed
_ACTS = (ADD, LIST, SEARCH, REPORT)


def to_json(place: Place, results: list[Measurement], failed: list[Job], runs: int) -> dict[str, Any]:
    """The whole run, for a JSON file."""
    versions = subprocess.run([place.python, "-m", "pip", "freeze"], capture_output=True, text=True, check=True).stdout
    return {
        "python": platform.python_version(),
        "machine": f"{os.cpu_count()} x {platform.machine()}",
        "load": [round(load, 2) for load in os.getloadavg()],
        "runs": runs,
        "versions": [line for line in versions.splitlines() if "@" not in line],
        "failed": [f"{job.case.name} at {job.entries}" for job in failed],
        "results": [
            {
                "case": result.case.name,
                "program": result.case.program or "mentorlog",
                "act": result.case.act,
                "entries": result.entries,
                "runs": result.runs,
                "milliseconds": round(result.milliseconds, 1),
                "megabytes": round(result.megabytes, 1),
                "bare": round(result.bare, 2),
                "typer": round(result.typer, 3),
                "target": result.target,
            }
            for result in results
        ],
    }


def print_table(results: list[Measurement]) -> None:
    """Print every case at every size, with its target and its entries a second."""
    print(f"{'case':<28}{'entries':>9}{'ms':>10}{'MB':>7}{'x bare':>9}{'x typer':>9}{'target':>8}")
    for result in results:
        if result.case.program:
            continue
        target = "" if result.target is None else f"{result.target:.2f}"
        over = "  over" if result.target is not None and result.typer > result.target else ""
        speed = (
            f"  {result.entries / result.milliseconds * 1000:,.0f} entries a second" if result.case.per_entry else ""
        )
        print(
            f"{result.case.name:<28}{result.entries:>9,}{result.milliseconds:>10.1f}{result.megabytes:>7.0f}"
            f"{result.bare:>9.2f}{result.typer:>9.2f}{target:>8}{over}{speed}"
        )


def print_growth(results: list[Measurement]) -> None:
    """Print how many times as long the largest journal takes as the smallest; for a report, as one of a thousand."""
    sizes = sorted({result.entries for result in results})
    if len(sizes) < 2:
        return
    known = {(result.case.name, result.entries): result.typer for result in results}
    print(f"\n{'at ' + format(sizes[-1], ',') + ' beside the smallest':<40}")
    for name in dict.fromkeys(result.case.name for result in results if result.target is not None):
        small = 1_000 if name.startswith("report") and 1_000 in sizes else sizes[0]
        first, last = known.get((name, small)), known.get((name, sizes[-1]))
        if first and last and small != sizes[-1]:
            most = 1.3 if name.startswith("report") else 1.15
            over = "  over" if last / first > most else ""
            print(f"{name:<28}{last / first:>9.2f}x of {small:,} (at most {most}){over}")


def print_peers(results: list[Measurement], absent: list[str]) -> None:
    """Print each act beside the other programs at each size, as multiples of the interpreter alone.

    Last stands mentorlog's part of the time of the fastest in Python, whichever that is.
    """
    others = list(dict.fromkeys(result.case.program for result in results if result.case.program))
    if not others:
        return
    known = {(result.case.program, result.case.act, result.entries): result for result in results}
    python = [peer.program for peer in PEERS if peer.python]
    print(f"\n{'x bare':<10}{'entries':>9}" + "".join(f"{name:>14}" for name in ("mentorlog", *others)))
    for act in _ACTS:
        for entries in sorted({result.entries for result in results if result.case.program}):
            found = [known.get((name, act, entries)) for name in ("", *others)]
            cells = "".join(f"{one.bare:>14.1f}" if one else f"{'-':>14}" for one in found)
            peers = [known[name, act, entries] for name in python if (name, act, entries) in known]
            ours = found[0]
            part = f"   {max(map(ours.part_of, peers)):.3f} of the fastest in Python" if ours and peers else ""
            print(f"{act:<10}{entries:>9,}{cells}{part}")
    for name in absent:
        print(f"{name} is absent here")


def cases_over_target(results: list[Measurement]) -> list[str]:
    """The cases that are over their target."""
    return [
        f"{one.case.name} at {one.entries:,}" for one in results if one.target is not None and one.typer > one.target
    ]


def print_changes(now: dict[str, Any], before: dict[str, Any]) -> None:
    """Print the ratios that moved by more than a tenth since an earlier run."""
    known = {(result["case"], result["entries"]): result["typer"] for result in before["results"]}
    for result in now["results"]:
        was = known.get((result["case"], result["entries"]))
        if was and abs(result["typer"] / was - 1) > NOTABLE_CHANGE:
            print(f"{result['case']} at {result['entries']:,}: {was} before, {result['typer']} now")
