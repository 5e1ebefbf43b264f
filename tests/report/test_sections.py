"""Sessions, questions, feedback, achievements and check-ins in the report."""

from tests.conftest import Mentee
from tests.report.conftest import Report, add_goal, add_session


def test_sessions_are_counted_by_what_became_of_them(mentee: Mentee, report: Report) -> None:
    add_session(mentee, "2026-10-05")
    add_session(mentee, "2026-10-19", "missed")
    add_session(mentee, "2026-11-02", "cancel")
    add_session(mentee, "2026-11-16")
    mentee.does("sessions", "add", "--at", "2026-11-30 15:00")
    sessions = report()["sessions"]
    assert {name: sessions[name] for name in ("held", "missed", "cancelled", "planned")} == {
        "held": 2, "missed": 1, "cancelled": 1, "planned": 1,
    }  # fmt: skip
    assert (sessions["last_day"], sessions["days_since_last"]) == ("2026-11-16", 7)
    assert sessions["cadence"] == {"every": None, "due": None, "held": 2}


def test_a_session_later_today_is_still_planned(mentee: Mentee, report: Report) -> None:
    mentee.does("sessions", "add", "--at", "today 15:00")
    assert report()["sessions"]["planned"] == 1


def test_what_is_planned_after_the_period_counts_for_a_past_until_too(mentee: Mentee, report: Report) -> None:
    mentee.at("2026-11-09T08:00:00")
    mentee.does("sessions", "add", "--at", "2026-11-16 15:00")
    mentee.at("2026-11-16T18:00:00")
    mentee.does("sessions", "held", "s1")
    assert report("--until", "2026-11-10")["sessions"]["planned"] == 1
    assert report("--until", "2026-11-10")["sessions"]["held"] == 0


def test_cadence_counts_from_the_day_the_mentorship_began(mentee: Mentee, report: Report) -> None:
    mentee.at("2026-09-01T09:00:00")
    mentee.does("mentors", "add", "Ruth Okafor", "--cadence", "2 weeks")
    add_session(mentee, "2026-10-05")
    add_session(mentee, "2026-10-19")
    assert report()["sessions"]["cadence"] == {
        "every": "2 weeks",
        "due": 6,
        "held": 2,
    }  # 1, 15, 29 Sep; 13, 27 Oct; 10 Nov
    cadence = report("--since", "2026-10-06")["sessions"]["cadence"]
    assert cadence == {"every": "2 weeks", "due": 3, "held": 1}  # 13, 27 Oct; 10 Nov


def test_a_cadence_without_a_session_is_due_nothing(mentee: Mentee, report: Report) -> None:
    mentee.does("mentors", "add", "Ruth Okafor", "--cadence", "2 weeks")
    assert report()["sessions"]["cadence"] == {"every": "2 weeks", "due": 0, "held": 0}
    mentee.does("questions", "add", "Who decides?")
    out = mentee("report", "--refs").out
    assert "held" in out and "of 0 due" not in out


def test_questions_of_the_period(mentee: Mentee, report: Report) -> None:
    mentee.at("2026-07-01T10:00:00")
    mentee.does("questions", "add", "old and open")
    mentee.at("2026-10-01T10:00:00")
    mentee.does("questions", "add", "answered")
    mentee.does("questions", "add", "dropped")
    add_session(mentee, "2026-10-05")
    mentee.does("questions", "answer", "q2", "so")
    mentee.does("questions", "drop", "q3")
    data = report()["questions"]
    assert (data["added"], data["answered"], data["open"]) == (2, 1, 1)
    assert data["refs"] == {"added": ["q2", "q3"], "answered": ["q2"], "open": ["q1"]}
    assert data["oldest_open"] == {"ref": "q1", "day": "2026-07-01", "days": 145}
    assert data["most_carried"] == {"ref": "q1", "carried": 1}


