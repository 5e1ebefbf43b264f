"""What two people share, in the report: promises, lessons, friction, skills, contacts, the agreement."""

from tests.conftest import Mentee
from tests.report.conftest import Report


def test_promises_are_counted_by_side_and_by_their_day(mentee: Mentee, report: Report) -> None:
    mentee.at("2026-10-01T09:00:00")
    for words in (("in time", "--by", "2026-10-20"), ("late", "--by", "2026-10-05"), ("open",), ("theirs", "--theirs")):
        mentee.does("actions", "add", *words)
    mentee.at("2026-10-10T09:00:00")
    mentee.does("actions", "done", "a1", "a2", "a4")
    assert report()["actions"] == {
        "on_time": 2, "late": 1, "open": 1,
        "mine": {"on_time": ["a1"], "late": ["a2"], "open": ["a3"]},
        "theirs": {"on_time": ["a4"], "late": [], "open": []},
        "overdue": [],
    }  # fmt: skip
    earlier = report("--until", "2026-10-09")["actions"]
    assert (earlier["on_time"], earlier["mine"]["open"], earlier["theirs"]["open"]) == (0, ["a1", "a2", "a3"], ["a4"])


def test_lessons_learned_applied_and_waiting(mentee: Mentee, report: Report) -> None:
    mentee.at("2026-10-01T09:00:00")
    mentee.does("lessons", "add", "one")
    mentee.does("lessons", "add", "two")
    mentee.does("lessons", "apply", "l1", "There", "--on", "2026-10-01")
    data = report()["lessons"]
    assert data == {
        "added": 2, "applied": 1, "waiting": 1,
        "refs": {"added": ["l1", "l2"], "applied": ["l1"], "waiting": ["l2"]},
    }  # fmt: skip
    assert report("--since", "2026-11-01")["lessons"]["refs"] == {"added": [], "applied": [], "waiting": ["l2"]}


def test_challenges_with_the_days_they_took(mentee: Mentee, report: Report) -> None:
    mentee.does("challenges", "add", "one", "--kind", "fit", "--on", "2026-10-01")
    mentee.does("challenges", "add", "two", "--kind", "trust", "--on", "2026-10-02")
    mentee.does("challenges", "resolve", "x1", "Talked", "--on", "2026-10-14")
    assert report()["challenges"] == {
        "added": 2, "open": 1, "resolved": [{"ref": "x1", "days": 13}],
        "refs": {"added": ["x1", "x2"], "open": ["x2"]},
    }  # fmt: skip
    assert report("--until", "2026-10-13")["challenges"]["refs"]["open"] == ["x1", "x2"]
    assert "x1 resolved after 13 days" in mentee("report", "--refs").out


def test_skills_then_and_now_by_each_of_the_two(mentee: Mentee, report: Report) -> None:
    for day, level, by in (("2026-01-01", "1", "self"), ("2026-06-01", "2", "self"), ("2026-11-01", "3", "self"),
                           ("2026-11-02", "4", "mentor")):  # fmt: skip
        mentee.does("skills", "rate", "risk", level, "--from", by, "--on", day)
    assert report()["skills"] == [
        {
            "ref": "k4", "name": "risk", "self": {"then": 2, "now": 3}, "mentor": {"then": 4, "now": 4},
            "mentors": [],
        }
    ]  # fmt: skip
    assert report("--until", "2026-06-30")["skills"][0]["mentor"] == {"then": None, "now": None}


def test_contacts_and_the_agreement_that_counted(mentee: Mentee, report: Report) -> None:
    mentee.does("mentors", "add", "Ruth Okafor")
    mentee.does("contacts", "add", "Priya", "--introduced-on", "2026-10-01", "--follow-up", "2026-12-01")
    mentee.does("contacts", "add", "Sam", "--introduced-on", "2026-01-01")
    assert report()["contacts"] == {"added": 1, "open": 1, "refs": {"added": ["o1"], "open": ["o1"]}}
    assert report()["agreement"] is None
    for on in ("2026-09-01", "2026-11-01"):
        mentee.does("agreement", "draft", "--purpose", f"Grow {on}", "--review-on", "2027-01-01")
        mentee.does("agreement", "agree", "--on", on)
    assert report()["agreement"] == {
        "ref": "v2", "version": 2, "agreed_on": "2026-11-01", "review_on": "2027-01-01", "reviewed_on": None,
        "mentor": "",
    }  # fmt: skip
    assert report("--until", "2026-10-01")["agreement"]["version"] == 1
