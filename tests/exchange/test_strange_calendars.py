"""Calendars that others wrote: what they say is read, what cannot be read is said, and nothing takes for ever."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from mentorlog.exchange.calendars.events import ParsedCalendar, parse_calendar
from tests.conftest import Mentee

NOW = datetime.fromisoformat("2026-11-26T09:00:00+00:00")
GOOD = "BEGIN:VEVENT\nUID:good\nDTSTART:20261207T100000Z\nSUMMARY:Good\nEND:VEVENT\n"


def calendar(*events: str, head: str = "") -> str:
    """A calendar of events that are given as their properties."""
    blocks = "".join(
        event if event.startswith("BEGIN:") else f"BEGIN:VEVENT\nUID:a\n{event}\nEND:VEVENT\n" for event in events
    )
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{head}{blocks}END:VCALENDAR\n"


def parse(*events: str, head: str = "", now: datetime = NOW) -> ParsedCalendar:
    return parse_calendar(calendar(*events, head=head).encode(), now)


def starts(parsed: ParsedCalendar) -> list[str]:
    return [event.starts_at.isoformat(timespec="minutes")[:16] for event in parsed.events]


SERIES = "DTSTART;TZID=America/New_York:20261203T090000\nRRULE:FREQ=WEEKLY;COUNT=3"

# Rules


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=YEARLY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=-1",
        "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;BYHOUR=3",
        "FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=31",
        "FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6",
        "FREQ=YEARLY;BYYEARDAY=366;BYMONTH=1",
        "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=" + ",".join(["2"] * 900),
        "FREQ=YEARLY;COUNT=9;BYWEEKNO=53;BYMONTH=6",
        "FREQ=DAILY;BYHOUR={0};BYMINUTE={0};BYSECOND={0}".format(",".join(["3"] * 150)),
        "FREQ=WEEKLY;UNTIL=never",
        "FREQ=WEEKLY;COUNT=many",
        "FREQ=WEEKLY;RSCALE=HEBREW",
        "FREQ=WEEKLY;FREQ=DAILY",
        "FREQ=",
        "",
        "x" * 5000,
    ],
)
def test_a_rule_that_is_broken_or_without_end_costs_its_own_event_alone(rule: str) -> None:
    parsed = parse_calendar(calendar(f"DTSTART:19700101T100000Z\nRRULE:{rule}", GOOD).encode(), NOW, steps=1_000_000)
    assert starts(parsed) == ["2026-12-07T10:00"]
    ((line, what),) = parsed.unreadable
    assert line == 6 and what.startswith("RRULE")


def test_moments_that_are_left_out_cost_too() -> None:
    every_minute = f"FREQ=DAILY;BYHOUR={','.join(map(str, range(24)))};BYMINUTE={','.join(map(str, range(60)))}"
    parsed = parse(f"DTSTART:20260101T100000Z\nRRULE:{every_minute}\nEXRULE:{every_minute}", GOOD)
    assert starts(parsed) == ["2026-12-07T10:00"]
    assert [what for _, what in parsed.unreadable] == ["RRULE costs too much work"]


def test_the_work_of_a_whole_file_has_a_bound() -> None:
    endless = "BEGIN:VEVENT\nUID:{}\nDTSTART:20200101T100000Z\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30\nEND:VEVENT\n"
    content = calendar(GOOD, *(endless.format(number) for number in range(500))).encode()
    parsed = parse_calendar(content, NOW, steps=200_000)
    assert len(parsed.unreadable) == 500 and len(parsed.events) == 1


def test_the_rule_of_a_zone_has_a_bound_too() -> None:
    zone = (
        "BEGIN:VTIMEZONE\nTZID:Mine\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0100\n"
        "RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30\nEND:STANDARD\nEND:VTIMEZONE\n"
    )
    parsed = parse("DTSTART;TZID=Mine:20261210T100000", head=zone)
    assert parsed.unknown_zones == {"Mine": 1} and starts(parsed) == ["2026-12-10T10:00"]


def test_what_is_piled_up_costs_no_more_than_its_length() -> None:
    deep = "BEGIN:X-A\n" * 20_000 + "END:X-B\n" * 20_000
    assert len(parse_calendar(f"{calendar(GOOD)[:-14]}{deep}".encode(), NOW).events) == 1
    observance = "BEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0100\nEND:STANDARD\n"
    zone = f"BEGIN:VTIMEZONE\nTZID:Mine\n{observance * 5_000}END:VTIMEZONE\n"
    assert parse("DTSTART;TZID=Mine:20261210T100000", head=zone).unknown_zones == {"Mine": 1}
    future = "RECURRENCE-ID;RANGE=THISANDFUTURE:2026120{}T100000Z\nDTSTART:20261207T110000Z\nSUMMARY:{}"
    changes = (future.format(number % 9 + 1, number) for number in range(2_000))
    assert parse("DTSTART:20261201T100000Z\nRRULE:FREQ=DAILY", *changes).events


def test_rules_by_the_hour_and_long_ones_are_followed_as_far_as_is_offered() -> None:
    parsed = parse("DTSTART:20261201T000000Z\nRRULE:FREQ=HOURLY")
    assert len(parsed.events) == 400 and parsed.cut == 1
    assert len(parse("DTSTART:19000101T100000Z\nRRULE:FREQ=DAILY").events) == 366


@pytest.mark.parametrize(
    ("properties", "following"),
    [
        ("DTSTART:20271202T100000Z\nRRULE:FREQ=WEEKLY;COUNT=3", "2027-12-02T10:00"),
        ("DTSTART:20240229T100000Z\nRRULE:FREQ=YEARLY", "2028-02-29T10:00"),
        ("DTSTART:20261101T100000Z\nRRULE:FREQ=YEARLY;INTERVAL=40", "2066-11-01T10:00"),
        ("DTSTART:99991231T200000Z\nRRULE:FREQ=DAILY", "9999-12-31T20:00"),
        ("DTSTART:20271202T100000Z\nRRULE:FREQ=WEEKLY;COUNT=3\nEXDATE:20271202T100000Z", "2027-12-09T10:00"),
    ],
)
def test_of_a_series_without_an_event_within_a_year_the_next_is_offered(properties: str, following: str) -> None:
    assert starts(parse(properties)) == [following]


def test_a_series_that_is_over_is_past() -> None:
    assert starts(parse("DTSTART:20200101T100000Z\nRRULE:FREQ=WEEKLY;COUNT=3")) == []


def test_a_day_as_the_end_of_a_rule_means_all_of_it() -> None:
    assert len(parse("DTSTART:20261207T100000Z\nRRULE:FREQ=DAILY;UNTIL=20261209").events) == 3


# What replaces part of a series


@pytest.mark.parametrize(
    "replaced", ["RECURRENCE-ID:20261210T140000Z", "RECURRENCE-ID;TZID=Europe/Berlin:20261210T150000",
                 "RECURRENCE-ID;TZID=America/New_York:20261210T090000", "RECURRENCE-ID:20261210T090000",
                 "RECURRENCE-ID;VALUE=DATE:20261210"],
)  # fmt: skip
def test_an_event_is_replaced_in_whatever_zone_its_moment_is_written(replaced: str) -> None:
    moved = parse(SERIES, f"{replaced}\nDTSTART;TZID=America/New_York:20261211T120000")
    assert starts(moved) == ["2026-12-03T14:00", "2026-12-11T17:00", "2026-12-17T14:00"]
    off = parse(SERIES, f"{replaced}\nDTSTART;TZID=America/New_York:20261210T090000\nSTATUS:CANCELLED")
    assert starts(off) == ["2026-12-03T14:00", "2026-12-17T14:00"]
    before = {event.uid for event in parse(SERIES).events}
    assert {event.uid for event in moved.events} == before, "it keeps its identity"
    assert off.cancelled < before


@pytest.mark.parametrize(
    "left_out", ["EXDATE:20261210T140000Z", "EXDATE;TZID=America/New_York:20261210T090000,20250101T000000",
                 "EXDATE:20261210T090000", "EXDATE;VALUE=DATE:20261210",
        "EXRULE:FREQ=MONTHLY;BYMONTHDAY=10"],
)  # fmt: skip
def test_a_moment_that_is_left_out_is_left_out(left_out: str) -> None:
    found = starts(parse(f"{SERIES}\n{left_out}"))
    assert "2026-12-10T14:00" not in found and "2026-12-17T14:00" in found


def test_this_and_all_that_follow() -> None:
    future = (
        "RECURRENCE-ID;RANGE=THISANDFUTURE:20261210T140000Z\n"
        "DTSTART;TZID=America/New_York:20261211T120000\nDURATION:PT30M"
    )
    parsed = parse(SERIES, future)
    assert [(at, event.minutes) for at, event in zip(starts(parsed), parsed.events, strict=True)] == [
        ("2026-12-03T14:00", 60), ("2026-12-11T17:00", 30), ("2026-12-18T17:00", 30),
    ]  # fmt: skip
    single = "RECURRENCE-ID:20261217T140000Z\nDTSTART:20261220T100000Z"
    assert starts(parse(SERIES, future, single)) == ["2026-12-03T14:00", "2026-12-11T17:00", "2026-12-20T10:00"]
    assert starts(parse(SERIES, f"{future}\nSTATUS:CANCELLED")) == ["2026-12-03T14:00"]
    assert {event.uid for event in parsed.events} == {event.uid for event in parse(SERIES).events}


def test_what_follows_a_change_that_is_past_is_changed_too() -> None:
    series = "DTSTART:20261001T100000Z\nRRULE:FREQ=WEEKLY;UNTIL=20261210T100000Z"
    future = "RECURRENCE-ID;RANGE=THISANDFUTURE:20261105T100000Z\nDTSTART:20261106T120000Z"
    assert starts(parse(series, future)) == ["2026-11-27T12:00", "2026-12-04T12:00", "2026-12-11T12:00"]


def test_a_rule_beside_a_replaced_moment_is_no_series_of_its_own() -> None:
    override = "RECURRENCE-ID:20261210T140000Z\nDTSTART:20261211T100000Z\nRRULE:FREQ=DAILY;COUNT=5"
    assert starts(parse(SERIES, override)) == ["2026-12-03T14:00", "2026-12-11T10:00", "2026-12-17T14:00"]


def test_the_newest_version_of_an_event_counts() -> None:
    newer = "SEQUENCE:2\nDTSTART:20261208T100000Z"
    assert starts(parse(newer, "SEQUENCE:1\nDTSTART:20261207T100000Z")) == ["2026-12-08T10:00"]


# What cannot be read


@pytest.mark.parametrize(
    ("properties", "line", "what"),
    [
        ("DTSTART:20261207T100000Z\nDTEND:soon", 6, "DTEND"),
        ("DTSTART:20261207T100000Z\nDURATION:an hour", 6, "DURATION"),
        ("DTSTART:20261207T100000Z\nDURATION", 6, "DURATION"),
        ("DTSTART:20261207T100000Z\nDTSTART:20261208T100000Z", 6, "DTSTART"),
        ("DTSTART:20261307T100000Z", 5, "DTSTART"),
        ("DTSTART:20261207T250000Z", 5, "DTSTART"),
        ("SUMMARY:When?", 3, "DTSTART"),
        ("DTSTART:20261207T100000Z\nEXDATE:x", 6, "EXDATE"),
        ("DTSTART:20261207T100000Z\nRDATE;VALUE=PERIOD:20261208T100000Z/x", 6, "RDATE"),
        ("DTSTART:20261207T100000Z\nRECURRENCE-ID:x", 6, "RECURRENCE-ID"),
    ],
)  # fmt: skip
def test_one_event_that_cannot_be_read_leaves_the_others(properties: str, line: int, what: str) -> None:
    parsed = parse(properties, GOOD)
    assert [event.title for event in parsed.events] == ["Good"]
    ((at, why),) = parsed.unreadable
    assert (at, why.split()[0]) == (line, what)


def test_an_event_without_its_end_leaves_the_others() -> None:
    parsed = parse("BEGIN:VEVENT\nUID:cut\nDTSTART:20261207T100000Z\n", GOOD)
    assert [event.title for event in parsed.events] == ["Good"] and parsed.unreadable[0].line == 3
    cut = calendar(GOOD, "DTSTART:20261207T100000Z").split("END:VEVENT")
    assert len(parse_calendar("END:VEVENT".join(cut[:2]).encode(), NOW).unreadable) == 1


def test_what_does_not_concern_a_session_may_be_broken() -> None:
    alarm = "BEGIN:VALARM\nTRIGGER:never\nDURATION:x\nEND:VALARM"
    parsed = parse(f'DTSTART:20261207T100000Z\nGEO:here\nCREATED:x\nATTENDEE;CN="A:B;C":mailto:x\nnonsense\n{alarm}')
    assert len(parsed.events) == 1 and not parsed.unreadable


def test_periods_are_read_with_their_own_length() -> None:
    parsed = parse(
        "DTSTART:20261207T100000Z\nDURATION:PT45M\n"
        "RDATE;VALUE=PERIOD:20261208T100000Z/PT30M,20261209T100000Z/20261209T120000Z"
    )
    assert [event.minutes for event in parsed.events] == [45, 30, 120]


@pytest.mark.parametrize("newline", ["\r\n", "\n", "\r"])
def test_lines_are_folded_anywhere(newline: str) -> None:
    text = calendar('DTSTART;TZID="Europe\n /Berlin":20261207T1\n\t00000\nSUMMARY:Gro\n ss')
    parsed = parse_calendar(text.replace("\n", newline).encode(), NOW)
    assert starts(parsed) == ["2026-12-07T09:00"] and parsed.events[0].title == "Gross"
    within = calendar("DTSTART:20261207T100000Z\nSUMMARY:é").encode().replace("é".encode(), b"\xc3\n \xa9")
    assert parse_calendar(within, NOW).events[0].title == "é"


def test_encodings(mentee: Mentee, tmp_path: Path) -> None:
    text = calendar("DTSTART:20261207T100000Z\nSUMMARY:Größe")
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        assert parse_calendar(text.encode(encoding), NOW).events[0].title == "Größe"
    path = tmp_path / "old.ics"
    path.write_bytes(text.encode("latin-1"))
    assert "Line 6 of this calendar is not in UTF-8" in mentee.fails("import", str(path)).err


def test_control_characters_in_a_place_do_not_hold_the_event(mentee: Mentee, import_calendar: "Importer") -> None:
    (session,) = import_calendar("DTSTART:20261207T100000Z\nLOCATION:Room\x07 4\x1b[31m", words=("--pick", "1"))
    assert session["channel"] == "Room 4 [31m"


def test_texts_are_read_without_their_backslashes() -> None:
    parsed = parse(
        r"DTSTART:20261207T100000Z" + "\n"
        r"SUMMARY:Ruth\, talk\; a\nb\Nc\: C:\\new" + "\n"
        r"LOCATION:Room 1\, Main St\; x"
    )
    assert parsed.events[0].title == r"Ruth, talk; a b c: C:\new"
    assert parsed.events[0].place == "Room 1, Main St; x"


# Zones


def test_a_zone_whose_name_has_backslashes_where_it_is_defined_alone() -> None:
    zone = (
        "BEGIN:VTIMEZONE\nTZID:(UTC+01:00) Bern\\, Rome\nBEGIN:STANDARD\nDTSTART:20170101T000000\n"
        "TZOFFSETFROM:+0100\nTZOFFSETTO:+0100\nEND:STANDARD\nEND:VTIMEZONE\n"
    )
    for name in ("(UTC+01:00) Bern, Rome", "(UTC+01:00) Bern\\, Rome"):
        parsed = parse(f'DTSTART;TZID="{name}":20261207T100000', head=zone)
        assert starts(parsed) == ["2026-12-07T09:00"] and not parsed.unknown_zones


def test_a_zone_that_nobody_knows_is_named(mentee: Mentee, tmp_path: Path) -> None:
    path = tmp_path / "zones.ics"
    path.write_text(calendar("DTSTART;TZID=Middle/Earth:20261210T100000"))
    result = mentee("import", str(path))
    assert "1 event is in a time zone that is not known, Middle/Earth" in result.err and "10 Dec 10:00" in result.out


@pytest.mark.parametrize(
    "name",
    ["Europe/Berlin", "/freeassociation.sourceforge.net/Europe/Berlin", "W. Europe Standard Time", "/Europe/Berlin"],
)
def test_zones_by_the_names_that_programs_give_them(name: str) -> None:
    parsed = parse(f"DTSTART;TZID={name}:20261210T100000")
    assert starts(parsed) == ["2026-12-10T09:00"] and not parsed.unknown_zones


def test_a_zone_that_the_file_defines_is_known_in_this_file_alone() -> None:
    zone = (
        "BEGIN:VTIMEZONE\nTZID:Team\nBEGIN:STANDARD\nDTSTART:16010101T030000\nTZOFFSETFROM:+0500\nTZOFFSETTO:+0400\n"
        "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\nEND:STANDARD\nBEGIN:DAYLIGHT\nDTSTART:16010101T020000\n"
        "TZOFFSETFROM:+0400\nTZOFFSETTO:+0500\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\nEND:DAYLIGHT\nEND:VTIMEZONE\n"
    )
    parsed = parse("DTSTART;TZID=Team:20261210T100000\nRRULE:FREQ=MONTHLY;COUNT=8", head=zone)
    assert starts(parsed)[0] == "2026-12-10T06:00" and starts(parsed)[-1] == "2027-07-10T06:00"
    assert parsed.events[-1].starts_at.utctimetuple().tm_hour == 5, "in summer it is an hour earlier for all"
    assert parse("DTSTART;TZID=Team:20261210T100000").unknown_zones == {"Team": 1}


# Once more

Importer = Callable[..., Any]


@pytest.fixture
def import_calendar(mentee: Mentee, tmp_path: Path) -> Importer:
    """Import a calendar of these events."""

    def run(*events: str, words: tuple[str, ...] = (), head: str = "") -> Any:
        path = tmp_path / "team.ics"
        path.write_text(calendar(*events, head=head))
        return mentee.does("import", str(path), *words)

    return run


def test_a_calendar_that_has_a_session_otherwise_says_so_and_is_taken(
    mentee: Mentee, import_calendar: Importer
) -> None:
    weekly = "DTSTART:20261203T100000Z\nRRULE:FREQ=WEEKLY;COUNT=4"
    import_calendar(weekly, words=("--pick", "1", "--pick", "2", "--pick", "3", "--pick", "4"))
    changed = (
        f"{weekly}\nEXDATE:20261210T100000Z",
        "RECURRENCE-ID:20261203T100000Z\nDTSTART:20261204T090000Z\nDURATION:PT1H",
        "RECURRENCE-ID:20261217T100000Z\nDTSTART:20261217T100000Z\nSTATUS:CANCELLED",
        "RECURRENCE-ID:20261224T100000Z\nDTSTART:20261224T100000Z\nDURATION:PT45M\nLOCATION:Room 5",
    )
    before = mentee.bytes()
    events = import_calendar(*changed)
    assert [(event["session"], event["differs"]) for event in events] == [
        ("s1", ["starts_at"]), ("s4", ["minutes", "channel"]),
    ]  # fmt: skip
    result = mentee("import", str(mentee.folder / "team.ics"))
    assert (
        "s1 is at Fri 4 Dec 09:00 there, here at Thu 3 Dec 10:00; s2 is called off there; s3 is called off there;"
        " s4 takes 45 min there." in result.err
    )
    assert "--take theirs" in result.err
    assert import_calendar(*changed, words=("--take", "ours")) == {"made": []}
    assert import_calendar(*changed, words=("--take", "theirs", "--dry-run")) and mentee.bytes() == before
    taken = import_calendar(*changed, words=("--take", "theirs"))
    assert [(session["ref"], session["state"], session["moved"], session["minutes"]) for session in taken] == [
        ("s1", "planned", 1, 60), ("s2", "cancelled", 0, 60), ("s3", "cancelled", 0, 60), ("s4", "planned", 0, 45),
    ]  # fmt: skip
    assert import_calendar(*changed, words=("--take", "theirs")) == {"made": []}
    assert "there" not in mentee("import", str(mentee.folder / "team.ics")).err
    mentee.does("undo")
    assert mentee.does("show", "s2")["state"] == "planned", "it is one step"


def test_a_single_event_that_was_moved_or_called_off(mentee: Mentee, import_calendar: Importer) -> None:
    import_calendar("DTSTART:20261203T100000Z", words=("--pick", "1"))
    assert import_calendar("DTSTART:20261120T100000Z") == [], "it is past there, and told on stderr"
    assert "s1 is at" in mentee("import", str(mentee.folder / "team.ics")).err
    import_calendar("DTSTART:20261203T100000Z", head="METHOD:CANCEL\n")
    assert "s1 is called off there" in mentee("import", str(mentee.folder / "team.ics")).err


def test_what_was_done_here_is_not_taken_back(mentee: Mentee, import_calendar: Importer) -> None:
    import_calendar("DTSTART:20261203T100000Z", words=("--pick", "1"))
    mentee.does("sessions", "cancel", "s1")
    import_calendar("DTSTART:20261204T100000Z", words=("--take", "theirs"))
    assert mentee.does("show", "s1")["state"] == "cancelled"


def test_json_says_what_was_left_out(mentee: Mentee, tmp_path: Path) -> None:
    path = tmp_path / "mixed.ics"
    past = "BEGIN:VEVENT\nUID:p\nDTSTART:20200101T100000Z\nEND:VEVENT\n"
    path.write_text(calendar(GOOD, past, "DTSTART:20261207T100000Z\nDURATION:x"))
    result = mentee("import", str(path), "--json")
    assert '"1 event is past, called off or of whole days."' in result.out
    assert '"1 event could not be read (line 15: DURATION)."' in result.out