def test_what_was_settled_later_was_open_then(mentee: Mentee, report: Report) -> None:
    mentee.at("2026-10-01T10:00:00")
    mentee.does("questions", "add", "answered later")
    mentee.does("questions", "add", "dropped later")
    add_session(mentee, "2026-10-05")
    add_session(mentee, "2026-11-02")
    mentee.does("questions", "answer", "q1", "so")
    mentee.does("questions", "drop", "q2")
    earlier = report("--until", "2026-10-31")["questions"]
    assert earlier["refs"]["open"] == ["q1", "q2"] and earlier["answered"] == 0
    assert earlier["most_carried"] == {"ref": "q1", "carried": 1}
    assert earlier["oldest_open"]["days"] == 30


def test_no_question_is_open(report: Report) -> None:
    questions = report()["questions"]
    assert (questions["oldest_open"], questions["most_carried"]) == (None, None)


def test_feedback_waits_when_received_unanswered_and_no_praise(mentee: Mentee, report: Report) -> None:
    for words in (("--praise",), ("--constructive",), (), ("--given", "--constructive"), ("--constructive",)):
        mentee.does("feedback", "add", "You did", *words)
    mentee.does("feedback", "respond", "f5", "I see")
    data = report()["feedback"]
    assert {name: data[name] for name in ("received", "given", "praise", "constructive", "waiting")} == {
        "received": 4, "given": 1, "praise": 1, "constructive": 3, "waiting": 2,
    }  # fmt: skip
    assert data["refs"] == {"received": ["f1", "f2", "f3", "f5"], "given": ["f4"], "waiting": ["f2", "f3"]}


def test_achievements_come_newest_first_with_how_they_were_celebrated(mentee: Mentee, report: Report) -> None:
    add_goal(mentee)
    mentee.does("achievements", "add", "one", "--on", "2026-10-01", "--goal", "g1", "--evidence", "minutes")
    mentee.does("achievements", "add", "two", "--on", "2026-11-01")
    mentee.does("achievements", "celebrate", "w1", "--how", "cake", "--on", "2026-10-02")
    two, one = report()["achievements"]
    assert (two["ref"], two["state"], two["how"]) == ("w2", "new", None)
    assert one == {
        "ref": "w1", "title": "one", "day": "2026-10-01", "evidence": "minutes", "goal": "g1",
        "state": "celebrated", "celebrated_on": "2026-10-02", "how": "cake",
    }  # fmt: skip
    (earlier,) = report("--until", "2026-10-01")["achievements"]
    assert (earlier["state"], earlier["how"]) == ("new", None), "it was celebrated the day after"


def test_moods_are_series_without_what_was_skipped(mentee: Mentee, report: Report) -> None:
    for day, words in (
        ("2026-10-01", ("--mood", "2")),
        ("2026-10-15", ("--mood", "3", "--energy", "4")),
        ("2026-11-01", ("--trust", "5", "--mood", "4")),
    ):
        mentee.does("checkin", "--on", day, *words)
    assert report()["checkins"] == {
        "count": 3,
        "mood": [["2026-10-01", 2], ["2026-10-15", 3], ["2026-11-01", 4]],
        "energy": [["2026-10-15", 4]],
        "trust": [["2026-11-01", 5]],
    }
    out = mentee("report", "--refs").out
    assert "▂▃▅  2 to 4" in out and "4  too few for a trend" in out


def test_the_headline_says_who_needs_a_talk(mentee: Mentee, report: Report) -> None:
    assert report()["headline"] == "No goal is running in this period."
    add_goal(mentee)
    assert report()["headline"] == "One goal is running, with no plan to hold against it yet."
    mentee.does("edit", "g1", "target=10", "due=2026-12-10")
    assert report()["headline"] == 'Your goal is behind its plan; "Chair stand-ups" needs a talk.'
    mentee.does("goals", "progress", "g1", "9")
    assert report()["headline"] == "Your goal is on plan."
    mentee.does("goals", "add", "Speak up", "--target", "9", "--start", "2026-01-01", "--by", "2026-12-01")
    assert report()["headline"] == 'One of two goals is on plan; "Speak up" needs a talk.'
    mentee.does("goals", "achieve", "g1")
    mentee.does("goals", "drop", "g2")
    assert report()["headline"] == "One goal was achieved; none is running now."


