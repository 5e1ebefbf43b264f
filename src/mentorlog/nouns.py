"""The nouns, one row each: the letter of their refs, their table, the fields that name and date a record.

This module stands below `settings`, since one setting takes the names of the command groups.
"""

from mentorlog.structs import Frozen


class Due(Frozen):
    """The day on which a record is due, for `due` and `next`."""

    field: str
    label: str = ""  # what is due; by default the noun
    text: str = ""  # SQL of its text; by default the title
    condition: str = "state = 'open'"  # SQL
    rank: int = 99  # order among records due on the same day


class Kind(Frozen):
    """One noun. It holds all that `log` and `due` need, so that they import no record class."""

    letter: str  # of its refs; "" where its records are reached through their parent alone
    noun: str
    plural: str  # in sentences; also its table
    group: str  # its command group; "" where its parent shows it
    title_field: str  # the field with its name
    day_field: str  # the field with its day
    help: str
    class_path: str  # module and class below `records`
    parent: str = ""  # the noun that shows it
    label: str = ""  # in sentences, if it differs from the noun
    due: Due | None = None
    log_title: str = ""  # SQL of its line in `log`; by default the title
    log_condition: str = ""  # SQL condition for the records that `log` shows; by default all
    is_added: bool = True  # by a command that says what is in it

    def __hash__(self) -> int:
        return hash(self.noun)

    @property
    def display_noun(self) -> str:
        """The noun in a sentence."""
        return self.label or self.noun

    @property
    def display_plural(self) -> str:
        """The plural in a sentence."""
        return f"{self.label}s" if self.label else self.plural

    @property
    def day_sql(self) -> str:
        """SQL of the day in the record's day field."""
        return day_sql(self.day_field)

    @property
    def day_order_sql(self) -> str:
        """SQL by which the days are in their order, for which an index serves."""
        return "datetime(starts_at)" if self.day_field == "starts_at" else self.day_field


def day_sql(field: str) -> str:
    """SQL of the day of a field: of a session, which was planned in a zone of its own, the day of the reader."""
    return f"local_day({field})" if field == "starts_at" else field


# The skills that migrations insert have these uids; `log` leaves them out, since nobody wrote them.
_BUNDLED_UID = "01900000-0000-7000-8000-"
_NOT_BUNDLED = f"uid NOT GLOB '{_BUNDLED_UID}*'"
_GOAL_AGREED = "EXISTS (SELECT 1 FROM goals g WHERE g.number = steps.goal AND g.state = 'agreed')"
_NO_LATER_REVIEW = (
    "NOT EXISTS (SELECT 1 FROM reviews later WHERE later.day > reviews.day AND later.mentor IS reviews.mentor)"
    " AND NOT EXISTS (SELECT 1 FROM agreements newer WHERE newer.state = 'agreed' AND newer.mentor IS reviews.mentor"
    " AND newer.agreed_on > reviews.day AND newer.review_on IS NOT NULL)"
)
# A review under an agreement settles its day: from four weeks before on, or by naming a day that is not earlier.
SETTLES_AGREEMENT = (
    "r.mentor = agreements.mentor AND r.day >= agreements.agreed_on AND (r.day >= agreements.review_on"
    " OR r.day > agreements.agreed_on AND r.day >= date(agreements.review_on, '-28 days')"
    " OR r.next_review >= agreements.review_on)"
)
_PROGRESS_TITLE = (
    "(SELECT title FROM goals WHERE goals.number = goal)"
    " || ' at ' || rtrim(rtrim(printf('%.6f', value), '0'), '.') || coalesce(': ' || note, '')"
)
_CHECKIN_TITLE = (
    "'Check-in' || coalesce(', mood ' || mood, '') || coalesce(', energy ' || energy, '') || coalesce(': ' || wins, '')"
)
_RATING_TITLE = (
    "(SELECT name FROM skills WHERE skills.number = skill) || ' at ' || value"
    " || CASE \"by\" WHEN 'mentor' THEN ', my mentor says' ELSE '' END || coalesce(': ' || evidence, '')"
)
_LETTER_TITLE = "'Letter to ' || (SELECT name FROM mentors WHERE mentors.number = mentor) || ': ' || kind"
_SCORE_TITLE = (
    "(SELECT name FROM mentors WHERE mentors.number = mentor) || ' at ' || value || ' for '"
    " || (SELECT text FROM needs WHERE needs.number = need)"
)

