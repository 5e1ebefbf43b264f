"""SQL of what several queries mean by the same word: a session held, feedback that waits, a question carried over.

It stands apart from the records, since `next` and the report ask for it and would pay for importing them.
"""

SESSION_DAY = "substr(starts_at, 1, 10)"
HELD = "state = 'held'"
LATEST_FIRST = "datetime(starts_at) DESC"  # the order of sessions

# Feedback that waits for a response: praise needs none.
AWAITS_RESPONSE = "state = 'open' AND kind IS NOT 'praise'"
STUNG_RATING = 2  # feedback that landed this badly gets no demand for a response on the same day


def _of_session_mentor(table: str) -> str:
    """SQL that a session `s` is with the mentor whose a row of `table` is, as `filters.owner_sql` says it."""
    return (
        f"coalesce({table}.mentor, (SELECT o.mentor FROM sessions o WHERE o.number = {table}.session),"
        f" (SELECT o.mentor FROM goals o WHERE o.number = {table}.goal), s.mentor, 0) = coalesce(s.mentor, 0)"
    )


_QUESTION_CLOSED_ON = "coalesce(questions.answered_on, questions.dropped_on)"
# Sessions held with its mentor after the question was written, before the day it was answered or dropped, and not
# before the session it waits for. The second condition only ends the scan of the index, at an instant past that day in
# every time zone; the unary plus in the third keeps SQLite from using it for the start of the scan.
QUESTION_CARRY_COUNT = (
    "SELECT count(*) FROM sessions s WHERE s.state = 'held' AND datetime(s.starts_at) > datetime(questions.created_at)"
    f" AND datetime(s.starts_at) < coalesce(datetime({_QUESTION_CLOSED_ON}, '+1 day'), '9999-99-99')"
    " AND +datetime(s.starts_at) >= coalesce("
    "(SELECT datetime(b.starts_at) FROM sessions b WHERE b.number = questions.session), '')"
    f" AND substr(s.starts_at, 1, 10) < coalesce({_QUESTION_CLOSED_ON}, '9999-99-99')"
    f" AND {_of_session_mentor('questions')}"
)

_ACTION_CLOSED_ON = "coalesce(actions.done_on, actions.dropped_on)"
# Sessions held with its mentor after the action was agreed, before the day it was done or dropped; the second condition
# as above.
ACTION_CARRY_COUNT = (
    "SELECT count(*) FROM sessions s WHERE s.state = 'held' AND datetime(s.starts_at) > datetime(actions.created_at)"
    f" AND datetime(s.starts_at) < coalesce(datetime({_ACTION_CLOSED_ON}, '+1 day'), '9999-99-99')"
    f" AND substr(s.starts_at, 1, 10) < coalesce({_ACTION_CLOSED_ON}, '9999-99-99')"
    f" AND {_of_session_mentor('actions')}"
)