def test_what_was_reached_stands_first_and_is_no_false_claim(mentee: Mentee, report: Report) -> None:
    mentee.does("goals", "add", "Chair stand-ups", "--target", "10", "--start", "2026-10-01", "--by", "2026-12-31")
    mentee.does("goals", "add", "Speak up", "--target", "4", "--start", "2026-10-01", "--by", "2026-12-31")
    mentee.does("goals", "progress", "g2", "1")
    mentee.does("goals", "achieve", "g2")
    assert report()["headline"] == "One goal reached; the one still open needs a talk."
    page = mentee("report").out
    assert page.index("Speak up") < page.index("Chair stand-ups")
    assert "by your own word at 25 %" in page
    mentee.does("goals", "progress", "g1", "10")
    assert report()["headline"] == "One goal reached; the one still open is on plan."
    mentee.does("goals", "add", "Rest")
    mentee.does("goals", "achieve", "g1")
    assert report()["headline"] == "Two goals reached; one is open, with no plan to hold against it yet."


def test_every_figure_on_the_page_can_be_traced(mentee: Mentee, report: Report) -> None:
    add_session(mentee, "2026-11-02")
    mentee.does("questions", "add", "Who decides?")
    mentee.does("feedback", "add", "You asked early")
    mentee.does("checkin", "--mood", "3")
    mentee.at("2026-11-23T09:00:00")
    out = mentee("report", "--refs").out
    for trace in ("held s1", "asked q1", "open q1", "received f1", "mentorlog checkin list"):
        assert trace in out


def test_an_empty_journal_gets_a_first_step(mentee: Mentee) -> None:
    result = mentee("report")
    assert (
        "Nothing to report yet" in result.out and "mentorlog goals add" in result.out and "mentorlog demo" in result.err
    )


def test_reading_a_report_writes_nothing(mentee: Mentee) -> None:
    mentee.does("questions", "add", "Who decides?")
    before = (mentee.bytes(), mentee.path.stat().st_mtime_ns)
    mentee.does("report")
    assert (mentee.bytes(), mentee.path.stat().st_mtime_ns) == before


def test_a_session_of_which_nobody_has_said_what_became_of_it_is_not_left_out(mentee: Mentee, report: Report) -> None:
    mentee.at("2026-10-01T09:00:00")
    mentee.does("mentors", "add", "Ruth Okafor", "--cadence", "2 weeks")
    add_session(mentee, "2026-10-05")
    add_session(mentee, "2026-10-19", "planned")
    sessions = report("--until", "2026-10-31")["sessions"]
    assert (sessions["held"], sessions["unsettled"], sessions["planned"]) == (1, 1, 0)
    assert "1 held of 4 due every 2 weeks, 1 not noted yet (s2)" in mentee("report", "--refs").out
    assert "1 not noted yet · last on" in mentee("report", "--for", "manager", "--refs").out
    mentee.does("sessions", "held", "s2")
    assert report("--until", "2026-10-31")["sessions"]["unsettled"] == 0


def test_what_was_noted_after_the_period_was_not_planned_then(mentee: Mentee, report: Report) -> None:
    add_session(mentee, "2026-10-05")
    add_session(mentee, "2026-11-16")
    assert report("--until", "2026-10-31")["sessions"]["planned"] == 0


def test_others_hear_of_no_feedback_rather_than_a_false_none(mentee: Mentee) -> None:
    mentee.does("mentors", "add", "Ruth Okafor")
    mentee.does("feedback", "add", "You listen", "--praise")
    mentee.does("feedback", "add", "You rush", "--given")
    assert "1 received, 1 given" in mentee("report", "--refs").out
    shared = mentee("report", "--for", "mentor", "--refs").out
    assert "1 received · 1 praise" in shared and "given" not in shared
    mentee.does("delete", "f1")
    assert "Feedback" not in mentee("report", "--for", "mentor", "--refs").out