_ROWS = (
    Kind("g", "goal", "goals", "goals", "title", "start", "What to grow in, agreed with your mentor.", "goals.Goal",
         due=Due("due", condition="state = 'agreed'", rank=3)),
    Kind("t", "step", "steps", "", "title", "due", "A milestone of a goal.", "goals.Step", "goal",
         due=Due("due", condition=f"state = 'open' AND {_GOAL_AGREED}", rank=2)),
    Kind("p", "progress", "progress", "", "day", "day", "A goal's value on a day.", "goals.Progress", "goal", "value",
         log_title=_PROGRESS_TITLE),
    Kind(
        "q", "question", "questions", "questions", "text", "created_at",
        "What to ask your mentor next time.", "questions.Question",
    ),
    Kind(
        "s", "session", "sessions", "sessions", "starts_at", "starts_at",
        "Meetings with your mentor.", "sessions.Session",
        due=Due("starts_at", text="starts_at || ' ' || zone", condition="state = 'planned'", rank=7),
        log_title="'Session ' || state || coalesce(': ' || takeaways, '')",
    ),
    Kind(
        "c", "checkin", "checkins", "checkin", "day", "day",
        "Take stock before a session, in two minutes.", "checkins.CheckIn", label="check-in",
        log_title=_CHECKIN_TITLE,
    ),
    Kind(
        "f", "feedback", "feedback", "feedback", "behaviour", "day",
        "Words received from your mentor, or given.", "feedback.Feedback",
    ),
    Kind(
        "w", "achievement", "achievements", "achievements", "title", "day",
        "Wins, their evidence, and how you celebrated.", "achievements.Achievement",
    ),
    Kind(
        "a", "action", "actions", "actions", "text", "due",
        "What you or your mentor promised to do.", "actions.Action", due=Due("due", rank=1),
    ),
    Kind(
        "l", "lesson", "lessons", "lessons", "text", "created_at",
        "What you learned, and where you applied it.", "lessons.Lesson",
    ),
    Kind(
        "", "application", "applications", "", "text", "day",
        "Where a lesson was used.", "lessons.Application", "lesson",
    ),
    Kind(
        "h", "activity", "activities", "activities", "title", "day",
        "Courses, books, events: your development beside the sessions.", "activities.Activity",
    ),
    Kind(
        "x", "challenge", "challenges", "challenges", "text", "day",
        "Friction: what is hard, and what became of it.", "challenges.Challenge",
    ),
    Kind(
        "k", "skill", "skills", "skills", "name", "created_at",
        "What you grow in, rated by you and your mentor.", "skills.Skill",
        log_condition=_NOT_BUNDLED,
    ),
    Kind("e", "rating", "ratings", "", "day", "day", "A skill's level on a day.", "skills.Rating", "skill",
         log_title=_RATING_TITLE),
    Kind("n", "need", "needs", "needs", "text", "created_at", "What you look for in a mentor.", "needs.Need"),
    Kind("", "score", "scores", "", "day", "day", "How a mentor meets a need.", "needs.Score", "mentor",
         log_title=_SCORE_TITLE),
    Kind(
        "v", "agreement", "agreements", "agreement", "purpose", "agreed_on",
        "How you and your mentor want to work together.", "agreements.Agreement",
        due=Due(
            "review_on", "review", "'Look back on the agreement'",
            f"state = 'agreed' AND NOT EXISTS (SELECT 1 FROM reviews r WHERE {SETTLES_AGREEMENT})", rank=5,
        ),
        log_title="'Agreement version ' || version || coalesce(': ' || purpose, '')",
    ),
    Kind("b", "point", "points", "", "text", "created_at", "A point of an agreement.", "agreements.Point", "agreement"),
    Kind(
        "o", "contact", "contacts", "contacts", "name", "introduced_on",
        "People you met through your mentor.", "contacts.Contact",
        due=Due("follow_up", "follow-up", rank=4),
    ),
    Kind("r", "review", "reviews", "review", "day", "day", "Look back over a period together.", "reviews.Review",
         due=Due("next_review", "review", "'Look back together'", _NO_LATER_REVIEW, rank=6),
         log_title="'Review' || coalesce(': ' || went_well, '')"),
    Kind("y", "letter", "letters", "letters", "day", "day", "What you wrote to a mentor, and what waits for a reply.",
         "letters.Letter", log_title=_LETTER_TITLE, is_added=False),
    Kind("m", "mentor", "mentors", "mentors", "name", "since", "Who is, or may become, your mentor.", "mentors.Mentor"),
)  # fmt: skip

KINDS = {kind.noun: kind for kind in _ROWS}


def is_bundled(uid: str) -> bool:
    """Whether it is the uid of a skill that every journal begins with."""
    return uid.startswith(_BUNDLED_UID)


def has_ref_shape(text: str) -> bool:
    """Whether a text is written like a ref of any letter: "q12", "z3", "q12b"."""
    digits = text[1:-1] if text[-1:].isalpha() and len(text) > 2 else text[1:]
    return text.isascii() and text[:1].isalpha() and digits.isdigit()
