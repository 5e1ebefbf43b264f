"""What was carried from session to session, and what waits for an answer, in SQL.

It stands beside the records that count it, since the report asks for it too and needs no record for that.
"""

_ANSWERED = "coalesce(questions.answered_on, questions.dropped_on)"
# Sessions held since it was written (by the instant), before the day it was settled, and not before the one that
# it waits for. The last instant that may still be before that day, anywhere, lets the index end there; the sign
# before the third one keeps it from being where the index begins.
QUESTION_CARRIED = (
    "SELECT count(*) FROM sessions s WHERE s.state = 'held' AND datetime(s.starts_at) > datetime(questions.created_at)"
    f" AND datetime(s.starts_at) < coalesce(datetime({_ANSWERED}, '+1 day'), '9999-99-99')"
    " AND +datetime(s.starts_at) >= coalesce("
    "(SELECT datetime(b.starts_at) FROM sessions b WHERE b.number = questions.session), '')"
    f" AND substr(s.starts_at, 1, 10) < coalesce({_ANSWERED}, '9999-99-99')"
)

_DONE = "coalesce(actions.done_on, actions.dropped_on)"
# Sessions held since it was agreed (by the instant), before the day it was done or dropped. The last instant that may
# still be before that day, anywhere, lets the index end there.
ACTION_CARRIED = (
    "SELECT count(*) FROM sessions s WHERE s.state = 'held' AND datetime(s.starts_at) > datetime(actions.created_at)"
    f" AND datetime(s.starts_at) < coalesce(datetime({_DONE}, '+1 day'), '9999-99-99')"
    f" AND substr(s.starts_at, 1, 10) < coalesce({_DONE}, '9999-99-99')"
)

# Received, not praise, without an answer: what the report calls waiting.
WAITING = "state = 'open' AND kind IS NOT 'praise'"
