"""SQL conditions that several queries share: a session held, feedback that awaits a response, a question carried.

They have a module of their own, since `next` and the report need them without the record classes.
"""

from datetime import date

from mentorlog.clock import sql_end_of_day, sql_start_of_day

SESSION_DAY = "local_day(starts_at)"  # of the reader; `day_range_sql` compares with it
HELD = "state = 'held'"
LATEST_FIRST = "datetime(starts_at) DESC"  # the order of sessions


def day_range_sql(since: date | None, until: date | None) -> str:
    """SQL that a session is on one of these days of the reader, both included. An index on the instant serves it."""
    first = [f"datetime(starts_at) >= '{sql_start_of_day(since)}'"] if since else []
    last = [f"datetime(starts_at) < '{sql_end_of_day(until)}'"] if until else []
    return " AND ".join(first + last) or "TRUE"


# Praise needs no response.
AWAITS_RESPONSE = "state = 'open' AND kind IS NOT 'praise'"
STUNG_RATING = 2  # no response is asked for on the day of feedback whose `landed` is this or less


# The newest letter to a mentor, if its reply is late: one that is older than two months hardly gets any.
AWAITS_REPLY = (
    "state = 'waiting' AND day < date(:today, '-7 days') AND day > date(:today, '-60 days')"
    " AND number = (SELECT max(newest.number) FROM letters newest WHERE newest.mentor = letters.mentor)"
    " AND (SELECT state FROM mentors WHERE mentors.number = letters.mentor) IN ('active', 'paused')"
)


def _carry_count(table: str, closing_days: str, condition: str = "TRUE") -> str:
    """SQL of how many sessions with the record's mentor were held after its creation and before the day it was closed.

    The days of a session compared here are those of the place where it was planned, as `Session.day_there` has it, so
    that the count is the same wherever it is read.

    `filters.owner_sql` has the same rule for whose a record is. The upper bound on the instant, past that day in every
    time zone, only ends the scan of the index.
    """
    closed_on = f"coalesce({closing_days})"
    return (
        "SELECT count(*) FROM sessions s"
        f" WHERE s.state = 'held' AND datetime(s.starts_at) > datetime({table}.created_at)"
        f" AND datetime(s.starts_at) < coalesce(datetime({closed_on}, '+1 day'), '9999-99-99') AND {condition}"
        f" AND substr(s.starts_at, 1, 10) < coalesce({closed_on}, '9999-99-99')"
        f" AND coalesce({table}.mentor, (SELECT o.mentor FROM sessions o WHERE o.number = {table}.session),"
        f" (SELECT o.mentor FROM goals o WHERE o.number = {table}.goal), s.mentor, 0) = coalesce(s.mentor, 0)"
    )


ACTION_CARRY_COUNT = _carry_count("actions", "actions.done_on, actions.dropped_on")
# Not counted are sessions before the one that the question is meant for. The unary plus keeps SQLite from starting the
# scan of the index there.
QUESTION_CARRY_COUNT = _carry_count(
    "questions",
    "questions.answered_on, questions.dropped_on",
    "+datetime(s.starts_at) >= coalesce("
    "(SELECT datetime(b.starts_at) FROM sessions b WHERE b.number = questions.session), '')",
)
QUESTION_RANK = "CASE priority WHEN 'high' THEN 1 WHEN 'normal' THEN 2 ELSE 3 END"

# Of a goal.
LATEST_VALUE_SQL = "SELECT value FROM progress p WHERE p.goal = goals.number ORDER BY p.day DESC, p.number DESC LIMIT 1"
STEP_COUNT_SQL = "SELECT count(*) FROM steps t WHERE t.goal = goals.number"
# Of a goal to keep a level: whether a value keeps it, the share of values that do, how many of the last two do not.
_VALUE_KEPT_SQL = (
    "CASE WHEN goals.target >= goals.baseline THEN p.value >= goals.target ELSE p.value <= goals.target END"
)
_LATEST_KEPT_SQL = (
    f"SELECT {_VALUE_KEPT_SQL} FROM progress p WHERE p.goal = goals.number "
    "ORDER BY p.day DESC, p.number DESC LIMIT 1 OFFSET"
)
KEPT_SHARE_SQL = f"SELECT avg({_VALUE_KEPT_SQL}) FROM progress p WHERE p.goal = goals.number AND goals.keep"
MISSED_COUNT_SQL = (
    f"CASE WHEN NOT goals.keep OR coalesce(({_LATEST_KEPT_SQL} 0), 1) THEN 0"
    f" WHEN coalesce(({_LATEST_KEPT_SQL} 1), 1) THEN 1 ELSE 2 END"
)
