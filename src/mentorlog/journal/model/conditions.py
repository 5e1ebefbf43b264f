"""SQL of what several queries mean by the same word: a session held, feedback that waits, a question carried over.

It stands apart from the records, since `next` and the report ask for it and would pay for importing them.
"""

SESSION_DAY = "substr(starts_at, 1, 10)"
HELD = "state = 'held'"
LATEST_FIRST = "datetime(starts_at) DESC"  # the order of sessions

# Feedback that waits for a response: praise needs none.
AWAITS_RESPONSE = "state = 'open' AND kind IS NOT 'praise'"
STUNG_RATING = 2  # how it landed, up to which no response is asked for on the same day

_QUESTION_SETTLED_ON = "coalesce(questions.answered_on, questions.dropped_on)"
# Sessions held since it was written (by the instant), before the day it was settled, and not before the one that
# it waits for. The last instant that may still be before that day, anywhere, lets the index end there; the sign
# before the third one keeps it from being where the index begins.
QUESTION_CARRY_COUNT = (
    "SELECT count(*) FROM sessions s WHERE s.state = 'held' AND datetime(s.starts_at) > datetime(questions.created_at)"
    f" AND datetime(s.starts_at) < coalesce(datetime({_QUESTION_SETTLED_ON}, '+1 day'), '9999-99-99')"
    " AND +datetime(s.starts_at) >= coalesce("
    "(SELECT datetime(b.starts_at) FROM sessions b WHERE b.number = questions.session), '')"
    f" AND substr(s.starts_at, 1, 10) < coalesce({_QUESTION_SETTLED_ON}, '9999-99-99')"
)

_ACTION_SETTLED_ON = "coalesce(actions.done_on, actions.dropped_on)"
# Sessions held since it was agreed (by the instant), before the day it was done or dropped. The last instant that may
# still be before that day, anywhere, lets the index end there.
ACTION_CARRY_COUNT = (
    "SELECT count(*) FROM sessions s WHERE s.state = 'held' AND datetime(s.starts_at) > datetime(actions.created_at)"
    f" AND datetime(s.starts_at) < coalesce(datetime({_ACTION_SETTLED_ON}, '+1 day'), '9999-99-99')"
    f" AND substr(s.starts_at, 1, 10) < coalesce({_ACTION_SETTLED_ON}, '9999-99-99')"
)
