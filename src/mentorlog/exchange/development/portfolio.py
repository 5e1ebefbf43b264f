"""Evidence of a competence in four parts: the situation, the task, what one did, and what came of it.

A statement grows from a goal and what belongs to it, or from an achievement that serves none. Only the mentee's own
words stand in it; what is not written yet is named in brackets, and counts for no word.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from mentorlog.exchange.development.record import name_masker
from mentorlog.journal.competences import split_competences
from mentorlog.journal.model.forms import format_number
from mentorlog.journal.model.kinds import ref
from mentorlog.journal.text import end_sentence, fold_text, format_count
from mentorlog.render.documents.document import Document, Fact, FactList, Paragraph, Section

if TYPE_CHECKING:
    from mentorlog.journal.journal import Journal

_GAPS = {
    "situation": "what was going on, and why it mattered",
    "task": "what you had to do",
    "action": "what you yourself did",
    "result": "what came of it, and what shows it",
}

_LESSON_SQL = (
    "SELECT lessons.number, lessons.text || ': ' || a.text FROM lessons"
    " JOIN applications a ON a.lesson = lessons.number WHERE goal = ?"
)


class Statement(NamedTuple):
    """One piece of evidence: its parts in lines, and the refs of the entries they are from."""

    title: str
    competences: list[str]
    parts: dict[str, list[str]]
    refs: list[str]

    @property
    def words(self) -> int:
        """How many words its parts have."""
        return sum(len(text.split()) for lines in self.parts.values() for text in lines)

    @property
    def gaps(self) -> list[str]:
        """The parts that nothing is written for."""
        return [name for name in _GAPS if not self.parts[name]]

    def mentions(self, text: str) -> bool:
        """Whether a text stands in it anywhere, in whatever case."""
        words = fold_text(text)
        return any(words in fold_text(line) for lines in (self.parts.values()) for line in [self.title, *lines])


class Portfolio(NamedTuple):
    """The statements on a competence or a project, those with the fewest gaps first."""

    statements: list[Statement]
    competence: str
    project: str
    limit: int

    @property
    def refs(self) -> set[str]:
        """The refs of all entries behind it."""
        return {ref for statement in self.statements for ref in statement.refs}

    def narrow(self, competence: str, project: str) -> "Portfolio":
        """What is evidence of a competence (its whole name) and mentions a project; either may be empty."""
        wanted = fold_text(competence)
        statements = [
            statement
            for statement in self.statements
            if (not wanted or wanted in map(fold_text, statement.competences)) and statement.mentions(project)
        ]
        return Portfolio(statements, competence, project, self.limit)

    def hints(self) -> list[str]:
        """What is still to be written, and what is too long, for the owner alone."""
        if not self.statements:
            about = self.competence or self.project or "anything"
            return [
                f"Nothing you wrote is evidence of {about} yet.",
                "A statement grows from what you did for a goal: mentorlog edit h1 goal=g1; or from an achievement.",
            ]
        hints = [
            f"{statement.refs[0]} has nothing yet for: {', '.join(statement.gaps)}"
            for statement in self.statements
            if statement.gaps
        ]
        return hints + [
            f"{statement.refs[0]} is {format_count(statement.words - self.limit, 'word')} over {self.limit}"
            for statement in self.statements
            if statement.words > self.limit
        ]

    def to_json(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "competence": self.competence or None,
            "project": self.project or None,
            "limit": self.limit,
            "statements": [
                {
                    "title": statement.title,
                    "competences": statement.competences,
                    **{name: "\n".join(lines) for name, lines in statement.parts.items()},
                    "words": statement.words,
                    "gaps": statement.gaps,
                    "refs": statement.refs,
                }
                for statement in self.statements
            ],
        }

    def document(self) -> Document:
        """As a page."""
        about = " · ".join(filter(None, (self.competence, self.project)))
        lead = f"{format_count(len(self.statements), 'statement')}, at most {self.limit} words each."
        return Document("Portfolio of evidence", about, lead, [self._section(one) for one in self.statements])

    def _section(self, statement: Statement) -> Section:
        facts = [
            Fact(name.capitalize(), "\n".join(lines) if lines else f"[to write: {_GAPS[name]}]")
            for name, lines in statement.parts.items()
        ]
        if statement.competences:
            facts.append(Fact("Competence", "; ".join(statement.competences)))
        count = f"{statement.words} of {self.limit} words. From {', '.join(statement.refs)}."
        return Section(statement.title, [FactList(facts), Paragraph(count)])


def load_portfolio(journal: "Journal", limit: int) -> Portfolio:
    """All the evidence, as far as the journal may be read."""
    with journal.store.snapshot():
        queries = _PortfolioQueries(journal)
        statements = [*queries.of_goals(), *queries.of_achievements()]
    return Portfolio(sorted(statements, key=lambda one: len(one.gaps)), "", "", limit)


class _PortfolioQueries:
    """The queries of one portfolio."""

    def __init__(self, journal: "Journal") -> None:
        self._rows = journal.store.rows
        self._mask: Callable[[str], str] = name_masker(journal)
        self._skills = {
            number: _skill_competences(name, frameworks)
            for number, name, frameworks in self._rows("SELECT number, name, frameworks FROM skills")
        }

    def of_goals(self) -> list[Statement]:
        """A statement for each goal for which something was done or achieved."""
        rows = self._rows(
            "SELECT number, title, why, skill, unit, baseline, target FROM goals WHERE state IN ('agreed', 'achieved')"
            " ORDER BY coalesce(ended_on, '9999') DESC, number DESC"
        )
        statements = []
        for number, title, why, skill, unit, baseline, target in rows:
            refs, competences = [ref("goal", number)], list(self._skills.get(skill, ()))
            task = title if target is None else f"{title}: from {_figure(baseline, '')} to {_figure(target, unit)}"
            action = self._actions(number, refs, competences)
            result = self._results(number, unit, baseline, refs)
            if action or result:
                parts = {"situation": [why] if why else [], "task": [task], "action": action, "result": result}
                statements.append(self._statement(title, competences, parts, refs))
        return statements

    def of_achievements(self) -> list[Statement]:
        """A statement for each achievement without a goal."""
        rows = self._rows(
            "SELECT number, title, evidence FROM achievements WHERE goal IS NULL ORDER BY day DESC, number DESC"
        )
        return [
            self._statement(
                title,
                [],
                {"situation": [], "task": [], "action": [], "result": [title, *([evidence] if evidence else [])]},
                [ref("achievement", number)],
            )
            for number, title, evidence in rows
        ]

    def _statement(
        self, title: str, competences: Sequence[str], parts: dict[str, list[str]], refs: list[str]
    ) -> Statement:
        own = {name: [end_sentence(self._mask(text)) for text in texts] for name, texts in parts.items()}
        return Statement(self._mask(title), list(dict.fromkeys(competences)), own, list(dict.fromkeys(refs)))

    def _actions(self, goal: int, refs: list[str], competences: list[str]) -> list[str]:
        """What was done for a goal: actions, steps, lessons put to use, activities, and the talks about it."""
        texts = []
        for noun, sql in (
            ("action", "SELECT number, text FROM actions WHERE goal = ? AND who = 'me' AND state = 'done'"),
            ("step", "SELECT number, title FROM steps WHERE goal = ? AND done_on IS NOT NULL"),
            ("lesson", _LESSON_SQL),
            ("progress", "SELECT number, note FROM progress WHERE goal = ? AND note IS NOT NULL"),
            ("activity", "SELECT number, title || coalesce(': ' || applied, '') FROM activities WHERE goal = ?"),
        ):
            for number, text in self._rows(f"{sql} ORDER BY 1", (goal,)):
                texts.append(text)
                refs.append(ref(noun, number))
        for (names,) in self._rows("SELECT competences FROM activities WHERE goal = ?", (goal,)):
            competences += split_competences(names)
        sessions = self._rows(
            "SELECT number FROM sessions WHERE state = 'held' AND number IN (SELECT session FROM questions WHERE"
            " goal = ? UNION SELECT session FROM lessons WHERE goal = ?) ORDER BY number",
            (goal, goal),
        )
        if sessions:
            texts.append(f"Talked it through in {format_count(len(sessions), 'mentoring session')}")
            refs += [ref("session", number) for (number,) in sessions]
        return texts

    def _results(self, goal: int, unit: str | None, baseline: float | None, refs: list[str]) -> list[str]:
        """The last value of a goal, and its achievements with what shows them."""
        texts = []
        values = self._rows(
            "SELECT number, value FROM progress WHERE goal = ? ORDER BY day DESC, number DESC LIMIT 1", (goal,)
        )
        for number, value in values:
            texts.append(f"From {_figure(baseline, '')} to {_figure(value, unit)}")
            refs.append(ref("progress", number))
        rows = self._rows("SELECT number, title, evidence FROM achievements WHERE goal = ? ORDER BY day", (goal,))
        for number, title, evidence in rows:
            texts.append(f"{title}: {evidence}" if evidence else title)
            refs.append(ref("achievement", number))
        return texts


def _skill_competences(name: str, frameworks: str | None) -> list[str]:
    """A skill's own name, and the names of frameworks that it says it belongs to: "APM: Risk and issue management"."""
    names = [name]
    for line in (frameworks or "").split("\n"):
        names += [part.strip() for part in line.partition(":")[2].replace(";", ",").split(",") if part.strip()]
    return [name for name in names if not name.isdigit()]


def _figure(value: float | None, unit: str | None) -> str:
    return f"{format_number(value or 0)} {unit or ''}".strip()
