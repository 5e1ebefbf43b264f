"""An exported calendar is at the right time in other programs, by the zone that the file itself defines.

The sessions lie on both sides of two changes of the clocks, in zones that keep a rule and in one that does not.
"""

import json
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from shutil import which
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import vobject
from icalendar import Calendar, Timezone

from tests.conftest import Mentee

ICAL_JS = Path(sys.prefix) / "ical.js" / "node_modules" / "ical.js" / "dist" / "ical.js"
MONTHS = ("2026-12", "2027-02", "2027-03", "2027-04", "2027-07", "2027-10", "2027-11", "2028-01", "2028-06")
ZONES = (
    "America/New_York", "Europe/Berlin", "Asia/Kolkata", "Africa/Casablanca", "Australia/Lord_Howe", "Asia/Jerusalem",
    "Europe/Dublin", "America/Santiago",
)  # fmt: skip
SCRIPT = """
const {default: ICAL} = await import(process.argv[1]);
let text = "";
for await (const chunk of process.stdin) text += chunk;
const root = new ICAL.Component(ICAL.parse(text));
const zones = {};
for (const zone of root.getAllSubcomponents("vtimezone")) {
  zones[zone.getFirstPropertyValue("tzid")] = new ICAL.Timezone(zone);
}
const moments = root.getAllSubcomponents("vevent").map((component) => {
  const start = component.getFirstProperty("dtstart");
  const at = start.getFirstValue();
  const zone = start.getParameter("tzid");
  if (zone) at.zone = zones[zone];
  return at.toUnixTime();
});
console.log(JSON.stringify(moments));
"""


@pytest.fixture(params=ZONES)
def calendar_export(
    request: pytest.FixtureRequest, mentee: Mentee, monkeypatch: pytest.MonkeyPatch
) -> tuple[str, list[float]]:
    """A calendar of sessions in a zone, and their true moments."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    days = [f"{month}-{day} 15:30" for month in MONTHS for day in ("02", "27")]
    for day in days:
        mentee.does("sessions", "add", "--at", day)
    true = [datetime.fromisoformat(day).replace(tzinfo=ZoneInfo(request.param)).timestamp() for day in days]
    return mentee("export", "calendar").out, true


def test_vobject(calendar_export: tuple[str, list[float]]) -> None:
    text, true = calendar_export
    calendar = vobject.readOne(text)
    assert sorted(event.dtstart.value.astimezone(UTC).timestamp() for event in calendar.vevent_list) == true


def test_icalendar_by_the_definition_alone(calendar_export: tuple[str, list[float]]) -> None:
    text, true = calendar_export
    calendar: Any = Calendar.from_ical(text)
    (definition,) = calendar.walk("VTIMEZONE")
    assert isinstance(definition, Timezone)
    zone = definition.to_tz(lookup_tzid=False)
    found = [event["DTSTART"].dt.replace(tzinfo=None).replace(tzinfo=zone) for event in calendar.walk("VEVENT")]
    assert sorted(moment.astimezone(UTC).timestamp() for moment in found) == true


@pytest.mark.skipif(not (which("node") and ICAL_JS.exists()), reason="ical.js is not there")
def test_ical_js(calendar_export: tuple[str, list[float]]) -> None:
    text, true = calendar_export
    ran = subprocess.run(
        [which("node") or "", "--input-type=module", "-e", SCRIPT, str(ICAL_JS)],
        input=text, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert sorted(json.loads(ran.stdout)) == true
