"""Goals: agreeing, values, steps, and how they end."""

import pytest

from tests.conftest import Mentee


def test_a_goal_is_agreed_today_with_baseline_nought(mentee: Mentee) -> None:
    goal = mentee.does("goals", "add", "Chair stand-ups", "--unit", "meetings", "--target", "10", "--by", "in 5 weeks")
    assert {name: goal[name] for name in ("ref", "state", "baseline", "target", "start", "due", "agreed_on")} == {
        "ref": "g1", "state": "agreed", "baseline": 0, "target": 10,
        "start": "2026-11-23", "due": "2026-12-28", "agreed_on": "2026-11-23",
    }  # fmt: skip
    assert (goal["value"], goal["progress"], goal["rag"], goal["ended_on"]) == (0, 0, "green", None)


def test_the_answer_echoes_the_day_as_it_was_understood(mentee: Mentee) -> None:
    assert "in 4 days, Fri 27 Nov" in mentee("goals", "add", "Chair stand-ups", "--by", "friday").out
    assert "Fri 1 Jan 2027" in mentee("goals", "add", "Rest", "--by", "1 jan").out


def test_a_draft_is_agreed_later(mentee: Mentee) -> None:
    assert mentee.does("goals", "add", "Speak up", "--draft")["agreed_on"] is None
    assert mentee.fails("goals", "achieve", "g1").code == 1
    agreed = mentee.does("goals", "agree", "g1")
    assert (agreed["state"], agreed["agreed_on"]) == ("agreed", "2026-11-23")
    assert mentee.fails("goals", "agree", "g1").code == 1


def test_a_goal_takes_the_one_active_mentor_and_stays_open_with_several(mentee: Mentee) -> None:
    assert mentee.does("goals", "add", "Alone")["mentor"] is None
    mentee.does("mentors", "add", "Ruth Okafor")
    assert mentee.does("goals", "add", "With Ruth")["mentor"] == "m1"
    mentee.does("mentors", "add", "Tomasz Berg")
    assert mentee.does("goals", "add", "With whom")["mentor"] is None
    assert mentee.does("goals", "add", "With Tomasz", "--mentor", "tomasz")["mentor"] == "m2"


def test_values_move_a_goal_and_reaching_it_names_the_celebration(mentee: Mentee) -> None:
    mentee.does("goals", "add", "Chair stand-ups", "--target", "10")
    result = mentee("goals", "progress", "g1", "6.5", "--confidence", "4", "--note", "steady")
    assert "6.5 of 10" in result.out and "65 %" in result.out
    assert "achieve g1" in mentee("goals", "progress", "g1", "10").err
    value = mentee.does("goals", "progress", "g1", "11")
    assert (value["ref"], value["goal"], value["value"], value["day"]) == ("p3", "g1", 11, "2026-11-23")


def test_a_value_may_be_negative_and_entered_for_a_past_day(mentee: Mentee) -> None:
    mentee.does("goals", "add", "Balance", "--baseline", "-10", "--target", "-2", "--start", "2026-11-01")
    value = mentee.does("goals", "progress", "g1", "-6", "--on", "10 nov")
    assert (value["value"], value["day"]) == (-6, "2026-11-10")
    assert mentee.does("show", "g1")["progress"] == 0.5


def test_a_value_cannot_lie_in_the_future(mentee: Mentee) -> None:
    mentee.does("goals", "add", "Chair stand-ups", "--target", "10")
    assert mentee.fails("goals", "progress", "g1", "3", "--on", "2026-11-24").code == 2


@pytest.mark.parametrize(
    "value", ["nan", "inf", "1e999", "6,5,5", "1,5.5", "1 00", "six", "", "0x10", "１０", "1_000", "--6"]
)
def test_what_is_not_a_number_is_refused(mentee: Mentee, value: str) -> None:
    mentee.does("goals", "add", "Chair stand-ups", "--target", "10")
    assert mentee.fails("goals", "progress", "g1", value).code == 2


def test_a_percent_sign_needs_a_goal_counted_in_percent(mentee: Mentee) -> None:
    mentee.does("goals", "add", "Cover", "--unit", "%", "--target", "80%")
    assert mentee.does("goals", "progress", "g1", "40%")["value"] == 40
    mentee.does("goals", "add", "Chair stand-ups", "--unit", "meetings", "--target", "10")
    assert mentee.fails("goals", "progress", "g2", "40%").code == 2


def test_without_a_target_the_steps_count(mentee: Mentee) -> None:
    goal = mentee.does("goals", "add", "Run a workshop", "--step", "Watch one", "--step", "Chair one")
    assert goal["also"] == ["t1", "t2"]
    assert "1 of 2 steps" in mentee("goals", "done", "t1").out
    assert mentee.does("show", "g1")["progress"] == 0.5
    assert mentee.fails("goals", "progress", "g1", "1").code == 1
    assert "achieve g1" in mentee("goals", "done", "chair").err
    assert mentee.fails("goals", "done", "t2").code == 1


def test_a_step_is_added_with_its_day(mentee: Mentee) -> None:
    mentee.does("goals", "add", "Run a workshop")
    step = mentee.does("goals", "step", "g1", "Watch one", "--by", "end of month")
    assert (step["ref"], step["goal"], step["due"], step["state"]) == ("t1", "g1", "2026-11-30", "open")


def test_achieving_a_goal_offers_or_makes_an_achievement(mentee: Mentee) -> None:
    mentee.does("goals", "add", "Chair stand-ups", "--target", "10")
    mentee.does("goals", "add", "Speak up", "--target", "3")
    assert "celebrate g1 --how" in mentee("goals", "achieve", "g1").err
    achieved = mentee.does("goals", "achieve", "g2", "--celebrate", "Spoke up three times", "--on", "yesterday")
    assert (achieved["state"], achieved["ended_on"], achieved["also"]) == ("achieved", "2026-11-22", ["w1"])
    win = mentee.does("show", "w1")
    assert (win["title"], win["goal"], win["day"]) == ("Spoke up three times", "g2", "2026-11-22")
    mentee.does("undo")
    assert mentee.does("show", "g2")["state"] == "agreed"
    assert mentee("show", "w1").code == 3


def test_an_ended_goal_takes_no_more_values(mentee: Mentee) -> None:
    mentee.does("goals", "add", "Chair stand-ups", "--target", "10")
    mentee.does("goals", "drop", "g1")
    assert mentee.fails("goals", "progress", "g1", "3").code == 1
    assert mentee.fails("goals", "achieve", "g1").code == 1


def test_a_paused_goal_is_not_held_against_its_plan(mentee: Mentee) -> None:
    mentee.does("goals", "add", "Speak up", "--target", "4", "--start", "2026-01-01", "--by", "2026-12-31")
    assert mentee.does("show", "g1")["rag"] == "red"
    assert mentee.does("goals", "pause", "g1")["rag"] == "none"
    assert mentee.fails("goals", "pause", "g1").code == 1
    assert mentee.does("goals", "resume", "g1")["state"] == "agreed"


def test_the_list_shows_what_is_live(mentee: Mentee) -> None:
    for title in ("one", "two", "three", "four"):
        mentee.does("goals", "add", title)
    mentee.does("goals", "add", "five", "--draft")
    mentee.does("goals", "achieve", "g1")
    mentee.does("goals", "drop", "g2")
    mentee.does("goals", "pause", "g3")
    assert [goal["ref"] for goal in mentee.does("goals", "list")] == ["g3", "g4", "g5"]
    assert "1 achieved and 1 dropped not shown: --all" in mentee("goals", "list").out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--target", "5", "--baseline", "5"), "baseline"),
        (("--start", "2026-11-20", "--by", "2026-11-19"), "before it starts"),
    ],
)
def test_a_plan_must_lead_somewhere(mentee: Mentee, words: tuple[str, ...], says: str) -> None:
    result = mentee.fails("goals", "add", "Speak up", *words)
    assert result.code == 1 and says in result.err
    assert not mentee.path.exists(), "a first change that is refused leaves no file"


def test_the_same_rules_hold_for_edit(mentee: Mentee) -> None:
    mentee.does("goals", "add", "Speak up", "--target", "5", "--by", "2026-12-01")
    assert mentee.fails("edit", "g1", "target=0").code == 1
    assert mentee.fails("edit", "g1", "start=2026-11-20", "due=2026-11-19").code == 1
    assert mentee.does("edit", "g1", "target=7", "due=")["due"] is None


def test_a_text_that_looks_like_a_negative_number_stays_as_typed(mentee: Mentee) -> None:
    assert mentee.does("goals", "add", "--", "-1")["title"] == "-1"
    assert mentee.does("goals", "add", "Less", "--unit", "-3", "--baseline", "-3", "--target", "-1")["baseline"] == -3
    assert mentee.does("goals", "progress", "g2", "-2", "--note", "-7")["value"] == -2
    assert mentee.does("show", "p1")["note"] == "-7" and mentee.does("show", "g2")["unit"] == "-3"


@pytest.mark.parametrize(
    ("typed", "value"),
    [("9,5", 9.5), ("-0,125", -0.125), ("=9,25", 9.25), ("= -3", -3), ("+ 1,5", 1.5), ("1 000", 1000),
     ("1 000,5", 1000.5), ("1,500,000", 1_500_000), ("9 of 10", 9), ("9,5 out of 10", 9.5), ("9/10", 9),
     ("1,5 more", 1.5)],
)  # fmt: skip
def test_a_number_with_one_meaning_is_read(mentee: Mentee, typed: str, value: float) -> None:
    mentee.does(
        "goals", "add", "Chair stand-ups", "--target", "10", "--baseline=-1" if typed == "-0,125" else "--baseline=0"
    )
    assert mentee.does("goals", "progress", "g1", "--", typed)["value"] == value


def test_a_decimal_comma_is_one_wherever_a_number_stands(mentee: Mentee) -> None:
    mentee.does("goals", "add", "Fewer late risks", "--target", "5,5", "--unit", "%")
    assert mentee.does("goals", "progress", "g1", "4,5%")["value"] == 4.5
    assert mentee.does("edit", "p1", "value=3,5")["value"] == 3.5
    assert mentee.does("edit", "g1", "target=6,5")["target"] == 6.5


def test_a_comma_before_three_digits_has_two_meanings(mentee: Mentee) -> None:
    mentee.does("goals", "add", "Read more", "--target", "2000", "--unit", "pages")
    for words in (("goals", "progress", "g1", "1,500 pages"), ("edit", "g1", "target=1,500")):
        refused = mentee.fails(*words)
        assert refused.code == 2 and '"1,500" could be 1.5 or 1500.' in refused.err
    table = mentee.path.with_name("goals.csv")
    table.write_text("title;target\nWrite;1,500\n")
    assert "Write 1.5 or 1500." in mentee("import", str(table), "--noun", "goals").err
    assert mentee.fails("goals", "progress", "g1", "9 of 10").err.startswith("VALUE: The target is 2000.")
    assert '"lots" is not a number' in mentee.fails("goals", "progress", "g1", "lots of them").err
